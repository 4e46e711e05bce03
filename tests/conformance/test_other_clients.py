"""
Independent clients of the platform, unmodified, against our emulator: each has its own codec and its own habits.

They are started by ``exec``, whose environment names the emulator.
"""

from __future__ import annotations

import asyncio

import pytest

from larkline import Toast
from larkline.emulator import Emulator
from larkline.facts.platform import FRAGMENT_BYTES
from tests.conformance.outside import lark_oapi_program, python_program

pytestmark = pytest.mark.oracle

BUTTON = {"tag": "button", "text": {"tag": "plain_text", "content": "好"}}


def card(value: dict[str, str]) -> dict[str, object]:
    """Make a card with a button that carries *value*."""
    behaviors = [{"type": "callback", "value": value}]
    return {"schema": "2.0", "body": {"elements": [{**BUTTON, "behaviors": behaviors}]}}


async def said(feishu: Emulator, text: str) -> None:
    """Wait until a bot says something with this text in it."""
    async with asyncio.timeout(30):
        await feishu.core.changes.until(
            lambda: any(text in each.content for each in feishu.messages() if each.sender_type == "app")
        )


async def test_lark_channel_sdk(feishu):
    """The official SDK for channels asks who it is, replies over the API, and is told of clicks."""
    async with feishu.exec(python_program("channel_bot.py"), others="refuse") as bot:
        await bot.wait_online(60)
        message = await feishu.say("你好", by="ou_alice")
        await said(feishu, "received: 你好")
        click = await feishu.click(await feishu.send(card({"k": "v"}), to="oc_alice"), "好", by="ou_alice")
        await said(feishu, "clicked: ")

    assert message.verdict.ok
    assert click.verdict.ok


async def test_feishu_chat_bridge(feishu):
    """It puts an emoji on the message while it thinks, and answers the person by open id."""
    async with feishu.exec(lark_oapi_program("chat_bridge_bot.py"), others="refuse") as bot:
        await bot.wait_online(60)
        message = await feishu.say("你好", by="ou_alice")
        await said(feishu, "ou_alice: 你好")

    assert message.verdict.ok


async def test_nonebot(feishu):
    """It answers a message over the API; clicks it acknowledges before its handlers run, so that it shows nothing."""
    async with feishu.exec(python_program("nonebot_bot.py")) as bot:
        await bot.wait_online(60)
        # What a person says has no user_id, which takes a scope, and which this adapter cannot do without.
        told = await feishu.trigger("im.message.receive_v1", paths={"message.content": '{"text":"hi"}'})
        click = await feishu.click(await feishu.send(card({"k": "v"}), to="oc_alice"), "好", by="ou_alice")
        await said(feishu, "echo hi")

    assert told.verdict.ok
    assert (click.verdict.outcome, click.verdict.rule) == ("ok_advice", "response.no_data")
    assert click.response.toast is None


async def test_feishu_bot_sdk(feishu):
    """It takes a message in fragments and answers a click; its own helper for cards leaves out the wrapper."""
    long = "长" * (FRAGMENT_BYTES // 3 + 1)
    async with feishu.exec(python_program("feishu_bot_sdk_bot.py")):
        async with asyncio.timeout(60):  # it sends no ping for a while, and so is connected, but not yet online
            await feishu.core.changes.until(lambda: bool(feishu.core.hub.of_app()))
        told = await feishu.say("hi", by="ou_alice")
        whole = await feishu.trigger("im.message.receive_v1", paths={"message.content": f'{{"text":"{long}"}}'})
        click = await feishu.click(await feishu.send(card({"case": "toast"}), to="oc_alice"), "好", by="ou_alice")
        broken = await feishu.click(await feishu.send(card({"case": "card"}), to="oc_alice"), "好", by="ou_alice")

    assert told.verdict.ok
    assert whole.verdict.ok
    assert click.verdict.ok
    assert click.response.toast == Toast.success("收到")
    assert (broken.verdict.code, broken.verdict.rule) == (200673, "response.card")
    assert broken.verdict.fixed == {"card": {"type": "raw", "data": {"schema": "2.0", "body": {"elements": []}}}}
