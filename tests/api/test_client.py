"""The client for tasks."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from typing import Any

import httpx2
import pytest

from larkline import __version__
from larkline.api.client import Client
from larkline.cards.card import Card
from larkline.clock import ManualClock
from larkline.errors import (
    ApiError,
    ConfigurationError,
    InvalidRequest,
    MissingCredentials,
    PermissionDenied,
    PlatformBroken,
    RateLimited,
    TokenRejected,
    UpdateTokenSpent,
)
from tests.api.scripted import APP_ID, APP_SECRET, MESSAGE, MESSAGES, UPDATE, ScriptedPlatform, ok, refused

CARD = Card.from_dict({"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "**好**"}]}})
OLD_CARD = {"elements": [{"tag": "hr"}]}


def client_of(platform: ScriptedPlatform, clock: ManualClock | None = None, **options: Any) -> Client:
    """Make a client without chance that talks to *platform*."""
    return Client(
        APP_ID,
        APP_SECRET,
        clock=clock or ManualClock(),
        transport=platform.transport,
        random=lambda: 0.5,
        **options,
    )


async def test_sending_a_text():
    """The message goes out with the tenant token and comes back as the platform tells it."""
    platform = ScriptedPlatform()
    async with client_of(platform) as client:
        message = await client.messages.send("hi", to="oc_team")

    request = platform.calls[0]
    assert (request.method, str(request.url)) == (
        "POST",
        "https://open.feishu.cn/open-apis/im/v1/messages?receive_id_type=chat_id",
    )
    assert request.headers["authorization"] == "Bearer t-token1"
    assert request.headers["user-agent"] == f"larkline/{__version__}"
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    assert (message.message_id, message.text) == ("om_1", "hi")


async def test_the_token_question():
    """It is asked once, with the credentials and without a token."""
    platform = ScriptedPlatform()
    async with client_of(platform) as client:
        await asyncio.gather(*(client.messages.send("hi", to="ou_a") for _ in range(50)))

    assert platform.tokens_given == 1
    question = platform.requests[0]
    assert json.loads(question.content) == {"app_id": APP_ID, "app_secret": APP_SECRET}
    assert "authorization" not in question.headers


async def test_every_call_of_the_first_floor():
    """Method, path and body of each call are what the platform documents."""
    platform = ScriptedPlatform(ok(MESSAGE), ok({}), ok({"items": [MESSAGE]}), ok(), ok({"chats": []}))
    async with client_of(platform) as client:
        reply = await client.messages.reply("om_0", CARD, in_thread=True)
        await client.messages.update("om_1", CARD)
        fetched = await client.messages.get("om_1")
        await client.cards.update("c-token", OLD_CARD, open_ids=["ou_a"])
        other = await client.request("get", "/open-apis/im/v1/chats", params={"page_size": 5, "page_token": None})

    assert [(request.method, request.url.raw_path.decode()) for request in platform.calls] == [
        ("POST", f"{MESSAGES}/om_0/reply"),
        ("PATCH", f"{MESSAGES}/om_1"),
        ("GET", f"{MESSAGES}/om_1?card_msg_content_type=user_card_content"),
        ("POST", UPDATE),
        ("GET", "/open-apis/im/v1/chats?page_size=5"),
    ]
    assert (reply.message_id, fetched.message_id, other) == ("om_1", "om_1", {"chats": []})
    assert json.loads(platform.calls[3].content) == {"token": "c-token", "card": {**OLD_CARD, "open_ids": ["ou_a"]}}


async def test_a_repeat_is_the_same_message():
    """After a broken connection and a server error the message goes out with the same uuid."""
    clock = ManualClock()
    platform = ScriptedPlatform(httpx2.ReadError("reset"), refused(1, status=500), ok(MESSAGE))
    async with client_of(platform, clock) as client:
        sending = asyncio.create_task(client.messages.send("hi", to="oc_team"))
        await clock.advance(0.4)
        early = len(platform.calls)
        await clock.advance(0.2)
        second = len(platform.calls)
        await clock.advance(1.0)
        message = await sending

    assert (early, second, message.message_id) == (1, 2, "om_1")
    assert len({body["uuid"] for body in platform.bodies()}) == 1
    assert len(platform.calls) == 3


async def test_a_delayed_update_is_not_repeated_blindly():
    """A broken connection may have cost a use of the token, so that the caller decides."""
    platform = ScriptedPlatform(httpx2.ReadTimeout("slow"))
    async with client_of(platform) as client:
        with pytest.raises(PlatformBroken) as caught:
            await client.cards.update("c-token", CARD)

    assert isinstance(caught.value.__cause__, httpx2.ReadTimeout)
    assert len(platform.calls) == 1


@pytest.mark.parametrize("trouble", [httpx2.ConnectError("refused"), httpx2.ConnectTimeout("slow")])
async def test_a_delayed_update_that_never_left_is_repeated(trouble):
    """Without a connection the token was not used."""
    clock = ManualClock()
    platform = ScriptedPlatform(trouble, ok())
    async with client_of(platform, clock) as client:
        updating = asyncio.create_task(client.cards.update("c-token", CARD))
        await clock.advance(0.5)
        await updating

    assert len(platform.calls) == 2


async def test_the_rate_limit_is_obeyed():
    """The next attempt comes when the platform's header allows it."""
    clock = ManualClock()
    limited = refused(99991400, status=429, headers={"x-ogw-ratelimit-reset": "4"})
    platform = ScriptedPlatform(limited, ok())
    async with client_of(platform, clock) as client:
        updating = asyncio.create_task(client.cards.update("c-token", CARD))
        await clock.advance(3.9)
        early = len(platform.calls)
        await clock.advance(0.5)
        await updating

    assert (early, len(platform.calls)) == (1, 2)


