"""A person entered something into a form that does not fit: they are told, and no handler runs."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import pytest

from larkline.cards import Input
from larkline.dispatch.texts import FAILED, wrong_entry
from larkline.payloads.card_action import FormValue
from larkline.payloads.toast import Toast
from tests.dispatch.desk import TOAST, Desk, action, recorder


class Expense(FormValue):
    reason: str
    amount: Annotated[float, Input(label="金额")]

    def __post_init__(self) -> None:
        if self.amount > 1000:
            raise ValueError("超过 1000 元请走线下流程")


async def answered(form: dict[str, Any], desk: Desk | None = None) -> Toast:
    """Submit a form; give the toast that came back."""
    desk = desk or Desk()
    desk.router.on_card_action(form=Expense)(recorder([]))
    await desk.answer(action(None, form_value=form))
    return Toast.from_dict(desk.body()["toast"])


async def test_the_field_is_named():
    """By its label, in the person's language."""
    toast = await answered({"reason": "taxi", "amount": "much"})

    assert toast.type == "error"
    assert toast.content == "“金额”填写有误，请修改后重新提交"
    assert toast.i18n is not None
    assert toast.i18n["en_us"] == "“金额” is not right. Please correct it and submit again."


async def test_an_empty_field_is_named():
    """Some clients may submit what is not filled in."""
    assert (await answered({"reason": "taxi", "amount": ""})).content == "请填写“金额”"


async def test_a_class_tells_the_person_itself():
    """What its ``__post_init__`` says is what the person reads."""
    assert (await answered({"reason": "taxi", "amount": "1001"})).content == "超过 1000 元请走线下流程"


async def test_it_is_counted_and_logged_without_the_entry(caplog):
    """What a person wrote belongs into no log."""
    desk = Desk()
    await answered({"reason": "taxi", "amount": "top secret"}, desk)

    assert desk.count("wrong_entries") == 1
    assert "amount" in caplog.text
    assert "top secret" not in caplog.text


async def test_another_form_is_not_meant():
    """What lacks a field was made of another class: nobody is told anything."""
    desk = Desk()
    desk.router.on_card_action(form=Expense)(recorder([]))
    await desk.answer(action(None, form_value={"reason": "taxi"}))

    assert desk.body() == {}


async def test_another_handler_may_take_it():
    """The one for the rest gets the plain fields."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_card_action(form=Expense)(recorder([]))
    desk.router.on_card_action()(recorder(seen, TOAST))
    await desk.answer(action(None, form_value={"reason": "taxi", "amount": "much"}))

    assert [each.form for each in seen] == [{"reason": "taxi", "amount": "much"}]


@pytest.mark.parametrize("label", ["金额", "{}", "{label}", "100 %"])
def test_a_label_may_be_any_text(label):
    """Signs that mean something to Python mean nothing there."""
    toast = wrong_entry(label=label, reason="invalid")

    assert label in toast.content
    assert toast.i18n is not None
    assert all(label in text for text in toast.i18n.values())


def test_a_refusal_without_a_word_is_a_failure_like_any_other():
    """There is nothing to name."""
    assert wrong_entry(label="", reason="refused") == FAILED
    assert msgspec.structs.asdict(wrong_entry(label="", reason="refused", text="x"))["content"] == "x"
