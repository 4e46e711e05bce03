"""Fields of a form, made of the class its handler receives."""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import msgspec
import pytest

from larkline.cards import (
    Card,
    Checker,
    DatePicker,
    Div,
    Form,
    ImgOption,
    Input,
    Markdown,
    MultiSelectPerson,
    MultiSelectStatic,
    Option,
    PickerDatetime,
    PickerTime,
    PlainText,
    SelectImg,
    SelectPerson,
    SelectStatic,
    form_fields,
)
from larkline.errors import InvalidCard
from larkline.payloads.addresses import OpenId
from larkline.payloads.values import FormValue


class Kind(enum.Enum):
    TAXI = "打车"
    HOTEL = "酒店"


class Expense(FormValue):
    reason: str
    amount: float
    paid: bool
    on: date
    at: time
    until: datetime
    kind: Kind
    size: Literal["S", "M"]
    boss: OpenId
    parts: list[Literal["a", "b"]]
    copies: list[OpenId]


def test_each_type_has_its_component():
    """Required, as wide as the form, and labelled by its name when nothing else is known."""
    assert form_fields(Expense) == [
        Input("reason", required=True, label="reason", width="fill"),
        Input("amount", required=True, label="amount", width="fill"),
        Checker("paid", name="paid"),
        DatePicker("on", required=True, placeholder="on", width="fill"),
        PickerTime("at", required=True, placeholder="at", width="fill"),
        PickerDatetime("until", required=True, placeholder="until", width="fill"),
        SelectStatic(["打车", "酒店"], name="kind", required=True, placeholder="kind", width="fill"),
        SelectStatic(["S", "M"], name="size", required=True, placeholder="size", width="fill"),
        SelectPerson(name="boss", required=True, placeholder="boss", width="fill"),
        MultiSelectStatic(["a", "b"], name="parts", required=True, placeholder="parts", width="fill"),
        MultiSelectPerson(name="copies", required=True, placeholder="copies", width="fill"),
    ]


class Defaults(FormValue):
    reason: str = "出差"
    amount: float = 12.5
    paid: bool = True
    unpaid: bool = False
    on: date = date(2026, 11, 20)
    at: time = time(9, 30)
    until: datetime = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - as the viewer sees it
    kind: Kind = Kind.HOTEL
    boss: OpenId = OpenId("ou_1")
    parts: list[Literal["a", "b"]] = msgspec.field(default_factory=lambda: ["b"])
    kinds: frozenset[Kind] = frozenset({Kind.TAXI})
    nothing: str | None = None
    none: list[OpenId] = msgspec.field(default_factory=list)
    blank: str = ""


def test_a_default_is_what_stands_in_the_field_at_first():
    """A field with a default need not be filled in; menus for several say so."""
    assert form_fields(Defaults) == [
        Input("reason", default_value="出差", label="reason", width="fill"),
        Input("amount", default_value="12.5", label="amount", width="fill"),
        Checker("paid", name="paid", checked=True),
        Checker("unpaid", name="unpaid"),
        DatePicker("on", initial_date="2026-11-20", placeholder="on", width="fill"),
        PickerTime("at", initial_time="09:30", placeholder="at", width="fill"),
        PickerDatetime("until", initial_datetime="2026-11-20 09:30", placeholder="until", width="fill"),
        SelectStatic(["打车", "酒店"], name="kind", initial_option="酒店", placeholder="kind", width="fill"),
        SelectPerson(name="boss", initial_option="ou_1", placeholder="boss", width="fill"),
        MultiSelectStatic(
            ["a", "b"], name="parts", required=False, selected_values=["b"], placeholder="parts", width="fill"
        ),
        MultiSelectStatic(
            ["打车", "酒店"], name="kinds", required=False, selected_values=["打车"], placeholder="kinds", width="fill"
        ),
        Input("nothing", label="nothing", width="fill"),
        MultiSelectPerson(name="none", required=False, placeholder="none", width="fill"),
        Input("blank", label="blank", width="fill"),
    ]


