"""Somebody sees a link that the app may describe."""

from __future__ import annotations

import json

import pytest

from larkline.payloads.envelope import decode_envelope
from larkline.payloads.event import Event
from larkline.payloads.operator import Operator
from larkline.payloads.url_preview import UrlPreview, decode_url_preview
from tests.payloads.shapes import NOW, changed, payload_vectors, sample

PREVIEW = "url.preview.get"


def decode(payload: bytes, now: float = NOW) -> UrlPreview | Event:
    """Decode a whole delivery."""
    return decode_url_preview(decode_envelope(payload, request_id="r1"), now=now, raw=payload)


@pytest.mark.parametrize(
    "payload",
    [sample(PREVIEW)]
    + [vector["payload"].encode() for vector in payload_vectors("v2") if vector["expect"]["dispatch_type"] == PREVIEW],
)
def test_recorded_link_previews_are_typed(payload):
    """Every member is what stands in the document; a draft has neither ids nor a preview token."""
    document = json.loads(payload)
    inner = document["event"]
    preview = decode(payload)

    assert preview == UrlPreview(
        url=inner["context"]["url"],
        preview_token=inner["context"].get("preview_token", ""),
        host=inner["host"],
        operator=Operator(**inner["operator"]),
        message_id=inner["context"]["open_message_id"],
        chat_id=inner["context"]["open_chat_id"],
        event_id=document["header"]["event_id"],
        request_id="r1",
        tenant_key=document["header"]["tenant_key"],
        create_time=document["header"]["create_time"],
        raw=payload,
        decoded_at=NOW,
    )


def test_the_age_counts_from_the_creation():
    """Create times of callbacks are microseconds."""
    preview = decode(sample(PREVIEW), now=1735689601.5)

    assert preview.age == 1.5


@pytest.mark.parametrize(
    ("path", "value", "drift"),
    [
        ("event__context", ..., "missing required field `context`"),
        ("event__context__url", ..., "missing required field `url`"),
        ("event__context__url", 3, "at `$.context.url`"),
        ("event__operator", [], "at `$.operator`"),
    ],
)
def test_a_drifted_shape_gives_the_untyped_event(path, value, drift):
    """Without an address there is nothing to preview, but the delivery is no failure."""
    event = decode(changed(PREVIEW, **{path: value}))

    assert isinstance(event, Event)
    assert event.drift is not None
    assert drift in event.drift


def test_no_token_is_shown():
    """The preview token lets its holder refresh the preview; somebody's link may hold a token of another service."""
    preview = decode(sample(PREVIEW))

    assert "3c3feb2b0df5" not in repr(preview)
    assert "https://example.com" in repr(preview)
    assert "key=s3cret" not in repr(UrlPreview(url="https://example.com/a?key=s3cret"))
    assert "https://example.com/a?…" in repr(UrlPreview(url="https://example.com/a?key=s3cret"))
