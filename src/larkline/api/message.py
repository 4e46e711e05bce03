"""A message as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

__all__ = ["Message", "Sender", "first_message", "read_message"]


@dataclass(frozen=True, slots=True)
class Sender:
    """
    Who sent a message.

    Attributes:
        id: Their id.
        id_type: What kind of id that is, such as ``open_id`` or ``app_id``.
        sender_type: ``user``, ``app`` or another kind.
        tenant_key: Their tenant.
    """

    id: str = ""
    id_type: str = ""
    sender_type: str = ""
    tenant_key: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """
    A message of the platform; what it does not tell is empty.

    Attributes:
        message_id: ``om_…``.
        chat_id: ``oc_…``.
        message_type: ``text``, ``interactive`` and so on.
        content: The content as JSON; empty when it is no JSON object.
        create_time: Milliseconds since 1970 as text, as the platform writes it.
        update_time: As *create_time*.
        sender: Who sent it.
        root_id: The first message of the replies it belongs to.
        parent_id: The message it replies to.
        thread_id: ``omt_…`` when it stands in a thread.
        updated: Whether it was edited.
        deleted: Whether it was recalled.
        mentions: Who is mentioned, as the platform writes it.
        raw: Everything.
    """

    message_id: str
    chat_id: str = ""
    message_type: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    create_time: str = ""
    update_time: str = ""
    sender: Sender = field(default_factory=Sender)
    root_id: str = ""
    parent_id: str = ""
    thread_id: str = ""
    updated: bool = False
    deleted: bool = False
    mentions: tuple[dict[str, Any], ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """The text of a text message, else empty."""
        text = self.content.get("text")
        return text if isinstance(text, str) else ""


def read_message(data: Mapping[str, Any]) -> Message:
    """Read the platform's message object, which has an id; other members of a wrong type count as missing."""
    sender = _object(data, "sender")
    mentions = data.get("mentions")
    return Message(
        message_id=_string(data, "message_id"),
        chat_id=_string(data, "chat_id"),
        message_type=_string(data, "msg_type"),
        content=_content(_string(_object(data, "body"), "content")),
        create_time=_string(data, "create_time"),
        update_time=_string(data, "update_time"),
        sender=Sender(*(_string(sender, name) for name in ("id", "id_type", "sender_type", "tenant_key"))),
        root_id=_string(data, "root_id"),
        parent_id=_string(data, "parent_id"),
        thread_id=_string(data, "thread_id"),
        updated=data.get("updated") is True,
        deleted=data.get("deleted") is True,
        mentions=tuple(m for m in mentions if isinstance(m, dict)) if isinstance(mentions, list) else (),
        raw=dict(data),
    )


def first_message(data: Mapping[str, Any]) -> Message:
    """Read the first of the member ``items``; a merged forward has its parts after itself."""
    return read_message(data["items"][0])


def _string(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _content(text: str) -> dict[str, Any]:
    try:
        content = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
