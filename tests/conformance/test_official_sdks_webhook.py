"""
The unmodified webhook adapters of the official SDKs, called by our emulator, over real sockets, from the outside.

They check the signature and decrypt by code of their own, so what they take is what the platform would send.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.outside import Console, node_program, python_program, running

pytestmark = pytest.mark.oracle

COMMANDS = {"lark-oapi": python_program("lark_oapi_hook.py"), "node-sdk": node_program("node_sdk_hook.mjs")}
SDKS = list(COMMANDS)


@contextmanager
def serving(sdk: str, console: Console, log: Path, changes: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run the webhook of an SDK, with the app's keys unless they are changed; gives its origin."""
    info = console.info
    keys = {"ENCRYPT_KEY": info["encrypt_key"], "VERIFICATION_TOKEN": info["verification_token"], **(changes or {})}
    with running(COMMANDS[sdk], log, env={**os.environ, **keys}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"


def save(console: Console, origin: str, **options: Any) -> dict[str, Any]:
    """Save all three addresses; like a developer, once more when a busy machine did not answer within a second."""
    event, card = f"{origin}/webhook/event", f"{origin}/webhook/card"
    path = f"/apps/{console.info['app_id']}/webhook"
    addresses = {"event_url": event, "callback_url": event, "card_url": card, **options}
    answer = console.request("POST", path, **addresses)
    for _ in range(4):
        if answer.status_code == 400 and answer.json()["code"] == "address_timeout":
            answer = console.request("POST", path, **addresses)
    assert answer.status_code == 200, answer.text
    saved: dict[str, Any] = answer.json()
    return saved


def delivered(console: Console, type_: str, **paths: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Deliver something; gives its verdict and the answer to it."""
    [delivery] = console.call("POST", "/events", type=type_, set=paths)["deliveries"]
    console.call("POST", "/wait", deliveries=1, idle=True, timeout=60)
    row = console.call("GET", f"/deliveries/{delivery}")
    return row["verdict"], row["response"]


@pytest.mark.parametrize("encrypted", [True, False])
@pytest.mark.parametrize("sdk", SDKS)
def test_an_adapter_takes_everything_we_send(sdk, encrypted, console, tmp_path):
    """The address check, an event, both callbacks and an old card, encrypted and signed, or as they are."""
    with serving(sdk, console, tmp_path / "hook.log", None if encrypted else {"ENCRYPT_KEY": ""}) as origin:
        saved = save(console, origin, encrypted=encrypted)
        event, _ = delivered(console, "im.message.receive_v1", **{"event.message.content": '{"text":"你好 \\"x\\""}'})
        click, clicked = delivered(console, "card.action.trigger", **{"action.value": {"n": "四十二"}})
        link, previewed = delivered(console, "url.preview.get", **{"context.url": "https://git.example.com/1?a=b"})
        old, changed = delivered(console, "card.action.trigger_v1", **{"action.value": {"case": "卡片"}})
        sent = [console.call("GET", f"/deliveries/{row['id']}")["sent"] for row in console.deliveries()]

    assert (saved["events"], saved["callbacks"], saved["legacy_cards"]) == ("webhook", "webhook", True)
    assert [verdict["outcome"] for verdict in (event, click, link, old)] == ["ok"] * 4
    assert json.loads(clicked["body"]) == {"toast": {"type": "success", "content": "好 四十二"}}
    assert json.loads(previewed["body"]) == {"inline": {"title": "预览 https://git.example.com/1?a=b"}}
    assert json.loads(changed["body"])["elements"][0]["content"] == "ou_alice 卡片"
    signatures = [len(request["headers"].get("X-Lark-Signature", "")) for request in sent]
    assert signatures == ([64, 64, 64, 40] if encrypted else [0, 0, 0, 40])


@pytest.mark.parametrize(
    ("sdk", "type_", "value", "code"),
    [
        ("lark-oapi", "card.action.trigger", {"case": "raises"}, 200671),
        ("lark-oapi", "card.action.trigger", {"case": "nothing"}, 200671),  # its adapter fails on None
        ("lark-oapi", "card.action.trigger", {"case": "bad toast"}, 200672),
        ("lark-oapi", "card.action.trigger", "a text", 200671),  # its models take objects only
        ("lark-oapi", "card.action.trigger_v1", {"case": "nothing"}, None),  # {"msg": "success"}
        ("lark-oapi", "card.action.trigger_v1", {"case": "raises"}, 200671),
        ("node-sdk", "card.action.trigger", {"case": "raises"}, 200671),
        ("node-sdk", "card.action.trigger", {"case": "nothing"}, 200672),  # an empty body
        ("node-sdk", "card.action.trigger", {"case": "bad toast"}, 200672),
        ("node-sdk", "card.action.trigger_v1", {"case": "nothing"}, None),  # an empty body is right there
        ("node-sdk", "card.action.trigger_v1", {"case": "raises"}, None),  # swallowed by its card handler
    ],
)
def test_what_an_adapter_answers_gets_its_code(sdk, type_, value, code, console, tmp_path):
    """What a person would see is told for each kind of answer."""
    with serving(sdk, console, tmp_path / "hook.log") as origin:
        save(console, origin)
        verdict, _ = delivered(console, type_, **{"action.value": value})

    assert verdict["code"] == code
    assert (verdict["outcome"] == "failed") == (code is not None)


@pytest.mark.parametrize(("sdk", "outcome"), [("lark-oapi", "failed"), ("node-sdk", "ok")])
def test_an_event_nobody_handles(sdk, outcome, console, tmp_path):
    """lark-oapi answers 500, so that the platform sends it again; node-sdk answers 200 with a text."""
    with serving(sdk, console, tmp_path / "hook.log") as origin:
        save(console, origin)
        verdict, _ = delivered(console, "application.bot.menu_v6")

    assert verdict["outcome"] == outcome


@pytest.mark.parametrize("sdk", SDKS)
def test_an_event_that_failed_is_taken_the_second_time(sdk, console, tmp_path):
    """It comes again 15 s later by the moved clock, is signed anew, and is known by its id."""
    with serving(sdk, console, tmp_path / "hook.log") as origin:
        save(console, origin)
        delivered(console, "im.message.receive_v1", **{"event.message.content": '{"text":"again"}'})
        console.call("POST", "/clock", advance=15)
        console.call("POST", "/wait", deliveries=2, idle=True, timeout=60)
        first, second = console.deliveries()

    assert (first["attempt"], first["verdict"]["rule"]) == (1, "event.status")
    assert (second["attempt"], second["verdict"]["rule"]) == (2, "ok")


@pytest.mark.parametrize(("sdk", "key"), [("lark-oapi", "ENCRYPT_KEY"), ("lark-oapi", "VERIFICATION_TOKEN")])
def test_an_adapter_with_another_secret_is_not_saved(sdk, key, console, tmp_path):
    """It cannot answer the address check; the code says what was seen of that."""
    with serving(sdk, console, tmp_path / "hook.log", {key: "another"}) as origin:
        path = f"/apps/{console.info['app_id']}/webhook"
        refused = console.request("POST", path, event_url=f"{origin}/webhook/event")

    assert (refused.status_code, refused.json()["code"]) == (400, "address_status")


@pytest.mark.parametrize("sdk", SDKS)
def test_what_a_network_does_to_a_webhook(sdk, console, tmp_path):
    """
    A request that is reset in its body is no answer, and the next one is served; a duplicate is answered twice.

    What is held up, or comes out of order, is answered as ever.
    """
    with serving(sdk, console, tmp_path / "hook.log") as origin:
        save(console, origin)
        console.call("POST", "/faults", kind="drop")
        reset, _ = delivered(console, "card.action.trigger", **{"action.value": {"n": 1}})
        honest, _ = delivered(console, "card.action.trigger", **{"action.value": {"n": 2}})
        console.call("POST", "/faults", kind="duplicate_event")
        doubled, _ = delivered(console, "im.message.receive_v1", **{"event.message.content": '{"text":"x"}'})
        twice = console.call("GET", f"/deliveries/{console.deliveries()[-1]['id']}")
        console.call("POST", "/faults", kind="delay", seconds=0.05, where="send", times=1)
        delayed, _ = delivered(console, "card.action.trigger", **{"action.value": {"n": 3}})
        console.call("POST", "/faults", kind="out_of_order")
        asked = {"set": {"event.action.value": {"n": 4}}, "times": 3}
        console.call("POST", "/events", type="card.action.trigger", **asked)
        console.call("POST", "/wait", deliveries=7, idle=True, timeout=60)
        reordered = [row["verdict"]["outcome"] for row in console.deliveries()[-3:]]

    assert (reset["outcome"], honest["outcome"], doubled["outcome"], delayed["outcome"]) == ("failed", "ok", "ok", "ok")
    assert twice["copies"] == 2
    assert [row["code"] for row in [twice["response"], *twice["more_responses"]]] == [200, 200]
    assert reordered == ["ok"] * 3


@pytest.mark.parametrize(
    ("sdk", "what", "rule"),
    [
        ("lark-oapi", "hash", "signature.rejected"),
        ("lark-oapi", "body", "signature.rejected"),
        ("lark-oapi", "missing", "signature.rejected"),
        ("lark-oapi", "token", "signature.rejected"),
        ("lark-oapi", "stale", "signature.accepted"),
        ("node-sdk", "hash", "webhook.empty"),  # its refusal is 200 with an empty body
        ("node-sdk", "missing", "webhook.empty"),
        ("node-sdk", "body", "signature.accepted"),  # it signs the JSON as it would write it itself
        ("node-sdk", "token", "signature.accepted"),
        ("node-sdk", "stale", "signature.accepted"),
    ],
)
def test_what_an_adapter_says_to_a_forger(sdk, what, rule, console, tmp_path):
    """What it refuses and what it takes is told apart; a signature of yesterday both take, which is advice."""
    with serving(sdk, console, tmp_path / "hook.log") as origin:
        save(console, origin)
        console.call("POST", "/faults", kind="signature", what=what)
        verdict, _ = delivered(console, "card.action.trigger", **{"action.value": {"n": 1}})

    assert verdict["rule"] == rule
