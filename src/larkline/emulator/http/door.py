"""The front of both HTTP ports: who may come in, how large a request may be, one slash where somebody wrote two."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from larkline.emulator.http.guard import refusal_of_peer
from larkline.facts.platform import REQUEST_BYTES, UPLOAD_BYTES

__all__ = ["ASGIApp", "HttpDoor", "Message", "Receive", "Recorder", "Scope", "Send"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
#: Told of each request that was answered: its scope and body, the start of the answer and its body.
Recorder = Callable[[Scope, bytes, Message, bytes], None]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_SLASHES = re.compile("/{2,}")


class HttpDoor:
    """
    ASGI around an application.

    Args:
        app: What answers.
        allowed_hosts: Host names that may stand in the Host header besides loopback names.
        own_pages: Whether web pages come from this port; they may then talk to it.
        max_bytes: Largest request body.
        large: Paths that take uploads, which may be larger.
        recorder: Told of what was exchanged; None for nobody.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_hosts: tuple[str, ...] = (),
        own_pages: bool = False,
        max_bytes: int = REQUEST_BYTES,
        large: Collection[str] = (),
        recorder: Recorder | None = None,
    ) -> None:
        self._recorder = recorder
        self._app = app
        self._own_pages = own_pages
        self._allowed_hosts = allowed_hosts
        self._max_bytes = max_bytes
        self._large = large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or hand it on with its whole body."""
        if scope["type"] != "http":
            raise RuntimeError(f"only HTTP is served here, not {scope['type']}")
        hosts, sites = _values(scope, b"host"), _values(scope, b"sec-fetch-site")
        host, site = hosts[0] if len(hosts) == 1 else "", sites[0] if sites else ""
        refused = refusal_of_peer(host, _values(scope, b"origin"), site, self._allowed_hosts, own_pages=self._own_pages)
        if refused is not None:
            await _answer(send, refused, b"")
            return
        path = _SLASHES.sub("/", scope["path"])
        most = UPLOAD_BYTES if path in self._large else self._max_bytes
        body = await _read(receive, most)
        if body is None:
            hint = f"a request body takes at most {most} bytes"
            text = json.dumps({"code": "too_large", "msg": hint, "message": "the body is too large", "hint": hint})
            await _answer(send, 413, text.encode())
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            return await receive()

        inner = {**scope, "path": path, "raw_path": path.encode()}
        if self._recorder is None:
            await self._app(inner, replay, send)
            return
        start: Message = {}
        answer = bytearray()

        async def listen(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                answer.extend(message.get("body", b""))
            await send(message)

        await self._app(inner, replay, listen)
        if start:
            self._recorder(inner, body, start, bytes(answer))


async def _read(receive: Receive, most: int) -> bytes | None:
    """Read the whole body; None when it is too large or the client went away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _values(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    if body:
        headers.append((b"content-type", b"application/json; charset=utf-8"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