async def test_a_long_rate_limit_is_raised():
    """Nobody waits a minute without being asked."""
    platform = ScriptedPlatform(refused(99991400, status=429, headers={"x-ogw-ratelimit-reset": "60"}))
    async with client_of(platform) as client:
        with pytest.raises(RateLimited) as caught:
            await client.messages.send("hi", to="oc_team")

    assert caught.value.retry_after == 60.0


@pytest.mark.parametrize("code", [99991663, 99991664])
async def test_a_stale_token_is_replaced(code):
    """The call succeeds with a fresh token; callers that failed together fetch one together."""
    stale = [refused(code) for _ in range(3)]
    platform = ScriptedPlatform(*stale, ok())
    async with client_of(platform) as client:
        await asyncio.gather(*(client.cards.update("c-token", CARD) for _ in range(3)))

    assert platform.tokens_given == 2
    assert [request.headers["authorization"] for request in platform.calls] == ["Bearer t-token1"] * 3 + [
        "Bearer t-token2"
    ] * 3


async def test_a_token_that_stays_stale_is_an_error():
    """One fresh token is tried; the next call fetches another."""
    platform = ScriptedPlatform(refused(99991663), refused(99991663), ok())
    async with client_of(platform) as client:
        with pytest.raises(TokenRejected):
            await client.cards.update("c-token", CARD)
        await client.cards.update("c-token", CARD)

    assert platform.tokens_given == 3


async def test_the_token_is_replaced_before_its_end():
    """Within its life one token serves; shortly before its end the next one is fetched."""
    clock, platform = ManualClock(), ScriptedPlatform()
    async with client_of(platform, clock) as client:
        await client.messages.send("1", to="oc_team")
        await clock.advance(6599.0)
        await client.messages.send("2", to="oc_team")
        await clock.advance(2.0)
        await client.messages.send("3", to="oc_team")

    assert [request.headers["authorization"] for request in platform.calls] == [
        "Bearer t-token1",
        "Bearer t-token1",
        "Bearer t-token2",
    ]


async def test_two_hundred_sends_after_the_end_of_the_token():
    """One question gives the new token to all of them."""
    clock, platform = ManualClock(), ScriptedPlatform()
    async with client_of(platform, clock) as client:
        await client.messages.send("first", to="oc_team")
        await clock.advance(7201.0)
        await asyncio.gather(*(client.messages.send(str(number), to="oc_team") for number in range(200)))

    assert platform.tokens_given == 2
    assert [request.headers["authorization"] for request in platform.calls[1:]] == ["Bearer t-token2"] * 200


