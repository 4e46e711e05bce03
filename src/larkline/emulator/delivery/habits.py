"""What only shows over several deliveries: one waits for another, or an event is handled twice."""

from __future__ import annotations

from typing import NamedTuple

from larkline.emulator.journal.journal import Exchange, Journal

__all__ = ["Habits"]

_KEPT = 5000  #: Events whose acknowledgement is remembered.


class _Answer(NamedTuple):
    delivery_id: str
    at: float


class Habits:
    """Looks at each response once, in the order they come."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._last: dict[str, _Answer] = {}
        self._acknowledged: dict[str, str] = {}

    def waited(self, exchange: Exchange) -> float | None:
        """
        Tell how long the app let a delivery wait while it answered another one; None when that cannot be told.

        It can where the app says how long it worked (``biz_rt``), and says so sanely.
        """
        if exchange.reply is None or exchange.duration is None or not exchange.connection:
            return None
        before = self._last.get(exchange.connection)
        self._last[exchange.connection] = _Answer(exchange.id, exchange.started + exchange.duration)
        if before is None or before.at <= exchange.started:
            return None
        try:
            worked = float(exchange.claimed_ms or "") / 1000
        except ValueError:
            return None
        return exchange.duration - worked if 0 <= worked <= exchange.duration else None

    def repeated(self, exchange: Exchange) -> str:
        """Give what shows that an event was acknowledged before, and its work was done again all the same."""
        push = exchange.push
        if push.kind != "event" or exchange.reply is None or exchange.reply.status != 200:
            return ""
        first = self._acknowledged.setdefault(push.event_id, exchange.id)
        if len(self._acknowledged) > _KEPT:
            del self._acknowledged[next(iter(self._acknowledged))]
        if first == exchange.id:
            return ""
        for call in self._journal.calls(limit=_KEPT):
            again = call.app_id == push.app_id and call.at >= exchange.pushed_at
            if again and call.method != "GET" and call.code == 0:
                return (
                    f"{push.event_id} was answered 200 before ({first}), and again {call.method} {call.path} was called"
                )
        return ""

    def forget(self, connection: str) -> None:
        """Forget a connection that has ended."""
        self._last.pop(connection, None)

    def start_over(self) -> None:
        """Forget all events."""
        self._acknowledged.clear()
