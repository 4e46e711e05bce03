"""Deliveries and time: the 3 s limit, late and missing responses, one verdict each."""

from __future__ import annotations

import asyncio
import json

import pytest

from larkline.emulator.verdicts.check import check_reply
from larkline.emulator.verdicts.judge import Reply
from larkline.wire.delivery import Delivery, Response
from tests.emulator.stories import CARD, card, never
from tests.emulator.tiny_client import answer


async def test_an_answer_needs_no_time(local, connect_locally):
    """With time standing still a click is answered all the same."""
    await connect_locally(answer({}))
    before = local.clock.now()
    click = await local.click(await local.send(CARD), "同意")

    assert click.delivery.duration == 0.0
    assert local.clock.now() == before


async def test_silence_ends_after_three_seconds_by_the_clock(local, connect_locally):
    """Just before nothing is decided, then it is 200341."""
    await connect_locally(never)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(2.999)
    before = pending.delivery.verdict
    await local.clock.advance(0.001)
    click = await pending

    assert before is None
    assert (click.verdict.code, click.verdict.rule) == (200341, "response.late")


async def test_a_late_response_is_kept_and_not_applied(local, connect_locally):
    """It is shown with how late it was; the card stays and the verdict, too."""
    go = asyncio.Event()

    async def slow(_delivery: Delivery) -> Response:
        await go.wait()
        return Response(200, json.dumps({"card": {"type": "raw", "data": card()}}).encode())

    await connect_locally(slow)
    message = await local.send(CARD)
    pending = await local.begin_click(message, "同意")
    await local.clock.advance(3.37)
    go.set()
    await local.clock.advance(0)
    click = await pending

    assert click.verdict.code == 200341
    assert click.delivery.late_by == pytest.approx(0.37)
    assert click.delivery.reply.status == 200
    assert local.card_of(message) == CARD


async def test_a_response_is_late_even_if_it_is_read_before_the_timer_fires(local, connect_locally):
    """As in a loop that has fallen behind: how long it took decides, not what was looked at first."""
    await connect_locally(never)
    pending = await local.begin_click(await local.send(CARD), "同意")
    engine, delivery = local.core.engine, pending.delivery
    engine.respond(engine._flights[delivery.id], Reply(200, b"{}"), 3.2)
    click = await pending

    assert (click.verdict.code, click.verdict.rule) == (200341, "response.late")
    assert click.delivery.late_by == pytest.approx(0.2)
    assert click.delivery.reply.body == b"{}"


@pytest.mark.parametrize("took", [2.999, 3.0])
async def test_a_response_at_the_limit_is_judged_as_a_reply_that_is_checked(took, local, connect_locally):
    """Three seconds sharp are too long, for a delivery and for ``check_reply`` alike."""
    await connect_locally(never)
    pending = await local.begin_click(await local.send(CARD), "同意")
    engine, delivery = local.core.engine, pending.delivery
    engine.respond(engine._flights[delivery.id], Reply(200, b"{}", "e30="), took)
    click = await pending

    checked = check_reply("card.action.trigger", {}, door="long_connection", elapsed=took)
    assert click.verdict.ok == (took < 3.0)
    assert (click.verdict.outcome, click.verdict.rule) == (checked.outcome, checked.rule)


async def test_a_response_shortly_before_the_limit_gets_advice(local, connect_locally):
    """After 2.9 s the response counts, with a remark."""
    go = asyncio.Event()

    async def slow(delivery: Delivery) -> Response | None:
        await go.wait()
        return await answer({})(delivery)

    await connect_locally(slow)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(2.9)
    go.set()
    click = await pending

    assert (click.verdict.outcome, click.verdict.rule) == ("ok_advice", "response.slow")
    assert click.delivery.duration == pytest.approx(2.9)


async def test_nobody_online_is_told_at_once(local):
    """A click fails with 200340 without waiting, an event fails without a code."""
    click = await local.click(await local.send(CARD), "同意")
    said = await local.say("你好")

    assert (click.verdict.code, click.verdict.rule) == (200340, "connection.offline")
    assert (said.verdict.code, said.verdict.rule) == (None, "event.offline")


async def test_a_second_response_changes_nothing(local, connect_locally):
    """Each delivery has exactly one verdict."""
    client = await connect_locally(answer({}))
    message = await local.send(CARD)
    click = await local.click(message, "同意")
    verdict, reply = click.verdict, click.delivery.reply
    await client.link.send(client.sent[-1])
    await local.clock.advance(0)

    assert click.verdict is verdict
    assert click.delivery.reply is reply
    assert local.core.journal.judged == 1
