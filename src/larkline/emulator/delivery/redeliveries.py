"""Events that were not acknowledged come again, by the platform's schedule; callbacks never do."""

from __future__ import annotations

from collections.abc import Callable

from larkline.clock import Clock, Timer
from larkline.emulator.delivery.pushes import Push
from larkline.facts.webhook import REDELIVERY_SECONDS

__all__ = ["Redeliveries", "next_push_at"]


def next_push_at(attempt: int, *, pushed_at: float) -> float | None:
    """
    Give when an event is due again that was not acknowledged; None when it is given up.

    Args:
        attempt: Which push it was, 1 for the first.
        pushed_at: When that push was due.

    Source: docs, 事件概述: 15 s, 5 min, 1 h, 6 h, at most 4 times (documented); that a push is due so long after the
    one before, whatever became of that and however long it took, is assumed.
    """
    return None if attempt > len(REDELIVERY_SECONDS) else pushed_at + REDELIVERY_SECONDS[attempt - 1]


class Redeliveries:
    """
    Waits until events are due again.

    Pushes keep to the schedule of the first one. When the clock was moved past several of them, they follow at once,
    each when the one before was not acknowledged.

    Args:
        clock: Whose time the schedule follows.
        push_again: Called with an event, the number of the attempt, and when it was due.
    """

    def __init__(self, clock: Clock, push_again: Callable[[Push, int, float], object]) -> None:
        self._clock = clock
        self._push_again = push_again
        self._timers: dict[Timer, tuple[float, str]] = {}

    def __len__(self) -> int:
        return len(self._timers)

    def planned(self) -> list[tuple[float, str]]:
        """Give when each event is due again, on the clock, and which one it is."""
        return list(self._timers.values())

    def plan(self, push: Push, *, attempt: int, pushed_at: float) -> bool:
        """
        Plan the next push of an event whose push number *attempt* was not acknowledged.

        Gives False when the event is given up.
        """
        due = next_push_at(attempt, pushed_at=pushed_at)
        if due is None:
            return False

        def push_again() -> None:
            del self._timers[timer]
            self._push_again(push, attempt + 1, due)

        timer = self._clock.call_at(due, push_again)
        self._timers[timer] = (due, f"{push.type} {push.event_id}, attempt {attempt + 1}")
        return True

    def forget(self) -> None:
        """Give up everything that is waiting."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
