"""Posting over the network: what comes back, and every way in which nothing does."""

from __future__ import annotations

import asyncio
import socket

import pytest

from larkline.emulator.both import same
from larkline.emulator.webhook import sender as hook_sender
from larkline.emulator.webhook.requests import HookRequest
from larkline.emulator.webhook.sender import HookFailed, HookSender, resolve
from larkline.facts.webhook import WEBHOOK_ANSWER_BYTES
from tests.emulator.hook_server import always, http, serving

REQUEST = HookRequest({"Content-Type": "application/json", "X-Lark-Signature": "abc"}, b'{"a":1}')


@pytest.fixture
async def sender():
    """A sender that is closed at the end."""
    sender = HookSender(allowed_hosts=["Bot.Example"], own_ports={7301})
    yield sender
    await sender.close()


async def test_a_request_arrives_as_it_was_made(sender):
    """Headers as they are written, body byte for byte, path with its query; nothing of a proxy or a cookie."""
    async with serving(always(http({"ok": True}))) as server:
        answer = await sender.post(server.url("/hook?a=b%20c"), REQUEST)

    [request] = server.requests
    assert request.line == "POST /hook?a=b%20c HTTP/1.1"
    assert request.body == REQUEST.body
    assert request.headers == {
        "Host": f"127.0.0.1:{server.port}",
        "Content-Type": "application/json",
        "X-Lark-Signature": "abc",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Length": "7",
    }
    assert (answer.status, answer.body, answer.after_sent) == (200, b'{"ok": true}', None)


async def test_a_proxy_of_the_environment_is_not_used(sender, monkeypatch):
    """The request goes straight to its address."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with serving(always(http({}))) as server:
        answer = await sender.post(server.url(), REQUEST)

    assert answer.status == 200


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
async def test_a_redirect_is_not_followed(status, sender):
    """It is the answer."""
    async with serving(always(b"")) as server:
        server.answer = always(http(status=status, headers=f"Location: {server.url('/other')}\r\n"))
        answer = await sender.post(server.url(), REQUEST)

    assert answer.status == int(status[:3])
    assert len(server.requests) == 1


async def test_a_chunked_answer_and_one_without_a_length_are_read(sender):
    """Both end where they end."""
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
    async with serving(always(chunked)) as server:
        one = await sender.post(server.url(), REQUEST)
        server.answer = always(b"HTTP/1.0 200 OK\r\n\r\n{}")
        two = await sender.post(server.url(), REQUEST)

    assert (one.body, two.body) == (b"{}", b"{}")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10",
    ],
)
async def test_an_answer_that_is_not_complete_is_none(answer, sender):
    """The connection ends, before or in the middle of it."""
    async with serving(always(answer)) as server:
        with pytest.raises(HookFailed) as failed:
            await sender.post(server.url(), REQUEST)

    assert failed.value.trouble == "broken"


async def test_a_port_nobody_listens_on_is_refused(sender):
    """Every address of the name is tried."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # taken, but not listening
        url = f"http://localhost:{taken.getsockname()[1]}/"
        with pytest.raises(HookFailed) as failed:
            await sender.post(url, REQUEST)

    assert failed.value.trouble == "refused"


