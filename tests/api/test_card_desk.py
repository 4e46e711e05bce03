"""Operations on card entities, through both clients: numbered, one after another, no faster than allowed."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from larkline.api.client import Client
from larkline.cards.card import Card
from larkline.cards.markdown import Markdown
from larkline.clock import ManualClock
from larkline.errors import ApiError, InvalidRequest, PlatformBroken
from tests.api.card_platform import CardPlatform, Entity, Lost
from tests.api.card_threads import EPOCH, paused, sync_client_of
from tests.api.scripted import APP_ID, APP_SECRET

__all__ = ["paused"]  # a fixture

CARD = Card(elements=[Markdown("x", element_id="a")])


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock(epoch=EPOCH)


@pytest.fixture
def platform(clock) -> CardPlatform:
    """Give a platform."""
    return CardPlatform(clock)


def client_of(platform: CardPlatform, **options: Any) -> Client:
    """Make a client that talks to *platform*."""
    options = {"clock": platform.clock, "random": lambda: 0.5, **options}
    return Client(APP_ID, APP_SECRET, transport=platform.transport, **options)


async def run(clock: ManualClock, *work: Any, seconds: float = 100.0) -> list[Any]:
    """Move the clock until all of *work* is done."""
    tasks = [asyncio.ensure_future(each) for each in work]
    moved = 0.0
    while not all(task.done() for task in tasks) and moved < seconds:
        await clock.advance(0.05)
        moved += 0.05
    return await asyncio.gather(*tasks)


def sequences(platform: CardPlatform) -> list[int]:
    """Give the numbers of all operations, in the order in which they were done."""
    return [body["sequence"] for _, what, body in platform.done if what not in ("create", "send")]


async def test_every_operation(platform, clock):
    """Each reaches its path, and they are numbered from 1 for a card that was made here."""
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        elements = client.cards.elements
        await run(
            clock,
            client.cards.settings(card_id, config={"streaming_mode": True}),
            elements.stream_text(card_id, "a", "text"),
            elements.add(card_id, Markdown("y"), after="a"),
            elements.patch(card_id, "a", {"content": "z"}),
            elements.replace(card_id, "a", Markdown("y")),
            elements.delete(card_id, "a"),
            client.cards.batch(card_id, [{"action": "delete_elements", "params": {"element_ids": ["a"]}}]),
            client.cards.replace(card_id, CARD),
        )

    assert platform.kinds() == ["create", "mode", "text", "add", "patch", "put", "delete", "batch", "replace"]
    assert sequences(platform) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len({body["uuid"] for _, what, body in platform.done if what != "create"}) == 8


async def test_numbers_rise_and_turns_are_kept_under_concurrency(platform, clock):
    """Fifty tasks at once: one operation at a time, at most ten within a second, and none is refused."""
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        platform.most_under_way = 0
        await run(clock, *(client.cards.elements.patch(card_id, "a", {"content": str(n)}) for n in range(50)))

    times = [when for when, what, _ in platform.done if what == "patch"]
    assert sequences(platform) == list(range(1, 51))
    assert platform.most_under_way == 1
    assert max(sum(start <= when < start + 0.999 for when in times) for start in times) <= 10
    assert times[-1] - times[0] < 6


async def test_a_slow_operation_is_not_overtaken(platform, clock):
    """The next one waits until it is answered, however long that takes."""
    held = asyncio.Event()
    platform.planned["patch"] = [held.wait]
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        platform.most_under_way = 0
        tasks = [asyncio.ensure_future(client.cards.elements.patch(card_id, "a", {"content": c})) for c in "xyz"]
        await clock.advance(5)
        assert platform.under_way == 1
        held.set()
        await run(clock, *tasks)

    assert platform.most_under_way == 1
    assert [json.loads(body["partial_element"])["content"] for body in platform.what("patch")] == ["x", "y", "z"]


async def test_cards_do_not_wait_for_each_other(platform, clock):
    """The limit is one of each card."""
    async with client_of(platform) as client:
        cards = [await client.cards.create(CARD) for _ in range(5)]
        await asyncio.gather(*(client.cards.elements.patch(card_id, "a", {"content": "x"}) for card_id in cards))

    assert sequences(platform) == [1] * 5


async def test_a_card_of_another_process(platform):
    """Its first number is above what a program that counts from one has reached."""
    platform.entities["card_9"] = Entity(CARD.to_dict(), sequence=500)
    async with client_of(platform) as client:
        await client.cards.elements.patch("card_9", "a", {"content": "x"})

    assert sequences(platform) == [EPOCH + 1]


async def test_a_card_whose_numbers_are_higher(platform, clock):
    """After 300317 the numbers go on above those of whoever else operates on the card."""
    platform.entities["card_9"] = Entity(CARD.to_dict(), sequence=int(EPOCH) + 5_000)
    async with client_of(platform) as client:
        await run(
            clock,
            client.cards.elements.patch("card_9", "a", {"content": "x"}),
            client.cards.elements.delete("card_9", "a"),
        )

    assert platform.kinds() == ["patch", "delete"]
    assert sequences(platform) == sorted(sequences(platform))


async def test_numbers_that_are_never_high_enough(platform, clock):
    """Skipping comes to an end, with the platform's own error."""
    platform.planned["patch"] = [300317] * 10
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        with pytest.raises(InvalidRequest) as caught:
            await run(clock, client.cards.elements.patch(card_id, "a", {"content": "x"}))

    assert (caught.value.code, len(platform.planned["patch"])) == (300317, 6)


