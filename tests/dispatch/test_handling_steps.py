"""Respond, then work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline.clock import settle
from larkline.errors import InvalidResponse
from larkline.wire.delivery import Delivery, Response
from tests.dispatch.desk import (
    CARD,
    TOAST,
    Desk,
    action,
    event,
    recorder,
    toast_of,
)

LATE_CARD = {"card": {"type": "raw", "data": CARD}}


async def test_nothing_after_the_first_yield_runs_before_the_response_has_left():
    """The platform needs this order, so the generator stands still until send() has returned."""
    desk = Desk()
    desk.held = True
    steps: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        steps.append("before")
        yield TOAST
        steps.append("after")

    await desk.push(action())
    await desk.clock.advance(100.0)
    while_held = list(steps)
    await desk.let_go()

    assert (while_held, steps) == (["before"], ["before", "after"])
    assert toast_of(desk.responses()[0]) == "success"


async def test_a_first_yield_after_the_deadline_waits_for_the_response_too():
    """The answer given for it has to leave before the generator goes on."""
    desk = Desk()
    desk.held = True
    steps: list[str] = []
    go = asyncio.Event()

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        await go.wait()
        steps.append("before")
        yield TOAST
        steps.append("after")

    handling = await desk.push(action())
    assert handling is not None
    overdue = asyncio.ensure_future(handling.overdue())
    await settle()
    go.set()
    await settle()
    while_held = list(steps)
    await desk.let_go()
    await overdue

    assert (while_held, steps) == (["before"], ["before", "after"])
    assert [toast_of(response) for response in desk.responses()] == ["info"]


async def test_a_generator_that_yields_nothing_changes_nothing():
    """As if a plain handler returned None."""
    desk = Desk()

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        if not payload:
            yield TOAST

    await desk.push(action())

    assert desk.body() == {}


async def test_an_exception_after_the_response_is_logged_and_told(caplog):
    """The response has left, so nobody is answered, but the failure is not lost."""
    desk = Desk()

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        raise ValueError("later")

    await desk.push(action())

    assert [toast_of(response) for response in desk.responses()] == ["success"]
    assert "failed after its response had left" in caplog.text
    assert [str(error) for _, error in desk.failed] == ["later"]


async def test_a_generator_is_closed_when_its_response_is_refused():
    """What follows an invalid first yield must not run, but its cleaning up does, after the error toast has left."""
    desk = Desk()
    steps: list[Any] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        try:
            yield "nonsense"
            steps.append("went on")
        finally:
            steps.append([toast_of(response) for response in desk.responses()])

    await desk.push(action())

    assert steps == [["error"]]
    assert desk.count("invalid_responses") == 1


@pytest.mark.parametrize("how", ["raises", "yields again"])
async def test_a_generator_that_cannot_be_closed_is_reported(how):
    """Trouble in its cleaning up costs neither the response nor the dispatcher."""
    desk = Desk()

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        try:
            yield "nonsense"
        finally:
            if how == "raises":
                raise ValueError("while closing")
            yield TOAST

    await desk.push(action())

    assert [toast_of(response) for response in desk.responses()] == ["error"]
    assert [type(error) for _, error in desk.failed] == [
        InvalidResponse,
        ValueError if how == "raises" else RuntimeError,
    ]


async def test_an_iterator_of_the_users_making_will_do():
    """Only async generators can be closed; other iterators are simply left."""

    class Steps:
        def __init__(self) -> None:
            self.left = [TOAST, LATE_CARD]

        def __aiter__(self):
            return self

        async def __anext__(self):
            if not self.left:
                raise StopAsyncIteration
            return self.left.pop(0)

    desk = Desk()
    desk.router.on_card_action()(lambda payload: Steps())
    desk.router.on_card_action(name="wrong")(lambda payload: type("Wrong", (Steps,), {"__init__": wrong})())

    def wrong(self: Any) -> None:
        self.left = ["nonsense", TOAST]

    desk.start(action(), "m1")
    desk.start(action(name="wrong", token=""), "m2")
    while not (desk.responses("m1") and desk.responses("m2")):
        await settle()
    await desk.clock.advance(1.0)
    await desk.finish()

    assert toast_of(desk.responses("m1")[0]) == "success"
    assert [card for _, _, card, _ in desk.api.updates] == [CARD]
    assert toast_of(desk.responses("m2")[0]) == "error"


async def test_a_lost_connection_does_not_stop_the_work(caplog):
    """A response that cannot leave is logged and counted, and the handler goes on."""
    desk = Desk()
    desk.lost = True
    steps: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        steps.append("after")

    await desk.push(action())

    assert steps == ["after"]
    assert (desk.count("undelivered"), desk.failed) == (1, [])
    assert "could not leave: its connection is gone" in caplog.text


async def test_a_door_that_breaks_is_not_the_handlers_fault(caplog):
    """An unexpected error of send() is logged with its traceback, not told as the handler's failure."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))

    async def send(response: Response) -> None:
        raise OSError("broken door")

    desk.dispatcher.start(Delivery("m1", action(), 0.0), send)
    desk.dispatcher.start(Delivery("m2", event(), 0.0), send)
    await settle()

    assert (desk.count("undelivered"), desk.failed) == (1, [])
    assert caplog.text.count("OSError: broken door") == 2


async def test_an_answer_that_is_cut_off_is_counted():
    """A door that closes cancels what it is sending for the deadline; the handling goes on."""
    desk = Desk()
    desk.held = True
    go = asyncio.Event()

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()
        return LATE_CARD

    handling = await desk.push(action())
    assert handling is not None
    overdue = asyncio.ensure_future(handling.overdue())
    await settle()
    overdue.cancel()
    go.set()
    await desk.clock.advance(1.0)

    assert (desk.sent, desk.count("undelivered")) == ({}, 1)
    assert [card for _, _, card, _ in desk.api.updates] == [CARD]
