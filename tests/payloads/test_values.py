"""What a button carries, and what a form holds, as classes."""

from __future__ import annotations

import types
from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec
import pytest

from larkline.cards.components import Button
from larkline.payloads.values import CardValue, FormValue, convert_value, tag_of


class Approve(CardValue, tag="approve"):
    order_id: str


class Colour(StrEnum):
    RED = "red"


class Paint(CardValue, tag="paint", kw_only=True, rename="camel"):
    wall_colour: Colour = Colour.RED
    on: date | None = None
    coats: int = 1


class Expense(FormValue):
    reason: str
    amount: float
    kind: Literal["travel", "office"] = "office"
    day: str = msgspec.field(name="DatePicker_1", default="")
    people: tuple[str, ...] = ()


@pytest.mark.parametrize("value", [Approve("42"), Paint(), Paint(wall_colour=Colour.RED, on=date(2026, 1, 2), coats=3)])
def test_what_a_button_carries_comes_back(value):
    """The value that went into a card is the value the handler receives."""
    carried = Button("x", value=value).to_dict()["behaviors"][0]["value"]

    assert carried["action"] == tag_of(type(value))
    assert convert_value(carried, type(value)) == value


@pytest.mark.parametrize(
    "keywords", [{}, {"tag": ""}, {"tag": None}, {"tag": 3}, {"tag": True}, {"tag": lambda name: name}]
)
def test_a_tag_is_required(keywords):
    """A value nobody can tell from another is refused where it is defined."""
    with pytest.raises(TypeError, match=r'class Anonymous\(CardValue, tag="…"\)'):
        types.new_class("Anonymous", (CardValue,), keywords)


def test_a_subclass_needs_its_own_tag():
    """Inheriting the tag would make two values look the same."""
    with pytest.raises(TypeError, match="needs a tag"):

        class Again(Approve):  # type: ignore[call-arg]  # pyrefly: ignore[missing-argument]  # the point
            note: str = ""

    class Other(Approve, tag="other"):
        note: str = ""

    assert convert_value({"action": "other", "order_id": "1"}, Other) == Other("1")


def test_the_tag_cannot_be_a_field():
    """The name of the tag on the wire is taken."""
    with pytest.raises(ValueError, match="action"):

        class Clash(CardValue, tag="clash"):
            action: str


def test_a_value_cannot_be_changed():
    """Payloads are data."""
    with pytest.raises(AttributeError):
        Approve("1").order_id = "2"  # type: ignore[misc]  # pyrefly: ignore[read-only]  # the point


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"order_id": "1"}, r"Expected 'approve' - at `\$\.action`"),
        ({"action": "deploy", "order_id": "1"}, r"Expected 'approve' - at `\$\.action`"),
        ({"action": ["approve"], "order_id": "1"}, r"Expected 'approve' - at `\$\.action`"),
        ({"action": "approve"}, "missing required field `order_id`"),
        ({"action": "approve", "order_id": 1}, r"Expected `str`, got `int` - at `\$\.order_id`"),
        ("approve", "Expected `object`, got `str`"),
        (None, "Expected `object`, got `null`"),
        ([], "Expected `object`, got `array`"),
    ],
)
def test_another_value_is_refused(value, problem):
    """The text says what does not fit, and where."""
    with pytest.raises(msgspec.ValidationError, match=problem):
        convert_value(value, Approve)


def test_a_member_of_an_older_card_is_ignored():
    """Cards live for weeks: what the class no longer knows does no harm."""
    assert convert_value({"action": "approve", "order_id": "1", "old": True}, Approve) == Approve("1")


def test_other_types_can_be_asked_for():
    """Whatever msgspec knows."""
    assert convert_value("x", str) == "x"
    assert convert_value({"a": 1}, dict[str, int]) == {"a": 1}
    assert tag_of(Expense) is None
    assert tag_of("approve") is None


def test_a_form_becomes_a_class():
    """Text fits numbers, and a component may have a name that is no Python name."""
    form = {"reason": "train", "amount": "12.50", "kind": "travel", "DatePicker_1": "2026-01-02 +0800", "other": 1}

    assert Expense.from_form(form) == Expense("train", 12.5, "travel", "2026-01-02 +0800")


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"reason": "train"}, "missing required field `amount`"),
        ({"reason": "train", "amount": "much"}, r"Expected `float`.* - at `\$\.amount`"),
        ({"reason": "train", "amount": "1", "kind": "fun"}, r"Invalid enum value 'fun' - at `\$\.kind`"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(form, problem):
    """The text names the field."""
    with pytest.raises(msgspec.ValidationError, match=problem):
        Expense.from_form(form)