async def test_a_lost_answer(platform, clock):
    """The repetition has the same uuid and number, so that it is done once."""
    platform.planned["patch"] = [Lost()]
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        await run(clock, client.cards.elements.patch(card_id, "a", {"content": "x"}))

    bodies = [json.loads(request.content) for request in platform.requests[1:]]
    assert bodies[0] == bodies[1]
    assert platform.kinds() == ["create", "patch"]


async def test_a_lost_answer_of_a_platform_that_looks_at_the_number_first(platform, clock):
    """What may be done twice is done again; what may not has been done."""
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        platform.planned = {"patch": [Lost(), 300317], "add": [Lost(), 300317]}
        await run(clock, client.cards.elements.patch(card_id, "a", {"content": "x"}))
        await run(clock, client.cards.elements.add(card_id, Markdown("y")))

    assert platform.kinds() == ["create", "patch", "patch", "add"]


async def test_a_card_that_somebody_is_using(platform, clock):
    """200810 lasts as long as a callback may take; then the operation is made, with the same number."""
    platform.planned["patch"] = [200810, 200810, 200810]
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        await run(clock, client.cards.elements.patch(card_id, "a", {"content": "x"}))

    assert 3.0 <= clock.now() < 3.5
    assert sequences(platform) == [1]


async def test_a_card_that_somebody_keeps_using(platform, clock):
    """It is not waited for for ever, and not at all by who wants no second attempts."""
    platform.planned["patch"] = [200810] * 20
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        with pytest.raises(ApiError) as caught:
            await run(clock, client.cards.elements.patch(card_id, "a", {"content": "x"}))
    platform.planned["patch"] = [200810] * 20
    async with client_of(platform, retries=0) as client:
        with pytest.raises(ApiError):
            await client.cards.elements.patch(card_id, "a", {"content": "x"})

    assert (caught.value.code, caught.value.retryable) == (200810, True)
    assert len(platform.planned["patch"]) == 19


async def test_a_failure_lets_the_next_one_pass(platform, clock):
    """An operation that fails, or is cancelled, keeps nobody out, and its number is not used again."""
    held = asyncio.Event()
    platform.planned["patch"] = [300313, held.wait]
    async with client_of(platform) as client:
        card_id = await client.cards.create(CARD)
        patch = client.cards.elements.patch
        with pytest.raises(InvalidRequest):
            await patch(card_id, "a", {"content": "x"})
        cancelled = asyncio.ensure_future(patch(card_id, "a", {"content": "y"}))
        waiting = asyncio.ensure_future(patch(card_id, "a", {"content": "z"}))
        await clock.advance(1)
        cancelled.cancel()
        await run(clock, waiting)

    assert cancelled.cancelled()
    assert sequences(platform) == [3]


