"""Put together what the platform pushes: envelopes of both versions, and the callbacks a person causes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from larkline.emulator.world.ids import Ids
from larkline.emulator.world.previews import LinkPreview
from larkline.emulator.world.subscription import DeliveryKind
from larkline.emulator.world.tenant import AppRecord, Chat, Message, Person

__all__ = [
    "CARD_ACTION",
    "LEGACY_CARD_ACTION",
    "MESSAGE_RECEIVED",
    "URL_PREVIEW",
    "Push",
    "card_action_event",
    "encode",
    "envelope",
    "kind_of",
    "make_push",
    "message_event",
    "old_envelope",
    "push_of",
    "url_preview_event",
]

CARD_ACTION = "card.action.trigger"
LEGACY_CARD_ACTION = "card.action.trigger_v1"
URL_PREVIEW = "url.preview.get"
MESSAGE_RECEIVED = "im.message.receive_v1"
_CALLBACKS: dict[str, DeliveryKind] = {
    CARD_ACTION: "card",
    URL_PREVIEW: "preview",
    LEGACY_CARD_ACTION: "legacy_card",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """
    One thing to deliver.

    Attributes:
        payload: The JSON document.
        message_id: The message whose card was acted on; empty when none was.
        open_id: Who acted; empty for an event.
        string_value: Whether ``action.value`` is a text.
        refresh_token: What tells clicks on old cards apart; empty for everything else.
    """

    app_id: str
    type: str
    event_id: str
    payload: bytes = field(repr=False)  # holds tokens
    message_id: str = ""
    open_id: str = ""
    string_value: bool = False
    refresh_token: str = field(default="", repr=False)

    @property
    def kind(self) -> DeliveryKind:
        """How the answer is used."""
        return kind_of(self.type)


def kind_of(type_: str) -> DeliveryKind:
    """Tell the callbacks from the events."""
    return _CALLBACKS.get(type_, "event")


def envelope(
    app: AppRecord, tenant_key: str, type_: str, event: Mapping[str, Any], *, event_id: str, at: float
) -> dict[str, Any]:
    """
    Wrap an event or a callback in the envelope of version 2.0.

    ``create_time`` is in microseconds for callbacks and in milliseconds for events, as text.

    Source: docs, 卡片回传交互回调 and 接收消息 (documented).
    """
    unit = 1_000 if kind_of(type_) == "event" else 1_000_000
    return {
        "schema": "2.0",
        "header": {
            "event_id": event_id,
            "token": app.verification_token,
            "create_time": str(int(at * unit)),
            "event_type": type_,
            "tenant_key": tenant_key,
            "app_id": app.app_id,
        },
        "event": dict(event),
    }


def old_envelope(
    app: AppRecord, tenant_key: str, type_: str, event: Mapping[str, Any], *, event_id: str, at: float
) -> dict[str, Any]:
    """Wrap an event in the envelope of version 1.0."""
    return {
        "ts": f"{at:.7f}",
        "uuid": event_id,
        "token": app.verification_token,
        "type": "event_callback",
        "event": {**event, "type": type_, "app_id": app.app_id, "tenant_key": tenant_key},
    }


def encode(document: Mapping[str, Any]) -> bytes:
    """Write a document as the platform does: compact UTF-8, nothing escaped that need not be."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def card_action_event(
    person: Person,
    tenant_key: str,
    message: Message,
    action: Mapping[str, Any],
    update_token: str,
    *,
    preview: LinkPreview | None = None,
) -> dict[str, Any]:
    """
    Give the inside of ``card.action.trigger``.

    Args:
        preview: Whose card was acted on; None for the message's own.

    Source: docs, 卡片回传交互回调 (documented).
    """
    context = {"open_message_id": message.message_id, "open_chat_id": message.chat_id}
    delivery_type = {}
    if preview is not None:
        delivery_type = {"delivery_type": "url_preview"}
        context |= {"url": preview.url, "preview_token": preview.token}
    return {
        "operator": {"tenant_key": tenant_key, "open_id": person.open_id, "union_id": person.union_id},
        "token": update_token,
        "action": dict(action),
        "host": "im_message",
        **delivery_type,
        "context": context,
    }


def url_preview_event(
    person: Person, tenant_key: str, url: str, *, preview_token: str, message: Message | None
) -> dict[str, Any]:
    """
    Give the inside of ``url.preview.get``.

    Args:
        message: The message with the link; None while it is still being written, when the token is empty, too.

    Source: docs, 拉取链接预览数据 (documented).
    """
    context = {"url": url, "preview_token": preview_token, "open_message_id": "", "open_chat_id": ""}
    if message is not None:
        context |= {"open_message_id": message.message_id, "open_chat_id": message.chat_id}
    return {
        "operator": {"tenant_key": tenant_key, "open_id": person.open_id, "union_id": person.union_id},
        "host": "im_message",
        "context": context,
    }


def message_event(person: Person, tenant_key: str, chat: Chat, message: Message) -> dict[str, Any]:
    """Give the inside of ``im.message.receive_v1``. Source: docs, 接收消息 (documented)."""
    milliseconds = str(int(message.created_at * 1000))
    fields: dict[str, Any] = {
        "message_id": message.message_id,
        "create_time": milliseconds,
        "update_time": milliseconds,
        "chat_id": chat.chat_id,
        "chat_type": chat.kind,
        "message_type": message.message_type,
        "content": message.content,
    }
    for key in ("root_id", "parent_id", "thread_id"):
        if value := getattr(message, key):
            fields[key] = value
    return {
        "sender": {
            "sender_id": {"open_id": person.open_id, "union_id": person.union_id},
            "sender_type": "user",
            "tenant_key": tenant_key,
        },
        "message": fields,
    }


def make_push(
    app: AppRecord,
    tenant_key: str,
    type_: str,
    event: Mapping[str, Any],
    ids: Ids,
    *,
    at: float,
    message_id: str = "",
    open_id: str = "",
) -> Push:
    """Wrap the inside of an event or a callback, ready to be delivered."""
    event_id = ids.hex(32)
    document = envelope(app, tenant_key, type_, event, event_id=event_id, at=at)
    return push_of(app, type_, event_id, document, message_id=message_id, open_id=open_id)


def push_of(
    app: AppRecord, type_: str, event_id: str, document: Mapping[str, Any], *, message_id: str = "", open_id: str = ""
) -> Push:
    """Take a whole document, ready to be delivered."""
    event = document.get("event")
    action = event.get("action") if isinstance(event, dict) else None
    value = action.get("value") if isinstance(action, dict) else None
    return Push(
        app_id=app.app_id,
        type=type_,
        event_id=event_id,
        payload=encode(document),
        message_id=message_id,
        open_id=open_id,
        string_value=kind_of(type_) == "card" and isinstance(value, str),
    )
