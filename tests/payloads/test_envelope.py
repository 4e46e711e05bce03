"""The envelope around every event and callback."""

from __future__ import annotations

import json

import pytest

from larkline.errors import MalformedDelivery
from larkline.payloads.envelope import Envelope, decode_envelope
from tests.payloads.shapes import changed, compact, payload_vectors, sample

ACTION = "card.action.trigger"


@pytest.mark.parametrize("vector", payload_vectors("v1", "v2"), ids=lambda vector: vector["id"])
def test_recorded_deliveries_are_opened(vector):
    """Version, dispatch key, idempotency key and inner JSON are those of the recording."""
    document = json.loads(vector["payload"])
    envelope = decode_envelope(vector["payload"].encode(), request_id="r1")
    header = document.get("header", {})
    version_2 = vector["expect"]["envelope"] == "v2"

    assert envelope.schema == ("2.0" if version_2 else "1.0")
    assert envelope.type == vector["expect"]["dispatch_type"]
    assert envelope.event_id == (header.get("event_id", "") if version_2 else document["uuid"])
    assert envelope.token == (header if version_2 else document).get("token", "")
    assert envelope.create_time == (header.get("create_time", "") if version_2 else document.get("ts", ""))
    assert envelope.app_id == (header if version_2 else document["event"]).get("app_id", "")
    assert envelope.tenant_key == (header if version_2 else document["event"]).get("tenant_key", "")
    assert envelope.request_id == "r1"
    assert json.loads(bytes(envelope.event)) == document["event"]


@pytest.mark.parametrize("vector", payload_vectors(None, "card_v1"), ids=lambda vector: vector["id"])
def test_what_has_no_envelope_is_refused(vector):
    """Neither the flat older card callback nor a document without schema and uuid is an event or callback."""
    with pytest.raises(MalformedDelivery, match=r"no schema .* and no uuid"):
        decode_envelope(vector["payload"].encode())


@pytest.mark.parametrize("member", ["event_id", "create_time", "token", "app_id", "tenant_key"])
@pytest.mark.parametrize(
    ("value", "read"), [(..., ""), (None, ""), (17, "17"), (1.5, "1.5"), (True, ""), ([1], ""), ({"a": 1}, "")]
)
def test_a_header_member_of_another_kind_is_no_failure(member, value, read):
    """Only the type is needed to route; numbers are read as text, the rest as missing."""
    envelope = decode_envelope(changed(ACTION, **{f"header__{member}": value}))

    assert getattr(envelope, member) == read
    assert envelope.type == ACTION


@pytest.mark.parametrize("member", ["uuid", "ts", "token", "type", "extra"])
@pytest.mark.parametrize("value", [None, 1, True, [], {"a": []}])
def test_members_of_the_other_version_do_not_matter(member, value):
    """A document of version 2.0 may have anything beside its own members."""
    assert decode_envelope(changed(ACTION, **{member: value})).type == ACTION


@pytest.mark.parametrize("value", ["3.0", "2", "x"])
def test_any_schema_text_is_version_2(value):
    """A later version with the same envelope is still routed."""
    assert decode_envelope(changed(ACTION, schema=value)).schema == "2.0"


@pytest.mark.parametrize("schema", ["", None, 2.0, 2, True, [], ...])
def test_without_a_schema_text_the_uuid_decides(schema):
    """The rule of the official SDKs: a non-empty schema, else a non-empty uuid."""
    old = {"uuid": "u1", "ts": "1502199207.7171419", "token": "t", "event": {"type": "app_ticket", "app_id": "cli_1"}}
    document = old if schema is ... else {"schema": schema, **old}

    assert decode_envelope(compact(document)) == decode_envelope(compact(old))
    assert decode_envelope(compact(old)).type == "app_ticket"


@pytest.mark.parametrize("member", ["app_id", "tenant_key"])
@pytest.mark.parametrize("value", [None, 7, []])
def test_odd_members_of_an_old_event_are_no_failure(member, value):
    """Version 1.0 needs the type of its event and nothing else."""
    envelope = decode_envelope(compact({"uuid": "u", "ts": 1.5, "event": {"type": "x", member: value}}))

    assert (envelope.type, envelope.create_time, getattr(envelope, member)) == ("x", "1.5", "7" if value == 7 else "")


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"schema": "2.0"}, r"an object at \$\.header, got nothing"),
        ({"schema": "2.0", "header": []}, r"an object at \$\.header, got an array"),
        ({"schema": "2.0", "header": "x"}, r"an object at \$\.header, got a text"),
        ({"schema": "2.0", "header": {}}, r"at \$\.header\.event_type, got nothing"),
        ({"schema": "2.0", "header": {"event_type": ""}}, r"at \$\.header\.event_type, got an empty text"),
        ({"schema": "2.0", "header": {"event_type": 3}}, r"at \$\.header\.event_type, got a number"),
        ({"schema": "2.0", "header": {"event_type": True}}, r"at \$\.header\.event_type, got true or false"),
        ({"schema": "2.0", "header": {"event_type": {}}}, r"at \$\.header\.event_type, got an object"),
        ({"uuid": "u"}, r"an object with a type at \$\.event"),
        ({"uuid": "u", "event": None}, r"an object with a type at \$\.event"),
        ({"uuid": "u", "event": [1]}, r"an object with a type at \$\.event"),
        ({"uuid": "u", "event": {}}, r"at \$\.event\.type, got nothing"),
        ({"uuid": "u", "event": {"type": ""}}, r"at \$\.event\.type, got an empty text"),
        ({"uuid": 5, "event": {"type": "x"}}, "no schema"),
        ({}, "no schema"),
        ([], "expected shape"),
        ("x", "expected shape"),
        (None, "expected shape"),
    ],
)
def test_what_is_missing_is_told(document, problem):
    """The text says what came and what was wanted, without repeating the content."""
    with pytest.raises(MalformedDelivery, match=problem):
        decode_envelope(compact(document))


def test_a_delivery_without_an_event_is_opened():
    """The inner JSON is optional: the type is all that routing needs."""
    assert bytes(decode_envelope(changed(ACTION, event=...)).event) == b""


def test_the_last_of_two_equal_members_counts():
    """As in every JSON library that the official SDKs use."""
    text = sample(ACTION).replace(b'"header":{', b'"header":{"event_type":"first",', 1)

    assert decode_envelope(text).type == ACTION


def test_the_token_is_not_shown():
    """Neither the verification token nor the event, which may hold other tokens, is in the representation."""
    envelope = decode_envelope(sample("card.action.trigger"), request_id="r1")
    token = json.loads(sample("card.action.trigger"))["header"]["token"]

    assert token == envelope.token
    assert token not in repr(envelope)
    assert "c-bd6212364bad" not in repr(envelope)
    assert "card.action.trigger" in repr(envelope)


def test_an_envelope_can_be_made_by_hand():
    """Version and type are enough."""
    assert Envelope("2.0", "x").event_id == ""
