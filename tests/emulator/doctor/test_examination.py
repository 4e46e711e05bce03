"""Tests of what a running emulator can tell of how an app is set up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect

from larkline.emulator import Emulator
from larkline.emulator.doctor.examination import examine
from larkline.wire.delivery import Response
from larkline.wire.endpoint import ENDPOINT_PATH, endpoint_request
from tests.emulator.tiny_client import TinyApp, answer, post

MESSAGE = "im.message.receive_v1"


def found(feishu: Emulator, env: dict[str, str] | None = None, *urls: str) -> list[tuple[str, dict[str, Any]]]:
    """Give what is found about the first app."""
    findings = examine(feishu.core, feishu.app(), urls=urls or ("http://127.0.0.1:7300",), env=env or {})
    return [(finding.id, finding.values) for finding in findings]


async def test_a_new_emulator_has_nothing_wrong(local):
    """Nobody has done anything yet."""
    assert found(local) == []


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (
            {"msg": "processor not found, type: x"},
            500,
            ("no_handler", {"type": MESSAGE, "evidence": "processor not found, type: x"}),
        ),
        (
            f"no {MESSAGE} event handle",
            200,
            ("no_handler", {"type": MESSAGE, "evidence": f"no {MESSAGE} event handle"}),
        ),
        (None, 500, ("never_handled", {"type": MESSAGE, "times": 1})),
    ],
)
async def test_a_type_that_nothing_answers_is_found(local, body, status, expected):
    """By the words of the SDK, or by there being no good answer at all."""
    async with local.running(TinyApp(answer(body, status=status))):
        await local.say("hi", by="ou_alice")

    assert found(local) == [expected]


async def test_a_type_that_was_handled_once_is_not_found(local):
    """A handler that fails now and then is there."""
    codes = iter([500, 200])

    async def handle(_delivery: object) -> Response:
        return Response(next(codes), None)

    async with local.running(TinyApp(handle)):
        await local.say("one", by="ou_alice")
        await local.say("two", by="ou_alice")

    assert found(local) == []


async def test_an_old_sdk_is_found_by_what_it_calls_itself(served):
    """While it is connected, and once however many connections it has."""
    app = served.app()
    links = []
    for _ in range(2):
        question = endpoint_request(app.app_id, app.app_secret)
        url = served.info()["platform_url"] + ENDPOINT_PATH
        agent = {"User-Agent": "oapi-node-sdk/1.59.0"}
        _, body, _ = await asyncio.to_thread(post, url, question, **agent)
        links.append(await connect(json.loads(body)["data"]["URL"], proxy=None, ping_interval=None))
    old = [values["version"] for id_, values in found(served) if id_ == "sdk"]
    for link in links:
        await link.close()

    assert old == ["1.59.0"]


async def test_a_domain_with_a_path_is_found_by_the_calls(served):
    """The paths of the platform come behind another one."""
    url = served.info()["platform_url"]
    await asyncio.to_thread(post, f"{url}/open-apis/open-apis/bot/v3/info", b"{}")
    await asyncio.to_thread(post, f"{url}/open-apis{ENDPOINT_PATH}", b"{}")
    await asyncio.to_thread(post, f"{url}/open-apis/no/such/call", b"{}")

    assert found(served, {}, url) == [
        ("domain_path", {"path": "/open-apis/open-apis/bot/v3/info", "meant": url}),
        ("domain_path", {"path": f"/open-apis{ENDPOINT_PATH}", "meant": url}),
    ]


async def test_an_app_id_of_another_form_is_found_by_the_try(served):
    """It was refused at discovery."""
    url = served.info()["platform_url"] + ENDPOINT_PATH
    await asyncio.to_thread(post, url, endpoint_request("my-app", "x"))

    assert [id_ for id_, _ in found(served)] == ["app_id"]


async def test_proxies_and_addresses_are_looked_at(local):
    """Proxies of the environment lead back to any of the ports, a webhook has no scheme, the base is no loopback."""
    local.app().subscription.event_url = "127.0.0.1:7777/webhook"
    env = {"HTTPS_PROXY": "http://127.0.0.1:7301", "NO_PROXY": "127.0.0.1"}

    assert [id_ for id_, _ in found(local, env, "http://0.0.0.0:7300", "http://127.0.0.1:7301")] == [
        "domain_plain",
        "proxy_loop",
        "webhook",
    ]


async def test_the_control_api_tells_of_the_app_that_is_asked_for(served, console, monkeypatch):
    """In both languages; another app has findings of its own, and one that is not there is told."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", served.info()["platform_url"])
    other = served.app(name="另一个")
    other.subscription.event_url = "example"
    first = (await console.get("/doctor")).json()["findings"]
    second = (await console.get("/doctor", params={"app_id": other.app_id})).json()["findings"]
    missing = await console.get("/doctor", params={"app_id": "cli_0"})

    assert [(each["id"], each["level"]) for each in first if each["id"] != "proxy"] == [("proxy_loop", "error")]
    assert set(first[0]["message"]) == {"zh", "en"}
    assert "webhook" in [each["id"] for each in second]
    assert missing.status_code == 404
