"""One long connection seen from the platform: answers pings, pushes deliveries, hands on responses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from larkline.clock import Clock, sleep_until
from larkline.errors import ConnectionLost, LocalProtocolError
from larkline.facts.platform import FRAGMENT_BYTES, FRAGMENT_PACE_SECONDS
from larkline.links import Link
from larkline.wire.endpoint import ClientConfig
from larkline.wire.long_connection import FrameIgnored, LongConnection, PingReceived, ResponseReceived, Side

__all__ = ["GatewaySession", "PlatformLink"]

_KEPT_REMARKS = 50


class PlatformLink(Link, Protocol):
    """The platform's end of a link: it can also play dead."""

    def freeze(self) -> None:
        """Stop reading and writing without closing, as a network that swallows everything."""


class GatewaySession:
    """
    One connection of one app.

    Args:
        link: Carries the frames.
        connection_id: The ``device_id`` of the connection's address.
        clock: Whose time the deadlines of this connection follow.
        config: What every pong tells the client.
        responded: Told of each response, with this session.
        pace: Seconds between two fragments of one payload.
        fragment_bytes: Payloads above this are split.

    Attributes:
        pings: How many pings were answered; the client counts as online from the first on.
        remarks: The last frames that led to nothing, each as (code, sentence).
    """

    def __init__(
        self,
        link: PlatformLink,
        *,
        connection_id: str,
        app_id: str,
        service_id: int,
        user_agent: str,
        clock: Clock,
        config: ClientConfig,
        responded: Callable[[GatewaySession, ResponseReceived], None],
        heard: Callable[[], None] = lambda: None,
        pace: float = FRAGMENT_PACE_SECONDS,
        fragment_bytes: int = FRAGMENT_BYTES,
    ) -> None:
        self.connection_id = connection_id
        self.app_id = app_id
        self.user_agent = user_agent
        self.clock = clock
        self.opened_at = clock.time()
        self.pings = 0
        self.answered = 0
        self.failed = 0
        self.frozen = False
        self.remarks: list[tuple[str, str]] = []
        self.pace = pace
        self.fragment_bytes = fragment_bytes
        self._link = link
        self._responded = responded
        self._heard = heard
        self._connection = LongConnection(Side.PLATFORM, service_id=service_id, now=clock.now(), config=config)
        self._sending = asyncio.Lock()

    @property
    def online(self) -> bool:
        """Whether a ping of the client has been answered on this connection, and it is still open."""
        return self.pings > 0 and self.is_open

    @property
    def is_open(self) -> bool:
        """Whether the link has not ended."""
        return self._connection.is_open

    @property
    def in_flight(self) -> int:
        """How many deliveries were pushed here and not answered."""
        return self._connection.in_flight

    async def run(self) -> None:
        """Serve the connection until it ends, whoever ends it."""
        try:
            while True:
                message = await self._link.receive()
                self._connection.receive_message(message, now=self.clock.now())
                await self._handle_events()
        except ConnectionLost:
            pass
        finally:
            self._connection.close()

    async def push(self, payload: bytes, *, delivery_id: str, trace_id: str, seq_id: int, log_id: int) -> None:
        """
        Send a delivery, in paced fragments when it is large.

        Raises:
            ConnectionLost: The link is gone, now or while the fragments were sent.
        """
        limit = self.fragment_bytes if len(payload) > self.fragment_bytes else None
        try:
            frames = self._connection.push(
                payload,
                message_id=delivery_id,
                trace_id=trace_id,
                max_fragment_bytes=limit,
                now=self.clock.now(),
                seq_id=seq_id,
                log_id=log_id,
            )
        except LocalProtocolError as error:
            raise ConnectionLost(str(error)) from None
        for index, frame in enumerate(frames):
            if index and self.pace > 0:
                await sleep_until(self.clock, self.clock.now() + self.pace)
            await self._send(frame)

    def count(self, *, ok: bool) -> None:
        """Count a delivery of this connection that has its verdict."""
        if ok:
            self.answered += 1
        else:
            self.failed += 1

    def tell_config(self, config: ClientConfig) -> None:
        """Let every pong from now on carry this configuration."""
        self._connection.config = config

    def freeze(self) -> None:
        """Play dead: nothing is read or written any more, and the link stays open."""
        self.frozen = True
        self._link.freeze()

    def abort(self) -> None:
        """Drop the link at once, without a goodbye."""
        self._link.abort()

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Say goodbye and close."""
        await self._link.close(code, reason)

    async def _handle_events(self) -> None:
        for frame in self._connection.messages_to_send():
            await self._send(frame)
        while (event := self._connection.next_event()) is not None:
            if isinstance(event, ResponseReceived):
                self._responded(self, event)
            elif isinstance(event, PingReceived):
                self.pings += 1
                self._heard()
            elif isinstance(event, FrameIgnored):
                self.remarks = [*self.remarks[1 - _KEPT_REMARKS :], (event.code, event.reason)]

    async def _send(self, frame: bytes) -> None:
        async with self._sending:
            await self._link.send(frame)
