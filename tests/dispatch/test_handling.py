"""One delivery on its way through its handler."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline.clock import settle
from larkline.errors import InvalidResponse
from larkline.payloads.card_action import CardAction
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Delivery, Response
from tests.dispatch.desk import CARD, Desk, action, event, message, preview, recorder

TOAST = Toast.success("ok")
LATE_CARD = {"card": {"type": "raw", "data": CARD}}
tag = contextvars.ContextVar("tag", default="none")


def toast_of(response: Response) -> str:
    """Give the type of the toast in a response."""
    kind: str = json.loads(response.body or b"")["toast"]["type"]
    return kind


class Broken:
    """Ways to fail, each a handler."""

    @staticmethod
    async def raises(payload):
        raise ValueError("broken")

    @staticmethod
    async def exits(payload):
        raise SystemExit(3)

    @staticmethod
    async def is_cancelled_inside(payload):
        task = asyncio.ensure_future(asyncio.sleep(3600))
        task.cancel()
        await task

    @staticmethod
    async def raises_a_base_exception(payload):
        class Odd(BaseException):
            pass

        raise Odd

    @staticmethod
    def raises_in_a_thread(payload):
        raise ValueError("broken")

    @staticmethod
    def exits_in_a_thread(payload):
        raise SystemExit(3)

    @staticmethod
    def stops_an_iteration(payload):
        return next(iter(()))

    @staticmethod
    def is_cancelled_in_a_thread(payload):
        raise asyncio.CancelledError

    @staticmethod
    async def yields_nothing_but_trouble(payload):
        if payload:
            raise ValueError("broken")
        yield None

    @staticmethod
    async def forgets_to_await(payload):
        return asyncio.sleep(0)

    @staticmethod
    def gives_a_generator(payload):
        return (toast for toast in (TOAST,))

    @staticmethod
    async def gives_nonsense(payload):
        return "done"

    @staticmethod
    async def yields_nonsense(payload):
        yield 3

    @staticmethod
    def gives_nonsense_in_a_thread(payload):
        return {"toast": "x"}


FAILURES = {name: function.__func__ for name, function in vars(Broken).items() if isinstance(function, staticmethod)}
INVALID = {"gives_nonsense", "yields_nonsense", "gives_nonsense_in_a_thread"}


@pytest.mark.parametrize("name", FAILURES)
async def test_whatever_goes_wrong_is_answered_once_and_told(name, caplog):
    """The person sees the error toast, the failure is logged and counted once, and the loop lives on."""
    desk = Desk()
    desk.router.on_card_action()(FAILURES[name])
    response = await desk.answer(action())
    counter = "invalid_responses" if name in INVALID else "failed"

    assert toast_of(response) == "error"
    assert desk.count(counter) == 1
    assert [delivery_id for delivery_id, _ in desk.failed] == ["m1"]
    assert isinstance(desk.failed[0][1], InvalidResponse) is (name in INVALID)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert name in caplog.text
    assert "m1" in caplog.text


@pytest.mark.parametrize("name", [name for name in FAILURES if not name.startswith(("yields", "gives_nonsense"))])
async def test_a_failed_event_is_to_be_sent_again(name):
    """An event that was not handled is answered 500; a result that goes nowhere is no failure."""
    desk = Desk()
    desk.router.on_event()(FAILURES[name])

    assert await desk.answer(event()) == Response(500)


async def test_a_failure_can_be_shown_as_the_clients_own_error():
    """on_handler_error="fail" answers a card action with 500."""
    desk = Desk(on_handler_error="fail")
    desk.router.on_card_action()(Broken.raises)

    assert await desk.answer(action()) == Response(500)


async def test_who_is_told_of_failures_may_fail():
    """The response leaves nevertheless."""
    desk = Desk()
    desk.router.on_card_action()(Broken.raises)

    def fail(delivery_id: str, error: BaseException) -> None:
        raise RuntimeError("told too much")

    desk.dispatcher._handler_failed = fail

    assert toast_of(await desk.answer(action())) == "error"


# --- what is called ---


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


# --- respond, then work ---


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


# --- the deadline ---


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


# --- middleware ---


async def test_middleware_may_answer_instead_of_the_handler():
    """When it does not call on, the handler does not run."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_card_action()(recorder(seen, TOAST))

    @desk.router.middleware
    async def closed(payload, handle):
        return Toast.warning("closed")

    assert toast_of(await desk.answer(action())) == "warning"
    assert seen == []


