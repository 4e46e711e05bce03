"""Put the platform's HTTP port together."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.applications import Starlette
from starlette.routing import Route

from larkline.emulator.core import Core
from larkline.emulator.faults.api_door import FaultyApi
from larkline.emulator.http.door import ASGIApp, HttpDoor, Message, Receive, Scope, Send
from larkline.emulator.journal.exchange import Tape
from larkline.emulator.platform_api.applications import APPLICATIONS
from larkline.emulator.platform_api.auth import AUTH
from larkline.emulator.platform_api.bots import BOTS
from larkline.emulator.platform_api.calls import open_route, operation_route, unknown_route
from larkline.emulator.platform_api.cardkit import CARDKIT
from larkline.emulator.platform_api.cards import CARDS
from larkline.emulator.platform_api.chats import CHATS
from larkline.emulator.platform_api.contact import CONTACT
from larkline.emulator.platform_api.ephemeral import EPHEMERAL
from larkline.emulator.platform_api.files import FILES, UPLOAD_PATHS
from larkline.emulator.platform_api.messages import MESSAGES
from larkline.emulator.platform_api.reactions import REACTIONS
from larkline.emulator.platform_api.url_previews import URL_PREVIEWS

__all__ = ["OPEN_OPERATIONS", "OPERATIONS", "platform_app", "platform_routes"]

#: Every call that needs no access token.
OPEN_OPERATIONS = AUTH
#: Every call that needs one.
OPERATIONS = (
    *APPLICATIONS,
    *MESSAGES,
    *REACTIONS,
    *CHATS,
    *CONTACT,
    *CARDS,
    *CARDKIT,
    *EPHEMERAL,
    *URL_PREVIEWS,
    *FILES,
    *BOTS,
)


def platform_routes(core: Core) -> list[Route]:
    """Give the routes of the platform's port."""
    return [
        *(open_route(core, operation) for operation in OPEN_OPERATIONS),
        *(operation_route(core, operation) for operation in OPERATIONS),
        unknown_route(core),
    ]


def platform_app(core: Core, *, allowed_hosts: tuple[str, ...] = ()) -> HttpDoor:
    """Give the ASGI application of the platform's port."""
    routes = platform_routes(core)

    def record(scope: Scope, body: bytes, start: Message, answer: bytes) -> None:
        headers = _texts(start["headers"])
        tape = Tape(
            query=scope["query_string"].decode("latin-1"),
            request_headers=_texts(scope["headers"]),
            request_body=body,
            response_headers=headers,
            response_body=answer,
        )
        core.journal.attach(dict(headers).get("x-tt-logid", ""), tape)

    inner = _named_as_there(FaultyApi(Starlette(routes=routes), core))
    return HttpDoor(inner, allowed_hosts=allowed_hosts, large=UPLOAD_PATHS, recorder=record)


def _named_as_there(app: ASGIApp) -> ASGIApp:
    """
    Write the names of headers as the platform does.

    Case makes no difference in HTTP, but it does to the official Python SDK, which looks for ``X-Tt-Logid`` and
    ``Content-Disposition`` (observed). The names of the rate limit are documented in small letters.
    """

    def named(name: bytes) -> bytes:
        return name if name.startswith(b"x-ogw-") else name.title()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [(named(name), value) for name, value in message["headers"]]}
            await send(message)

        await app(scope, receive, send_named)

    return answer


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers)
