"""Somebody sent a message to the bot or its chat: ``im.message.receive_v1``."""

from __future__ import annotations

from typing import Any

import msgspec

from larkline.errors import MalformedDelivery
from larkline.payloads.envelope import Envelope
from larkline.payloads.event import Event, make_event
from larkline.payloads.json_text import DRIFT_ERRORS, read_object
from larkline.payloads.message_text import message_text
from larkline.payloads.representation import shown
from larkline.payloads.times import age

__all__ = [
    "EventMention",
    "EventMessage",
    "EventSender",
    "LarkAgentContext",
    "Mention",
    "MessageReceiveV1",
    "MessageReceived",
    "Sender",
    "UserId",
    "decode_message_received",
]


class UserId(msgspec.Struct, frozen=True, gc=False):
    """
    The ids of one person.

    Attributes:
        open_id: In this app, ``ou_…``.
        union_id: In all apps of one publisher, ``on_…``.
        user_id: In the tenant; None without the permission ``contact:user.employee_id:readonly``.
    """

    open_id: str | None = None
    union_id: str | None = None
    user_id: str | None = None


class EventSender(msgspec.Struct, frozen=True, gc=False):
    """
    Who sent a message, in the platform's shape.

    Attributes:
        sender_id: Their ids.
        sender_type: ``user``, ``bot``, or something newer.
        tenant_key: Their tenant.
    """

    sender_id: UserId | None = None
    sender_type: str | None = None
    tenant_key: str | None = None


class EventMention(msgspec.Struct, frozen=True, gc=False):
    """
    Who is mentioned in a message, in the platform's shape.

    Attributes:
        key: What stands for them in the text, such as ``@_user_1``.
        id: Their ids.
        mentioned_type: ``user``, ``bot``, or something newer.
        name: Their name.
        tenant_key: Their tenant.
    """

    key: str | None = None
    id: UserId | None = None
    mentioned_type: str | None = None
    name: str | None = None
    tenant_key: str | None = None


class LarkAgentContext(msgspec.Struct, frozen=True, gc=False):
    """
    Where a message to an agent was written.

    Attributes:
        active_chat_id: The chat that was open.

    Source: python and node SDKs (observed).
    """

    active_chat_id: str | None = None


class EventMessage(msgspec.Struct, frozen=True):
    """
    A message, in the platform's shape.

    Attributes:
        message_id: ``om_…``.
        root_id: The first message of the replies it belongs to.
        parent_id: The message it replies to.
        create_time: Milliseconds since 1970-01-01 UTC, as text.
        update_time: Milliseconds since 1970-01-01 UTC, as text.
        chat_id: ``oc_…``.
        thread_id: ``omt_…``, when it stands in a thread.
        chat_type: ``p2p``, ``group``, ``topic_group``, or something newer.
        message_type: Such as ``text``, ``post`` or ``image``.
        content: JSON as text; its shape depends on the type.
        mentions: Who is mentioned.
        user_agent: The sender's client; only with the permission ``im:user_agent:read``.
        lark_agent_context: Where a message to an agent was written.
    """

    message_id: str
    root_id: str | None = None
    parent_id: str | None = None
    create_time: str | None = None
    update_time: str | None = None
    chat_id: str | None = None
    thread_id: str | None = None
    chat_type: str | None = None
    message_type: str | None = None
    content: str | None = None
    mentions: list[EventMention] | None = None
    user_agent: str | None = None
    lark_agent_context: LarkAgentContext | None = None


class MessageReceiveV1(msgspec.Struct, frozen=True):
    """
    The event ``im.message.receive_v1``, in the platform's shape.

    Attributes:
        message: The message.
        sender: Who sent it.

    Source: docs, 接收消息 (documented).
    """

    message: EventMessage
    sender: EventSender | None = None


class Sender(msgspec.Struct, frozen=True, gc=False):
    """
    Who sent a message.

    Attributes:
        open_id: Their id in this app, ``ou_…``; empty when not told.
        union_id: Their id in all apps of one publisher, ``on_…``.
        user_id: Their id in the tenant; None without the permission ``contact:user.employee_id:readonly``.
        tenant_key: Their tenant.
        type: ``user``, ``bot``, or something newer.
    """

    open_id: str = ""
    union_id: str | None = None
    user_id: str | None = None
    tenant_key: str = ""
    type: str = ""


