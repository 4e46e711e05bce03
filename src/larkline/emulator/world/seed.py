"""Fill a new tenant: two people, a group, an app with a bot, and a direct chat of each person with it."""

from __future__ import annotations

from larkline.emulator.world.ids import Ids
from larkline.emulator.world.tenant import AppRecord, Chat, Person, Tenant

__all__ = ["add_app", "add_person", "seed_tenant"]

_PEOPLE = (("ou_alice", "阿丽", "oc_alice"), ("ou_bob", "小王", "oc_bob"))
_TEAM = "oc_team"


def seed_tenant(ids: Ids) -> Tenant:
    """Make the tenant every run starts with; the same seed of *ids* gives the same one."""
    tenant = Tenant(ids.hex(16))
    app = add_app(tenant, ids, name="示例机器人")
    for open_id, name, chat_id in _PEOPLE:
        add_person(tenant, ids, open_id=open_id, name=name, direct_chats={app.app_id: chat_id})
    tenant.chats[_TEAM] = Chat(
        chat_id=_TEAM, name="项目组", kind="group", members=[row[0] for row in _PEOPLE], bots=[app.app_id]
    )
    return tenant


def add_app(tenant: Tenant, ids: Ids, *, name: str) -> AppRecord:
    """Add a self-built app; its bot joins every group and gets a direct chat with everybody."""
    app = AppRecord(
        app_id=ids.app_id(),
        name=name,
        app_secret=ids.hex(32),
        encrypt_key=ids.hex(32),
        verification_token=ids.hex(32),
        service_id=33_000_000 + ids.number(20),
        bot_open_id=f"ou_{ids.hex(32)}",
    )
    tenant.apps[app.app_id] = app
    for chat in tenant.chats.values():
        if chat.kind == "group":
            chat.bots.append(app.app_id)
    for person in tenant.people.values():
        _add_direct_chat(tenant, person, app, f"oc_{ids.hex(32)}")
    return app


def add_person(
    tenant: Tenant, ids: Ids, *, open_id: str, name: str, direct_chats: dict[str, str] | None = None
) -> Person:
    """Add a person with a direct chat with every app; *direct_chats* gives the ids of some, by app id."""
    user_id = open_id.removeprefix("ou_")
    person = Person(
        open_id=open_id, union_id=ids.union_id(), user_id=user_id, name=name, email=f"{user_id}@example.com"
    )
    tenant.people[open_id] = person
    for app in tenant.apps.values():
        chat_id = (direct_chats or {}).get(app.app_id) or f"oc_{ids.hex(32)}"
        _add_direct_chat(tenant, person, app, chat_id)
    return person


def _add_direct_chat(tenant: Tenant, person: Person, app: AppRecord, chat_id: str) -> None:
    tenant.chats[chat_id] = Chat(
        chat_id=chat_id, name=person.name, kind="p2p", members=[person.open_id], bots=[app.app_id]
    )
