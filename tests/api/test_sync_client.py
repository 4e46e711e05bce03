"""The client for threads."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from larkline.api.client import SyncClient
from larkline.cards.card import Card
from larkline.clock import ManualClock, Timer
from larkline.errors import ConfigurationError, MissingCredentials, PlatformBroken, TokenRejected, UpdateTokenSpent
from tests.api.scripted import APP_ID, APP_SECRET, MESSAGE, MESSAGES, UPDATE, ScriptedPlatform, ok, refused

CARD = Card.from_dict({"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "**好**"}]}})


class AwaitedOnly(httpx2.AsyncBaseTransport):
    """A transport as an emulator in this process has it: it runs in its event loop only."""

    def __init__(self, platform: ScriptedPlatform) -> None:
        self.loop = asyncio.get_running_loop()
        self.platform = platform

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer, packed as a server would."""
        assert asyncio.get_running_loop() is self.loop
        await asyncio.sleep(0)
        return self.platform.answer(request)


class WatchedClock(ManualClock):
    """A clock that tells when an alarm has been set."""

    def __init__(self) -> None:
        super().__init__()
        self._set: set[float] = set()
        self._changed = asyncio.Event()

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer:
        """Set an alarm and note it."""
        self._set.add(when)
        self._changed.set()
        return super().call_at(when, callback)

    async def set_to(self, when: float) -> None:
        """Wait until an alarm for *when* has been set."""
        while when not in self._set:
            self._changed.clear()
            await self._changed.wait()


def client_of(platform: ScriptedPlatform, **options: Any) -> SyncClient:
    """Make a client that talks to *platform*."""
    return SyncClient(APP_ID, APP_SECRET, transport=platform.transport, **options)


def test_every_call_of_the_first_floor():
    """The calls are those of the client for tasks."""
    platform = ScriptedPlatform(ok(MESSAGE), ok(MESSAGE), ok({}), ok({"items": [MESSAGE]}), ok(), ok({"chats": []}))
    told: list[tuple[str, str]] = []
    with client_of(platform, on_sent=lambda *args: told.append(args)) as client:
        sent = client.messages.send("hi", to="oc_team")
        reply = client.messages.reply("om_0", CARD)
        client.messages.update("om_1", CARD)
        fetched = client.messages.get("om_1")
        client.cards.update("c-token", CARD)
        other = client.request("GET", "/open-apis/im/v1/chats")

    assert [(request.method, request.url.path) for request in platform.calls] == [
        ("POST", MESSAGES),
        ("POST", f"{MESSAGES}/om_0/reply"),
        ("PATCH", f"{MESSAGES}/om_1"),
        ("GET", f"{MESSAGES}/om_1"),
        ("POST", UPDATE),
        ("GET", "/open-apis/im/v1/chats"),
    ]
    assert platform.calls[0].headers["authorization"] == "Bearer t-token1"
    assert (sent, reply, fetched.text, other) == (fetched, fetched, "hi", {"chats": []})
    assert told == [("om_1", "2.0")]


def test_many_threads_share_one_token():
    """A client is made for all threads of a program."""
    platform = ScriptedPlatform()
    with client_of(platform) as client, ThreadPoolExecutor(16) as pool:
        messages = list(pool.map(lambda number: client.messages.send(str(number), to="oc_team"), range(200)))

    texts = {json.loads(body["content"])["text"] for body in platform.bodies()}
    assert (len(messages), texts) == (200, {str(number) for number in range(200)})
    assert platform.tokens_given == 1


def test_a_stale_token_is_replaced():
    """The call succeeds with a fresh token."""
    platform = ScriptedPlatform(refused(99991663), ok())
    with client_of(platform) as client:
        client.cards.update("c-token", CARD)

    assert [request.headers["authorization"] for request in platform.calls] == ["Bearer t-token1", "Bearer t-token2"]


def test_a_token_that_stays_stale_is_an_error():
    """One fresh token is tried; the next call fetches another."""
    platform = ScriptedPlatform(refused(99991663), refused(99991663), ok())
    with client_of(platform) as client:
        with pytest.raises(TokenRejected):
            client.cards.update("c-token", CARD)
        client.cards.update("c-token", CARD)

    assert platform.tokens_given == 3


