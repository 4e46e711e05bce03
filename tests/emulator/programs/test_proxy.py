"""Tests of the proxy: whom it answers for, whom it leads on, whom it refuses."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from larkline.emulator.programs.authority import Authority
from larkline.emulator.programs.proxy import Others, Proxy
from larkline.facts.hosts import PLATFORM_HOSTS

TOKEN = "t0ken"
AUTHORITY = Authority(PLATFORM_HOSTS)


@asynccontextmanager
async def listening(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Be a server that keeps what it hears and answers it once; gives its port and what it heard."""
    heard: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def proxying(upstream: int = 1, others: Others = "tunnel") -> AsyncIterator[Proxy]:
    """Run a proxy."""
    proxy = Proxy(
        hosts=PLATFORM_HOSTS, context=AUTHORITY.server_context(), upstream=upstream, token=TOKEN, others=others
    )
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()


async def ask(proxy: Proxy, request: str, *, token: str = "") -> bytes:
    """Send a request to the proxy and give everything that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    credentials = base64.b64encode(f"larkline:{token}".encode()).decode()
    extra = f"Proxy-Authorization: Basic {credentials}\r\n" if token else ""
    writer.write(f"{request}\r\n{extra}\r\n".encode())
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("host", PLATFORM_HOSTS)
async def test_the_platform_is_played(host, version):
    """After CONNECT to one of its hosts, TLS ends at the proxy and the request reaches the emulator's port."""
    async with listening(b"HTTP/1.1 200 OK\r\n\r\n") as (port, heard), proxying(port) as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(f"CONNECT {host}:443 HTTP/{version}\r\n\r\n".encode())
        established = await reader.readuntil(b"\r\n\r\n")
        await writer.start_tls(ssl.create_default_context(cadata=AUTHORITY.pem.decode()), server_hostname=host)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        answer = await reader.read()
        writer.close()

    assert established.split(b"\r\n")[0] == b"HTTP/1.1 200 Connection established"
    assert answer == b"HTTP/1.1 200 OK\r\n\r\n"
    assert heard == [b"GET / HTTP/1.1\r\n\r\n"]
    assert proxy.seen == {(host, "intercepted"): 1}


async def test_a_request_without_connect_is_played_too():
    """Axios sends a request for https with its whole address instead of CONNECT; it reaches the emulator's port."""
    async with listening(b"HTTP/1.1 200 OK\r\n\r\n") as (port, heard), proxying(port) as proxy:
        answer = await ask(proxy, "POST https://open.feishu.cn/callback/ws/endpoint HTTP/1.1")

    assert answer == b"HTTP/1.1 200 OK\r\n\r\n"
    assert heard[0].startswith(b"POST https://open.feishu.cn/callback/ws/endpoint HTTP/1.1\r\n")


async def test_another_host_is_led_to():
    """With the token, bytes to another host pass both ways, untouched."""
    async with listening(b"pong") as (port, heard), proxying() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        credentials = base64.b64encode(f"larkline:{TOKEN}".encode()).decode()
        writer.write(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nProxy-Authorization: Basic {credentials}\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"ping")
        answer = await reader.read()
        writer.close()

    assert (answer, heard) == (b"pong", [b"ping"])
    assert proxy.seen == {("127.0.0.1", "tunnelled"): 1}


Ask = Callable[[Proxy], Awaitable[bytes]]


@pytest.mark.parametrize(
    ("request_line", "token", "others", "status"),
    [
        ("CONNECT example.com:443 HTTP/1.1", "", "tunnel", 407),
        ("CONNECT example.com:443 HTTP/1.1", "wrong", "tunnel", 407),
        ("CONNECT example.com:443 HTTP/1.1", TOKEN, "refuse", 403),
        ("CONNECT open.feishu.cn:22 HTTP/1.1", TOKEN, "refuse", 403),
        ("CONNECT open.feishu.cn.evil.example:443 HTTP/1.1", "", "tunnel", 407),
        ("GET http://open.feishu.cn/ HTTP/1.1", "", "tunnel", 407),
        ("GET http://example.com/ HTTP/1.1", TOKEN, "tunnel", 501),
        ("GET / HTTP/1.1", TOKEN, "tunnel", 400),
        ("CONNECT host:port HTTP/1.1", TOKEN, "tunnel", 400),
        ("CONNECT", TOKEN, "tunnel", 400),
    ],
)
async def test_what_is_refused(request_line, token, others, status):
    """Without the token only the platform can be reached; what is no request for a way gets a sentence."""
    async with proxying(others=others) as proxy:
        answer = await ask(proxy, request_line, token=token)

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"larkline: " in answer
    assert TOKEN.encode() not in answer
    assert [deed for _, deed in proxy.seen] == ["refused"]


async def test_a_host_that_cannot_be_reached_is_told_apart():
    """It was not refused: nobody is there."""
    async with proxying() as proxy:
        answer = await ask(proxy, "CONNECT 127.0.0.1:1 HTTP/1.1", token=TOKEN)

    assert answer.startswith(b"HTTP/1.1 502 ")
    assert proxy.seen == {("127.0.0.1", "unreachable"): 1}


@pytest.mark.parametrize("rubbish", [b"\x16\x03\x01\x00\r\n\r\n", b"CONNECT " + b"a" * 100_000, b""])
async def test_rubbish_ends_the_connection(rubbish):
    """What is no HTTP gets an answer or a closed connection; the proxy goes on."""
    async with proxying() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(rubbish)
        writer.write_eof()
        async with asyncio.timeout(10):
            answer = await reader.read()
        writer.close()
        still_there = await ask(proxy, "GET / HTTP/1.1")

    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert still_there.startswith(b"HTTP/1.1 400 ")


async def test_it_stops_with_connections_open():
    """Stopping ends connections that say nothing."""
    async with proxying() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"CONNECT ")
        await writer.drain()
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        rest = await reader.read()
    writer.close()

    assert rest == b""
