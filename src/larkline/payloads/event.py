"""An event or callback without a type of its own."""

from __future__ import annotations

from typing import Any

import msgspec

from larkline.payloads.envelope import Envelope
from larkline.payloads.json_text import read_object
from larkline.payloads.times import age

__all__ = ["Event", "make_event"]


class Event(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """
    An event or callback as a dict.

    Its type may be unknown here, or its content not what its type promises; then :attr:`drift` says where.

    Attributes:
        type: Such as ``im.message.receive_v1``.
        event_id: The same for each repetition of an event; may be empty for a callback.
        request_id: What the logs call the delivery.
        tenant_key: The tenant it happened in.
        app_id: The app it is for.
        create_time: As sent.
        raw: The whole JSON document as it arrived; holds the verification token.
        drift: What did not have the documented shape; None when nothing was expected.
        body: The inner JSON, decoded when :attr:`event` is first read, or a dict in a test.
        decoded_at: Seconds since 1970-01-01 UTC; 0 when not known.
    """

    type: str
    event_id: str = ""
    request_id: str = ""
    tenant_key: str = ""
    app_id: str = ""
    create_time: str = ""
    raw: bytes = b""
    drift: str | None = None
    body: dict[str, Any] | msgspec.Raw = msgspec.field(default_factory=dict)
    decoded_at: float = 0.0

    @property
    def event(self) -> dict[str, Any]:
        """
        The inner JSON object; empty when there is none.

        Raises:
            MalformedDelivery: It cannot be read by the JSON libraries here.
        """
        body = self.body
        if not isinstance(body, dict):
            body = read_object(body)
            msgspec.structs.force_setattr(self, "body", body)
        return body

    @property
    def age(self) -> float | None:
        """Seconds from its creation to its decoding; None when one of the times is not known."""
        return age(self.create_time, self.decoded_at)

    def __repr__(self) -> str:
        drift = f", drift={self.drift!r}" if self.drift else ""
        return (
            f"Event(type={self.type!r}, event_id={self.event_id!r}, request_id={self.request_id!r}, "
            f"tenant_key={self.tenant_key!r}, app_id={self.app_id!r}, create_time={self.create_time!r}{drift})"
        )


def make_event(envelope: Envelope, *, now: float, raw: bytes, drift: str | None = None) -> Event:
    """
    Give a delivery as an untyped event.

    Args:
        envelope: The opened envelope.
        now: Seconds since 1970-01-01 UTC.
        raw: The whole JSON document as it arrived.
        drift: Why it is not typed, when it should have been.
    """
    return Event(
        type=envelope.type,
        event_id=envelope.event_id,
        request_id=envelope.request_id,
        tenant_key=envelope.tenant_key,
        app_id=envelope.app_id,
        create_time=envelope.create_time,
        raw=raw,
        drift=drift,
        body=envelope.event,
        decoded_at=now,
    )
