"""A link over a WebSocket, by the websockets library."""

from __future__ import annotations

import asyncio
import functools
import logging
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidProxy, InvalidStatus, InvalidURI

from larkline.clock import Clock
from larkline.errors import ConnectionLost
from larkline.links import Link, Refusal
from larkline.links.loopback import is_loopback
from larkline.links.post import post
from larkline.links.trust import trusting_context

__all__ = ["OpenNetwork", "WebSocketLink"]

#: Largest message taken: payloads are documented far below, split ones arrive in parts; the rest is headroom.
MAX_MESSAGE_BYTES = 16 << 20
#: Seconds to say goodbye before the socket is simply dropped.
CLOSE_SECONDS = 2.0
USER_AGENT = "larkline"

# The library logs every handshake and frame at DEBUG: with the connection's ticket and with people's messages.
_silent = logging.Logger("larkline.links.websockets")
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
        """Say goodbye, wait shortly for the peer's, and close."""
        await self._connection.close(code, reason)

    def abort(self) -> None:
        """Drop the socket."""
        transport = getattr(self._connection, "transport", None)
        if transport is not None:
            transport.abort()


class OpenNetwork:
    """
    The way to the platform over the real network.

    Args:
        clock: Whose time :attr:`WebSocketLink.heard_at` follows.
        proxy: Address of a proxy for everything; None asks the environment, whose proxies are not used for loopback
            addresses.
    """

    def __init__(self, clock: Clock, *, proxy: str | None = None) -> None:
        self._clock = clock
        self._proxy = proxy

    async def post(self, url: str, body: bytes, headers: dict[str, str], *, timeout: float) -> tuple[int, bytes]:
        """Make one HTTP POST; see :class:`larkline.links.Network`."""
        return await post(url, body, headers, timeout=timeout, proxy=self._proxy)

    async def connect(self, url: str, *, timeout: float) -> Link:
        """Open a WebSocket; see :class:`larkline.links.Network`."""
        tls: dict[str, Any] = {"ssl": trusting_context()} if url.startswith("wss:") else {}
        proxy: Any = self._proxy if self._proxy is not None else (None if is_loopback(url) else True)
        made: Any = functools.partial(_Listening, self._clock)
        try:
            connection: Any = await _ConnectOnce(
                url,
                compression=None,
                ping_interval=None,
                open_timeout=timeout,
                close_timeout=CLOSE_SECONDS,
                max_size=MAX_MESSAGE_BYTES,
                proxy=proxy,
                user_agent_header=USER_AGENT,
                logger=_silent,
                create_connection=made,
                **tls,
            )
        except InvalidStatus as error:
            headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
            raise Refusal(error.response.status_code, headers) from None
        except (OSError, InvalidHandshake, InvalidProxy, InvalidURI, TimeoutError, ImportError, ValueError) as error:
            raise ConnectionLost(f"the WebSocket could not be opened: {_describe(error, timeout)}") from None
        return WebSocketLink(connection)


def _lost(error: ConnectionClosed) -> ConnectionLost:
    close = error.rcvd or error.sent
    if close is None:
        return ConnectionLost("the connection ended without a goodbye")
    who = "the platform" if error.rcvd is not None else "we"
    return ConnectionLost(f"{who} closed the connection ({close.code}{': ' + close.reason if close.reason else ''})")


def _describe(error: BaseException, timeout: float) -> str:
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return f"no answer within {timeout:g} s"
    if isinstance(error, InvalidURI):  # its text is the address, with the ticket
        return "the address is not valid"
    return str(error) or type(error).__name__