def test_a_client_outlives_an_event_loop():
    """The numbers go on where they were."""
    platform = CardPlatform(ManualClock())
    client = client_of(platform)

    async def work(card_id: str) -> None:
        clock = platform.clock
        assert isinstance(clock, ManualClock)
        await run(clock, *(client.cards.elements.patch(card_id, "a", {"content": "x"}) for _ in range(3)))

    card_id = asyncio.run(client.cards.create(CARD))
    asyncio.run(work(card_id))
    asyncio.run(work(card_id))
    asyncio.run(client.aclose())

    assert sequences(platform) == [1, 2, 3, 4, 5, 6]


# --- threads ----------------------------------------------------------------------------------------------------------


def test_every_operation_of_a_thread(paused):
    """As for tasks."""
    platform = CardPlatform(paused)
    with sync_client_of(platform) as client:
        card_id = client.cards.create(CARD)
        elements = client.cards.elements
        client.cards.settings(card_id, config={"streaming_mode": True})
        elements.stream_text(card_id, "a", "text")
        elements.add(card_id, Markdown("y"), into="a")
        elements.patch(card_id, "a", {"content": "z"})
        elements.replace(card_id, "a", Markdown("y"))
        elements.delete(card_id, "a")
        client.cards.batch(card_id, [{"action": "delete_elements", "params": {"element_ids": ["a"]}}])
        client.cards.replace(card_id, CARD)

    assert platform.kinds() == ["create", "mode", "text", "add", "patch", "put", "delete", "batch", "replace"]
    assert sequences(platform) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert paused.seconds == pytest.approx(0.7)


def test_numbers_rise_under_many_threads(paused):
    """None is refused, since only one operation on a card is under way at a time."""
    platform = CardPlatform(paused)
    with sync_client_of(platform) as client, ThreadPoolExecutor(16) as pool:
        card_id = client.cards.create(CARD)
        start = threading.Barrier(16)

        def work(number: int) -> None:
            if number < 16:
                start.wait(20)
            client.cards.elements.patch(card_id, "a", {"content": str(number)})

        list(pool.map(work, range(100)))

    assert sequences(platform) == list(range(1, 101))


def test_a_slow_operation_is_not_overtaken_in_a_thread(paused):
    """As for tasks."""
    platform = CardPlatform(paused)
    reached, go = threading.Event(), threading.Event()
    platform.planned["patch"] = [reached.set, lambda: go.wait(20)]
    with sync_client_of(platform) as client, ThreadPoolExecutor(2) as pool:
        card_id = client.cards.create(CARD)
        first = pool.submit(client.cards.elements.patch, card_id, "a", {"content": "x"})
        assert reached.wait(20)
        second = pool.submit(client.cards.elements.delete, card_id, "a")
        assert not second.done()
        go.set()
        first.result(20)
        second.result(20)

    assert platform.kinds() == ["create", "patch", "delete"]


def test_a_card_whose_numbers_are_higher_in_a_thread(paused):
    """As for tasks."""
    platform = CardPlatform(paused)
    platform.entities["card_9"] = Entity(CARD.to_dict(), sequence=int(EPOCH) + 5_000)
    with sync_client_of(platform) as client:
        client.cards.elements.patch("card_9", "a", {"content": "x"})
        platform.planned["delete"] = [300317] * 10
        with pytest.raises(InvalidRequest):
            client.cards.elements.delete("card_9", "a")

    assert len(platform.planned["delete"]) == 6


def test_a_card_that_is_gone(paused):
    """The platform's error is what the caller sees."""
    platform = CardPlatform(paused)
    platform.planned["patch"] = [PlatformBroken(code=None, msg="not ours")]
    with sync_client_of(platform) as client:
        with pytest.raises(InvalidRequest) as caught:
            client.cards.elements.delete("card_0", "a")
        with pytest.raises(PlatformBroken, match="not ours"):
            client.cards.elements.patch("card_0", "a", {"content": "x"})

    assert caught.value.code == 200740