def test_a_repeat_is_the_same_message():
    """After a rate limit that is over at once the message goes out with the same uuid."""
    over = refused(99991400, status=429, headers={"x-ogw-ratelimit-reset": "0"})
    platform = ScriptedPlatform(over, over, ok(MESSAGE))
    with client_of(platform, random=lambda: 0.0) as client:
        client.messages.send("hi", to="oc_team")

    assert len({body["uuid"] for body in platform.bodies()}) == 1
    assert len(platform.calls) == 3


def test_closing_ends_a_pause():
    """A thread that waits for its next attempt is told that the client is closed."""
    attempted = threading.Event()

    def limited(_: httpx2.Request) -> httpx2.Response:
        attempted.set()
        return refused(99991400, status=429, headers={"x-ogw-ratelimit-reset": "9"})

    client = client_of(ScriptedPlatform(limited))
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.messages.get, "om_1")
        assert attempted.wait(20)
        client.close()
        with pytest.raises(RuntimeError, match="closed"):
            call.result(20)


def test_a_failure_keeps_its_cause():
    """What may have arrived is not repeated."""
    platform = ScriptedPlatform(httpx2.ReadError("reset"))
    with client_of(platform) as client, pytest.raises(PlatformBroken, match="connection broke") as caught:
        client.cards.update("c-token", CARD)

    assert isinstance(caught.value.__cause__, httpx2.ReadError)
    assert len(platform.calls) == 1


def test_an_answer_that_drips_is_given_up():
    """The limit of the whole call holds although each byte comes in time."""

    class Ticking:
        """A clock that every look moves by a second."""

        seconds = 0.0

        def now(self) -> float:
            self.seconds += 1.0
            return self.seconds

        def time(self) -> float:
            return self.seconds

        def call_at(self, when, callback):
            raise AssertionError

    class Dripping(httpx2.SyncByteStream):
        def __iter__(self):
            while True:
                yield b" "

    platform = ScriptedPlatform(lambda _: httpx2.Response(200, stream=Dripping()))
    client = client_of(platform, clock=Ticking(), retries=0)
    with client, pytest.raises(PlatformBroken, match="no answer in time"):
        client.messages.get("om_1")


def test_the_gate_is_asked_before_an_update():
    """Nothing is sent when it refuses."""
    platform = ScriptedPlatform(ok())
    seen: list[str] = []

    class Gate:
        async def before_use(self, token: str) -> None:
            raise AssertionError

        def before_use_sync(self, token: str) -> None:
            seen.append(token)
            if token == "c-spent":
                raise UpdateTokenSpent(code=None, msg="used twice")

        def message_of(self, token: str) -> str:
            return ""

    with client_of(platform, update_gate=Gate()) as client:
        client.cards.update("c-1", CARD)
        with pytest.raises(UpdateTokenSpent):
            client.cards.update("c-spent", CARD)

    assert (seen, len(platform.calls)) == (["c-1", "c-spent"], 1)


def test_credentials_are_missed_at_the_first_call(monkeypatch):
    """The error names the variable."""
    monkeypatch.delenv("LARK_APP_ID", raising=False)
    monkeypatch.setenv("LARK_APP_SECRET", "s")
    with SyncClient.from_env() as client, pytest.raises(MissingCredentials, match="LARK_APP_ID"):
        client.messages.get("om_1")


def test_a_closed_client_says_so():
    """Closing twice is harmless, calling after it is a mistake."""
    client = client_of(ScriptedPlatform())
    client.messages.send("hi", to="oc_team")
    client.close()
    client.close()

    with pytest.raises(RuntimeError, match="closed"):
        client.messages.send("hi", to="oc_team")


def test_a_proxy_that_cannot_be_used():
    """It is a mistake of the configuration, told without its password."""
    client = SyncClient(APP_ID, APP_SECRET, proxy="ftp://user:hunter2@proxy.example.com")
    with client, pytest.raises(ConfigurationError, match="proxy") as caught:
        client.messages.get("om_1")

    assert "hunter2" not in str(caught.value)


