"""
The unmodified official SDKs against our emulator, over real sockets, from the outside.

Everything goes through what any other program has: ``larkline emulator --json``, the SDK's domain option, and the
control API.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from larkline.facts.platform import FRAGMENT_BYTES
from tests.conformance.bots import SDKS

pytestmark = pytest.mark.oracle

#: What a verdict may advise about a right answer that came slowly.
SLOWNESS = {"response.slow", "response.waited"}


@pytest.mark.parametrize("sdk", SDKS)
def test_two_hundred_mixed_deliveries(bot_console):
    """Clicks, previews and messages, whole and in chunks, are all answered and judged ok."""
    for number in range(20):
        bot_console.call(
            "POST", "/events", type="card.action.trigger", set={"event.action.value": {"n": number}}, times=4
        )
        bot_console.call("POST", "/events", type="url.preview.get", times=3)
        text = "长" * (FRAGMENT_BYTES // 3) if number % 2 else "hi"  # the long one takes several frames
        content = json.dumps({"text": text})
        bot_console.call(
            "POST", "/events", type="im.message.receive_v1", set={"event.message.content": content}, times=3
        )
    bot_console.call("POST", "/wait", deliveries=200, idle=True, timeout=60)
    deliveries = bot_console.deliveries()

    kinds = Counter(delivery["type"] for delivery in deliveries)
    assert kinds == {"card.action.trigger": 80, "url.preview.get": 60, "im.message.receive_v1": 60}
    messages = [delivery["id"] for delivery in deliveries if delivery["type"] == "im.message.receive_v1"]
    sizes = Counter(
        len(bot_console.call("GET", f"/deliveries/{id_}?part=plain")["request"]) > 2 * FRAGMENT_BYTES
        for id_ in messages
    )
    assert sizes == {True: 30, False: 30}
    remarks = {delivery["verdict"]["rule"] for delivery in deliveries} - {"ok"}
    assert {delivery["verdict"]["code"] for delivery in deliveries} == {None}
    assert remarks <= SLOWNESS, "right answers, however busy the machine was"


@pytest.mark.parametrize(
    ("sdk", "value", "code"),
    [
        ("lark-oapi", {"case": "raises"}, 200671),
        ("lark-oapi", {"case": "bad toast"}, 200672),
        ("lark-oapi", "a text", 200671),  # its models take objects only
        ("node-sdk", {"case": "raises"}, 200671),
        ("node-sdk", {"case": "bad toast"}, 200672),
    ],
)
def test_failures_get_their_code(value, code, bot_console):
    """What a person would see is told for each kind of failure."""
    bot_console.call("POST", "/events", type="card.action.trigger", set={"event.action.value": value})
    bot_console.call("POST", "/wait", deliveries=1, idle=True, timeout=60)
    [delivery] = bot_console.deliveries()

    assert (delivery["verdict"]["outcome"], delivery["verdict"]["code"]) == ("failed", code)


@pytest.mark.parametrize(("sdk", "outcome"), [("lark-oapi", "failed"), ("node-sdk", "ok")])
def test_an_event_nobody_handles(outcome, bot_console):
    """lark-oapi answers 500, so that the platform sends it again; node-sdk answers 200 with a text."""
    bot_console.call("POST", "/events", type="application.bot.menu_v6")
    bot_console.call("POST", "/wait", deliveries=1, idle=True, timeout=60)
    delivery = bot_console.deliveries()[0]

    assert delivery["verdict"]["outcome"] == outcome
