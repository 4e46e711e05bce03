"""What will happen, or end, by the emulator's clock: told in advance, and reached with one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from larkline.clock import ManualClock
from larkline.emulator.errors import UnknownThing, known_ids

__all__ = ["Timer", "Timers"]

#: Gives when something happens, in seconds on the clock, and to what.
Source = Callable[[], Iterable[tuple[float, str]]]


class Timer(NamedTuple):
    """
    One thing that will happen.

    Attributes:
        due: When, in seconds on the emulator's clock.
        kind: What: ``redelivery``, ``tenant_token``, ``update_token``, ``fault`` and so on.
        subject: To what, for a reader; never a secret.
    """

    due: float
    kind: str
    subject: str


class Timers:
    """
    Everything that waits for its time.

    Args:
        clock: Whose time it is.
    """

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._sources: dict[str, Source] = {}

    def add(self, kind: str, source: Source) -> None:
        """Let *source* tell what of this kind is to come; it is asked each time."""
        self._sources[kind] = source

    def list(self, kind: str | None = None) -> list[Timer]:
        """
        List what is to come, the next one first; None lists all kinds.

        Raises:
            UnknownThing: There is no such kind.
        """
        if kind is not None and kind not in self._sources:
            raise UnknownThing("timer", kind, known_ids(self._sources, "kinds", "种类"))
        now = self._clock.now()
        return sorted(
            Timer(due, name, subject)
            for name, source in self._sources.items()
            if kind in (None, name)
            for due, subject in source()
            if due > now
        )

    async def run_next(self, kind: str | None = None) -> Timer | None:
        """
        Move time to the next one and let it happen; gives it, or None when there is none.

        Raises:
            UnknownThing: There is no such kind.
        """
        coming = self.list(kind)
        if not coming:
            return None
        await self._clock.advance(coming[0].due - self._clock.now())
        return coming[0]

    def to_json(self, timer: Timer) -> dict[str, Any]:
        """Give a timer for the control API."""
        left = timer.due - self._clock.now()
        return {
            "kind": timer.kind,
            "subject": timer.subject,
            "in_seconds": round(left, 3),
            "at": self._clock.time() + left,
        }
