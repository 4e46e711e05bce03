"""Opening TCP connections, and saying why it did not work."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing

import pytest

from larkline.errors import ConfigurationError, ConnectionLost
from larkline.links import dial as dialling
from larkline.links.attempt import Attempt
from larkline.links.dial import dial, explain, origin, secured

WAIT = 20.0


@pytest.fixture
def listener():
    """A port on loopback that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def port(listener: socket.socket) -> int:
    """Give its number."""
    number: int = listener.getsockname()[1]
    return number


def lookup(monkeypatch, *addresses: str) -> None:
    """Let every name lead to these addresses."""

    def find(host, port, **_):
        family = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        ends = [(address, port, 0, 0)[: 4 if ":" in address else 2] for address in addresses]
        return [(kind, socket.SOCK_STREAM, 6, "", end) for kind, end in zip(family, ends, strict=True)]

    monkeypatch.setattr(socket, "getaddrinfo", find)


def test_a_connection_on_this_machine(listener):
    """Plain http and ws lead here; the socket has what is left of the time."""
    with closing(dial(f"ws://127.0.0.1:{port(listener)}/x", proxy=None, attempt=Attempt(WAIT))) as opened:
        assert opened.getpeername() == listener.getsockname()
        assert 0 < (opened.gettimeout() or 0) <= WAIT


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_nothing_leaves_the_machine_without_tls(monkeypatch, listener, scheme):
    """A loopback name that leads elsewhere is not followed, and among several addresses only ours are tried."""
    url = f"{scheme}://app.localhost:{port(listener)}/"
    lookup(monkeypatch, "192.0.2.1")
    with pytest.raises(ConnectionLost, match="without TLS"):
        dial(url, proxy=None, attempt=Attempt(WAIT))
    lookup(monkeypatch, "192.0.2.1", "127.0.0.1")
    with closing(dial(url, proxy=None, attempt=Attempt(WAIT))) as opened:
        assert opened.getpeername()[0] == "127.0.0.1"


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:1", "http://192.0.2.1:1"])
def test_no_proxy_makes_an_exception_for_what_is_plain(proxy):
    """Another machine is not reached without TLS, and neither is ours by way of another one."""
    elsewhere = proxy is not None and "192.0.2.1" in proxy
    with pytest.raises(ConnectionLost, match="is not this machine"):
        dial("http://127.0.0.1/" if elsewhere else "http://open.feishu.cn/", proxy=proxy, attempt=Attempt(WAIT))


def test_each_address_of_a_host_is_tried(monkeypatch, listener):
    """One that refuses, or leads nowhere, does not keep us from the next."""
    monkeypatch.setattr(dialling, "ADDRESS_SECONDS", 0.01)
    lookup(monkeypatch, "127.0.0.2", "127.0.0.1")
    with closing(dial(f"https://a.example:{port(listener)}/", proxy=None, attempt=Attempt(WAIT))) as opened:
        assert opened.getpeername()[0] == "127.0.0.1"


def test_the_last_failure_is_raised(monkeypatch):
    """When no address answers, the reason of the last one counts; a host without any is one, too."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        free = port(gone)
    lookup(monkeypatch, "127.0.0.2", "127.0.0.1")
    with pytest.raises(ConnectionRefusedError):
        dial(f"https://a.example:{free}/", proxy=None, attempt=Attempt(WAIT))
    lookup(monkeypatch)
    with pytest.raises(ConnectionLost, match="no address"):
        dial("https://a.example/", proxy=None, attempt=Attempt(WAIT))


def test_no_time_is_no_connection(listener):
    """What has been given up is not begun."""
    attempt = Attempt(WAIT)
    attempt.give_up()
    with pytest.raises(TimeoutError):
        dial(f"http://127.0.0.1:{port(listener)}/", proxy=None, attempt=attempt)


def test_a_proxy_that_refuses_leaves_no_socket(listener):
    """Its connection is closed again; an unclosed one would be a warning, and so an error here."""

    def refuse() -> None:
        accepted, _ = listener.accept()
        with accepted:
            accepted.recv(4096)
            accepted.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")

    thread = threading.Thread(target=refuse)
    thread.start()
    with pytest.raises(ConnectionLost, match="HTTP 403"):
        dial("https://open.feishu.cn/", proxy=f"http://127.0.0.1:{port(listener)}", attempt=Attempt(WAIT))
    thread.join(WAIT)


def test_a_proxy_that_cannot_be_used_is_a_mistake_in_the_configuration():
    """It is found before anything is connected."""
    with pytest.raises(ConfigurationError, match="proxy"):
        dial("https://open.feishu.cn/", proxy="gopher://x", attempt=Attempt(WAIT))


def test_tls_that_fails_leaves_no_socket(listener):
    """Whatever goes wrong, the socket it was given is closed."""
    context = ssl.create_default_context()
    plain = socket.create_connection(listener.getsockname())
    plain.settimeout(0.05)
    with pytest.raises(TimeoutError):
        secured(plain, context, "127.0.0.1", Attempt(0.05))
    with pytest.raises(ValueError, match="server_hostname"):
        secured(other := socket.create_connection(listener.getsockname()), context, "", Attempt(WAIT))

    assert other.fileno() == -1


def certificate_error() -> ssl.SSLCertVerificationError:
    """Give what an unknown authority leads to."""
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] …")
    error.verify_message = "unable to get local issuer certificate"
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "no answer within 15 s"),
        (certificate_error(), "its certificate is not trusted (unable to get local issuer certificate)"),
        (ssl.SSLError(1, "x"), "TLS failed (the connection ended)"),
        (socket.gaierror(-2, "Name or service not known"), "its name cannot be looked up"),
        (ConnectionRefusedError(111, "Connection refused"), "connection refused"),
        (http.client.RemoteDisconnected("x"), "it closed the connection without an answer"),
        (http.client.BadStatusLine("SECRET"), "its answer cannot be understood (BadStatusLine)"),
        (OSError("SECRET"), "oserror"),
        (ConnectionLost("the proxy refused"), "the proxy refused"),
        (EOFError(), "its answer cannot be understood (EOFError)"),
    ],
)
def test_reasons_are_short_and_hold_nothing_of_the_peer(error, words):
    """What a log line says after "cannot be reached:"."""
    assert explain(error, timeout=15.0) == words


def test_an_origin_holds_no_secret():
    """Path, query and user are left out."""
    assert origin("wss://user:hunter2@gate.example:8443/ws?ticket=t") == "wss://gate.example:8443"
