"""``/open-apis/ephemeral/v1``: cards in a group that only one person sees."""

from __future__ import annotations

import json
from typing import Any

from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.operations import Answer, Call, Operation, success, text_in
from larkline.emulator.world.tenant import Person

__all__ = ["EPHEMERAL"]

_PERSON = ("open_id", "user_id", "email")


async def _send(call: Call) -> Answer:
    members = call.members()
    if text_in(members, "msg_type", wrong=230001) != "interactive":
        raise ApiFailure(230001, "only a card can be shown to one person")
    card = members.get("card")
    if not isinstance(card, dict):
        raise ApiFailure(230001, "card is not a JSON object")
    chat_id = text_in(members, "chat_id", wrong=230001)
    chat = call.core.world.chats.get(chat_id)
    if chat is None or chat.tenant_key != call.tenant_key or chat.kind != "group":
        raise ApiFailure(230001, f"no group has the chat_id {chat_id!r}")
    if call.app.app_id not in chat.bots:
        raise ApiFailure(230002)
    person = _person(call, members)
    if person is None or person.open_id not in chat.members:
        raise ApiFailure(230001, "nobody of the group has this id")
    content = json.dumps(card, ensure_ascii=False)
    shown = call.core.shelf.resolve(call.app.app_id, card)
    message = call.core.messaging.add_for_one(call.app, chat, person, content, shown, at=call.at)
    return success({"message_id": message.message_id})


async def _delete(call: Call) -> Answer:
    message = call.core.world.messages.get(text_in(call.members(), "message_id", wrong=230001))
    if message is None or not message.only_for or message.sender_id != call.app.app_id:
        raise ApiFailure(230001, "no card of this app for one person has this message_id")
    if message.deleted:
        raise ApiFailure(18051)
    message.deleted = True
    return {"code": 0, "msg": "success"}


def _person(call: Call, members: dict[str, Any]) -> Person | None:
    """Give the person meant; of several ids the first in the order of the documentation counts."""
    for kind in _PERSON:
        wanted = members.get(kind)
        if isinstance(wanted, str) and wanted:
            people = call.core.world.people_of(call.app)
            return next((each for each in people if getattr(call.app.sees(each), kind) == wanted), None)
    raise ApiFailure(230001, f"one of {', '.join(_PERSON)} is needed")


#: What :func:`platform_app` serves of this. Source: docs, 发送仅特定人可见的消息卡片 (documented).
EPHEMERAL = (
    Operation(
        method="POST",
        path="/open-apis/ephemeral/v1/send",
        handler=_send,
        codes=(230001, 230002, 230099),
        test="test_ephemeral.py::test_a_card_is_shown_to_one_person",
        scopes=("im:message", "im:message:send_as_bot"),
    ),
    Operation(
        method="POST",
        path="/open-apis/ephemeral/v1/delete",
        handler=_delete,
        codes=(230001, 18051),
        test="test_ephemeral.py::test_it_is_deleted_once",
        scopes=("im:message", "im:message:send_as_bot"),
    ),
)
