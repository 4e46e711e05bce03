"""Asking for the address of a connection and going there, every step in bounded time."""

from __future__ import annotations

import asyncio
import json

import pytest

from larkline.clock import SystemClock
from larkline.errors import ConnectionLimitReached, ConnectionLost, ConnectionRefused
from larkline.links.websocket import OpenNetwork
from larkline.receivers.opening import Opener, Settings
from larkline.wire.endpoint import ClientConfig, encode_endpoint_reply
from tests.links.scripted_servers import listening
from tests.receivers.scripted_platform import (
    ACCESS_KEY,
    APP_ID,
    APP_SECRET,
    LIMIT_REACHED,
    SECRETS,
    SERVICE,
    TICKET,
    Exchange,
    ScriptedPlatform,
    soon,
)


def opener(domain: str, *, limit: float = 20.0, changed: list[ClientConfig] | None = None) -> Opener:
    """Make an opener for a platform."""
    settings = Settings(
        domain=domain,
        app_id=APP_ID,
        app_secret=APP_SECRET,
        user_agent="larkline/test",
        discovery_timeout=limit,
        open_timeout=limit,
    )
    told = [] if changed is None else changed
    return Opener(settings, OpenNetwork(SystemClock()), config_changed=told.append)


async def test_an_opening():
    """One question with the credentials, one upgrade to the address it gave; the configuration is told in between."""
    changed: list[ClientConfig] = []
    config = ClientConfig(reconnect_count=3, reconnect_interval=5, reconnect_nonce=7, ping_interval=9)
    async with ScriptedPlatform(config=config) as platform:
        link, endpoint = await opener(platform.domain + "/", changed=changed).open(ClientConfig())
        gate = await platform.gate()
        await link.close()

    line, headers, body = platform.questions[0]
    assert line == "POST /callback/ws/endpoint HTTP/1.1"
    assert json.loads(body) == {"AppID": APP_ID, "AppSecret": APP_SECRET}
    assert (headers["user-agent"], headers["locale"]) == ("larkline/test", "zh")
    assert gate.path == f"/ws/v2?device_id=7&access_key={ACCESS_KEY}&service_id={SERVICE}&ticket={TICKET}"
    assert changed == [config]
    assert (endpoint.service_id, endpoint.connection_id, endpoint.config) == (SERVICE, "7", config)
    assert not any(secret in repr(endpoint) + endpoint.masked_url for secret in SECRETS)


async def test_what_the_platform_does_not_say_stays():
    """The configuration so far holds where discovery says nothing."""
    known = ClientConfig(ping_interval=33)
    async with ScriptedPlatform() as platform:
        platform.answers.append((200, json.dumps({"code": 0, "data": {"URL": platform.gateway_url}}).encode()))
        link, endpoint = await opener(platform.domain).open(known)
        await link.close()

    assert endpoint.config == known


async def _trickle(exchange: Exchange) -> None:
    exchange.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        exchange.writer.write(b" ")
        await exchange.writer.drain()
        await asyncio.sleep(0)


@pytest.mark.parametrize("script", [Exchange.hang, _trickle])
async def test_discovery_that_never_ends_is_limited(script):
    """A platform that takes the question and says nothing, or never comes to the end."""
    async with ScriptedPlatform() as platform:
        platform.answers.append(script)
        with pytest.raises(ConnectionLost, match=r"no answer within 0\.2 s") as caught:
            await soon(opener(platform.domain, limit=0.2).open(ClientConfig()))

    assert APP_SECRET not in str(caught.value)


async def test_an_upgrade_that_never_ends_is_limited():
    """A gateway that takes the connection and says nothing."""

    async def silence(reader, writer):
        await reader.read()

    async with ScriptedPlatform() as platform, listening(silence) as gateway:
        platform.url = f"ws://{gateway.host}/?ticket={TICKET}"
        with pytest.raises(ConnectionLost, match=r"no answer within 0\.2 s") as caught:
            await soon(opener(platform.domain, limit=0.2).open(ClientConfig()))

    assert TICKET not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_discovery_is_not_redirected(status):
    """The question holds the app secret: it goes nowhere else, and the refusal can pass."""
    async with ScriptedPlatform() as elsewhere, ScriptedPlatform() as platform:
        location = {"Location": f"{elsewhere.domain}/callback/ws/endpoint"}
        platform.answers.append((status, b"", location))
        with pytest.raises(ConnectionRefused, match=str(status)) as caught:
            await opener(platform.domain).open(ClientConfig())

    assert elsewhere.questions == []
    assert caught.value.fatal == "never"


@pytest.mark.parametrize("status", [301, 307])
async def test_an_upgrade_is_not_redirected(status):
    """The address holds the ticket."""
    async with ScriptedPlatform() as elsewhere, ScriptedPlatform() as platform:
        platform.refusals.append((status, {"Location": elsewhere.gateway_url}))
        with pytest.raises(ConnectionRefused, match=str(status)) as caught:
            await opener(platform.domain).open(ClientConfig())

    assert elsewhere.gates == []
    assert (caught.value.fatal, caught.value.stage) == ("never", "handshake")


@pytest.mark.parametrize("url", ["ws://10.0.0.1/ws?ticket=" + TICKET, "ws://gate.example/ws", "http://127.0.0.1/", ""])
async def test_an_address_that_cannot_be_used(url):
    """A gateway in the open, or none at all: refused before anything is connected, and asked for again later."""
    async with ScriptedPlatform() as platform:
        platform.answers.append((200, encode_endpoint_reply(url, ClientConfig())))
        with pytest.raises(ConnectionRefused) as caught:
            await opener(platform.domain).open(ClientConfig())

    assert caught.value.fatal == "never"
    assert TICKET not in str(caught.value)


async def test_a_refused_upgrade_is_read():
    """The reason stands in the headers."""
    async with ScriptedPlatform() as platform:
        platform.refusals.append(LIMIT_REACHED)
        with pytest.raises(ConnectionLimitReached, match="exceed conn limit"):
            await opener(platform.domain).open(ClientConfig())


def test_settings_hide_the_secret():
    """They may end up in a log."""
    settings = Settings(domain="https://open.feishu.cn", app_id=APP_ID, app_secret=APP_SECRET, user_agent="x")

    assert APP_ID in repr(settings)
    assert APP_SECRET not in repr(settings)
