"""One HTTP POST: to the address given, in the time given."""

from __future__ import annotations

import asyncio
import ssl
import threading

import pytest

from larkline.errors import ConfigurationError, ConnectionLost
from larkline.links.post import MAX_ANSWER_BYTES, post
from larkline.links.trust import trusting_context
from tests.links.scripted_servers import TunnelProxy, listening, speaking
from tests.links.tls import Authority

WAIT = 20.0
BODY = b'{"AppSecret":"hunter2"}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def ask(url: str, *, timeout: float = WAIT, proxy: str | None = None) -> tuple[int, bytes]:
    """Post the body."""
    headers = {"Content-Type": "application/json", "locale": "zh"}
    return await post(url, BODY, headers, timeout=timeout, proxy=proxy, trust=trusting_context)


def network_threads() -> list[threading.Thread]:
    """Give the threads of attempts that still run."""
    return [thread for thread in threading.enumerate() if thread.name == "larkline-network"]


async def no_threads() -> None:
    """Wait until every attempt has ended."""
    async with asyncio.timeout(WAIT):
        while network_threads():  # noqa: ASYNC110 - a thread has no event
            await asyncio.sleep(0)


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """Trust an authority of our own."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


async def test_a_question_and_its_answer():
    """Body and headers go out as they are, once; status and body come back."""
    async with speaking(OK) as server:
        answer = await ask(f"http://{server.host}/callback/ws/endpoint")

    assert answer == (200, b"ok")
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /callback/ws/endpoint HTTP/1.1"
    assert {f"Host: {server.host}", "Content-Type: application/json", "locale: zh", "Connection: close"} <= set(lines)
    assert body == BODY


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 401, 404, 500, 503])
async def test_every_status_is_an_answer(status):
    """An error is told, and a redirect is not followed: the question holds a secret."""
    async with speaking(OK) as elsewhere:
        redirect = f"HTTP/1.1 {status} x\r\nLocation: http://{elsewhere.host}/\r\nContent-Length: 0\r\n\r\n"
        async with speaking(redirect.encode()) as server:
            answer = await ask(f"http://{server.host}/")

    assert answer == (status, b"")
    assert elsewhere.heard == []


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200\r\nContent-Length: 2\r\n\r\nok",
    ],
)
async def test_the_forms_an_answer_can_have(answer):
    """With a length, in chunks, until the end, after an interim answer."""
    async with speaking(answer) as server:
        assert await ask(f"http://{server.host}/") == (200, b"ok")


async def test_an_answer_without_end_is_cut():
    """No more than a limit is read."""
    async with speaking(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2 * MAX_ANSWER_BYTES)) as server:
        status, body = await ask(f"http://{server.host}/")

    assert (status, len(body)) == (200, MAX_ANSWER_BYTES)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "without an answer"),
        (b"SSH-2.0-OpenSSH\r\n", "cannot be understood"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nok", "cannot be understood"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000 + b"\r\n\r\n", "cannot be understood"),
    ],
)
async def test_what_is_no_answer(answer, reason):
    """Whatever comes instead of HTTP is told in a few words."""
    async with speaking(answer) as server:
        with pytest.raises(ConnectionLost, match=reason) as caught:
            await ask(f"http://{server.host}/secret")

    assert str(caught.value).startswith(f"http://{server.host} cannot be reached: ")
    await no_threads()


async def _trickle(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0)


async def _silence(reader, writer):
    await reader.read()


@pytest.mark.parametrize("talk", [_silence, _trickle])
async def test_everything_together_is_limited(talk):
    """Neither silence nor an answer that never ends makes us wait longer, and the thread ends, too."""
    async with listening(talk) as server:
        with pytest.raises(ConnectionLost):
            await ask(f"http://{server.host}/", timeout=0.2)
        await asyncio.wait_for(server.ended.wait(), WAIT)
        await no_threads()


async def test_tls_to_somebody_silent_is_limited():
    """The time is for the handshake, too."""
    async with listening(_silence) as server:
        with pytest.raises(ConnectionLost, match=r"no answer within 0\.2 s"):
            await ask(f"https://{server.host}/", timeout=0.2)
        await no_threads()


async def test_a_cancelled_question_ends_its_thread():
    """Who is cancelled leaves nothing behind."""
    async with listening(_silence) as server:
        task = asyncio.create_task(ask(f"http://{server.host}/"))
        async with asyncio.timeout(WAIT):
            while not network_threads():  # noqa: ASYNC110 - a thread has no event
                await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await no_threads()


async def test_tls_by_the_trust_of_the_environment(authority):
    """A certificate of an authority in SSL_CERT_FILE is taken."""
    async with speaking(OK, tls=authority.server_context("127.0.0.1")) as server:
        assert await ask(f"https://{server.host}/") == (200, b"ok")


@pytest.mark.parametrize("wrong", ["authority", "name"])
async def test_a_wrong_certificate_is_refused(authority, tmp_path, wrong):
    """An unknown authority, or another name: nothing is sent, and a sentence says why."""
    other = Authority(tmp_path, "other") if wrong == "authority" else authority
    tls = other.server_context("127.0.0.1" if wrong == "authority" else "example.com")
    async with speaking(OK, tls=tls) as server:
        with pytest.raises(ConnectionLost, match="certificate is not trusted"):
            await ask(f"https://{server.host}/")

    assert server.heard == []


async def test_a_plain_server_where_tls_is_expected():
    """The handshake fails, and a sentence says so."""
    async with listening(lambda _, writer: _write(writer, b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        with pytest.raises(ConnectionLost, match="TLS failed"):
            await ask(f"https://{server.host}/")


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def test_through_a_proxy(authority):
    """The proxy sees host and port; the question is inside TLS."""
    async with (
        speaking(OK, tls=authority.server_context("open.feishu.cn")) as server,
        TunnelProxy(to=("127.0.0.1", server.port)).running() as proxy,
    ):
        answer = await ask("https://open.feishu.cn/", proxy=f"http://me:passw0rd@127.0.0.1:{proxy.port}")

    assert answer == (200, b"ok")
    assert proxy.targets == ["open.feishu.cn:443"]
    assert "Proxy-Authorization" in proxy.requests[0]
    assert b"Proxy-Authorization" not in server.heard[0]
    assert b"Host: open.feishu.cn\r\n" in server.heard[0]


async def test_through_the_environments_proxy(authority, monkeypatch):
    """HTTPS_PROXY is used, and not for what NO_PROXY names."""
    async with (
        speaking(OK, tls=authority.server_context("open.feishu.cn")) as server,
        TunnelProxy(to=("127.0.0.1", server.port)).running() as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        first = await ask("https://open.feishu.cn/")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,open.feishu.invalid")
        with pytest.raises(ConnectionLost, match="looked up"):
            await ask("https://open.feishu.invalid/")

    assert first == (200, b"ok")
    assert proxy.targets == ["open.feishu.cn:443"]


async def test_a_proxy_that_refuses_is_named_without_its_password(authority):
    """One sentence says who refused."""
    async with TunnelProxy(refusal=b"HTTP/1.1 407 x\r\n\r\n").running() as proxy:
        with pytest.raises(ConnectionLost, match="HTTP 407") as caught:
            await ask("https://open.feishu.cn/", proxy=f"http://me:passw0rd@127.0.0.1:{proxy.port}")

    assert f"http://127.0.0.1:{proxy.port}" in str(caught.value)
    assert "passw0rd" not in str(caught.value)


async def test_mistakes_in_the_configuration_are_told_as_such(monkeypatch, tmp_path):
    """A proxy or a trust store that cannot be used is nothing to wait for."""
    with pytest.raises(ConfigurationError, match="proxy"):
        await ask("https://open.feishu.cn/", proxy="gopher://x")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing"))
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        await ask("https://open.feishu.cn/")


async def test_a_fault_in_the_trust_is_not_hidden_behind_a_traceback():
    """Anything unexpected becomes a ConnectionLost, which is waited out, and holds no secret."""

    def broken() -> ssl.SSLContext:
        raise RuntimeError("hunter2")

    with pytest.raises(ConnectionLost) as caught:
        await post("https://a.example/", BODY, {}, timeout=WAIT, proxy=None, trust=broken)

    assert "hunter2" not in str(caught.value)
    assert "RuntimeError" in str(caught.value)