def test_no_secret_leaves_through_logs_errors_or_reprs(caplog):
    """As for the client for tasks."""
    platform = ScriptedPlatform(refused(300040, msg=f"{APP_SECRET} t-token1 c-update"))
    with caplog.at_level(logging.DEBUG), client_of(platform) as client:
        with pytest.raises(UpdateTokenSpent) as caught:
            client.cards.update("c-update", CARD)
        written = caplog.text + str(caught.value) + repr(caught.value) + repr(client)

    for secret in (APP_SECRET, "t-token1", "c-update"):
        assert secret not in written
    assert f"POST {UPDATE}: code 300040" in caplog.text


async def test_a_transport_of_an_event_loop():
    """A thread reaches an emulator that lives in a loop, and its pauses follow the moved clock."""
    clock = WatchedClock()
    platform = ScriptedPlatform(refused(1, status=500), ok(MESSAGE))
    client = SyncClient(
        APP_ID,
        APP_SECRET,
        clock=clock,
        transport=AwaitedOnly(platform),
        loop=asyncio.get_running_loop(),
        random=lambda: 0.5,
    )
    sending = asyncio.create_task(asyncio.to_thread(client.messages.send, "hi", to="oc_team"))
    async with asyncio.timeout(20):
        await clock.set_to(0.5)  # the pause; other alarms are limits of a call
        paused = len(platform.calls)
        await clock.advance(0.5)
        message = await sending
    client.close()

    assert (paused, len(platform.calls), message.message_id) == (1, 2, "om_1")


async def test_closing_ends_a_pause_of_a_loop():
    """A thread whose pause is timed by a clock that nobody moves is let go."""
    clock = WatchedClock()
    platform = ScriptedPlatform(refused(1, status=500))
    loop = asyncio.get_running_loop()
    client = SyncClient(APP_ID, APP_SECRET, clock=clock, transport=platform.transport, loop=loop, random=lambda: 0.5)
    calling = asyncio.create_task(asyncio.to_thread(client.messages.get, "om_1"))
    async with asyncio.timeout(20):
        await clock.set_to(0.5)
        client.close()
        with pytest.raises(RuntimeError, match="closed"):
            await calling


async def test_an_emulator_that_does_not_answer():
    """The limit of a call is on the clock of the loop."""
    clock = WatchedClock()

    class Silent(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await asyncio.Event().wait()
            raise AssertionError

    loop = asyncio.get_running_loop()
    client = SyncClient(APP_ID, APP_SECRET, clock=clock, transport=Silent(), loop=loop, retries=0, call_timeout=25.0)
    calling = asyncio.create_task(asyncio.to_thread(client.messages.get, "om_1"))
    async with asyncio.timeout(20):
        await clock.set_to(25.0)
        await clock.advance(25.0)
        with pytest.raises(PlatformBroken, match="no answer in time"):
            await calling
    client.close()


async def test_a_call_in_the_loops_own_thread():
    """It would wait for itself, so that it fails at once and says what to use."""
    platform = ScriptedPlatform()
    loop = asyncio.get_running_loop()
    with (
        SyncClient(APP_ID, APP_SECRET, transport=AwaitedOnly(platform), loop=loop) as client,
        pytest.raises(RuntimeError, match="use Client"),
    ):
        client.messages.get("om_1")

    assert platform.requests == []


async def test_a_transport_without_its_loop():
    """The loop cannot be guessed in a thread, so that it has to be given."""
    client = SyncClient(APP_ID, APP_SECRET, transport=AwaitedOnly(ScriptedPlatform()))
    with client, pytest.raises(ConfigurationError, match="loop="):
        client.messages.get("om_1")


def test_a_loop_that_is_gone():
    """A call after the end of the loop is a failed connection, not a hanging thread."""

    async def make() -> SyncClient:
        loop = asyncio.get_running_loop()
        return SyncClient(APP_ID, APP_SECRET, transport=AwaitedOnly(ScriptedPlatform()), loop=loop, retries=0)

    with asyncio.run(make()) as client, pytest.raises(PlatformBroken, match="no connection"):
        client.messages.get("om_1")


def test_a_pause_after_the_end_of_the_loop():
    """It is of this machine's time."""
    loop = asyncio.new_event_loop()
    loop.close()
    over = refused(99991400, status=429, headers={"x-ogw-ratelimit-reset": "0.01"})
    platform = ScriptedPlatform(over, ok(MESSAGE))
    with client_of(platform, loop=loop, random=lambda: 0.0) as client:
        client.messages.send("hi", to="oc_team")

    assert len(platform.calls) == 2
