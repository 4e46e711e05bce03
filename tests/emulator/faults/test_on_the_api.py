"""The fault table (S6) on API calls: expired tokens, errors, slow and broken bodies; our client and a raw one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from larkline import App, Client
from larkline.emulator.platform_api.app import platform_app

MESSAGES = "/open-apis/im/v1/messages"


@dataclass
class Caller:
    """Calls the platform's API in this process with a token."""

    client: httpx2.AsyncClient
    token: str = ""

    async def get_token(self, app: Any) -> str:
        body = {"app_id": app.app_id, "app_secret": app.app_secret}
        answer = await self.client.post("/open-apis/auth/v3/tenant_access_token/internal", json=body)
        self.token = answer.json()["tenant_access_token"]
        return self.token

    async def send(self) -> httpx2.Response:
        return await self.client.post(
            MESSAGES,
            params={"receive_id_type": "chat_id"},
            json={"receive_id": "oc_team", "msg_type": "text", "content": '{"text":"好"}'},
            headers={"Authorization": f"Bearer {self.token}"},
        )


@pytest.fixture
async def caller(local) -> AsyncIterator[Caller]:
    """A caller with a token."""
    transport = httpx2.ASGITransport(platform_app(local.core))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        calling = Caller(client)
        await calling.get_token(local.app())
        yield calling


@pytest.mark.parametrize(("token", "code"), [("tenant", 99991663), ("app", 99991664), ("user", 99991677)])
async def test_the_next_call_finds_its_token_expired(token, code, local, caller):
    """S6 token expired: the code of the kind of token comes back, and the old token stays void."""
    await local.faults.add("token_expired", token=token)
    first, second = await caller.send(), await caller.send()
    fresh = await caller.get_token(local.app())
    third = await caller.send()

    assert first.json()["code"] == code
    assert second.json()["code"] == 99991663
    assert fresh
    assert third.json()["code"] == 0


async def test_discovery_and_token_calls_are_not_touched_by_an_expired_token(local, caller):
    """Only a call that carries a token can find it expired."""
    await local.faults.add("token_expired")
    token = await caller.get_token(local.app())

    assert token
    assert local.faults.list()[0].hits == 0


async def test_our_client_fetches_a_new_token_and_goes_on(local):
    """S6 token expired: the call succeeds at the second try, and nobody notices."""
    app = App()
    sent = []

    @app.on_event("add_bot")
    async def greet(event, client: Client) -> None:
        sent.append(await client.messages.send("好", to="oc_team"))

    async with local.running(app):
        await local.faults.add("expired_token")
        answered = await local.trigger("add_bot")
    codes = [call.code for call in local.core.journal.calls() if call.path == MESSAGES]

    assert answered.verdict.ok
    assert codes == [99991663, 0]
    assert len(sent) == 1


async def test_a_rate_limit_says_when_it_is_over(local, caller):
    """S6 API errors: HTTP 429 and 99991400 with the reset header, for the next call alone."""
    await local.faults.add("rate_limited", reset=3, limit=20)
    limited, free = await caller.send(), await caller.send()

    assert (limited.status_code, limited.json()["code"]) == (429, 99991400)
    assert limited.headers["x-ogw-ratelimit-reset"] == "3"
    assert limited.headers["x-ogw-ratelimit-limit"] == "20"
    assert limited.headers["content-type"].startswith("application/json")
    assert free.json()["code"] == 0


async def test_errors_are_per_path_and_method(local, caller):
    """S6 API errors: 230020 for the next two messages, nothing else."""
    await local.faults.add("chat_rate_limited", times=2, method="POST")
    headers = {"Authorization": f"Bearer {caller.token}"}
    info = await caller.client.get("/open-apis/bot/v3/info", headers=headers)
    listed = await caller.client.get(f"{MESSAGES}?container_id_type=chat&container_id=oc_team", headers=headers)
    card = await caller.client.post("/open-apis/cardkit/v1/cards", json={}, headers=headers)
    codes = [(await caller.send()).json()["code"] for _ in range(3)]

    assert [answer.json()["code"] for answer in (info, listed, card)] == [0, 0, 10002]
    assert codes == [230020, 230020, 0]


async def test_bodies_can_be_broken(local, caller):
    """S6 API errors: a 5xx with an HTML page, and JSON that is cut."""
    await local.faults.add("bad_gateway")
    page = await caller.send()
    await local.faults.add("api_error", code=0, status=200, body="malformed")
    cut = await caller.send()

    assert (page.status_code, page.headers["content-type"]) == (502, "text/html")
    with pytest.raises(json.JSONDecodeError):
        cut.json()


async def test_a_slow_body_comes_in_two_halves(local, caller):
    """S6 API errors: the call is carried out, the second half of its answer comes five seconds later."""
    await local.faults.add("api_slow", seconds=5.0)
    calling = asyncio.ensure_future(caller.send())
    await local.clock.advance(4.9)
    before = calling.done()
    await local.clock.advance(0.1)
    answer = await calling

    assert not before
    assert answer.json()["code"] == 0
    assert [message.text for message in local.messages("oc_team")] == ["好"]


async def test_a_fault_is_for_one_app(local, caller):
    """S6 scope: the calls of another app are not touched, and the journal names the fault."""
    other = local.app(name="另一个")
    await local.faults.add("api_error", app=local.app().app_id)
    mine = caller.token
    await caller.get_token(other)
    theirs = await caller.send()
    caller.token = mine
    refused = await caller.send()
    faults = [call.fault for call in local.core.journal.calls() if call.path == MESSAGES]

    assert theirs.json()["code"] == 0
    assert refused.json()["code"] == 99991400
    assert faults == ["", "f1 api_error"]
