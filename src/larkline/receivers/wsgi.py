"""The webhook as a WSGI application, and the event loop that serves programs without one."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar

from larkline.receivers.asgi import Door
from larkline.receivers.received import Received
from larkline.receivers.webhook import Only
from larkline.wire.webhook import MAX_BODY_BYTES

__all__ = ["BackgroundLoop", "WsgiDoor"]

T = TypeVar("T")
Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]


class BackgroundLoop:
    """
    An event loop in a thread of its own, started when it is first needed.

    A process that was forked gets a new one: threads do not survive a fork, and prefork servers load the application
    before they fork.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run *work* in the loop and wait for it; from any thread but the loop's own."""
        return asyncio.run_coroutine_threadsafe(work, self._running()).result()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._process != os.getpid():
                self._loop = asyncio.new_event_loop()
                self._process = os.getpid()
                threading.Thread(target=self._loop.run_forever, name="larkline-webhook", daemon=True).start()
            return self._loop


class WsgiDoor:
    """A WSGI application that answers every path it is given."""

    def __init__(self, door: Door, loop: BackgroundLoop, *, only: Only | None) -> None:
        self._door = door
        self._loop = loop
        self._only = only

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        headers = [(key[5:].replace("_", "-"), value) for key, value in environ.items() if key.startswith("HTTP_")]
        method = environ["REQUEST_METHOD"]
        body = _read_body(environ)
        received = self._loop.run(self._door.receive_request(headers, body, method=method, only=self._only))
        status = f"{received.status} {HTTPStatus(received.status).phrase}"
        start_response(status, [*received.headers.items(), ("Content-Length", str(len(received.body)))])
        return _Body(received, self._loop)


class _Body:
    """The response body; the server calls :meth:`close` when it has sent it."""

    def __init__(self, received: Received, loop: BackgroundLoop) -> None:
        self._received = received
        self._loop = loop

    def __iter__(self) -> Iterator[bytes]:
        yield self._received.body

    def close(self) -> None:
        """Let what waits for the response go on."""
        self._loop.run(self._received.after_sent())


def _read_body(environ: Environ) -> bytes:
    """Read the body, but not much more than is looked at."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length <= 0 and environ.get("wsgi.input_terminated"):
        length = MAX_BODY_BYTES + 1
    body: bytes = environ["wsgi.input"].read(min(max(length, 0), MAX_BODY_BYTES + 1))
    return body
