"""An approval bot. Say something to it: it sends a card with two buttons, which it answers, in Chinese and English."""

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardActionResponse,
    CardValue,
    Client,
    Header,
    Markdown,
    MessageReceived,
    Toast,
)
from larkline.cards import PlainText

app = App()  # LARK_APP_ID and LARK_APP_SECRET, read when it connects


class Approve(CardValue, tag="approve"):
    order_id: str


class Ship(CardValue, tag="ship"):
    order_id: str


PENDING, APPROVED, SHIPPED = ("待审批", "pending"), ("已批准", "approved"), ("已发货", "shipped")


def order_card(order_id: str, status: tuple[str, str], color: Literal["blue", "green"], *buttons: Button) -> Card:
    order, (zh, en) = Markdown.escape(order_id), status
    title = PlainText(f"订单 {order_id}", i18n={"en_us": f"Order {order_id}"})
    text = Markdown(f"**订单** {order}\n**状态** {zh}", i18n={"en_us": f"**Order** {order}\n**Status** {en}"})
    return Card(header=Header(title, template=color), elements=[text, *buttons])


@app.on_event(MessageReceived)
async def greet(message: MessageReceived, client: Client) -> None:
    order_id = message.text
    approve = Button(PlainText("同意", i18n={"en_us": "Approve"}), value=Approve(order_id=order_id), type="primary")
    ship = Button(PlainText("发货", i18n={"en_us": "Ship"}), value=Ship(order_id=order_id))
    await client.messages.reply(message.message_id, order_card(order_id, PENDING, "blue", approve, ship))


@app.on_card_action(Approve)  # answer with a toast and a new card
async def approve(action: CardAction[Approve]) -> CardActionResponse:
    order_id = action.value.order_id
    toast = Toast.success(f"已批准 {order_id}", i18n={"en_us": f"Approved {order_id}"})
    return CardActionResponse(toast=toast, card=order_card(order_id, APPROVED, "green"))


@app.on_card_action(Ship)  # answer first, then work: the card is updated when the work is done
async def ship(action: CardAction[Ship]) -> AsyncIterator[Toast | Card]:
    yield Toast.info("正在发货…", i18n={"en_us": "Shipping…"})
    await asyncio.sleep(2)  # stands for the work
    yield order_card(action.value.order_id, SHIPPED, "green")


if __name__ == "__main__":
    app.run()
