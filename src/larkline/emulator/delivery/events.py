"""Any event or callback on demand: an example payload, moved into this tenant, with the fields one wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from larkline.emulator.core import Core
from larkline.emulator.delivery.catalogue import check_path, example_of
from larkline.emulator.delivery.pushes import (
    CARD_ACTION,
    LEGACY_CARD_ACTION,
    Push,
    envelope,
    kind_of,
    old_envelope,
    push_of,
)
from larkline.emulator.errors import EmulatorError
from larkline.emulator.webhook.legacy_cards import legacy_body, legacy_push
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person

__all__ = ["Trigger", "adopt", "adopt_legacy", "build_trigger", "put"]

_TYPE = re.compile(r"[A-Za-z0-9_.]{1,120}")
_ROOT = ("event", "header")
_MILLISECONDS = frozenset({"create_time", "update_time", "action_time", "last_message_create_time"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """
    What to deliver.

    Attributes:
        fields: Members of the event that replace those of the example.
        paths: Path to value; see :func:`put`. For a known type they are checked against its fields.
        tenant_key: The tenant it happens in; None for the first one the app is installed in.
    """

    type: str
    fields: dict[str, object] = field(default_factory=dict)
    paths: dict[str, object] = field(default_factory=dict)
    tenant_key: str | None = None


def build_trigger(core: Core, app: AppRecord, request: Trigger) -> Push:
    """
    Put a payload together and make what it names exist: its message, and the update token of a click.

    Raises:
        EmulatorError: The type or a path makes no sense.
    """
    if not _TYPE.fullmatch(request.type):
        raise EmulatorError(
            f"{request.type!r} is no type of an event; one looks like im.message.receive_v1",
            f"{request.type!r} 不是事件类型；正确的形式如 im.message.receive_v1",
        )
    place = _place(core, app, request.tenant_key)
    if request.type == LEGACY_CARD_ACTION:
        return _legacy_trigger(core, app, place, request)
    example = example_of(request.type)
    at, event_id = core.clock.time(), core.ids.hex(32)
    inside: dict[str, Any] = {}
    if example is not None:
        inside = _moved(example["event"], core, app, place)
    old = example is not None and "schema" not in example
    inside.update(request.fields)
    if request.type == CARD_ACTION and "token" not in request.fields:
        inside["token"] = core.ids.update_token()
    wrap = old_envelope if old else envelope
    document = wrap(app, place.tenant_key, request.type, inside, event_id=event_id, at=at)
    for path, value in request.paths.items():
        check_path(request.type, path, value)
        put(document, path, value)
    return adopt(core, app, request.type, event_id, document, tenant_key=place.tenant_key)


def adopt(
    core: Core, app: AppRecord, type_: str, event_id: str, document: dict[str, Any], *, tenant_key: str | None = None
) -> Push:
    """Take a whole payload, and make what it names exist: its message, and the update token of a click."""
    event = document.get("event")
    if not isinstance(event, dict):
        return push_of(app, type_, event_id, document)
    place = _place(core, app, tenant_key)
    message_id = _ensure_message(core, app, place, event)
    open_id = _operator(core, app, _text(event, "operator", "open_id"), place)
    if type_ == CARD_ACTION:
        _issue_token(core, app, event, message_id, open_id, event_id)
    if kind_of(type_) == "event":
        return push_of(app, type_, event_id, document)
    return push_of(app, type_, event_id, document, message_id=message_id, open_id=open_id)


def adopt_legacy(
    core: Core, app: AppRecord, event_id: str, body: dict[str, Any], *, tenant_key: str | None = None
) -> Push:
    """Take the whole body of an old card callback."""
    place = _place(core, app, tenant_key)
    message_id, open_id = _text(body, "open_message_id"), _operator(core, app, _text(body, "open_id"), place)
    _issue_token(core, app, body, message_id, open_id, event_id)
    token = core.cards.refresh_token(message_id, open_id, core.ids)
    return legacy_push(app, event_id, body, message_id=message_id, open_id=open_id, refresh_token=token)


def _legacy_trigger(core: Core, app: AppRecord, place: _Place, request: Trigger) -> Push:
    """Put an old card callback together: its body is flat, so the paths have no ``event`` in them."""
    at = core.clock.time()
    message = Message(
        message_id=core.ids.message_id(),
        chat_id=place.chat.chat_id,
        sender_id=app.app_id,
        sender_type="app",
        message_type="interactive",
        content="{}",
        created_at=at,
        updated_at=at,
    )
    action = {"value": {"key": "value"}, "tag": "button"}
    body = legacy_body(app.sees(place.person), place.tenant_key, message, action, core.ids.update_token())
    body.update(request.fields)
    for path, value in request.paths.items():
        put(body, path, value, flat=True)
    if _text(body, "open_message_id") == message.message_id:
        core.world.messages[message.message_id] = message
    return adopt_legacy(core, app, core.ids.hex(32), body, tenant_key=place.tenant_key)


def _issue_token(
    core: Core, app: AppRecord, event: Mapping[str, Any], message_id: str, open_id: str, event_id: str
) -> None:
    """Let the update token of a click be used."""
    if isinstance(event.get("token"), str):
        core.update_tokens.issue(
            event["token"],
            app_id=app.app_id,
            message_id=message_id,
            open_id=open_id,
            event_id=event_id,
            now=core.clock.now(),
        )


def put(document: dict[str, Any], path: str, value: object, *, flat: bool = False) -> None:
    """
    Put a value into a payload.

    Args:
        path: Members joined by dots (``event.message.content``, ``message.mentions.0.name``) or a JSON pointer
            (``/event/message/content``). One that begins neither with ``event`` nor with ``header`` is one inside the
            event, unless it is a JSON pointer. Objects on the way are made.
        flat: Whether the payload has no envelope; a path then begins at its top.

    Raises:
        EmulatorError: The path leads through something that is neither an object nor a list, or past its end.
    """
    if path.startswith("/"):
        steps = [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    else:
        steps = path.split(".")
        steps = steps if flat or steps[0] in _ROOT else ["event", *steps]
    node: Any = document
    for index, step in enumerate(steps):
        if isinstance(node, list) and step.isascii() and step.isdigit() and int(step) < len(node):
            key: Any = int(step)
        elif isinstance(node, dict) and step:
            key = step
        else:
            raise EmulatorError(f"the path {path!r} leads nowhere at {step!r}", f"路径 {path!r} 在 {step!r} 处不存在")
        if index == len(steps) - 1:
            node[key] = value
        else:
            if isinstance(node, dict) and not isinstance(node.get(key), dict | list):
                node[key] = {}
            node = node[key]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an event happens, and whose doing it is unless the event says otherwise."""

    tenant_key: str
    person: Person
    chat: Chat


