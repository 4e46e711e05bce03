"""The part of the control API that fills the world: tenants, people, groups, and who is in them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from larkline.emulator.both import Both
from larkline.emulator.control.errors import ControlError
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import choice, either, flag, given, integer, listed, number, record, text
from larkline.emulator.control.views import app_view, chat_view, person_view
from larkline.emulator.control.world import CHAT, PERSON
from larkline.facts.languages import CARD_LANGUAGES

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator
    from larkline.emulator.people_verbs import Told

__all__ = ["people_operations"]

_MAX_CHARS = 100  #: Of a name or an id somebody chooses.
_NAME = text(minLength=1, maxLength=_MAX_CHARS)
_TENANT = given({"tenant_key": text(), "name": text()})
_TENANT_KEY = text("the first tenant's unless given")
_APP = given({"id": text(), "name": text(), "app_type": text()})
_BY = text("open id of who does it; themselves, or ou_alice, unless given")
_COMING = record(optional={"user": text("open id"), "bot": text("app id"), "by": _BY}, about="a user or a bot")
_GONE = given({"deliveries": listed(text())})
_POLICIES = {
    "rate_limits": flag("whether too many calls, or messages to one chat or person, are refused"),
    "scopes": flag("whether an app needs the scopes of a call"),
    "sensitive_words": listed(text(), "words that no message may have in it"),
    "recall_seconds": number(about="for how long a message can be recalled"),
}
_ABILITIES = {
    "bot": flag("whether it has a bot"),
    "scopes": either(["array", "null"], "what it may call when scopes are enforced; null for everything", items=text()),
    "hidden_from": listed(text(), "open ids of the people outside its availability"),
}


def people_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""
    people = _People(emulator)
    return [
        Operation(
            method="GET",
            path="/tenants",
            summary="List the tenants, the first one first",
            handler=people.tenants,
            answer=given({"tenants": listed(_TENANT)}),
        ),
        Operation(
            method="POST",
            path="/tenants",
            summary="Add a tenant without people; store apps are installed in it",
            handler=people.add_tenant,
            body=record({"name": _NAME}),
            answer=_TENANT,
        ),
        Operation(
            method="POST",
            path="/apps",
            summary="Add an app; one of the store brings a second tenant when there is only one",
            handler=people.add_app,
            body=record({"name": _NAME}, {"app_type": choice(["self_built", "store"])}),
            answer=_APP,
        ),
        Operation(
            method="PATCH",
            path="/apps/{id}/abilities",
            summary="Change what an app may do: bot, scopes, availability",
            handler=people.change_abilities,
            body=record(optional=_ABILITIES),
            answer=given(_ABILITIES),
        ),
        Operation(
            method="POST",
            path="/users",
            summary="Add a person, with a direct chat with every bot of the tenant",
            handler=people.add_user,
            body=record({"open_id": text("ou_…", maxLength=_MAX_CHARS), "name": _NAME}, {"tenant_key": _TENANT_KEY}),
            answer=PERSON,
        ),
        Operation(
            method="PATCH",
            path="/users/{id}",
            summary="Change the language a person reads toasts and cards in",
            handler=people.change_user,
            body=record({"locale": choice(list(CARD_LANGUAGES))}),
            answer=PERSON,
        ),
        Operation(
            method="POST",
            path="/chats",
            summary="Add a group with these people and every bot of the tenant",
            handler=people.add_chat,
            body=record(
                {"id": text("oc_…", maxLength=_MAX_CHARS), "name": _NAME},
                {"members": listed(text("open id")), "tenant_key": text("that of the first member unless given")},
            ),
            answer=CHAT,
        ),
        Operation(
            method="GET",
            path="/chats/{id}/members",
            summary="List who is in a chat",
            handler=people.members,
            answer=given({"users": listed(PERSON), "bots": listed(_APP)}),
        ),
        Operation(
            method="POST",
            path="/chats/{id}/members",
            summary="Let a person or a bot come into a group; apps are told",
            handler=people.come,
            body=_COMING,
            answer=_GONE,
        ),
        Operation(
            method="DELETE",
            path="/chats/{id}/members",
            summary="Let a person or a bot leave a group; apps are told",
            handler=people.go,
            body=_COMING,
            answer=_GONE,
        ),
        Operation(
            method="POST",
            path="/messages/{id}/recall",
            summary="Let a person recall a message; apps are told",
            handler=people.recall,
            body=record(optional={"by": text("open id; who wrote it unless given")}),
            answer=_GONE,
        ),
        Operation(
            method="POST",
            path="/messages/{id}/reactions",
            summary="Let a person put an emoji on a message; apps are told",
            handler=people.react,
            body=record({"emoji": text("such as SMILE")}, {"by": text("open id; ou_alice unless given")}),
            answer=_GONE,
        ),
        Operation(
            method="GET",
            path="/policies",
            summary="Tell what the platform insists on beside the rules that always hold",
            handler=people.policies,
            answer=given(_POLICIES),
        ),
        Operation(
            method="PATCH",
            path="/policies",
            summary="Change what the platform insists on",
            handler=people.change_policies,
            body=record(optional=_POLICIES),
            answer=given(_POLICIES),
        ),
        Operation(
            method="POST",
            path="/seed",
            summary="Start over, so that the same steps give the same ids and choices again",
            handler=people.seed,
            body=record({"seed": integer()}),
            answer=given({"seed": integer()}),
        ),
    ]


class _People:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._core = emulator.core

    async def tenants(self, _call: Call) -> Body:
        return {"tenants": [asdict(tenant) for tenant in self._core.world.tenants.values()]}

    async def add_tenant(self, call: Call) -> Body:
        return asdict(self._emulator.tenant(name=_name(call.body)))

    async def add_app(self, call: Call) -> Body:
        app = self._emulator.app(name=_name(call.body), app_type=call.body.get("app_type", "self_built"))
        return app_view(app, self._core.settings, self._core.storms)

    async def change_abilities(self, call: Call) -> Body:
        abilities = self._emulator.app(call.id).abilities
        abilities.bot = call.body.get("bot", abilities.bot)
        if "scopes" in call.body:
            scopes = call.body["scopes"]
            abilities.scopes = None if scopes is None else set(scopes)
        if "hidden_from" in call.body:
            abilities.hidden_from = {self._core.world.person(open_id).open_id for open_id in call.body["hidden_from"]}
        scopes = None if abilities.scopes is None else sorted(abilities.scopes)
        return {"bot": abilities.bot, "scopes": scopes, "hidden_from": sorted(abilities.hidden_from)}

    async def add_user(self, call: Call) -> Body:
        body = call.body
        if body["open_id"] in self._core.world.people:
            raise _exists(body["open_id"])
        return person_view(self._emulator.user(body["open_id"], name=_name(body), tenant_key=body.get("tenant_key")))

    async def change_user(self, call: Call) -> Body:
        return person_view(self._emulator.user(call.id, locale=call.body["locale"]))

    async def add_chat(self, call: Call) -> Body:
        body = call.body
        if body["id"] in self._core.world.chats:
            raise _exists(body["id"])
        members, tenant_key = body.get("members", []), body.get("tenant_key")
        return chat_view(self._emulator.chat(body["id"], name=_name(body), members=members, tenant_key=tenant_key))

    async def members(self, call: Call) -> Body:
        world = self._core.world
        chat = world.chat(call.id)
        users = [person_view(world.person(open_id)) for open_id in chat.members]
        return {
            "users": users,
            "bots": [app_view(world.app(app_id), self._core.settings, self._core.storms) for app_id in chat.bots],
        }

    async def come(self, call: Call) -> Body:
        user, bot, by = _one(call.body)
        if user is not None:
            return _told(self._emulator.join(call.id, user, by=by))
        return _told(self._emulator.add_bot(call.id, bot, by=by or "ou_alice"))

    async def go(self, call: Call) -> Body:
        user, bot, by = _one(call.body)
        if user is not None:
            return _told(self._emulator.leave(call.id, user, by=by))
        return _told(self._emulator.remove_bot(call.id, bot, by=by or "ou_alice"))

    async def recall(self, call: Call) -> Body:
        return _told(self._emulator.recall(call.id, by=call.body.get("by")))

    async def react(self, call: Call) -> Body:
        return _told(self._emulator.react(call.id, call.body["emoji"], by=call.body.get("by", "ou_alice")))

    async def policies(self, _call: Call) -> Body:
        policies = asdict(self._core.policies)
        return {**policies, "sensitive_words": sorted(policies["sensitive_words"])}

    async def change_policies(self, call: Call) -> Body:
        for name, value in call.body.items():
            setattr(self._core.policies, name, set(value) if isinstance(value, list) else value)
        return await self.policies(call)

    async def seed(self, call: Call) -> Body:
        self._core.reseed(call.body["seed"])
        return {"seed": call.body["seed"]}


def _name(body: Body) -> str:
    name: str = body["name"].strip()
    if not name:
        wanted = Both("a text with something in it", "请填写名称")
        raise ControlError(400, "bad_request", Both("name is empty", "名称为空"), wanted)
    return name


def _exists(id_: str) -> ControlError:
    return ControlError(409, "exists", Both(f"{id_} is there already", f"{id_} 已存在"))


def _one(body: Body) -> tuple[str | None, str | None, str | None]:
    user, bot = body.get("user"), body.get("bot")
    if (user is None) == (bot is None):
        what = Both("name a user or a bot", "请指定一个用户或机器人")
        hint = Both('{"user": "ou_…"} or {"bot": "cli_…"}', '{"user": "ou_…"} 或 {"bot": "cli_…"}')
        raise ControlError(400, "bad_request", what, hint)
    return user, bot, body.get("by")


def _told(told: Told) -> Body:
    return {"deliveries": [delivery.id for delivery in told.deliveries]}
