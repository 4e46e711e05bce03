"""The fixtures serve apps that were written on another SDK, unchanged: here the calls of an official sample bot."""

from __future__ import annotations

import pytest

from tests.conformance.outside import lark_oapi_program

pytestmark = pytest.mark.oracle


async def test_resolving_an_alarm(feishu):
    """A form is filled in and submitted; the toast and the new card come from the other program."""
    async with feishu.exec(lark_oapi_program("lark_oapi_alarm.py")) as bot:
        await bot.wait_online(timeout=60)
        await feishu.say("hi", by="ou_alice")
        message = await feishu.next_card(within=60)
        click = await feishu.submit(message, {"notes_input": "done"}, button="已处理", by="ou_alice")

    assert click.verdict.ok
    assert click.response.toast is not None
    assert click.response.toast.content == "已处理完成！"
    assert "已解决" in feishu.card_of(message).text
    assert "done" in feishu.card_of(message).text


def test_without_async(feishu_sync):
    """The same by simple calls."""
    with feishu_sync.exec(lark_oapi_program("lark_oapi_alarm.py")) as bot:
        bot.wait_online(timeout=60)
        feishu_sync.say("hi", by="ou_alice")
        message = feishu_sync.next_card(within=60)
        click = feishu_sync.submit(message, {"notes_input": "done"}, button="已处理", by="ou_alice")

    assert click.response.toast is not None
    assert click.response.toast.content == "已处理完成！"
    assert "已解决" in feishu_sync.card_of(message).text
