"""Streaming text into a card, for tasks."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest

from larkline.api.client import Client
from larkline.api.streaming import ERROR_NOTE
from larkline.cards.card import Card
from larkline.cards.markdown import Markdown
from larkline.clock import ManualClock, sleep_until
from larkline.errors import ApiError, CardError, InvalidRequest
from tests.api.card_platform import CardPlatform, kind_of
from tests.api.card_streams import FINAL, ModelFailed, client_of, run, shown, stream_in_steps


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock(epoch=1_800_000_000.0)


@pytest.fixture
def platform(clock) -> CardPlatform:
    """Give a platform."""
    return CardPlatform(clock)


async def test_an_answer_is_streamed(platform, clock):
    """A card is made and sent, the text appears in it, and the streaming mode is switched off."""

    async def tokens() -> AsyncIterator[str]:
        for token in ("Hello", ", ", "world"):
            yield token
            await sleep_until(clock, clock.now() + 0.3)

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            async for token in tokens():
                await s.write(token)
            assert (s.message.message_id, s.card_id, s.text) == ("om_1", "card_1", "Hello, world")

    async with client_of(platform) as client:
        await run(clock, answer(client))

    [message] = platform.messages
    assert platform.kinds() == ["create", "send", "text", "text", "text", "mode"]
    assert platform.entities["card_1"].texts == ["Hello", "Hello, ", "Hello, world"]
    assert shown(platform) == ("Hello, world", False)
    assert (message["receive_id"], message["msg_type"]) == ("oc_team", "interactive")
    assert json.loads(message["content"]) == {"type": "card", "data": {"card_id": "card_1"}}


async def test_five_hundred_writes_within_a_second(platform, clock):
    """At most eleven updates, each the beginning of the next, with rising numbers; the last is the whole text."""
    words = [f"word{number} " for number in range(500)]

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            for word in words:
                await s.write(word)
                await sleep_until(clock, clock.now() + 0.002)

    async with client_of(platform) as client:
        await run(clock, answer(client), step=0.001)

    texts = platform.entities["card_1"].texts
    times = [when for when, what, _ in platform.done if what == "text"]
    assert times[-1] - times[0] <= 1.1
    assert 9 <= len(texts) <= 11
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    assert texts[-1] == "".join(words)
    numbers = [body["sequence"] for _, what, body in platform.done if what in ("text", "mode")]
    assert numbers == sorted(set(numbers))


async def test_concurrent_writes(platform, clock):
    """Several tasks may write into one card; every number is higher than the one before."""

    async def answer(client: Client) -> str:
        async with client.cards.stream(to="oc_team") as s:

            async def write(mark: str) -> None:
                for _ in range(50):
                    await s.write(mark)
                    await sleep_until(clock, clock.now() + 0.01)

            await asyncio.gather(*(write(mark) for mark in "abcd"))
            return s.text

    async with client_of(platform) as client:
        text = await run(clock, answer(client), step=0.005)

    assert sorted(text) == ["a"] * 50 + ["b"] * 50 + ["c"] * 50 + ["d"] * 50
    assert shown(platform) == (text, False)
    assert platform.entities["card_1"].texts[-1] == text


async def test_two_streams_at_once(platform, clock):
    """Each has its own card, numbers and pace."""

    async def answer(client: Client, word: str) -> None:
        async with client.cards.stream(to="oc_team") as s:
            for _ in range(20):
                await s.write(word)
                await sleep_until(clock, clock.now() + 0.05)

    async with client_of(platform) as client:
        await run(clock, asyncio.gather(answer(client, "a"), answer(client, "b")))

    assert {shown(platform, "card_1")[0], shown(platform, "card_2")[0]} == {"a" * 20, "b" * 20}


async def test_a_producer_that_never_waits(platform, clock):
    """Its text is sent as a whole; nobody else is kept from running meanwhile."""
    ran: list[int] = []

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            asyncio.get_running_loop().call_soon(ran.append, 1)
            for _ in range(100):
                await s.write("x")
            assert ran

    async with client_of(platform) as client:
        await run(clock, answer(client))

    assert shown(platform) == ("x" * 100, False)
    assert len(platform.entities["card_1"].texts) <= 3


async def test_a_pause_of_the_producer(platform, clock):
    """What was written before it is shown, without waiting for the next write."""
    async with client_of(platform) as client:

        async def answer() -> None:
            async with client.cards.stream(to="oc_team") as s:
                await s.write("first ")
                await s.write("second")
                await sleep_until(clock, clock.now() + 1)
                assert shown(platform) == ("first second", True)

        await run(clock, answer())


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_reply(in_thread, platform, clock):
    """The card can be the reply to a message."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(reply_to="om_0", in_thread=in_thread) as s:
            await s.write("yes")

    async with client_of(platform) as client:
        await run(clock, answer(client))

    [message] = platform.messages
    assert message["path"] == "/open-apis/im/v1/messages/om_0/reply"
    assert message["reply_in_thread"] is in_thread
    assert shown(platform) == ("yes", False)


async def test_a_card_that_the_text_is_part_of(platform, clock):
    """The rest of the card is as it was given, and whoever looks at sent cards learns of it."""
    told: list[tuple[str, str]] = []
    card = Card(elements=[Markdown("**Question**"), Markdown("thinking", element_id="here")])

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team", card=card, element_id="here") as s:
            await s.write("42")

    async with client_of(platform, on_sent=lambda *args: told.append(args)) as client:
        await run(clock, answer(client))

    body = platform.entities["card_1"].card["body"]["elements"]
    assert [element["content"] for element in body] == ["**Question**", "42"]
    assert told == [("om_1", "2.0")]


