"""What a person entered becomes an instance of the class the form was made of."""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import defstruct

from larkline.cards import Card, DatePicker, Form, Input
from larkline.payloads.addresses import OpenId
from larkline.payloads.form_entries import read_form
from larkline.payloads.values import FormValue, WrongEntry


class Kind(enum.Enum):
    TAXI = "打车"
    HOTEL = "酒店"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Expense(FormValue):
    reason: str
    amount: float
    count: int
    exact: Decimal
    paid: bool
    on: date
    at: time
    until: datetime
    kind: Kind
    level: Level
    size: Literal["S", "M"]
    number: Literal[1, 2]
    boss: OpenId
    parts: list[Literal["a", "b"]]
    kinds: frozenset[Kind]
    copies: list[OpenId]


FILLED: dict[str, Any] = {
    "reason": "出差",
    "amount": " 12.50 ",
    "count": "3",
    "exact": "0.10",
    "paid": True,
    "on": "2026-12-01 +0800",
    "at": "09:30 +0800",
    "until": "2026-12-03 18:00 +0800",
    "kind": "酒店",
    "level": "2",
    "size": "M",
    "number": "2",
    "boss": "ou_1",
    "parts": ["a", "b"],
    "kinds": ["打车"],
    "copies": ["ou_2", "ou_3"],
}


def test_every_kind_of_entry_is_read():
    """As the platform writes it; typed texts are typed."""
    form = Expense.from_form(FILLED)

    assert form == Expense(
        reason="出差",
        amount=12.5,
        count=3,
        exact=Decimal("0.10"),
        paid=True,
        on=date(2026, 12, 1),
        at=time(9, 30),
        until=datetime(2026, 12, 3, 18, 0, tzinfo=timezone(timedelta(hours=8))),
        kind=Kind.HOTEL,
        level=Level.HIGH,
        size="M",
        number=2,
        boss=OpenId("ou_1"),
        parts=["a", "b"],
        kinds=frozenset({Kind.TAXI}),
        copies=[OpenId("ou_2"), OpenId("ou_3")],
    )
    assert isinstance(form.boss, OpenId)
    assert isinstance(form.copies[0], OpenId)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-03 18:00 -0330", timezone(-timedelta(hours=3, minutes=30))),
        ("2026-12-03 18:00", None),
        ("2026-12-03T18:00:00+08:00", timezone(timedelta(hours=8))),
    ],
)
def test_a_moment_keeps_its_time_zone(text, expected):
    """With or without one, and as RFC 3339 writes it."""

    class Moment(FormValue):
        at: datetime

    assert Moment.from_form({"at": text}).at == datetime(2026, 12, 3, 18, 0, tzinfo=expected)


class Optional(FormValue):
    n: float | None
    text: str = "x"
    maybe_text: str | None = "x"
    number: float = 1.0
    maybe_number: float | None = None
    day: date = date(2026, 1, 1)
    word: Literal["a", "b"] = "a"
    people: list[OpenId] = msgspec.field(default_factory=lambda: [OpenId("ou_1")])
    tick: bool = True


def test_what_was_left_empty_is_as_if_it_were_not_there():
    """An emptied text is an empty text, an emptied list an empty list, a tick that is gone false."""
    empty = {field.encode_name: "" for field in msgspec.structs.fields(Optional)} | {"people": [], "tick": False}

    form = Optional.from_form(empty)

    assert form == Optional(None, "", None, 1.0, None, date(2026, 1, 1), "a", [], False)


def test_other_members_do_no_harm():
    """A form may hold more than its class: the class is newer, or older."""
    assert Optional.from_form({"n": "2", "other": 1, "tick": True}).n == 2.0


class Small(FormValue):
    amount: Annotated[float, Input(label="金额"), msgspec.Meta(gt=0)]
    day: Annotated[date, msgspec.Meta(title="日期")]
    note: str = ""


