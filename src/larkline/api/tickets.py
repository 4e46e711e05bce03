"""The app_ticket of a store app: what the platform sends every hour, and without which there are no tokens."""

from __future__ import annotations

import logging
from typing import Protocol

from larkline.clock import Clock
from larkline.errors import TokenRejected
from larkline.facts.api import APP_TICKET_SECONDS

__all__ = [
    "LOOK_SECONDS",
    "WAIT_SECONDS",
    "MemoryTickets",
    "TicketStore",
    "is_ticket",
    "keep_ticket",
    "no_ticket",
    "read_ticket",
    "ticket_key",
]

log = logging.getLogger("larkline.api")

#: How long a ticket that was asked for is waited for, in seconds; ours.
WAIT_SECONDS = 20.0
#: How often the store is looked into meanwhile, in seconds: another process may have got the ticket.
LOOK_SECONDS = 0.25
#: The code for a ticket that is not good.
REJECTED = 10012


class TicketStore(Protocol):
    """Where tickets are kept, for all instances of an app; :mod:`larkline.stores` has some."""

    async def get(self, key: str) -> bytes | None:
        """Give the value of a key; None when there is none, or not any more."""

    async def put(self, key: str, value: bytes, *, ttl: float) -> None:
        """Keep *value* for *ttl* seconds, in the place of what was there."""


class MemoryTickets:
    """Tickets of one client, for as long as it lives."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._values: dict[str, tuple[bytes, float]] = {}

    async def get(self, key: str) -> bytes | None:
        """Give the value of a key."""
        value, ends_at = self._values.get(key, (None, 0.0))
        return value if self._clock.now() < ends_at else None

    async def put(self, key: str, value: bytes, *, ttl: float) -> None:
        """Keep a value."""
        self._values[key] = (value, self._clock.now() + ttl)


def ticket_key(app_id: str) -> str:
    """Give the key under which the ticket of an app is kept."""
    return f"app_ticket:{app_id}"


def is_ticket(ticket: object) -> bool:
    """Tell whether something can be a ticket."""
    return isinstance(ticket, str) and 0 < len(ticket) <= 1024 and ticket.isprintable()


async def keep_ticket(store: TicketStore, app_id: str, ticket: str) -> None:
    """
    Keep the latest ticket of an app.

    Raises:
        ValueError: It is no ticket.
    """
    if not is_ticket(ticket):
        raise ValueError("an app_ticket is a text of 1 to 1024 printable characters")
    await store.put(ticket_key(app_id), ticket.encode(), ttl=APP_TICKET_SECONDS)
    log.debug("the app_ticket of %s is kept", app_id)


async def read_ticket(store: TicketStore, app_id: str) -> str:
    """Give the latest ticket of an app; empty when there is none."""
    value = await store.get(ticket_key(app_id))
    try:
        ticket = (value or b"").decode()
    except UnicodeDecodeError:
        return ""
    return ticket if is_ticket(ticket) else ""


def no_ticket(rejected: TokenRejected | None) -> TokenRejected:
    """Give the error for a ticket that did not come in time; *rejected* tells what the platform said of the old one."""
    old = "" if rejected is None else "the platform does not take the app_ticket any more, and "
    error = TokenRejected(
        code=None if rejected is None else rejected.code,
        msg=f"{old}no app_ticket has come within {WAIT_SECONDS:g} s of asking for one: the webhook of the store app "
        "has to receive app_ticket events, and to keep them in a store that this client reads",
        log_id="" if rejected is None else rejected.log_id,
        method="POST",
        path="/open-apis/auth/v3/app_access_token",
    )
    error.retryable = True  # the ticket may be on its way
    return error
