"""``/open-apis/im/v1/messages``: create, reply, update a card, get."""

from __future__ import annotations

from typing import Any

from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.operations import Answer, Call, Operation
from larkline.emulator.world.message_views import message_item
from larkline.emulator.world.messaging import Draft

__all__ = ["MESSAGES"]

_MESSAGES = "/open-apis/im/v1/messages"


async def _create(call: Call) -> Answer:
    members = call.members()
    message = call.core.messaging.create(
        call.app,
        _draft(members),
        receive_id=_text(members, "receive_id"),
        receive_id_type=call.request.query_params.get("receive_id_type", ""),
        now=call.now,
        at=call.at,
        tenant_key=call.tenant_key,
    )
    return _success(message_item(call.core.world, call.app, message))


async def _reply(call: Call) -> Answer:
    message = call.core.messaging.reply(
        call.app,
        call.request.path_params["message_id"],
        _draft(call.members()),
        now=call.now,
        at=call.at,
        tenant_key=call.tenant_key,
    )
    return _success(message_item(call.core.world, call.app, message))


async def _update_card(call: Call) -> Answer:
    message_id = call.request.path_params["message_id"]
    call.core.messaging.update_card(
        call.app,
        message_id,
        _text(call.members(), "content"),
        at=call.at,
        locked=call.core.cards.is_locked(message_id),
        tenant_key=call.tenant_key,
    )
    return _success({})


async def _get(call: Call) -> Answer:
    message = call.core.messaging.find(call.app, call.request.path_params["message_id"], tenant_key=call.tenant_key)
    as_sent = call.request.query_params.get("card_msg_content_type") == "user_card_content"
    return _success({"items": [message_item(call.core.world, call.app, message, reduced=not as_sent)]})


def _success(data: dict[str, Any]) -> Answer:
    return {"code": 0, "msg": "success", "data": data}


def _draft(members: dict[str, Any]) -> Draft:
    in_thread = members.get("reply_in_thread", False)
    if not isinstance(in_thread, bool):
        raise ApiFailure(230001, "reply_in_thread is no boolean")
    uuid = members.get("uuid") or ""
    if not isinstance(uuid, str):
        raise ApiFailure(230001, "uuid is no text")
    return Draft(
        message_type=_text(members, "msg_type"), content=_text(members, "content"), uuid=uuid, in_thread=in_thread
    )


def _text(members: dict[str, Any], key: str) -> str:
    value = members.get(key)
    if not isinstance(value, str):
        raise ApiFailure(230001, f"{key} is missing or no text")
    return value


_WRITE = ("im:message", "im:message:send_as_bot")
_READ = ("im:message", "im:message:readonly")
_SENDING = (230001, 230002, 230013, 230025, 230034, 230099)
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
        codes=_SENDING,
        scopes=_WRITE,
        test="test_messages.py::test_a_reply_knows_what_it_answers",
    ),
    Operation(
        method="PATCH",
        path=_MESSAGES + "/{message_id}",
        handler=_update_card,
        codes=(230001, 230027, 230031, 230054, 230099, 230110),
        scopes=_WRITE,
        test="test_messages.py::test_a_card_is_updated_for_everybody",
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