async def test_wrong_credentials():
    """The refusal of the token question is what the caller sees; nothing else is sent."""
    platform = ScriptedPlatform()
    platform.token_answers = [refused(10015, status=200, msg=f"secret {APP_SECRET} is wrong")]
    async with client_of(platform) as client:
        with pytest.raises(TokenRejected) as caught:
            await client.messages.send("hi", to="oc_team")

    assert (caught.value.code, platform.calls) == (10015, [])
    assert APP_SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "kind"), [(300030, UpdateTokenSpent), (300040, UpdateTokenSpent), (99991672, PermissionDenied)]
)
async def test_errors_say_what_happened(code, kind):
    """Each family of codes is an exception of its own, with the facts of the call."""
    platform = ScriptedPlatform(refused(code, msg="c-token is spent", headers={"X-Tt-Logid": "LOG1"}))
    async with client_of(platform) as client:
        with pytest.raises(kind) as caught:
            await client.cards.update("c-token", CARD)

    error = caught.value
    assert isinstance(error, ApiError)
    assert (error.code, error.log_id, error.status, error.path) == (code, "LOG1", 400, UPDATE)
    assert "c-token" not in str(error) + repr(error)


async def test_an_answer_that_never_ends_is_given_up():
    """The limit of the whole call is on the client's clock."""
    clock = ManualClock()

    class Silent(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await asyncio.Event().wait()
            raise AssertionError

    client = Client(APP_ID, APP_SECRET, clock=clock, transport=Silent(), call_timeout=7.0, retries=0)
    calling = asyncio.create_task(client.messages.get("om_1"))
    await clock.advance(6.9)
    waiting = not calling.done()
    await clock.advance(0.2)

    with pytest.raises(PlatformBroken, match="no answer in time"):
        await calling
    assert waiting
    await client.aclose()


async def test_an_answer_that_is_too_long_is_given_up():
    """A stream without end does not fill the memory."""

    class Endless(httpx2.AsyncByteStream):
        async def __aiter__(self):
            while True:
                yield b" " * 1_000_000

    platform = ScriptedPlatform(lambda _: httpx2.Response(200, stream=Endless()))
    async with client_of(platform, retries=0) as client:
        with pytest.raises(PlatformBroken, match="longer than"):
            await client.messages.get("om_1")


async def test_the_gate_is_asked_before_an_update():
    """Nothing is sent while the gate holds the token back, and nothing when it refuses."""
    platform = ScriptedPlatform(ok())
    seen: list[tuple[str, int]] = []

    class Gate:
        async def before_use(self, token: str) -> None:
            seen.append((token, len(platform.calls)))
            if token == "c-spent":
                raise UpdateTokenSpent(code=None, msg="used twice")

        def before_use_sync(self, token: str) -> None:
            raise AssertionError

        def message_of(self, token: str) -> str:
            return ""

    async with client_of(platform, update_gate=Gate()) as client:
        await client.cards.update("c-1", CARD)
        with pytest.raises(UpdateTokenSpent):
            await client.cards.update("c-spent", CARD)

    assert seen == [("c-1", 0), ("c-spent", 1)]
    assert len(platform.calls) == 1


async def test_the_observer_learns_the_schema_of_a_card():
    """It is told of cards sent as JSON, after they were sent, and of nothing else."""
    told: list[tuple[str, str]] = []
    sent = [ok({**MESSAGE, "message_id": f"om_{number}"}) for number in range(5)]
    platform = ScriptedPlatform(*sent[:4], refused(230002), sent[4])
    async with client_of(platform, on_sent=lambda *args: told.append(args)) as client:
        await client.messages.send(CARD, to="oc_team")
        await client.messages.reply("om_x", OLD_CARD)
        await client.messages.send("text", to="oc_team")
        await client.messages.send({"type": "card", "data": {"card_id": "1"}}, to="oc_team")
        with pytest.raises(PermissionDenied):
            await client.messages.send(CARD, to="oc_team")

    assert told == [("om_0", "2.0"), ("om_1", "1.0")]


async def test_credentials_are_missed_at_the_first_call(monkeypatch):
    """A client can be made without them; the call names the variable and sends nothing."""
    for name in ("LARK_APP_ID", "LARK_APP_SECRET"):
        monkeypatch.delenv(name, raising=False)
    platform = ScriptedPlatform()
    client = Client(transport=platform.transport)
    with pytest.raises(MissingCredentials, match="LARK_APP_ID"):
        await client.messages.send("hi", to="oc_team")
    await client.aclose()

    assert platform.requests == []


async def test_a_client_of_the_environment(monkeypatch):
    """Credentials and domain of the environment are used, as they are at the first call."""
    platform = ScriptedPlatform()
    client = Client(transport=platform.transport)
    assert repr(client) == repr(Client.from_env())
    monkeypatch.setenv("LARK_APP_ID", "cli_env")
    monkeypatch.setenv("LARK_APP_SECRET", "s")
    monkeypatch.setenv("LARK_DOMAIN", "https://open.larksuite.com")
    async with client:
        await client.messages.send("hi", to="oc_team")

    assert json.loads(platform.requests[0].content)["app_id"] == "cli_env"
    assert platform.calls[0].url.host == "open.larksuite.com"


def test_plain_http_is_for_this_machine_only():
    """The mistake surfaces where the client is made."""
    with pytest.raises(ConfigurationError, match="plain http"):
        Client(APP_ID, APP_SECRET, domain="http://open.feishu.cn")


@pytest.mark.parametrize("proxy", ["ftp://user:hunter2@proxy.example.com", "nonsense"])
async def test_a_proxy_that_cannot_be_used(proxy):
    """It is a mistake of the configuration, told without its password."""
    client = Client(APP_ID, APP_SECRET, proxy=proxy)
    with pytest.raises(ConfigurationError, match="proxy") as caught:
        await client.messages.get("om_1")
    await client.aclose()

    assert "hunter2" not in str(caught.value)


async def test_a_closed_client_says_so():
    """Closing twice is harmless, calling after it is a mistake."""
    client = client_of(ScriptedPlatform())
    await client.messages.send("hi", to="oc_team")
    await client.aclose()
    await client.aclose()

    with pytest.raises(RuntimeError, match="closed"):
        await client.messages.send("hi", to="oc_team")


def test_a_client_outlives_an_event_loop():
    """A program that calls asyncio.run() twice may keep its client."""
    platform = ScriptedPlatform()
    client = client_of(platform)
    asyncio.run(client.messages.send("1", to="oc_team"))
    asyncio.run(client.messages.send("2", to="oc_team"))
    asyncio.run(client.aclose())

    assert len(platform.calls) == 2


async def test_a_mistake_sends_nothing():
    """Wrong arguments are found before the token is asked for."""
    platform = ScriptedPlatform()
    async with client_of(platform) as client:
        with pytest.raises(ValueError, match="nobody"):
            await client.messages.send("hi", to="nobody")
        with pytest.raises(ValueError, match="path"):
            await client.request("GET", "https://evil.example.com/")
        with pytest.raises(TypeError, match="JSON"):
            await client.request("POST", "/open-apis/x", json={"a": object()})

    assert platform.calls == []


async def test_no_secret_leaves_through_logs_errors_or_reprs(caplog):
    """With every logger at DEBUG, neither secret nor token of any kind is written, whatever happens."""
    clock = ManualClock()
    echo = f"{APP_SECRET} t-token2 c-update"
    platform = ScriptedPlatform(
        ok(MESSAGE),
        refused(99991663, msg="t-token1"),
        refused(230001, msg=echo, headers={"X-Tt-Logid": "LOG7"}),
        httpx2.ReadError("reset"),
        refused(300040, msg=echo),
        ok({}),
    )
    texts: list[str] = []
    with caplog.at_level(logging.DEBUG):
        async with client_of(platform, clock, retries=0) as client:
            texts.append(repr(client))
            await client.messages.send("hi", to="oc_team")
            for kind in (InvalidRequest, PlatformBroken, UpdateTokenSpent):
                with pytest.raises(kind) as caught:
                    await client.cards.update("c-update", CARD)
                texts += [str(caught.value), repr(caught.value), repr(caught.value.__cause__), repr(vars(caught.value))]
            await client.messages.update("om_1", CARD)

    written = caplog.text + "".join(texts)
    for secret in (APP_SECRET, "t-token1", "t-token2", "c-update"):
        assert secret not in written
    assert f"POST {UPDATE}: code 230001 in 0 ms, log id LOG7" in caplog.text
    assert f"PATCH {MESSAGES}/om_1: code 0 in 0 ms, log id -" in caplog.text


def test_importing_loads_no_http_library():
    """A bot that calls no API does not pay for httpx2."""
    made = "import sys, larkline.api.client as c; c.Client('a', 'b'); c.SyncClient('a', 'b')"
    program = f"{made}; print('httpx2' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert loaded.stdout.strip() == "False"
