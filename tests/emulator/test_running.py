"""An app runs against the emulator in one process: handler errors, waiting, trouble on purpose."""

from __future__ import annotations

import asyncio
import json

import pytest

from larkline.emulator import Emulator
from larkline.emulator.journal.filters import BadFilter
from larkline.links import Refusal
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Response
from tests.emulator.stories import CARD, RaisingApp, never
from tests.emulator.tiny_client import TinyApp, answer, join


async def test_an_app_runs_inside_the_block():
    """It is online when the block begins and gone when it ends."""
    async with Emulator(seed=1) as feishu:
        async with feishu.running(TinyApp(answer({}))):
            online = feishu.core.hub.online()
            click = await feishu.click(await feishu.send(CARD), "同意")
        await feishu.core.changes.until(lambda: not feishu.core.hub.sessions)

    assert online == 1
    assert click.verdict.ok


async def test_what_a_handler_raises_is_raised_again():
    """The verdict fails by handler.raised, the error stands with the click and ends the block."""
    error = ValueError("kaputt")
    async with Emulator(seed=1) as feishu:
        with pytest.raises(ValueError, match="kaputt"):
            async with feishu.running(RaisingApp(error)):
                click = await feishu.click(await feishu.send(CARD), "同意")

    assert click.error is error
    assert (click.verdict.outcome, click.verdict.rule) == ("failed", "handler.raised")
    assert click.response.toast == Toast.error("出错")


async def test_several_errors_are_raised_together():
    """Two handlers that raised give a group."""

    async def story(feishu: Emulator) -> None:
        async with feishu.running(RaisingApp(ValueError("一"), KeyError("二"))):
            message = await feishu.send(CARD)
            await feishu.click(message, "同意")
            await feishu.click(message, "同意")

    async with Emulator(seed=1) as feishu:
        with pytest.raises(ExceptionGroup) as caught:
            await story(feishu)

    assert [type(error) for error in caught.value.exceptions] == [ValueError, KeyError]


async def test_raising_again_can_be_switched_off():
    """The verdict and the click still tell."""
    app = RaisingApp(ValueError("kaputt"))
    async with Emulator(seed=1) as feishu, feishu.running(app, raise_handler_errors=False):
        click = await feishu.click(await feishu.send(CARD), "同意")

    assert isinstance(click.error, ValueError)


async def test_a_failure_of_the_block_keeps_its_own_error():
    """What a handler raised is added to it as a note."""

    async def story(feishu: Emulator) -> None:
        async with feishu.running(RaisingApp(ValueError("kaputt"))):
            await feishu.click(await feishu.send(CARD), "同意")
            raise LookupError("of the test")

    async with Emulator(seed=1) as feishu:
        with pytest.raises(LookupError) as caught:
            await story(feishu)

    assert caught.value.__notes__ == ["a handler of the app raised ValueError: kaputt"]


async def test_an_error_after_the_response_still_fails_the_delivery(local, connect_locally):
    """A handler that goes on after its response and then raises takes the verdict back."""
    await connect_locally(answer({}))
    click = await local.click(await local.send(CARD), "同意")
    before = click.verdict.ok
    platform = local.platform()
    assert platform.handler_failed is not None
    platform.handler_failed(click.delivery.id, RuntimeError("spät"))
    platform.handler_failed("unknown", RuntimeError("nobody asks"))

    assert before
    assert click.verdict.rule == "handler.raised"
    assert isinstance(click.error, RuntimeError)


async def test_deliveries_can_be_listed(local, connect_locally):
    """In the order they were pushed, each with its verdict."""
    await connect_locally(answer({}))
    await local.click(await local.send(CARD), "同意")
    await local.say("你好")

    assert [(delivery.type, delivery.verdict.ok) for delivery in local.deliveries()] == [
        ("card.action.trigger", True),
        ("im.message.receive_v1", True),
    ]


