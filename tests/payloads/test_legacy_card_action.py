"""A person used a component of a card, told in the older form."""

from __future__ import annotations

import json

import pytest

from larkline.errors import MalformedDelivery
from larkline.payloads.legacy_card_action import decode_legacy_card_action
from larkline.payloads.operator import Operator
from tests.payloads.shapes import changed, compact, payload_vectors, sample

LEGACY = "card.action.trigger_v1"


@pytest.mark.parametrize(
    "payload",
    [sample(LEGACY)] + [vector["payload"].encode() for vector in payload_vectors("card_v1")],
)
def test_recorded_actions_are_typed(payload):
    """Every member is what stands in the flat body."""
    body = json.loads(payload)
    action = decode_legacy_card_action(payload, refresh_token="fresh-1", request_id="r1")

    assert action.value == body["action"].get("value")
    assert action.form == body["action"].get("form_value", {})
    assert action.tag == body["action"]["tag"]
    assert action.name == body["action"].get("name")
    assert action.option == body["action"].get("option")
    assert action.options == body["action"].get("options", [])
    assert action.checked == body["action"].get("checked")
    assert action.input_value == body["action"].get("input_value")
    assert action.timezone == body["action"].get("timezone")
    assert action.operator == Operator(
        open_id=body["open_id"], user_id=body.get("user_id"), tenant_key=body["tenant_key"]
    )
    assert action.message_id == body["open_message_id"]
    assert action.chat_id == body.get("open_chat_id", "")
    assert action.tenant_key == body["tenant_key"]
    assert action.update_token == body["token"]
    assert (action.refresh_token, action.request_id, action.raw) == ("fresh-1", "r1", payload)


def test_the_time_zone_may_stand_outside():
    """Some pages show it beside the action."""
    payload = changed(LEGACY, action__timezone=..., timezone="Asia/Shanghai")

    assert decode_legacy_card_action(payload).timezone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (sample("card.action.trigger"), "expected shape"),
        (changed(LEGACY, schema="2.0"), "envelope of an event"),
        (changed(LEGACY, uuid="u1"), "envelope of an event"),
        (compact({"type": "url_verification", "challenge": "x", "token": "t"}), "missing required field `action`"),
        (changed(LEGACY, action="x"), r"at `\$\.action`"),
        (changed(LEGACY, open_id=...), "missing required field `open_id`"),
        (b"{", "not JSON"),
        (b'{"action":' * 100_000, "nested too deeply"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_other_bodies_are_refused(payload, problem):
    """Newer callbacks, checks of the address and junk are no older card callback."""
    with pytest.raises(MalformedDelivery, match=problem):
        decode_legacy_card_action(payload)


def test_no_token_is_shown():
    """Neither that of the body nor that of the header."""
    action = decode_legacy_card_action(sample(LEGACY), refresh_token="fresh-1")

    assert action.update_token == "b877237e0af02ad9"
    assert "b877237e0af02ad9" not in repr(action)
    assert "fresh-1" not in repr(action)
    assert "tag='example'" in repr(action)
