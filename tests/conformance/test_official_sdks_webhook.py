"""
The unmodified webhook adapters of the official SDKs, called by our emulator, over real sockets, from the outside.

They check the signature and decrypt by code of their own, so what they take is what the platform would send.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from tests.conformance.outside import Console, lark_oapi_program, node_program, running

pytestmark = pytest.mark.oracle

COMMANDS = {"lark-oapi": lark_oapi_program("lark_oapi_hook.py"), "node-sdk": node_program("node_sdk_hook.mjs")}
SDKS = list(COMMANDS)


@pytest.fixture(scope="module")
def hooks(shared_console: Console, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Run the program of each SDK once; gives its origin, below which each set of keys has a webhook."""
    key, token = shared_console.info["encrypt_key"], shared_console.info["verification_token"]
    keys = {
        "own": (key, token),
        "plain": ("", token),
        "another_key": ("another", token),
        "another_token": (key, "another"),
    }
    env = {**os.environ, "KEYS": json.dumps(keys)}
    with ExitStack() as programs:

        @cache
        def origin_of(sdk: str) -> str:
            log = tmp_path_factory.mktemp(sdk) / "hook.log"
            process = programs.enter_context(running(COMMANDS[sdk], log, env=env, stdout=subprocess.PIPE))
            assert process.stdout is not None
            return f"http://127.0.0.1:{int(process.stdout.readline())}"

        yield origin_of


@pytest.fixture
def origin(sdk: str, hooks: Callable[[str], str]) -> str:
    """The origin of the SDK that a test is about."""
    return hooks(sdk)


@pytest.fixture
def console(shared_console: Console) -> Console:
    """The platform without deliveries and faults; its app keeps its keys, and each test saves its addresses anew."""
    shared_console.call("POST", "/reset")
    return shared_console


def save(console: Console, hook: str, *, encrypted: bool = True) -> dict[str, Any]:
    """Save all three addresses; like a developer, once more when a busy machine did not answer within a second."""
    event, card = f"{hook}/event", f"{hook}/card"
    path = f"/apps/{console.info['app_id']}/webhook"
    addresses = {"event_url": event, "callback_url": event, "card_url": card, "encrypted": encrypted}
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
def test_an_adapter_takes_everything_we_send(encrypted, console, origin):
    """The address check, an event, both callbacks and an old card, encrypted and signed, or as they are."""
    saved = save(console, f"{origin}/own" if encrypted else f"{origin}/plain", encrypted=encrypted)
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
def test_what_an_adapter_answers_gets_its_code(type_, value, code, console, origin):
    """What a person would see is told for each kind of answer."""
    save(console, f"{origin}/own")
    verdict, _ = delivered(console, type_, **{"action.value": value})

    assert verdict["code"] == code
    assert (verdict["outcome"] == "failed") == (code is not None)


@pytest.mark.parametrize(("sdk", "outcome"), [("lark-oapi", "failed"), ("node-sdk", "ok")])
def test_an_event_nobody_handles(outcome, console, origin):
    """lark-oapi answers 500, so that the platform sends it again; node-sdk answers 200 with a text."""
    save(console, f"{origin}/own")
    verdict, _ = delivered(console, "application.bot.menu_v6")

    assert verdict["outcome"] == outcome


@pytest.mark.parametrize("sdk", SDKS)
def test_an_event_that_failed_is_taken_the_second_time(console, origin):
    """It comes again 15 s later by the moved clock, is signed anew, and is known by its id."""
    save(console, f"{origin}/own")
    delivered(console, "im.message.receive_v1", **{"event.message.content": '{"text":"again"}'})
    console.call("POST", "/clock", advance=15)
    console.call("POST", "/wait", deliveries=2, idle=True, timeout=60)
    first, second = console.deliveries()

    assert (first["attempt"], first["verdict"]["rule"]) == (1, "event.status")
    assert (second["attempt"], second["verdict"]["rule"]) == (2, "ok")


@pytest.mark.parametrize(("sdk", "keys"), [("lark-oapi", "another_key"), ("lark-oapi", "another_token")])
def test_an_adapter_with_another_secret_is_not_saved(keys, console, origin):
    """It cannot answer the address check; the code says what was seen of that."""
    path = f"/apps/{console.info['app_id']}/webhook"
    refused = console.request("POST", path, event_url=f"{origin}/{keys}/event")

    assert (refused.status_code, refused.json()["code"]) == (400, "address_status")


@pytest.mark.parametrize("sdk", SDKS)
def test_what_a_network_does_to_a_webhook(console, origin):
    """
    A request that is reset in its body is no answer, and the next one is served; a duplicate is answered twice.

    What is held up, or comes out of order, is answered as ever.
    """
    save(console, f"{origin}/own")
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
def test_what_an_adapter_says_to_a_forger(what, rule, console, origin):
    """What it refuses and what it takes is told apart; a signature of yesterday both take, which is advice."""
    save(console, f"{origin}/own")
    console.call("POST", "/faults", kind="signature", what=what)
    verdict, _ = delivered(console, "card.action.trigger", **{"action.value": {"n": 1}})

    assert verdict["rule"] == rule
