"""What every store has to do, whatever it is made of. A test file of a store inherits these tests."""

from __future__ import annotations

import asyncio
from typing import Any

from larkline.clock import ManualClock
from larkline.stores import Claimed, Done, InFlight, Store, Values


class StoreRules:
    """Needs two fixtures: ``clock``, a clock that is moved, and ``store``, an empty store on it."""

    async def test_the_first_claim_wins(self, store: Store):
        """A second claim of a key learns that somebody works on it; another key is free."""
        assert await store.claim("a", ttl=10) == Claimed()

        assert await store.claim("a", ttl=10) == InFlight()
        assert await store.claim("b", ttl=10) == Claimed()

    async def test_a_claim_can_be_asked(self, store: Store):
        """Whether it is new, and what was committed, can be read off every claim without knowing its kind."""
        claims = [await store.claim("a", ttl=10), await store.claim("a", ttl=10)]
        await store.commit("a", b"1", ttl=10)
        claims.append(await store.claim("a", ttl=10))

        assert [(claim.is_new, claim.value) for claim in claims] == [(True, None), (False, None), (False, b"1")]

    async def test_of_many_claims_at_a_time_one_wins(self, store: Store):
        """Whatever the order in which they run, exactly one gets the key."""
        claims = await asyncio.gather(*(store.claim("a", ttl=10) for _ in range(50)))

        assert claims.count(Claimed()) == 1
        assert claims.count(InFlight()) == 49

    async def test_what_was_committed_is_given(self, store: Store):
        """A claim after the commit gets the value, as often as it asks, the empty value included."""
        for key, value in (("a", b"\x00 value"), ("b", b"")):
            await store.claim(key, ttl=10)
            await store.commit(key, value, ttl=10)

            assert await store.claim(key, ttl=10) == Done(value)
            assert await store.claim(key, ttl=10) == Done(value)

    async def test_a_released_key_is_free(self, store: Store):
        """The next claim gets what was given back."""
        await store.claim("a", ttl=10)
        await store.release("a")

        assert await store.claim("a", ttl=10) == Claimed()

    async def test_what_is_done_cannot_be_released(self, store: Store):
        """A release that comes after the commit changes nothing; neither does one of an unknown key."""
        await store.claim("a", ttl=10)
        await store.commit("a", b"1", ttl=10)
        await store.release("a")
        await store.release("nobody knows it")

        assert await store.claim("a", ttl=10) == Done(b"1")

    async def test_a_claim_runs_out(self, store: Store, clock: ManualClock):
        """A claim holds for its ttl, and not longer: who claimed it may have died."""
        await store.claim("a", ttl=10)
        await clock.advance(9)
        assert await store.claim("a", ttl=10) == InFlight()
        await clock.advance(1)

        assert await store.claim("a", ttl=10) == Claimed()

    async def test_what_is_done_is_forgotten(self, store: Store, clock: ManualClock):
        """A result is given for its own ttl, counted from the commit."""
        await store.claim("a", ttl=10)
        await clock.advance(9)
        await store.commit("a", b"1", ttl=20)
        await clock.advance(19)
        assert await store.claim("a", ttl=10) == Done(b"1")
        await clock.advance(1)

        assert await store.claim("a", ttl=10) == Claimed()

    async def test_a_late_commit_counts(self, store: Store, clock: ManualClock):
        """A result is kept although its claim ran out, or somebody else has claimed the key meanwhile."""
        await store.claim("a", ttl=10)
        await store.claim("b", ttl=10)
        await clock.advance(11)
        await store.claim("b", ttl=10)
        await store.commit("a", b"1", ttl=10)
        await store.commit("b", b"2", ttl=10)

        assert await store.claim("a", ttl=10) == Done(b"1")
        assert await store.claim("b", ttl=10) == Done(b"2")

    async def test_the_last_commit_counts(self, store: Store, clock: ManualClock):
        """A second commit replaces value and time."""
        await store.commit("a", b"1", ttl=10)
        await clock.advance(5)
        await store.commit("a", b"2", ttl=10)
        await clock.advance(9)

        assert await store.claim("a", ttl=10) == Done(b"2")

    async def test_keys_are_any_text(self, store: Store):
        """Nothing in a key means something to the store."""
        keys = ["", " ", "a", "a ", "A", "a\n", "a:b", "a*", "键", "é", "e\u0301", "\x00", "x" * 5_000]
        for key in keys:
            assert await store.claim(key, ttl=10) == Claimed()
            await store.commit(key, key.encode(), ttl=10)

        for key in keys:
            assert await store.claim(key, ttl=10) == Done(key.encode())


class ValueRules:
    """What every store of plain values has to do; needs the same fixtures."""

    async def test_what_was_put_is_got(self, store: Values):
        """A value comes back as it was, the empty one included; an unknown key has none."""
        await store.put("a", b"\x00 value", ttl=10)
        await store.put("b", b"", ttl=10)

        assert [await store.get(key) for key in ("a", "b", "c")] == [b"\x00 value", b"", None]

    async def test_the_latest_value_counts(self, store: Values, clock: ManualClock):
        """A second put replaces value and time."""
        await store.put("a", b"1", ttl=10)
        await clock.advance(5)
        await store.put("a", b"2", ttl=10)
        await clock.advance(9)

        assert await store.get("a") == b"2"

    async def test_a_value_runs_out(self, store: Values, clock: ManualClock):
        """It is there for its ttl, and not longer; one that has no time left is not kept."""
        await store.put("a", b"1", ttl=10)
        await clock.advance(9)
        assert await store.get("a") == b"1"
        await clock.advance(1)
        assert await store.get("a") is None

        await store.put("a", b"1", ttl=10)
        await store.put("a", b"2", ttl=0)
        assert await store.get("a") is None

    async def test_looking_claims_nothing(self, store: Any):
        """A key that was asked for can be claimed, and what is only claimed has no value."""
        assert await store.get("a") is None
        assert await store.claim("a", ttl=10) == Claimed()
        assert await store.get("a") is None
        await store.commit("a", b"1", ttl=10)

        assert await store.get("a") == b"1"
        assert await store.claim("a", ttl=10) == Done(b"1")
