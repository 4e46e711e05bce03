"""Which proxy leads to an address, and the way through it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from larkline.errors import ConfigurationError, ConnectionLost
from larkline.links.proxies import Proxy, parse_proxy, proxy_for, tunnel

FEISHU = "https://open.feishu.cn/callback/ws/endpoint"
GATEWAY = "wss://msg-frontier.feishu.cn/ws/v2"


# --- the address ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("http", "proxy.example", 3128)),
        ("proxy.example:3128", Proxy("http", "proxy.example", 3128)),
        ("127.0.0.1:7890", Proxy("http", "127.0.0.1", 7890)),
        ("http://proxy.example/", Proxy("http", "proxy.example", 80)),
        ("socks5://proxy.example", Proxy("socks5", "proxy.example", 1080)),
        ("socks5h://[::1]:9", Proxy("socks5h", "::1", 9)),
        ("http://me:p%40ss%2F@proxy.example:1", Proxy("http", "proxy.example", 1, "me", "p@ss/")),
        ("http://me@proxy.example:1", Proxy("http", "proxy.example", 1, "me", "")),
    ],
)
def test_an_address_is_read(address, proxy):
    """Scheme, host, port, user and password, each with what it usually is."""
    assert parse_proxy(address) == proxy


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://",
        "https://proxy:hunter2@proxy.example",
        "socks4://a:hunter2@b",
        "ftp://a:hunter2@b",
        "http://a:hunter2@b:port",
        "http://a:hunter2@b:99999",
        "http://a:hunter2@[b",
        "http://a:hunter2@b c:1",
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(address):
    """It may hold a password."""
    with pytest.raises(ConfigurationError) as caught:
        parse_proxy(address)

    assert "proxy" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_proxy_hides_user_and_password():
    """Neither its repr nor what is shown of it holds them."""
    proxy = parse_proxy("http://someone:hunter2@[::1]:3128")

    assert proxy.shown == "http://[::1]:3128"
    assert "someone" not in repr(proxy)
    assert "hunter2" not in repr(proxy)


# --- the choice -------------------------------------------------------------------------------------------------------


def test_without_settings_the_way_is_direct():
    """No argument and no variable: no proxy."""
    assert proxy_for(FEISHU, None) is None


def test_a_given_proxy_is_for_everything(monkeypatch):
    """Neither NO_PROXY nor a loopback address is an exception to the argument."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("HTTPS_PROXY", "http://other.example:1")

    for url in (FEISHU, GATEWAY, "http://127.0.0.1:1/", "ws://localhost:2/"):
        assert proxy_for(url, "http://given.example:3128") == Proxy("http", "given.example", 3128)


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("url", [FEISHU, GATEWAY])
def test_the_environment_is_asked_in_the_same_way_for_both(monkeypatch, variable, url):
    """Discovery and gateway go through the same proxy."""
    monkeypatch.setenv(variable, "socks5://127.0.0.1:7890")

    assert proxy_for(url, None) == Proxy("socks5", "127.0.0.1", 7890)


def test_the_more_telling_variable_wins(monkeypatch):
    """One for WebSockets, SOCKS (which systems write as http), one for https, one for all."""
    monkeypatch.setenv("ALL_PROXY", "http://all.example:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://https.example:1")
    both = [proxy_for(url, None) for url in (FEISHU, GATEWAY)]
    monkeypatch.setenv("SOCKS_PROXY", "http://socks.example:1")
    socks = proxy_for(FEISHU, None)
    monkeypatch.setenv("WSS_PROXY", "http://wss.example:1")

    assert [proxy and proxy.host for proxy in both] == ["https.example", "https.example"]
    assert socks == Proxy("socks5", "socks.example", 1)
    assert proxy_for(GATEWAY, None) == Proxy("http", "wss.example", 1)
    assert proxy_for(FEISHU, None) == socks


