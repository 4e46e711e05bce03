"""The webhook as a WSGI application, for any WSGI server or framework."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any, TypeAlias

from larkline.receivers.asgi import Door
from larkline.receivers.background_loop import BackgroundLoop, RunningLoop
from larkline.receivers.received import Received, with_length
from larkline.receivers.webhook import Headers, Only
from larkline.wire.webhook import MAX_BODY_BYTES

__all__ = ["SyncReceived", "WsgiDoor"]

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]


class SyncReceived:
    """
    The HTTP response to a webhook request, and what goes on once it has been sent, without ``await``.

    Attributes:
        status: The HTTP status.
        headers: The response headers.
        body: The response body.
    """

    __slots__ = ("_loop", "_received", "body", "headers", "status")

    def __init__(self, received: Received, loop: RunningLoop) -> None:
        self.status = received.status
        self.headers = received.headers
        self.body = received.body
        self._received = received
        self._loop = loop

    def after_sent(self) -> None:
        """Let what waits for the response go on; as :meth:`Received.after_sent`."""
        self._loop.start(self._received.after_sent())


class WsgiDoor:
    """A WSGI application that answers every path it is given; or, in a view of a framework, :meth:`receive`."""

    def __init__(self, door: Door, loop: BackgroundLoop, *, only: Only | None) -> None:
        self._door = door
        self._loop = loop
        self._only = only

    def receive(self, headers: Headers, body: bytes, *, method: str = "POST") -> SyncReceived:
        """
        Take one webhook request and give its response, from any thread without an event loop.

        The same as :meth:`larkline.App.receive`, for code that cannot await: send the response back as it is, then call
        ``after_sent()``.
        """
        loop = self._loop.running()
        received = loop.run(self._door.receive_request(headers, body, method=method, only=self._only))
        return SyncReceived(received, loop)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        headers = [
            (key[5:].replace("_", "-"), value.encode("latin-1", "replace"))
            for key, value in environ.items()
            if key.startswith("HTTP_")
        ]
        received = self.receive(headers, _read_body(environ), method=environ["REQUEST_METHOD"])
        try:
            start_response(
                _status_line(received.status),
                list(with_length(received.status, received.headers, received.body).items()),
            )
        except BaseException:
            received.after_sent()  # nobody will get a body to close
            raise
        return _Body(received)

    def close(self) -> None:
        """Let handlers finish and end the event loop, as the end of the program does; the next request starts anew."""
        self._loop.close()


class _Body:
    """The response body; the server calls :meth:`close` when it has sent it."""

    def __init__(self, received: SyncReceived) -> None:
        self._received = received

    def __iter__(self) -> Iterator[bytes]:
        yield self._received.body

    def close(self) -> None:
        """Let what waits for the response go on."""
        self._received.after_sent()


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:  # a handler may answer an old card with any number
        return f"{status} Unknown"


def _read_body(environ: Environ) -> bytes:
    """Read the body, but not much more than is looked at."""
    try:
        left = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        left = 0
    if left <= 0 and environ.get("wsgi.input_terminated"):  # sent in chunks, by a server that knows where they end
        left = MAX_BODY_BYTES + 1
    left = min(left, MAX_BODY_BYTES + 1)
    body = bytearray()
    while left > 0 and (chunk := environ["wsgi.input"].read(left)):
        body += chunk
        left -= len(chunk)
    return bytes(body)
