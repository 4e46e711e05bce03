"""``/open-apis/im/v1/messages/:message_id/reactions``: emojis on messages."""

from __future__ import annotations

from typing import Any, Literal

from larkline.emulator.delivery.chat_events import reaction_event, reaction_type, tell_bots
from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.operations import Answer, Call, Operation, success
from larkline.emulator.world.tenant import AppRecord, Message, Reaction

__all__ = ["REACTIONS"]

_REACTIONS = "/open-apis/im/v1/messages/{message_id}/reactions"


async def _add(call: Call) -> Answer:
    """React as the bot. Source: docs, 添加消息表情回复 (documented)."""
    message = _message(call)
    kind = call.body.get("reaction_type") if isinstance(call.body, dict) else None
    emoji = kind.get("emoji_type") if isinstance(kind, dict) else None
    if not isinstance(emoji, str):
        raise ApiFailure(231001, "reaction_type.emoji_type is missing or no text")
    known = set(message.reactions)
    reaction = call.core.reactions.add(message, emoji, call.app, at=call.at)
    if reaction.reaction_id not in known:
        _tell_bots(call, "created", message, reaction)
    return success(_told(call, reaction))


async def _list(call: Call) -> Answer:
    """List the reactions to a message. Source: docs, 获取消息表情回复 (documented)."""
    message = _message(call)
    wanted = call.query("reaction_type")
    found = [reaction for reaction in message.reactions.values() if wanted in ("", reaction.emoji)]
    page, more = call.page(found, wrong=231012)
    return success({"items": [_told(call, reaction) for reaction in page], **more})


async def _remove(call: Call) -> Answer:
    """Take back a reaction of the bot. Source: docs, 删除消息表情回复 (documented)."""
    message = _message(call)
    reaction = call.core.reactions.remove(message, call.path("reaction_id"), call.app)
    _tell_bots(call, "deleted", message, reaction)
    return success(_told(call, reaction))


def _tell_bots(call: Call, what: Literal["created", "deleted"], message: Message, reaction: Reaction) -> None:
    """Let the bots of the chat know."""
    chat = call.core.world.chat(message.chat_id)

    def event(app: AppRecord) -> dict[str, Any]:
        return reaction_event(call.core, app, message, reaction)

    tell_bots(call.core, chat, reaction_type(what), event, caused_by=call.app.app_id)


def _message(call: Call) -> Message:
    return call.core.reactions.message(call.app, call.path("message_id"), tenant_key=call.tenant_key)


def _told(call: Call, reaction: Reaction) -> dict[str, Any]:
    person = call.core.world.people.get(reaction.by)
    operator = {"operator_id": reaction.by, "operator_type": "app"}
    if person is not None:
        operator = {"operator_id": call.app.sees(person).open_id, "operator_type": "user"}
    return {
        "reaction_id": reaction.reaction_id,
        "operator": operator,
        "action_time": str(int(reaction.at * 1000)),
        "reaction_type": {"emoji_type": reaction.emoji},
    }


_WRITE = ("im:message", "im:message.reactions:write_only")
#: What :func:`platform_app` serves of this.
REACTIONS = (
    Operation(
        method="POST",
        path=_REACTIONS,
        handler=_add,
        codes=(231001, 231003, 231008),
        scopes=_WRITE,
        test="test_reactions.py::test_a_bot_reacts_and_takes_it_back",
    ),
    Operation(
        method="GET",
        path=_REACTIONS,
        handler=_list,
        codes=(231003, 231008, 231012),
        scopes=("im:message", "im:message.reactions:read"),
        test="test_reactions.py::test_reactions_are_listed_by_kind_and_by_pages",
    ),
    Operation(
        method="DELETE",
        path=_REACTIONS + "/{reaction_id}",
        handler=_remove,
        codes=(231003, 231007, 231008, 231010, 231011),
        scopes=_WRITE,
        test="test_reactions.py::test_a_bot_reacts_and_takes_it_back",
    ),
)
