"""Starlette: ``uvicorn examples.webhook.starlette_app:web``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from examples.webhook.bot import app


@asynccontextmanager
async def lifespan(web: Starlette) -> AsyncIterator[None]:
    async with app.receiving():  # when the server stops, handlers may finish
        yield


web = Starlette(
    lifespan=lifespan,
    routes=[Route("/webhook/event", app.asgi(), methods=["POST"])],  # a Route: a Mount would redirect
)