class Described(FormValue):
    reason: Annotated[str, Input(input_type="multiline_text", rows=3, placeholder="请说明")]
    code: Annotated[str, msgspec.Meta(title="编号", description="六位数字", max_length=6)]
    menu: Annotated[Literal["a", "b"], SelectStatic([Option("甲", "a"), Option("乙", "b")])]
    chosen: Annotated[str, SelectStatic(["x"], placeholder="选一个", required=False)]
    poster: Annotated[str, SelectImg([ImgOption("img_1", "p1")])]
    posters: Annotated[list[str], SelectImg([ImgOption("img_1", "p1")], multi_select=True)]
    day: Annotated[str, DatePicker(initial_date="2026-11-20")] = "2026-01-01 +0800"
    agree: Annotated[bool, Checker("我已阅读")] = False


def test_a_field_may_say_more_about_itself():
    """Its component is taken as it is, with what is missing; so is a msgspec.Meta."""
    assert form_fields(Described, labels={"poster": "海报"}) == [
        Input("reason", required=True, input_type="multiline_text", rows=3, placeholder="请说明"),
        Input("code", required=True, label="编号", placeholder="六位数字", max_length=6, width="fill"),
        SelectStatic([Option("甲", "a"), Option("乙", "b")], name="menu", required=True, placeholder="menu"),
        SelectStatic(["x"], name="chosen", placeholder="选一个", required=False),
        Div("海报"),
        SelectImg([ImgOption("img_1", "p1")], name="poster", required=True),
        Div("posters"),
        SelectImg([ImgOption("img_1", "p1")], name="posters", required=True, multi_select=True),
        DatePicker("day", initial_date="2026-11-20", placeholder="day"),
        Checker("我已阅读", name="agree"),
    ]


def test_a_label_goes_where_there_is_room_for_it():
    """Into the component; above it when a placeholder is there already."""
    reason = PlainText("事由", i18n={"en_us": "Reason"})
    labels: dict[str, str | PlainText] = {"reason": reason, "chosen": "选择", "menu": "菜单", "agree": "同意"}

    fields = form_fields(Described, labels=labels, only=labels)

    assert fields[0].to_dict()["label"] == reason.to_dict()
    assert fields[1].to_dict()["placeholder"] == PlainText("菜单").to_dict()
    assert fields[2:] == [
        Div("选择"),
        SelectStatic(["x"], name="chosen", placeholder="选一个", required=False),
        Checker("同意", name="agree"),
    ]


def test_some_fields_can_be_taken():
    """To put them into a layout of one's own."""
    assert [field.to_dict()["name"] for field in form_fields(Expense, only=["amount", "reason"])] == [
        "reason",
        "amount",
    ]


@pytest.mark.parametrize("wrong", [{"labels": {"amuont": "金额"}}, {"only": ["amuont"]}])
def test_a_name_of_no_field_is_refused(wrong):
    """A misspelt label would never be seen."""
    with pytest.raises(InvalidCard, match="/amuont: Expense has no such field; it has reason, amount"):
        form_fields(Expense, **wrong)


class Other(FormValue):
    thing: dict[str, str]


class Pair(FormValue):
    thing: Annotated[float, DatePicker()]


class Single(FormValue):
    thing: Annotated[list[str], SelectStatic(["a"])]


class Several(FormValue):
    thing: Annotated[str, SelectImg([ImgOption("img_1", "a")], multi_select=True)]


class Foreign(FormValue):
    thing: Annotated[Literal["a", "b"], SelectStatic(["a", "c"])]


class Text(FormValue):
    thing: Annotated[str, Markdown("x")]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        (Other, "/thing: no component gives dict; say which one: Annotated"),
        (Pair, "/thing: date_picker does not give float"),
        (Single, "/thing: select_static does not give list"),
        (Several, "/thing: select_img does not give str"),
        (Foreign, "/thing: the option 'c' does not fit"),
        (Text, "/thing: markdown does not give str"),
    ],
)
def test_what_could_never_be_received_is_refused(form, problem):
    """The mistake surfaces when the card is built, not when somebody submits it."""
    with pytest.raises(InvalidCard, match=problem):
        form_fields(form)


@pytest.mark.parametrize("form", [Expense, Defaults, Described])
def test_the_form_checks_clean(form):
    """Neither an error nor a warning."""
    card = Card(elements=[Form("f", form, submit="提交", reset="重置")])

    assert card.check() == ()


def test_names_are_those_of_the_wire():
    """A field that is called otherwise there has a component of that name."""

    class Renamed(FormValue, rename="camel"):
        due_date: date
        other: Any = msgspec.field(name="Field-1", default=None)

    assert [field.to_dict()["name"] for field in form_fields(Renamed, only=["dueDate"])] == ["dueDate"]
