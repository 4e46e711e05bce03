"""What lists and the stream show of deliveries and of everything else that changes, without tokens and secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from larkline.emulator.control.views import app_view, clock_view, connection_view, message_row
from larkline.emulator.core import Core
from larkline.emulator.journal.details import masked
from larkline.emulator.journal.feed import Change

__all__ = ["Rows"]

Row = dict[str, Any]


class Rows:
    """Gives rows of one emulator."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def masked(self, row: Row) -> Row:
        """Take out what nobody should read."""
        return masked(row, self._core.masker)

    def of_change(self, change: Change) -> Row | None:
        """Give the row of what changed, as it is now; None when it is gone, or never had one."""
        find: dict[str, Callable[[str], Row | None]] = {
            "delivery": self._delivery,
            "message": self._message,
            "connection": self._connection,
            "attempt": self._attempt,
            "api_call": self._api_call,
            "app": self._app,
            "fault": self._fault,
            "clock": self._clock,
        }
        row = find[change.kind](change.id) if change.kind in find else None
        return None if row is None else self.masked(row)

    def _delivery(self, id_: str) -> Row | None:
        return self._core.journal.row(id_)

    def _message(self, id_: str) -> Row | None:
        message = self._core.world.messages.get(id_)
        return None if message is None else message_row(message)

    def _connection(self, id_: str) -> Row | None:
        session = self._core.hub.sessions.get(id_)
        return None if session is None else connection_view(session)

    def _attempt(self, id_: str) -> Row | None:
        attempt = self._core.attempts.find(id_)
        return None if attempt is None else attempt.to_json()

    def _api_call(self, id_: str) -> Row | None:
        call = self._core.journal.find_call(id_)
        return None if call is None else call.to_json()

    def _fault(self, id_: str) -> Row | None:
        now = self._core.clock.now()
        return next((fault.to_json(now=now) for fault in self._core.faults.list() if fault.id == id_), None)

    def _clock(self, id_: str) -> Row | None:
        return clock_view(self._core.clock)

    def _app(self, id_: str) -> Row | None:
        app = self._core.world.apps.get(id_)
        return None if app is None else app_view(app, self._core.settings, self._core.storms)
