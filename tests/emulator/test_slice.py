"""The thin slice: discovery, a connection, a click and its answer."""

from __future__ import annotations

from larkline.emulator import Emulator
from larkline.payloads.toast import Toast
from tests.emulator.tiny_client import TinyApp, answer

CARD = {
    "schema": "2.0",
    "body": {
        "elements": [{"tag": "button", "text": {"tag": "plain_text", "content": "同意"}, "value": {"order": "42"}}]
    },
}


async def test_a_click_is_answered_without_a_socket():
    """A click travels to the app and its toast comes back, in one process."""
    async with (
        Emulator(seed=1) as feishu,
        feishu.running(TinyApp(answer({"toast": {"type": "success", "content": "好"}}))),
    ):
        message = await feishu.send(CARD, to="oc_team")
        click = await feishu.click(message, "同意", by="ou_alice")

    assert click.response.toast == Toast.success("好")
    assert click.verdict.ok
    assert click.verdict.outcome == "ok"
