"""A link and a network under the test's control, at the seam below a receiver."""

from __future__ import annotations

import asyncio

from larkline.clock import Clock, ManualClock, settle
from larkline.errors import ConnectionLost
from larkline.links import Link, Platform, Refusal
from larkline.wire.endpoint import ClientConfig, encode_endpoint_reply
from larkline.wire.frames import DATA, decode_frame
from tests.receivers.scripted_platform import APP_ID, APP_SECRET, LIMIT_REACHED, QUICK, data_frames, event, pong, read

__all__ = ["DOWN", "FORBIDDEN", "LIMITED", "FakeLink", "FakeNetwork", "deliver", "drop", "fake", "good", "responses"]

LIMITED = Refusal(*LIMIT_REACHED)
FORBIDDEN = Refusal(403, {"handshake-status": "403", "handshake-msg": "forbidden"})
DOWN = ConnectionLost("the platform cannot be reached")


class FakeLink:
    """
    A link whose other end is the test.

    Attributes:
        inbox: What :meth:`receive` gives, or raises when it is an exception.
        sent: What was sent, in order.
        room: While it is not set, the other end does not read: sending waits.
        goodbyes: What :meth:`close` was called with.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.heard_at = clock.now()
        self.inbox: asyncio.Queue[bytes | str | Exception] = asyncio.Queue()
        self.sent: list[bytes] = []
        self.room = asyncio.Event()
        self.room.set()
        self.pings = 0
        self.received = 0
        self.aborted = False
        self.goodbyes: list[tuple[int, str]] = []

    def put(self, *messages: bytes | str | Exception) -> None:
        """Let messages come, as the transport would."""
        for message in messages:
            self.heard_at = self._clock.now()
            self.inbox.put_nowait(message)

    async def send(self, message: bytes) -> None:
        """Keep a message."""
        await self.room.wait()
        if self.aborted:
            raise ConnectionLost("the link is closed")
        self.sent.append(message)

    async def receive(self) -> bytes | str:
        """Give the next message."""
        message = await self.inbox.get()
        if isinstance(message, Exception):
            raise message
        self.received += 1
        return message

    async def ping(self) -> None:
        """Count a ping of the link; it is up to the test to answer."""
        self.pings += 1

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """End, politely."""
        self.goodbyes.append((code, reason))
        self.inbox.put_nowait(ConnectionLost("we closed the connection"))

    def abort(self) -> None:
        """End."""
        if not self.aborted:
            self.aborted = True
            self.room.set()
            self.inbox.put_nowait(ConnectionLost("the link was dropped"))


class FakeNetwork:
    """
    A network that opens fake links.

    Attributes:
        links: Those that were opened.
        failures: Raised, one after the other, instead of opening; None opens.
        hold: While it is not set, an opening waits.
    """

    def __init__(self, clock: Clock, *, config: ClientConfig = QUICK) -> None:
        self._clock = clock
        self._config = config
        self.links: list[FakeLink] = []
        self.failures: list[Exception | None] = []
        self.hold = asyncio.Event()
        self.hold.set()
        self.posts = 0

    def platform(self) -> Platform:
        """Say how an app gets here."""
        return Platform(
            domain="http://localhost", network=self, clock=self._clock, app_id=APP_ID, app_secret=APP_SECRET
        )

    async def post(self, url: str, body: bytes, headers: dict[str, str], *, timeout: float) -> tuple[int, bytes]:
        """Let everybody in."""
        self.posts += 1
        return 200, encode_endpoint_reply("ws://localhost/ws?service_id=1&ticket=t", self._config)

    async def connect(self, url: str, *, timeout: float) -> Link:
        """Open a link, or fail as the test wants it."""
        await self.hold.wait()
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.links.append(FakeLink(self._clock))
        return self.links[-1]


def fake() -> tuple[ManualClock, FakeNetwork]:
    """Give a clock that stands still and a network on it."""
    clock = ManualClock(now=1000.0)
    return clock, FakeNetwork(clock)


def responses(link: FakeLink) -> dict[str, tuple[int, object]]:
    """Give what was answered, by message id."""
    frames = [decode_frame(message) for message in link.sent]
    return {frame.header("message_id") or "": read(frame) for frame in frames if frame.method == DATA}


def drop(network: FakeNetwork) -> None:
    """Let the newest link end."""
    network.links[-1].put(ConnectionLost("the connection ended without a goodbye"))


async def good(network: FakeNetwork) -> None:
    """Let the platform answer our ping: this connection works."""
    await settle()
    network.links[-1].put(pong())
    await settle()


async def deliver(network: FakeNetwork, message_id: str = "m") -> None:
    """Let an event come on the newest link."""
    network.links[-1].put(*data_frames(event("x"), message_id=message_id))
    await settle()
