"""Tell the bots of a chat what happened in it, whoever did it: a person, or a bot by a call of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from larkline.emulator.core import Core
from larkline.emulator.delivery.pushes import make_push
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person, Reaction

__all__ = ["RECALLED", "ids_of", "reaction_event", "reaction_type", "recall_event", "tell_bots"]

RECALLED = "im.message.recalled_v1"


def tell_bots(
    core: Core,
    chat: Chat,
    type_: str,
    event: Callable[[AppRecord], Mapping[str, Any]],
    *,
    caused_by: str = "",
) -> list[Exchange]:
    """
    Begin to deliver an event to the bots of a chat.

    Args:
        event: Gives the inside of the event, as an app is told of it.
        caused_by: App id of the bot whose API call it follows from. Such an event goes only to apps that have
            subscribed to its type by more than a bare ``*``: else a bot that reacts would be told of something its
            developer never asked for. Empty for what a person did.
    """
    apps = [core.world.app(app_id) for app_id in chat.bots]
    if caused_by:
        apps = [app for app in apps if app.subscription.names(type_)]
    at = core.clock.time()
    pushes = [make_push(app, chat.tenant_key, type_, event(app), core.ids, at=at) for app in apps]
    return [core.engine.begin(push, caused_by=caused_by) for push in pushes]


def reaction_type(what: Literal["created", "deleted"]) -> str:
    """Give the type of the event of a reaction."""
    return f"im.message.reaction.{what}_v1"


def reaction_event(core: Core, app: AppRecord, message: Message, reaction: Reaction) -> dict[str, Any]:
    """
    Give the inside of ``im.message.reaction.created_v1`` and ``…deleted_v1``.

    Source: docs, 新增消息表情回复 and 删除消息表情回复: ``operator_type`` is ``user`` or ``app``, of a bot there is its
    ``app_id`` (documented); that a bot is told of its own reactions, too, is what bots in the field guard against
    (assumed).
    """
    person = core.world.people.get(reaction.by)
    operator: dict[str, Any] = {"operator_type": "app", "app_id": reaction.by}
    if person is not None:
        operator = {"operator_type": "user", "user_id": ids_of(app.sees(person))}
    return {
        "message_id": message.message_id,
        "reaction_type": {"emoji_type": reaction.emoji},
        **operator,
        "action_time": str(int(core.clock.time() * 1000)),
    }


def recall_event(core: Core, message: Message, by: str) -> dict[str, Any]:
    """Give the inside of ``im.message.recalled_v1``. Source: docs, 撤回消息 (documented)."""
    return {
        "message_id": message.message_id,
        "chat_id": message.chat_id,
        "recall_time": str(int(core.clock.time() * 1000)),
        "recall_type": "message_owner" if by == message.sender_id else "group_owner",
    }


def ids_of(person: Person) -> dict[str, str]:
    """Give the three ids of a person."""
    return {"union_id": person.union_id, "user_id": person.user_id, "open_id": person.open_id}
