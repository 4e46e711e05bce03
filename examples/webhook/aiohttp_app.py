"""aiohttp: ``python -m aiohttp.web examples.webhook.aiohttp_app:make_web``."""

from collections.abc import AsyncIterator

from aiohttp import web

from examples.webhook.bot import app


async def webhook(request: web.Request) -> web.StreamResponse:
    received = await app.receive(request.headers, await request.read(), method=request.method)
    response = web.Response(body=received.body, status=received.status, headers=received.headers)
    await response.prepare(request)
    await response.write_eof()  # the response has been sent
    await received.after_sent()
    return response


async def lifespan(_: web.Application) -> AsyncIterator[None]:
    async with app.receiving():  # when the server stops, handlers may finish
        yield


def make_web(argv: list[str]) -> web.Application:
    application = web.Application()
    application.router.add_post("/webhook/event", webhook)
    application.cleanup_ctx.append(lifespan)
    return application
