"""A form, by hand or of a class."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from larkline.cards import Button, Card, Column, ColumnSet, Confirm, Form, Input, Table, form_fields
from larkline.errors import InvalidCard
from larkline.payloads.values import CardValue, FormValue


class Expense(FormValue):
    reason: str
    amount: float
    when: date


class Submit(CardValue, tag="submit"):
    request: int


def test_a_form_of_a_class_reads_like_the_form():
    """Fields with their labels, the button below them, and what it carries."""
    form = Form(
        "expense",
        Expense,
        submit="提交",
        value=Submit(7),
        labels={"reason": "事由", "amount": "金额", "when": "日期"},
        vertical_spacing="8px",
    )

    assert form == Form(
        "expense",
        [
            *form_fields(Expense, labels={"reason": "事由", "amount": "金额", "when": "日期"}),
            Button("提交", type="primary_filled", name="expense_submit", form_action_type="submit", value=Submit(7)),
        ],
        vertical_spacing="8px",
    )
    assert Card(elements=[form]).check() == ()


def test_several_buttons_stand_in_a_row():
    """Each with a name and a value; one of its own wins."""
    approve = Button("同意", value={"ok": True})
    reject = Button("驳回", type="danger", name="no", confirm=Confirm("驳回", "确定？"))
    form = Form("decide", Expense, submit=[approve, reject], value={"ok": False}, reset=Button("清空", name="clear"))

    row = form.to_dict()["elements"][-1]
    assert (
        row
        == ColumnSet(
            [
                Column(
                    [Button("同意", name="decide_submit", form_action_type="submit", value={"ok": True})], width="auto"
                ),
                Column(
                    [
                        Button(
                            "驳回",
                            type="danger",
                            name="no",
                            form_action_type="submit",
                            value={"ok": False},
                            confirm=Confirm("驳回", "确定？"),
                        )
                    ],
                    width="auto",
                ),
                Column([Button("清空", name="clear", form_action_type="reset")], width="auto"),
            ],
            flex_mode="flow",
            horizontal_spacing="8px",
        ).to_dict()
    )
    assert Card(elements=[form]).check() == ()


def test_buttons_without_names_get_different_ones():
    """As a name is unique in the card."""
    form = Form("f", Expense, submit=[Button("a"), Button("b")], reset="c")

    names = [column["elements"][0]["name"] for column in form.to_dict()["elements"][-1]["columns"]]
    assert names == ["f_submit", "f_submit_2", "f_reset"]


@pytest.mark.parametrize("submit", [[], None, [Input("a")], ["提交"]])
def test_a_form_of_a_class_needs_a_button(submit):
    """Without one nothing could be submitted."""
    with pytest.raises(InvalidCard, match="needs a button that submits it"):
        Form("f", Expense, submit=submit)


@pytest.mark.parametrize(
    "arguments",
    [{"submit": "提交"}, {"reset": "重置"}, {"labels": {}}, {"value": {}}],
    ids=lambda given: next(iter(given)),
)
def test_what_belongs_to_a_class_goes_with_one(arguments):
    """With fields of one's own, the buttons are one's own, too."""
    with pytest.raises(InvalidCard, match="go with a FormValue class"):
        Form("f", [Input("a")], **arguments)


@pytest.mark.parametrize("inside", [Form("g", []), Table(["a"], [])])
def test_forms_and_tables_stand_in_the_card_itself(inside):
    """Inside a form they are refused when it is built."""
    with pytest.raises(InvalidCard, match=f"/elements/0: {inside.tag} cannot stand in here"):
        Form("f", [inside])


LAYOUT: dict[str, Any] = {
    "direction": "horizontal",
    "padding": "4px",
    "horizontal_spacing": "8px",
    "vertical_spacing": "12px",
    "horizontal_align": "right",
    "vertical_align": "top",
    "element_id": "e",
    "margin": "0px",
}


def test_both_kinds_have_the_same_layout():
    """The members are spelt as in all containers."""
    by_hand = Form("f", [], **LAYOUT).to_dict()
    of_class = Form("f", Expense, submit="提交", **LAYOUT).to_dict()

    assert by_hand == {"tag": "form", "name": "f", "elements": [], **LAYOUT}
    assert {key: of_class[key] for key in LAYOUT} == LAYOUT