@pytest.mark.parametrize("no_proxy", ["open.feishu.cn", ".feishu.cn", "feishu.cn", "*", "a.example, .feishu.cn"])
def test_what_no_proxy_names_is_reached_directly(monkeypatch, no_proxy):
    """By name, by the end of a name, or all."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)

    assert proxy_for(FEISHU, None) is None
    assert (proxy_for("https://open.larksuite.com/", None) is None) == (no_proxy == "*")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_the_environments_proxies_are_not_for_this_machine(monkeypatch, host):
    """A proxy elsewhere could not find the emulator here."""
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://proxy.example:1")

    for scheme in ("http", "https", "ws", "wss"):
        assert proxy_for(f"{scheme}://{host}:1/", None) is None


# --- the way through --------------------------------------------------------------------------------------------------


@contextmanager
def proxied(*script: bytes) -> Iterator[tuple[socket.socket, list[bytes]]]:
    """Give a connection to a proxy that sends one piece of *script* for each thing it hears; and what it hears."""
    near, far = socket.socketpair()
    near.settimeout(20.0)
    far.settimeout(20.0)
    heard: list[bytes] = []

    def talk() -> None:
        with far:
            for piece in script:
                heard.append(far.recv(4096))
                with suppress(ConnectionError):  # it may have heard enough
                    step = 1 + len(piece) // 1000
                    for start in range(0, len(piece), step):  # a byte at a time, if it is not too long
                        far.send(piece[start : start + step])

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        with near:
            yield near, heard
    finally:
        thread.join()


@pytest.mark.parametrize(
    ("user", "host", "request_head"),
    [
        (None, "open.feishu.cn", "CONNECT open.feishu.cn:443 HTTP/1.1\r\nHost: open.feishu.cn:443\r\n\r\n"),
        (None, "2001:db8::1", "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n\r\n"),
        (
            "me",
            "a.b",
            "CONNECT a.b:443 HTTP/1.1\r\nHost: a.b:443\r\nProxy-Authorization: Basic bWU6aHVudGVyMg==\r\n\r\n",
        ),
    ],
)
def test_a_tunnel_through_http(user, host, request_head):
    """CONNECT names host and port, with the credentials if there are any; 2xx opens the way."""
    with proxied(b"HTTP/1.1 200 OK\r\nVia: x\r\n\r\n") as (connection, heard):
        tunnel(connection, Proxy("http", "p.example", 1, user, "hunter2"), host, 443)

    assert heard == [request_head.encode()]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "HTTP 407"),
        (b"HTTP/1.1 502\r\n\r\n", "HTTP 502"),
        (b"HTTP/1.1 x y\r\n\r\n", "does not speak HTTP"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\n", "no answer"),
        (b"", "no answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000, "no answer"),
    ],
)
def test_a_tunnel_that_http_refuses(answer, reason):
    """The error says which proxy it was and what it said, not what it was told."""
    with proxied(answer) as (connection, _), pytest.raises(ConnectionLost, match=reason) as caught:
        tunnel(connection, Proxy("http", "p.example", 1, "me", "hunter2"), "open.feishu.cn", 443)

    assert "http://p.example:1" in str(caught.value)
    assert "hunter2" not in str(caught.value)


GRANTED = b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("open.feishu.cn", b"\x03\x0eopen.feishu.cn"),
        ("127.0.0.1", b"\x01\x7f\x00\x00\x01"),
        ("::1", b"\x04" + bytes(15) + b"\x01"),
    ],
)
@pytest.mark.parametrize(
    "granted", [GRANTED, b"\x05\x00\x00\x03\x04host\x00\x50", b"\x05\x00\x00\x04" + bytes(16) + b"\x00\x50"]
)
def test_a_tunnel_through_socks(host, address, granted):
    """The proxy is asked for the name as it is, and looks it up itself; what it says of its own address is read."""
    with proxied(b"\x05\x00", granted) as (connection, heard):
        tunnel(connection, Proxy("socks5", "p.example", 1), host, 443)

    assert heard == [b"\x05\x01\x00", b"\x05\x01\x00" + address + b"\x01\xbb"]


def test_a_tunnel_through_socks_with_a_password():
    """User and password are given when the proxy asks for them, and are not needed when it does not."""
    proxy = Proxy("socks5h", "p.example", 1, "me", "hunter2")
    with proxied(b"\x05\x02", b"\x01\x00", GRANTED) as (connection, heard):
        tunnel(connection, proxy, "127.0.0.1", 80)
    with proxied(b"\x05\x00", GRANTED) as (connection, _):
        tunnel(connection, proxy, "127.0.0.1", 80)

    assert heard[:2] == [b"\x05\x02\x00\x02", b"\x01\x02me\x07hunter2"]


@pytest.mark.parametrize(
    ("user", "script", "reason"),
    [
        (None, [b"\x05\x02"], "asks for a user"),
        (None, [b"\x05\xff"], "asks for a user"),
        ("me", [b"\x05\x02", b"\x01\x01"], "does not take"),
        (None, [b"HTTP/1.1 400 Bad Request\r\n\r\n"], "does not speak SOCKS 5"),
        (None, [b"\x05\x00", b"\x05\x05\x00\x01" + bytes(6)], "connection was refused"),
        (None, [b"\x05\x00", b"\x05\x63\x00\x01" + bytes(6)], "code 99"),
        (None, [b"\x05\x00", b"\x05\x00\x00"], "closed the connection"),
        (None, [b""], "closed the connection"),
    ],
)
def test_a_tunnel_that_socks_refuses(user, script, reason):
    """The error says which proxy it was and why."""
    with proxied(*script) as (connection, _), pytest.raises(ConnectionLost, match=reason) as caught:
        tunnel(connection, Proxy("socks5", "p.example", 1, user, "hunter2"), "open.feishu.cn", 443)

    assert "socks5://p.example:1" in str(caught.value)
    assert "hunter2" not in str(caught.value)
