"""Time of the emulator (S10): what is to come, moved to step by step; what follows the clock and what does not."""

from __future__ import annotations

import asyncio
import time

import pytest

from larkline.clock import ManualClock
from larkline.emulator import Emulator
from larkline.emulator.errors import UnknownThing
from larkline.emulator.timers import Timer, Timers
from larkline.wire.delivery import Delivery, Response
from tests.emulator.hook_server import Request, answering, http, serving
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

HOUR = 3600.0


def kinds(feishu: Emulator) -> list[str]:
    """Give the kinds of the timers, the next one first."""
    return [timer.kind for timer in feishu.timers.list()]


def test_timers_are_listed_in_their_order():
    """Of all kinds or of one; what is over is not."""
    clock = ManualClock(now=10.0)
    timers = Timers(clock)
    timers.add("a", lambda: [(20.0, "x"), (9.0, "gone")])
    timers.add("b", lambda: [(15.0, "y")])

    assert timers.list() == [Timer(15.0, "b", "y"), Timer(20.0, "a", "x")]
    assert timers.list("a") == [Timer(20.0, "a", "x")]
    with pytest.raises(UnknownThing, match="kinds: a, b"):
        timers.list("c")


async def test_every_lifetime_is_a_timer(local, connect_locally):
    """S10: redeliveries, access tokens, update tokens and faults follow the same clock and are told."""
    await connect_locally(answer({}))
    local.core.tokens.issue(local.app().app_id, now=local.clock.now())
    await local.faults.add("delay", seconds=0.0, lasts=60.0)
    await local.click(await local.send(CARD), "同意")
    await local.faults.add("platform_failure")
    await local.say("你好")
    told = {timer.kind: round(timer.due - local.clock.now()) for timer in local.timers.list()}

    assert told == {"redelivery": 15, "fault": 60, "update_token": 1800, "access_token": 7200}


async def test_the_end_of_a_card_entity_is_a_timer(local):
    """S10: fourteen days after it was made, by the moved clock."""
    entity = local.core.entities.create(local.app().app_id, CARD, now=local.clock.now())

    assert local.timers.list() == [Timer(14 * 86_400.0, "card_entity", entity.card_id)]


async def test_an_unused_ticket_is_a_timer(local):
    """It lives two minutes."""
    platform = local.platform()
    question = f'{{"AppID":"{platform.app_id}","AppSecret":"{platform.app_secret}"}}'.encode()
    await platform.network.post("http://localhost/callback/ws/endpoint", question, {}, timeout=1.0)
    timer = await local.timers.run_next()

    assert (timer.kind, timer.due) == ("ticket", 120.0)
    assert kinds(local) == []


async def test_the_hourly_app_ticket_is_a_timer(local):
    """S10, S11: a store app gets its next one within the hour, every hour."""
    store = local.app(name="商店应用", app_type="store")
    first = await local.timers.run_next("app_ticket")
    second = await local.timers.run_next("app_ticket")

    assert first == Timer(3600.0, "app_ticket", store.app_id)
    assert second == Timer(7200.0, "app_ticket", store.app_id)


async def test_run_next_walks_the_schedule(local, connect_locally):
    """S10: four steps take seven hours, five minutes and fifteen seconds, each to the next push."""
    await connect_locally(answer(None, status=500))
    await local.say("你好")
    started = local.clock.now()
    steps = []
    while (timer := await local.timers.run_next("redelivery")) is not None:
        steps.append(timer.due - started)

    assert steps == [15, 315, 3915, 25515]
    assert local.clock.now() - started == 7 * HOUR + 5 * 60 + 15
    assert [delivery.attempt for delivery in local.deliveries()] == [1, 2, 3, 4, 5]


async def test_without_a_timer_time_stays(local):
    """There is nothing to move to."""
    assert await local.timers.run_next() is None
    assert local.clock.now() == 0.0


async def test_lifetimes_follow_a_moved_clock(local, connect_locally):
    """S10: half an hour later the update token is over, after two hours the access token."""
    await connect_locally(answer({}))
    token, _ = local.core.tokens.issue(local.app().app_id, now=local.clock.now())
    await local.click(await local.send(CARD), "同意")
    [update] = local.timers.list("update_token")
    await local.clock.advance(update.due - local.clock.now())
    gone = local.timers.list("update_token")
    known = local.core.tokens.find(token, now=local.clock.now())
    await local.clock.advance(2 * HOUR)

    assert update.due == 1800.0
    assert gone == []
    assert known is not None
    assert local.core.tokens.find(token, now=local.clock.now()) is None


async def test_for_outside_programs_deadlines_are_real_time(served, connect):
    """S10: moving the clock by an hour gives a slow program no timeout, and its webhook a timestamp of now."""
    go = asyncio.Event()

    async def slow(_delivery: Delivery) -> Response:
        await go.wait()
        return Response(200, b"{}")

    async def acknowledge(_request: Request) -> bytes:
        return http({})

    await connect(slow)
    pending = await served.begin_click(await served.send(CARD), "同意")
    await served.clock.advance(HOUR)
    early = pending.delivery.verdict
    go.set()
    click = await pending
    async with serving(answering(served.app().encrypt_key, acknowledge)) as server:
        await served.save_webhook(event_url=server.url())
        said = await served.say("你好")
        stamp = int(server.requests[-1].headers["X-Lark-Request-Timestamp"])

    assert early is None
    assert click.verdict.ok
    assert abs(stamp - time.time()) < 60
    assert said.delivery.pushed_at - time.time() > HOUR - 60


# --- ordered events ---------------------------------------------------------------------------------------------------


async def test_ordered_events_wait_for_the_one_before_them():
    """S10: the second one is pushed only once the first was taken, at its second attempt; other types go on."""
    statuses = iter([500, 200, 200, 200])

    async def handle(_delivery: Delivery) -> Response:
        return Response(next(statuses))

    async with (
        Emulator(seed=1, frozen=True, ordered_events=["add_bot"]) as feishu,
        feishu.running(TinyApp(handle)),
    ):
        first = feishu.begin_trigger("add_bot")
        second = feishu.begin_trigger("add_bot")
        await feishu.clock.advance(1.0)
        held = (first.verdict and first.verdict.rule, second.verdict, feishu.core.engine.queues.waiting())
        other = await feishu.say("你好")
        await feishu.clock.advance(14.0)
        orders = [(d.push.event_id, d.attempt) for d in sorted(feishu.deliveries(), key=lambda d: d.order)]

    assert held == ("event.status", None, [second.push.event_id])
    assert other.verdict.ok
    assert second.verdict is not None
    assert second.verdict.ok
    assert orders == [
        (first.push.event_id, 1),
        (other.delivery.push.event_id, 1),
        (first.push.event_id, 2),
        (second.push.event_id, 1),
    ]


async def test_an_event_that_is_given_up_frees_its_queue():
    """S10: after the fourth redelivery the next one has its turn."""
    async with Emulator(seed=1, frozen=True, ordered_events=["add_bot"]) as feishu:
        feishu.begin_trigger("add_bot")
        second = feishu.begin_trigger("add_bot")
        await feishu.clock.advance(25515.0)
        before = second.order
        await feishu.clock.advance(15.0)

    assert before == 6
    assert [d.attempt for d in feishu.deliveries()] == [1, 1, 2, 3, 4, 5, 2]
