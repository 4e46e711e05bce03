"""The app_ticket of store apps, without the rest of the platform."""

from __future__ import annotations

import json

import pytest

from larkline.clock import ManualClock
from larkline.emulator.delivery.app_tickets import AppTickets
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.seed import add_app, seed_world


class Tickets:
    """Keeps what is pushed to a store app."""

    def __init__(self) -> None:
        ids = Ids(1)
        self.app = add_app(seed_world(ids), ids, name="商店应用", app_type="store")
        self.clock = ManualClock(flowing=False)
        self.pushed: list[str] = []
        self.secrets: list[str] = []
        self.reachable = True
        self.tickets = AppTickets(
            ids,
            self.clock,
            deliver=lambda push: self.pushed.append(json.loads(push.payload)["event"]["app_ticket"]),
            reachable=lambda _app: self.reachable,
            made=self.secrets.append,
        )


@pytest.fixture
def desk():
    """The tickets of one store app."""
    return Tickets()


def test_there_is_no_good_ticket_before_the_first_one(desk):
    """Not even an empty one."""
    assert not desk.tickets.is_good(desk.app, "")


def test_each_ticket_is_a_secret_and_replaces_the_one_before(desk):
    """What was pushed is told to those who mask secrets."""
    desk.tickets.push(desk.app)
    desk.tickets.push(desk.app)
    old, new = desk.pushed

    assert desk.secrets == [old, new]
    assert (desk.tickets.is_good(desk.app, old), desk.tickets.is_good(desk.app, new)) == (False, True)
    assert not desk.tickets.is_good(desk.app, "\ud800")


async def test_hours_go_on_while_an_app_cannot_be_reached(desk):
    """The push of such an hour is left out, the next one comes; after the end none does."""
    desk.tickets.start(desk.app)
    desk.reachable = False
    await desk.clock.advance(3600)
    desk.reachable = True
    before = len(desk.pushed)
    await desk.clock.advance(3600)
    desk.tickets.stop()
    await desk.clock.advance(3600)

    assert (before, len(desk.pushed)) == (0, 1)
