"""Fill a new world: people, a group, an app with a bot, and a direct chat of each person with it."""

from __future__ import annotations

import hashlib
import re

from larkline.emulator.errors import EmulatorError
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.subscription import Subscription
from larkline.emulator.world.tenant import AppRecord, AppType, Chat, Person, Tenant
from larkline.emulator.world.world import World

__all__ = ["add_app", "add_group", "add_person", "add_tenant", "install", "seed_world"]

_FIRST = ("示例公司", "oc_team", "项目组", (("ou_alice", "阿丽"), ("ou_bob", "小王")))
_SECOND = ("客户公司", "oc_partner", "客户群", (("ou_carol", "陈晨"), ("ou_dan", "小丹")))


def seed_world(ids: Ids) -> World:
    """Make the world every run starts with; the same seed of *ids* gives the same one."""
    name, team, team_name, people = _FIRST
    world = World(Tenant(ids.hex(16), name))
    add_app(world, ids, name="示例机器人")
    for open_id, person_name in people:
        add_person(world, ids, open_id=open_id, name=person_name)
    add_group(world, team, name=team_name, members=[row[0] for row in people])
    return world


def add_app(world: World, ids: Ids, *, name: str, app_type: AppType = "self_built") -> AppRecord:
    """
    Add an app; its bot joins every group of its tenants and gets a direct chat with everybody there.

    A self-built app belongs to the first tenant. A store app is installed in every tenant, and brings a second one
    when there is only one; it has no long connections.
    """
    if app_type == "store" and len(world.tenants) == 1:
        _seed_second_tenant(world, ids)
    app = AppRecord(
        app_id=ids.app_id(),
        name=name,
        app_secret=ids.hex(32),
        encrypt_key=ids.hex(32),
        verification_token=ids.hex(32),
        app_type=app_type,
        service_id=33_000_000 + ids.number(20),
        bot_open_id=f"ou_{ids.hex(32)}",
        own_open_ids=bool(world.apps),
        subscription=Subscription(events="webhook", callbacks="webhook") if app_type == "store" else Subscription(),
    )
    world.apps[app.app_id] = app
    for tenant_key in world.tenants if app_type == "store" else [world.tenant_key]:
        install(world, app, tenant_key)
    return app


def install(world: World, app: AppRecord, tenant_key: str) -> None:
    """Let a tenant have an app: its bot joins every group there and gets a direct chat with everybody."""
    if tenant_key not in app.tenant_keys:
        app.tenant_keys.append(tenant_key)
    for chat in world.chats.values():
        if chat.kind == "group" and chat.tenant_key == tenant_key and app.app_id not in chat.bots:
            chat.bots.append(app.app_id)
    for person in list(world.people.values()):
        if person.tenant_key == tenant_key and world.direct_chat(person, app) is None:
            _add_direct_chat(world, person, app)


def add_tenant(world: World, ids: Ids, *, name: str) -> Tenant:
    """Add a tenant without people; store apps are installed in it."""
    tenant = Tenant(ids.hex(16), name)
    world.tenants[tenant.tenant_key] = tenant
    for app in world.apps.values():
        if app.app_type == "store":
            install(world, app, tenant.tenant_key)
    return tenant


def add_person(world: World, ids: Ids, *, open_id: str, name: str, tenant_key: str | None = None) -> Person:
    """
    Add a person with a direct chat with every app of the tenant; None means the first tenant.

    Raises:
        EmulatorError: The open id does not look like one.
    """
    _check_id(open_id, "ou")
    tenant = world.tenant(tenant_key)
    user_id = open_id.removeprefix("ou_")
    person = Person(
        open_id=open_id,
        union_id=ids.union_id(),
        user_id=user_id,
        name=name,
        email=f"{user_id}@example.com",
        tenant_key=tenant.tenant_key,
    )
    world.people[open_id] = person
    for app in world.apps_of(tenant.tenant_key):
        _add_direct_chat(world, person, app)
    return person


def add_group(world: World, chat_id: str, *, name: str, members: list[str], tenant_key: str | None = None) -> Chat:
    """
    Add a group with these people and every bot of the tenant; None means the first tenant.

    Raises:
        EmulatorError: The chat id does not look like one.
    """
    _check_id(chat_id, "oc")
    tenant = world.tenant(tenant_key)
    bots = [app.app_id for app in world.apps_of(tenant.tenant_key)]
    chat = Chat(
        chat_id=chat_id, name=name, kind="group", tenant_key=tenant.tenant_key, members=list(members), bots=bots
    )
    world.chats[chat_id] = chat
    return chat


def _check_id(given: str, prefix: str) -> None:
    if not re.fullmatch(rf"{prefix}_[\w-]{{1,64}}", given, re.ASCII):
        raise EmulatorError(
            f"{given!r} is no id; it is {prefix}_ and at most 64 letters, digits, - and _",
            f"ID {given!r} 无效；应为 {prefix}_ 加最多 64 个字母、数字、- 或 _",
        )


def _seed_second_tenant(world: World, ids: Ids) -> None:
    name, team, team_name, people = _SECOND
    tenant_key = add_tenant(world, ids, name=name).tenant_key
    for open_id, person_name in people:
        add_person(world, ids, open_id=open_id, name=person_name, tenant_key=tenant_key)
    add_group(world, team, name=team_name, members=[row[0] for row in people], tenant_key=tenant_key)


def _add_direct_chat(world: World, person: Person, app: AppRecord) -> None:
    chat_id = f"oc_{person.user_id}"
    if app.own_open_ids or chat_id in world.chats:  # the same id for the same two, also after a reset
        chat_id = f"oc_{hashlib.sha256(f'{app.app_id} {person.open_id}'.encode()).hexdigest()[:32]}"
    world.chats[chat_id] = Chat(
        chat_id=chat_id,
        name=person.name,
        kind="p2p",
        tenant_key=person.tenant_key,
        members=[person.open_id],
        bots=[app.app_id],
    )
