"""The wire contract of the gateway, one test for each line of it; real sockets on loopback."""

from __future__ import annotations

import asyncio
import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from larkline.emulator import Emulator
from larkline.errors import ConnectionLimitReached
from larkline.wire.endpoint import read_handshake_refusal
from larkline.wire.frames import CONTROL, DATA, Frame, encode_frame
from tests.emulator.raw_socket import CARD, discover, next_delivery, open_socket, ping, raw_answer, refused
from tests.emulator.tiny_client import answer, post


async def test_1_the_endpoint_carries_a_complete_client_config(served):
    """Clients read the four integers unconditionally."""
    config = (await discover(served))["ClientConfig"]

    assert set(config) == {"ReconnectCount", "ReconnectInterval", "ReconnectNonce", "PingInterval"}
    assert all(type(value) is int for value in config.values())


async def test_2_neither_device_id_nor_service_id_comes_first(served):
    """A client that reads the whole address as a query string still finds both."""
    url = (await discover(served))["URL"]
    first = url.partition("?")[2].partition("=")[0]
    as_node_reads_it = dict(parse_qsl(url))

    assert first not in ("device_id", "service_id")
    assert as_node_reads_it["service_id"].isdigit()
    assert as_node_reads_it["device_id"]


async def test_3_every_pong_carries_the_config(served):
    """An empty pong kills older Node clients, so none is ever empty."""
    socket = await open_socket((await discover(served))["URL"])
    pongs = [await ping(socket), await ping(socket)]
    await socket.close()

    for pong in pongs:
        assert (pong.method, pong.header("type")) == (CONTROL, "pong")
        assert pong.payload is not None
        assert set(json.loads(pong.payload)) == {
            "ReconnectCount",
            "ReconnectInterval",
            "ReconnectNonce",
            "PingInterval",
        }


async def test_4_the_app_id_has_the_form_the_node_sdk_insists_on(served):
    """``cli_`` and 16 hexadecimal digits."""
    assert re.fullmatch(r"cli_[0-9a-f]{16}", served.info()["app_id"])


