"""Too many deliveries at once."""

from __future__ import annotations

import asyncio

import pytest

from larkline.clock import settle
from larkline.wire.delivery import Response
from tests.dispatch.desk import (
    TOAST,
    Desk,
    action,
    event,
    everything,
    preview,
    recorder,
)


async def test_only_so_many_handlers_run_at_once():
    """Two run, two wait, the fifth is turned away; when one ends the next begins, in the order they came."""
    desk = Desk(max_concurrency=2)
    begun: list[str] = []
    go = {str(number): asyncio.Event() for number in range(5)}

    @desk.router.on_card_action()
    async def handler(payload):
        begun.append(payload.request_id)
        await go[payload.request_id].wait()
        return TOAST

    for number in range(5):
        await desk.push(action(), str(number))
    at_first = list(begun)
    go["1"].set()
    await settle()
    then = list(begun)
    for each in go.values():
        each.set()
    await desk.finish()

    assert (at_first, then, begun) == (["0", "1"], ["0", "1", "2"], ["0", "1", "2", "3"])
    assert [desk.body(number)["toast"]["type"] for number in "01234"] == ["success"] * 4 + ["warning"]
    assert desk.count("busy") == 1


@pytest.mark.parametrize(
    ("payload", "response"), [(event(), Response(500)), (preview(), Response(200, b"{}"))], ids=["event", "preview"]
)
async def test_when_busy_an_event_is_to_be_sent_again_and_a_link_stays_a_link(payload, response, caplog):
    """Each is logged with its id."""
    desk = Desk(max_concurrency=1)
    everything(desk)

    @desk.router.on_event("slow")
    async def slow(payload):
        await asyncio.Event().wait()

    await desk.push(event("slow"), "running")
    await desk.push(event("slow"), "waiting")
    await desk.push(payload)
    answered = desk.responses()
    await desk.dispatcher.drain(0.0)

    assert answered == [response]
    assert "delivery m1 is turned away" in caplog.text


async def test_deliveries_without_a_handler_are_never_too_many():
    """Answers that wait for a slow peer take no handler's place."""
    desk = Desk(max_concurrency=1)
    desk.held = True
    desk.router.on_card_action()(recorder([], TOAST))
    for number in range(10):
        await desk.push(event(), f"event-{number}")
    await desk.push(action(), "m1")
    in_flight = desk.dispatcher.in_flight
    await desk.let_go()
    await desk.finish()

    assert in_flight == 11
    assert desk.body("m1")["toast"]["type"] == "success"
    assert (desk.count("busy"), len(desk.sent)) == (0, 11)


async def test_an_overdue_delivery_may_still_be_waiting():
    """The deadline holds for those that wait for a place, too; they run afterwards."""
    desk = Desk(max_concurrency=1)
    go = asyncio.Event()
    ran: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()
        ran.append(payload.request_id)
        return TOAST

    await desk.push(action(), "m1")
    waiting = await desk.push(action(token="c-2"), "m2")
    assert waiting is not None
    await waiting.overdue()
    go.set()
    await desk.finish()

    assert desk.body("m2")["toast"]["type"] == "info"
    assert ran == ["m1", "m2"]
