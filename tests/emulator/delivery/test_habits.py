"""Tests of advice that takes several deliveries to see."""

from __future__ import annotations

import asyncio

import pytest

from larkline import App, Button, Card, CardAction, Client, MessageReceived, Toast
from larkline.emulator.delivery.habits import Habits
from larkline.emulator.delivery.pushes import Push
from larkline.emulator.journal.journal import Exchange, Journal
from larkline.emulator.journal.masking import Masker
from larkline.emulator.verdicts.judge import Reply


def answered(number: int, *, started: float, took: float, worked: object, connection: str = "c") -> Exchange:
    """Give a delivery with its response."""
    push = Push(app_id="cli", type="card.action.trigger", event_id=f"e{number}", payload=b"{}")
    return Exchange(
        id=f"d{number}",
        push=push,
        connection=connection,
        started=started,
        duration=took,
        reply=Reply(200, b"{}", "e30="),
        claimed_ms=None if worked is None else str(worked),
    )


@pytest.mark.parametrize(
    ("second", "waited"),
    [
        (answered(2, started=0.1, took=1.5, worked=100), 1.4),  # the first was answered meanwhile
        (answered(2, started=1.1, took=0.5, worked=100), None),  # it came after the first was answered
        (answered(2, started=0.1, took=1.5, worked=-3), None),  # node-sdk 1.74.0 sends such numbers
        (answered(2, started=0.1, took=1.5, worked=9000), None),
        (answered(2, started=0.1, took=1.5, worked="x"), None),
        (answered(2, started=0.1, took=1.5, worked=None), None),
        (answered(2, started=0.1, took=1.5, worked=100, connection="other"), None),
    ],
)
def test_waiting_behind_another(second, waited):
    """It is told from the time the app says it worked, when another delivery was answered meanwhile."""
    habits = Habits(Journal(Masker()))
    habits.waited(answered(1, started=0.0, took=1.0, worked=1000))

    assert habits.waited(second) == (None if waited is None else pytest.approx(waited))


def test_a_connection_that_ended_is_forgotten():
    """Deliveries of a later connection are not compared with it."""
    habits = Habits(Journal(Masker()))
    habits.waited(answered(1, started=0.0, took=1.0, worked=1000))
    habits.forget("c")

    assert habits.waited(answered(2, started=0.1, took=1.5, worked=100)) is None


async def test_handlers_side_by_side_do_not_wait(feishu):
    """Two clicks that each take a second, at once, get no advice."""
    app = App()

    @app.on_card_action()
    async def slow(action: CardAction) -> Toast:
        await asyncio.sleep(0)
        return Toast.info("好")

    async with feishu.running(app):
        message = await feishu.send(Card(elements=[Button("好", value={"k": "v"})]))
        clicks = [await feishu.begin_click(message, "好") for _ in range(3)]
        verdicts = [(await click).verdict.rule for click in clicks]

    assert verdicts == ["ok"] * 3


def replying(*, deduplicate: bool) -> App:
    """Make an app that answers each message, or each event once."""
    app, seen = App(), set()

    @app.on_event(MessageReceived)
    async def reply(message: MessageReceived, client: Client) -> None:
        if deduplicate and message.event_id in seen:
            return
        seen.add(message.event_id)
        await client.messages.reply(message.message_id, "ok")

    return app


@pytest.mark.parametrize(("deduplicate", "rule"), [(False, "event.repeated"), (True, "ok")])
async def test_an_event_handled_twice(feishu, deduplicate, rule):
    """An event that comes again after it was answered, and makes the app call the API again, gets advice."""
    async with feishu.running(replying(deduplicate=deduplicate)):
        said = await feishu.say("hi")
        again = feishu.core.engine.begin(said.delivery.push)
        await feishu.core.engine.finished(again)

    assert said.verdict.rule == "ok"
    assert again.verdict is not None
    assert again.verdict.rule == rule
