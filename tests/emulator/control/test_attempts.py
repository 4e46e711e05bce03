"""The tries to connect that were refused, as the control API shows them, over real ports."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from larkline.wire.endpoint import ENDPOINT_PATH, endpoint_request, parse_endpoint_reply
from tests.emulator.control.test_stream import following
from tests.emulator.tiny_client import answer, post

SECRET = "XkP2vR7tQ9wLs4NnB6yD8mHc3GfJ1aZe"
PYTHON = "oapi-sdk-python/v1.7.5"


@pytest.fixture
async def attempts(served: Emulator) -> AsyncIterator[Any]:
    """Lists the tries that were refused."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:

        async def listed() -> list[dict[str, Any]]:
            response = await client.get("/api/v1/connections")
            assert SECRET not in response.text
            found: list[dict[str, Any]] = response.json()["attempts"]
            return found

        yield listed


async def discover(served: Emulator, app_id: str, secret: str, path: str = ENDPOINT_PATH) -> dict[str, Any]:
    """Ask for an endpoint, or for a token, as the Python SDK."""
    body = json.dumps({"app_id": app_id, "app_secret": secret}).encode()
    body = endpoint_request(app_id, secret) if path == ENDPOINT_PATH else body
    url = served.info()["platform_url"] + path
    _, answered, _ = await asyncio.to_thread(post, url, body, **{"User-Agent": PYTHON})
    found: dict[str, Any] = json.loads(answered)
    return found


async def test_a_wrong_secret_is_told_with_time_place_and_sdk(served, attempts):
    """What a person needs to see why nobody is online, without the secret."""
    app_id = served.app().app_id
    answered = await discover(served, app_id, SECRET)
    (attempt,) = await attempts()

    assert attempt["address"].startswith("127.0.0.1:")
    assert attempt["at"] == pytest.approx(served.clock.time(), abs=60)
    assert {key: attempt[key] for key in ("stage", "sdk", "user_agent", "app_id", "code", "kind", "reason")} == {
        "stage": "discovery",
        "sdk": "Python SDK 1.7.5",
        "user_agent": PYTHON,
        "app_id": app_id,
        "code": answered["code"],
        "kind": "wrong_secret",
        "reason": {"zh": "App Secret 错误", "en": "wrong app secret"},
    }


@pytest.mark.parametrize(
    ("app_id", "secret", "kind", "shown"),
    [
        ("cli_0123456789abcdef", "x", "unknown_app", "cli_0123456789abcdef"),
        ("cli_1", "x", "odd_app_id", "cli_1"),
        (SECRET, "cli_0123456789abcdef", "odd_app_id", None),  # mixed up
        ("", "x", "no_credential", None),
    ],
)
async def test_why_a_question_for_an_endpoint_is_refused(served, attempts, app_id, secret, kind, shown):
    """Each slip has a reason of its own; what is no app id is not shown, as it may be a secret."""
    await discover(served, app_id, secret)
    (attempt,) = await attempts()

    assert (attempt["kind"], attempt["app_id"]) == (kind, shown)


async def test_refused_tokens_are_told_as_well(served, attempts):
    """Programs that call the API first fail there."""
    path = "/open-apis/auth/v3/tenant_access_token/internal"
    await discover(served, served.app().app_id, SECRET, path)
    await discover(served, "cli_0123456789abcdef", SECRET, path)
    found = await attempts()

    assert [(each["stage"], each["code"], each["kind"]) for each in found] == [
        ("token", 10015, "wrong_secret"),
        ("token", 10014, "unknown_app"),
    ]


async def test_refused_upgrades_are_told_with_the_sdk_that_asked_for_the_address(served, attempts):
    """A ticket that was used, and a connection over the limit."""
    app = served.app()
    served.limit_connections(0)
    question = endpoint_request(app.app_id, app.app_secret)
    url = served.info()["platform_url"] + ENDPOINT_PATH
    status, body, _ = await asyncio.to_thread(post, url, question, **{"User-Agent": PYTHON})
    gateway = parse_endpoint_reply(status, body).url.replace("ws://", "http://")
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade["Sec-WebSocket-Key"] = "AAAAAAAAAAAAAAAAAAAAAA=="
    async with httpx2.AsyncClient(trust_env=False) as client:
        await client.get(gateway, headers=upgrade)
        await client.get(gateway, headers=upgrade)
        await client.get(gateway, headers={**upgrade, "Origin": "http://evil.example"})
    limit, used, page = await attempts()

    assert (limit["stage"], limit["kind"], limit["app_id"], limit["code"]) == (
        "handshake",
        "limit",
        app.app_id,
        1000040350,
    )
    assert limit["sdk"] == "Python SDK 1.7.5"
    assert (used["kind"], used["code"]) == ("ticket", 1000040344)
    assert (page["kind"], page["code"]) == ("foreign", 403)


async def test_what_a_fault_refuses_is_told_so(served, attempts):
    """Nobody looks for a mistake of their own."""
    await served.faults.add("connection_limit", at="discovery")
    await discover(served, served.app().app_id, served.app().app_secret)

    assert [(each["kind"], each["code"]) for each in await attempts()] == [("fault", 1000040350)]


async def test_the_last_twenty_are_kept_until_a_reset(served, attempts):
    """The oldest go first; a connection that is let in is none of them."""
    for _ in range(23):
        await discover(served, "cli_0123456789abcdef", "x")
    kept = await attempts()
    await discover(served, served.app().app_id, served.app().app_secret)
    after = await attempts()
    await served.reset()

    assert [each["id"] for each in kept] == [f"try_{number:08d}" for number in range(4, 24)]
    assert after == kept
    assert await attempts() == []


async def test_a_refused_try_is_told_on_the_stream(served, connect):
    """With its row, at once."""
    await connect(answer(None))
    async with following(served) as events:
        await events.next()
        await discover(served, served.app().app_id, SECRET)
        _, name, data = (await events.until("attempt", "refused"))[-1]

    assert (name, data["row"]["kind"], data["row"]["id"]) == ("attempt", "wrong_secret", data["id"])
