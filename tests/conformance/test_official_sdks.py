"""
The unmodified official SDKs against our emulator, over real sockets, from the outside.

Everything goes through what any other program has: ``larkline emulator --json``, the SDK's domain option, and the
control API.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from larkline.facts.platform import FRAGMENT_BYTES
from tests.conformance.outside import Console, node_program, python_program, running

pytestmark = pytest.mark.oracle

NODE = node_program("node_sdk_bot.mjs")
COMMANDS = {"lark-oapi": python_program("lark_oapi_bot.py"), "node-sdk": NODE}


def environment_of(sdk: str, console: Console) -> dict[str, str]:
    """Give the environment of the bot of an SDK; node-sdk-1.59.0 is an older package of the one for Node."""
    return {
        **os.environ,
        "APP_ID": console.info["app_id"],
        "APP_SECRET": console.info["app_secret"],
        "BASE_DOMAIN": console.info["platform_url"],
        "NO_PROXY": "*",
        **({} if sdk in COMMANDS else {"NODE_SDK": sdk}),
    }


@contextmanager
def bot(sdk: str, console: Console, log: Path) -> Iterator[None]:
    """Run the bot of an SDK, and wait until it is online."""
    with running(COMMANDS.get(sdk, NODE), log, env=environment_of(sdk, console)):
        console.call("POST", "/wait", online=1, timeout=60)
        yield


SDKS = ["lark-oapi", "node-sdk"]
#: What a verdict may advise about a right answer that came slowly.
SLOWNESS = {"response.slow", "response.waited"}


@pytest.mark.parametrize("sdk", SDKS)
def test_two_hundred_mixed_deliveries(sdk, console, tmp_path):
    """Clicks, previews and messages, whole and in chunks, are all answered and judged ok."""
    with bot(sdk, console, tmp_path / "bot.log"):
        for number in range(20):
            console.call(
                "POST", "/events", type="card.action.trigger", set={"event.action.value": {"n": number}}, times=4
            )
            console.call("POST", "/events", type="url.preview.get", times=3)
            text = "长" * (FRAGMENT_BYTES // 3) if number % 2 else "hi"  # the long one takes several frames
            content = json.dumps({"text": text})
            console.call(
                "POST", "/events", type="im.message.receive_v1", set={"event.message.content": content}, times=3
            )
        console.call("POST", "/wait", deliveries=200, idle=True, timeout=60)
        deliveries = console.deliveries()

    kinds = Counter(delivery["type"] for delivery in deliveries)
    assert kinds == {"card.action.trigger": 80, "url.preview.get": 60, "im.message.receive_v1": 60}
    messages = [delivery["id"] for delivery in deliveries if delivery["type"] == "im.message.receive_v1"]
    sizes = Counter(len(console.call("GET", f"/deliveries/{id_}")["request"]) > 2 * FRAGMENT_BYTES for id_ in messages)
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
def test_failures_get_their_code(sdk, value, code, console, tmp_path):
    """What a person would see is told for each kind of failure."""
    with bot(sdk, console, tmp_path / "bot.log"):
        console.call("POST", "/events", type="card.action.trigger", set={"event.action.value": value})
        console.call("POST", "/wait", deliveries=1, idle=True, timeout=60)
        [delivery] = console.deliveries()

    assert (delivery["verdict"]["outcome"], delivery["verdict"]["code"]) == ("failed", code)


@pytest.mark.parametrize(("sdk", "outcome"), [("lark-oapi", "failed"), ("node-sdk", "ok")])
def test_an_event_nobody_handles(sdk, outcome, console, tmp_path):
    """lark-oapi answers 500, so that the platform sends it again; node-sdk answers 200 with a text."""
    with bot(sdk, console, tmp_path / "bot.log"):
        console.call("POST", "/events", type="application.bot.menu_v6")
        console.call("POST", "/wait", deliveries=1, idle=True, timeout=60)
        delivery = console.deliveries()[0]

    assert delivery["verdict"]["outcome"] == outcome
