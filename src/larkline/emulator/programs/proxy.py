"""A proxy on this machine that answers for the platform's hosts, and tunnels or refuses everything else."""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Collection
from typing import Literal
from urllib.parse import urlsplit

from larkline.emulator.programs.stream_door import StreamDoor, join
from larkline.errors import FeishuError
from larkline.links.proxies import proxy_for, tunnel

__all__ = ["Others", "Proxy"]

Others = Literal["tunnel", "refuse"]
#: What was done with a request for a way: answered here, led on, refused, or led on in vain.
Deed = Literal["intercepted", "tunnelled", "refused", "unreachable"]

log = logging.getLogger("larkline.emulator.proxy")
_CONNECT_SECONDS = 10.0
_USER = "larkline"


class Proxy(StreamDoor):
    """
    An HTTP proxy for one program.

    Args:
        hosts: Hosts it answers for itself, on port 443.
        context: What makes it one of them.
        upstream: Port of this machine that their requests are handed to.
        token: The password in :attr:`url`. Who does not give it (Java's options have no place for it) gets to *hosts*
            and nowhere else.
        others: What happens to all other hosts.
    """

    def __init__(
        self,
        *,
        hosts: Collection[str],
        context: ssl.SSLContext,
        upstream: int,
        token: str,
        others: Others = "tunnel",
    ) -> None:
        super().__init__(log)
        self.seen: Counter[tuple[str, Deed]] = Counter()  #: Host and what was done, with how often.
        self._hosts = frozenset(hosts)
        self._context = context
        self._upstream = upstream
        self._token = token
        self._credentials = "Basic " + base64.b64encode(f"{_USER}:{token}".encode()).decode()
        self._others = others

    @property
    def url(self) -> str:
        """Where it is, token included."""
        return f"http://{_USER}:{self._token}@127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        await self._listen(host="127.0.0.1", port=0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        method, target, headers = _parse(head)
        host, port = _place(method, target)
        if not host:
            await self._refuse(writer, host, 400, "this is a proxy: CONNECT HOST:PORT, or an absolute URL")
        elif host in self._hosts and port == 443:
            await self._intercept(reader, writer, host, b"" if method == "CONNECT" else head)
        elif not hmac.compare_digest(headers.get("proxy-authorization", "").encode(), self._credentials.encode()):
            await self._refuse(writer, host, 407, "the token of this proxy is missing")
        elif self._others == "refuse":
            await self._refuse(writer, host, 403, f"{host} is not the platform, and other hosts are refused here")
        elif method != "CONNECT":
            await self._refuse(writer, host, 501, "only CONNECT is tunnelled")
        else:
            await self._tunnel(reader, writer, host, port)

    async def _intercept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, request: bytes
    ) -> None:
        """
        Be the platform.

        Args:
            request: The head of a request that came without CONNECT, as axios sends it; empty after CONNECT.
        """
        self._note(host, "intercepted")
        if not request:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.start_tls(self._context)
        inside = await asyncio.open_connection("127.0.0.1", self._upstream)
        inside[1].write(request)
        await join((reader, writer), inside)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                outside = await asyncio.open_connection(sock=await asyncio.to_thread(_dial, host, port))
        except (OSError, TimeoutError, FeishuError) as error:
            await self._refuse(writer, host, 502, f"{host} cannot be reached: {type(error).__name__}", "unreachable")
            return
        self._note(host, "tunnelled")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await join((reader, writer), outside)

    async def _refuse(
        self, writer: asyncio.StreamWriter, host: str, status: int, why: str, deed: Deed = "refused"
    ) -> None:
        self._note(host, deed)
        body = f"larkline: {why}\n".encode()
        extra = f'Proxy-Authenticate: Basic realm="{_USER}"\r\n' if status == 407 else ""
        head = f"HTTP/1.1 {status} refused\r\n{extra}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    def _note(self, host: str, deed: Deed) -> None:
        self.seen[host, deed] += 1
        log.info("%s: %s", host or "?", deed)


def _parse(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Give method, target and headers of a request."""
    first, *rest = head.decode("latin-1").split("\r\n")
    method, target, *_ = [*first.split(" "), "", ""]
    pairs = (line.partition(":") for line in rest if ":" in line)
    return method.upper(), target, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _place(method: str, target: str) -> tuple[str, int]:
    """Give host and port a request asks for; an empty host when it names none."""
    try:
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        port = parts.port or (443 if method == "CONNECT" or parts.scheme == "https" else 80)
        return (parts.hostname or "").rstrip("."), port
    except ValueError:
        return "", 0


def _dial(host: str, port: int) -> socket.socket:
    """Open the way to another host, through the proxy of our own environment if there is one."""
    proxy = proxy_for(f"https://{host}:{port}", None)
    address = (host, port) if proxy is None else (proxy.host, proxy.port)
    connection = socket.create_connection(address, timeout=_CONNECT_SECONDS)
    try:
        if proxy is not None:
            tunnel(connection, proxy, host, port)
        connection.setblocking(False)
    except BaseException:
        connection.close()
        raise
    return connection
