"""The webhook as a WSGI application, and the event loop that serves programs without one."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar

from larkline.receivers.asgi import Door
from larkline.receivers.received import Received
from larkline.receivers.webhook import Headers, Only
from larkline.wire.webhook import MAX_BODY_BYTES

__all__ = ["BackgroundLoop", "SyncReceived", "WsgiDoor"]

T = TypeVar("T")
Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]
#: Seconds that closing may take in all; what hangs then ends with the program.
END_SECONDS = 15.0
#: Seconds between two looks at whether the event loop that is waited for still runs.
GLANCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class RunningLoop:
    """An event loop that runs in a thread of its own, until *end* is set."""

    loop: asyncio.AbstractEventLoop
    thread: threading.Thread
    end: asyncio.Event
    process: int

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs, in this process."""
        return self.process == os.getpid() and self.thread.is_alive()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """
        Run *work* in the loop and wait for it.

        Raises:
            RuntimeError: It is called in the loop itself, which cannot wait for itself.
        """
        if self.thread is threading.current_thread():
            work.close()
            raise RuntimeError("this would wait for itself: in an event loop, await app.receive() instead")
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            while True:
                try:
                    return future.result(GLANCE_SECONDS)
                except TimeoutError:  # of the work, or of the glance
                    if future.done():
                        return future.result()
                    if not self.thread.is_alive():
                        work.close()
                        raise RuntimeError("the event loop ended before it had an answer") from None
        except BaseException:
            future.cancel()
            raise

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run *work* in the loop, unless that has ended, and do not wait for it."""
        if self.is_alive:
            with contextlib.suppress(RuntimeError):  # it ends this very moment
                asyncio.run_coroutine_threadsafe(work, self.loop)
                return
        work.close()


class BackgroundLoop:
    """
    An event loop in a thread of its own, started when it is first needed, and ended with the program.

    A process that was forked gets a new one: threads do not survive a fork, and prefork servers load the application
    before they fork.

    Args:
        closing: What to do in the loop before it ends.
    """

    def __init__(self, closing: Callable[[], Coroutine[Any, Any, object]]) -> None:
        self._closing = closing
        self._lock = threading.Lock()
        self._running: RunningLoop | None = None
        self._orphans: list[RunningLoop] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """
        Run *work* in the loop and wait for it; starts the loop when there is none.

        Raises:
            RuntimeError: It is called in the loop itself, which cannot wait for itself.
        """
        try:
            running = self.running()
        except BaseException:
            work.close()
            raise
        return running.run(work)

    def running(self) -> RunningLoop:
        """Give the loop of this process; starts it when there is none."""
        with self._lock:
            running = self._running
            if running is None or not running.is_alive:
                if running is not None:
                    # Never to be collected in a forked process: that would close what the parent's loop uses, too.
                    self._orphans.append(running)
                self._running = running = self._begin()
            return running

    def close(self) -> None:
        """Let the loop close what it holds, and end it; the next call starts another one."""
        with self._lock:
            running, self._running = self._running, None
        if running is None:
            return
        if running.process != os.getpid():
            self._orphans.append(running)
            return
        atexit.unregister(self.close)
        with contextlib.suppress(RuntimeError):  # the thread has died, and closed the loop
            running.loop.call_soon_threadsafe(running.end.set)
        running.thread.join(END_SECONDS)

    def _begin(self) -> RunningLoop:
        started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        thread = threading.Thread(target=self._live, args=(started,), name="larkline-webhook", daemon=True)
        thread.start()
        loop, end = started.result()
        atexit.register(self.close)
        return RunningLoop(loop, thread, end, os.getpid())

    def _live(self, started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
        async def live() -> None:
            end = asyncio.Event()
            started.set_result((asyncio.get_running_loop(), end))
            await end.wait()
            await self._closing()

        try:
            asyncio.run(live())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)  # there could be no loop


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
                [*received.headers.items(), ("Content-Length", str(len(received.body)))],
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
