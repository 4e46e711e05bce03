"""FastAPI: ``uvicorn examples.webhook.fastapi_app:web``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import Route

from examples.webhook.bot import app


@asynccontextmanager
async def lifespan(web: FastAPI) -> AsyncIterator[None]:
    async with app.receiving():  # when the server stops, handlers may finish
        yield


web = FastAPI(lifespan=lifespan)
web.router.routes.append(Route("/webhook/event", app.asgi(), methods=["POST"]))  # a Route: a mount would redirect


@web.get("/health")  # your own API beside it
async def health() -> dict[str, str]:
    return {"state": app.status().state}
