"""Our own App against the emulator in one process: they share one clock, and no socket is opened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from larkline import App, Button, Card, CardAction, CardValue, Client, Markdown, MessageReceived, Toast
from larkline.emulator import Emulator


class Approve(CardValue, tag="approve"):
    order_id: str


class Deploy(CardValue, tag="deploy"):
    sha: str


def order_card(order_id: str) -> Card:
    """Give the card of an order."""
    return Card(
        elements=[
            Markdown(f"订单 {order_id}"),
            Button("同意", value=Approve(order_id=order_id)),
            Button("部署", value=Deploy(sha="abc")),
        ]
    )


async def test_an_order_is_approved():
    """Said hello to, the bot sends a card; a click on it shows the toast."""
    app = App()

    @app.on_event("im.message.receive_v1")
    async def greet(message: MessageReceived, client: Client) -> None:
        await client.messages.reply(message.message_id, order_card(message.text))

    @app.on_card_action(Approve)
    async def approve(action: CardAction[Approve]) -> Toast:
        return Toast.success(f"已批准 {action.value.order_id}")

    async with Emulator(seed=1) as feishu, feishu.running(app):
        await feishu.say("42", by="ou_alice")
        question, reply = feishu.messages("oc_alice")
        click = await feishu.click(reply, "同意", by="ou_alice")

    assert reply.parent_id == question.message_id
    assert click.response.toast == Toast.success("已批准 42")
    assert click.verdict.ok


async def test_a_card_yielded_later_arrives_by_a_delayed_update():
    """The response leaves first; time is moved, and the card has changed."""
    app = App()

    @app.on_card_action(Deploy)
    async def deploy(action: CardAction[Deploy]) -> AsyncIterator[Toast | Card]:
        yield Toast.info("部署中…")
        yield Card(elements=[Markdown(f"已部署 {action.value.sha}")])

    async with Emulator(seed=1, frozen=True) as feishu, feishu.running(app):
        message = await feishu.send(order_card("42"))
        click = await feishu.click(message, "部署")
        before = feishu.card_of(message).text
        async with asyncio.timeout(5):
            while feishu.card_of(message).text == before:
                await feishu.clock.advance(0.1)

    assert click.response.toast == Toast.info("部署中…")
    assert click.verdict.outcome == "ok"
    assert feishu.card_of(message).text == "已部署 abc"


@pytest.mark.parametrize("plain", [False, True])
async def test_what_a_handler_raises_ends_the_test(plain):
    """The person saw an error toast, the verdict failed, and the error comes out of the block."""
    app = App()

    async def broken(action: CardAction[Approve]) -> Toast:
        raise LookupError(action.value.order_id)

    def broken_in_a_thread(action: CardAction[Approve]) -> Toast:
        raise LookupError(action.value.order_id)

    app.on_card_action(Approve)(broken_in_a_thread if plain else broken)

    async with Emulator(seed=1) as feishu:
        with pytest.raises(LookupError, match="42"):
            async with feishu.running(app):
                click = await feishu.click(await feishu.send(order_card("42")), "同意")

    assert (click.verdict.outcome, click.verdict.rule) == ("failed", "handler.raised")
    assert isinstance(click.error, LookupError)
    assert click.response.toast is not None
    assert click.response.toast.type == "error"


async def test_the_guard_answers_by_the_shared_clock():
    """A handler that takes too long is answered for after 2.5 s, which pass at once."""
    app = App(late_responses="drop")
    go = asyncio.Event()

    @app.on_card_action(Approve)
    async def slow(action: CardAction[Approve]) -> None:
        await go.wait()

    async with Emulator(seed=1, frozen=True) as feishu, feishu.running(app):
        pending = await feishu.begin_click(await feishu.send(order_card("42")), "同意")
        await feishu.clock.advance(2.5)
        click = await pending
        go.set()

    assert click.verdict.ok
    assert click.delivery.duration == pytest.approx(2.5)


async def test_hours_pass_without_losing_the_connection():
    """Pings and probes of two hours go by; the app is still there."""
    app = App()

    @app.on_card_action(Approve)
    async def approve(action: CardAction[Approve]) -> Toast:
        return Toast.success("好")

    async with Emulator(seed=1, frozen=True) as feishu, feishu.running(app):
        [session] = feishu.core.hub.of_app()
        await feishu.clock.advance(7200)
        click = await feishu.click(await feishu.send(order_card("42")), "同意")

    assert click.verdict.ok
    assert click.delivery.connection == session.connection_id
    assert session.pings >= 60