def _place(core: Core, app: AppRecord, tenant_key: str | None) -> _Place:
    """
    Pick the first person and the first group of a tenant.

    Raises:
        EmulatorError: The app is not installed there, or there is nobody.
    """
    tenant_key = app.tenant_keys[0] if tenant_key is None else core.world.tenant(tenant_key).tenant_key
    if tenant_key not in app.tenant_keys:
        raise EmulatorError(
            f"the app {app.app_id} is not installed in the tenant {tenant_key}",
            f"应用 {app.app_id} 未安装到租户 {tenant_key}",
        )
    people = [person for person in core.world.people.values() if person.tenant_key == tenant_key]
    chats = [chat for chat in core.world.chats.values() if chat.tenant_key == tenant_key]
    chats.sort(key=lambda chat: chat.kind != "group")
    if not people or not chats:
        raise EmulatorError(f"the tenant {tenant_key} has no people yet", f"租户 {tenant_key} 还没有用户")
    return _Place(tenant_key, people[0], chats[0])


def _operator(core: Core, app: AppRecord, open_id: str, place: _Place) -> str:
    """Give the open id, as the verbs name people, of who acted."""
    person = core.world.known_as(app, open_id) if open_id else place.person
    return open_id if person is None else person.open_id


def _moved(node: Any, core: Core, app: AppRecord, place: _Place) -> Any:
    """Replace the invented ids and times of an example by those of this world."""
    if isinstance(node, list):
        return [_moved(item, core, app, place) for item in node]
    if not isinstance(node, dict):
        return node
    now, person, chat = core.clock.time(), app.sees(place.person), place.chat
    known: dict[str, object] = {
        "open_id": person.open_id,
        "union_id": person.union_id,
        "user_id": person.user_id,
        "chat_id": chat.chat_id,
        "open_chat_id": chat.chat_id,
        "chat_name": chat.name,
        "app_id": app.app_id,
        "tenant_key": place.tenant_key,
    }
    moved: dict[str, Any] = {}
    for key, value in node.items():
        if isinstance(value, str) and key in known:
            moved[key] = known[key]
        elif isinstance(value, str) and key.endswith("_open_id"):
            moved[key] = person.open_id
        elif isinstance(value, str) and key in ("message_id", "open_message_id", "last_message_id"):
            moved[key] = core.ids.message_id()
        elif isinstance(value, str) and key in _MILLISECONDS:
            moved[key] = str(int(now * 1000))
        elif key == "timestamp" and isinstance(value, int):
            moved[key] = int(now)
        elif key == "preview_token":
            moved[key] = core.ids.hex(24)
        else:
            moved[key] = _moved(value, core, app, place)
    return moved


def _ensure_message(core: Core, app: AppRecord, place: _Place, event: Mapping[str, Any]) -> str:
    """Make a stub of the message a payload names, so that the app can answer it; gives its id."""
    message_id = (
        _text(event, "message", "message_id")
        or _text(event, "context", "open_message_id")
        or _text(event, "message_id")
    )
    chat_id = _text(event, "message", "chat_id") or _text(event, "context", "open_chat_id") or place.chat.chat_id
    if not message_id or message_id in core.world.messages:
        return message_id
    if chat_id not in core.world.chats:
        chat_id = place.chat.chat_id
    is_card = "action" in event
    at = core.clock.time()
    core.world.messages[message_id] = Message(
        message_id=message_id,
        chat_id=chat_id,
        sender_id=app.app_id if is_card else place.person.open_id,
        sender_type="app" if is_card else "user",
        message_type="interactive" if is_card else _text(event, "message", "message_type") or "text",
        content="{}" if is_card else _text(event, "message", "content") or '{"text":""}',
        created_at=at,
        updated_at=at,
    )
    return message_id


def _text(event: Mapping[str, Any], *path: str) -> str:
    node: Any = event
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return node if isinstance(node, str) else ""
