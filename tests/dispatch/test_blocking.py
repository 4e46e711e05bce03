"""Who blocks the event loop is noticed and named."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Generator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.clock import settle
from larkline.dispatch import blocking
from larkline.dispatch.blocking import LoopWatch, Steps
from larkline.payloads.toast import Toast
from tests.dispatch.desk import Desk, action

TOAST = Toast.success("ok")


class Time:
    """A clock that handlers move while they pretend to block."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        """Tell the time."""
        return self.now

    monotonic = perf_counter


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Put the tests' clock into the place of the machine's."""
    found = Time()
    monkeypatch.setattr(blocking, "time", found)
    return found


# --- steps: the same as await ---


@types.coroutine
def wait_for(mark: object) -> Generator[Any, Any, Any]:
    """Give *mark* to whoever drives the coroutine, and take what comes back."""
    return (yield mark)


class Odd(BaseException):
    """Not an Exception."""


ERRORS: list[type[BaseException]] = [ValueError, Odd, asyncio.CancelledError, StopAsyncIteration]
parts = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 3)),
        st.tuples(st.just("catch"), st.sampled_from(ERRORS)),
        st.tuples(st.just("raise"), st.sampled_from([*ERRORS, StopIteration])),
        st.tuples(st.just("return"), st.integers(0, 3)),
    ),
    max_size=6,
)
drives = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, 3)),
        st.tuples(st.just("throw"), st.sampled_from([*ERRORS, StopIteration, KeyboardInterrupt])),
        st.tuples(st.just("close"), st.none()),
    ),
    max_size=8,
)


async def inside(program: list[tuple[str, Any]], trace: list[Any]) -> Any:
    """Do what *program* says, and note what is seen from inside."""
    try:
        for what, argument in program:
            if what == "wait":
                trace.append(("got", await wait_for(argument)))
            elif what == "catch":
                try:
                    trace.append(("got", await wait_for("catching")))
                except argument as error:
                    trace.append(("caught", type(error)))
            elif what == "raise":
                raise argument("inside")
            else:
                return argument
    finally:
        trace.append("finally")
    return "end"


def drive(coroutine: Any, moves: list[tuple[str, Any]]) -> list[Any]:
    """Drive a coroutine by hand and note what comes out of it."""
    trace: list[Any] = []
    try:
        trace.append(coroutine.send(None))
        for what, argument in moves:
            if what == "send":
                trace.append(coroutine.send(argument))
            elif what == "throw":
                trace.append(coroutine.throw(argument("outside")))
            else:
                trace.append(coroutine.close())
    except BaseException as error:
        trace.append((type(error), error.args, type(error.__cause__)))
    coroutine.close()
    return trace


async def plainly(coroutine: Any) -> Any:
    """Await."""
    return await coroutine


async def in_steps(coroutine: Any) -> Any:
    """Await and watch."""
    return await Steps(coroutine, lambda seconds: None)


@given(parts, drives)
def test_watching_changes_nothing(program, moves):
    """Values, exceptions, cancellations and closing pass through exactly as through a plain await."""
    traces: list[Any] = []
    for way in (plainly, in_steps):
        seen: list[Any] = []
        out = drive(way(inside(program, seen)), moves)
        traces.append((out, seen))

    assert traces[0] == traces[1]


def test_a_coroutine_that_ignores_its_end_is_told_so():
    """As with a plain await, one that awaits while it is being closed is a RuntimeError."""

    async def stubborn() -> None:
        try:
            await wait_for(1)
        finally:
            await wait_for(2)

    outcomes = []
    for way in (plainly, in_steps):
        coroutine = way(stubborn())
        coroutine.send(None)
        with pytest.raises(RuntimeError, match="coroutine ignored GeneratorExit") as caught:
            coroutine.close()
        outcomes.append(str(caught.value))

    assert outcomes[0] == outcomes[1]


async def test_a_cancelled_task_is_cancelled_where_it_waits():
    """The handler sees the cancellation at its await, and may clean up."""
    seen: list[str] = []

    async def waiting() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    task = asyncio.ensure_future(in_steps(waiting()))
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert seen == ["cancelled"]


# --- handlers that block ---


def blocking_handlers(time: Time, seconds: float) -> dict[str, Callable[..., Any]]:
    """Make handlers that block for so long, each in another place."""

    async def at_once(payload):
        time.now += seconds
        return TOAST

    async def after_an_await(payload):
        await asyncio.sleep(0)
        time.now += seconds
        return TOAST

    async def by_raising(payload):
        time.now += seconds
        raise ValueError

    async def before_a_yield(payload):
        time.now += seconds
        yield TOAST

    async def after_a_yield(payload):
        yield TOAST
        time.now += seconds

    def inline(payload):
        time.now += seconds
        return TOAST

    made = (at_once, after_an_await, by_raising, before_a_yield, after_a_yield, inline)
    return {handler.__name__: handler for handler in made}


