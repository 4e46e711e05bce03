"""The end of a dispatcher: handlers get their time, and everything is let go."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

import pytest

from larkline.clock import settle
from larkline.dispatch.threads import HandlerThreads
from larkline.wire.delivery import Response
from tests.dispatch.desk import (
    TOAST,
    Desk,
    action,
    event,
    recorder,
)


async def test_draining_waits_for_handlers():
    """Those in flight are answered, deliveries that come meanwhile too, and nothing is cancelled."""
    desk = Desk()
    go = asyncio.Event()

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()
        return TOAST

    await desk.push(action(), "m1")
    draining = asyncio.ensure_future(desk.dispatcher.drain(10.0))
    await desk.clock.advance(9.0)
    await desk.push(action(token="c-2"), "m2")
    still = draining.done()
    go.set()
    left = await draining

    assert (still, left) == (False, 0)
    assert [desk.body(each)["toast"]["type"] for each in ("m1", "m2")] == ["success", "success"]
    assert desk.count("cancelled") == 0


async def test_draining_stops_what_takes_too_long(caplog):
    """After the limit the unfinished are named, answered, stopped and counted; an event is to be sent again."""
    desk = Desk()
    ends: list[str] = []

    async def never(payload):
        try:
            await asyncio.Event().wait()
        finally:
            ends.append(payload.request_id)

    desk.router.on_card_action()(never)
    desk.router.on_event()(never)
    for number, payload in enumerate((action(), event())):
        await desk.push(payload, f"m{number}")
    draining = asyncio.ensure_future(desk.dispatcher.drain(10.0))
    await desk.clock.advance(10.0)
    left = await draining

    assert (left, desk.count("cancelled"), desk.dispatcher.in_flight) == (2, 2, 0)
    assert sorted(ends) == ["m0", "m1"]
    assert desk.body("m0")["toast"]["type"] == "error"
    assert desk.responses("m1") == [Response(500)]
    assert desk.failed == []
    for name in ("m0", "m1"):
        assert f"never is stopped unfinished after 10 s, on delivery {name}" in caplog.text


async def test_draining_at_once_answers_what_waits():
    """Without time to spare, what runs, what waits and what never began is answered and stopped."""
    desk = Desk(max_concurrency=1)
    ran: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload):
        ran.append(payload.request_id)
        await asyncio.Event().wait()

    await desk.push(action(), "m1")
    await desk.push(action(token="c-2"), "m2")
    desk.start(action(token="c-3"), "m3")  # turned away, and its answer has not begun to leave
    left = await desk.dispatcher.drain(0.0)

    assert (left, ran) == (2, ["m1"])
    assert [desk.body(each)["toast"]["type"] for each in ("m1", "m2", "m3")] == ["error", "error", "warning"]


async def test_a_response_on_its_way_is_not_cut_off():
    """A drain that is over lets a response leave that is being sent."""
    desk = Desk()
    desk.held = True
    desk.router.on_card_action()(recorder([], TOAST))
    await desk.push(action(), "m1")
    await desk.push(event(), "m2")
    draining = asyncio.ensure_future(desk.dispatcher.drain(0.0))
    await settle()
    await desk.let_go()
    await draining

    assert desk.body("m1")["toast"]["type"] == "success"
    assert desk.responses("m2") == [Response(200)]


async def test_a_peer_that_does_not_read_does_not_keep_the_drain():
    """A last response gets a second to leave, then everything is stopped."""
    desk = Desk()
    desk.held = True
    desk.router.on_card_action()(recorder([], TOAST))
    await desk.push(action(), "m1")
    await desk.push(event(), "m2")
    draining = asyncio.ensure_future(desk.dispatcher.drain(0.0))
    await desk.clock.advance(2.0)

    assert draining.done()
    assert (desk.sent, desk.dispatcher.in_flight) == ({}, 0)


async def test_a_handler_that_does_not_stop_does_not_keep_the_drain(caplog):
    """One that swallows its cancellation is named and left alone."""
    desk = Desk()
    go = asyncio.Event()

    @desk.router.on_event()
    async def stubborn(payload):
        while not go.is_set():
            with suppress(asyncio.CancelledError):
                await go.wait()

    await desk.push(event())
    draining = asyncio.ensure_future(desk.dispatcher.drain(0.0))
    await desk.clock.advance(3.0)
    done = draining.done()
    go.set()
    await settle()

    assert done
    assert "stubborn does not stop; it is left alone" in caplog.text


async def test_a_thread_that_runs_on_does_not_keep_the_drain():
    """A plain handler cannot be stopped; its delivery is answered, and its end interests nobody."""
    desk = Desk()
    go, done = threading.Event(), threading.Event()

    @desk.router.on_card_action()
    def stuck(payload):
        go.wait(20.0)
        done.set()
        return TOAST

    await desk.push(action())
    left = await desk.dispatcher.drain(0.0)
    desk.dispatcher.close()
    go.set()
    done.wait(20.0)
    await settle()

    assert left == 1
    assert desk.body()["toast"]["type"] == "error"


async def test_a_handler_may_stop_its_own_app():
    """It does not wait for itself, and is not cancelled: its response still leaves."""
    desk = Desk()

    @desk.router.on_card_action()
    async def shutdown(payload):
        assert await desk.dispatcher.drain(10.0) == 0
        desk.dispatcher.close()
        return TOAST

    await desk.push(action())

    assert desk.body()["toast"]["type"] == "success"


async def test_closing_stops_what_is_left():
    """Nothing lives on in the event loop, and the threads are let go."""
    desk = Desk()
    ended: list[str] = []

    @desk.router.on_event("async")
    async def never(payload):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("async")

    desk.router.on_event("thread")(lambda payload: None)
    desk.start(event("thread"), "m0")
    await desk.finish()
    pool = desk.dispatcher.threads
    await desk.push(event("async"), "m1")
    desk.dispatcher.close()
    await settle()

    assert isinstance(pool, HandlerThreads)
    assert ended == ["async"]
    assert desk.dispatcher.in_flight == 0
    with pytest.raises(RuntimeError):
        pool.submit(print)


def test_closing_after_the_event_loop_is_gone_is_harmless():
    """An app that is cleaned up late has nothing left to stop."""
    desk = Desk()

    async def story() -> None:
        @desk.router.on_event()
        async def never(payload):
            await asyncio.Event().wait()

        desk.start(event())
        await settle()

    asyncio.run(story())
    desk.dispatcher.close()

    assert desk.sent == {}


async def test_a_task_that_is_cancelled_before_it_began_leaves_nothing():
    """Whoever cancels all tasks of a loop finds a dispatcher that lets go."""
    desk = Desk()
    desk.router.on_card_action(order_by=lambda payload: "key")(recorder([], TOAST))
    desk.start(action(), "m1")
    (task,) = desk.dispatcher._running
    task.cancel()
    await settle()
    await desk.push(action(), "m2")

    assert desk.dispatcher.in_flight == 0
    assert list(desk.sent) == ["m2"]
    assert desk.dispatcher._lanes == {}
