"""The control API: act on a running emulator over HTTP, and look at what happened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from starlette.applications import Starlette
from starlette.requests import Request

from larkline.emulator.cards.actions import Deed, submit_button
from larkline.emulator.control.apps import AppsApi
from larkline.emulator.control.http import ControlError, ControlHandler, control_route, missing_route, number, text
from larkline.emulator.control.views import chat_view, connection_view, message_view, person_view, response_view
from larkline.emulator.errors import UnknownThing
from larkline.emulator.http.door import HttpDoor

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator
    from larkline.emulator.outcomes import Click, Pending

__all__ = ["control_app"]

_MAX_PAGE = 1000
_MAX_TIMES = 1000
_MAX_WAIT = 600.0
_DEEDS: dict[str, Literal["click", "select", "input", "check"]] = {
    "click": "click",
    "select": "select",
    "input": "input",
    "check": "check",
    "submit": "click",
}
Body = dict[str, Any]


def control_app(emulator: Emulator, *, token: str, allowed_hosts: tuple[str, ...] = ()) -> HttpDoor:
    """Give the ASGI application of the console's port."""
    api, apps = _ControlApi(emulator), AppsApi(emulator)
    table: list[tuple[str, str, ControlHandler]] = [
        ("GET", "/info", api.info),
        ("POST", "/reset", api.reset),
        ("GET", "/apps", apps.list),
        ("GET", "/apps/{id}", apps.show),
        ("PATCH", "/apps/{id}", apps.change),
        ("POST", "/apps/{id}/webhook", apps.save_webhook),
        ("GET", "/users", api.users),
        ("GET", "/chats", api.chats),
        ("GET", "/chats/{id}/messages", api.messages),
        ("POST", "/chats/{id}/messages", api.say),
        ("POST", "/messages", api.send),
        ("GET", "/messages/{id}", api.message),
        ("POST", "/messages/{id}/actions", api.act),
        ("POST", "/events", api.trigger),
        ("GET", "/deliveries", api.deliveries),
        ("GET", "/deliveries/{id}", api.delivery),
        ("POST", "/wait", api.wait),
        ("GET", "/connections", api.connections),
        ("POST", "/connections/{id}/close", api.close_connection),
        ("GET", "/api-calls", api.calls),
        ("GET", "/clock", api.clock),
        ("POST", "/clock", api.move_clock),
    ]
    routes = [control_route(method, path, handler, token=token) for method, path, handler in table]
    routes += [control_route("GET", "/health", api.health, token=None), missing_route()]
    return HttpDoor(Starlette(routes=routes), allowed_hosts=allowed_hosts)


