"""An approval bot. Say something to it: it sends a card with two buttons, which it answers."""

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

app = App()  # LARK_APP_ID and LARK_APP_SECRET, read when it connects


class Approve(CardValue, tag="approve"):
    order_id: str


class Ship(CardValue, tag="ship"):
    order_id: str


def order_card(order_id: str, status: str, color: Literal["blue", "green"], *buttons: Button) -> Card:
    text = f"**订单** {Markdown.escape(order_id)}\n**状态** {status}"
    return Card(header=Header(f"订单 {order_id}", template=color), elements=[Markdown(text), *buttons])


@app.on_event(MessageReceived)
async def greet(message: MessageReceived, client: Client) -> None:
    order_id = message.text
    approve = Button("同意", value=Approve(order_id=order_id), type="primary")
    ship = Button("发货", value=Ship(order_id=order_id))
    await client.messages.reply(message.message_id, order_card(order_id, "待审批", "blue", approve, ship))


@app.on_card_action(Approve)  # answer with a toast and a new card
async def approve(action: CardAction[Approve]) -> CardActionResponse:
    order_id = action.value.order_id
    return CardActionResponse(toast=Toast.success(f"已批准 {order_id}"), card=order_card(order_id, "已批准", "green"))


@app.on_card_action(Ship)  # answer first, then work: the card is updated when the work is done
async def ship(action: CardAction[Ship]) -> AsyncIterator[Toast | Card]:
    yield Toast.info("正在发货…")
    await asyncio.sleep(2)  # stands for the work
    yield order_card(action.value.order_id, "已发货", "green")


if __name__ == "__main__":
    app.run()
