"""``/open-apis/im/v1/messages``: create, reply, update a card, get."""

from __future__ import annotations

from typing import Any

from starlette.routing import Route

from larkline.emulator.core import Core
from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.calls import Answer, Call, api_route
from larkline.emulator.world.message_views import message_item
from larkline.emulator.world.messaging import Draft

__all__ = ["message_routes"]

_MESSAGES = "/open-apis/im/v1/messages"


def message_routes(core: Core) -> list[Route]:
    """Give the routes."""
    return [
        api_route(core, "POST", _MESSAGES, _create),
        api_route(core, "POST", _MESSAGES + "/{message_id}/reply", _reply),
        api_route(core, "PATCH", _MESSAGES + "/{message_id}", _update_card),
        api_route(core, "GET", _MESSAGES + "/{message_id}", _get),
    ]


async def _create(call: Call) -> Answer:
    members = call.members()
    message = call.core.messaging.create(
        call.app,
        _draft(members),
        receive_id=_text(members, "receive_id"),
        receive_id_type=call.request.query_params.get("receive_id_type", ""),
        now=call.now,
        at=call.at,
    )
    return _success(message_item(call.core.tenant, message))


async def _reply(call: Call) -> Answer:
    message = call.core.messaging.reply(
        call.app, call.request.path_params["message_id"], _draft(call.members()), now=call.now, at=call.at
    )
    return _success(message_item(call.core.tenant, message))


async def _update_card(call: Call) -> Answer:
    message_id = call.request.path_params["message_id"]
    call.core.messaging.update_card(
        call.app,
        message_id,
        _text(call.members(), "content"),
        at=call.at,
        locked=call.core.cards.is_locked(message_id),
    )
    return _success({})


async def _get(call: Call) -> Answer:
    message = call.core.messaging.find(call.app, call.request.path_params["message_id"])
    as_sent = call.request.query_params.get("card_msg_content_type") == "user_card_content"
    return _success({"items": [message_item(call.core.tenant, message, reduced=not as_sent)]})


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
