"""Which proxy leads to an address, and how to get through it: HTTP CONNECT, or SOCKS 5."""

from __future__ import annotations

import base64
import ipaddress
import socket
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from larkline.errors import ConfigurationError, ConnectionLost
from larkline.facts.loopback import is_loopback_host

__all__ = ["Proxy", "parse_proxy", "proxy_for", "tunnel"]

#: The longest head of an answer to CONNECT that is read, in bytes.
MAX_HEAD_BYTES = 64 * 1024
_PORTS = {"http": 80, "socks5": 1080, "socks5h": 1080}
_SOCKS_REFUSALS = {
    1: "it failed",
    2: "its rules forbid it",
    3: "the network cannot be reached",
    4: "the host cannot be reached",
    5: "the connection was refused",
    6: "it took too long",
}


@dataclass(frozen=True, slots=True)
class Proxy:
    """
    A way out.

    Attributes:
        scheme: "http", "socks5" or "socks5h"; with both of the latter it is the proxy that looks up names.
        host: Its name or address.
        port: Its port.
        user: None when it asks for none.
        password: As *user*.
    """

    scheme: str
    host: str
    port: int
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """The address, for a log line: without user and password."""
        return f"{self.scheme}://{_bracketed(self.host)}:{self.port}"


def parse_proxy(address: str) -> Proxy:
    """
    Read the address of a proxy, such as ``http://user:password@proxy.example:3128``; without a scheme it is http.

    Raises:
        ConfigurationError: It is none that we can use. The text does not repeat it, as it may hold a password.
    """
    try:
        parts = urlsplit(address if "://" in address else "http://" + address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError("the address of the proxy cannot be read") from None
    if parts.scheme not in _PORTS:
        raise ConfigurationError(f"a proxy is reached over http:// or socks5://, not over {parts.scheme}://")
    if not host or any(char <= " " or char == "\x7f" for char in host):
        raise ConfigurationError("the address of the proxy holds no host")
    user = None if parts.username is None else unquote(parts.username)
    return Proxy(parts.scheme, host, port or _PORTS[parts.scheme], user, unquote(parts.password or ""))


def proxy_for(url: str, given: str | None) -> Proxy | None:
    """
    Say through which proxy *url* is reached; None for the direct way.

    Args:
        url: An address with scheme http, https, ws or wss.
        given: The proxy for everything. None asks the environment, or the system's settings on Windows and macOS; those
            are not used for loopback addresses and for what ``NO_PROXY`` names.

    Raises:
        ConfigurationError: The proxy is none that we can use.
    """
    if given is not None:
        return parse_proxy(given)
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback_host(host) or urllib.request.proxy_bypass(f"{host}:{parts.port or 443}"):
        return None
    known = urllib.request.getproxies()
    # As the websockets library orders them, and "all", which curl and httpx2 know, too. What is plain never gets here.
    for name in (*(["wss"] if parts.scheme == "wss" else []), "socks", "https", "all"):
        if address := known.get(name):
            if name == "socks":  # so the settings of a system call it
                address = "socks5://" + address.partition("://")[2]
            return parse_proxy(address)
    return None


def tunnel(proxied: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """
    Ask the proxy at the other end of *proxied* for a way to *host*.

    Raises:
        ConnectionLost: It gives none; the text says why.
        OSError: The connection to it failed.
    """
    if proxy.scheme == "http":
        _connect_through_http(proxied, proxy, host, port)
    else:
        _connect_through_socks(proxied, proxy, host, port)


def _connect_through_http(proxied: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    target = f"{_bracketed(host)}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.user is not None:
        credentials = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {credentials}")
    proxied.sendall("\r\n".join([*lines, "", ""]).encode())
    head = b""
    while b"\r\n\r\n" not in head:
        piece = proxied.recv(4096)
        if not piece or len(head) > MAX_HEAD_BYTES:
            raise ConnectionLost(f"the proxy {proxy.shown} gave no answer to CONNECT")
        head += piece
    status = head.split(b"\r\n", 1)[0].split(b" ", 2)
    if not status[0].startswith(b"HTTP/") or len(status) < 2 or not status[1].isdigit():
        raise ConnectionLost(f"the proxy {proxy.shown} does not speak HTTP")
    if not 200 <= int(status[1]) < 300:
        raise ConnectionLost(f"the proxy {proxy.shown} refused to connect: HTTP {int(status[1])}")


def _connect_through_socks(proxied: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """Speak SOCKS 5. Source: RFC 1928, RFC 1929 (documented)."""
    proxied.sendall(b"\x05\x01\x00" if proxy.user is None else b"\x05\x02\x00\x02")
    version, method = _read(proxied, proxy, 2)
    if version != 5:
        raise ConnectionLost(f"the proxy {proxy.shown} does not speak SOCKS 5")
    if method == 2 and proxy.user is not None:
        user, password = proxy.user.encode()[:255], proxy.password.encode()[:255]
        proxied.sendall(b"\x01%c%b%c%b" % (len(user), user, len(password), password))
        if _read(proxied, proxy, 2)[1] != 0:
            raise ConnectionLost(f"the proxy {proxy.shown} does not take its user and password")
    elif method != 0:
        raise ConnectionLost(f"the proxy {proxy.shown} asks for a user and a password")
    proxied.sendall(b"\x05\x01\x00" + _socks_address(host) + port.to_bytes(2, "big"))
    _, refusal, _, kind = _read(proxied, proxy, 4)
    if refusal:
        reason = _SOCKS_REFUSALS.get(refusal, f"code {refusal}")
        raise ConnectionLost(f"the proxy {proxy.shown} refused to connect: {reason}")
    length = {1: 4, 4: 16}.get(kind) or _read(proxied, proxy, 1)[0]
    _read(proxied, proxy, length + 2)


def _socks_address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("idna")
        return b"\x03%c%b" % (len(name), name)
    return (b"\x01" if address.version == 4 else b"\x04") + address.packed


def _read(proxied: socket.socket, proxy: Proxy, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = proxied.recv(length - len(data))
        if not piece:
            raise ConnectionLost(f"the proxy {proxy.shown} closed the connection")
        data += piece
    return data


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
