"""What is called, and when it is answered."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading

import pytest

from larkline.clock import settle
from larkline.wire.delivery import Response
from tests.dispatch.desk import (
    TOAST,
    Desk,
    action,
    event,
    recorder,
    toast_of,
)

tag = contextvars.ContextVar("tag", default="none")


class Shapes:
    """Handlers of many shapes that all give the same toast."""

    @staticmethod
    async def coroutine(payload):
        return TOAST

    @staticmethod
    def thread(payload):
        return TOAST

    @staticmethod
    async def generator(payload):
        yield TOAST

    @staticmethod
    def plain_in_front_of_a_coroutine(payload):
        return Shapes.coroutine(payload)

    @staticmethod
    def plain_in_front_of_a_generator(payload):
        return Shapes.generator(payload)

    @staticmethod
    async def coroutine_in_front_of_a_generator(payload):
        return Shapes.generator(payload)

    @staticmethod
    @functools.wraps(coroutine)
    def decorated_coroutine(payload):
        return Shapes.coroutine(payload)

    @staticmethod
    @functools.wraps(coroutine)
    def decorated_and_answered_at_once(payload):
        return TOAST

    partial = staticmethod(functools.partial(lambda extra, payload: TOAST, 1))


SHAPES = {name: function.__func__ for name, function in vars(Shapes).items() if isinstance(function, staticmethod)}


@pytest.mark.parametrize("name", SHAPES)
async def test_a_handler_of_any_shape_gives_its_response(name):
    """Async or not, in steps or not, with something else in front: the toast arrives."""
    desk = Desk()
    desk.router.on_card_action()(SHAPES[name])

    assert toast_of(await desk.answer(action())) == "success"
    assert desk.count("handled") == 1


async def test_plain_handlers_run_in_threads_of_their_own():
    """The event loop is not in them, and they see the context of their delivery."""
    desk = Desk()
    seen: list[tuple[str, str]] = []

    @desk.router.middleware
    async def tagging(payload, handle):
        tag.set("delivery")
        return await handle(payload)

    @desk.router.on_card_action()
    def handler(payload):
        seen.append((threading.current_thread().name.rsplit("-", 1)[0], tag.get()))
        tag.set("changed")

    await desk.answer(action(), "m1")
    await desk.answer(action(), "m2")

    assert seen == [("larkline-handler", "delivery")] * 2
    assert tag.get() == "none"


async def test_inline_handlers_run_on_the_event_loop():
    """Nothing is handed to another thread."""
    desk = Desk()
    seen: list[str] = []

    @desk.router.on_card_action(inline=True)
    def handler(payload):
        seen.append(threading.current_thread().name)

    await desk.push(action())

    assert seen == [threading.current_thread().name]


async def test_slow_plain_handlers_do_not_keep_others_waiting():
    """With every thread taken, async handlers still answer at once, and the next plain one waits for a thread."""
    desk = Desk(threads=32)
    let_go = threading.Event()

    @desk.router.on_card_action(name="slow")
    def slow(payload):
        let_go.wait(20.0)

    desk.router.on_card_action(name="quick")(recorder([], TOAST))
    for number in range(40):
        await desk.push(action(name="slow"), f"slow-{number}")
    await desk.push(action(name="quick"), "quick")
    answered = desk.responses("quick")
    let_go.set()
    await desk.finish()

    assert len(answered) == 1
    assert len(desk.sent) == 41
    assert threading.active_count() >= 32


async def test_a_slow_handler_is_answered_for(caplog):
    """At the deadline the person sees that it is being worked on, and the handler goes on."""
    desk = Desk()
    go, done = asyncio.Event(), []

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()
        done.append(payload)

    handling = await desk.push(action())
    assert handling is not None
    await handling.overdue()
    await handling.overdue()
    go.set()
    await settle()

    assert [toast_of(response) for response in desk.responses()] == ["info"]
    assert len(done) == 1
    assert desk.count("overdue") == 1
    assert caplog.text.count("has not answered after 2.5 s") == 1


async def test_an_answered_delivery_is_never_overdue():
    """A timer that comes late does nothing."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))
    handling = await desk.push(action())
    assert handling is not None
    await handling.overdue()

    assert (len(desk.responses()), desk.count("overdue"), handling.answered) == (1, 0, True)


@pytest.mark.parametrize(
    ("settings", "status"), [({}, 200), ({"slow_events": "redeliver"}, 500)], ids=["acknowledge", "redeliver"]
)
async def test_a_slow_event_is_acknowledged_or_asked_for_again(settings, status):
    """Either way the handler goes on, and its end sends nothing more."""
    desk = Desk(**settings)
    go = asyncio.Event()

    @desk.router.on_event()
    async def handler(payload):
        await go.wait()

    handling = await desk.push(event())
    assert handling is not None
    await handling.overdue()
    go.set()
    await settle()

    assert desk.responses() == [Response(status)]
    assert desk.dispatcher.in_flight == 0


async def test_a_late_failure_is_logged_and_counted(caplog):
    """Nobody can be answered any more."""
    desk = Desk()
    go = asyncio.Event()

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()
        raise ValueError("late")

    handling = await desk.push(action())
    assert handling is not None
    await handling.overdue()
    go.set()
    await settle()

    assert [toast_of(response) for response in desk.responses()] == ["info"]
    assert (desk.count("failed"), len(desk.failed)) == (1, 1)
    assert "failed after its response had left" in caplog.text