async def test_middleware_may_change_payload_and_response():
    """What it passes on is what the handler gets; what it returns is what leaves."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_card_action()(recorder(seen, TOAST))

    @desk.router.middleware
    async def changing(payload, handle):
        return {"toast": {"content": (await handle(CardAction(name="other"))).content + "!"}}

    await desk.push(action())

    assert seen[0].name == "other"
    assert desk.body() == {"toast": {"content": "ok!"}}


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_failing_middleware_is_a_failed_handler(when):
    """Its exception is answered, told and counted like one of the handler."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))

    @desk.router.middleware
    async def failing(payload, handle):
        if when == "after":
            await handle(payload)
        raise ValueError("middleware")

    assert toast_of(await desk.answer(action())) == "error"
    assert [str(error) for _, error in desk.failed] == ["middleware"]


async def test_middleware_sees_the_handlers_failure():
    """It may turn an exception into a response."""
    desk = Desk()
    desk.router.on_card_action()(Broken.raises)

    @desk.router.middleware
    async def kind(payload, handle):
        try:
            return await handle(payload)
        except ValueError as error:
            return Toast.info(str(error))

    await desk.push(action())

    assert desk.body()["toast"]["content"] == "broken"
    assert desk.failed == []


async def test_middleware_may_try_again():
    """Called twice, the handler runs twice; only the second generator goes on, the first is closed."""
    desk = Desk()
    steps: list[str] = []
    runs = iter("ab")

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        name = next(runs)
        try:
            yield Toast.info(name)
            steps.append(f"{name} goes on")
        finally:
            steps.append(f"{name} ends")

    @desk.router.middleware
    async def twice(payload, handle):
        await handle(payload)
        return await handle(payload)

    await desk.push(action())

    assert desk.body()["toast"]["content"] == "b"
    assert steps == ["a ends", "b goes on", "b ends"]


async def test_a_generator_goes_on_whatever_the_middleware_answered():
    """The response is another one, what was begun is still done."""
    desk = Desk()
    steps: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        steps.append("after")

    @desk.router.middleware
    async def other(payload, handle):
        await handle(payload)

    await desk.push(action())

    assert (desk.body(), steps) == ({}, ["after"])


async def test_a_generator_is_closed_when_the_middleware_fails():
    """The person saw an error, so what comes after the first yield is not done."""
    desk = Desk()
    steps: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        try:
            yield TOAST
            steps.append("went on")
        finally:
            steps.append("closed")

    @desk.router.middleware
    async def failing(payload, handle):
        await handle(payload)
        raise ValueError("middleware")

    await desk.push(action())

    assert steps == ["closed"]


async def test_middleware_may_call_on_in_a_task_of_its_own():
    """A time limit of the user's (asyncio.wait_for) around the handler works."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))

    @desk.router.middleware
    async def limited(payload, handle):
        return await asyncio.wait_for(handle(payload), 10.0)

    assert toast_of(await desk.answer(action())) == "success"


async def test_middleware_that_forgets_to_await_is_told():
    """The handler would never run; that is said, not swallowed."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))

    @desk.router.middleware
    async def forgetful(payload, handle):
        return handle(payload)

    assert toast_of(await desk.answer(action())) == "error"
    assert "nobody awaited" in str(desk.failed[0][1])


async def test_middleware_surrounds_every_kind_of_delivery():
    """Card actions, link previews and events all pass it."""
    desk = Desk()
    seen: list[str] = []

    @desk.router.middleware
    async def noting(payload, handle):
        seen.append(type(payload).__name__)
        return await handle(payload)

    desk.router.on_card_action()(recorder([]))
    desk.router.on_url_preview()(recorder([]))
    desk.router.on_event("im.message.receive_v1")(recorder([]))
    desk.router.on_event()(recorder([]))
    for number, payload in enumerate((action(), preview(), message(), event())):
        await desk.push(payload, str(number))

    assert seen == ["CardAction", "UrlPreview", "MessageReceived", "Event"]


def test_an_event_loop_that_is_thrown_away_leaves_no_noise():
    """A handling that is only garbage now awaits nothing any more, which Python would refuse."""
    desk = Desk()
    desk.held = True

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        try:
            yield TOAST
        finally:
            await asyncio.sleep(0)

    loop = asyncio.new_event_loop()
    handling = loop.run_until_complete(desk.push(action()))
    loop.close()
    (task,) = desk.dispatcher._running
    coroutine: Any = task.get_coro()
    coroutine.close()
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # asyncio's own complaint is not the point

    assert handling is not None
    assert handling.answered
    assert (desk.failed, desk.sent) == ([], {})


async def test_the_end_of_the_program_is_not_held_up(caplog):
    """KeyboardInterrupt in a handler is not its failure: it goes to whoever runs the event loop."""
    failed: list[Any] = []

    async def story() -> None:
        desk = Desk()
        desk.failed = failed

        @desk.router.on_card_action()
        async def handler(payload):
            raise KeyboardInterrupt

        await desk.push(action())

    with pytest.raises(KeyboardInterrupt):
        await asyncio.to_thread(asyncio.run, story())
    assert (failed, caplog.text) == ([], "")
