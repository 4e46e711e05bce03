"""ASGI applications on a port of this machine: quickly up, quickly down, no signals touched."""

from __future__ import annotations

import asyncio
import signal
import socket

import pytest

from larkline.emulator.errors import PortTaken
from larkline.emulator.http.listener import listener_on, origin_of
from larkline.emulator.http.serving import HttpServer
from tests.emulator.tiny_client import post


async def echo(scope, receive, send) -> None:
    """Answer with the body of the request."""
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def test_an_application_is_served_until_it_is_stopped():
    """Requests are answered on a free port, and afterwards nobody listens there."""
    server = HttpServer(echo)
    await server.start()
    status, body, _ = await asyncio.to_thread(post, server.url + "/", b"hello")
    await server.stop()
    await server.stop()

    assert (status, body) == (200, b"hello")
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", server.port)


async def test_a_taken_port_is_told():
    """The error names the port."""
    server = HttpServer(echo)
    await server.start()
    with pytest.raises(PortTaken) as caught:
        await HttpServer(echo).start(server.port)
    await server.stop()

    assert caught.value.port == server.port


async def test_a_port_can_be_used_again_at_once():
    """Stopping and starting on the same port needs no pause."""
    server = HttpServer(echo)
    await server.start()
    port = server.port
    await server.stop()
    await server.start(port)
    status, _, _ = await asyncio.to_thread(post, server.url, b"")
    await server.stop()

    assert status == 200


async def test_the_signals_stay_with_the_program():
    """Serving installs no handler for SIGINT or SIGTERM."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    server = HttpServer(echo)
    await server.start()
    during = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    await server.stop()

    assert during == before


async def test_a_request_under_way_does_not_hold_up_the_stop():
    """An answer that never comes is given up after a second."""
    entered = asyncio.Event()

    async def stuck(scope, receive, send) -> None:
        entered.set()
        await asyncio.Event().wait()

    server = HttpServer(stuck)
    await server.start()
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await entered.wait()
    async with asyncio.timeout(5):
        await server.stop()
    writer.close()


async def test_an_answer_leaves_at_once():
    """What is written in two parts does not wait for the other side to acknowledge the first."""
    accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def look(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sock = writer.get_extra_info("socket")
        accepted.set_result(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = listener_on("127.0.0.1", 0)
    async with await asyncio.start_server(look, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        async with asyncio.timeout(5):
            no_delay = await accepted
        writer.close()

    assert no_delay


def test_an_address_is_written_as_a_url():
    """IPv6 addresses stand in brackets."""
    assert origin_of("ws", "::1", 80) == "ws://[::1]:80"
    assert origin_of("http", "127.0.0.1", 80) == "http://127.0.0.1:80"
