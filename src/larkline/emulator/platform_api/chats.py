"""``/open-apis/im/v1/chats``: the groups of a bot, a new one, and who is in a chat."""

from __future__ import annotations

from typing import Any

from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.operations import Answer, Call, Operation, success, text_in
from larkline.emulator.world.seed import add_group
from larkline.emulator.world.tenant import Chat, Person

__all__ = ["CHATS"]

_CHATS = "/open-apis/im/v1/chats"
_MEMBERS_PAGE = 100


async def _list(call: Call) -> Answer:
    """List the groups the bot is in. Source: docs, 获取用户或机器人所在的群列表 (documented)."""
    kind = call.id_type(wrong=232015)
    app_id = call.app.app_id
    groups = [chat for chat in call.core.world.chats.values() if chat.kind == "group" and app_id in chat.bots]
    found = [chat for chat in groups if chat.tenant_key == call.tenant_key]
    page, more = call.page(found, wrong=232001, most=_MEMBERS_PAGE)
    return success({"items": [_listed(call, chat, kind) for chat in page], **more})


async def _create(call: Call) -> Answer:
    """
    Make a group with the bot and these people in it.

    Source: docs, 创建群 (documented); that unknown ids refuse the whole call is what the page says of user_id_list.
    """
    kind = call.id_type(wrong=232015)
    members = call.body if isinstance(call.body, dict) else {}
    name = text_in(members, "name", wrong=232001) if "name" in members else ""
    description = text_in(members, "description", wrong=232001) if "description" in members else ""
    owner = _person(call, members["owner_id"], kind) if "owner_id" in members else None
    people = [_person(call, given, kind) for given in _list_in(members, "user_id_list")]
    bots = _list_in(members, "bot_id_list")
    everybody = dict.fromkeys([*([owner.open_id] if owner else []), *(person.open_id for person in people)])
    world = call.core.world
    for app_id in bots:
        if app_id not in world.apps or call.tenant_key not in world.apps[app_id].tenant_keys:
            raise ApiFailure(232001, f"bot_id_list: no bot {app_id!r} in this tenant")
    chat_id = f"oc_{call.core.ids.hex(32)}"
    chat = add_group(world, chat_id, name=name, members=list(everybody), tenant_key=call.tenant_key)
    chat.bots[:] = dict.fromkeys([call.app.app_id, *bots])
    chat.description = description
    chat.owner = owner.open_id if owner else call.app.app_id
    call.core.feed.tell("world", "added", chat_id)
    return success(_described(call, chat, kind) | {"chat_id": chat_id})


async def _get(call: Call) -> Answer:
    """Tell about one chat. Source: docs, 获取群信息 (documented)."""
    kind = call.id_type(wrong=232015)
    chat = _chat(call)
    return success(
        {**_described(call, chat, kind), "user_count": str(len(chat.members)), "bot_count": str(len(chat.bots))}
    )


async def _members(call: Call) -> Answer:
    """List the people in a chat; bots are not among them. Source: docs, 获取群成员列表 (documented)."""
    kind = call.query("member_id_type", "open_id")
    if kind not in ("open_id", "union_id", "user_id"):
        raise ApiFailure(232015, f"member_id_type is no {kind!r}")
    chat = _chat(call)
    page, more = call.page(chat.members, wrong=232001, most=_MEMBERS_PAGE)
    people = [call.app.sees(call.core.world.person(open_id)) for open_id in page]
    items = [
        {
            "member_id_type": kind,
            "member_id": getattr(person, kind),
            "name": person.name,
            "tenant_key": person.tenant_key,
        }
        for person in people
    ]
    return success({"items": items, **more, "member_total": len(chat.members)})


def _chat(call: Call) -> Chat:
    chat = call.core.world.chats.get(call.path("chat_id"))
    if chat is None:
        raise ApiFailure(232006)
    if chat.tenant_key != call.tenant_key:
        raise ApiFailure(232010)
    if not call.app.abilities.bot:
        raise ApiFailure(232025)
    if call.app.app_id not in chat.bots:
        raise ApiFailure(232011)
    return chat


def _person(call: Call, given: object, kind: str) -> Person:
    for person in call.core.world.people_of(call.app):
        if person.tenant_key == call.tenant_key and getattr(call.app.sees(person), kind) == given:
            return person
    raise ApiFailure(232030, f"nobody has the {kind} {given!r}")


def _list_in(members: dict[str, Any], key: str) -> list[str]:
    given = members.get(key) or []
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise ApiFailure(232001, f"{key} is no list of texts")
    return given


def _listed(call: Call, chat: Chat, kind: str) -> dict[str, Any]:
    owner = call.core.world.people.get(chat.owner)
    return {
        "chat_id": chat.chat_id,
        "avatar": "",
        "name": chat.name,
        "description": chat.description,
        "owner_id": "" if owner is None else getattr(call.app.sees(owner), kind),
        "owner_id_type": "" if owner is None else kind,
        "external": False,
        "tenant_key": chat.tenant_key,
        "chat_status": "normal",
    }


def _described(call: Call, chat: Chat, kind: str) -> dict[str, Any]:
    listed = _listed(call, chat, kind)
    del listed["chat_id"]
    return {**listed, "chat_mode": chat.kind, "chat_type": "private", "chat_tag": "inner"}


_READ = ("im:chat", "im:chat:readonly")
#: What :func:`platform_app` serves of this.
CHATS = (
    Operation(
        method="GET",
        path=_CHATS,
        handler=_list,
        codes=(232001, 232015),
        scopes=_READ,
        test="test_chats.py::test_the_groups_of_the_bot_are_listed_by_pages",
    ),
    Operation(
        method="POST",
        path=_CHATS,
        handler=_create,
        codes=(232001, 232015, 232030),
        scopes=("im:chat", "im:chat:create"),
        test="test_chats.py::test_a_group_is_made",
    ),
    Operation(
        method="GET",
        path=_CHATS + "/{chat_id}",
        handler=_get,
        codes=(232006, 232010, 232011, 232015, 232025),
        scopes=_READ,
        test="test_chats.py::test_a_chat_is_told_about",
    ),
    Operation(
        method="GET",
        path=_CHATS + "/{chat_id}/members",
        handler=_members,
        codes=(232001, 232006, 232010, 232011, 232015, 232025),
        scopes=(*_READ, "im:chat.members:read"),
        test="test_chats.py::test_the_people_of_a_chat_are_listed",
    ),
)
