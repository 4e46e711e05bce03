"""What time it is, and who is woken when."""

from __future__ import annotations

import asyncio
import time
from functools import partial

import pytest

from larkline.clock import Clock, ManualClock, SystemClock, settle, sleep_until, timeout_at

LIMIT = 20.0


# --- the clock of the machine -----------------------------------------------------------------------------------------


async def test_the_clock_of_the_machine_tells_both_times():
    """``now`` is the monotonic clock and ``time`` that of the wall."""
    clock = SystemClock()

    assert time.monotonic() - 1 < clock.now() <= time.monotonic()
    assert time.time() - 1 < clock.time() <= time.time()


async def test_the_clock_of_the_machine_wakes():
    """A timer rings once its time has come, at once when it has passed; a cancelled one never does."""
    clock = SystemClock()
    rung: list[str] = []
    done = asyncio.Event()
    clock.call_at(clock.now() - 5.0, lambda: rung.append("past"))
    clock.call_at(clock.now() + 0.01, done.set)
    clock.call_at(clock.now() + 0.005, lambda: rung.append("cancelled")).cancel()
    async with asyncio.timeout(LIMIT):
        await done.wait()

    assert rung == ["past"]


# --- a clock that is moved --------------------------------------------------------------------------------------------


async def test_a_manual_clock_stands_still():
    """Nothing rings until it is moved; then everything on the way does, in order."""
    clock = ManualClock(now=100.0, epoch=1_700_000_000.0)
    rung: list[tuple[str, float]] = []

    def note(name: str) -> None:
        rung.append((name, clock.now()))

    for name, when in (("late", 130.0), ("second", 105.0), ("first", 101.0), ("same", 105.0)):
        clock.call_at(when, partial(note, name))
    await settle()
    before = list(rung)
    await clock.advance(29.0)

    assert before == []
    assert rung == [("first", 101.0), ("second", 105.0), ("same", 105.0)]
    assert (clock.now(), clock.time()) == (129.0, 1_700_000_029.0)
    assert clock.next_alarm() == 130.0


async def test_what_a_timer_starts_can_run_before_the_next():
    """A task woken by one timer may set another one on the way of the same move."""
    clock = ManualClock()
    seen: list[float] = []

    async def walk() -> None:
        for _ in range(4):
            await sleep_until(clock, clock.now() + 2.0)
            seen.append(clock.now())

    task = asyncio.create_task(walk())
    await clock.advance(7.0)

    assert seen == [2.0, 4.0, 6.0]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert clock.next_alarm() is None


async def test_a_manual_clock_is_not_moved_back():
    """Time does not go back."""
    with pytest.raises(ValueError, match="back"):
        await ManualClock().advance(-0.1)


async def test_a_timer_in_the_past_rings_at_the_next_move():
    """Its time has come; it waits for somebody to move the clock, however little."""
    clock = ManualClock(now=10.0)
    rung: list[float] = []
    clock.call_at(3.0, lambda: rung.append(clock.now()))
    await clock.advance(0.0)

    assert rung == [10.0]


async def test_a_flowing_clock_runs_and_can_be_moved():
    """It rings by itself, and a move brings everything nearer."""
    clock = ManualClock(flowing=True)
    soon, later = asyncio.Event(), asyncio.Event()
    clock.call_at(clock.now() + 3600.0, later.set)
    clock.call_at(clock.now() + 0.01, soon.set)
    async with asyncio.timeout(LIMIT):
        await soon.wait()
    early = later.is_set()
    await clock.advance(3599.9)
    async with asyncio.timeout(LIMIT):
        await later.wait()

    assert not early
    assert clock.now() >= 3600.0


def test_a_flowing_clock_serves_one_loop_after_the_other():
    """A wake-up that was set in a loop which is gone does not keep the next one from waking."""
    clock = ManualClock(flowing=True)

    async def use(seconds: float) -> None:
        clock.call_at(clock.now() + 7200.0, lambda: None)
        async with asyncio.timeout(LIMIT):
            await sleep_until(clock, clock.now() + seconds)

    asyncio.run(use(0.0))
    asyncio.run(use(0.01))


async def test_cancelled_timers_do_not_pile_up():
    """Most timeouts are cancelled long before their time; the clock forgets them behind one that stands."""
    clock = ManualClock()
    rung: list[int] = []
    clock.call_at(1.0, lambda: rung.append(1))
    keep = [clock.call_at(50.0 + number, partial(rung.append, number)) for number in range(0, 40, 10)]
    for number in range(10_000):
        timer = clock.call_at(60.0 + number, lambda: rung.append(-1))
        timer.cancel()
        timer.cancel()
    assert len(clock._alarms) < 300
    keep[1].cancel()
    await clock.advance(100.0)

    assert rung == [1, 0, 20, 30]
    assert clock.next_alarm() is None
    assert clock._dead == 0


