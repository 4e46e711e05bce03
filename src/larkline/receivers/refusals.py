"""Log the requests that are refused, so that a flood of them fills no disk."""

from __future__ import annotations

import logging

from larkline.clock import Clock, Timer
from larkline.wire.webhook import Refused

__all__ = ["RefusalLog"]

_log = logging.getLogger("larkline.webhook")
#: Requests that are logged one by one in each period, for each kind of reason.
IN_FULL = 5
#: Seconds of a period.
PERIOD_SECONDS = 60.0


class RefusalLog:
    """
    Log refused requests: the first few of a minute one by one, those that follow for the same reason as a number.

    Args:
        clock: Whose minutes they are.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[str, int] = {}
        self._timers: dict[str, Timer] = {}

    def note(self, refused: Refused) -> None:
        """Log a refused request, or count it."""
        count = self._counts[refused.code] = self._counts.get(refused.code, 0) + 1
        if count <= IN_FULL:
            _log.warning("refused a request (%s): %s", refused.request_id or "no request id", refused.reason)
        elif count == IN_FULL + 1:
            _log.warning("more requests are refused (%s); they are counted from here on", refused.code)
        if count == 1:
            end = self._clock.now() + PERIOD_SECONDS
            self._timers[refused.code] = self._clock.call_at(end, lambda: self._sum_up(refused.code))

    def close(self) -> None:
        """Log what was counted and not told yet."""
        for code in list(self._counts):
            self._sum_up(code)

    def _sum_up(self, code: str) -> None:
        self._timers.pop(code).cancel()
        more = self._counts.pop(code) - IN_FULL
        if more > 0:
            _log.warning("refused %d more requests (%s) in the last %.0f s", more, code, PERIOD_SECONDS)
