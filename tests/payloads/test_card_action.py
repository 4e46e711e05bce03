"""A person used a component of a card."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from larkline.payloads.card_action import (
    CardAction,
    CardValue,
    FormValue,
    Operator,
    decode_card_action,
    with_typed,
)
from larkline.payloads.envelope import decode_envelope
from larkline.payloads.event import Event
from tests.payloads.shapes import NOW, changed, payload_vectors, sample

ACTION = "card.action.trigger"


class Approve(CardValue, tag="approve"):
    id: int


class Expense(FormValue):
    amount: float


def decode(payload: bytes) -> CardAction[Any, dict[str, Any]] | Event:
    """Decode a whole delivery."""
    return decode_card_action(decode_envelope(payload, request_id="r1"), now=NOW, raw=payload)


def decode_well(payload: bytes) -> CardAction[Any, dict[str, Any]]:
    """Decode a whole delivery that has the documented shape."""
    action = decode(payload)
    assert isinstance(action, CardAction), action
    return action


@pytest.mark.parametrize(
    "vector",
    [vector for vector in payload_vectors("v2") if vector["expect"]["dispatch_type"] == ACTION],
    ids=lambda vector: f"{vector['id']}-{vector.get('note', '')}",
)
def test_recorded_card_actions_are_typed(vector):
    """Every member is what stands in the document, in the string form of a value, too."""
    payload = vector["payload"].encode()
    inner = json.loads(payload)["event"]
    raw_action = inner["action"]
    action = decode_well(payload)

    assert action.value == raw_action.get("value")
    assert action.form == raw_action.get("form_value", {})
    assert action.submitted == ("form_value" in raw_action)
    assert action.tag == raw_action["tag"]
    assert action.name == raw_action.get("name")
    assert action.option == raw_action.get("option")
    assert action.options == raw_action.get("options", [])
    assert action.checked == raw_action.get("checked")
    assert action.input_value == raw_action.get("input_value")
    assert action.timezone == raw_action.get("timezone")
    assert action.operator == Operator(**inner["operator"])
    assert action.message_id == inner["context"]["open_message_id"]
    assert action.chat_id == inner["context"]["open_chat_id"]
    assert action.host == inner["host"]
    assert action.update_token == inner["token"]


def test_the_sample_is_read_completely():
    """The example of the documentation, with a submitted form and the members of the envelope."""
    payload = sample(ACTION)
    action = decode_card_action(decode_envelope(payload, request_id="r1"), now=1603977300.5, raw=payload)

    assert isinstance(action, CardAction)
    assert action.form["Input_jv7tzgmesx0"] == "1234"
    assert action.form["field name1"] == ["selectDemo1", "selectDemo2"]
    assert action.submitted
    assert action.operator.user_id == "7e53e8c014d3"
    assert action.event_id == "b43ec44b53f440414cd8a8fd72aed70d"
    assert action.tenant_key == "6976717d8c16cb0d"
    assert action.create_time == "1603977298000000"
    assert action.age == 2.5
    assert action.request_id == "r1"
    assert action.raw == payload


@pytest.mark.parametrize("member", ["name", "option", "options", "checked", "input_value", "timezone", "form_value"])
def test_null_is_as_good_as_missing(member):
    """A platform that writes null for what is not there is understood."""
    null = decode_well(changed(ACTION, **{f"event__action__{member}": None}))
    missing = decode_well(changed(ACTION, **{f"event__action__{member}": ...}))

    assert null == msgspec.structs.replace(missing, raw=null.raw)


@pytest.mark.parametrize(
    ("path", "value", "attribute"),
    [
        ("event__context", ..., "message_id"),
        ("event__context", None, "chat_id"),
        ("event__context__open_message_id", None, "message_id"),
        ("event__token", None, "update_token"),
        ("event__host", ..., "host"),
        ("event__action__tag", None, "tag"),
    ],
)
def test_what_is_missing_is_empty(path, value, attribute):
    """Ids that are not there are empty texts."""
    assert getattr(decode_well(changed(ACTION, **{path: value})), attribute) == ""


def test_an_operator_without_optional_ids():
    """Lark tenants have no union_id, and the user_id needs a permission."""
    action = decode_well(changed(ACTION, event__operator={"open_id": "ou_1", "user_id": None}))

    assert action.operator == Operator(open_id="ou_1", union_id=None, user_id=None, tenant_key="")


@pytest.mark.parametrize(
    ("path", "value", "drift"),
    [
        ("event__action", ..., "missing required field `action`"),
        ("event__action", "x", "Expected `object`, got `str` - at `$.action`"),
        ("event__action__checked", "yes", "at `$.action.checked`"),
        ("event__action__options", "a,b", "at `$.action.options`"),
        ("event__action__form_value", [1], "at `$.action.form_value`"),
        ("event__operator", 3, "at `$.operator`"),
        ("event__context__open_chat_id", 3, "at `$.context.open_chat_id`"),
        ("event", ..., "truncated"),
        ("event", [], "Expected `object`, got `array`"),
    ],
)
def test_a_drifted_shape_gives_the_untyped_event(path, value, drift):
    """What the platform changes reaches a handler all the same, and the log can say what it was."""
    payload = changed(ACTION, **{path: value})
    event = decode(payload)

    assert isinstance(event, Event)
    assert event.type == ACTION
    assert event.raw == payload
    assert event.request_id == "r1"
    assert event.drift is not None
    assert drift in event.drift


def test_unknown_members_do_no_harm():
    """Something new beside the known is ignored, and stays in the raw document."""
    payload = changed(ACTION, event__news={"a": [1]}, event__action__news=1, event__context__news=None, news="x")

    assert decode_well(payload).tag == "button"
    assert b'"news"' in decode_well(payload).raw


def test_a_subscript_is_free_at_run_time():
    """With one or two arguments it is the class itself."""
    assert CardAction[Approve] is CardAction
    assert CardAction[Approve, Expense] is CardAction


def test_value_and_form_can_be_replaced_by_typed_ones():
    """The copy has the classes, the original still the JSON."""
    original = decode_well(changed(ACTION, event__action__value={"action": "approve", "id": 7}))
    typed = with_typed(original, value=Approve(7), form=Expense(1.5))

    assert (typed.value, typed.form) == (Approve(7), Expense(1.5))
    assert original.value == {"action": "approve", "id": 7}
    assert with_typed(original, value=None).value is None
    assert with_typed(original, value=Approve(7)).form == original.form
    assert with_typed(original) == original
    assert typed.message_id == original.message_id


def test_a_card_action_can_be_made_by_hand():
    """A unit test of a handler gives what the handler reads."""
    action = CardAction(value=Approve(7), tag="button")

    assert action.value.id == 7
    assert action.form == {}
    assert action.age is None
    assert CardAction[Any]().value is None
    assert CardAction[Any]().options == []


def test_a_card_action_cannot_be_changed():
    """Payloads are data."""
    with pytest.raises(AttributeError):
        CardAction(value=1).tag = "x"  # type: ignore[misc]  # pyrefly: ignore[read-only]  # the point


def test_no_token_is_shown():
    """Neither the update token nor the verification token, which the raw document holds."""
    action = decode_well(sample(ACTION))

    assert action.update_token == "c-bd6212364bad"
    assert action.update_token not in repr(action)
    assert json.loads(sample(ACTION))["header"]["token"] not in repr(action)
    assert "1234" not in repr(action), "what was written into a form may be a password"
    assert "p4ss" not in repr(CardAction(value=None, input_value="p4ss"))
    assert "tag='button'" in repr(action)
    assert "checked=False" in repr(CardAction(value=0, checked=False))
    assert "value=0" in repr(CardAction(value=0, checked=False))
