"""From what a user gives to plain JSON."""

from __future__ import annotations

import enum
from collections import OrderedDict
from datetime import date
from types import MappingProxyType

import msgspec
import pytest

from larkline.cards.card import Card
from larkline.cards.components import PlainText
from larkline.cards.json_value import MAX_DEPTH, canonical, plain
from larkline.errors import InvalidCard


class Order(msgspec.Struct, tag="order", tag_field="action"):
    id: str
    due: date | None = None


class Word(str):
    """A text with a type."""

    __slots__ = ()


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (10**30, 10**30),
        (1.5, 1.5),
        ("文", "文"),
        ((1, [2, (3,)]), [1, [2, [3]]]),
        (OrderedDict(a=1), {"a": 1}),
        (MappingProxyType({"a": {"b": 1}}), {"a": {"b": 1}}),
        (Order("1", date(2026, 1, 2)), {"action": "order", "id": "1", "due": "2026-01-02"}),
        ([PlainText("x")], [{"tag": "plain_text", "content": "x"}]),
        (Word("w"), "w"),
        (Colour.RED, "red"),
        ({Word("k"): Word("w")}, {"k": "w"}),
        (Order(Word("1")), {"action": "order", "id": "1", "due": None}),
        ({"card": Card()}, {"card": {"schema": "2.0", "body": {"elements": []}}}),
    ],
)
def test_values_become_plain(value, expected):
    """Mappings, tuples, structs, dates in structs, cards and typed texts all have a JSON form."""
    found = plain(value)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, {2}]}, "/a/1: set has no JSON form"),
        ({"a": float("nan")}, "/a: nan has no JSON form"),
        ({"a": {1: 2}}, "/a/1: the key 1 is not text"),
        (lambda: 0, "/: function has no JSON form"),
        ([Order(object())], "/0: Order has no JSON form"),  # type: ignore[arg-type]  # on purpose
    ],
)
def test_the_place_of_a_mistake_is_told(value, text):
    """The path leads to what cannot be written."""
    with pytest.raises(InvalidCard, match=text):
        plain(value)


def test_depth_is_limited():
    """One level less than the limit passes, one more does not."""

    def nested(depth: int) -> list[object]:
        value: list[object] = []
        for _ in range(depth):
            value = [value]
        return value

    assert plain(nested(MAX_DEPTH)) == nested(MAX_DEPTH)
    with pytest.raises(InvalidCard, match=f"nested more than {MAX_DEPTH} deep"):
        plain(nested(MAX_DEPTH + 1))


def test_the_canonical_form_tells_equal_from_different():
    """Sorted members, whole numbers without a fraction; true stays true."""
    assert canonical({"b": [1.0, True], "a": 1.5}) == b'{"a":1.5,"b":[1,true]}'