class _ControlApi:
    """One method for each path."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._core = emulator.core

    async def health(self, _request: Request, _body: Body) -> Body:
        return {"status": "ok"}

    async def info(self, _request: Request, _body: Body) -> Body:
        public = {key: value for key, value in self._emulator.info().items() if key.endswith(("_url", "journal"))}
        return {
            **public,
            "profile": self._core.profile,
            "tenant_key": self._core.tenant.tenant_key,
            "apps": [{"id": app.app_id, "name": app.name} for app in self._core.tenant.apps.values()],
            "features": ["long_connection", "webhook", "redelivery", "messages", "delayed_update", "clock"],
        }

    async def reset(self, _request: Request, body: Body) -> Body:
        scope = text(body, "scope", "all")
        if scope not in ("all", "world", "journal"):
            raise ControlError(400, "bad_request", f"no scope {scope!r}", "all, world or journal")
        self._core.reset(world=scope != "journal", journal=scope != "world")
        return {"scope": scope}

    async def users(self, _request: Request, _body: Body) -> Body:
        return {"users": [person_view(person) for person in self._core.tenant.people.values()]}

    async def chats(self, _request: Request, _body: Body) -> Body:
        return {"chats": [chat_view(chat) for chat in self._core.tenant.chats.values()]}

    async def messages(self, request: Request, _body: Body) -> Body:
        chat = self._core.tenant.chat(request.path_params["id"])
        open_id = request.query_params.get("by")
        found = self._core.tenant.messages_of(chat.chat_id)
        return {"messages": [message_view(self._core.tenant, message, open_id=open_id) for message in found]}

    async def say(self, request: Request, body: Body) -> Body:
        message, deliveries = self._emulator.begin_say(
            text(body, "text"), by=text(body, "by", "ou_alice"), to=request.path_params["id"]
        )
        view = message_view(self._core.tenant, message)
        return {**view, "deliveries": [delivery.id for delivery in deliveries]}

    async def send(self, _request: Request, body: Body) -> Body:
        card = body.get("card")
        if card is not None and not isinstance(card, dict):
            raise ControlError(400, "bad_request", "card is no JSON object")
        content = text(body, "text") if card is None else card
        app_id = text(body, "app_id") if "app_id" in body else None
        message = await self._emulator.send(content, to=text(body, "to", "oc_team"), app_id=app_id)
        return message_view(self._core.tenant, message)

    async def message(self, request: Request, _body: Body) -> Body:
        message = self._core.tenant.message(request.path_params["id"])
        return message_view(self._core.tenant, message, open_id=request.query_params.get("by"))

    async def act(self, request: Request, body: Body) -> Body:
        pending = self._begin_act(self._core.tenant.message(request.path_params["id"]).message_id, body)
        if body.get("wait") is False:
            return {"delivery": self._shown(pending.delivery.summary()), "response": None}
        click = await pending
        return {"delivery": self._shown(click.delivery.summary()), "response": response_view(click.response)}

    def _begin_act(self, message_id: str, body: Body) -> Pending[Click]:
        kinds = [kind for kind in _DEEDS if kind in body]
        if len(kinds) != 1:
            raise ControlError(400, "bad_request", "say what is done to which component", f"one of {', '.join(_DEEDS)}")
        kind = kinds[0]
        selector = body[kind]
        if kind == "submit" and selector in (True, None, ""):
            selector = submit_button(self._emulator.card_of(message_id))
        if isinstance(selector, bool) or not isinstance(selector, str | int):
            raise ControlError(400, "bad_request", f"{kind} is a text, an index or a JSON pointer")
        values = body.get("values", {})
        if not isinstance(values, dict):
            raise ControlError(400, "bad_request", "values is no JSON object", "field name to value")
        deed = Deed(
            kind=_DEEDS[kind],
            value=body.get("option", body.get("value")),
            text=text(body, "text", ""),
            fill=values,
            confirm=body.get("confirm") is not False,
        )
        return self._emulator.begin_act(message_id, selector, deed, by=text(body, "by", "ou_alice"))

    async def trigger(self, _request: Request, body: Body) -> Body:
        paths = body.get("set", {})
        if not isinstance(paths, dict):
            raise ControlError(400, "bad_request", "set is no JSON object", "path to value")
        times = body.get("times", 1)
        if type(times) is not int or not 1 <= times <= _MAX_TIMES:
            raise ControlError(400, "bad_request", f"times is an integer from 1 to {_MAX_TIMES}")
        app_id = text(body, "app_id") if body.get("app_id") is not None else None
        type_ = text(body, "type")
        begun = [self._emulator.begin_trigger(type_, paths=paths, app_id=app_id) for _ in range(times)]
        return {"deliveries": [delivery.id for delivery in begun]}

    async def deliveries(self, request: Request, _body: Body) -> Body:
        found, following = self._core.journal.page(
            after=request.query_params.get("after", ""), limit=_limit(request, _MAX_PAGE)
        )
        return {"deliveries": [self._shown(exchange.summary()) for exchange in found], "next": following}

    async def delivery(self, request: Request, _body: Body) -> Body:
        return self._shown(self._core.journal.find(request.path_params["id"]).detail())

    async def wait(self, _request: Request, body: Body) -> Body:
        known = ("online", "deliveries", "idle", "timeout", "app_id")
        if unknown := [name for name in body if name not in known]:
            raise ControlError(400, "bad_request", f"unknown: {', '.join(unknown)}", f"known are {', '.join(known)}")
        online = 1 if body.get("online") is True else number(body, "online")
        idle = 0.0 if body.get("idle") is True else number(body, "idle")
        deliveries = number(body, "deliveries")
        timeout = min(number(body, "timeout", 10.0) or 0.0, _MAX_WAIT)
        await self._emulator.wait(
            online=None if online is None else int(online),
            deliveries=None if deliveries is None else int(deliveries),
            idle=idle,
            timeout=timeout,
            app_id=text(body, "app_id") if "app_id" in body else None,
        )
        core = self._core
        return {"online": core.hub.online(), "deliveries": core.journal.judged, "in_flight": core.engine.in_flight}

    async def connections(self, _request: Request, _body: Body) -> Body:
        return {"connections": [connection_view(session) for session in self._core.hub.of_app()]}

    async def close_connection(self, request: Request, body: Body) -> Body:
        session = self._core.hub.sessions.get(request.path_params["id"])
        if session is None:
            raise UnknownThing("connection", request.path_params["id"])
        how = text(body, "how", "close")
        if how == "close":
            code = number(body, "code", 1000)
            await session.close(1000 if code is None else int(code), text(body, "reason", ""))
        elif how == "reset":
            session.abort()
        elif how == "freeze":
            session.freeze()
        else:
            raise ControlError(400, "bad_request", f"no way {how!r} to end a connection", "close, reset or freeze")
        return connection_view(session)

    async def calls(self, request: Request, _body: Body) -> Body:
        calls = [call.to_json() for call in self._core.journal.calls(limit=_limit(request, _MAX_PAGE))]
        return {"calls": calls, "unimplemented": self._core.journal.unimplemented}

    async def clock(self, _request: Request, _body: Body) -> Body:
        clock = self._emulator.clock
        return {"time": clock.time(), "now": clock.now(), "frozen": self._emulator.frozen}

    async def move_clock(self, request: Request, body: Body) -> Body:
        seconds = number(body, "advance")
        if seconds is None:
            raise ControlError(400, "bad_request", "advance is missing", "seconds to move time forward")
        await self._emulator.clock.advance(seconds)
        return await self.clock(request, body)

    def _shown(self, row: Body) -> Body:
        """Take out what nobody should read."""
        shown: Body = json.loads(self._core.masker.mask(json.dumps(row, ensure_ascii=False)))
        return shown


def _limit(request: Request, most: int) -> int:
    given = request.query_params.get("limit", "100")
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= most):
        raise ControlError(400, "bad_request", f"limit is a number from 1 to {most}")
    return int(given)
