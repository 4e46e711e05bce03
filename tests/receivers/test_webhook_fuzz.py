"""Damaged webhook requests to whole apps: each gets an answer, and nothing else happens."""

from __future__ import annotations

import gc
import logging
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from random import Random
from typing import Any

import pytest

from larkline import CardActionResponse, Toast, UrlPreviewResponse
from larkline.wire.webhook import Secrets
from tests.receivers.asgi_server import serve
from tests.receivers.hook import Hook
from tests.wire.webhook_mutations import SEEDS, Case, mutate


class Listener(logging.Handler):
    """Counts what is logged, by level, and keeps nothing but the errors."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: Counter[str] = Counter()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record; its text has to come together."""
        self.levels[record.levelname] += 1
        if record.getMessage() and record.levelno >= logging.ERROR:
            self.errors.append(self.format(record))


@contextmanager
def listening() -> Iterator[Listener]:
    """Hear everything that larkline and asyncio log, and let nobody else keep it."""
    listener = Listener()
    loggers = [logging.getLogger("larkline"), logging.getLogger("asyncio")]
    for logger in loggers:
        logger.addHandler(listener)
        logger.propagate = False
    try:
        yield listener
    finally:
        for logger in loggers:
            logger.removeHandler(listener)
            logger.propagate = True


def handle(hook: Hook, *, legacy_cards: bool) -> None:
    """Register handlers of every kind; none of them ever fails."""

    @hook.app.on_card_action()
    async def act(_):
        yield Toast.info("x")
        yield Toast.info("y")

    @hook.app.on_url_preview()
    async def preview(_):
        return UrlPreviewResponse(title="t")

    @hook.app.on_event("im.message.receive_v1")
    async def event(_):
        return None

    if legacy_cards:

        @hook.app.on_legacy_card_action()
        async def old(_):
            return CardActionResponse(toast=Toast.success("z"))


class Doors:
    """Apps for every case that a mutation can make, each opened once."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._hooks: dict[tuple[Secrets, float | None, bool], Hook] = {}

    async def hook(self, case: Case, max_age: float | None) -> Hook:
        """Give the app for a case."""
        key = (case.secrets, max_age, case.legacy_cards)
        if key not in self._hooks:
            hook = Hook(
                key=case.secrets.encrypt_key,
                token=case.secrets.verification_token,
                insecure=case.secrets.insecure,
                signature_max_age=max_age,
            )
            handle(hook, legacy_cards=case.legacy_cards)
            await self._stack.enter_async_context(hook.app.receiving(platform=hook.platform))
            self._hooks[key] = hook
        return self._hooks[key]

    async def advance(self, seconds: float) -> None:
        """Let everything that is remembered run out."""
        for hook in self._hooks.values():
            await hook.clock.advance(seconds)

    def count(self, name: str) -> int:
        """Give a counter of all doors together."""
        return sum(hook.count(name) for hook in self._hooks.values())


@asynccontextmanager
async def doors() -> AsyncIterator[Doors]:
    """Open doors as they are needed."""
    async with AsyncExitStack() as stack:
        yield Doors(stack)


async def fate(hook: Hook, case: Case, random: Random) -> tuple[int, bytes]:
    """Send the request of a case by one of the doors; gives status and body."""
    request = case.request
    if case.only is None and random.random() < 0.5:
        received = await hook.app.receive(request.headers, request.body, method=request.method)
        await received.after_sent()
        return received.status, received.body
    cuts = sorted(random.randint(0, len(request.body)) for _ in range(random.randrange(4)))
    chunks = [request.body[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    answer = await serve(hook.app.asgi(only=case.only), request.headers, chunks, method=request.method)
    return answer.status, answer.body


async def run(seed: int, count: int) -> tuple[Counter[int], int]:
    """Send so many damaged requests; gives the statuses, and how many were counted as refused or unreadable."""
    random = Random(seed)
    statuses: Counter[int] = Counter()
    with listening() as listener:
        async with doors() as opened:
            for case in SEEDS:
                await opened.hook(case, case.max_age)
            for _ in range(count):
                case = mutate(random)
                hook = await opened.hook(case, case.max_age)
                before = len(listener.errors)
                status, body = await fate(hook, case, random)
                assert status in (200, 400, 401, 405), (case, status)
                assert body.startswith(b"{"), case
                if not case.secrets.encrypt_key and not case.secrets.verification_token and not case.secrets.insecure:
                    assert status in (401, 405), case
                assert listener.errors[before:] == [], case
                statuses[status] += 1
            counted = opened.count("refused") + opened.count("malformed")
        assert [error for error in listener.errors if "every request is answered 401" not in error] == []
        assert listener.levels["WARNING"] > 0
    return statuses, counted


async def test_damaged_requests():
    """Whatever comes, by whichever door: 200 or 4xx, and no error in the log."""
    statuses, counted = await run(seed=41, count=3_000)

    assert set(statuses) == {200, 400, 401, 405}
    assert min(statuses[200], statuses[400], statuses[401]) > 100
    assert counted == statuses[400] + statuses[401] + statuses[405]


@pytest.mark.soak
async def test_many_damaged_requests():
    """The same for sixty thousand."""
    statuses, _ = await run(seed=42, count=60_000)

    assert set(statuses) == {200, 400, 401, 405}


async def growth(seed: int, batches: int, size: int) -> list[int]:
    """Send batches of damaged requests, and give the memory in use after each, when all has run out."""
    random = Random(seed)
    sizes = []
    with listening():
        async with doors() as opened:
            tracemalloc.start()
            try:
                for _ in range(batches):
                    for _ in range(size):
                        case = mutate(random)
                        hook = await opened.hook(case, None)
                        await fate(hook, case, random)
                        del case
                    await opened.advance(3600.0)
                    for case in SEEDS:  # each app takes something, and so forgets what has run out
                        await fate(await opened.hook(case, None), case, random)
                    gc.collect()
                    sizes.append(tracemalloc.get_traced_memory()[0])
            finally:
                tracemalloc.stop()
    return sizes


async def test_nothing_stays_behind():
    """Thousands of damaged requests do not make the process larger."""
    sizes = await growth(43, batches=4, size=500)

    assert sizes[-1] - sizes[1] < 100_000, sizes


@pytest.mark.soak
async def test_nothing_stays_behind_for_long():
    """The same for fifty thousand."""
    sizes = await growth(44, batches=10, size=5_000)

    assert sizes[-1] - sizes[4] < 200_000, sizes


def test_the_cases_reach_every_kind_of_door():
    """Mutations change what an app knows, what it handles and which door is used."""
    random = Random(45)
    cases: list[Any] = [mutate(random) for _ in range(2_000)]

    assert len({case.secrets for case in cases}) == 5
    assert {case.only for case in cases} == {None, "callbacks", "legacy_cards"}
    assert {case.legacy_cards for case in cases} == {True, False}
