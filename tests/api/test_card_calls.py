"""Descriptions of calls about card entities."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.api import card_calls
from larkline.api.calls import Call
from larkline.cards.card import Card, CardTemplate
from larkline.cards.markdown import Markdown
from larkline.errors import CardError, InvalidCard

CARD = Card(elements=[Markdown("**好**")])
OLD = Card.from_dict({"elements": [{"tag": "hr"}]})
ROOT = "/open-apis/cardkit/v1/cards"


def body_of(call: Call) -> dict[str, Any]:
    """Read the body back."""
    document: dict[str, Any] = json.loads(call.body() or b"{}")
    return document


@pytest.mark.parametrize(
    ("card", "kind", "data"),
    [
        (CARD, "card_json", CARD.to_dict()),
        (CARD.to_dict(), "card_json", CARD.to_dict()),
        (
            CardTemplate("AAq1", version_name="1.0.0", variables={"n": 1}),
            "template",
            {"template_id": "AAq1", "template_version_name": "1.0.0", "template_variable": {"n": 1}},
        ),
        (
            {"type": "template", "data": {"template_id": "AAq1", "template_variable": {"n": 1}}},
            "template",
            {"template_id": "AAq1", "template_variable": {"n": 1}},
        ),
    ],
)
def test_making_an_entity(card, kind, data):
    """Of a card or of a template, as text."""
    call = card_calls.entity_create(card)
    body = body_of(call)

    assert (call.method, call.path, call.repeatable) == ("POST", ROOT, True)
    assert (body["type"], json.loads(body["data"])) == (kind, data)


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        (OLD, "300303"),
        ({"schema": "2.0", "config": {"update_multi": False}, "body": {"elements": [{"tag": "hr"}]}}, "300302"),
        ({"type": "card", "data": {"card_id": "1"}}, "refers to a card entity"),
    ],
)
def test_what_cannot_be_an_entity(card, problem):
    """The mistake surfaces before the platform is asked, with the code it would have answered."""
    with pytest.raises(CardError, match=problem):
        card_calls.entity_create(card)
    with pytest.raises(CardError, match=problem):
        card_calls.entity_replace("card_1", card)


def test_a_card_that_the_platform_would_refuse():
    """An entity is checked as any card that is sent is."""
    wrong = {"schema": "2.0", "body": {"elements": [{"tag": "markdown"}]}}
    with pytest.raises(InvalidCard):
        card_calls.entity_create(wrong)
    with pytest.raises(InvalidCard):
        card_calls.entity_replace("card_1", wrong)


def test_a_template_does_not_replace():
    """The platform takes card JSON only."""
    with pytest.raises(CardError, match="template"):
        card_calls.entity_replace("card_1", CardTemplate("AAq1"))


BUTTON = {"tag": "button", "text": {"tag": "plain_text", "content": "好"}}
OPERATIONS = [
    (
        card_calls.entity_replace("card_1", CARD),
        "PUT",
        "",
        {"card": {"type": "card_json", "data": CARD.to_json().decode()}},
        True,
    ),
    (
        card_calls.entity_settings("card_1", config={"streaming_mode": True}, card_link={"url": "https://a.example"}),
        "PATCH",
        "/settings",
        {"settings": {"config": {"streaming_mode": True}, "card_link": {"url": "https://a.example"}}},
        True,
    ),
    (
        card_calls.entity_batch("card_1", [{"action": "delete_elements", "params": {"element_ids": ["a"]}}]),
        "POST",
        "/batch_update",
        {"actions": [{"action": "delete_elements", "params": {"element_ids": ["a"]}}]},
        False,
    ),
    (
        card_calls.element_add("card_1", Markdown("x")),
        "POST",
        "/elements",
        {"type": "append", "elements": [{"tag": "markdown", "content": "x"}]},
        False,
    ),
    (
        card_calls.element_add("card_1", [Markdown("x"), BUTTON], before="a_1"),
        "POST",
        "/elements",
        {
            "type": "insert_before",
            "target_element_id": "a_1",
            "elements": [{"tag": "markdown", "content": "x"}, BUTTON],
        },
        False,
    ),
    (
        card_calls.element_add("card_1", BUTTON, after="a_1"),
        "POST",
        "/elements",
        {"type": "insert_after", "target_element_id": "a_1", "elements": [BUTTON]},
        False,
    ),
    (
        card_calls.element_add("card_1", (BUTTON,), into="form_1"),
        "POST",
        "/elements",
        {"type": "append", "target_element_id": "form_1", "elements": [BUTTON]},
        False,
    ),
    (card_calls.element_replace("card_1", "a_1", BUTTON), "PUT", "/elements/a_1", {"element": BUTTON}, True),
    (
        card_calls.element_patch("card_1", "a_1", {"text": {"content": "不好"}}),
        "PATCH",
        "/elements/a_1",
        {"partial_element": {"text": {"content": "不好"}}},
        True,
    ),
    (card_calls.element_delete("card_1", "a_1"), "DELETE", "/elements/a_1", {}, False),
    (card_calls.element_text("card_1", "a_1", "文本"), "PUT", "/elements/a_1/content", {"content": "文本"}, True),
]
TEXTS = {"settings", "actions", "elements", "element", "partial_element"}


@pytest.mark.parametrize(("operation", "method", "path", "body", "same_twice"), OPERATIONS, ids=range(len(OPERATIONS)))
def test_the_operations(operation, method, path, body, same_twice):
    """Method, path and body are what the platform documents, with a number and a uuid."""
    call = operation.call(7)
    sent = body_of(call)
    number, uuid = sent.pop("sequence"), sent.pop("uuid")

    assert (call.method, call.path) == (method, f"{ROOT}/card_1{path}")
    assert {name: json.loads(value) if name in TEXTS else value for name, value in sent.items()} == body
    assert (number, 1 <= len(uuid) <= 64) == (7, True)
    assert call.repeatable
    assert operation.same_twice is same_twice
    assert bool(call.done_codes) is not same_twice


def test_a_uuid_can_be_given():
    """Else each call has its own, which stays when it is repeated."""
    given = card_calls.element_text("card_1", "a", "x", uuid="mine").call(1)
    first, second = (card_calls.element_text("card_1", "a", "x").call(1) for _ in range(2))

    assert body_of(given)["uuid"] == "mine"
    assert body_of(first)["uuid"] != body_of(second)["uuid"]
    assert body_of(first) == body_of(first)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: card_calls.entity_settings("card_1"), "config"),
        (lambda: card_calls.entity_batch("card_1", []), "no actions"),
        (lambda: card_calls.element_add("card_1", []), "no components"),
        (lambda: card_calls.element_add("card_1", BUTTON, before="a", after="b"), "one of"),
        (lambda: card_calls.element_add("card_1", BUTTON, before="1a"), "element_id"),
        (lambda: card_calls.element_delete("card_1", "a" * 21), "element_id"),
        (lambda: card_calls.element_delete("card_1", "../x"), "element_id"),
        (lambda: card_calls.element_text("card_1", "a", ""), "1 to 100,000"),
        (lambda: card_calls.element_text("card_1", "a", "x" * 100_001), "100,001"),
        (lambda: card_calls.element_text("card_1", "a", "x", uuid="u" * 65), "uuid"),
        (lambda: card_calls.element_text("card_1", "a", "x", uuid=""), "uuid"),
        (lambda: card_calls.element_text("..", "a", "x"), "card entity"),
        (lambda: card_calls.reference_to(""), "card entity"),
    ],
    ids=range(13),
)
def test_mistakes(make, problem):
    """They surface where the call is described."""
    with pytest.raises(ValueError, match=problem):
        make()


def test_what_is_no_component():
    """It is found before it is sent."""
    with pytest.raises(CardError):
        card_calls.element_add("card_1", ["text"])  # type: ignore[list-item]  # what a caller without a checker may do
    with pytest.raises(CardError):
        card_calls.element_replace("card_1", "a", 5)  # type: ignore[arg-type]  # as above


def test_an_id_stays_in_its_place():
    """Nothing in the id of a card leads to another path."""
    assert card_calls.entity_replace("a/../b", CARD).path == f"{ROOT}/a%2F..%2Fb"
