"""Streams of cards whose task is cancelled, in every state."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from larkline.api.card_stream import END_SECONDS
from larkline.api.client import Client
from larkline.api.streaming import ERROR_NOTE
from larkline.clock import ManualClock, settle, sleep_until
from tests.api.card_platform import CardPlatform
from tests.api.card_streams import FINAL, client_of, run, shown


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock(epoch=1_800_000_000.0)


@pytest.fixture
def platform(clock) -> CardPlatform:
    """Give a platform."""
    return CardPlatform(clock)


async def cancelled_at(
    platform: CardPlatform, clock: ManualClock, what: str, held: asyncio.Event
) -> asyncio.Task[None]:
    """Stream, and cancel while *what* is under way and held up."""
    reached = asyncio.Event()

    async def hold() -> None:
        reached.set()
        await held.wait()

    platform.planned[what] = [hold]
    client = client_of(platform)

    async def answer() -> None:
        async with client, client.cards.stream(to="oc_team") as s:
            await s.write("half")
            await sleep_until(clock, clock.now() + 1)
            if what == "replace":
                await s.set_card(FINAL)

    task = asyncio.ensure_future(answer())
    while not reached.is_set():
        await clock.advance(0.05)
    task.cancel()
    await settle()
    return task


async def ended(clock: ManualClock, task: asyncio.Task[None]) -> None:
    """Move the clock until a cancelled task has ended as one."""
    for _ in range(1000):
        if task.done():
            break
        await clock.advance(0.05)
    assert task.cancelled()


async def test_cancelled_while_the_card_is_made(platform, clock):
    """Nobody has seen it; nothing more is done."""
    task = await cancelled_at(platform, clock, "create", asyncio.Event())
    await ended(clock, task)

    assert platform.kinds() == []


async def test_cancelled_while_the_card_is_sent(platform, clock):
    """Somebody may see it, so that it says what happened instead of that it is being made."""
    task = await cancelled_at(platform, clock, "send", asyncio.Event())
    await ended(clock, task)

    assert shown(platform) == (ERROR_NOTE, False)


async def test_cancelled_while_text_is_sent(platform, clock):
    """The update comes to its end, and then the card does."""
    held = asyncio.Event()
    task = await cancelled_at(platform, clock, "text", held)
    held.set()
    before = clock.now()
    await ended(clock, task)

    assert shown(platform) == (f"half\n\n{ERROR_NOTE}", False)
    assert platform.entities["card_1"].texts == ["half", f"half\n\n{ERROR_NOTE}"]
    assert clock.now() - before < 1


async def test_cancelled_while_text_is_sent_and_not_answered(platform, clock):
    """The update is given up, and the card ends readably all the same."""
    task = await cancelled_at(platform, clock, "text", asyncio.Event())
    before = clock.now()
    await ended(clock, task)

    assert shown(platform) == (f"half\n\n{ERROR_NOTE}", False)
    assert clock.now() - before < END_SECONDS


async def test_cancelled_while_the_platform_answers_nothing(platform, clock, caplog):
    """The task ends in its time, whatever becomes of the card."""
    task = await cancelled_at(platform, clock, "text", asyncio.Event())
    platform.planned["text"] = [asyncio.Event().wait] * 9
    before = clock.now()
    await ended(clock, task)

    assert clock.now() - before <= END_SECONDS + 0.1
    assert "is left as it is" in caplog.text


async def test_cancelled_between_writes(platform, clock):
    """The text that there is stays, with the note."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("half")
            await asyncio.Event().wait()

    async with client_of(platform) as client:
        task = asyncio.ensure_future(answer(client))
        await clock.advance(1)
        task.cancel()
        await ended(clock, task)

    assert shown(platform) == (f"half\n\n{ERROR_NOTE}", False)


async def test_cancelled_while_the_streaming_is_ended(platform, clock):
    """What was begun is finished: the text is complete, so that there is no note."""
    held = asyncio.Event()
    task = await cancelled_at(platform, clock, "mode", held)
    assert not task.done()
    held.set()
    await ended(clock, task)

    assert shown(platform) == ("half", False)


async def test_cancelled_while_the_final_card_is_set(platform, clock):
    """The platform may have it or not; in neither case is the card left in streaming mode."""
    held = asyncio.Event()
    task = await cancelled_at(platform, clock, "replace", held)
    held.set()
    await ended(clock, task)

    text, streaming = shown(platform)
    assert (text, streaming) == (f"half\n\n{ERROR_NOTE}", False)


@pytest.mark.parametrize("what", ["text", "mode"])
async def test_a_second_cancellation_ends_it_at_once(what, platform, clock):
    """Whoever is in a hurry does not wait for a platform that does not answer."""
    task = await cancelled_at(platform, clock, what, asyncio.Event())
    still_there = not task.done()
    before = clock.now()
    task.cancel()
    await settle()

    assert still_there
    assert task.cancelled()
    assert clock.now() == before


async def test_a_generator_that_is_thrown_away(platform, clock):
    """A handler that yields may be closed in the middle of a stream; the card ends readably."""

    async def handler(client: Client) -> AsyncIterator[str]:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("half")
            yield "toast"

    async with client_of(platform) as client:
        generator = handler(client)
        assert await run(clock, anext(generator)) == "toast"
        await run(clock, generator.aclose())  # type: ignore[attr-defined]  # it is a generator

    assert shown(platform) == (f"half\n\n{ERROR_NOTE}", False)


def test_a_generator_that_outlives_its_event_loop(platform, clock, recwarn):
    """Nothing can be awaited any more, so that nothing is tried, and nothing is complained about."""

    async def handler(client: Client) -> AsyncIterator[str]:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("half")
            yield "toast"

    async def begin() -> AsyncIterator[str]:
        generator = handler(client_of(platform))
        await run(clock, anext(generator))
        return generator

    loop = asyncio.new_event_loop()
    generator = loop.run_until_complete(begin())
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(settle())
    loop.close()
    closing = generator.aclose()  # type: ignore[attr-defined]  # it is a generator
    with pytest.raises(StopIteration):
        closing.send(None)

    assert platform.kinds()[:2] == ["create", "send"]
    assert "mode" not in platform.kinds()
