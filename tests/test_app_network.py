"""An app behind TLS and proxies: everything it opens goes the same way, and trusts the same."""

from __future__ import annotations

import asyncio

import pytest

from larkline import App
from larkline.errors import ConfigurationError, ConnectionLost
from tests.links.scripted_servers import TunnelProxy
from tests.links.tls import Authority
from tests.receivers.scripted_platform import LogBook, ScriptedPlatform, connected, event, log_book, soon

PASSWORD = "pr0xy-passw0rd"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    """No proxy comes from the machine the tests run on."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "WSS_PROXY", "SOCKS_PROXY", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """Trust an authority of our own."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


async def test_discovery_and_gateway_over_tls(authority):
    """Both https and wss, by the certificates that SSL_CERT_FILE names."""
    tls = authority.server_context("127.0.0.1")
    async with ScriptedPlatform(tls=tls) as platform:
        with log_book("larkline") as book:
            async with connected(platform.app(), platform) as gate:
                assert await gate.ask(event("x")) == (200, None)
                gate.abort()
                assert await (await platform.gate()).ask(event("x")) == (200, None)

    assert platform.domain.startswith("https://")
    assert book.lines("connected to wss://")


async def trouble(book: LogBook, app: App) -> str:
    """Start an app and stop it when it cannot connect; gives the reason."""
    starting = asyncio.create_task(app.start())
    await book.wait_for("cannot connect")
    error = app.status().error
    await app.stop()
    with pytest.raises(ConnectionLost, match="stopped"):
        await starting
    return error or ""


@pytest.mark.parametrize("wrong", ["authority", "name"])
async def test_a_wrong_certificate_is_refused(authority, tmp_path, wrong):
    """It is told in a sentence; no credentials are sent, and it is tried again as any network trouble."""
    other = Authority(tmp_path, "other") if wrong == "authority" else authority
    async with ScriptedPlatform(tls=other.server_context("127.0.0.1" if wrong == "authority" else "a.b")) as platform:
        with log_book("larkline") as book:
            error = await trouble(book, platform.app())

    assert f"{platform.domain} cannot be reached: its certificate is not trusted" in error
    assert platform.questions == []


async def test_a_trust_store_that_cannot_be_read_is_told_at_the_start(monkeypatch, tmp_path):
    """It is a mistake, nothing to wait for."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE"):
        await soon(App("a", "b", domain="https://127.0.0.1:1").start())


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
async def test_a_given_proxy_is_used_for_everything(authority, secure):
    """Discovery and gateway, first and again, pass it; its password reaches nobody else and no log."""
    tls = authority.server_context("127.0.0.1") if secure else None
    async with ScriptedPlatform(tls=tls) as platform, TunnelProxy().running() as proxy:
        app = platform.app(proxy=f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}")
        with log_book("", "larkline") as book:
            async with connected(app, platform) as gate:
                assert await gate.ask(event("x")) == (200, None)
                gate.abort()
                await platform.gate()
        ports = [platform.domain.rpartition(":")[2], platform.gateway_url.split("/")[2].rpartition(":")[2]]

    assert proxy.targets == [f"127.0.0.1:{port}" for port in ports * 2]
    assert all("Proxy-Authorization: Basic" in request for request in proxy.requests)
    assert "proxy-authorization" not in platform.questions[0][1]
    assert PASSWORD not in "\n".join(book.lines())


async def test_a_proxy_that_refuses_is_told(authority):
    """Which one, and what it said; the password in its address is not repeated."""
    async with (
        ScriptedPlatform() as platform,
        TunnelProxy(refusal=b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").running() as proxy,
    ):
        app = platform.app(proxy=f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}")
        with log_book("larkline") as book:
            error = await trouble(book, app)

    assert error == f"the proxy http://127.0.0.1:{proxy.port} refused to connect: HTTP 407"
    assert PASSWORD not in "\n".join(book.lines())


async def test_the_environments_proxy_is_used_for_other_machines(authority, monkeypatch):
    """A name that is not ours is left to the proxy, for discovery and gateway alike."""
    tls = authority.server_context("feishu.example")
    async with (
        ScriptedPlatform(tls=tls, host="feishu.example") as platform,
        TunnelProxy(all_here=True).running() as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with connected(platform.app(), platform) as gate:
            assert await gate.ask(event("x")) == (200, None)

    assert proxy.targets == [url.split("/")[2] for url in (platform.domain, platform.gateway_url)]


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
async def test_the_environments_proxy_is_not_used_for_this_machine(monkeypatch, variable):
    """An emulator here is reached directly, whatever the environment says."""
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    async with ScriptedPlatform() as platform, connected(platform.app(), platform) as gate:
        assert await gate.ask(event("x")) == (200, None)


async def test_no_proxy_names_what_is_reached_directly(monkeypatch, authority):
    """A name in NO_PROXY does not pass the proxy; here it leads nowhere, and that is told."""
    async with TunnelProxy().running() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", ".invalid")
        async with ScriptedPlatform(host="feishu.invalid", tls=authority.server_context("feishu.invalid")) as platform:
            with log_book("larkline") as book:
                error = await trouble(book, platform.app())

    assert "cannot be looked up" in error
    assert proxy.requests == []
