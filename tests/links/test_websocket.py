"""A link over a WebSocket: whole messages both ways, in bounded time, without a word too much."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from larkline.clock import ManualClock, SystemClock, timeout_at
from larkline.errors import ConfigurationError, ConnectionLost
from larkline.links import Link, Refusal
from larkline.links import websocket as links
from larkline.links.trust import trusting_context
from larkline.links.websocket import OpenNetwork
from tests.links.scripted_servers import TunnelProxy, listening
from tests.links.tls import Authority

WAIT = 20.0
QUERY = "device_id=7&access_key=SECRETKEY&service_id=1&ticket=SECRETTICKET"


class Server:
    """A WebSocket server and the connections it has taken."""

    def __init__(self) -> None:
        self.port = 0
        self.scheme = "ws"
        self.refusal: Response | None = None
        self.requests: list[Request] = []
        self.connections: asyncio.Queue[ServerConnection] = asyncio.Queue()

    @property
    def url(self) -> str:
        """Its address, with secrets."""
        return f"{self.scheme}://127.0.0.1:{self.port}/ws/v2?{QUERY}"

    async def open(self, *, clock=None, proxy: str | None = None) -> tuple[Link, ServerConnection]:
        """Open a link; gives both ends."""
        network = OpenNetwork(clock or SystemClock(), proxy=proxy)
        link = await network.connect(self.url, timeout=WAIT)
        return link, await asyncio.wait_for(self.connections.get(), WAIT)


@asynccontextmanager
async def gateway(*, tls=None) -> AsyncIterator[Server]:
    """Serve until the block ends."""
    server = Server()

    def decide(_: ServerConnection, request: Request) -> Response | None:
        server.requests.append(request)
        return server.refusal

    async def hold(connection: ServerConnection) -> None:
        server.connections.put_nowait(connection)
        await connection.wait_closed()

    silent = logging.Logger("tests.gateway")  # noqa: LOG001 - not among those whose logs are looked at
    silent.disabled = True
    async with serve(
        hold,
        "127.0.0.1",
        0,
        process_request=decide,
        compression=None,
        ping_interval=None,
        max_size=None,
        ssl=tls,
        logger=silent,
    ) as running:
        server.port = running.sockets[0].getsockname()[1]
        server.scheme = "ws" if tls is None else "wss"
        yield server
        running.close(close_connections=False)
        for connection in list(running.connections):
            connection.transport.abort()


# --- messages ---------------------------------------------------------------------------------------------------------


async def test_messages_go_both_ways():
    """Bytes arrive as bytes and texts as texts, whole and in order."""
    async with gateway() as server:
        link, peer = await server.open()
        await link.send(b"\x00one")
        await link.send(b"")
        there = [await peer.recv(), await peer.recv()]
        for message in (b"two", "三", b""):
            await peer.send(message)
        here = [await link.receive() for _ in range(3)]
        await link.close()

    assert there == [b"\x00one", b""]
    assert here == [b"two", "三", b""]


@pytest.mark.parametrize("size", [(1 << 20) + 1, 5 << 20])
async def test_large_messages_arrive(size):
    """More than a mebibyte is no reason to close, as it is for the library's default."""
    async with gateway() as server:
        link, peer = await server.open()
        payload = random.Random(1).randbytes(size)
        sending = asyncio.create_task(peer.send(payload))
        received = await link.receive()
        await sending
        await link.close()

    assert received == payload


async def test_a_message_without_measure_ends_the_link(monkeypatch):
    """There is a limit, and the reason is told."""
    monkeypatch.setattr(links, "MAX_MESSAGE_BYTES", 1000)
    async with gateway() as server:
        link, peer = await server.open()
        await peer.send(bytes(1001))
        with pytest.raises(ConnectionLost, match="1009"):
            await link.receive()


async def test_no_message_is_lost_to_a_deadline():
    """Whatever deadlines pass while waiting, 20,000 messages arrive, each once and in order."""
    number = 20_000
    chance = random.Random(7)
    clock = SystemClock()
    received: list[int] = []
    expired = 0
    async with gateway() as server:
        link, peer = await server.open()

        async def send() -> None:
            for count in range(number):
                await peer.send(count.to_bytes(4, "big"))
                for _ in range(chance.randrange(6)):
                    await asyncio.sleep(0)

        sending = asyncio.create_task(send())
        while len(received) < number:
            try:
                async with timeout_at(clock, clock.now() + chance.choice((0.0, 0.0, 1e-6, 1e-5, 5e-5, 1.0))):
                    received.append(int.from_bytes(await link.receive(), "big"))  # type: ignore[arg-type]  # bytes
            except TimeoutError:
                expired += 1
        await sending
        await link.close()

    assert received == list(range(number))
    assert expired > 100  # else nothing was tried


