"""Cards of every component, as a user writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Literal, assert_type

import msgspec

from larkline import App, CardAction, CardValue, FormValue, OpenId, Toast
from larkline.cards import (
    Audio,
    Button,
    Card,
    Chart,
    CheckedStyle,
    Checker,
    CollapsiblePanel,
    Column,
    ColumnSet,
    Config,
    Confirm,
    CustomIcon,
    DatePicker,
    Div,
    Element,
    Form,
    Header,
    Hr,
    Img,
    ImgCombination,
    ImgOption,
    ImgRef,
    InnerElement,
    Input,
    InteractiveContainer,
    LarkMd,
    Markdown,
    MultiSelectPerson,
    MultiSelectStatic,
    OpenUrl,
    Option,
    Overflow,
    OverflowOption,
    Own,
    OwnColor,
    OwnTextSize,
    PanelBorder,
    PanelHeader,
    PerClient,
    Person,
    PersonList,
    PickerDatetime,
    PickerTime,
    PlainText,
    Problem,
    SelectImg,
    SelectPerson,
    SelectStatic,
    StandardIcon,
    StreamingConfig,
    Summary,
    Table,
    TableColumn,
    TableHeaderStyle,
    TextTag,
    check_card,
    form_fields,
)
from larkline.cards.legacy import Action, Field, LegacyDiv, LegacyHeader, LegacyMarkdown, Note


class Approve(CardValue, tag="approve"):
    order_id: str


class Kind(StrEnum):
    TAXI = "taxi"


class Expense(FormValue):
    reason: Annotated[str, Input(label="事由", input_type="multiline_text")]
    amount: Annotated[float, msgspec.Meta(gt=0, title="金额")]
    kind: Kind
    size: Literal["S", "M"]
    on: date
    at: time | None = None
    until: datetime | None = None
    boss: OpenId | None = None
    copies: list[OpenId] = msgspec.field(default_factory=list)


bad = True
link = OpenUrl("https://a", pc_url="https://b")
inner: list[InnerElement] = [
    Audio("file_1", audio_id="a"),
    Button("x", value=Approve(order_id="1"), type="danger" if bad else "primary", url=link),
    Chart({"type": "line"}, aspect_ratio="2:1", color_theme="brand"),
    Checker("x", value={"k": 1}, checked_style=CheckedStyle(opacity=0.5), buttons=[Button("y", type="text")]),
    DatePicker("d", initial_date=date(2026, 1, 1), value="text"),
    PickerTime("t", initial_time=time(9, 30)),
    PickerDatetime("dt", initial_datetime="2026-11-20 09:30"),
    Div(PlainText("x", text_color="grey-500", text_size="notation"), icon=StandardIcon("x_outlined", color="red")),
    Div(PlainText("x", text_color=Own("mine"), text_size=Own("huge"), i18n={"en_us": "y"})),
    Hr(margin="4px 0"),
    Img("img_1", "alt", i18n_img_key={"ja_jp": "img_2"}, scale_type="crop_top", size="120px 80px"),
    ImgCombination("triple", ["img_1", ImgRef("img_2", i18n={"en_us": "img_3"})]),
    Input("i", label="x", confirm=Confirm("a", "b"), i18n_default_value={"en_us": "x"}),
    Markdown("x", text_align="center", text_size="heading-1"),
    Overflow(["a", OverflowOption("b", "b", url=link)], value=Approve(order_id="1")),
    Person("ou_1", size="large", style="capsule"),
    PersonList([OpenId("ou_1"), "ou_2"], lines=2, icon=CustomIcon("img_1")),
    SelectImg([ImgOption("img_1", "a", hover_tips="x")], layout="trisect", value={}),
    SelectPerson([OpenId("ou_1")], placeholder="x", initial_option=OpenId("ou_1")),
    SelectStatic(["a", Option("b", "b")], initial_index=1, type="text", value=Approve(order_id="1")),
    ColumnSet([Column([Hr()], width="weighted", weight=1, url=link)], flex_mode="bisect", background_style="blue-50"),
    InteractiveContainer([Hr()], value=Approve(order_id="1"), background_style="laser", border_color="grey-300"),
    CollapsiblePanel(
        PanelHeader(Markdown("x"), icon_expanded_angle=-90, width="auto_when_fold"),
        [Hr()],
        border=PanelBorder(color="grey"),
    ),
    {"tag": "hologram"},
]
elements: list[Element] = [
    *inner,
    Table(
        [TableColumn("a", "A", data_type="number", symbol="¥"), "b"],
        [{"a": 1, "b": "x"}],
        header_style=TableHeaderStyle(background_style="grey", text_color="default"),
    ),
    Form("by_hand", [MultiSelectStatic(["a"], name="m"), MultiSelectPerson(name="p"), *form_fields(Expense)]),
    Form("of_class", Expense, submit="提交", value=Approve(order_id="1"), labels={"kind": "类型"}, padding="4px"),
    Form("two", Expense, submit=[Button("同意"), Button("驳回", type="danger")], reset="重置"),
]
card = Card(
    config=Config(
        summary=Summary("x", i18n={"en_us": "y"}),
        width_mode="fill",
        locales=["zh_cn", "en_us"],
        streaming_config=StreamingConfig(print_step=2, print_frequency_ms=PerClient(70, pc=50)),
        colors={"mine": OwnColor("rgba(1,2,3,1)")},
        text_sizes={"huge": OwnTextSize("heading-0", mobile="large")},
    ),
    card_link=link,
    header=Header(LarkMd("**x**"), template="red" if bad else "green", tags=[TextTag("x", color="lime")]),
    elements=elements,
    vertical_spacing="small",
)
old = Card.v1(
    header=LegacyHeader("x", i18n_title={"en_us": "y"}, ud_icon="x_outlined", ud_icon_color="red"),
    elements=[
        Action([Button("x", value={"k": 1}), Overflow(["a"])], layout="flow"),
        Note(["x", StandardIcon("x_outlined"), Img("img_1")]),
        LegacyDiv("x", fields=[Field("a", is_short=True)], extra=Button("y")),
        LegacyMarkdown("[x]($u)", href={"u": link}),
        Markdown("x"),
    ],
    config={"update_multi": False},
)
problems: tuple[Problem, ...] = (
    card.check() + old.check() + check_card('{"schema":"2.0"}') + check_card({"elements": []})
)
assert_type(problems[0].severity, Literal["error", "warning"])
assert_type(problems[0].certainty, Literal["documented", "observed", "assumed"])
assert_type(Button("x").with_members(glow=1), Button)


def row(buttons: Sequence[Button]) -> ColumnSet:
    """Put buttons beside each other."""
    return ColumnSet([Column([button]) for button in buttons], flex_mode="flow")


app = App()


@app.on_card_action(Approve, form=Expense)
async def submit(action: CardAction[Approve, Expense]) -> Toast:
    """Receive the form."""
    assert_type(action.form.on, date)
    assert_type(action.form.boss, OpenId | None)
    assert_type(action.value.order_id, str)
    return Toast.success(action.form.reason)
