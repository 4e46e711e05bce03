"""What the fields of a form class are."""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest

from larkline.cards import Input, SelectStatic
from larkline.cards.form_types import fields_of
from larkline.payloads.addresses import ChatId, OpenId
from larkline.payloads.values import FormValue


class Kind(enum.Enum):
    TAXI = "打车"
    HOTEL = "酒店"


class Everything(FormValue):
    text: str
    typed_text: ChatId
    whole: int
    number: float | None
    exact: Decimal
    flag: bool
    day: date
    clock: time
    moment: datetime
    word: Literal["a", "b", 3]
    kind: Kind
    person: OpenId
    some_words: list[Literal["a", "b"]]
    some_kinds: frozenset[Kind]
    some_people: tuple[OpenId, ...]
    some_texts: set[str]
    anything: Any
    pair: tuple[str, int]
    either: str | int
    maybe: Literal[True]


def test_each_type_is_one_kind_of_entry():
    """What a component can give is told from what none can."""
    kinds = {field.name: field.kind for field in fields_of(Everything)}

    assert kinds == {
        "text": "text",
        "typed_text": "text",
        "whole": "number",
        "number": "number",
        "exact": "number",
        "flag": "flag",
        "day": "date",
        "clock": "time",
        "moment": "datetime",
        "word": "choice",
        "kind": "choice",
        "person": "person",
        "some_words": "choices",
        "some_kinds": "choices",
        "some_people": "persons",
        "some_texts": "texts",
        "anything": "other",
        "pair": "other",
        "either": "other",
        "maybe": "other",
    }
    assert {field.name: field.choices for field in fields_of(Everything) if field.choices} == {
        "word": ("a", "b", "3"),
        "kind": ("打车", "酒店"),
        "some_words": ("a", "b"),
        "some_kinds": ("打车", "酒店"),
    }


class Order(FormValue):
    plain: str
    given: str = "x"
    listed: list[str] = msgspec.field(default_factory=lambda: ["y"])
    empty: float | None = None
    renamed: str = msgspec.field(name="Field-1", default="")
    annotated: Annotated[str | None, "a remark", Input(label="标签"), msgspec.Meta(title="题目", max_length=9)] = None
    inside: Annotated[float, msgspec.Meta(ge=0, title="金额")] | None = None


def test_defaults_names_and_remarks_are_read():
    """A default makes a field optional; Annotated and None are taken apart, in any order."""
    fields = {field.name: field for field in fields_of(Order)}

    assert [name for name, field in fields.items() if field.required] == ["plain"]
    assert [name for name, field in fields.items() if field.optional] == ["empty", "annotated", "inside"]
    assert {name: field.default for name, field in fields.items() if field.default} == {"given": "x", "listed": ["y"]}
    assert "Field-1" in fields
    assert fields["annotated"].component == Input(label="标签")
    assert fields["annotated"].meta is not None
    assert fields["annotated"].meta.max_length == 9
    assert (fields["inside"].kind, fields["inside"].type) == ("number", float)


@pytest.mark.parametrize(
    ("name", "label"), [("plain", "plain"), ("annotated", "标签"), ("inside", "金额"), ("Field-1", "Field-1")]
)
def test_a_field_is_known_by_its_label(name, label):
    """That of its component, else its title, else its name."""
    [field] = [field for field in fields_of(Order) if field.name == name]

    assert field.label == label


def test_a_placeholder_is_a_label_too():
    """Menus have no other."""

    class Choice(msgspec.Struct):
        menu: Annotated[str, SelectStatic(["a"], placeholder="选一个")]

    assert fields_of(Choice)[0].label == "选一个"
