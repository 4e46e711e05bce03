"""One long connection seen from the platform: answers pings, pushes deliveries, hands on responses."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol, TypedDict, Unpack

from larkline.clock import Clock, sleep_until
from larkline.emulator.both import NOTHING, same
from larkline.emulator.connection.clients import sdk_of
from larkline.emulator.errors import LinkEnded
from larkline.emulator.faults.frames import Step, empty_pong
from larkline.errors import ConnectionLost, LocalProtocolError
from larkline.facts.platform import FRAGMENT_BYTES, FRAGMENT_PACE_SECONDS
from larkline.links import Link
from larkline.wire.endpoint import ClientConfig
from larkline.wire.long_connection import FrameIgnored, LongConnection, PingReceived, ResponseReceived, Side

__all__ = ["FrameIds", "GatewaySession", "PlatformLink"]

_KEPT_REMARKS = 50
#: Told of each message just before it leaves.
Sent = Callable[[bytes | str], None]


class FrameIds(TypedDict):
    """What is new in the frames of each delivery."""

    delivery_id: str
    trace_id: str
    seq_id: int
    log_id: int


class PlatformLink(Link, Protocol):
    """The platform's end of a link: it can also play dead, and send what is no frame."""

    @property
    def peer(self) -> str:
        """Address and port of the other end."""

    @property
    def round_trip(self) -> float | None:
        """Seconds until the last ping of the link was answered; None before the first answer."""

    async def send(self, message: bytes | str) -> None:
        """Send one message; a text is sent as one."""

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
        pong: Asked with each ping what is wrong with its answer: nothing, ``empty`` or ``none``.
        pace: Seconds between two fragments of one payload.
        fragment_bytes: Payloads above this are split.

    Attributes:
        paused: Whether it gets no deliveries for now.
        handled: The types of which it has answered a delivery with 200.
        unhandled: How often it has answered a delivery with another code, by type.
        pings: How many pings were answered; the client counts as online from the first on.
        ended_at: When it ended, in seconds since 1970-01-01 UTC; None while it is open.
        end_reason: Why it ended; empty while it is open.
        heard: The bytes of the message that is being handled.
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
        pong: Callable[[GatewaySession], str] = lambda _session: "",
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
        self.paused = False
        self.handled: set[str] = set()
        self.unhandled: Counter[str] = Counter()
        self.ended_at: float | None = None
        self.end_reason = NOTHING
        self.remarks: list[tuple[str, str]] = []
        self.heard = b""
        self.pace = pace
        self.fragment_bytes = fragment_bytes
        self._link = link
        self._responded = responded
        self._heard = heard
        self._pong = pong
        self._connection = LongConnection(Side.PLATFORM, service_id=service_id, now=clock.now(), config=config)
        self._sending = asyncio.Lock()

    @property
    def config(self) -> ClientConfig:
        """What every pong tells the client."""
        return self._connection.config

    @property
    def peer(self) -> str:
        """Address and port of the client."""
        return self._link.peer

    @property
    def round_trip(self) -> float | None:
        """Seconds until our last ping was answered, which follows each ping of the client; None before the first."""
        return self._link.round_trip

    @property
    def name(self) -> str:
        """What a verdict calls the client: its SDK and where it is."""
        return f"{sdk_of(self.user_agent) or 'a client'} {self.peer} ({self.connection_id})"

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
                self.heard = message if isinstance(message, bytes) else message.encode("utf-8", "surrogatepass")
                self._connection.receive_message(message, now=self.clock.now())
                await self._handle_events()
        except ConnectionLost as error:
            self.end_reason = error.both if isinstance(error, LinkEnded) else same(str(error))
        finally:
            self.ended_at = self.clock.time()
            self._connection.close()

    def frames(self, payload: bytes, *, part_bytes: int | None = None, **ids: Unpack[FrameIds]) -> list[bytes]:
        """
        Give the frames of a delivery, whose response is expected from now on.

        Args:
            part_bytes: The size of a part; None splits only what is large.

        Raises:
            ConnectionLost: The link is gone.
        """
        limit = self.fragment_bytes if len(payload) > self.fragment_bytes else None
        try:
            return self._connection.push(
                payload,
                message_id=ids["delivery_id"],
                trace_id=ids["trace_id"],
                max_fragment_bytes=part_bytes or limit,
                now=self.clock.now(),
                seq_id=ids["seq_id"],
                log_id=ids["log_id"],
            )
        except LocalProtocolError as error:
            raise ConnectionLost(str(error)) from None

    async def push(self, payload: bytes, *, sent: Sent, **ids: Unpack[FrameIds]) -> None:
        """
        Send a delivery, in paced fragments when it is large.

        Args:
            sent: Told of each frame just before it leaves.

        Raises:
            ConnectionLost: The link is gone, now or while the fragments were sent.
        """
        for index, frame in enumerate(self.frames(payload, **ids)):
            if index and self.pace > 0:
                await sleep_until(self.clock, self.clock.now() + self.pace)
            sent(frame)
            await self._send(frame)

    async def send_steps(self, steps: Sequence[Step], *, sent: Sent) -> None:
        """Send messages at the times they say, as long as the link is there; others may be sent in between."""
        with contextlib.suppress(ConnectionLost):
            for step in steps:
                if step.wait > 0:
                    await sleep_until(self.clock, self.clock.now() + step.wait)
                else:
                    await asyncio.sleep(0)
                sent(step.message)
                await self._send(step.message)

    def count(self, type_: str, *, ok: bool, status: int | None) -> None:
        """Count a delivery of this connection that has its verdict; *status* is the code of its response."""
        if status == 200:
            self.handled.add(type_)
        elif status is not None:
            self.unhandled[type_] += 1
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
            trouble = self._pong(self)
            if trouble != "none":
                await self._send(empty_pong(frame) if trouble == "empty" else frame)
        while (event := self._connection.next_event()) is not None:
            if isinstance(event, ResponseReceived):
                self._responded(self, event)
            elif isinstance(event, PingReceived):
                self.pings += 1
                await self._link.ping()
                self._heard()
            elif isinstance(event, FrameIgnored):
                self.remarks = [*self.remarks[1 - _KEPT_REMARKS :], (event.code, event.reason)]

    async def _send(self, frame: bytes | str) -> None:
        async with self._sending:
            await self._link.send(frame)