class Mention(msgspec.Struct, frozen=True, gc=False):
    """
    Who is mentioned in a message.

    Attributes:
        key: What stands for them in ``content``, such as ``@_user_1``.
        name: Their name.
        open_id: Their id in this app, ``ou_…``; empty when not told.
        union_id: Their id in all apps of one publisher, ``on_…``.
        user_id: Their id in the tenant.
        tenant_key: Their tenant.
        type: ``user``, ``bot``, or something newer; empty when not told.
    """

    key: str = ""
    name: str = ""
    open_id: str = ""
    union_id: str | None = None
    user_id: str | None = None
    tenant_key: str = ""
    type: str = ""


class MessageReceived(msgspec.Struct, frozen=True, kw_only=True):
    """
    Somebody sent a message to the bot or its chat; the flat, convenient form.

    Attributes:
        message_id: ``om_…``; the key to recognise a repetition, as the same message may come with several event ids.
        chat_id: ``oc_…``.
        chat_type: ``p2p``, ``group``, ``topic_group``, or something newer.
        message_type: Such as ``text``, ``post`` or ``image``.
        text: What a person reads: of a text the text, of a post its title and lines, with mentions as ``@name``; of
            other messages nothing.
        content: The platform's content as a dict; empty when it is no JSON object.
        sender: Who sent it.
        mentions: Who is mentioned.
        thread_id: ``omt_…``, when it stands in a thread.
        parent_id: The message it replies to.
        create_time: When the message was sent, in milliseconds since 1970-01-01 UTC, as text.
        event: The event in the platform's shape.
        event_id: The id of this event.
        request_id: What the logs call the delivery.
        tenant_key: The tenant it happened in.
        raw: The whole JSON document as it arrived; holds the verification token.
        event_create_time: When the event was made, as sent.
        decoded_at: Seconds since 1970-01-01 UTC; 0 when not known.

    Source: docs, 接收消息 (documented).
    """

    message_id: str
    chat_id: str = ""
    chat_type: str = ""
    message_type: str = ""
    text: str = ""
    content: dict[str, Any] = msgspec.field(default_factory=dict)
    sender: Sender = Sender()
    mentions: list[Mention] = msgspec.field(default_factory=list)
    thread_id: str | None = None
    parent_id: str | None = None
    create_time: str = ""
    event: MessageReceiveV1 | None = None
    event_id: str = ""
    request_id: str = ""
    tenant_key: str = ""
    raw: bytes = b""
    event_create_time: str = ""
    decoded_at: float = 0.0

    @property
    def age(self) -> float | None:
        """Seconds from the creation of the event to its decoding; None when one of the times is not known."""
        return age(self.event_create_time, self.decoded_at)

    def __repr__(self) -> str:
        return shown(self, hidden=("content", "event", "raw", "event_create_time", "decoded_at"))


_event = msgspec.json.Decoder(MessageReceiveV1)


def decode_message_received(envelope: Envelope, *, now: float, raw: bytes) -> MessageReceived | Event:
    """
    Decode the inside of a received message.

    Args:
        envelope: The opened envelope.
        now: Seconds since 1970-01-01 UTC.
        raw: The whole JSON document as it arrived.

    Returns:
        The message; or, when something in it has not the documented shape, the untyped event with the reason in
        ``drift``.
    """
    try:
        event = _event.decode(envelope.event)
    except DRIFT_ERRORS as error:
        return make_event(envelope, now=now, raw=raw, drift=str(error))
    message = event.message
    content = _content(message.content)
    mentions = [_mention(mention) for mention in message.mentions or ()]
    names = {mention.key: mention.name for mention in mentions}
    return MessageReceived(
        message_id=message.message_id,
        chat_id=message.chat_id or "",
        chat_type=message.chat_type or "",
        message_type=message.message_type or "",
        text=message_text(message.message_type or "", content, names),
        content=content,
        sender=_sender(event.sender),
        mentions=mentions,
        thread_id=message.thread_id or None,
        parent_id=message.parent_id or None,
        create_time=message.create_time or "",
        event=event,
        event_id=envelope.event_id,
        request_id=envelope.request_id,
        tenant_key=envelope.tenant_key,
        raw=raw,
        event_create_time=envelope.create_time,
        decoded_at=now,
    )


def _content(text: str | None) -> dict[str, Any]:
    try:
        return read_object((text or "").encode("utf-8", "replace"))
    except MalformedDelivery:
        return {}


def _sender(sender: EventSender | None) -> Sender:
    if sender is None:
        return Sender()
    ids = sender.sender_id or UserId()
    return Sender(ids.open_id or "", ids.union_id, ids.user_id, sender.tenant_key or "", sender.sender_type or "")


def _mention(mention: EventMention) -> Mention:
    ids = mention.id or UserId()
    return Mention(
        mention.key or "",
        mention.name or "",
        ids.open_id or "",
        ids.union_id,
        ids.user_id,
        mention.tenant_key or "",
        mention.mentioned_type or "",
    )
