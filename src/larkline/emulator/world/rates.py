"""Count what happens within a time, and tell when there was too much of it. Pure."""

from __future__ import annotations

from collections import deque

__all__ = ["Rates"]

_KEPT = 10_000


class Rates:
    """Sliding windows, one for each key. Times are seconds on one clock."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], deque[float]] = {}

    def take(self, *key: str, limit: int, window: float, now: float) -> float:
        """
        Count one more, unless there have been *limit* within the last *window* seconds.

        Returns:
            0 when it was counted, else the seconds until there is room again.
        """
        seen = self._seen.setdefault(key, deque())
        while seen and now - seen[0] >= window:
            seen.popleft()
        if len(seen) >= limit:
            return seen[0] + window - now
        seen.append(now)
        if len(self._seen) > _KEPT:
            del self._seen[next(iter(self._seen))]
        return 0.0

    def forget(self) -> None:
        """Forget everything."""
        self._seen.clear()
