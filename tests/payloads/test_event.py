"""An event or callback without a type of its own."""

from __future__ import annotations

import json

import pytest

from larkline.payloads.envelope import decode_envelope
from larkline.payloads.event import Event, make_event
from tests.payloads.shapes import NOW, changed, sample

MESSAGE = "im.message.receive_v1"


def test_the_members_come_from_the_envelope():
    """Everything a handler may want stands on the event itself."""
    payload = sample(MESSAGE)
    header = json.loads(payload)["header"]
    event = make_event(decode_envelope(payload, request_id="r1"), now=1608725990.0, raw=payload)

    assert event.type == MESSAGE
    assert event.event_id == header["event_id"]
    assert event.tenant_key == header["tenant_key"]
    assert event.app_id == header["app_id"]
    assert event.create_time == header["create_time"] == "1608725989000"
    assert event.request_id == "r1"
    assert event.age == 1.0
    assert event.raw == payload
    assert event.drift is None


def test_the_inner_json_is_decoded_once():
    """A handler that never looks pays nothing, one that looks twice pays once."""
    payload = sample(MESSAGE)
    event = make_event(decode_envelope(payload), now=NOW, raw=payload)

    assert event.event == json.loads(payload)["event"]
    assert event.event is event.event


@pytest.mark.parametrize("inner", [..., None, [], "x", 3])
def test_what_is_no_object_is_an_empty_one(inner):
    """The raw document still tells what came."""
    payload = changed(MESSAGE, event=inner)
    event = make_event(decode_envelope(payload), now=NOW, raw=payload)

    assert event.event == {}


def test_an_event_can_be_made_by_hand():
    """A unit test of a handler needs a type and a dict."""
    event = Event(type="im.chat.updated_v1", body={"chat_id": "oc_1"})

    assert event.event["chat_id"] == "oc_1"
    assert event.age is None
    assert Event(type="x").event == {}


def test_no_content_is_shown():
    """The event of an app ticket is a secret, and the raw document holds the verification token."""
    payload = b'{"uuid":"u1","token":"verify-1","event":{"type":"app_ticket","app_ticket":"ticket-1"}}'
    event = make_event(decode_envelope(payload), now=NOW, raw=payload, drift="Expected `str` - at `$.x`")
    assert event.event["app_ticket"] == "ticket-1"

    assert "ticket-1" not in repr(event)
    assert "verify-1" not in repr(event)
    assert "app_ticket" in repr(event)
    assert "Expected `str`" in repr(event)