async def test_when_the_last_byte_came():
    """Every byte counts, the pong of a ping of the link as well; time is the clock's."""
    clock = ManualClock(now=100.0)
    async with gateway() as server:
        link, peer = await server.open(clock=clock)
        opened = link.heard_at
        await clock.advance(5.0)
        await peer.send(b"x")
        await link.receive()
        after_message = link.heard_at
        await clock.advance(5.0)
        await link.ping()
        pinged = asyncio.create_task(link.receive())
        async with asyncio.timeout(WAIT):
            while link.heard_at == after_message:  # noqa: ASYNC110 - the library has no event for it
                await asyncio.sleep(0)
        after_pong = link.heard_at
        pinged.cancel()
        await link.close()

    assert (opened, after_message, after_pong) == (100.0, 105.0, 110.0)


# --- the end ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [(1000, "", "closed the connection (1000)"), (1001, "going\naway", "closed the connection (1001: going away)")],
)
async def test_a_goodbye_of_the_peer(code, reason, words):
    """Whatever is tried then fails with its reason, on one line."""
    async with gateway() as server:
        link, peer = await server.open()
        await peer.close(code, reason)
        for attempt in (link.receive, lambda: link.send(b"x"), link.ping):
            with pytest.raises(ConnectionLost) as caught:
                await attempt()
            assert str(caught.value) == f"the platform {words}"
        await link.close()


async def test_an_end_without_a_goodbye():
    """A reset is told as such."""
    async with gateway() as server:
        link, peer = await server.open()
        peer.transport.abort()
        with pytest.raises(ConnectionLost, match="without a goodbye"):
            await link.receive()


async def test_our_goodbye():
    """The peer gets code and reason, and every message before; closing again is harmless."""
    async with gateway() as server:
        link, peer = await server.open()
        for count in range(100):
            await link.send(b"%d" % count)
        closing = asyncio.create_task(link.close(1000, "client closed"))
        received = [message async for message in peer]
        with pytest.raises(ConnectionClosed) as caught:
            await peer.recv()
        await closing
        await link.close()
        with pytest.raises(ConnectionLost, match="closed the connection"):
            await link.send(b"x")

    assert received == [b"%d" % count for count in range(100)]
    assert caught.value.rcvd is not None
    assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (1000, "client closed")


async def test_saying_goodbye_to_somebody_who_does_not_answer_is_bounded(monkeypatch):
    """A frozen peer, even one that has stopped taking what we send, is dropped."""
    monkeypatch.setattr(links, "CLOSE_SECONDS", 0.05)
    async with gateway() as server:
        silent, peer = await server.open()
        full, other = await server.open()
        peer.transport.pause_reading()
        other.transport.pause_reading()
        sending = asyncio.create_task(_flood(full))
        async with asyncio.timeout(WAIT):
            while not full._connection.paused:  # type: ignore[attr-defined]  # noqa: ASYNC110 - until it is full
                await asyncio.sleep(0)
            await asyncio.gather(silent.close(), full.close())
        with pytest.raises(ConnectionLost):
            await sending


async def _flood(link: Link) -> None:
    while True:
        await link.send(bytes(1 << 20))


async def test_dropping_the_link():
    """An abort needs nobody's consent and can be repeated."""
    async with gateway() as server:
        link, _ = await server.open()
        link.abort()
        link.abort()
        with pytest.raises(ConnectionLost):
            await link.receive()


# --- opening ----------------------------------------------------------------------------------------------------------


async def test_what_the_upgrade_looks_like():
    """The address is asked for as it is, without extensions and without a name for our library."""
    async with gateway() as server:
        link, _ = await server.open()
        await link.close()

    request = server.requests[0]
    assert request.path == f"/ws/v2?{QUERY}"
    assert request.headers["User-Agent"] == "larkline"
    assert "Sec-WebSocket-Extensions" not in request.headers


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 500, 503])
async def test_a_refused_upgrade(status):
    """Status and headers are given, names in lower case; a redirect is not followed, as the address holds a ticket."""
    async with gateway() as other, gateway() as server:
        server.refusal = Response(status, "x", links_headers(Location=other.url, **{"Handshake-Status": "514"}))
        with pytest.raises(Refusal) as caught:
            await server.open()

    assert caught.value.status == status
    assert caught.value.headers["handshake-status"] == "514"
    assert other.requests == []


def links_headers(**headers: str):
    """Give headers as the library has them."""
    from websockets.datastructures import Headers

    return Headers(headers)


async def _silence(reader, writer):
    await reader.read()


async def _trickle(reader, writer):
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nX: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0)


async def _trickle_slowly(reader, writer):
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\n")
    await reader.read()


@pytest.mark.parametrize(
    ("scheme", "talk"), [("ws", _silence), ("ws", _trickle_slowly), ("ws", _trickle), ("wss", _silence)]
)
async def test_an_upgrade_that_never_ends_is_limited(scheme, talk):
    """Silence, half an answer, a line without end, a handshake that nobody answers: no more than the time allowed."""
    network = OpenNetwork(SystemClock())
    network._trust_anew()  # reading certificates takes its time, too
    async with listening(talk) as server:
        with pytest.raises(ConnectionLost) as caught:
            await network.connect(f"{scheme}://{server.host}/?{QUERY}", timeout=0.3)
        await asyncio.wait_for(server.ended.wait(), WAIT)

    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None),
        (b"SSH-2.0\r\n\r\n", "does not speak WebSocket"),
        (b"HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "does not speak WebSocket"),
        (b"", "does not speak WebSocket"),
    ],
)
async def test_a_server_of_another_kind(answer, reason):
    """What is no WebSocket is told in a sentence; an HTTP status is a refusal."""

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)

    async with listening(talk) as server:
        with pytest.raises(Refusal if reason is None else ConnectionLost, match=reason) as caught:
            await OpenNetwork(SystemClock()).connect(f"ws://{server.host}/?{QUERY}", timeout=WAIT)

    assert "SECRET" not in str(caught.value)


