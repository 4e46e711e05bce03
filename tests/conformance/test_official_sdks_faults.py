"""
What the presets do to the unmodified official SDKs, as the sentences about them say.

Over real sockets and from the outside, as in test_official_sdks.py.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.bots import NODE, SDKS, bot, environment_of
from tests.conformance.outside import Console, running

pytestmark = pytest.mark.oracle


def click(console: Console) -> dict[str, Any]:
    """Deliver a click and give its row once it has a verdict."""
    judged = len(console.deliveries())
    [delivery] = console.call("POST", "/events", type="card.action.trigger", set={"event.action.value": {"n": 1}})[
        "deliveries"
    ]
    console.call("POST", "/wait", deliveries=judged + 1, idle=0.2, timeout=30)
    row: dict[str, Any] = console.call("GET", f"/deliveries/{delivery}")
    return row


def connection_of(console: Console) -> str:
    """Give the id of the bot's connection."""
    [connection] = console.call("GET", "/connections")["connections"]
    return str(connection["id"])


def comes_back_within(console: Console, tries: int, *, lost: str) -> bool:
    """
    Tell whether the bot connects again after it *lost* a connection; each try waits half a second.

    It need not be online: lark-oapi sends its next ping up to two minutes after it has connected again.
    """
    for _ in range(tries):
        if any(connection["id"] != lost for connection in console.call("GET", "/connections")["connections"]):
            return True
        console.request("POST", "/wait", online=1, timeout=0.5)
    return False


@pytest.mark.parametrize("sdk", SDKS)
def test_small_faults_are_survived(bot_console):
    """
    Zero-gap chunks are put together, an empty pong and an unknown method change nothing.

    A duplicate is answered twice: neither SDK sorts it out. A card frame is dropped, which the person sees as 200341.
    """
    for preset in ("zero_gap_chunks", "empty_pong"):
        bot_console.call("POST", "/faults", kind=preset, times=1)
    bot_console.call("POST", "/faults", kind="frame", what="method")
    chunked = click(bot_console)
    bot_console.call("POST", "/faults", kind="duplicate_event")
    doubled = click(bot_console)
    bot_console.call("POST", "/faults", kind="card_frame")
    dropped = click(bot_console)
    honest = click(bot_console)

    assert chunked["verdict"]["outcome"] == "ok"
    assert len(chunked["faults"]) == 2
    assert doubled["copies"] == 2
    assert [doubled["response"]["code"], *(row["code"] for row in doubled["more_responses"])] == [200, 200]
    assert dropped["verdict"]["code"] == 200341
    assert honest["verdict"]["outcome"] == "ok"


def test_an_older_node_sdk_works(console, tmp_path):
    """Version 1.59.0 connects and answers: every pong of ours has a payload."""
    with bot("node-sdk-1.59.0", console, tmp_path / "bot.log"):
        answered = click(console)

    assert answered["verdict"]["outcome"] == "ok"
    assert json.loads(answered["response"]["body"])["toast"]["content"] == "好 1"


@pytest.mark.parametrize(("sdk", "dies"), [("node-sdk-1.59.0", True), ("node-sdk", False)])
def test_an_empty_pong(sdk, dies, console, tmp_path):
    """It ends the process of node-sdk 1.59.0; newer ones complain and go on."""
    console.call("POST", "/faults", kind="empty_pong", times=1)
    log = tmp_path / "bot.log"
    with running(NODE, log, env=environment_of(sdk, console)) as process:
        if dies:
            process.wait(60)
        else:
            console.call("POST", "/wait", online=1, timeout=60)
        status = process.poll()

    assert status == (1 if dies else None)
    assert ("SyntaxError" in log.read_text(encoding="utf-8")) is dies


@pytest.mark.parametrize(("sdk", "comes_back"), [("lark-oapi", False), ("node-sdk", True)])
def test_the_limit_on_a_reconnect(sdk, comes_back, console, tmp_path):
    """lark-oapi gives up for good, node-sdk tries again after a second."""
    with bot(sdk, console, tmp_path / "bot.log"):
        console.call("POST", "/faults", kind="limit_on_reconnect")
        lost = connection_of(console)
        console.call("POST", f"/connections/{lost}/close", how="close", code=1001)
        there = comes_back_within(console, 60 if comes_back else 8, lost=lost)
        left = console.call("GET", "/faults")["faults"]

    assert left == []
    assert there is comes_back


@pytest.mark.parametrize("sdk", SDKS)
def test_a_restart_is_survived(bot_console):
    """Both come back once the gateway takes connections again, and answer."""
    lost = connection_of(bot_console)
    bot_console.call("POST", "/faults", kind="gateway_restart", down=1)
    there = comes_back_within(bot_console, 60, lost=lost)
    answered = click(bot_console)

    assert there
    assert answered["verdict"]["outcome"] == "ok"
