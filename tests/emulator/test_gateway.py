"""The gateway keeps its wire contract, line by line; real sockets on loopback."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from larkline.emulator import Emulator
from larkline.errors import ConnectionLimitReached
from larkline.wire.delivery import Response
from larkline.wire.endpoint import ENDPOINT_PATH, ClientConfig, endpoint_request, read_handshake_refusal
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame
from tests.emulator.tiny_client import answer, dial, post

CARD = {
    "schema": "2.0",
    "body": {
        "elements": [{"tag": "button", "text": {"tag": "plain_text", "content": "同意"}, "value": {"order": "42"}}]
    },
}


async def discover(feishu: Emulator, *, path: str = ENDPOINT_PATH, **headers: str):
    """Ask for an endpoint and give ``data`` of the answer."""
    info = feishu.info()
    question = endpoint_request(info["app_id"], info["app_secret"])
    status, body, _ = await asyncio.to_thread(post, info["platform_url"] + path, question, **headers)
    assert status == 200
    return json.loads(body)["data"]


async def open_socket(url: str, **options) -> ClientConnection:
    """Open a WebSocket without a client around it."""
    return await connect(url, compression=None, ping_interval=None, proxy=None, **options)


async def ping(socket: ClientConnection, service: int = 7) -> Frame:
    """Send the ping of the protocol and give the pong."""
    await socket.send(encode_frame(Frame(0, 0, service, CONTROL, (("type", "ping"),))))
    reply = await socket.recv()
    assert isinstance(reply, bytes)
    return decode_frame(reply)


async def next_delivery(socket: ClientConnection) -> Frame:
    """Give the next frame, which is a delivery."""
    data = await socket.recv()
    assert isinstance(data, bytes)
    return decode_frame(data)


async def raw_answer(socket: ClientConnection, frame: Frame, payload: bytes, *extra: tuple[str, str]) -> None:
    """Answer a delivery with exactly this payload."""
    reply = Frame(frame.seq_id, frame.log_id, frame.service, DATA, (*frame.headers, *extra), payload=payload)
    await socket.send(encode_frame(reply))


async def refused(url: str, **options) -> InvalidStatus:
    """Give the refusal of an upgrade."""
    with pytest.raises(InvalidStatus) as caught:
        await open_socket(url, **options)
    return caught.value


# --- emulator.md 4.2, one test per line -----------------------------------------------------------------------------


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
    served.begin_click(message, "同意")
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
    served.begin_click(message, "同意")
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
    click = served.begin_click(message, "同意")
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
    click = served.begin_click(await served.send(CARD), "同意")
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
    click = local.begin_click(await local.send(CARD), "同意")
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


# (15, the content type of API answers, stands in test_platform_api.py)

# --- who gets in ----------------------------------------------------------------------------------------------------


async def test_a_ticket_works_once(served):
    """A used address is refused."""
    url = (await discover(served))["URL"]
    await (await open_socket(url)).close()
    error = await refused(url)

    assert error.response.headers["Handshake-Status"] == "514"
    assert error.response.headers["Handshake-Autherrcode"] != "1000040350"


async def test_a_ticket_lives_two_minutes(served):
    """An address that is not used in time is refused; lifetimes follow the emulator's clock."""
    early, late = (await discover(served))["URL"], (await discover(served))["URL"]
    await served.clock.advance(100)
    await (await open_socket(early)).close()
    await served.clock.advance(20)

    assert (await refused(late)).response.headers["Handshake-Status"] == "514"


@pytest.mark.parametrize("path", ["/", "/ws/v2", "/ws/v2?ticket=", "/ws/v2?ticket=nope"])
async def test_without_a_ticket_nobody_gets_in(served, path):
    """An invented address is refused."""
    error = await refused(served.info()["gateway_url"] + path)

    assert error.response.status_code == 403


async def test_a_web_page_is_refused(served):
    """No SDK sends an Origin; whoever does is a web page."""
    url = (await discover(served))["URL"]

    assert (await refused(url, origin="http://evil.example")).response.status_code == 403
    assert (await refused(url, origin="null")).response.status_code == 403


async def test_a_foreign_host_is_refused(served):
    """A rebound DNS name does not lead here."""
    info = served.info()
    port = urlsplit(info["gateway_url"]).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {urlsplit((await discover(served))['URL']).path} HTTP/1.1\r\nHost: evil.example:{port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n\r\n".encode()
    )
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()

    assert b" 421 " in status


