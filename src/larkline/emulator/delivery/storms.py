"""
Notice that bots answer bots without end, and pause what they get. Pure.

A delivery is bot-caused when it follows from an API call of an app: a reaction, a recall, a preview that is pulled
again. What people do, what the control API triggers, replays, and events that come again are none, however many.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from larkline.facts.platform import STORM_EVENTS, STORM_SECONDS

__all__ = ["Storm", "Storms"]


@dataclass(slots=True)
class Storm:
    """
    Why the deliveries of an app are paused.

    Attributes:
        since: Seconds since 1970-01-01 UTC.
        events: How many bot-caused deliveries there were: those that led to it, and those since.
    """

    since: float
    events: int

    def to_json(self) -> dict[str, Any]:
        """Give it for the control API."""
        return {"since": self.since, "events": self.events}


class Storms:
    """
    The apps whose deliveries are paused.

    Args:
        events: So many bot-caused deliveries of one app are harmless ...
        seconds: ... within so many seconds.
    """

    def __init__(self, *, events: int = STORM_EVENTS, seconds: float = STORM_SECONDS) -> None:
        self._events = events
        self._seconds = seconds
        self._times: dict[str, deque[float]] = {}
        self._storms: dict[str, Storm] = {}

    def count(self, app_id: str, *, now: float, at: float) -> bool:
        """
        Count a bot-caused delivery; gives True when the app is paused because of it.

        Args:
            now: Seconds on a clock that never goes back.
            at: Seconds since 1970-01-01 UTC.
        """
        storm = self._storms.get(app_id)
        if storm is not None:
            storm.events += 1
            return False
        times = self._times.setdefault(app_id, deque())
        times.append(now)
        while times[0] <= now - self._seconds:
            times.popleft()
        if len(times) <= self._events:
            return False
        self._storms[app_id] = Storm(at, len(times))
        del self._times[app_id]
        return True

    def of(self, app_id: str) -> Storm | None:
        """Tell why the deliveries of an app are paused; None when they are not."""
        return self._storms.get(app_id)

    def end(self, app_id: str) -> bool:
        """Let an app have deliveries again; gives whether they were paused."""
        return self._storms.pop(app_id, None) is not None

    def forget(self) -> None:
        """Let every app have deliveries again, and begin to count anew."""
        self._storms.clear()
        self._times.clear()
