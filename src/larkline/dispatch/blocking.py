"""Notice who blocks the event loop, and for how long."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Generator
from typing import Any

__all__ = ["BLOCKING_SECONDS", "LoopWatch", "Steps"]

#: Seconds of blocking worth a warning: far over a busy step, far under the platform's deadline.
BLOCKING_SECONDS = 0.2
_log = logging.getLogger("larkline.dispatch")


class Steps:
    """
    Await a coroutine and time each of its steps, that is, what runs between two awaits.

    Args:
        coroutine: What to await.
        blocked: Called with the seconds of a step that took longer than :data:`BLOCKING_SECONDS`.
    """

    __slots__ = ("_blocked", "_coroutine")

    def __init__(self, coroutine: Coroutine[Any, Any, Any], blocked: Callable[[float], None]) -> None:
        self._coroutine = coroutine
        self._blocked = blocked

    def __await__(self) -> Generator[Any, Any, Any]:
        step: Callable[[Any], Any] = self._coroutine.send
        argument: Any = None
        while True:
            started = time.perf_counter()
            try:
                waited_for = step(argument)
            except StopIteration as end:
                return end.value
            except GeneratorExit as error:  # nobody closes us now: it was raised, and must not look as if somebody did
                raise RuntimeError("the handler raised GeneratorExit") from error
            finally:
                took = time.perf_counter() - started
                if took > BLOCKING_SECONDS:
                    self._blocked(took)
            try:
                argument = yield waited_for
                step = self._coroutine.send
            except GeneratorExit:
                self._coroutine.close()
                raise
            except BaseException as error:  # a cancellation goes into the coroutine, as `yield from` would do it
                argument = error
                step = self._coroutine.throw


class LoopWatch:
    """
    Measure how late the event loop runs its timers, and say so when no handler is known to have blocked it.

    It is said once; the measurements go on.

    Args:
        interval: Seconds between two measurements.
    """

    def __init__(self, *, interval: float = 0.2) -> None:
        self._interval = interval
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._blamed_at = float("-inf")
        self._said = False
        self.worst = 0.0  #: The largest lag so far, in seconds.
        self.last = 0.0  #: The lag of the last measurement, in seconds.

    def start(self) -> None:
        """Begin to measure in the running loop; harmless when it does so already."""
        self.stop()
        self._arm(asyncio.get_running_loop())

    def stop(self) -> None:
        """Measure no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def blamed(self, seconds: float) -> None:
        """Note that somebody was already named for a lag of *seconds*."""
        self.worst = max(self.worst, seconds)
        self._blamed_at = time.monotonic()

    def _arm(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = time.monotonic() + self._interval
        self._timer = loop.call_later(self._interval, self._measure, loop)

    def _measure(self, loop: asyncio.AbstractEventLoop) -> None:
        now = time.monotonic()
        self.last = max(0.0, now - self._due)
        self.worst = max(self.worst, self.last)
        if self.last > BLOCKING_SECONDS and now - self._blamed_at > self.last + self._interval:
            _log.log(
                logging.DEBUG if self._said else logging.WARNING,
                "the event loop stood still for %.2f s, not in a handler: look for blocking calls in your own tasks",
                self.last,
            )
            self._said = True
        self._arm(loop)
