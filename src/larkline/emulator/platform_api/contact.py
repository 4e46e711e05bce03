"""``/open-apis/contact/v3/users``: who somebody is, and who has an email address."""

from __future__ import annotations

from typing import Any

from larkline.emulator.failures import ApiFailure
from larkline.emulator.platform_api.operations import Answer, Call, Operation, success
from larkline.emulator.world.tenant import Person

__all__ = ["CONTACT"]

_USERS = "/open-apis/contact/v3/users"
_MOST_ASKED = 50


async def _get(call: Call) -> Answer:
    """
    Tell about one person.

    Source: docs, 获取单个用户信息 (documented); people of another tenant are answered like hidden ones (observed in the
    field).
    """
    kind = call.id_type(wrong=41012)
    for person in call.core.world.people.values():
        seen = call.app.sees(person)
        if getattr(seen, kind) == call.path("user_id"):
            if person.open_id in call.app.abilities.hidden_from or person.tenant_key != call.tenant_key:
                raise ApiFailure(41050, "no user authority error")
            return success({"user": _told(seen)})
    raise ApiFailure(41012, f"user id invalid error: nobody has the {kind} {call.path('user_id')!r}")


async def _batch_get_id(call: Call) -> Answer:
    """
    Give the ids of those who have these addresses; of others the address comes back alone.

    Source: docs, 通过手机号或邮箱获取用户 ID (documented). Nobody here has a telephone.
    """
    kind = call.id_type(wrong=99992402)
    members = call.body if isinstance(call.body, dict) else {}
    asked = [(key[:-1], value) for key in ("emails", "mobiles") for value in _addresses(members, key)]
    if not asked:
        raise ApiFailure(99992402, "field validation failed: emails or mobiles is needed")
    hidden = call.app.abilities.hidden_from
    known = {
        person.email: getattr(call.app.sees(person), kind)
        for person in call.core.world.people_of(call.app)
        if person.tenant_key == call.tenant_key and person.open_id not in hidden
    }
    found = [{"user_id": known[value], key: value} if value in known else {key: value} for key, value in asked]
    return success({"user_list": found})


def _addresses(members: dict[str, Any], key: str) -> list[str]:
    given = members.get(key) or []
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given) or len(given) > _MOST_ASKED:
        raise ApiFailure(99992402, f"field validation failed: {key} is no list of at most {_MOST_ASKED} texts")
    return given


def _told(person: Person) -> dict[str, Any]:
    return {
        "union_id": person.union_id,
        "user_id": person.user_id,
        "open_id": person.open_id,
        "name": person.name,
        "en_name": "",
        "nickname": "",
        "email": person.email,
        "mobile": "",
        "mobile_visible": False,
        "avatar": {"avatar_72": "", "avatar_240": "", "avatar_640": "", "avatar_origin": ""},
        "status": {"is_frozen": False, "is_resigned": False, "is_activated": True, "is_exited": False},
        "department_ids": ["0"],
        "is_tenant_manager": False,
    }


#: What :func:`platform_app` serves of this.
CONTACT = (
    Operation(
        method="GET",
        path=_USERS + "/{user_id}",
        handler=_get,
        codes=(41012, 41050),
        scopes=("contact:contact.base:readonly", "contact:contact:readonly_as_app"),
        test="test_contact.py::test_a_person_is_told_about",
    ),
    Operation(
        method="POST",
        path=_USERS + "/batch_get_id",
        handler=_batch_get_id,
        codes=(99992402,),
        scopes=("contact:user.id:readonly",),
        test="test_contact.py::test_people_are_found_by_their_addresses",
    ),
)
