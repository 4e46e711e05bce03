"""``/open-apis/im/v1/messages``: create, reply, update a card, edit, recall, get, list."""

from __future__ import annotations

import math
from typing import Any

from larkline.emulator.delivery.chat_events import RECALLED, recall_event, tell_bots
from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.operations import Answer, Call, Operation, success, text_in
from larkline.emulator.world.message_views import message_item
from larkline.emulator.world.messaging import Draft

__all__ = ["MESSAGES"]

_MESSAGES = "/open-apis/im/v1/messages"
_ORDERS = ("ByCreateTimeAsc", "ByCreateTimeDesc")
_AS_SENT = "user_card_content"


async def _create(call: Call) -> Answer:
    members = call.members()
    message = call.core.messaging.create(
        call.app,
        _draft(members),
        receive_id=text_in(members, "receive_id", wrong=230001),
        receive_id_type=call.query("receive_id_type"),
        now=call.now,
        at=call.at,
        tenant_key=call.tenant_key,
    )
    return success(message_item(call.core.world, call.app, message))


async def _reply(call: Call) -> Answer:
    message = call.core.messaging.reply(
        call.app,
        call.path("message_id"),
        _draft(call.members()),
        now=call.now,
        at=call.at,
        tenant_key=call.tenant_key,
    )
    return success(message_item(call.core.world, call.app, message))


async def _update_card(call: Call) -> Answer:
    message_id = call.path("message_id")
    call.core.messaging.update_card(
        call.app,
        message_id,
        text_in(call.members(), "content", wrong=230001),
        at=call.at,
        locked=call.core.cards.is_locked(message_id),
        tenant_key=call.tenant_key,
    )
    return success({})


async def _get(call: Call) -> Answer:
    message = call.core.messaging.find(call.app, call.path("message_id"), tenant_key=call.tenant_key)
    as_sent = call.query("card_msg_content_type") == _AS_SENT
    return success({"items": [message_item(call.core.world, call.app, message, reduced=not as_sent)]})


async def _edit(call: Call) -> Answer:
    message = call.core.messaging.edit(
        call.app, call.path("message_id"), _draft(call.members()), at=call.at, tenant_key=call.tenant_key
    )
    return success(message_item(call.core.world, call.app, message))


async def _recall(call: Call) -> Answer:
    core, app_id = call.core, call.app.app_id
    message = core.messaging.recall(call.app, call.path("message_id"), at=call.at, tenant_key=call.tenant_key)
    event = recall_event(core, message, app_id)
    tell_bots(core, core.world.chat(message.chat_id), RECALLED, lambda _app: event, caused_by=app_id)
    return success({})


async def _list(call: Call) -> Answer:
    """List the messages of a chat or thread, by pages. Source: docs, 获取会话历史消息 (documented)."""
    found = call.core.messaging.history(
        call.app,
        call.query("container_id"),
        kind=call.query("container_id_type"),
        start=_seconds(call, "start_time", 0.0),
        end=_seconds(call, "end_time", math.inf),
        tenant_key=call.tenant_key,
    )
    order = call.query("sort_type", "ByCreateTimeAsc")
    if order not in _ORDERS:
        raise ApiFailure(230001, f"sort_type is one of {', '.join(_ORDERS)}, not {order!r}")
    as_sent = call.query("card_msg_content_type") == _AS_SENT
    page, more = call.page(found if order == _ORDERS[0] else found[::-1], wrong=230001)
    items = [message_item(call.core.world, call.app, message, reduced=not as_sent) for message in page]
    return success({**more, "items": items})


def _seconds(call: Call, name: str, default: float) -> float:
    given = call.query(name)
    if not given:
        return default
    if not (given.isascii() and given.isdigit()):
        raise ApiFailure(230001, f"{name} is a number of seconds, not {given!r}")
    return float(given[:18])


def _draft(members: dict[str, Any]) -> Draft:
    in_thread = members.get("reply_in_thread", False)
    if not isinstance(in_thread, bool):
        raise ApiFailure(230001, "reply_in_thread is no boolean")
    uuid = members.get("uuid") or ""
    if not isinstance(uuid, str):
        raise ApiFailure(230001, "uuid is no text")
    return Draft(
        message_type=text_in(members, "msg_type", wrong=230001),
        content=text_in(members, "content", wrong=230001),
        uuid=uuid,
        in_thread=in_thread,
    )


_WRITE = ("im:message", "im:message:send_as_bot")
_READ = ("im:message", "im:message:readonly")
_SENDING = (230001, 230002, 230006, 230013, 230020, 230022, 230025, 230034, 230099)
#: What :func:`platform_app` serves of this.
MESSAGES = (
    Operation(
        method="POST",
        path=_MESSAGES,
        handler=_create,
        codes=_SENDING,
        scopes=_WRITE,
        test="test_messages.py::test_a_text_is_sent_and_read_back",
    ),
    Operation(
        method="POST",
        path=_MESSAGES + "/{message_id}/reply",
        handler=_reply,
        codes=(*_SENDING, 230011, 230019, 230050),
        scopes=_WRITE,
        test="test_messages.py::test_a_reply_knows_what_it_answers",
    ),
    Operation(
        method="PATCH",
        path=_MESSAGES + "/{message_id}",
        handler=_update_card,
        codes=(230001, 230002, 230020, 230025, 230027, 230031, 230050, 230054, 230099, 230110),
        scopes=_WRITE,
        test="test_messages.py::test_a_card_is_updated_for_everybody",
    ),
    Operation(
        method="PUT",
        path=_MESSAGES + "/{message_id}",
        handler=_edit,
        codes=(230001, 230002, 230022, 230025, 230050, 230054, 230055, 230071, 230072, 230110),
        scopes=_WRITE,
        test="test_message_changes.py::test_a_text_is_edited",
    ),
    Operation(
        method="DELETE",
        path=_MESSAGES + "/{message_id}",
        handler=_recall,
        codes=(230001, 230002, 230009, 230026, 230050, 230110),
        scopes=("im:message", "im:message:recall"),
        test="test_message_changes.py::test_a_message_is_recalled",
    ),
    Operation(
        method="GET",
        path=_MESSAGES,
        handler=_list,
        codes=(230001, 230002),
        scopes=("im:message", "im:message.group_msg", "im:message:readonly"),
        test="test_message_changes.py::test_the_messages_of_a_chat_are_listed_by_pages",
    ),
    Operation(
        method="GET",
        path=_MESSAGES + "/{message_id}",
        handler=_get,
        codes=(230001, 230002, 230050, 230110),
        scopes=_READ,
        test="test_messages.py::test_a_card_is_read_in_its_reduced_form_unless_asked_otherwise",
    ),
)