async def test_a_wait_that_fails_says_what_was_missing(local, connect_locally):
    """Connections, deliveries, or something under way."""
    with pytest.raises(TimeoutError, match="0 of 1 connections"):
        await local.wait(online=1, timeout=0.01)
    with pytest.raises(TimeoutError, match="0 of 3 deliveries"):
        await local.wait(deliveries=3, timeout=0.01)
    await connect_locally(never)
    local.begin_say("你好")
    with pytest.raises(TimeoutError, match="1 deliveries are under way"):
        await local.wait(idle=0, timeout=0.01)


async def test_waiting_ends_when_it_comes_true(local, connect_locally):
    """A wait for deliveries and for quiet returns by itself."""
    await connect_locally(answer(None))
    for _ in range(3):
        local.begin_say("你好")
    await local.wait(deliveries=3, idle=0.02)

    assert local.core.engine.in_flight == 0


async def test_waiting_for_deliveries_that_pass_a_filter(local, connect_locally):
    """Only those that have their verdict and pass count; they come back, those from before the wait included."""
    await connect_locally(answer(None, status=500))
    await local.click(await local.send(CARD), "同意")
    waiting = asyncio.create_task(local.wait(deliveries=2, filter="type:card status:failed"))
    await local.say("你好")  # fails, too, and is no card action
    with pytest.raises(TimeoutError, match="1 of 2 deliveries have their verdict and pass type:card status:failed"):
        await local.wait(deliveries=2, filter="type:card status:failed", timeout=0.01)
    again = await local.click(await local.send(CARD), "同意")
    first, second = await asyncio.wait_for(waiting, 5)

    assert (first.type, first.verdict.code, second.id) == ("card.action.trigger", 200671, again.delivery.id)
    assert await local.wait(filter="type:card status:failed") == [first, second]
    assert await local.wait(filter="status:ok", deliveries=0) == []


async def test_waiting_for_what_becomes_of_a_delivery_later(local, connect_locally):
    """A response that came late is one that a wait notices, although the verdict was there before."""
    go = asyncio.Event()

    async def slow(_delivery):
        await go.wait()
        return Response(200)

    await connect_locally(slow)
    pending = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(3.5)
    click = await pending
    waiting = asyncio.create_task(local.wait(filter="has:late"))
    await asyncio.sleep(0)
    go.set()

    assert await asyncio.wait_for(waiting, 5) == [click.delivery]


async def test_a_reset_begins_the_count_anew(local, connect_locally):
    """What is forgotten no longer counts for those who wait."""
    await connect_locally(answer(None))
    await local.say("你好")
    waiting = asyncio.create_task(local.wait(deliveries=2, filter="status:ok"))
    await asyncio.sleep(0)
    await local.reset()
    await local.say("一")
    assert not waiting.done()
    await local.say("二")

    assert len(await asyncio.wait_for(waiting, 5)) == 2


async def test_a_filter_that_says_nothing_is_refused_at_once(local):
    """A misspelt name is not waited for."""
    with pytest.raises(BadFilter, match="typ: is not known"):
        await local.wait(filter="typ:card")


async def test_wrong_credentials_are_refused_without_a_socket(local):
    """The network in memory answers as the port does."""
    platform = local.platform()
    status, body = await platform.network.post(
        "http://localhost/callback/ws/endpoint", b'{"AppID":"x","AppSecret":"y"}', {}, timeout=1.0
    )
    other, _ = await platform.network.post("http://localhost/other", b"{}", {}, timeout=1.0)

    assert (status, json.loads(body)["code"], other) == (200, 514, 404)


async def test_trouble_can_be_made_without_a_socket(local):
    """Dropped links end, frozen ones go silent, and a limit refuses."""
    client = await join(local.platform(), never)
    await local.wait(online=1)
    local.freeze_connections()
    before = client.link.heard_at
    await local.clock.advance(1)
    await client.link.ping()
    frozen = client.link.heard_at == before
    local.drop_connections()
    await local.core.changes.until(lambda: not local.core.hub.sessions)
    local.limit_connections(0)
    with pytest.raises(Refusal, match="HTTP 403"):
        await join(local.platform(), never)
    await client.close()

    assert frozen
