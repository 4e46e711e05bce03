"""Blocking network work in a thread of its own, which can be given up at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["Attempt", "in_thread"]

T = TypeVar("T")


class Attempt:
    """
    What a thread and its caller share.

    Args:
        seconds: How long the work may take.
    """

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._held: socket.socket | None = None
        self._given_up = False

    def remaining(self) -> float:
        """
        Give the seconds that are left; more than 0.

        Raises:
            TimeoutError: There are none, or nobody waits any more.
        """
        left = self._deadline - time.monotonic()
        if left <= 0 or self._given_up:
            raise TimeoutError
        return left

    def hold(self, held: socket.socket) -> None:
        """
        Name the socket that the thread works with from now on, and limit its next steps to the time that is left.

        Raises:
            TimeoutError: There is none, or nobody waits any more.
        """
        with self._lock:
            held.settimeout(self.remaining())
            self._held = held

    def give_up(self) -> None:
        """Make what the thread is waiting for on its socket fail now. The thread itself closes the socket."""
        with self._lock:
            self._given_up = True
            if self._held is not None:
                with contextlib.suppress(OSError):  # not connected, or closed by now
                    # Not the method of an SSLSocket, which would take the TLS state away from the thread.
                    socket.socket.shutdown(self._held, socket.SHUT_RDWR)


async def in_thread(
    work: Callable[[Attempt], T], *, timeout: float, discard: Callable[[T], object] = lambda _: None
) -> T:
    """
    Run *work* in a daemon thread and wait for its result; when we are cancelled, the thread is given up.

    A name lookup cannot be interrupted. It is why this is no thread of the event loop's own pool, which a program waits
    for when it ends.

    Args:
        work: Blocks. It asks the attempt how long it may, and closes its socket when it fails.
        timeout: Seconds for everything.
        discard: Called, from any thread, with a result that came too late.

    Raises:
        TimeoutError: The time was over first.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()
    attempt = Attempt(timeout)

    def settle(result: list[T], error: Exception | None) -> None:
        if answer.done():
            for late in result:
                discard(late)
        elif error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result[0])

    def run() -> None:
        result: list[T] = []
        failure: Exception | None = None
        try:
            result.append(work(attempt))
        except Exception as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:  # the loop is closed, nobody waits any more
            for late in result:
                discard(late)

    threading.Thread(target=run, name="larkline-network", daemon=True).start()
    try:
        async with asyncio.timeout(timeout):
            result = await answer
    except BaseException:
        attempt.give_up()
        if answer.done() and not answer.cancelled() and answer.exception() is None:
            discard(answer.result())
        raise
    return result
