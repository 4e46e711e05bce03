"""The envelope around every event and callback."""

from __future__ import annotations

from typing import Any

import msgspec

from larkline.errors import MalformedDelivery
from larkline.payloads.json_text import DRIFT_ERRORS, read_text

__all__ = ["Envelope", "decode_envelope"]


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """
    A delivery, opened so far that it can be routed.

    Attributes:
        schema: ``2.0``, or ``1.0`` for the older form with a ``uuid``.
        type: The dispatch key, such as ``card.action.trigger``.
        event_id: The idempotency key; may be empty, as some callbacks carry none.
        create_time: As sent; see :func:`larkline.payloads.times.created_at`.
        token: The verification token; belongs into no log.
        app_id: The app it is for.
        tenant_key: The tenant it happened in.
        event: The inner JSON, not decoded yet; empty when there is none.
        request_id: What the logs call the delivery.

    Source: docs, 事件概述 and 回调概述 (documented).
    """

    schema: str
    type: str
    event_id: str = ""
    create_time: str = ""
    token: str = ""
    app_id: str = ""
    tenant_key: str = ""
    event: msgspec.Raw = msgspec.Raw(b"")
    request_id: str = ""

    def __repr__(self) -> str:
        return (
            f"Envelope(schema={self.schema!r}, type={self.type!r}, event_id={self.event_id!r}, "
            f"create_time={self.create_time!r}, app_id={self.app_id!r}, tenant_key={self.tenant_key!r}, "
            f"request_id={self.request_id!r})"
        )


class _Header(msgspec.Struct, gc=False):
    event_type: str
    event_id: str = ""
    create_time: str = ""
    token: str = ""
    app_id: str = ""
    tenant_key: str = ""


class _Document(msgspec.Struct, gc=False):
    """The usual form of version 2.0: everything is text."""

    schema: str
    header: _Header
    event: msgspec.Raw = msgspec.Raw(b"")


class _AnyDocument(msgspec.Struct):
    """Whatever else may come: types are looked at one by one."""

    schema: Any = None
    header: Any = None
    uuid: Any = None
    ts: Any = None
    token: Any = None
    event: msgspec.Raw = msgspec.Raw(b"")


class _OldEvent(msgspec.Struct):
    """What the envelope of version 1.0 keeps inside the event."""

    type: Any = None
    app_id: Any = None
    tenant_key: Any = None


_document = msgspec.json.Decoder(_Document)
_any_document = msgspec.json.Decoder(_AnyDocument)
_old_event = msgspec.json.Decoder(_OldEvent)


def decode_envelope(payload: bytes, *, request_id: str = "") -> Envelope:
    """
    Open the envelope of an event or a callback.

    A ``schema`` that is a non-empty text makes it version 2.0, else a ``uuid`` that is a non-empty text version 1.0.
    Only what is needed to route must be there; a header member of another JSON type is read as text or as missing.

    Args:
        payload: The JSON document as it arrived: plaintext UTF-8.
        request_id: What the logs call the delivery: the door's id, as it does not stand in the document.

    Raises:
        MalformedDelivery: Not JSON, neither version, or without a type.

    Source: python, go and java SDKs agree on the rule (observed).
    """
    try:
        payload.decode("utf-8")
        document = _document.decode(payload)
    except DRIFT_ERRORS:
        return _decode_any(payload, request_id)
    header = document.header
    if not document.schema or not header.event_type:
        return _decode_any(payload, request_id)
    return Envelope(
        "2.0",
        header.event_type,
        header.event_id,
        header.create_time,
        header.token,
        header.app_id,
        header.tenant_key,
        document.event,
        request_id,
    )


def _decode_any(payload: bytes, request_id: str) -> Envelope:
    document = read_text(_any_document, payload)
    if isinstance(document.schema, str) and document.schema:
        return _version_2(document, request_id)
    if isinstance(document.uuid, str) and document.uuid:
        return _version_1(document, request_id)
    raise MalformedDelivery(
        "neither an event nor a callback: it has no schema (a non-empty text, version 2.0) and no uuid (a non-empty "
        "text, version 1.0)"
    )


def _version_2(document: _AnyDocument, request_id: str) -> Envelope:
    header = document.header
    if not isinstance(header, dict):
        raise MalformedDelivery(f"version 2.0 wants an object at $.header, got {_kind(header)}")
    kind = header.get("event_type")
    if not isinstance(kind, str) or not kind:
        raise MalformedDelivery(f"version 2.0 wants a non-empty text at $.header.event_type, got {_kind(kind)}")
    return Envelope(
        "2.0",
        kind,
        _text(header.get("event_id")),
        _text(header.get("create_time")),
        _text(header.get("token")),
        _text(header.get("app_id")),
        _text(header.get("tenant_key")),
        document.event,
        request_id,
    )


def _version_1(document: _AnyDocument, request_id: str) -> Envelope:
    try:
        event = _old_event.decode(document.event)
    except DRIFT_ERRORS:
        raise MalformedDelivery("version 1.0 wants an object with a type at $.event") from None
    if not isinstance(event.type, str) or not event.type:
        raise MalformedDelivery(f"version 1.0 wants a non-empty text at $.event.type, got {_kind(event.type)}")
    return Envelope(
        "1.0",
        event.type,
        _text(document.uuid),
        _text(document.ts),
        _text(document.token),
        _text(event.app_id),
        _text(event.tenant_key),
        document.event,
        request_id,
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def _kind(value: object) -> str:
    """Name the JSON type of *value*, never its content."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "an empty text" if not value else "a text"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "an object" if isinstance(value, dict) else "an array"
