"""Mistakes in a card that a type checker finds."""

from __future__ import annotations

from datetime import date

from larkline import CardValue, FormValue
from larkline.cards import (
    Button,
    Card,
    CardTemplate,
    Chart,
    Checker,
    CollapsiblePanel,
    Column,
    ColumnSet,
    Config,
    Confirm,
    DatePicker,
    Form,
    Header,
    Hr,
    Img,
    ImgCombination,
    Input,
    InteractiveContainer,
    Markdown,
    MultiSelectStatic,
    OpenUrl,
    Option,
    Overflow,
    OverflowOption,
    PanelHeader,
    Person,
    PersonList,
    PickerTime,
    PlainText,
    SelectImg,
    SelectPerson,
    SelectStatic,
    StandardIcon,
    Table,
    TableColumn,
    TextTag,
    check_card,
    form_fields,
)
from larkline.cards.legacy import Action, LegacyDiv, Note


class Approve(CardValue, tag="approve"):
    order_id: str


class Expense(FormValue):
    amount: float


Card([Markdown("x")])  # error
Card(elements=Markdown("x"))  # error
Card(elements=[Markdown("x"), "y"])  # error
Card(elements=[Header("x")])  # error
Card(heading=Header("x"))  # error
Card(header="x")  # error
Card.from_dict("{}")  # error
Header("x", template="pink")  # error
Header()  # error
Button("x", valeu={"k": 1})  # error
Button("x", value=3)  # error
Button("x", type="primry")  # error
Button("x", {"k": 1})  # error
Button(value={"k": 1})  # error
Button("x", form_action_type="send")  # error
Markdown(1)  # error
Markdown("x", text_align="middle")  # error
Form([Input("a")])  # error
SelectStatic([1])  # error
SelectStatic(["a"], initial_index="a")  # error
Option("a", 1)  # error
Hr("x")  # error
CardTemplate(template="AAq")  # error
CardTemplate("AAq", "1.0.0")  # error

card = Card()
card.header = Header("x")  # error
button = Button("x")
button.text = "y"  # error

link = OpenUrl("https://a")
Button("x", colour="red")  # error
Button("x", value=Approve)  # error
Card(elements=[Column([])])  # error
Card(elements=[Action([Button("x")])])  # error
Card(config=Config(widht_mode="fill"))  # error
Config(width_mode="wide")  # error
Config(locales=["zh-CN"])  # error
Config(summary=3)  # error
Column([Table(["a"], [])])  # error
Column([Form("f", [])])  # error
ColumnSet([Hr()])  # error
ColumnSet([], flex_mode="grid")  # error
CollapsiblePanel("x", [Form("f", [])])  # error
PanelHeader("x", icon_expanded_angle=45)  # error
InteractiveContainer([Hr()], value=3)  # error
Form("f", [Input("a")], submit="x")  # error
Form("f", Expense)  # error
Form("f", Expense, sumbit="x")  # error
Form("f", int, submit="x")  # error
Form("f", Expense, submit=Input("a"))  # error
form_fields(Expense, lables={})  # error
PlainText("x", text_color="pink")  # error
PlainText("x", text_color="#ff0000")  # error
PlainText("x", text_size="enormous")  # error
PlainText("x", i18n={"en-US": "y"})  # error
Markdown("x", i18n={"english": "y"})  # error
Header("x", i18n_tags={"en": []})  # error
TextTag("x", color="sunflower")  # error
StandardIcon("x_outlined", colour="red")  # error
Confirm("x")  # error
Table([TableColumn("a", data_type="money")], [])  # error
Table(["a"], ["b"])  # error
Chart("line")  # error
Img("img_1", scale_type="stretch")  # error
ImgCombination("quad", [])  # error
Person("ou_1", size="huge")  # error
PersonList([1])  # error
SelectImg(["img_1"])  # error
SelectPerson(placeholder=1)  # error
MultiSelectStatic(["a"], selected_values="a", required="yes")  # error
DatePicker(initial_date=3)  # error
PickerTime(initial_time=date(2026, 1, 1))  # error
Checker("x", show_buttons="never")  # error
Overflow([Option("a")])  # error
OverflowOption("a", url=3)  # error
OpenUrl(pc="https://a")  # error
Card.v1(elements=[Header("x")])  # error
LegacyDiv(fields=["a"])  # error
Note([Button("x")])  # error
check_card(3)  # error
Button("x").with_members("a")  # error