async def test_5_the_base_is_a_bare_origin_and_doubled_slashes_do_not_matter(served):
    """A client that joins a domain with a trailing slash still finds the endpoint."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", served.info()["platform_url"])
    assert (await discover(served, path="//callback/ws//endpoint"))["URL"].startswith("ws://")


async def test_6_required_fields_and_headers_are_always_there(served):
    """A data frame has all its headers, and required fields are written even when they are zero."""
    socket = await open_socket((await discover(served))["URL"])
    await socket.send(encode_frame(Frame(0, 0, 7, CONTROL, (("type", "ping"),))))
    pong = await socket.recv()
    message = await served.send(CARD)
    await served.begin_click(message, "同意")
    delivery = await next_delivery(socket)
    await socket.close()

    assert isinstance(pong, bytes)
    assert pong.startswith(bytes.fromhex("08001000"))  # SeqID and LogID, both zero
    assert [key for key, _ in delivery.headers] == ["type", "message_id", "sum", "seq", "trace_id"]
    assert delivery.seq_id < 2**53 > delivery.log_id


async def test_7_callbacks_and_events_travel_as_event(served):
    """``type=card`` is dropped silently by every official SDK, so it is not used."""
    socket = await open_socket((await discover(served))["URL"])
    message = await served.send(CARD)
    await served.begin_click(message, "同意")
    served.begin_say("你好")
    kinds = [(await next_delivery(socket)).header("type") for _ in range(2)]
    await socket.close()

    assert kinds == ["event", "event"]


async def test_8_a_response_is_matched_by_message_id_alone(served):
    """A response to fragments echoes whichever part came last; SeqID and LogID may be rounded by the client."""
    socket = await open_socket((await discover(served))["URL"])
    served.core.fragment_bytes = 64
    served.core.hub.of_app()[0].fragment_bytes = 64
    message = await served.send(CARD)
    click = await served.begin_click(message, "同意")
    parts = [await next_delivery(socket)]
    parts += [await next_delivery(socket) for _ in range(int(parts[0].header("sum") or 0) - 1)]
    odd = Frame(1, 2, 3, DATA, parts[0].headers)
    await raw_answer(socket, odd, b'{"code":200,"data":"e30="}')
    done = await click
    await socket.close()

    assert len(parts) > 3
    assert all(part.payload for part in parts)
    assert [part.header("seq") for part in parts] == [str(index) for index in range(len(parts))]
    assert json.loads(b"".join(part.payload or b"" for part in parts))["event"]["action"]["value"] == {"order": "42"}
    assert done.verdict.outcome == "ok"


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        (b'{"code": 200, "data": "e30="}', "ok"),
        (b'{"code":200,"headers":null,"data":"e30="}', "ok"),
        (b'{"code":200,"headers":null,"data":"bnVsbA=="}', "ok_advice"),
        (b'{"code":200,"headers":null,"data":null}', "ok_advice"),
        (b'{"code":200}', "ok_advice"),
        (b'{"code":500,"headers":null,"data":null}', "failed"),
        (b'{"code": 500}', "failed"),
    ],
)
async def test_9_all_forms_of_a_response_are_read(served, payload, outcome):
    """Python, Go, Java and Node write the same response in different ways; a negative biz_rt is no fault."""
    socket = await open_socket((await discover(served))["URL"])
    click = await served.begin_click(await served.send(CARD), "同意")
    await raw_answer(socket, await next_delivery(socket), payload, ("biz_rt", "-12"))
    done = await click
    await socket.close()

    assert done.verdict.outcome == outcome
    assert done.delivery.claimed_ms == "-12"


async def test_10_fragments_are_paced(connect_locally, local):
    """The next fragment leaves 5 ms after the last one: with no gap between them, Go and Java clients lose some."""
    client = await connect_locally(answer({}))
    session = local.core.hub.of_app()[0]
    session.fragment_bytes, session.pace = 300, 0.005
    click = await local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(0.004)
    before = client.rules.counters.frames_in
    await local.clock.advance(0.001)
    after = client.rules.counters.frames_in
    await local.clock.advance(0.1)
    done = await click

    assert (before, after) == (2, 3)  # a pong, and one more fragment each 5 ms
    assert done.verdict.ok


async def test_10_nothing_is_paced_by_less_than_5_ms_unless_asked_for():
    """The default pace is 5 ms."""
    async with Emulator(seed=1) as feishu:
        assert feishu.core.fragment_pace == 0.005


async def test_11_a_refusal_tells_its_reason_in_headers(served, connect):
    """The connection limit is status 514 with code 1000040350."""
    served.limit_connections(1)
    await connect(answer({}))
    error = await refused((await discover(served))["URL"])
    read = read_handshake_refusal(error.response.status_code, dict(error.response.headers.raw_items()))

    assert isinstance(read, ConnectionLimitReached)
    assert error.response.headers["Handshake-Status"] == "514"
    assert error.response.headers["Handshake-Autherrcode"] == "1000040350"


async def test_11_the_51st_connection_is_refused(served):
    """Fifty connections of one app are open at a time; one that closes makes room."""
    sockets = [await open_socket((await discover(served))["URL"]) for _ in range(50)]
    error = await refused((await discover(served))["URL"])
    await sockets.pop().close()
    sockets.append(await open_socket((await discover(served))["URL"]))
    for socket in sockets:
        await socket.close()

    assert error.response.headers["Handshake-Autherrcode"] == "1000040350"


async def test_12_a_client_is_known_by_the_user_agent_of_its_discovery(served):
    """The handshake carries the name of a library, or none."""
    url = (await discover(served, **{"User-Agent": "oapi-sdk-python/v1.7.5"}))["URL"]
    socket = await open_socket(url, user_agent_header="something else")
    agents = [session.user_agent for session in served.core.hub.of_app()]
    await socket.close()

    assert agents == ["oapi-sdk-python/v1.7.5"]


async def test_13_online_needs_a_ping_and_its_pong(served):
    """An open socket is not yet an app that listens."""
    socket = await open_socket((await discover(served))["URL"])
    before = served.core.hub.online()
    await ping(socket)
    after = served.core.hub.online()
    await socket.close()

    assert (before, after) == (0, 1)


async def test_14_the_gateway_is_named_by_a_plain_loopback_address(served):
    """The address names the gateway's own port on this machine."""
    info = served.info()

    assert (await discover(served))["URL"].startswith(info["gateway_url"] + "/")
    assert re.fullmatch(r"ws://127\.0\.0\.1:\d+", info["gateway_url"])
    assert urlsplit(info["gateway_url"]).port != urlsplit(info["platform_url"]).port


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/callback/ws/endpoint", 200),  # without credentials
        ("/open-apis/auth/v3/tenant_access_token/internal", 400),
        ("/open-apis/im/v1/messages", 400),
        ("/open-apis/no/such/call", 404),
        ("/elsewhere", 404),
    ],
)
async def test_15_every_answer_of_the_api_is_json_with_a_code_and_a_text(served, path, status):
    """Clients look at the content type before they read; mistakes and unknown paths are no exception."""
    got, body, headers = await asyncio.to_thread(post, served.info()["platform_url"] + path, b"{}")
    told = json.loads(body)

    assert got == status
    assert headers["Content-Type"].startswith("application/json")
    assert (type(told["code"]), type(told["msg"])) == (int, str)
    assert told["code"] != 0
