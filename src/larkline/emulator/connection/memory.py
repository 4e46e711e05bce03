"""Links and a network without a socket, for an app in the same process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from larkline.clock import Clock, timeout_at
from larkline.emulator.both import Both
from larkline.emulator.errors import LinkEnded
from larkline.errors import ConnectionLost
from larkline.links import Link

__all__ = ["MemoryLink", "MemoryNetwork", "link_pair"]

_END = object()


class MemoryLink:
    """
    One end of a pair of links.

    Args:
        clock: Tells when something was heard of the other end.
    """

    peer = "in process"  #: Where the other end is.

    def __init__(self, clock: Clock) -> None:
        self.round_trip: float | None = None  #: Seconds until the last ping was answered; None before the first.
        self._clock = clock
        self._inbox: asyncio.Queue[object] = asyncio.Queue()
        self._peer: MemoryLink | None = None
        self._reason: Both | None = None
        self._frozen = False
        self._heard_at = clock.now()

    def join(self, peer: MemoryLink) -> None:
        """Tie this end to the other one."""
        self._peer = peer

    @property
    def heard_at(self) -> float:
        """When the other end was last heard of, in seconds on the clock."""
        return self._heard_at

    async def send(self, message: bytes | str) -> None:
        """
        Send one message.

        Raises:
            LinkEnded: The link is closed.
        """
        if self._reason is not None:
            raise LinkEnded(self._reason)
        if self._peer is not None and not self._frozen:
            self._peer.take(message)

    async def receive(self) -> bytes | str:
        """
        Wait for the next message; safe to cancel.

        Raises:
            LinkEnded: The link is closed and everything that came before has been received.
        """
        if self._reason is not None and self._inbox.empty():
            raise LinkEnded(self._reason)
        message = await self._inbox.get()
        if isinstance(message, bytes | str):
            return message
        raise LinkEnded(self._reason or Both("the link is closed", "连接已关闭"))

    async def ping(self) -> None:
        """Let the other end answer a ping of the link; it does so at once unless it plays dead."""
        if self._peer is not None and self._peer.answers():
            self._heard_at = self._clock.now()
            self.round_trip = 0.0

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close both ends; the other one does not learn of it when this one plays dead."""
        en, zh = (f": {reason}", f"：{reason}") if reason else ("", "")
        self._end(Both(f"closed with code {code}{en}", f"以关闭码 {code} 关闭{zh}"), tell_peer=not self._frozen)

    def abort(self) -> None:
        """Drop both ends at once."""
        self._end(Both("the link was dropped", "连接被直接断开"), tell_peer=True)

    def freeze(self) -> None:
        """Let nothing through any more, in either direction, without closing."""
        self._frozen = True

    def answers(self) -> bool:
        """Whether this end still reacts."""
        return self._reason is None and not self._frozen

    def take(self, message: bytes | str) -> None:
        """Receive what the other end sent."""
        if self.answers():
            self._heard_at = self._clock.now()
            self._inbox.put_nowait(message)

    def _end(self, reason: Both, *, tell_peer: bool) -> None:
        if self._reason is not None:
            return
        self._reason = reason
        self._inbox.put_nowait(_END)
        if self._peer is not None and tell_peer:
            self._peer._end(reason, tell_peer=False)


def link_pair(clock: Clock) -> tuple[MemoryLink, MemoryLink]:
    """Make two ends of one link."""
    one, other = MemoryLink(clock), MemoryLink(clock)
    one.join(other)
    other.join(one)
    return one, other


class MemoryNetwork:
    """
    The way from an app to an emulator in the same process.

    Args:
        post: Answers the question for an endpoint: path, body and headers in, status and body out.
        connect: Opens the platform's side of a link to this address and gives the app's side; may raise ``Refusal``.
        clock: Whose time the limits follow.
    """

    def __init__(
        self,
        *,
        post: Callable[[str, bytes, dict[str, str]], Awaitable[tuple[int, bytes]]],
        connect: Callable[[str], Link],
        clock: Clock,
    ) -> None:
        self._post = post
        self._connect = connect
        self._clock = clock

    async def post(self, url: str, body: bytes, headers: dict[str, str], *, timeout: float) -> tuple[int, bytes]:
        """
        Make one HTTP POST.

        Raises:
            ConnectionLost: No answer came within *timeout* seconds.
        """
        try:
            async with timeout_at(self._clock, self._clock.now() + timeout):
                return await self._post(urlsplit(url).path, body, headers)
        except TimeoutError:
            raise ConnectionLost(f"no answer within {timeout:g} s") from None

    async def connect(self, url: str, *, timeout: float) -> Link:
        """
        Open a link.

        Raises:
            Refusal: The platform refuses the connection.
        """
        return self._connect(url)
