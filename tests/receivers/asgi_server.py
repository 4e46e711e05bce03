"""An ASGI server without a network: one request in, everything that was sent out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from larkline.receivers.asgi import AsgiReceive, AsgiScope, AsgiSend

Application = Callable[[AsgiScope, AsgiReceive, AsgiSend], Any]


@dataclass
class Answer:
    """
    What an application sent.

    Attributes:
        messages: As they were sent.
        received: How many messages the application took.
    """

    messages: list[MutableMapping[str, Any]] = field(default_factory=list)
    received: int = 0

    @property
    def status(self) -> int:
        """The HTTP status."""
        status: int = self.messages[0]["status"]
        return status

    @property
    def headers(self) -> dict[str, str]:
        """The headers, names as they were sent."""
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        """The body."""
        return b"".join(message.get("body", b"") for message in self.messages[1:])


def raw(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Write headers as a server does, names in lower case."""
    return [(name.lower().encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name, value in headers]


async def serve(
    application: Application,
    headers: Iterable[tuple[str, str]],
    chunks: Sequence[bytes | None],
    *,
    method: str = "POST",
    kind: str = "http",
    sent: Callable[[MutableMapping[str, Any]], None] = lambda _: None,
    **scope: Any,
) -> Answer:
    """
    Make one request.

    Args:
        chunks: The body in parts; None in its place is a client that goes away.
        sent: Called with each message that is sent; may raise.
    """
    answer = Answer()
    parts = list(chunks) or [b""]

    async def receive() -> MutableMapping[str, Any]:
        index = answer.received
        answer.received += 1
        if index >= len(parts):
            await asyncio.Event().wait()
        part = parts[index]
        if part is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": index + 1 < len(parts)}

    async def send(message: MutableMapping[str, Any]) -> None:
        answer.messages.append(message)
        sent(message)

    everything = {"type": kind, "method": method, "path": "/", "headers": raw(headers), "http_version": "1.1", **scope}
    await application(everything, receive, send)
    return answer
