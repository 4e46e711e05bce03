"""The fault table (S6) on the way to a long connection and in its presets, over real sockets."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from larkline.wire.endpoint import ENDPOINT_PATH, endpoint_request
from tests.emulator.raw_socket import discover, next_delivery, open_socket, ping, refused
from tests.emulator.tiny_client import answer, dial, post


async def ask(feishu) -> tuple[int, dict[str, Any]]:
    """Ask for an endpoint; gives HTTP status and body."""
    info = feishu.info()
    question = endpoint_request(info["app_id"], info["app_secret"])
    status, body, _ = await asyncio.to_thread(post, info["platform_url"] + ENDPOINT_PATH, question)
    return status, json.loads(body)


async def test_the_limit_is_met_on_the_next_reconnect(served):
    """S6 connection limit: one handshake is refused with the documented headers, the next one is let in."""
    await served.faults.add("limit_on_reconnect")
    error = await refused((await discover(served))["URL"])
    socket = await open_socket((await discover(served))["URL"])
    pong = await ping(socket)
    await socket.close()

    headers = error.response.headers
    assert (headers["Handshake-Status"], headers["Handshake-Autherrcode"]) == ("514", "1000040350")
    assert headers["Handshake-Msg"] == "exceed conn limit"
    assert pong.payload


async def test_the_limit_can_be_met_at_discovery(served):
    """S6 connection limit: the question for an endpoint is refused with 1000040350."""
    await served.faults.add("connection_limit", at="discovery")
    first, second = await ask(served), await ask(served)

    assert (first[0], first[1]["code"]) == (200, 1000040350)
    assert second[1]["code"] == 0


async def test_the_51st_connection_is_refused(local, connect_locally):
    """S7: up to 50 connections an app; the one too many is refused by the standing rule, without a fault."""
    for _ in range(50):
        await connect_locally(answer({}))
    refusal = None
    try:
        await connect_locally(answer({}))
    except Exception as error:
        refusal = error

    assert local.core.hub.online() == 50
    assert "514" in str(getattr(refusal, "headers", ""))


@pytest.mark.parametrize(
    ("fields", "status", "code"), [({}, 200, 1), ({"code": 514}, 200, 514), ({"status": 500}, 500, 1)]
)
async def test_discovery_can_fail(fields, status, code, served):
    """Any code and any HTTP status, with ``data`` so that every SDK reads it alike."""
    await served.faults.add("discovery", **fields)
    answered = await ask(served)

    assert (answered[0], answered[1]["code"]) == (status, code)
    assert "data" in answered[1]


async def test_the_gateway_restarts(served, connect):
    """S6 gateway restart: all are closed, refused for ten seconds, then let in and told to reconnect differently."""
    client = await connect(answer({}))
    url = (await discover(served))["URL"]
    fault = await served.faults.add("restart_10s", reconnect_interval=7, reconnect_nonce=2, ping_interval=30)
    async with asyncio.timeout(5):
        await client.link.connection.wait_closed()
    status, _ = await ask(served)
    error = await refused(url)
    await served.clock.advance(10.0)
    again = await ask(served)
    back = await dial(served.info(), answer({}))
    async with asyncio.timeout(5):
        await back.ponged.wait()
    await back.close()

    assert client.link.connection.close_code == 1001
    assert (status, error.response.status_code) == (503, 503)
    assert again[1]["data"]["ClientConfig"] == {
        "ReconnectCount": -1,
        "ReconnectInterval": 7,
        "ReconnectNonce": 2,
        "PingInterval": 30,
    }
    assert fault.hits == 2
    assert served.faults.list() == []


async def test_a_restart_can_reset(served, connect):
    """S6 gateway restart: without a goodbye."""
    client = await connect(answer({}))
    await served.faults.add("gateway_restart", how="reset", down=1.0)
    async with asyncio.timeout(5):
        await client.link.connection.wait_closed()

    assert client.link.connection.close_code == 1006


@pytest.mark.parametrize(("how", "code"), [("close", 1012), ("reset", None)])
async def test_a_socket_breaks_at_a_push(how, code, served):
    """S6 drop over real sockets: the close code arrives, or a reset."""
    socket = await open_socket((await discover(served))["URL"])
    await ping(socket)
    await served.faults.add("drop", how=how, code=1012)
    delivery = served.begin_trigger("add_bot")
    with pytest.raises(ConnectionClosed) as caught:
        await socket.recv()
    await served.core.engine.finished(delivery)

    assert (caught.value.rcvd and caught.value.rcvd.code) == code
    assert delivery.verdict.rule == "event.lost"


async def test_a_text_frame_is_a_text_on_the_wire(served):
    """S6 frame noise: a WebSocket text comes before the delivery."""
    socket = await open_socket((await discover(served))["URL"])
    await ping(socket)
    await served.faults.add("frame", what="text")
    served.begin_trigger("add_bot")
    text = await socket.recv()
    frame = await next_delivery(socket)
    await socket.close()

    assert isinstance(text, str)
    assert frame.header("type") == "event"


async def test_an_empty_pong_on_the_wire(served):
    """S6 presets: the pong has no payload, the one after it has the configuration again."""
    socket = await open_socket((await discover(served))["URL"])
    await served.faults.add("empty_pong")
    empty, full = await ping(socket), await ping(socket)
    await socket.close()

    assert (empty.header("type"), empty.payload) == ("pong", None)
    assert json.loads(full.payload or b"")["PingInterval"] == 120
