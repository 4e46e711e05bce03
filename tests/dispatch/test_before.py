"""What the app itself does with some events, before their handlers."""

from __future__ import annotations

import json

import pytest

from larkline.dispatch.before import BeforeHandlers
from larkline.dispatch.handlers import Handler, Kind
from larkline.dispatch.routes import CardActionRoute, EventRoute
from larkline.payloads.event import Event
from larkline.wire.delivery import Response
from tests.dispatch.desk import Desk, action

HANDLER = Handler(print, Kind.ASYNC, takes_client=False, name="x")


def old_event(kind: str) -> bytes:
    """Build an event of version 1.0."""
    return json.dumps({"uuid": "u1", "event": {"type": kind}}).encode()


class Kept:
    """What was done, in order."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failures: list[Exception] = []

    async def keep(self, event: Event) -> None:
        """Do something with an event."""
        self.done.append(f"kept {event.type}")
        if self.failures:
            raise self.failures.pop()


@pytest.fixture
def kept() -> Kept:
    """Give a place to note things."""
    return Kept()


@pytest.fixture
def desk(kept) -> Desk:
    """Give a dispatcher that does something with one type of event."""
    desk = Desk()
    desk.dispatcher._before = BeforeHandlers({"special": kept.keep})
    return desk


@pytest.mark.parametrize("type_", ["special", None])
async def test_it_is_done_before_the_handler(type_, desk, kept):
    """Outside of the handler's middleware, whichever route the handler has."""

    @desk.router.middleware
    async def around(payload, call):
        kept.done.append("middleware")
        return await call(payload)

    @desk.router.on_event(type_)
    async def handle(event: Event) -> None:
        kept.done.append("handled")

    await desk.push(old_event("special"))

    assert kept.done == ["kept special", "middleware", "handled"]


async def test_it_is_done_without_a_handler(desk, kept):
    """The event is acknowledged and does not count as unmatched."""
    await desk.push(old_event("special"))

    assert kept.done == ["kept special"]
    assert desk.sent["m1"] == [Response(200)]
    assert desk.dispatcher.counters["unmatched"] == 0


async def test_its_failure_is_a_failure_of_the_event(desk, kept):
    """The handler does not run, and the event comes again."""
    kept.failures = [OSError("full")]

    @desk.router.on_event()
    async def handle(event: Event) -> None:
        kept.done.append("handled")

    await desk.push(old_event("special"))

    assert kept.done == ["kept special"]
    assert [response.status for response in desk.sent["m1"]] == [500]


async def test_everything_else_is_left_alone(desk, kept):
    """Other events, and callbacks."""
    desk.router.on_event()(lambda event: None)
    desk.router.on_card_action()(lambda action: None)
    await desk.push(old_event("ordinary"))
    await desk.push(action(), "m2")

    assert kept.done == []
    assert BeforeHandlers({"special": kept.keep}).route_for("ordinary") is None
    assert BeforeHandlers({"special": kept.keep}).middleware_around(CardActionRoute(handler=HANDLER)) == []
    assert BeforeHandlers({}).middleware_around(EventRoute(handler=HANDLER)) == []