# --- waiting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [lambda: ManualClock(flowing=True), SystemClock])
async def test_a_block_is_limited(make):
    """When the time comes first, the block ends with TimeoutError, and the limit says that it was the cause."""
    clock: Clock = make()
    limit = None
    with pytest.raises(TimeoutError):
        async with timeout_at(clock, clock.now() + 0.001) as limit:
            await asyncio.Event().wait()

    assert limit is not None
    assert limit.expired()


async def test_a_limit_tells_its_own_timeout_from_another():
    """A TimeoutError from inside the block passes, and the limit has not expired."""
    clock = ManualClock()
    with pytest.raises(TimeoutError, match="from inside"):
        async with timeout_at(clock, 5.0) as limit:
            raise TimeoutError("from inside")

    assert not limit.expired()
    assert clock.next_alarm() is None


async def test_without_a_time_there_is_no_limit():
    """None waits for ever."""
    clock = ManualClock()
    async with timeout_at(clock, None) as limit:
        await clock.advance(1e6)

    assert not limit.expired()
    assert clock.next_alarm() is None


async def test_a_block_that_ends_in_time_leaves_no_timer():
    """Neither a result nor an error nor a cancellation from outside leaves anything behind."""
    clock = ManualClock()
    async with timeout_at(clock, 5.0):
        pass
    with pytest.raises(KeyError):
        async with timeout_at(clock, 5.0):
            raise KeyError

    async def wait() -> None:
        async with timeout_at(clock, 5.0):
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert clock.next_alarm() is None


async def test_a_cancelled_sleep_leaves_no_timer():
    """Whoever waits for a time may be cancelled."""
    clock = ManualClock()
    task = asyncio.create_task(sleep_until(clock, 5.0))
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert clock.next_alarm() is None


# --- the speed of a manual clock --------------------------------------------------------------------------------------


async def test_a_clock_is_frozen_and_let_run_again(monkeypatch):
    """While it stands still no time passes; afterwards it goes on from there, and its timers ring."""
    machine = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: machine[0])
    clock = ManualClock(flowing=True)
    machine[0] += 5.0
    clock.run_at(0.0)
    machine[0] += 1000.0
    frozen = (clock.now(), clock.speed)
    clock.run_at(1.0)
    machine[0] += 2.0

    assert frozen == (5.0, 0.0)
    assert clock.now() == 7.0


async def test_a_scaled_clock_runs_faster(monkeypatch):
    """At 60 a minute passes each second; it can be moved besides."""
    machine = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: machine[0])
    clock = ManualClock()
    clock.run_at(60.0)
    machine[0] += 2.0
    scaled = clock.now()
    await clock.advance(1.0)

    assert scaled == 120.0
    assert clock.now() == 121.0


async def test_a_timer_of_a_scaled_clock_rings_by_its_time():
    """An hour on the clock is over before a second is on the machine."""
    clock = ManualClock()
    rung = asyncio.Event()
    clock.call_at(3600.0, rung.set)
    clock.run_at(360_000.0)
    async with asyncio.timeout(LIMIT):
        await rung.wait()
    clock.run_at(0.0)

    assert clock.now() >= 3600.0


async def test_a_frozen_clock_wakes_nobody():
    """A timer that the machine was to wake does not ring any more, until time is moved."""
    clock = ManualClock(flowing=True)
    rung: list[str] = []
    clock.call_at(0.02, lambda: rung.append("x"))
    clock.run_at(0.0)
    await asyncio.sleep(0.05)
    before = list(rung)
    await clock.advance(0.02)

    assert (before, rung) == ([], ["x"])


async def test_the_time_of_day_is_set():
    """A later one lets everything due happen; an earlier one moves the time of day alone."""
    clock = ManualClock(epoch=1000.0)
    rung: list[float] = []
    clock.call_at(50.0, lambda: rung.append(clock.time()))
    await clock.set_time(1100.0)
    later = (clock.now(), clock.time())
    clock.call_at(150.0, lambda: rung.append(clock.time()))
    await clock.set_time(10.0)
    earlier = (clock.now(), clock.time())
    await clock.advance(50.0)

    assert later == (100.0, 1100.0)
    assert earlier == (100.0, 10.0)
    assert rung == [1050.0, 60.0]


def test_a_clock_does_not_run_backwards():
    """A negative speed is refused."""
    with pytest.raises(ValueError, match="backwards"):
        ManualClock().run_at(-1.0)
