"""Tests of waiting for the next card an app sends."""

from __future__ import annotations

import asyncio

import pytest

from larkline import App, Button, Card, Client, MessageReceived


def card(text: str) -> Card:
    """Make a card with a button."""
    return Card(elements=[Button(text)])


def answering() -> App:
    """Make an app that answers each word of a message with a card."""
    app = App()

    @app.on_event(MessageReceived)
    async def answer(message: MessageReceived, client: Client) -> None:
        for word in message.text.split():
            await client.messages.reply(message.message_id, card(word))

    return app


async def test_each_call_gives_the_next_card(feishu):
    """Cards that came before the call count; none is given twice, and none that the test sent itself."""
    async with feishu.running(answering()):
        await feishu.send(card("mine"))
        await feishu.say("one two")
        first, second = [await feishu.next_card(within=10) for _ in range(2)]

    assert "one" in feishu.card_of(first).text
    assert "two" in feishu.card_of(second).text


async def test_it_waits_for_the_card(feishu):
    """The call comes back when the card is there, in the chat that was asked for."""
    async with feishu.running(answering()):
        waiting = asyncio.create_task(feishu.next_card(within=10, chat="oc_team"))
        await feishu.say("elsewhere")
        await feishu.say("here", to="oc_team")
        message = await waiting

    assert message.chat_id == "oc_team"
    assert "here" in feishu.card_of(message).text


async def test_no_card_comes(feishu):
    """After the time the error says how the last delivery ended."""
    async with feishu.running(App()):
        await feishu.say("hi")
        with pytest.raises(
            TimeoutError, match=r"no card came within 0.01 s; the last delivery: im.message.receive_v1 ok"
        ):
            await feishu.next_card(within=0.01)


def test_without_async(feishu_sync):
    """The same by a simple call."""
    with feishu_sync.running(answering()):
        feishu_sync.say("one")
        message = feishu_sync.next_card(within=10)

    assert "one" in feishu_sync.card_of(message).text
