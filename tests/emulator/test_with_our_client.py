"""Our own Client against the emulator in one process: the promises that only both together can keep."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import httpx2
import pytest

from larkline import App, Client, MessageReceived
from larkline.emulator import Emulator

TOKEN = "/open-apis/auth/v3/tenant_access_token/internal"
MESSAGES = "/open-apis/im/v1/messages"
LIMIT = 30.0


class Recorded(httpx2.AsyncBaseTransport):
    """
    The way to an emulator, with a note of every request.

    Attributes:
        requests: Method, path and JSON body.
    """

    def __init__(self, feishu: Emulator) -> None:
        self.requests: list[tuple[str, str, Any]] = []
        self._inner: Any = feishu.platform().api_transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Note it and pass it on."""
        body = await request.aread()
        self.requests.append((request.method, request.url.path, json.loads(body) if body else None))
        response: httpx2.Response = await self._inner.handle_async_request(request)
        return response

    def paths(self, path: str) -> list[Any]:
        """Give the bodies of the requests to *path*."""
        return [body for _, where, body in self.requests if where == path]


def client_of(feishu: Emulator, way: Recorded) -> Client:
    """Make a client of the first app, on the emulator's clock."""
    platform = feishu.platform()
    return Client(
        platform.app_id, platform.app_secret, domain=platform.domain, clock=feishu.clock, transport=way, retries=2
    )


async def test_two_hundred_sends_after_the_token_has_expired():
    """They wait for one new token, and all arrive."""
    async with Emulator(seed=1, frozen=True) as feishu:
        way = Recorded(feishu)
        async with asyncio.timeout(LIMIT), client_of(feishu, way) as client:
            await client.messages.send("before", to="oc_team")
            await feishu.clock.advance(7300.0)
            await asyncio.gather(*(client.messages.send(f"m{number}", to="oc_team") for number in range(200)))

    texts = {message.text for message in feishu.messages("oc_team")}
    assert texts == {"before", *(f"m{number}" for number in range(200))}
    assert len(way.paths(TOKEN)) == 2


async def test_a_token_that_the_platform_has_forgotten_is_replaced_once():
    """99991663 is answered by one new token for all who met it."""
    async with Emulator(seed=1, frozen=True) as feishu:
        way = Recorded(feishu)
        async with asyncio.timeout(LIMIT), client_of(feishu, way) as client:
            await client.messages.send("before", to="oc_team")
            feishu.core.tokens.revoke_all()
            await asyncio.gather(*(client.messages.send(f"m{number}", to="oc_team") for number in range(20)))

    assert len(feishu.messages("oc_team")) == 21
    assert len(way.paths(TOKEN)) == 2


async def test_a_rate_limit_delays_a_send_and_no_longer():
    """The message goes out when the platform's own header says so, and once."""
    async with Emulator(seed=1, frozen=True) as feishu:
        await feishu.faults.add("rate_limited", reset=3, path=MESSAGES)
        way = Recorded(feishu)
        async with asyncio.timeout(LIMIT), client_of(feishu, way) as client:
            sending = asyncio.ensure_future(client.messages.send("hi", to="oc_team"))
            await feishu.clock.advance(2.9)
            before = len(feishu.messages("oc_team"))
            await feishu.clock.advance(2.0)
            message = await sending

    assert before == 0
    assert [each.message_id for each in feishu.messages("oc_team")] == [message.message_id]
    assert len(way.paths(MESSAGES)) == 2


async def test_a_store_app_that_lost_its_ticket_recovers_by_itself():
    """Started again with an empty memory, it asks for a ticket, which comes through its webhook, and goes on."""
    async with Emulator(seed=1) as feishu:
        store = feishu.app(name="store", app_type="store")
        chat = feishu.core.world.direct_chat(feishu.user("ou_alice"), store)
        assert chat is not None
        for text in ("first", "second"):
            app = App(app_type="store")
            answered = asyncio.Event()

            @app.on_event("im.message.receive_v1")
            async def answer(message: MessageReceived, client: Client, done: asyncio.Event = answered) -> None:
                await client.messages.reply(message.message_id, f"re: {message.text}")
                done.set()

            async with asyncio.timeout(LIMIT), feishu.running(app, webhook=True, app_id=store.app_id):
                await feishu.say(text, to=chat)
                await answered.wait()

    assert [message.text for message in feishu.messages(chat)] == ["first", "re: first", "second", "re: second"]
    resent = [call for call in feishu.core.journal.calls() if call.path.endswith("app_ticket/resend")]
    assert [call.code for call in resent] == [0, 0]


async def test_five_hundred_writes_of_a_second_are_few_updates():
    """At most eleven, each with more of the text than the one before, in rising order; the last one has all of it."""
    async with Emulator(seed=1, frozen=True) as feishu:
        way = Recorded(feishu)
        async with asyncio.timeout(LIMIT), client_of(feishu, way) as client, client.cards.stream(to="oc_team") as s:
            for number in range(500):
                await s.write(f"{number} ")
                await feishu.clock.advance(0.002)
            whole = s.text
            ending = asyncio.ensure_future(feishu.clock.advance(2.0))
        await ending

    updates = [body for _, path, body in way.requests if path.endswith("/content")]
    texts = [update["content"] for update in updates]
    numbers = [body["sequence"] for _, _, body in way.requests if body and "sequence" in body]
    [message] = feishu.messages("oc_team")
    assert 2 <= len(updates) <= 11
    assert all(after.startswith(before) for before, after in itertools.pairwise(texts))
    assert numbers == sorted(set(numbers))
    assert texts[-1] == whole
    assert feishu.card_of(message).text == whole


@pytest.mark.parametrize("status", [500, 503])
async def test_a_failure_of_the_platform_is_survived(status):
    """A send is made again, with the same uuid, and arrives once."""
    async with Emulator(seed=1, frozen=True) as feishu:
        await feishu.faults.add("api_error", status=status, code=1, path=MESSAGES)
        way = Recorded(feishu)
        async with asyncio.timeout(LIMIT), client_of(feishu, way) as client:
            sending = asyncio.ensure_future(client.messages.send("hi", to="oc_team"))
            await feishu.clock.advance(5.0)
            await sending

    assert len(feishu.messages("oc_team")) == 1
    assert len({body["uuid"] for body in way.paths(MESSAGES)}) == 1
    assert len(way.paths(MESSAGES)) == 2
