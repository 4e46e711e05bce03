"""The ticket of a store app."""

from __future__ import annotations

import pytest

from larkline.api.tickets import MemoryTickets, TicketStore, is_ticket, keep_ticket, no_ticket, read_ticket, ticket_key
from larkline.clock import ManualClock
from larkline.errors import TokenRejected
from larkline.facts.api import APP_TICKET_SECONDS
from larkline.stores.memory import MemoryStore
from larkline.stores.sqlite import SqliteStore


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock()


@pytest.mark.parametrize("kind", ["own", "memory", "file"])
async def test_a_ticket_is_kept(kind, clock, tmp_path):
    """The latest one of each app is there for half a day, in every kind of store."""
    stores: dict[str, TicketStore] = {
        "own": MemoryTickets(clock),
        "memory": MemoryStore(clock),
        "file": SqliteStore(tmp_path / "store.db", clock=clock),
    }
    store = stores[kind]
    before = await read_ticket(store, "cli_1")
    await keep_ticket(store, "cli_1", "ticket-1")
    await keep_ticket(store, "cli_1", "ticket-2")
    await keep_ticket(store, "cli_2", "ticket-3")

    assert (before, await read_ticket(store, "cli_1"), await read_ticket(store, "cli_2")) == (
        "",
        "ticket-2",
        "ticket-3",
    )
    await clock.advance(APP_TICKET_SECONDS)
    assert await read_ticket(store, "cli_1") == ""
    if isinstance(store, SqliteStore):
        store.close()


@pytest.mark.parametrize("ticket", ["", "a\nb", "x" * 1025, None, 5])
async def test_what_is_no_ticket(ticket, clock):
    """It is neither kept nor read."""
    store = MemoryTickets(clock)
    with pytest.raises(ValueError, match="app_ticket"):
        await keep_ticket(store, "cli_1", ticket)
    await store.put(ticket_key("cli_1"), str(ticket).encode() if ticket != 5 else b"\xff", ttl=10)

    assert not is_ticket(ticket)
    assert await read_ticket(store, "cli_1") in ("", "None")


def test_the_error_says_what_to_look_at():
    """And what the platform had said of the old ticket."""
    missing = no_ticket(None)
    rejected = no_ticket(TokenRejected(code=10012, msg="x", log_id="LOG1"))

    assert "webhook of the store app has to receive app_ticket events" in str(missing)
    assert (missing.code, missing.retryable) == (None, True)
    assert (rejected.code, rejected.log_id) == (10012, "LOG1")
    assert "does not take the app_ticket any more" in str(rejected)
