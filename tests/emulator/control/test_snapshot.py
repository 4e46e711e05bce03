"""Tests of what a page begins with; that it holds what the single calls give is in test_stream.py."""

from __future__ import annotations

import pytest

from larkline import Card, Markdown
from larkline.emulator.world.tenant import Chat


async def opened(console, **chosen: str) -> dict[str, object]:
    """Give the chat that a page shows at first."""
    found: dict[str, object] = (await console.get("/snapshot", params=chosen)).json()["opened"]
    return found


async def test_it_opens_the_chat_that_is_named(served, console):
    """With its messages, as the person who is named sees them."""
    await served.send(Card(elements=[Markdown("hello")]), to="oc_team")
    shown = await opened(console, chat="oc_team", by="ou_bob")
    messages = (await console.get("/chats/oc_team/messages?by=ou_bob")).json()["messages"]

    assert shown == {"chat": "oc_team", "by": "ou_bob", "messages": messages}
    assert len(messages) == 1


@pytest.mark.parametrize("named", [{}, {"chat": "oc_gone"}, {"app": "cli_gone", "by": "ou_gone"}], ids=str)
async def test_else_it_opens_the_first_chat_of_the_app(served, console, named):
    """And its first person looks."""
    chat = next(one for one in served.core.world.chats.values() if served.app().app_id in one.bots)
    shown = await opened(console, **named)

    assert (shown["chat"], shown["by"]) == (chat.chat_id, chat.members[0])


async def test_it_opens_the_chat_of_another_app(served, console):
    """A chat with the bot of the app that is named."""
    chats, other = served.core.world.chats, served.core.add_app("other").app_id
    for chat in chats.values():
        chat.bots = [app for app in chat.bots if app != other]
    chats["oc_theirs"] = Chat(chat_id="oc_theirs", name="theirs", kind="group", bots=[other], members=["ou_bob"])
    shown = await opened(console, app=other)

    assert (shown["chat"], shown["by"]) == ("oc_theirs", "ou_bob")


async def test_without_a_chat_nothing_is_open(served, console):
    """A world without chats."""
    served.core.world.chats.clear()

    assert await opened(console) == {"chat": "", "by": "", "messages": []}
