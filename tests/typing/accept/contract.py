"""The samples a user starts from: value classes, cards, toasts, and what a handler reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, assert_type

from larkline import (
    Button,
    Card,
    CardAction,
    CardActionResponse,
    CardTemplate,
    CardValue,
    Form,
    FormValue,
    Header,
    Markdown,
    Toast,
    UrlPreview,
    UrlPreviewResponse,
)
from larkline.cards import Column, ColumnSet, Div, Hr, Input, SelectStatic
from larkline.payloads.responses import UrlSet


class Approve(CardValue, tag="approve"):
    """What the button carries is what the handler receives."""

    order_id: str


class Deploy(CardValue, tag="deploy"):
    """A value with a default."""

    sha: str
    dry_run: bool = False


class Expense(FormValue):
    """A form."""

    reason: str
    amount: float = 0.0


def order_card(order_id: str) -> Card:
    """Show an order."""
    return Card(
        header=Header(f"订单 {order_id}", template="blue"),
        elements=[Markdown("**金额** ¥128"), Button("同意", value=Approve(order_id=order_id), type="primary")],
    )


async def approve(action: CardAction[Approve]) -> Toast:
    """Answer with a toast."""
    assert_type(action.value, Approve)
    assert_type(action.form, dict[str, Any])
    return Toast.success(f"已批准 {action.value.order_id}")


async def deploy(action: CardAction[Deploy]) -> AsyncIterator[Toast | Card]:
    """Answer, then work on."""
    yield Toast.info("部署中…")
    yield order_card(action.value.sha)


async def spend(action: CardAction[Any, Expense]) -> CardActionResponse:
    """Read a form."""
    assert_type(action.form, Expense)
    assert_type(action.form.amount, float)
    return CardActionResponse(toast=Toast.warning("超支", i18n={"en_us": "over budget"}), card=order_card("1"))


async def anything(action: CardAction) -> CardTemplate:
    """Read a card action without a type."""
    assert_type(action.option, str | None)
    assert_type(action.options, list[str])
    assert_type(action.checked, bool | None)
    assert_type(action.operator.open_id, str)
    assert_type(action.age, float | None)
    assert_type(action.raw, bytes)
    return CardTemplate("AAqCJkjHPNBPN", version_name="1.0.0", variables={"name": action.form["name"]})


async def preview(link: UrlPreview) -> UrlPreviewResponse:
    """Describe a link."""
    assert_type(link.preview_token, str)
    return UrlPreviewResponse(title=link.url, url=UrlSet(pc=link.url), card=order_card("1"))


def expense_card() -> Card:
    """Build a form."""
    fields = [Input("reason", label="原因", required=True), SelectStatic(["差旅", "办公"], name="kind")]
    submit = Button("提交", name="submit", form_action_type="submit", value={"form": "expense"})
    columns = ColumnSet([Column([submit], width="weighted", weight=1)])
    return Card(elements=[Div("报销"), Hr(), Form("expense", [*fields, columns]), {"tag": "hr"}], padding="12px")


def in_a_test() -> CardAction[Approve]:
    """Build a payload by hand, as a unit test of a handler does."""
    return CardAction(value=Approve("42"), tag="button")
