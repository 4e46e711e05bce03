"""Mistakes in what is received and answered that a type checker finds."""

from __future__ import annotations

from larkline.cards.card import Card
from larkline.payloads.card_action import CardAction, CardValue, FormValue
from larkline.payloads.responses import CardActionResponse, CustomResponse, UrlPreviewResponse, UrlSet
from larkline.payloads.toast import Toast


class Approve(CardValue, tag="approve"):
    """What a button carries."""

    order_id: str


class Expense(FormValue):
    """A form."""

    amount: float


class NoTag(CardValue):  # error
    """A value nobody can tell from another."""


class Misspelt(CardValue, tga="approve"):  # error
    """A value with a mistake in its keyword."""


Approve()  # error
Approve(order="1")  # error
Approve(order_id=1)  # error
Toast("ok", "x")  # error
Toast.succes("x")  # error
Toast.success()  # error
Toast.info("x", {"en_us": "x"})  # error
Toast.info("x", i18n="x")  # error
Toast.info("x", i18n={"en-US": "x"})  # error
Toast("info", "x", {"english": "x"})  # error
CardActionResponse(Toast.info("x"))  # error
CardActionResponse(toast="x")  # error
CardActionResponse(card={"schema": "2.0"})  # error
CardActionResponse(tost=Toast.info("x"))  # error
UrlPreviewResponse("x")  # error
UrlPreviewResponse(url=1)  # error
UrlPreviewResponse(url=UrlSet(mac="x"))  # error
CustomResponse("200")  # error


def approve(action: CardAction[Approve]) -> Card:
    """Read what is not there, or as something else."""
    _ = action.value.order  # error
    _ = action.vaule  # error
    action.value.order_id = "2"  # error
    action.tag = "button"  # error
    number: int = action.value.order_id  # error
    return Toast.info(str(number))  # error


def spend(action: CardAction[Approve, Expense]) -> str:
    """Read a form as something else."""
    action.form["amount"]  # error
    return action.form.amount  # error