async def test_nothing_is_written(platform, clock):
    """The placeholder stays; the card does not say for ever that it is being made."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team", placeholder="nothing yet"):
            pass

    async with client_of(platform) as client:
        await run(clock, answer(client))

    assert shown(platform) == ("nothing yet", False)
    assert platform.kinds() == ["create", "send", "mode"]


async def test_a_final_card(platform, clock):
    """It takes the place of the text, once the streaming mode is off, as components that act need that."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("all of it")
            await sleep_until(clock, clock.now() + 1)
            await s.set_card(FINAL)
            with pytest.raises(RuntimeError, match="final card"):
                await s.write("more")
            with pytest.raises(RuntimeError, match="final card"):
                await s.set_card(FINAL)

    async with client_of(platform) as client:
        await run(clock, answer(client))

    assert platform.kinds() == ["create", "send", "text", "mode", "replace"]
    assert platform.entities["card_1"].card == FINAL.to_dict()


async def test_a_final_card_that_cannot_be_one(platform, clock):
    """The text goes on; the mistake sends nothing."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("a")
            with pytest.raises(CardError, match="300303"):
                await s.set_card({"elements": [{"tag": "hr"}]})
            await s.write("b")

    async with client_of(platform) as client:
        await run(clock, answer(client))

    assert shown(platform) == ("ab", False)


async def test_a_final_card_that_is_refused(platform, clock):
    """The text stays, with a note, readable without the streaming mode."""
    platform.planned["replace"] = [200220]

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("text")
            await s.set_card(FINAL)

    async with client_of(platform) as client:
        with pytest.raises(InvalidRequest):
            await run(clock, answer(client))

    assert shown(platform) == (f"text\n\n{ERROR_NOTE}", False)
    assert [kind_of(request) for request in platform.requests][-3:] == ["replace", "patch", "mode"]


@pytest.mark.parametrize("pause", [0.0, 1.0])
async def test_a_producer_that_fails(pause, platform, clock):
    """The text stays, with a note below it; the streaming ends; the failure is the caller's to see."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team", error_note="cut off") as s:
            await s.write("half an ")
            await sleep_until(clock, clock.now() + pause)
            raise ModelFailed

    async with client_of(platform) as client:
        with pytest.raises(ModelFailed):
            await run(clock, answer(client))

    assert shown(platform) == ("half an \n\ncut off", False)


async def test_a_producer_that_fails_at_once(platform, clock):
    """The card says so instead of showing the placeholder."""

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team"):
            raise ModelFailed

    async with client_of(platform) as client:
        with pytest.raises(ModelFailed):
            await run(clock, answer(client))

    assert shown(platform) == (ERROR_NOTE, False)


async def test_a_producer_that_fails_while_the_platform_does(platform, clock, caplog):
    """The failure of the producer is not hidden by that of the card, which is logged."""
    platform.planned = {"text": [300311] * 9, "mode": [300311]}

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("half")
            raise ModelFailed

    async with client_of(platform) as client:
        with pytest.raises(ModelFailed):
            await run(clock, answer(client))

    assert "card_1 could not be ended" in caplog.text


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"to": "oc_team", "reply_to": "om_0"},
        {"to": "oc_team", "in_thread": True},
        {"to": "nobody"},
        {"reply_to": ""},
    ],
    ids=range(5),
)
async def test_a_stream_to_nowhere(options, platform):
    """The mistake surfaces before a card is made."""
    async with client_of(platform) as client:
        with pytest.raises(ValueError, match=r"one place|nobody|message"):
            client.cards.stream(**options)

    assert platform.requests == []


async def test_a_stream_is_used_once_and_inside_of_its_block(platform, clock):
    """Writing before or after is a mistake, and so is a second use."""

    async def answer(client: Client) -> None:
        stream = client.cards.stream(to="oc_team")
        with pytest.raises(RuntimeError, match="inside"):
            await stream.write("x")
        async with stream as s:
            await s.write("x")
        with pytest.raises(RuntimeError, match="inside"):
            await stream.write("y")
        with pytest.raises(RuntimeError, match="once"):
            async with stream:
                raise AssertionError

    async with client_of(platform) as client:
        await run(clock, answer(client))

    assert shown(platform) == ("x", False)


async def test_a_bug_is_not_hidden(platform, clock):
    """What is no error of the platform reaches the writer, too."""
    platform.planned["text"] = [RuntimeError("a bug")] * 9

    async def answer(client: Client) -> None:
        async with client.cards.stream(to="oc_team") as s:
            await s.write("one")
            await sleep_until(clock, clock.now() + 1)
            await s.write("two")

    async with client_of(platform) as client:
        with pytest.raises(RuntimeError, match="a bug"):
            await run(clock, answer(client))


async def test_nothing_of_a_stream_is_left_behind(platform, clock, caplog):
    """No task runs on, and nothing is complained about."""
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    before = asyncio.all_tasks()
    with caplog.at_level(logging.WARNING):
        async with client_of(platform) as client:
            await run(clock, stream_in_steps(client, clock, "one ", "two"))
            platform.planned["text"] = [300311] * 9
            with pytest.raises(ApiError):
                await run(clock, stream_in_steps(client, clock, "one ", "two"))

    assert asyncio.all_tasks() == before
    assert complaints == []