async def test_a_place_is_given_back_when_the_upgrade_fails(served):
    """An upgrade that was let in but never finished does not count against the limit."""
    served.limit_connections(1)
    for _ in range(3):
        parts = urlsplit((await discover(served))["URL"])
        _, writer = await asyncio.open_connection("127.0.0.1", parts.port)
        writer.write(f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        writer.close()
        await writer.wait_closed()
    client = await dial(served.info(), answer({}))
    await served.wait(online=1)
    await client.close()


# --- how links end --------------------------------------------------------------------------------------------------


async def test_pings_of_the_websocket_are_answered(served):
    """The Python SDK pings every 20 s and drops the connection when nothing comes back."""
    socket = await open_socket((await discover(served))["URL"])
    async with asyncio.timeout(5):
        await (await socket.ping())
    await socket.close()


async def test_a_message_that_is_too_large_ends_the_connection(served):
    """A client cannot fill the memory."""
    socket = await open_socket((await discover(served))["URL"])
    await socket.send(bytes(5 * 1024 * 1024))
    async with asyncio.timeout(5):
        with pytest.raises(ConnectionClosed):
            await socket.recv()

    assert socket.close_code == 1009


async def test_bad_frames_are_noted_and_the_connection_lives(served):
    """Junk from a client is a remark on its connection, nothing more."""
    socket = await open_socket((await discover(served))["URL"])
    await socket.send(b"\xff\xff")
    await socket.send("text")
    await ping(socket)
    remarks = [code for code, _ in served.core.hub.of_app()[0].remarks]
    await socket.close()

    assert remarks == ["malformed", "text"]


async def test_dropped_connections_are_reset(served, connect):
    """``drop_connections`` ends the TCP connection without a goodbye."""
    client = await connect(answer({}))
    served.drop_connections()
    async with asyncio.timeout(5):
        await client.link.connection.wait_closed()

    assert client.link.connection.close_code == 1006


async def test_a_frozen_link_stays_open_and_says_nothing(served, connect):
    """Neither a pong nor the answer to a ping of the link comes back, and the socket stays open."""
    client = await connect(answer({}))
    served.freeze_connections()
    pongs = client.pongs
    await client.ping()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.link.ping()

    assert client.pongs == pongs
    assert client.link.connection.close_code is None


async def test_the_gateway_comes_back_on_its_port(served, connect):
    """Stopped, it refuses connections; started again, the same address works."""
    client = await connect(answer({}))
    before = served.info()["gateway_url"]
    await served.stop_gateway(abruptly=True)
    async with asyncio.timeout(5):
        await client.link.connection.wait_closed()
    url = (await discover(served))["URL"]
    with pytest.raises(ConnectionError):
        await open_socket(url)
    await served.start_gateway()
    await (await open_socket(url)).close()

    assert served.info()["gateway_url"] == before
    assert client.link.connection.close_code == 1006


async def test_a_gateway_that_stops_says_goodbye(served, connect):
    """A planned stop is a close frame with code 1001."""
    client = await connect(answer({}))
    await served.stop_gateway()
    async with asyncio.timeout(5):
        await client.link.connection.wait_closed()

    assert client.link.connection.close_code == 1001


async def test_a_new_config_travels_in_the_next_pong(served, connect):
    """Clients learn another ping interval without reconnecting."""
    client = await connect(answer({}))
    served.tell_config(ClientConfig(ping_interval=7, reconnect_interval=3))
    await client.ping()
    async with asyncio.timeout(5):
        await served.core.changes.until(lambda: bool(client.configs), look_again=lambda: 0.01)

    assert client.configs[0].ping_interval == 7
    assert (await discover(served))["ClientConfig"]["PingInterval"] == 7


async def test_a_lost_connection_ends_its_deliveries(served, connect):
    """A response cannot come over a connection that is gone, so the verdict comes at once."""
    silent = asyncio.Event()

    async def never(_delivery) -> Response | None:
        silent.set()
        return None

    await connect(never)
    click = served.begin_click(await served.send(CARD), "同意")
    await silent.wait()
    served.drop_connections()
    done = await click

    assert (done.verdict.code, done.verdict.rule) == (200341, "connection.lost")


async def test_each_delivery_goes_to_one_connection_by_the_seed(served, connect):
    """Among several connections of an app one gets each delivery; the choice is spread, and the same for a seed."""
    clients = [await connect(answer({})) for _ in range(3)]
    message = await served.send(CARD)
    for _ in range(30):
        await served.click(message, "同意")
    counts = [len(client.received) for client in clients]

    assert sum(counts) == 30
    assert min(counts) >= 3
