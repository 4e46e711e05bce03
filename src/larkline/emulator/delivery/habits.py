"""What only shows over several deliveries: one waits for another, or an event is handled twice."""

from __future__ import annotations

from typing import NamedTuple

from larkline.emulator.both import Both
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

    def repeated(self, exchange: Exchange) -> Both | None:
        """Give what shows that the work of an acknowledged event was done again; None when nothing does."""
        push = exchange.push
        if push.kind != "event" or exchange.reply is None or exchange.reply.status != 200:
            return None
        first = self._acknowledged.setdefault(push.event_id, exchange.id)
        if len(self._acknowledged) > _KEPT:
            del self._acknowledged[next(iter(self._acknowledged))]
        if first == exchange.id:
            return None
        for call in self._journal.calls(limit=_KEPT):
            again = call.app_id == push.app_id and call.at >= exchange.pushed_at
            if again and call.method != "GET" and call.code == 0:
                did = f"{call.method} {call.path}"
                return Both(
                    f"{push.event_id} was answered 200 before ({first}), and again {did} was called",
                    f"{push.event_id} 之前已返回 200（{first}），却又调用了 {did}",
                )
        return None

    def forget(self, connection: str) -> None:
        """Forget a connection that has ended."""
        self._last.pop(connection, None)

    def start_over(self) -> None:
        """Forget all events."""
        self._acknowledged.clear()
