"""Tests of what the control API tells of chats."""

from __future__ import annotations

from typing import Any

import pytest

from larkline import Card, Header, Markdown
from larkline.cards import Config

PLAIN = Card(elements=[Markdown("hello")])


async def last_of(console, chat: str) -> dict[str, Any] | None:
    """Give the last message of a chat, as the list of chats has it."""
    chats = (await console.get("/chats")).json()["chats"]
    [found] = [one["last"] for one in chats if one["id"] == chat]
    return None if found is None else dict(found)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a text", {"text": "a text", "summary": ""}),
        (PLAIN, {"text": "", "summary": ""}),
        (Card(elements=[Markdown("hello")], header=Header("Alarm")), {"text": "", "summary": "Alarm"}),
        (
            Card(elements=[Markdown("hello")], header=Header("Alarm"), config=Config(summary="P1")),
            {"text": "", "summary": "P1"},
        ),
    ],
    ids=["text", "plain card", "header", "summary"],
)
async def test_a_chat_shows_its_last_message(served, console, sent, shown):
    """By the text of a text, and of a card by its summary, else its title."""
    before = await last_of(console, "oc_team")
    await served.send("earlier", to="oc_team")
    message = await served.send(sent, to="oc_team")
    last = await last_of(console, "oc_team")

    assert before is None
    assert last is not None
    assert last["id"] == message.message_id
    assert {key: last[key] for key in shown} == shown
    assert await last_of(console, "oc_alice") is None


async def test_a_recalled_message_is_not_the_last(served, console):
    """The one before is again."""
    first = await served.send("first", to="oc_team")
    second, _ = served.begin_say("second", by="ou_alice", to="oc_team")
    await console.post(f"/messages/{second.message_id}/recall", json={})
    last = await last_of(console, "oc_team")

    assert last is not None
    assert last["id"] == first.message_id
