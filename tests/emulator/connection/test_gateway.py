"""Who gets into the gateway, how its links end, and what it does on purpose; real sockets on loopback."""

from __future__ import annotations

import asyncio
import base64
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from larkline.emulator import Emulator
from larkline.wire.delivery import Response
from larkline.wire.endpoint import ClientConfig
from tests.emulator.raw_socket import CARD, discover, open_socket, ping, refused
from tests.emulator.tiny_client import answer, dial

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
    click = await served.begin_click(await served.send(CARD), "同意")
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


async def test_an_unfinished_upgrade_does_not_hold_up_the_stop():
    """A TCP connection that never sends its request is dropped when the emulator stops."""
    loop = asyncio.get_running_loop()
    async with Emulator(seed=1) as feishu:
        info = await feishu.serve()
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(info["gateway_url"]).port)
        await open_and_close(info["gateway_url"])
        begun = loop.time()
    took = loop.time() - begun
    rest = await reader.read()
    writer.close()

    assert took < 1.0
    assert rest == b""


async def open_and_close(url: str) -> None:
    """Make sure that everything that connected before has been accepted."""
    await refused(url)


async def test_no_log_holds_a_ticket(served, caplog):
    """Not even at DEBUG, where the library would write down every request line and frame."""
    caplog.set_level("DEBUG")
    url = (await discover(served))["URL"]
    await (await open_socket(url)).close()

    query = dict(pair.split("=") for pair in urlsplit(url).query.split("&"))
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("websockets.client")
    )
    assert query["ticket"] not in ours
    assert query["access_key"] not in ours
