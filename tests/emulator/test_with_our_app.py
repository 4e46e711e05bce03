"""Our own App against the emulator in one process: they share one clock, and no socket is opened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline import (
    App,
    Button,
    Card,
    CardAction,
    CardValue,
    Client,
    CustomResponse,
    LegacyCardAction,
    Markdown,
    MessageReceived,
    Toast,
)
from larkline.emulator import Emulator


async def test_an_app_that_knows_its_id_is_that_one():
    """Several apps run side by side, each as the one whose id it carries; one without an id is the first."""
    async with Emulator(seed=1) as feishu:
        other = feishu.app(name="另一个")
        async with feishu.running(App(app_id=other.app_id)), feishu.running(App(app_id="cli_elsewhere")):
            online = [feishu.core.hub.online(app.app_id) for app in (feishu.app(), other)]

    assert online == [1, 1]


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


# --- behind a webhook -------------------------------------------------------------------------------------------------

OLD_CARD = {
    "elements": [
        {"tag": "markdown", "content": "订单 42"},
        {
            "tag": "action",
            "actions": [{"tag": "button", "text": {"tag": "plain_text", "content": "同意"}, "value": {}}],
        },
    ]
}
OLD_DONE = {"elements": [{"tag": "markdown", "content": "已批准"}]}


@pytest.mark.parametrize("encrypted", [True, False])
async def test_an_order_is_approved_behind_a_webhook(encrypted):
    """The same app, without a connection; it checks each request with the keys the emulator gives it."""
    app = App()

    @app.on_event("im.message.receive_v1")
    async def greet(message: MessageReceived, client: Client) -> None:
        await client.messages.reply(message.message_id, order_card(message.text))

    @app.on_card_action(Approve)
    async def approve(action: CardAction[Approve]) -> Toast:
        return Toast.success(f"已批准 {action.value.order_id}")

    async with Emulator(seed=1) as feishu:
        feishu.configure(encrypted=encrypted)
        async with feishu.running(app, webhook=True):
            await feishu.clock.advance(86_400)  # signatures are of the moved time, and the app's clock is the same
            await feishu.say("42", by="ou_alice")
            click = await feishu.click(feishu.messages("oc_alice")[-1], "同意", by="ou_alice")

    assert click.response.toast == Toast.success("已批准 42")
    assert [delivery.transport for delivery in feishu.deliveries()] == ["webhook", "webhook"]
    assert feishu.core.hub.sessions == {}


@pytest.mark.parametrize("webhook", [False, True])
async def test_the_whole_schedule_of_an_event_passes_in_a_moment(webhook):
    """The handler fails four times and takes the event the fifth time, seven hours later."""
    app = App()
    seen: list[str] = []

    @app.on_event("im.message.receive_v1")
    async def fifth_time(message: MessageReceived) -> None:
        seen.append(message.event_id)
        if len(seen) < 5:
            raise LookupError("not yet")

    async with Emulator(seed=1, frozen=True) as feishu:
        running = feishu.running(app, webhook=webhook, raise_handler_errors=False)
        async with running:
            started = time.process_time()
            await feishu.say("你好")
            await feishu.clock.advance(25_515)
            took = time.process_time() - started

    assert len(set(seen)) == 1
    assert [delivery.attempt for delivery in feishu.deliveries()] == [1, 2, 3, 4, 5]
    assert [delivery.verdict and delivery.verdict.ok for delivery in feishu.deliveries()] == [False] * 4 + [True]
    assert took < 1.0


@pytest.mark.parametrize(
    ("response", "outcome", "code", "seen_by_alice", "seen_by_bob"),
    [
        (None, "ok", None, "订单 42\n同意", "订单 42\n同意"),
        (Toast.success("好"), "ok", None, "订单 42\n同意", "订单 42\n同意"),
        (OLD_DONE, "ok", None, "已批准", "订单 42\n同意"),
        ({**OLD_DONE, "toast": {"type": "info", "content": "好"}}, "ok", None, "已批准", "订单 42\n同意"),
        ({**OLD_DONE, "open_ids": ["ou_bob"]}, "ok", None, "订单 42\n同意", "已批准"),
        (CustomResponse(status=400, body={"content": "no"}), "failed", 200671, "订单 42\n同意", "订单 42\n同意"),
    ],
)
async def test_an_old_card_is_answered_in_its_own_form(response, outcome, code, seen_by_alice, seen_by_bob):
    """Every form of the response, through the real app."""
    app = App()

    @app.on_legacy_card_action()
    async def old(action: LegacyCardAction) -> Any:
        assert action.refresh_token
        return response

    async with Emulator(seed=1) as feishu:
        feishu.configure(legacy_cards=True)
        async with feishu.running(app, webhook=True):
            message = await feishu.send(OLD_CARD)
            click = await feishu.click(message, "同意", by="ou_alice")

    assert click.delivery.type == "card.action.trigger_v1"
    assert (click.verdict.outcome, click.verdict.code) == (outcome, code)
    assert feishu.card_of(message, by="ou_alice").text == seen_by_alice
    assert feishu.card_of(message, by="ou_bob").text == seen_by_bob


async def test_what_a_handler_raises_behind_a_webhook_ends_the_test():
    """As over a long connection."""
    app = App()

    @app.on_card_action(Approve)
    async def broken(action: CardAction[Approve]) -> Toast:
        raise LookupError(action.value.order_id)

    async with Emulator(seed=1) as feishu:
        with pytest.raises(LookupError, match="42"):
            async with feishu.running(app, webhook=True):
                click = await feishu.click(await feishu.send(order_card("42")), "同意")

    assert (click.verdict.outcome, click.verdict.rule) == ("failed", "handler.raised")
