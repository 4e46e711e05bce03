"""Streams of cards whose platform makes trouble."""

from __future__ import annotations

import asyncio
import json

import httpx2
import pytest

from larkline.api.client import Client
from larkline.api.streaming import ERROR_NOTE, FAILURES
from larkline.clock import ManualClock, sleep_until
from larkline.errors import CardTooLarge, InvalidRequest, PermissionDenied, PlatformBroken
from tests.api.card_platform import CardPlatform
from tests.api.card_streams import client_of, run, shown, stream_in_steps


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock(epoch=1_800_000_000.0)


@pytest.fixture
def platform(clock) -> CardPlatform:
    """Give a platform."""
    return CardPlatform(clock)


@pytest.mark.parametrize("code", [300309, 200850, 200510])
async def test_a_streaming_mode_that_has_closed_is_opened_again(code, platform, clock):
    """As the platform documents it; the text goes on as if nothing had happened."""
    async with client_of(platform) as client:
        streaming = asyncio.ensure_future(stream_in_steps(client, clock, "one ", "two ", "three"))
        await clock.advance(0.5)
        platform.planned["text"] = [code]
        await run(clock, streaming)

    assert platform.kinds() == ["create", "send", "text", "mode", "text", "text", "mode"]
    assert [json.loads(body["settings"])["config"]["streaming_mode"] for body in platform.what("mode")] == [True, False]
    assert shown(platform) == ("one two three", False)


async def test_a_streaming_mode_that_does_not_open(platform, clock):
    """Then the text is changed like that of any card."""
    platform.planned = {"text": [300309] * 9, "mode": [300122]}
    async with client_of(platform) as client:
        await run(clock, stream_in_steps(client, clock, "one ", "two"))

    assert platform.kinds() == ["create", "send", "patch", "patch", "mode"]
    assert shown(platform) == ("one two", False)


async def test_a_streaming_mode_that_closes_at_the_end(platform, clock):
    """For the last text it is not opened again."""
    async with client_of(platform) as client:

        async def answer() -> None:
            async with client.cards.stream(to="oc_team") as s:
                await s.write("one ")
                await sleep_until(clock, clock.now() + 1)
                platform.planned["text"] = [200850] * 5
                s._ending = True  # so that nothing is sent before the end
                await s.write("two")

        await run(clock, answer())

    assert platform.kinds() == ["create", "send", "text", "patch", "mode"]
    assert shown(platform) == ("one two", False)


async def test_somebody_clicks_while_text_is_streamed(platform, clock):
    """200810 is waited for; the writer notices nothing."""
    async with client_of(platform) as client:
        streaming = asyncio.ensure_future(stream_in_steps(client, clock, "one ", "two ", "three ", "four"))
        await clock.advance(0.5)
        platform.planned["text"] = [200810, 200810]
        await run(clock, streaming)

    assert shown(platform) == ("one two three four", False)


async def test_somebody_else_operates_on_the_card(platform, clock):
    """300317 is answered with higher numbers."""
    async with client_of(platform) as client:
        streaming = asyncio.ensure_future(stream_in_steps(client, clock, "one ", "two"))
        await clock.advance(0.5)
        platform.entities["card_1"].sequence = 100
        await run(clock, streaming)

    assert shown(platform) == ("one two", False)


async def test_trouble_that_passes(platform, clock, caplog):
    """Failed updates are made good by the next one, which has the whole text."""
    platform.planned["text"] = [httpx2.ReadError("reset")] * 4
    async with client_of(platform) as client:
        await run(clock, stream_in_steps(client, clock, "one ", "two ", "three ", "four ", "five"))

    assert shown(platform) == ("one two three four five", False)
    assert "is tried again" in caplog.text


