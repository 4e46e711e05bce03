"""A link over a WebSocket, by the websockets library."""

from __future__ import annotations

import asyncio
import functools
import logging
import socket
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from larkline.clock import Clock
from larkline.errors import ConfigurationError, ConnectionLost
from larkline.links import Link, Refusal
from larkline.links.attempt import Attempt, in_thread
from larkline.links.dial import dial, explain, origin
from larkline.links.post import post
from larkline.links.trust import trusting_context

__all__ = ["OpenNetwork", "WebSocketLink"]

#: Largest message taken: payloads are documented far below, split ones arrive in parts; the rest is headroom.
MAX_MESSAGE_BYTES = 16 << 20
#: Seconds to say goodbye before the socket is simply dropped.
CLOSE_SECONDS = 2.0
USER_AGENT = "larkline"

# The library logs every handshake and frame at DEBUG: with the connection's ticket and with people's messages.
# Nobody can get hold of this logger by its name, so no configuration enables it.
_silent = logging.Logger("larkline.links.websockets")  # noqa: LOG001
_silent.disabled = True


class _Listening(ClientConnection):
    """A connection that notes when its last byte came."""

    def __init__(self, clock: Clock, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = clock
        self.heard_at = clock.now()

    def data_received(self, data: bytes) -> None:
        self.heard_at = self._clock.now()
        super().data_received(data)


class _ConnectOnce(connect):
    """Connects to the address given and to no other: it carries a ticket."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class WebSocketLink:
    """A :class:`larkline.links.Link` over an open WebSocket."""

    def __init__(self, connection: _Listening) -> None:
        self._connection = connection

    @property
    def heard_at(self) -> float:
        """When the last byte came, in seconds on the clock."""
        return self._connection.heard_at

    async def send(self, message: bytes) -> None:
        """Send one binary message."""
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise _lost(error) from None

    async def receive(self) -> bytes | str:
        """Wait for the next message; safe to cancel."""
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise _lost(error) from None

    async def ping(self) -> None:
        """Send an RFC 6455 ping."""
        try:
            await self._connection.ping()
        except ConnectionClosed as error:
            raise _lost(error) from None

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Say goodbye, wait shortly for the peer's, and close; a peer that takes nothing any more is dropped."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS + 0.5):
                await self._connection.close(code, reason)
        except TimeoutError:
            self.abort()

    def abort(self) -> None:
        """Drop the socket."""
        transport = getattr(self._connection, "transport", None)
        if transport is not None:
            transport.abort()


class OpenNetwork:
    """
    The way to the platform over the real network.

    Args:
        clock: Whose time :attr:`WebSocketLink.heard_at` follows; the limits are seconds of this machine.
        proxy: Address of a proxy for everything; None asks the environment, whose proxies are not used for loopback
            addresses.
    """

    def __init__(self, clock: Clock, *, proxy: str | None = None) -> None:
        self._clock = clock
        self._proxy = proxy
        self._trust: ssl.SSLContext | None = None

    async def post(self, url: str, body: bytes, headers: dict[str, str], *, timeout: float) -> tuple[int, bytes]:
        """Make one HTTP POST; see :class:`larkline.links.Network`."""
        return await post(url, body, headers, timeout=timeout, proxy=self._proxy, trust=self._trust_anew)

    async def connect(self, url: str, *, timeout: float) -> Link:
        """Open a WebSocket; see :class:`larkline.links.Network`."""
        started = time.monotonic()
        try:
            dialled, tls = await in_thread(
                functools.partial(self._dial, url), timeout=timeout, discard=lambda result: result[0].close()
            )
            left = max(0.001, timeout - (time.monotonic() - started))
            return WebSocketLink(await self._upgrade(url, dialled, tls, left))
        except InvalidStatus as error:
            headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
            raise Refusal(error.response.status_code, headers) from None
        except (ConfigurationError, ConnectionLost):
            raise
        except InvalidURI:  # its text is the address, with the ticket
            raise ConnectionLost("the WebSocket could not be opened: its address is not valid") from None
        except InvalidHandshake as error:
            raise ConnectionLost(f"{origin(url)} does not speak WebSocket: {_printable(str(error))}") from None
        except (OSError, ValueError, EOFError) as error:
            reason = explain(error, timeout=timeout)
            raise ConnectionLost(f"the WebSocket to {origin(url)} could not be opened: {reason}") from None

    async def _upgrade(self, url: str, dialled: socket.socket, tls: ssl.SSLContext | None, timeout: float) -> Any:
        """Open a WebSocket over a socket that is connected, and is taken over."""
        try:
            opening: Any = _ConnectOnce(
                url,
                sock=dialled,
                ssl=tls,
                compression=None,
                ping_interval=None,
                open_timeout=timeout,
                close_timeout=CLOSE_SECONDS,
                max_size=MAX_MESSAGE_BYTES,
                proxy=None,
                user_agent_header=USER_AGENT,
                logger=_silent,
                create_connection=functools.partial(_Listening, self._clock),  # type: ignore[arg-type]  # makes one
            )
            return await opening
        except InvalidURI:  # found when it is made, or, before websockets 16, when it begins: the socket is still ours
            dialled.close()
            raise

    def _dial(self, url: str, attempt: Attempt) -> tuple[socket.socket, ssl.SSLContext | None]:
        """Connect, in a thread."""
        tls = None
        if urlsplit(url).scheme == "wss":
            tls = self._trust or self._trust_anew()
        dialled = dial(url, proxy=self._proxy, attempt=attempt)
        dialled.setblocking(False)
        return dialled, tls

    def _trust_anew(self) -> ssl.SSLContext:
        """Read the certificates again, once for each connection: they may have been renewed."""
        self._trust = trusting_context()
        return self._trust


def _lost(error: ConnectionClosed) -> ConnectionLost:
    close = error.rcvd or error.sent
    if close is None:
        return ConnectionLost("the connection ended without a goodbye")
    who = "the platform" if error.rcvd is not None else "we"
    reason = _printable(close.reason)
    return ConnectionLost(f"{who} closed the connection ({close.code}{': ' + reason if reason else ''})")


def _printable(text: str) -> str:
    """Make a text of the peer fit for a log line."""
    return "".join(char if char.isprintable() else " " for char in text[:200])
