"""Sanic: ``sanic examples.webhook.sanic_app:web``."""

from sanic import Request, Sanic
from sanic.response import HTTPResponse

from examples.webhook.bot import app

web = Sanic("webhook")


@web.post("/webhook/event")
async def webhook(request: Request) -> None:
    received = await app.receive(request.headers, request.body, method=request.method)
    response = await request.respond(HTTPResponse(status=received.status, headers=received.headers))
    await response.send(received.body, end_stream=True)  # the response has been sent
    await received.after_sent()
