"""The app_ticket of store apps: pushed every hour of the clock, and whenever an app asks for it."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest

from larkline.clock import Clock, Timer
from larkline.emulator.delivery.pushes import Push, old_envelope, push_of
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.tenant import AppRecord
from larkline.facts.api import APP_TICKET_PERIOD_SECONDS

__all__ = ["APP_TICKET", "AppTickets"]

APP_TICKET = "app_ticket"


class AppTickets:
    """
    Gives store apps what they need for their tokens.

    Each push makes a new ticket; that only the newest one is good is assumed.

    Args:
        clock: Whose hours count.
        deliver: Starts a delivery.
        reachable: Tells whether an app has a webhook, without which the hourly push is left out.
        made: Told of each new ticket, which is a secret.

    Source: docs, app_ticket 事件 (documented: every hour, and on request).
    """

    def __init__(
        self,
        ids: Ids,
        clock: Clock,
        *,
        deliver: Callable[[Push], object],
        reachable: Callable[[AppRecord], bool],
        made: Callable[[str], None],
    ) -> None:
        self._ids = ids
        self._clock = clock
        self._deliver = deliver
        self._reachable = reachable
        self._made = made
        self._tickets: dict[str, str] = {}
        self._timers: dict[str, Timer] = {}
        self._due: dict[str, float] = {}

    def start(self, app: AppRecord) -> None:
        """Push a ticket every hour from now on."""

        def hour_is_over() -> None:
            self.start(app)
            if self._reachable(app):
                self.push(app)

        when = self._due[app.app_id] = self._clock.now() + APP_TICKET_PERIOD_SECONDS
        self._timers[app.app_id] = self._clock.call_at(when, hour_is_over)

    def coming(self) -> list[tuple[float, str]]:
        """Give when each app gets its next ticket, on the clock, and which app."""
        return [(due, app_id) for app_id, due in self._due.items()]

    def push(self, app: AppRecord) -> None:
        """Make a new ticket and push it."""
        ticket = self._tickets[app.app_id] = self._ids.hex(40)
        self._made(ticket)
        event_id = self._ids.uuid()
        event = {"app_ticket": ticket}
        document = old_envelope(app, "", APP_TICKET, event, event_id=event_id, at=self._clock.time())
        del document["event"]["tenant_key"]
        self._deliver(push_of(app, APP_TICKET, event_id, document))

    def is_good(self, app: AppRecord, ticket: str) -> bool:
        """Tell whether this is the newest ticket of an app."""
        newest = self._tickets.get(app.app_id, "")
        return bool(newest) and compare_digest(newest.encode(), ticket.encode("utf-8", "surrogatepass"))

    def stop(self) -> None:
        """Push no more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._due.clear()
