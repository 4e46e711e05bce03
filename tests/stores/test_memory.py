"""Tests of the store in memory."""

from __future__ import annotations

import asyncio
import gc
import threading
import tracemalloc
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from larkline.clock import ManualClock, SystemClock
from larkline.stores import Claim, Claimed, Done, InFlight
from larkline.stores.memory import ENTRY_COST, MemoryStore
from tests.stores.rules import StoreRules, ValueRules


class SteppedClock(ManualClock):
    """A clock that is moved without an event loop."""

    seconds = 0.0

    def now(self) -> float:
        """Seconds on this clock."""
        return self.seconds


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock()


@pytest.fixture
def store(clock: ManualClock) -> MemoryStore:
    """Give an empty store."""
    return MemoryStore(clock)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run what never waits, without an event loop."""
    try:
        work.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("it waits")


class TestMemoryStore(StoreRules, ValueRules):
    """It does what every store does."""


async def test_it_is_bounded_in_number(clock):
    """Beyond its capacity it forgets what would run out first, and counts it."""
    store = MemoryStore(clock, capacity=3)
    for key, ttl in (("a", 30), ("b", 10), ("c", 20), ("d", 40)):
        await store.claim(key, ttl=5)
        await store.commit(key, key.encode(), ttl=ttl)

    assert (len(store), store.forgotten) == (3, 1)
    assert [await store.claim(key, ttl=5) for key in "acd"] == [Done(b"a"), Done(b"c"), Done(b"d")]
    assert await store.claim("b", ttl=5) == Claimed()


async def test_work_in_flight_is_forgotten_last(clock):
    """A claim outlives what is done, although it would run out earlier; only claims drive out claims."""
    store = MemoryStore(clock, capacity=2)
    await store.claim("claimed", ttl=1)
    for key in ("a", "b", "c"):
        await store.commit(key, b"", ttl=100)
    assert await store.claim("claimed", ttl=1) == InFlight()

    await store.claim("d", ttl=2)
    assert (len(store), store.forgotten) == (2, 3)
    await store.claim("e", ttl=3)
    assert await store.claim("d", ttl=2) == InFlight()
    assert await store.claim("claimed", ttl=3) == Claimed()


async def test_it_is_bounded_in_bytes(clock):
    """Large values drive out others before the number does."""
    store = MemoryStore(clock, max_bytes=10 * ENTRY_COST)
    for number in range(100):
        await store.commit(str(number), b"x" * ENTRY_COST, ttl=100 + number)

        assert store.size_bytes <= 10 * ENTRY_COST
    assert len(store) == 4
    assert store.forgotten == 96
    assert await store.claim("99", ttl=1) == Done(b"x" * ENTRY_COST)


async def test_what_is_larger_than_the_store_is_not_kept(clock):
    """It drives out nothing, and its key is free again."""
    store = MemoryStore(clock, max_bytes=10 * ENTRY_COST)
    await store.commit("small", b"1", ttl=10)
    await store.claim("large", ttl=10)
    await store.commit("large", b"x" * 10 * ENTRY_COST, ttl=10)

    assert await store.claim("small", ttl=10) == Done(b"1")
    assert await store.claim("large", ttl=10) == Claimed()
    assert store.forgotten == 1


async def test_what_has_run_out_is_gone_and_not_forgotten(store, clock):
    """It takes no room, and is no loss that is counted."""
    for number in range(1_000):
        await store.claim(f"claimed {number}", ttl=10)
        await store.commit(f"done {number}", b"x", ttl=20)
    await clock.advance(10)
    assert len(store) == 1_000
    await clock.advance(10)

    assert (len(store), store.size_bytes, store.forgotten) == (0, 0, 0)


async def test_a_key_that_comes_and_goes_leaves_nothing(clock):
    """Claiming and releasing the same keys over and over does not make the store larger, behind others that wait."""
    store = MemoryStore(clock)
    await store.claim("waits", ttl=500)
    await store.commit("is kept", b"", ttl=500)

    async def work(rounds: int) -> None:
        for number in range(rounds):
            key = str(number % 10)
            await store.claim(key, ttl=1_000)
            await store.commit(key, b"1", ttl=1_000)
            await store.claim("released", ttl=1_000)
            await store.release("released")

    await work(1_000)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        await work(20_000)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(store) == 12
    assert after - before < 200_000  # an entry each would be ten megabytes


async def test_it_needs_about_what_it_counts(clock):
    """The bytes it counts are those it takes, for keys as long as signatures."""
    store = MemoryStore(clock)
    tracemalloc.start()
    try:
        for number in range(5_000):
            key = f"{number:064x}"
            await store.claim(key, ttl=1_000)
            await store.commit(key, b"%064d" % number, ttl=1_000)
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(store) == 5_000
    assert store.size_bytes / 2 < taken < store.size_bytes


def test_of_many_threads_one_wins():
    """Threads with loops of their own claim the same keys; each key has one winner."""
    store = MemoryStore(SystemClock())
    start = threading.Barrier(8)
    claims: list[list[Claim]] = []

    async def claim_all() -> list[Claim]:
        return [await store.claim(str(number), ttl=100) for number in range(500)]

    def work() -> None:
        start.wait()
        claims.append(asyncio.run(claim_all()))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [sorted(map(repr, of_one_key)) for of_one_key in zip(*claims, strict=True)] == [
        ["Claimed()"] + ["InFlight()"] * 7
    ] * 500


@pytest.mark.parametrize("limits", [{"capacity": 0}, {"capacity": -1}, {"max_bytes": 0}], ids=range(3))
def test_a_store_without_room_is_a_mistake(clock, limits):
    """It is refused when it is made."""
    with pytest.raises(ValueError, match="room"):
        MemoryStore(clock, **limits)


async def test_values_stay_out_of_representations(store):
    """What was committed may be a response to a person."""
    await store.commit("a", b"s3cret", ttl=10)

    assert "s3cret" not in repr(await store.claim("a", ttl=10))


KEYS = st.sampled_from("abcde")
TTLS = st.sampled_from((0.5, 1.0, 2.0, 5.0, 60.0))


class AgainstAModel(RuleBasedStateMachine):
    """A store does the same as two dictionaries and a time for each key, whatever the order of calls."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SteppedClock()
        self.claims: dict[str, float] = {}
        self.done: dict[str, tuple[bytes, float]] = {}

    @initialize(capacity=st.sampled_from((5, 6, 1_000)))
    def make(self, capacity: int) -> None:
        self.store = MemoryStore(self.clock, capacity=capacity)

    @rule(seconds=st.sampled_from((0.25, 0.5, 1.0, 3.0, 100.0)))
    def wait(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.claims = {key: expires for key, expires in self.claims.items() if expires > self.clock.seconds}
        self.done = {key: entry for key, entry in self.done.items() if entry[1] > self.clock.seconds}

    @rule(key=KEYS, ttl=TTLS)
    def claim(self, key: str, ttl: float) -> None:
        claim = run(self.store.claim(key, ttl=ttl))
        if key in self.done:
            assert claim == Done(self.done[key][0])
        elif key in self.claims:
            assert claim == InFlight()
        else:
            assert claim == Claimed()
            self.claims[key] = self.clock.seconds + ttl

    @rule(key=KEYS, value=st.binary(max_size=3), ttl=TTLS)
    def commit(self, key: str, value: bytes, ttl: float) -> None:
        run(self.store.commit(key, value, ttl=ttl))
        self.claims.pop(key, None)
        self.done[key] = (value, self.clock.seconds + ttl)

    @rule(key=KEYS)
    def release(self, key: str) -> None:
        run(self.store.release(key))
        self.claims.pop(key, None)

    @invariant()
    def it_remembers_what_it_should(self) -> None:
        if hasattr(self, "store"):
            assert len(self.store) == len(self.claims) + len(self.done)
            keys = len(self.store) * (ENTRY_COST + 1)
            assert self.store.size_bytes == keys + sum(len(value) for value, _ in self.done.values())
            assert self.store.forgotten == 0


TestAgainstAModel = AgainstAModel.TestCase


class Bounded(RuleBasedStateMachine):
    """A small store keeps its bounds, whatever comes, and forgets only when it has to."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SteppedClock()
        self.store = MemoryStore(self.clock, capacity=4, max_bytes=6 * ENTRY_COST)
        self.puts = 0

    @rule(seconds=st.floats(0, 10))
    def wait(self, seconds: float) -> None:
        self.clock.seconds += seconds

    @rule(key=st.text(max_size=3), ttl=st.floats(0, 20))
    def claim(self, key: str, ttl: float) -> None:
        self.puts += run(self.store.claim(key, ttl=ttl)).is_new

    @rule(key=st.text(max_size=3), size=st.integers(0, 3_500), ttl=st.floats(0, 20))
    def commit(self, key: str, size: int, ttl: float) -> None:
        run(self.store.commit(key, bytes(size), ttl=ttl))
        self.puts += 1

    @rule(key=st.text(max_size=3))
    def release(self, key: str) -> None:
        run(self.store.release(key))

    @invariant()
    def it_is_bounded(self) -> None:
        assert len(self.store) <= 4
        assert 0 <= self.store.size_bytes <= 6 * ENTRY_COST
        assert self.store.forgotten + len(self.store) <= self.puts


TestBounded = Bounded.TestCase
