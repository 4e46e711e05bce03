"""Open a TCP connection, through a proxy or directly, and say in one sentence why it did not work."""

from __future__ import annotations

import http.client
import socket
import ssl
from urllib.parse import urlsplit

from larkline.errors import ConnectionLost, FeishuError
from larkline.facts.loopback import is_loopback_host
from larkline.links.attempt import Attempt
from larkline.links.proxies import proxy_for, tunnel

__all__ = ["dial", "explain", "origin", "secured"]

#: Seconds for one of several addresses of a host: an address family that leads nowhere must not take all the time.
ADDRESS_SECONDS = 3.0
_SECURE = ("https", "wss")
_NOT_HERE = "is not this machine, and no secret goes to another one without TLS"


def dial(url: str, *, proxy: str | None, attempt: Attempt) -> socket.socket:
    """
    Connect to the host of *url*, still without TLS. Blocks; the socket is held by *attempt*.

    Args:
        url: An address with scheme http, https, ws or wss. Without TLS it leads to this machine, or nowhere.
        proxy: Address of a proxy; None asks the environment.
        attempt: Limits the time.

    Raises:
        ConfigurationError: The proxy is none that can be used.
        ConnectionLost: The proxy gives no way, or what is not to leave this machine would.
        OSError: The connection could not be opened; see :func:`explain`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    plain = parts.scheme not in _SECURE
    port = parts.port or (80 if plain else 443)
    if plain and not is_loopback_host(host):
        raise ConnectionLost(f"{host} {_NOT_HERE}")
    way = proxy_for(url, proxy)
    if way is None:
        return _open(host, port, attempt, only_here=plain)
    proxied = _open(way.host, way.port, attempt, only_here=plain)
    try:
        tunnel(proxied, way, host, port)
    except BaseException:
        proxied.close()
        raise
    return proxied


def secured(plain: socket.socket, context: ssl.SSLContext, host: str, attempt: Attempt) -> ssl.SSLSocket:
    """
    Begin TLS on *plain*, which it takes over.

    Raises:
        OSError: It failed, or the certificate is not trusted.
    """
    try:
        wrapped = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    except BaseException:
        plain.close()
        raise
    try:
        attempt.hold(wrapped)
        wrapped.do_handshake()
    except BaseException:
        wrapped.close()
        raise
    return wrapped


def origin(url: str) -> str:
    """Give scheme, host and port of *url*, which hold no secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def explain(error: Exception, *, timeout: float) -> str:
    """Say in a few words why a connection failed; nothing in them is secret."""
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout:g} s"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed ({getattr(error, 'reason', None) or 'the connection ended'})"
    if isinstance(error, socket.gaierror):
        return "its name cannot be looked up"
    if isinstance(error, http.client.RemoteDisconnected):
        return "it closed the connection without an answer"
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    if isinstance(error, FeishuError):
        return str(error)
    return f"its answer cannot be understood ({type(error).__name__})"


def _open(host: str, port: int, attempt: Attempt, *, only_here: bool) -> socket.socket:
    """Try the addresses of *host* one after the other."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if only_here:
        found = [address for address in found if is_loopback_host(str(address[4][0]).partition("%")[0])]
        if not found:
            raise ConnectionLost(f"{host} {_NOT_HERE}")
    failure: OSError | None = None
    for number, (family, kind, protocol, _, address) in enumerate(found, 1):
        opened = socket.socket(family, kind, protocol)
        try:
            attempt.hold(opened)
            if number < len(found):
                opened.settimeout(min(attempt.remaining(), ADDRESS_SECONDS))
            opened.connect(address)
            opened.settimeout(attempt.remaining())
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    attempt.remaining()
    raise failure or ConnectionLost(f"{host} has no address")
