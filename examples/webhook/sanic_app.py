"""Sanic: ``sanic examples.webhook.sanic_app:web``."""

from contextlib import AsyncExitStack

from sanic import Request, Sanic
from sanic.response import HTTPResponse

from examples.webhook.bot import app

web = Sanic("webhook")
receiving = AsyncExitStack()


@web.post("/webhook/event")
async def webhook(request: Request) -> None:
    received = await app.receive(request.headers, request.body, method=request.method)
    response = await request.respond(HTTPResponse(status=received.status, headers=received.headers))
    await response.send(received.body, end_stream=True)  # the response has been sent
    await received.after_sent()


@web.before_server_start
async def start(_: object) -> None:
    await receiving.enter_async_context(app.receiving())


@web.after_server_stop
async def stop(_: object) -> None:
    await receiving.aclose()  # handlers may finish