async def test_the_next_address_of_a_name_is_tried(sender):
    """When the first one takes no connection."""

    async def two(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    sender.resolve = two
    async with serving(always(http({}))) as server:
        answer = await sender.post(server.url(host="localhost"), REQUEST)

    assert answer.status == 200
    assert server.requests[0].headers["Host"] == f"localhost:{server.port}"


async def test_a_connection_that_takes_too_long_is_refused(sender, monkeypatch):
    """Nobody takes it within the limit, so no other address is tried."""
    monkeypatch.setattr(hook_sender, "CONNECT_SECONDS", 0.05)
    tried: list[str] = []

    async def slow(target: object, address: str, *_: object, connect_within: float) -> None:
        tried.append(address)
        await asyncio.sleep(connect_within)
        raise HookFailed("refused", same("no connection"))

    async def two(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    sender.resolve = two
    monkeypatch.setattr(sender, "_post", slow)
    with pytest.raises(HookFailed, match="no connection") as failed:
        await sender.post("http://localhost:1/", REQUEST)

    assert failed.value.trouble == "refused"
    assert tried == ["127.0.0.2"]


async def test_a_full_queue_of_connections_is_refused_in_time(sender, monkeypatch):
    """A server that is stuck takes no connection within the limit."""
    monkeypatch.setattr(hook_sender, "CONNECT_SECONDS", 0.2)
    with socket.socket() as stuck:
        stuck.bind(("127.0.0.1", 0))
        stuck.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(stuck.getsockname())
        with pytest.raises(HookFailed) as failed:
            await sender.post(f"http://127.0.0.1:{stuck.getsockname()[1]}/", REQUEST)
        for client in waiting:
            client.close()

    assert failed.value.trouble == "refused"
    assert "within 0.2 s" in failed.value.evidence.en


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
async def test_a_name_nobody_knows_is_a_failed_lookup(error, sender):
    """Nothing is connected to."""

    async def unknown(host: str, port: int) -> list[str]:
        raise error

    sender.resolve = unknown
    with pytest.raises(HookFailed, match=r"Name or service|too long") as failed:
        await sender.post("http://bot.example/", REQUEST)

    assert failed.value.trouble == "dns"


async def test_a_lookup_that_takes_too_long_is_a_failed_one(sender, monkeypatch):
    """So is one that finds nothing."""
    monkeypatch.setattr(hook_sender, "CONNECT_SECONDS", 0.01)

    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    async def nothing(host: str, port: int) -> list[str]:
        return []

    for lookup in (never, nothing):
        sender.resolve = lookup
        with pytest.raises(HookFailed) as failed:
            await sender.post("http://bot.example/", REQUEST)
        assert failed.value.trouble == "dns"


async def test_a_name_that_leads_elsewhere_is_not_followed(sender):
    """The answer of the lookup is checked each time, and the address that was checked is the one connected to."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers)

    sender.resolve = rebinding
    async with serving(always(http({}))) as server:
        url = server.url(host="bot.example")
        await sender.post(url, REQUEST)
        with pytest.raises(HookFailed) as failed:
            await sender.post(url, REQUEST)

    assert failed.value.trouble == "forbidden"
    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:7301/", "http://other.example/", "gopher://127.0.0.1/x"])
async def test_an_address_that_is_not_allowed_is_not_looked_up(url, sender):
    """The emulator's own ports, other machines, and what is no address."""

    async def lookup(host: str, port: int) -> list[str]:
        raise AssertionError("looked up")

    sender.resolve = lookup
    with pytest.raises(HookFailed) as failed:
        await sender.post(url, REQUEST)

    assert failed.value.trouble == "forbidden"


async def test_an_answer_without_an_end_is_cut_off(sender):
    """More than a mebibyte is not read."""
    async with serving(always(http(b"x" * (WEBHOOK_ANSWER_BYTES + 1)))) as server:
        with pytest.raises(HookFailed) as failed:
            await sender.post(server.url(), REQUEST)
        server.answer = always(http(b"x" * WEBHOOK_ANSWER_BYTES))
        answer = await sender.post(server.url(), REQUEST)

    assert failed.value.trouble == "too_large"
    assert len(answer.body) == WEBHOOK_ANSWER_BYTES


@pytest.mark.parametrize("answer", [None, http({})])
async def test_a_server_without_tls_fails_the_handshake(answer, sender):
    """An https address of a plain server is told apart from one nobody listens on."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(answer or b"")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        with pytest.raises(HookFailed) as failed:
            await sender.post(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/", REQUEST)

    assert failed.value.trouble == "tls"


async def test_names_are_looked_up_with_version_4_first():
    """The platform reaches webhooks over IPv4."""
    assert (await resolve("127.0.0.1", 80)) == ["127.0.0.1"]
    assert (await resolve("localhost", 80))[0] == "127.0.0.1"
