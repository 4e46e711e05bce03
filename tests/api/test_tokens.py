"""The tenant access token."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading

import pytest

from larkline.api.credentials import AppSecret
from larkline.api.tokens import SyncTokens, TokenCache, Tokens, read_token
from larkline.clock import ManualClock, settle
from larkline.errors import MissingCredentials, PlatformBroken, TokenRejected

CALL = AppSecret("cli_1", "s").tenant_token()


class Fetches:
    """Give t-1, t-2 … with a life of two hours, or raise what is planned; wait for *gate* when there is one."""

    def __init__(self) -> None:
        self.count = 0
        self.failures: list[Exception] = []
        self.gate: asyncio.Event | None = None

    async def __call__(self) -> tuple[str, float]:
        self.count += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        return f"t-{self.count}", 7200.0


def broken() -> PlatformBroken:
    """Say that the platform is down."""
    return PlatformBroken(code=None, msg="down")


def test_a_token_and_its_life():
    """Token and seconds are read from the flat answer."""
    assert read_token(CALL, {"tenant_access_token": "t-1", "expire": 7200}) == ("t-1", 7200.0)


@pytest.mark.parametrize("expire", [None, "7200", True, -5])
def test_a_life_that_cannot_be_read(expire):
    """The token is used, but not kept."""
    assert read_token(CALL, {"tenant_access_token": "t-1", "expire": expire})[1] == 0.0


def test_a_token_is_replaced_before_its_end():
    """Ten minutes before, so that no call takes a token that ends under way."""
    cache = TokenCache()
    cache.store("t-1", seconds=7200.0, asked_at=100.0)

    assert cache.fresh(now=6699.0) == "t-1"
    assert cache.fresh(now=6700.0) is None


def test_a_short_life_is_used_to_the_half():
    """A token of one minute is not asked for with every call."""
    cache = TokenCache()
    cache.store("t-1", seconds=60.0, asked_at=0.0)

    assert cache.fresh(now=29.0) == "t-1"
    assert cache.fresh(now=30.0) is None


def test_only_the_token_that_failed_is_dropped():
    """A late failure with an old token does not throw away its successor."""
    cache = TokenCache()
    cache.store("t-2", seconds=7200.0, asked_at=0.0)
    cache.drop("t-1")
    kept = cache.fresh(now=0.0)
    cache.drop("t-2")

    assert kept == "t-2"
    assert cache.fresh(now=0.0) is None


def test_the_token_stays_out_of_sight():
    """The repr says whether there is one."""
    cache = TokenCache()
    before = repr(cache)
    cache.store("t-1", seconds=1.0, asked_at=0.0)

    assert (before, repr(cache)) == ("<TokenCache, no token>", "<TokenCache, a token>")


async def test_waiting_callers_share_one_fetch():
    """A hundred first calls make one question."""
    fetches = Fetches()
    tokens = Tokens(fetches, ManualClock())

    assert set(await asyncio.gather(*(tokens.get() for _ in range(100)))) == {"t-1"}
    assert fetches.count == 1


async def test_a_cancelled_caller_does_not_cancel_the_others():
    """The fetch belongs to nobody in particular."""
    fetches = Fetches()
    fetches.gate = asyncio.Event()
    tokens = Tokens(fetches, ManualClock())
    first, second = asyncio.create_task(tokens.get()), asyncio.create_task(tokens.get())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    fetches.gate.set()

    assert await second == "t-1"
    assert first.cancelled()
    assert fetches.count == 1


async def test_a_failure_reaches_every_waiting_caller_and_is_not_kept():
    """All of them get the error; the next call asks again."""
    fetches = Fetches()
    fetches.failures = [broken()]
    tokens = Tokens(fetches, ManualClock())
    outcomes = await asyncio.gather(*(tokens.get() for _ in range(3)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [PlatformBroken] * 3
    assert await tokens.get() == "t-2"


async def test_a_failure_that_nobody_waits_for():
    """When all callers are gone the error leaves no warning behind."""
    fetches = Fetches()
    fetches.gate = asyncio.Event()
    fetches.failures = [broken()]
    tokens = Tokens(fetches, ManualClock())
    caller = asyncio.create_task(tokens.get())
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    fetches.gate.set()
    await settle()
    fetched = await tokens.get()
    del caller  # its traceback still holds the fetch that failed
    gc.collect()

    assert fetched == "t-2"
    assert complaints == []


def without_a_token() -> PlatformBroken:
    """Say that the platform answered, but gave no token."""
    error = broken()
    error.retryable = False
    return error


@pytest.mark.parametrize("trouble", [broken(), without_a_token()])
async def test_the_old_token_helps_out(trouble, caplog):
    """A failed replacement is no failure while the old token is good; the next attempt comes a little later."""
    clock, fetches = ManualClock(), Fetches()
    tokens = Tokens(fetches, clock)
    await tokens.get()
    fetches.failures = [trouble]
    await clock.advance(6600.0)
    with caplog.at_level(logging.WARNING, "larkline.api"):
        kept = [await tokens.get(), await tokens.get()]
    await clock.advance(15.0)

    assert kept == ["t-1", "t-1"]
    assert "still good" in caplog.text
    assert "t-1" not in caplog.text
    assert (await tokens.get(), fetches.count) == ("t-3", 3)


@pytest.mark.parametrize(
    ("wait", "error"),
    [(7200.0, broken()), (6600.0, TokenRejected(code=10015, msg="wrong secret")), (6600.0, MissingCredentials("id"))],
)
async def test_when_the_old_token_does_not_help(wait, error):
    """A token that has ended, or credentials that are refused, are an error."""
    clock, fetches = ManualClock(), Fetches()
    tokens = Tokens(fetches, clock)
    await tokens.get()
    fetches.failures = [error]
    await clock.advance(wait)

    with pytest.raises(type(error)):
        await tokens.get()


async def test_closing_ends_a_fetch():
    """A waiting caller is told; it is not made to look cancelled."""
    fetches = Fetches()
    fetches.gate = asyncio.Event()
    tokens = Tokens(fetches, ManualClock())
    caller = asyncio.create_task(tokens.get())
    await asyncio.sleep(0)
    tokens.close()

    with pytest.raises(RuntimeError, match="closed"):
        await caller


def test_a_loop_that_is_gone_does_not_matter():
    """A fetch that was cut off with its event loop is begun anew in the next one."""
    fetches = Fetches()
    tokens = Tokens(fetches, ManualClock())

    async def begin() -> None:
        fetches.gate = asyncio.Event()
        caller = asyncio.create_task(tokens.get())
        await asyncio.sleep(0)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)

    asyncio.run(begin())
    fetches.gate = None

    assert asyncio.run(tokens.get()) == "t-2"
    tokens.close()


class SyncFetches:
    """Give t-1, t-2 …, or raise what is planned, once everybody is there."""

    def __init__(self) -> None:
        self.count = 0
        self.failures: list[BaseException] = []
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> tuple[str, float]:
        self.count += 1
        self.begun.set()
        assert self.gate.wait(20)
        if self.failures:
            raise self.failures.pop(0)
        return f"t-{self.count}", 7200.0


def in_threads(tokens: SyncTokens, fetches: SyncFetches, number: int) -> list[object]:
    """Call get() in one thread, then in the others while that one fetches; give what came of each."""
    outcomes: list[object] = []

    def call() -> None:
        try:
            outcomes.append(tokens.get())
        except BaseException as error:
            outcomes.append(error)

    fetches.gate.clear()
    threads = [threading.Thread(target=call) for _ in range(number)]
    threads[0].start()
    assert fetches.begun.wait(20)
    for thread in threads[1:]:
        thread.start()
    fetches.gate.set()
    for thread in threads:
        thread.join(20)
    return outcomes


def test_waiting_threads_share_one_fetch():
    """Eight threads make one question."""
    fetches = SyncFetches()

    assert in_threads(SyncTokens(fetches, ManualClock()), fetches, 8) == ["t-1"] * 8
    assert fetches.count == 1


def test_a_failure_in_a_thread_is_not_kept():
    """The next call asks again."""
    fetches = SyncFetches()
    fetches.failures = [broken()]
    tokens = SyncTokens(fetches, ManualClock())
    with pytest.raises(PlatformBroken):
        tokens.get()

    assert tokens.get() == "t-2"


def test_an_interrupted_thread_hands_the_fetch_on():
    """Ctrl-C in the thread that fetches leaves the waiting ones with a token."""
    fetches = SyncFetches()
    fetches.failures = [KeyboardInterrupt()]
    outcomes = in_threads(SyncTokens(fetches, ManualClock()), fetches, 3)

    assert sorted(str(outcome) for outcome in outcomes) == ["", "t-2", "t-2"]
    assert fetches.count == 2


async def test_the_old_token_helps_out_in_threads():
    """As with tasks."""
    clock, fetches = ManualClock(), SyncFetches()
    tokens = SyncTokens(fetches, clock)
    tokens.get()
    fetches.failures = [broken()]
    await clock.advance(6600.0)

    assert tokens.get() == "t-1"
    tokens.drop("t-1")
    assert tokens.get() == "t-3"
