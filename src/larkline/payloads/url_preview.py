"""Somebody sees a link that the app may describe: ``url.preview.get``."""

from __future__ import annotations

import msgspec

from larkline.payloads.envelope import Envelope
from larkline.payloads.event import Event, make_event
from larkline.payloads.json_text import DRIFT_ERRORS
from larkline.payloads.operator import Operator
from larkline.payloads.representation import shown
from larkline.payloads.times import age

__all__ = ["UrlPreview", "decode_url_preview"]


class UrlPreview(msgspec.Struct, frozen=True, kw_only=True):
    """
    Somebody sees, or is writing, a message with a link that the app may describe.

    The same link in the same message may come several times, for several people and devices, with the same
    ``preview_token``.

    Attributes:
        url: The link.
        preview_token: For later refreshes; empty while the message is still being written.
        host: Where the link is: ``im_message``, ``im_top_notice``, or something newer.
        operator: Who sees it.
        message_id: The message, ``om_…``; empty while it is still being written.
        chat_id: Its chat, ``oc_…``; empty while the message is still being written.
        event_id: The id of this callback; may be empty.
        request_id: What the logs call the delivery.
        tenant_key: The tenant it happened in.
        create_time: As sent.
        raw: The whole JSON document as it arrived; holds tokens.
        decoded_at: Seconds since 1970-01-01 UTC; 0 when not known.

    Source: docs, 拉取链接预览数据 (documented).
    """

    url: str
    preview_token: str = ""
    host: str = ""
    operator: Operator = Operator()
    message_id: str = ""
    chat_id: str = ""
    event_id: str = ""
    request_id: str = ""
    tenant_key: str = ""
    create_time: str = ""
    raw: bytes = b""
    decoded_at: float = 0.0

    @property
    def age(self) -> float | None:
        """Seconds from its creation to its decoding; None when one of the times is not known."""
        return age(self.create_time, self.decoded_at)

    def __repr__(self) -> str:
        # The query of somebody's link may hold a token of another service.
        plain, asked, _ = self.url.partition("?")
        without_query = msgspec.structs.replace(self, url=f"{plain}?…" if asked else plain)
        return shown(without_query, hidden=("preview_token", "raw", "decoded_at"))


class _Context(msgspec.Struct, gc=False):
    url: str
    preview_token: str | None = None
    open_message_id: str | None = None
    open_chat_id: str | None = None


class _UrlPreviewEvent(msgspec.Struct, gc=False):
    context: _Context
    operator: Operator = Operator()
    host: str | None = None


_event = msgspec.json.Decoder(_UrlPreviewEvent)


def decode_url_preview(envelope: Envelope, *, now: float, raw: bytes) -> UrlPreview | Event:
    """
    Decode the inside of a link preview.

    Args:
        envelope: The opened envelope.
        now: Seconds since 1970-01-01 UTC.
        raw: The whole JSON document as it arrived.

    Returns:
        The link preview; or, when something in it has not the documented shape, the untyped event with the reason in
        ``drift``.
    """
    try:
        event = _event.decode(envelope.event)
    except DRIFT_ERRORS as error:
        return make_event(envelope, now=now, raw=raw, drift=str(error))
    context = event.context
    return UrlPreview(
        url=context.url,
        preview_token=context.preview_token or "",
        host=event.host or "",
        operator=event.operator,
        message_id=context.open_message_id or "",
        chat_id=context.open_chat_id or "",
        event_id=envelope.event_id,
        request_id=envelope.request_id,
        tenant_key=envelope.tenant_key,
        create_time=envelope.create_time,
        raw=raw,
        decoded_at=now,
    )