async def test_nobody_there():
    """A refused connection is told in a sentence without the ticket."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(ConnectionLost, match="connection refused") as caught:
        await OpenNetwork(SystemClock()).connect(f"ws://127.0.0.1:{port}/?{QUERY}", timeout=WAIT)

    assert f"ws://127.0.0.1:{port}" in str(caught.value)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("url", ["ws://open.feishu.cn/?" + QUERY, "ws://10.0.0.1/?" + QUERY])
async def test_a_plain_gateway_on_another_machine(url):
    """The ticket does not travel in the open."""
    with pytest.raises(ConnectionLost, match="without TLS") as caught:
        await OpenNetwork(SystemClock()).connect(url, timeout=WAIT)

    assert "SECRET" not in str(caught.value)


async def test_an_address_that_is_none():
    """It is refused without being repeated, and the socket that was opened for it is closed."""
    async with gateway() as server:
        with pytest.raises(ConnectionLost, match="not valid") as caught:
            await OpenNetwork(SystemClock()).connect(f"ws://127.0.0.1:{server.port}/#{QUERY}", timeout=WAIT)

    assert "SECRET" not in str(caught.value)


async def test_cancelling_an_opening():
    """Who is cancelled in the middle of an upgrade leaves no socket behind."""
    asked = asyncio.Event()

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await reader.read()

    async with listening(talk) as server:
        task = asyncio.create_task(OpenNetwork(SystemClock()).connect(f"ws://{server.host}/", timeout=WAIT))
        await asyncio.wait_for(asked.wait(), WAIT)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.ended.wait(), WAIT)


async def test_tls(tmp_path, monkeypatch):
    """A gateway with a certificate of a trusted authority, and one of another."""
    authority, other = Authority(tmp_path), Authority(tmp_path, "other")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with gateway(tls=authority.server_context("127.0.0.1")) as server:
        link, peer = await server.open()
        await link.send(b"x")
        received = await peer.recv()
        await link.close()
    async with gateway(tls=other.server_context("127.0.0.1")) as server:
        with pytest.raises(ConnectionLost, match="certificate is not trusted"):
            await server.open()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing"))
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        await OpenNetwork(SystemClock()).connect("wss://127.0.0.1:1/", timeout=WAIT)

    assert received == b"x"


async def test_the_trust_is_read_once_for_both(tmp_path, monkeypatch):
    """The gateway is trusted as the discovery just before it; the next discovery reads the certificates again."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    read: list[str] = []

    def reading():
        read.append("again")
        return trusting_context()

    monkeypatch.setattr(links, "trusting_context", reading)
    network = OpenNetwork(SystemClock())
    async with gateway(tls=authority.server_context("127.0.0.1")) as server:
        for _ in range(2):
            with pytest.raises(ConnectionLost):
                await network.post("https://127.0.0.1:1/", b"", {}, timeout=WAIT)
            link = await network.connect(server.url, timeout=WAIT)
            await link.close()

    assert read == ["again", "again"]


async def test_through_a_proxy(tmp_path, monkeypatch):
    """A gateway is reached by the same tunnel as discovery, with TLS and without."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    for tls in (None, authority.server_context("127.0.0.1")):
        async with gateway(tls=tls) as server, TunnelProxy().running() as proxy:
            link, peer = await server.open(proxy=f"http://me:passw0rd@127.0.0.1:{proxy.port}")
            await peer.send(b"through")
            received = await link.receive()
            await link.close()

        assert received == b"through"
        assert proxy.targets == [f"127.0.0.1:{server.port}"]


# --- what is not said -------------------------------------------------------------------------------------------------


async def test_nothing_of_the_library_is_logged(caplog):
    """Not even at DEBUG does a log hold the ticket or a message."""
    with caplog.at_level(logging.DEBUG):
        async with gateway() as server:
            link, peer = await server.open()
            await link.send(b"SECRETMESSAGE")
            await peer.recv()
            await link.close()

    assert not [record for record in caplog.records if record.name.startswith(("websockets", "larkline"))]
    assert "SECRET" not in caplog.text


def test_no_configuration_wakes_the_silent_logger():
    """It has no name by which a configuration could find it, and stays off."""
    logging.getLogger("larkline.links.websockets").setLevel(logging.DEBUG)

    assert links._silent is not logging.getLogger("larkline.links.websockets")
    assert not links._silent.isEnabledFor(logging.CRITICAL)