@pytest.mark.parametrize("name", blocking_handlers(Time(), 0.0))
async def test_a_handler_that_blocks_is_named(name, time, caplog):
    """Wherever it blocks: one warning with its name, the seconds and the delivery; each time is counted."""
    desk = Desk(on_handler_error="fail")
    handler = blocking_handlers(time, 0.25)[name]
    desk.router.on_card_action(inline=name == "inline")(handler)
    for number in range(3):
        await desk.push(action(), f"m{number}")
    blamed = [record for record in caplog.records if "blocked the event loop" in record.message]

    assert [record.levelname for record in blamed] == ["WARNING"]
    assert f"{name} blocked the event loop for 0.25 s (delivery m0)" in blamed[0].message
    assert desk.count("blocked_loop") == 3
    assert desk.dispatcher.watch.worst == pytest.approx(0.25)


@pytest.mark.parametrize("name", blocking_handlers(Time(), 0.0))
async def test_a_busy_handler_is_not_blamed(name, time):
    """Less than 0.2 s between two awaits is work, not blocking."""
    desk = Desk(on_handler_error="fail")
    desk.router.on_card_action(inline=name == "inline")(blocking_handlers(time, 0.19)[name])
    await desk.push(action())

    assert desk.count("blocked_loop") == 0


async def test_waiting_is_not_blocking(time):
    """Time that passes while a handler awaits is nobody's fault."""
    desk = Desk()
    go = asyncio.Event()

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()

    await desk.push(action())
    time.now += 60.0
    go.set()
    await settle()

    assert desk.count("blocked_loop") == 0


async def test_each_handler_is_named_for_itself(time, caplog):
    """A second one that blocks gets its own warning."""
    desk = Desk()
    handlers = blocking_handlers(time, 0.3)
    desk.router.on_card_action(name="a")(handlers["at_once"])
    desk.router.on_card_action(name="b")(handlers["after_an_await"])
    for number, name in enumerate("abab"):
        await desk.push(action(name=name), str(number))

    assert sorted(record.message.split(" ", 1)[0].rsplit(".", 1)[1] for record in caplog.records) == [
        "after_an_await",
        "at_once",
    ]


async def test_blocking_in_a_thread_is_fine():
    """A plain handler may wait as long as it likes."""
    desk = Desk()
    desk.router.on_card_action()(lambda payload: TOAST)
    await desk.answer(action())

    assert desk.count("blocked_loop") == 0


# --- the loop itself ---


async def measured(watch: LoopWatch, time: Time, *lags: float) -> None:
    """Let timers run late by so much."""
    watch.start()
    for lag in lags:
        time.now += lag
        await settle(3)
    watch.stop()


async def test_a_loop_that_stands_still_is_measured(time, caplog):
    """What blocks outside of handlers is said once; the worst and the last lag are kept."""
    watch = LoopWatch(interval=0.0)
    await measured(watch, time, 0.1, 0.7, 0.3, 0.0)

    assert watch.worst == pytest.approx(0.7)
    assert watch.last == 0.0
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "stood still for 0.70 s, not in a handler" in caplog.text


async def test_a_lag_with_a_known_cause_is_not_told_twice(time, caplog):
    """When a handler was named for it, the watch keeps quiet."""
    watch = LoopWatch(interval=0.0)
    watch.start()
    time.now += 0.7
    watch.blamed(0.7)
    await settle(3)
    watch.stop()

    assert watch.worst == pytest.approx(0.7)
    assert caplog.records == []


async def test_a_short_lag_is_only_measured(time, caplog):
    """Up to 0.2 s nothing is said."""
    watch = LoopWatch(interval=0.0)
    await measured(watch, time, 0.19)

    assert watch.worst == pytest.approx(0.19)
    assert caplog.records == []


async def test_the_watch_can_be_started_and_stopped_again(time):
    """Starting twice measures once, and stopping twice is harmless."""
    watch = LoopWatch(interval=0.0)
    watch.start()
    watch.start()
    watch.stop()
    watch.stop()
    time.now += 5.0
    await settle(3)

    assert watch.worst == 0.0


async def test_a_raised_generator_exit_is_a_failure():
    """It would look as if somebody had closed the handler, and the person would wait for nothing."""

    async def odd() -> None:
        raise GeneratorExit

    with pytest.raises(RuntimeError, match="raised GeneratorExit"):
        await Steps(odd(), lambda _: None)
