"""A message as others read it: the item of the API, with a card in its reduced form. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from larkline.emulator.world.tenant import AppRecord, Message
from larkline.emulator.world.world import World

__all__ = ["message_item", "reduced_card"]

#: What a recalled message says (assumed: the documentation says only that its content cannot be read).
_RECALLED = "This message was recalled"
_ROW_CONTAINERS = ("action", "column", "column_set", "form", "interactive_container", "collapsible_panel", "note")


def message_item(world: World, app: AppRecord, message: Message, *, reduced: bool = False) -> dict[str, Any]:
    """
    Give a message as ``im/v1/messages`` does.

    Args:
        app: Who reads; it knows people by its own open ids.
        reduced: Whether a card is given in the form a reading bot gets by default, instead of its own JSON.

    Source: docs, 获取指定消息的内容 (documented).
    """
    content = message.content
    if message.card is not None:
        card = reduced_card(message.card) if reduced else message.card
        content = json.dumps(card, ensure_ascii=False, separators=(",", ":"))
    if message.deleted:
        content = _RECALLED
    item: dict[str, Any] = {
        "message_id": message.message_id,
        "msg_type": message.message_type,
        "create_time": _milliseconds(message.created_at),
        "update_time": _milliseconds(message.updated_at),
        "deleted": message.deleted,
        "updated": message.updated,
        "chat_id": message.chat_id,
        "sender": {
            "id": _sender(world, app, message),
            "id_type": "app_id" if message.sender_type == "app" else "open_id",
            "sender_type": message.sender_type,
            "tenant_key": world.tenant_key_of(message),
        },
        "body": {"content": content},
    }
    for key in ("root_id", "parent_id", "thread_id"):
        if value := getattr(message, key):
            item[key] = value
    return item


def reduced_card(card: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give a card in the form a bot reads by default: a title and rows of simple items.

    Source: docs, 获取指定消息的内容, section on cards (documented; which components share a row is inferred).
    """
    header = card.get("header")
    title = _plain(header.get("title")) if isinstance(header, dict) else ""
    body = card.get("body")
    elements = body.get("elements") if isinstance(body, dict) else card.get("elements")
    rows: list[list[dict[str, Any]]] = []
    for element in elements if isinstance(elements, list) else []:
        items = _items(element)
        if items:
            rows.append(items)
    return {"title": title, "elements": rows}


def _items(element: object) -> list[dict[str, Any]]:
    if not isinstance(element, dict):
        return []
    tag = element.get("tag")
    if tag in _ROW_CONTAINERS:
        inner = [element.get(key) for key in ("elements", "actions", "columns")]
        return [
            item for children in inner if isinstance(children, list) for child in children for item in _items(child)
        ]
    if tag in ("markdown", "plain_text", "lark_md"):
        return [{"tag": "text", "text": str(element.get("content", ""))}]
    if tag == "div":
        extra = _items(element.get("extra"))
        return [{"tag": "text", "text": _plain(element.get("text"))}, *extra]
    if tag == "hr":
        return [{"tag": "hr"}]
    if tag == "img":
        return [{"tag": "img", "image_key": str(element.get("img_key", ""))}]
    if tag == "button":
        return [{"tag": "button", "text": _plain(element.get("text")), "type": str(element.get("type", "default"))}]
    if tag in ("select_static", "overflow"):
        options = element.get("options")
        texts = [_plain(option.get("text")) for option in options or [] if isinstance(option, dict)]
        return [{"tag": tag, "options": texts, **_placeholder(element)}]
    if tag in ("date_picker", "picker_time", "picker_datetime", "select_person", "input"):
        return [{"tag": tag, **_placeholder(element)}]
    return []


def _placeholder(element: Mapping[str, Any]) -> dict[str, str]:
    text = _plain(element.get("placeholder"))
    return {"placeholder": text} if text else {}


def _plain(text: object) -> str:
    return str(text.get("content", "")) if isinstance(text, dict) else ""


def _sender(world: World, app: AppRecord, message: Message) -> str:
    person = world.people.get(message.sender_id)
    return message.sender_id if person is None else app.sees(person).open_id


def _milliseconds(at: float) -> str:
    return str(int(at * 1000))
