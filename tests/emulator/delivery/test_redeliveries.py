"""Events come again by the platform's schedule, over both doors; callbacks never do."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest

from larkline.clock import ManualClock
from larkline.emulator import Emulator
from larkline.emulator.delivery.pushes import Push
from larkline.emulator.delivery.redeliveries import Redeliveries, next_push_at
from larkline.wire.delivery import Delivery, Response
from tests.emulator.hook_app import HookApp, hook_answer
from tests.emulator.hook_server import Request, answering, http, serving
from tests.emulator.stories import CARD, never
from tests.emulator.tiny_client import answer

PUSH = Push(app_id="cli_1", type="im.message.receive_v1", event_id="e1", payload=b"{}")
WHOLE = 15 + 300 + 3600 + 21600.0


def gaps(feishu: Emulator) -> list[float]:
    """Give the seconds between the pushes so far."""
    times = [delivery.pushed_at for delivery in feishu.deliveries()]
    return [round(later - earlier, 3) for earlier, later in pairwise(times)]


def test_the_schedule_is_the_documented_one():
    """15 s, 5 min, 1 h, 6 h, then no more."""
    assert [next_push_at(attempt, pushed_at=100.0) for attempt in range(1, 6)] == [115.0, 400.0, 3700.0, 21700.0, None]


async def test_a_planned_push_can_be_forgotten():
    """Nothing is pushed after all."""
    clock, pushed = ManualClock(), []
    redeliveries = Redeliveries(clock, lambda *push: pushed.append(push))
    redeliveries.plan(PUSH, attempt=5, pushed_at=0.0)
    nothing = len(redeliveries)
    redeliveries.plan(PUSH, attempt=1, pushed_at=0.0)
    redeliveries.plan(PUSH, attempt=2, pushed_at=0.0)
    await clock.advance(15.0)
    waiting = len(redeliveries)
    redeliveries.forget()
    await clock.advance(WHOLE)

    assert (nothing, waiting, len(redeliveries)) == (0, 1, 0)
    assert pushed == [(PUSH, 2, 15.0)]


async def test_an_event_that_fails_comes_again_four_times(local, connect_locally):
    """The same event each time, with its number; seven hours pass in well under a second."""
    client = await connect_locally(answer(None, status=500))
    started = time.process_time()
    said = await local.say("你好")
    await local.clock.advance(2 * WHOLE)
    took = time.process_time() - started

    assert [delivery.attempt for delivery in local.deliveries()] == [1, 2, 3, 4, 5]
    assert gaps(local) == [15, 300, 3600, 21600]
    assert {delivery.push.event_id for delivery in local.deliveries()} == {said.delivery.push.event_id}
    assert len({delivery.id for delivery in client.received}) == 5
    assert len({delivery.payload for delivery in client.received}) == 1
    assert all(delivery.verdict.rule == "event.status" for delivery in local.deliveries())
    assert took < 1.0


async def test_by_webhook_each_attempt_is_signed_anew(local):
    """The event stays the same; timestamp, nonce, signature, vector and request id do not."""
    app = HookApp(hook_answer(500, b""))
    async with local.running(app, webhook=True):
        await local.say("你好")
        await local.clock.advance(2 * WHOLE)

    assert [delivery.attempt for delivery in local.deliveries()] == [1, 2, 3, 4, 5]
    assert gaps(local) == [15, 300, 3600, 21600]
    assert len({app.payload(request) for request in app.requests}) == 1
    for name in ("X-Lark-Request-Timestamp", "X-Lark-Request-Nonce", "X-Lark-Signature", "X-Request-Id", "X-Tt-Logid"):
        assert len({headers[name] for headers, _ in app.requests}) == 5
    assert len({body for _, body in app.requests}) == 5
    timestamps = [int(headers["X-Lark-Request-Timestamp"]) for headers, _ in app.requests]
    assert [later - earlier for earlier, later in pairwise(timestamps)] == [15, 300, 3600, 21600]


async def test_it_stops_once_it_was_acknowledged(local, connect_locally):
    """The first time it is refused, the second time taken, and that is all."""
    statuses = iter([500, 200])

    async def second_time(_delivery: Delivery) -> Response:
        return Response(next(statuses))

    await connect_locally(second_time)
    await local.say("你好")
    await local.clock.advance(2 * WHOLE)

    assert [delivery.verdict.rule for delivery in local.deliveries()] == ["event.status", "ok"]


async def test_an_event_without_an_answer_comes_again(local, connect_locally):
    """The schedule counts from the push, not from the 3 s later."""
    await connect_locally(never)
    local.begin_say("你好")
    await local.clock.advance(WHOLE + 3.0)

    assert gaps(local) == [15, 300, 3600, 21600]
    assert {delivery.verdict.rule for delivery in local.deliveries()} == {"event.late"}


async def test_an_event_finds_the_app_that_came_back(local, connect_locally):
    """Nobody was online at first; 15 s later somebody is."""
    said = await local.say("你好")
    await connect_locally(answer(None))
    await local.clock.advance(15.0)

    assert said.verdict.rule == "event.offline"
    assert [delivery.verdict.rule for delivery in local.deliveries()] == ["event.offline", "ok"]


@pytest.mark.parametrize("status", [200, 500])
async def test_a_callback_never_comes_again(status, local, connect_locally):
    """Neither a click nor a link preview, whatever became of it."""
    await connect_locally(answer({}, status=status))
    await local.click(await local.send(CARD), "同意")
    await local.preview("https://git.example.com/1")
    await local.clock.advance(2 * WHOLE)

    assert [delivery.type for delivery in local.deliveries()] == ["card.action.trigger", "url.preview.get"]


async def test_without_an_address_there_is_nowhere_to_push_to(local):
    """The event is lost at once."""
    local.configure(events="webhook")
    said = await local.say("你好")
    await local.clock.advance(2 * WHOLE)

    assert said.verdict.rule == "event.no_url"
    assert len(local.deliveries()) == 1


async def test_a_reset_gives_up_what_was_to_come_again(local):
    """So does the end of the emulator."""
    await local.say("你好")
    local.core.reset()
    await local.clock.advance(2 * WHOLE)

    assert local.deliveries() == []


async def test_a_rule_that_is_switched_off_changes_no_schedule():
    """The verdict is ours, when an event comes again is the platform's business."""
    async with Emulator(seed=1, frozen=True, rules_off={"event.offline"}) as feishu:
        said = await feishu.say("你好")
        await feishu.clock.advance(15.0)

    assert said.verdict.ok
    assert [delivery.attempt for delivery in feishu.deliveries()] == [1, 2]


async def test_over_the_network_one_move_of_the_clock_walks_the_schedule():
    """Pushes that are overdue follow at once, each after the answer to the one before."""

    async def refuse(_request: Request) -> bytes:
        return http({}, status="500 Internal Server Error")

    async with Emulator(seed=1) as feishu, serving(answering(feishu.app().encrypt_key, refuse)) as server:
        await feishu.save_webhook(event_url=server.url())
        await feishu.say("你好")
        await feishu.clock.advance(WHOLE)
        await feishu.wait(deliveries=5)
        await feishu.clock.advance(2 * WHOLE)
        await feishu.wait(idle=0.01)

    assert [delivery.attempt for delivery in feishu.deliveries()] == [1, 2, 3, 4, 5]
    assert {delivery.verdict and delivery.verdict.evidence for delivery in feishu.deliveries()} == {"HTTP 500"}
    assert len(server.requests) == 6
    assert len({json.dumps(request.headers["X-Request-Id"]) for request in server.requests}) == 6
