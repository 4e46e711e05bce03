"""The webhook as an ASGI application, for any ASGI server or framework."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol, TypeAlias

from larkline.errors import ConfigurationError
from larkline.receivers.received import Received, with_length
from larkline.receivers.webhook import Only
from larkline.wire.webhook import MAX_BODY_BYTES

__all__ = ["AsgiDoor", "AsgiReceive", "AsgiScope", "AsgiSend", "Door"]

AsgiScope: TypeAlias = MutableMapping[str, Any]
AsgiReceive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
AsgiSend: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Door(Protocol):
    """What a door needs of the app."""

    async def receive_request(self, headers: Any, body: bytes, *, method: str, only: Only | None) -> Received:
        """Take a request and give its response."""

    async def open_doors(self) -> None:
        """The server starts: get ready, and say what cannot be checked."""

    async def close_doors(self) -> object:
        """The server ends: finish what is in flight."""


class AsgiDoor:
    """
    An ASGI application that answers every path it is given.

    Mount it by a route, not as a sub-application: a mount answers POST /hook with a redirect to /hook/, which the
    platform does not follow.
    """

    def __init__(self, door: Door, *, only: Only | None) -> None:
        self._door = door
        self._only = only

    async def __call__(self, scope: AsgiScope, receive: AsgiReceive, send: AsgiSend) -> None:
        """Serve one request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: AsgiScope, receive: AsgiReceive, send: AsgiSend) -> None:
        body = await _read_body(receive)
        if body is None:
            return
        received = await self._door.receive_request(scope["headers"], body, method=scope["method"], only=self._only)
        headers = with_length(received.status, received.headers, received.body)
        if len(body) > MAX_BODY_BYTES and scope.get("http_version", "1.1").startswith("1"):
            headers["Connection"] = "close"  # the rest of the body is still on its way; HTTP/2 has no such header
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        try:
            await send({"type": "http.response.start", "status": received.status, "headers": raw})
            await send({"type": "http.response.body", "body": received.body})
        finally:  # also when it could not leave: then nothing is to be waited for
            await received.after_sent()

    async def _live(self, receive: AsgiReceive, send: AsgiSend) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self._door.open_doors()
                except ConfigurationError as error:
                    await send({"type": "lifespan.startup.failed", "message": f"larkline: {error}"})
                    return
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._door.close_doors()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _read_body(receive: AsgiReceive) -> bytes | None:
    """Read the body, but not much more than is looked at; None when the client has gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False) or len(body) > MAX_BODY_BYTES:
            return bytes(body)
