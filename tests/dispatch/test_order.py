"""Deliveries with the same key are handled one after another."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larkline.clock import settle
from larkline.payloads.message import MessageReceived
from tests.dispatch.desk import Approve, Desk, action, event, message


class Log:
    """Handlers that begin when they are called and end when they are told."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        self.lines: list[str] = []
        self.go: dict[str, asyncio.Event] = {}
        desk.router.on_event(MessageReceived, order_by=lambda payload: payload.chat_id, **options)(self.handle)

    async def handle(self, payload):
        self.lines.append(f"{payload.text} begins")
        try:
            await self.go.setdefault(payload.text, asyncio.Event()).wait()
            if payload.text.startswith("fail"):
                raise ValueError(payload.text)
        finally:
            self.lines.append(f"{payload.text} ends")

    async def let(self, *texts: str) -> None:
        for text in texts:
            self.go.setdefault(text, asyncio.Event()).set()
        await settle()


async def test_one_key_is_handled_in_the_order_it_came():
    """The next one begins when the one before has ended, also when that one failed."""
    desk = Desk()
    log = Log(desk)
    for text in ("a", "fail", "c"):
        await desk.push(message("oc_1", text), text)
    await log.let("c")
    at_first = list(log.lines)
    await log.let("fail", "a")
    await desk.finish()

    assert at_first == ["a begins"]
    assert log.lines == ["a begins", "a ends", "fail begins", "fail ends", "c begins", "c ends"]


async def test_other_keys_do_not_wait():
    """Chats are handled beside each other."""
    desk = Desk()
    log = Log(desk)
    for number in range(3):
        await desk.push(message(f"oc_{number}", str(number)), str(number))
    begun = list(log.lines)
    await log.let("0", "1", "2")

    assert begun == ["0 begins", "1 begins", "2 begins"]


async def test_each_handler_has_an_order_of_its_own():
    """The same key for two handlers, even of one name, keeps neither waiting for the other."""
    desk = Desk()
    begun: list[str] = []
    go = asyncio.Event()

    def make(name: str) -> Any:
        async def handler(payload):
            begun.append(name)
            await go.wait()

        return handler

    desk.router.on_event("a", order_by=lambda payload: "key")(make("a"))
    desk.router.on_event("b", order_by=lambda payload: "key")(make("b"))
    await desk.push(event("a"), "m1")
    await desk.push(event("b"), "m2")
    at_first = list(begun)
    go.set()
    await desk.finish()

    assert at_first == ["a", "b"]


async def test_work_after_the_response_counts():
    """A generator that goes on holds its place until it is done."""
    desk = Desk()
    log: list[str] = []
    go = asyncio.Event()

    @desk.router.on_card_action(Approve, order_by=lambda payload: payload.value.order_id)
    async def handler(payload):
        log.append(f"{payload.request_id} begins")
        yield None
        await go.wait()
        log.append(f"{payload.request_id} ends")

    await desk.push(action(token=""), "m1")
    await desk.push(action(token=""), "m2")
    go.set()
    await desk.finish()

    assert log == ["m1 begins", "m1 ends", "m2 begins", "m2 ends"]
    assert set(desk.sent) == {"m1", "m2"}


async def test_the_deadline_holds_while_waiting():
    """One that waits for its turn is answered in time, and handled when its turn comes."""
    desk = Desk()
    log = Log(desk)
    await desk.push(message("oc_1", "a"), "a")
    waiting = await desk.push(message("oc_1", "b"), "b")
    assert waiting is not None
    await waiting.overdue()
    answered = desk.responses("b")
    await log.let("a", "b")

    assert [response.status for response in answered] == [200]
    assert log.lines == ["a begins", "a ends", "b begins", "b ends"]
    assert len(desk.responses("b")) == 1


@pytest.mark.parametrize(
    "broken", [lambda payload: payload.no_such_member, lambda payload: [payload]], ids=["raises", "list"]
)
async def test_a_key_function_that_fails_costs_only_the_order(broken, caplog):
    """The delivery is handled as if there were no order; the failure is logged with its id, counted and told."""
    desk = Desk()
    handled: list[Any] = []

    @desk.router.on_event(order_by=broken)
    async def handler(payload):
        handled.append(payload)

    await desk.push(event())

    assert len(handled) == 1
    assert [response.status for response in desk.responses()] == [200]
    assert (desk.count("unordered"), desk.count("failed"), len(desk.failed)) == (1, 0, 1)
    assert "order_by of" in caplog.text
    assert "m1" in caplog.text


async def test_one_that_is_stopped_while_waiting_does_not_let_the_next_overtake():
    """Its place in the lane stays taken until the one before it has ended."""
    desk = Desk()
    log = Log(desk)
    for text in "abc":
        await desk.push(message("oc_1", text), text)
    tasks = {handling.delivery.id: task for task, handling in desk.dispatcher._running.items()}
    tasks["b"].cancel()
    await settle()
    while_a_runs = list(log.lines)
    await log.let("a", "c")
    await desk.finish()

    assert while_a_runs == ["a begins"]
    assert log.lines == ["a begins", "a ends", "c begins", "c ends"]


async def test_one_that_is_stopped_while_running_lets_the_next_begin():
    """A cancelled handler has ended."""
    desk = Desk()
    log = Log(desk)
    for text in "ab":
        await desk.push(message("oc_1", text), text)
    next(iter(desk.dispatcher._running)).cancel()
    await settle()
    await log.let("b")

    assert log.lines == ["a begins", "a ends", "b begins", "b ends"]


async def test_keys_are_forgotten():
    """A thousand chats leave nothing behind."""
    desk = Desk()
    log = Log(desk)
    for number in range(1000):
        await log.let("x")
        desk.start(message(f"oc_{number}", "x"), str(number))
    await desk.finish()
    await settle()

    assert desk.dispatcher._lanes == {}


steps = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["push", "let", "stop"])), max_size=30)


@settings(deadline=None)
@given(steps)
def test_order_holds_whatever_happens(story):
    """Pushes, ends and cancellations in any order: per key, deliveries run one at a time, in the order they came."""
    asyncio.run(play(story))


async def play(story: list[tuple[str, str]]) -> None:
    """Push, end or stop the oldest handling of a key, and watch."""
    desk = Desk(max_concurrency=4)
    running: dict[str, int] = {}
    begun: dict[str, list[int]] = {}
    gates: dict[str, list[asyncio.Event]] = {}

    @desk.router.on_event(MessageReceived, order_by=lambda payload: payload.chat_id)
    async def handler(payload):
        key = payload.chat_id
        running[key] = running.get(key, 0) + 1
        begun.setdefault(key, []).append(int(payload.request_id))
        gate = asyncio.Event()
        gates.setdefault(key, []).append(gate)
        try:
            assert running[key] == 1
            await gate.wait()
        finally:
            running[key] -= 1

    for number, (key, what) in enumerate(story):
        if what == "push":
            desk.start(message(key), str(number))
        elif what == "let" and gates.get(key):
            gates[key].pop(0).set()
        elif what == "stop":
            for task, handling in list(desk.dispatcher._running.items()):
                if handling.payload.chat_id == key:
                    task.cancel()
                    break
        await settle(5)
    await desk.dispatcher.drain(0.0)
    await settle()

    assert desk.failed == []
    assert all(numbers == sorted(numbers) for numbers in begun.values())
    assert desk.dispatcher._lanes == {}
    assert desk.dispatcher.in_flight == 0
