"""What changed, numbered in order, for everybody who follows along; the oldest changes are forgotten."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

__all__ = ["Change", "Feed"]

_KEPT = 10_000
_PER_SECOND = 1_000_000  # with no more changes than that, no number of an earlier run comes again


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that is not as it was.

    Attributes:
        number: Its place in the order, also over several runs on this machine.
        kind: ``delivery``, ``message``, ``connection``, ``attempt``, ``api_call``, ``app``, ``world`` for people and
            groups, ``fault``, ``clock``, or ``reset``.
        what: What happened to it, such as ``begun`` or ``updated``.
        id: Of the thing; empty when there is only one.
    """

    number: int
    kind: str
    what: str
    id: str = ""


class Feed:
    """
    The last changes.

    Args:
        kept: How many.
    """

    def __init__(self, *, kept: int = _KEPT) -> None:
        self.last = int(time.time() * _PER_SECOND)  #: Number of the newest change.
        self.ended = False  #: Whether nobody should follow any more.
        self.listeners: list[Callable[[Change], None]] = []  #: Called with each change.
        self._changes: deque[Change] = deque(maxlen=kept)
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self, kind: str, what: str, id_: str = "") -> None:
        """Add a change, and wake those who wait for one."""
        self.last += 1
        change = Change(self.last, kind, what, id_)
        self._changes.append(change)
        for listener in self.listeners:
            listener(change)
        self._wake()

    def since(self, number: int) -> list[Change] | None:
        """Give the changes after this one; None when some of them are forgotten, or it is none of this run."""
        oldest = self._changes[0].number if self._changes else self.last + 1
        if not oldest - 1 <= number <= self.last:
            return None
        return list(islice(self._changes, number + 1 - oldest, None))

    async def after(self, number: int) -> None:
        """Wait until there is a change after this one, or the end."""
        while self.last == number and not self.ended:
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(waiting)
            try:
                await waiting
            finally:
                self._waiting.discard(waiting)

    def end(self) -> None:
        """Let everybody who follows go."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