async def test_trouble_that_passes_while_nothing_is_written(platform, clock):
    """The text appears without another write."""
    platform.planned["text"] = [httpx2.ReadError("reset")] * 3

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("one")
            await sleep_until(clock, clock.now() + 10)
            assert shown(platform) == ("one", True)

    async with client_of(platform) as client:
        await run(clock, answer(client))


async def test_the_end_comes_while_a_failed_update_waits_for_its_turn(platform, clock):
    """What failed is not taken for shown: the last update has it."""
    held = asyncio.Event()
    platform.planned = {"text": [httpx2.ReadError("reset")], "add": [held.wait]}
    async with client_of(platform, retries=0) as client:

        async def answer() -> None:
            async with client.cards.stream(to="oc_team") as s:
                await s.write("one")
                await sleep_until(clock, clock.now() + 0.5)  # it has failed, and is to be tried again
                adding = asyncio.ensure_future(client.cards.elements.add(s.card_id, {"tag": "hr"}))
                await sleep_until(clock, clock.now() + 1)  # it waits for what is done to the card by somebody else
                asyncio.get_running_loop().call_soon(asyncio.get_running_loop().call_soon, held.set)
            await adding

        await run(clock, answer())

    assert platform.kinds() == ["create", "send", "add", "text", "mode"]
    assert shown(platform) == ("one", False)


async def test_trouble_that_stays(platform, clock):
    """The writer is told, and what can be done for the card is done."""
    platform.planned["text"] = [httpx2.ReadError("reset")] * 100
    async with client_of(platform) as client:
        with pytest.raises(PlatformBroken, match="connection broke"):
            await run(clock, stream_in_steps(client, clock, *(str(number) for number in range(60))), seconds=300)

    assert len(platform.planned["text"]) == 100 - 3 * (FAILURES + 1)
    assert shown(platform) == ("…", False)


async def test_a_card_that_is_gone(platform, clock):
    """The next write says so, so that a producer does not work for nobody."""
    async with client_of(platform) as client:
        words = ["word "] * 30
        streaming = asyncio.ensure_future(stream_in_steps(client, clock, *words))
        await clock.advance(0.5)
        del platform.entities["card_1"]
        with pytest.raises(InvalidRequest) as caught:
            await run(clock, streaming)

    assert caught.value.code == 200740
    assert clock.now() < 5


async def test_the_end_fails(platform, clock):
    """When the last text cannot be shown, the caller is told, after the streaming mode is switched off."""
    platform.planned["text"] = [300310] * 9
    async with client_of(platform) as client:

        async def answer() -> None:
            async with client.cards.stream(to="oc_team") as s:
                await s.write("one")

        with pytest.raises(InvalidRequest) as caught:
            await run(clock, answer())

    assert caught.value.code == 300310
    assert platform.kinds()[-1] == "mode"


async def test_a_card_that_cannot_be_sent(platform, clock):
    """A refusal is the caller's to see; nobody has seen the card, so that nothing is done about it."""
    platform.planned["send"] = [230002]
    async with client_of(platform) as client:
        with pytest.raises(PermissionDenied):
            await run(clock, stream_in_steps(client, clock, "one"))

    assert platform.kinds() == ["create"]


async def test_a_card_that_may_have_been_sent(platform, clock):
    """It is ended, in case somebody sees it."""
    platform.planned["send"] = [httpx2.ReadError("reset")] * 3
    async with client_of(platform) as client:
        with pytest.raises(PlatformBroken):
            await run(clock, stream_in_steps(client, clock, "one"))

    assert shown(platform) == (ERROR_NOTE, False)


async def test_more_than_a_card_holds(platform, clock):
    """The write that is too much is refused; what fits stays, with the note."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team", error_note="too long") as s:
            while True:
                await s.write("字" * 1000)

    async with client_of(platform) as client:
        with pytest.raises(CardTooLarge):
            await run(clock, answer(client))

    text, streaming = shown(platform)
    assert text.endswith("字\n\ntoo long")
    assert 9_000 < len(text) < 10_241
    assert not streaming