@pytest.mark.parametrize(
    ("form", "field", "label", "reason"),
    [
        ({"amount": "much", "day": "2026-01-01"}, "amount", "金额", "invalid"),
        ({"amount": "-1", "day": "2026-01-01"}, "amount", "金额", "invalid"),
        ({"amount": "", "day": "2026-01-01"}, "amount", "金额", "missing"),
        ({"amount": "1", "day": "soon"}, "day", "日期", "invalid"),
        ({"amount": "1", "day": "2026-02-30 +0800"}, "day", "日期", "invalid"),
        ({"amount": "x", "day": "x"}, "amount", "金额", "invalid"),
        ({"amount": "1", "day": "2026-01-01", "note": 3}, "note", "note", "invalid"),
    ],
)
def test_a_wrong_entry_is_named(form, field, label, reason):
    """The first one, by what the person knows it by."""
    with pytest.raises(WrongEntry) as caught:
        read_form(form, Small)

    assert (caught.value.field, caught.value.label, caught.value.reason) == (field, label, reason)
    assert isinstance(caught.value, msgspec.ValidationError)


@pytest.mark.parametrize("kind", [int, float, Decimal])
@pytest.mark.parametrize("text", ["nan", "sNaN", "-inf", "Infinity", "1_000", "０", "٣", "1e999999999"])
def test_what_no_person_counts_with_is_no_number(kind, text):
    """Python knows more numbers than a form does; an amount that is none would pass every comparison with a limit."""
    form = defstruct("Form", [("amount", kind)], bases=(FormValue,))

    with pytest.raises(WrongEntry) as caught:
        read_form({"amount": text}, form)

    assert (caught.value.field, caught.value.reason) == ("amount", "invalid")


@pytest.mark.parametrize("text", ["1.5", "-1.5", "+1.5", ".5", "1.", "1.5e3", " 2.5 "])
@pytest.mark.parametrize("kind", [float, Decimal])
def test_a_number_is_written_as_people_write_it(kind, text):
    """With or without a sign, a point, and an exponent."""
    form = defstruct("Form", [("amount", kind)], bases=(FormValue,))

    assert read_form({"amount": text}, form) == form(kind(text.strip()))


def test_another_form_is_no_wrong_entry():
    """What lacks a field altogether was made of another class."""
    with pytest.raises(msgspec.ValidationError) as caught:
        read_form({"note": "x"}, Small)

    assert not isinstance(caught.value, WrongEntry)


def test_a_class_may_refuse_the_whole():
    """What its ``__post_init__`` says is kept for the person."""

    class Span(FormValue):
        first: date
        last: date

        def __post_init__(self) -> None:
            if self.last < self.first:
                raise ValueError("结束日期早于开始日期")

    with pytest.raises(WrongEntry) as caught:
        Span.from_form({"first": "2026-02-01 +0800", "last": "2026-01-01 +0800"})

    assert (caught.value.field, caught.value.reason, caught.value.text) == ("", "refused", "结束日期早于开始日期")


def test_a_type_no_form_gives_never_fits():
    """The class cannot be filled in; building its form says so, too."""

    class Odd(FormValue):
        thing: complex

    with pytest.raises(WrongEntry, match="no form gives complex"):
        Odd.from_form({"thing": "1"})


def test_a_text_from_a_picker_stays_a_text():
    """Who wants the text as it came annotates it with the picker."""

    class Raw(FormValue):
        day: Annotated[str, DatePicker()]

    assert Raw.from_form({"day": "2026-01-01 +0800"}).day == "2026-01-01 +0800"


def test_what_the_form_holds_at_first_is_what_its_defaults_say():
    """Submitted untouched, the form gives the defaults again."""

    class Untouched(FormValue):
        text: str = "x"
        number: float = 2.5
        on: date = date(2026, 1, 2)
        at: time = time(9, 30)
        word: Literal["a", "b"] = "b"
        tick: bool = True

    form = Card(elements=[Form("f", Untouched, submit="提交")]).to_dict()["body"]["elements"][0]
    initial = ("default_value", "initial_date", "initial_time", "initial_option", "checked")
    held = {field["name"]: field[key] for field in form["elements"] for key in initial if key in field}

    assert Untouched.from_form(held) == Untouched()
