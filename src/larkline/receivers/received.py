"""What a webhook is answered with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

__all__ = ["Received", "with_length"]


def with_length(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """Add the length of the body to the headers; a 204 has neither length nor type (RFC 9110, documented)."""
    if status == 204:
        return {name: value for name, value in headers.items() if name != "Content-Type"}
    return {**headers, "Content-Length": str(len(body))}


class Received:
    """
    The HTTP response to a webhook request, and what goes on once it has been sent.

    Attributes:
        status: The HTTP status.
        headers: The response headers.
        body: The response body.
    """

    __slots__ = ("_on_sent", "body", "headers", "status")

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        *,
        on_sent: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.status = status
        self.headers = dict(headers)
        self.body = body
        self._on_sent = on_sent

    async def after_sent(self) -> None:
        """
        Go on with what waits for the response to leave, such as the lines of a handler after its ``yield``.

        Call it once the last byte has been handed to the client; further calls do nothing.
        """
        on_sent, self._on_sent = self._on_sent, None
        if on_sent is not None:
            await on_sent()

    def __repr__(self) -> str:
        return f"Received(status={self.status}, {len(self.body)} bytes)"
