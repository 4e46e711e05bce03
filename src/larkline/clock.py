"""
What time it is.

Every deadline in larkline is a number of seconds on a :class:`Clock`, so that a test, or the emulator, moves time
instead of waiting for it.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

__all__ = ["Clock", "ManualClock", "SystemClock", "Timer", "settle", "sleep_until", "timeout_at"]


class Timer(Protocol):
    """Something that happens later, unless it is cancelled."""

    def cancel(self) -> None:
        """Make it not happen; harmless when it already did."""


class Clock(Protocol):
    """Tells the time and wakes its users."""

    def now(self) -> float:
        """Seconds on a clock that never goes back; the unit of every deadline."""

    def time(self) -> float:
        """Seconds since 1970-01-01 UTC, for timestamps that leave the process."""

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer:
        """Call *callback* in the running event loop once :meth:`now` has reached *when*."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def time(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        return time.time()

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer:
        """Call *callback* in the running event loop at *when*."""
        # The loop's own time may have another zero (uvloop), so pass a distance.
        return asyncio.get_running_loop().call_later(max(0.0, when - time.monotonic()), callback)


class _Alarm:
    """A timer of a :class:`ManualClock`."""

    __slots__ = ("_cancelled", "callback")

    def __init__(self, callback: Callable[[], object], cancelled: Callable[[], None]) -> None:
        self.callback: Callable[[], object] | None = callback
        self._cancelled = cancelled

    def cancel(self) -> None:
        if self.callback is not None:
            self.callback = None
            self._cancelled()


class ManualClock:
    """
    A clock that is moved.

    It stands still until :meth:`advance` moves it, or, with *flowing*, runs with the machine's clock and can be moved
    forward besides. :meth:`run_at` changes that later. Not thread-safe: use it from one event loop.

    Args:
        now: What :meth:`now` tells at first, in seconds.
        epoch: What :meth:`time` tells at first, in seconds since 1970-01-01 UTC; None for the machine's time.
        flowing: Whether time passes by itself, too.
    """

    def __init__(self, now: float = 0.0, *, epoch: float | None = None, flowing: bool = False) -> None:
        self.on_advance: Callable[[float], object] = lambda _seconds: None  #: Told before time is moved.
        self._moved = now
        self._epoch = (time.time() if epoch is None else epoch) - now
        self._started = time.monotonic()
        self._speed = 1.0 if flowing else 0.0
        self._alarms: list[tuple[float, int, _Alarm]] = []
        self._order = itertools.count()
        self._dead = 0  # cancelled alarms that are still in the heap
        self._wakeup: asyncio.TimerHandle | None = None
        self._armed: tuple[asyncio.AbstractEventLoop, float, float] | None = None  # what the wake-up is set for

    def now(self) -> float:
        """Seconds on this clock."""
        return self._moved + ((time.monotonic() - self._started) * self._speed if self._speed else 0.0)

    def time(self) -> float:
        """Seconds since 1970-01-01 UTC, moved along with :meth:`now`."""
        return self._epoch + self.now()

    @property
    def speed(self) -> float:
        """Seconds that pass by themselves in a second of the machine; 0 while it stands still."""
        return self._speed

    def run_at(self, speed: float) -> None:
        """
        Let time pass by itself at this speed: 1 as on the machine, 60 a minute each second, 0 not at all.

        Raises:
            ValueError: *speed* is negative.
        """
        if speed < 0:
            raise ValueError(f"a clock cannot run backwards: {speed}")
        self._moved, self._started, self._speed = self.now(), time.monotonic(), speed
        self._arm()

    async def set_time(self, at: float) -> None:
        """
        Set the time of day, in seconds since 1970-01-01 UTC.

        A later one is advanced to, so that everything due until then happens. An earlier one changes what :meth:`time`
        tells and nothing else: whatever was to happen stays as far away as it was.
        """
        ahead = at - self.time()
        if ahead >= 0:
            await self.advance(ahead)
        else:
            self._epoch += ahead

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer:
        """Call *callback* once the clock has been moved, or has run, to *when*."""
        alarm = _Alarm(callback, self._cancelled)
        heapq.heappush(self._alarms, (when, next(self._order), alarm))
        self._arm()
        return alarm

    def next_alarm(self) -> float | None:
        """When the next timer is due; None while there is none."""
        while self._alarms and self._alarms[0][2].callback is None:
            heapq.heappop(self._alarms)
            self._dead -= 1
        return self._alarms[0][0] if self._alarms else None

    async def advance(self, seconds: float) -> None:
        """
        Move time forward, stopping at each timer on the way so that what it starts can run.

        Raises:
            ValueError: *seconds* is negative.
        """
        if seconds < 0:
            raise ValueError(f"a clock cannot be moved back: {seconds}")
        self.on_advance(seconds)
        target = self.now() + seconds
        await settle()
        while (when := self.next_alarm()) is not None and when <= target:
            self._moved += max(0.0, when - self.now())
            self._ring()
            await settle()
        self._moved += max(0.0, target - self.now())
        self._arm()
        await settle()

    def _ring(self) -> None:
        now = self.now()
        while (when := self.next_alarm()) is not None and when <= now:
            alarm = heapq.heappop(self._alarms)[2]
            callback, alarm.callback = alarm.callback, None
            if callback is not None:
                callback()
        self._arm()

    def _cancelled(self) -> None:
        """Sweep the heap from time to time: most timeouts are cancelled, long before their time."""
        self._dead += 1
        if self._dead > 100 and self._dead > len(self._alarms) // 2:
            self._alarms = [entry for entry in self._alarms if entry[2].callback is not None]
            heapq.heapify(self._alarms)
            self._dead = 0

    def _arm(self) -> None:
        """While time passes by itself, let the event loop wake us for the next timer."""
        if not self._speed and self._wakeup is None:
            return
        loop = asyncio.get_running_loop()
        when = self.next_alarm() if self._speed else None
        wanted = None if when is None else (loop, when - self._moved, self._speed)
        if wanted == self._armed:
            return
        if self._wakeup is not None:
            self._wakeup.cancel()
            self._wakeup = None
        self._armed = wanted
        if when is not None:
            self._wakeup = loop.call_later(max(0.0, when - self.now()) / self._speed, self._wake)

    def _wake(self) -> None:
        self._wakeup = self._armed = None
        self._ring()


async def settle(turns: int = 20) -> None:
    """Let everything that is ready in this event loop run, a few turns deep."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def sleep_until(clock: Clock, when: float) -> None:
    """Wait until *clock* has reached *when*."""
    reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def wake() -> None:
        if not reached.done():
            reached.set_result(None)

    timer = clock.call_at(when, wake)
    try:
        await reached
    finally:
        timer.cancel()


@asynccontextmanager
async def timeout_at(clock: Clock, when: float | None) -> AsyncIterator[asyncio.Timeout]:
    """
    Limit the block to *when* on *clock*; None sets no limit.

    Gives what tells by its ``expired()``, after the block, whether the TimeoutError was this limit or came from inside.

    Raises:
        TimeoutError: The time came first.
    """
    async with asyncio.timeout(None) as limit:
        if when is None:
            yield limit
            return
        timer = clock.call_at(when, lambda: limit.reschedule(asyncio.get_running_loop().time() - 1.0))
        try:
            yield limit
        finally:
            timer.cancel()
