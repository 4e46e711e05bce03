"""Deliveries that are held until there are enough of them."""

from __future__ import annotations

import asyncio

from larkline.clock import Clock, Timer

__all__ = ["Line"]


class Line:
    """
    Holds deliveries and lets them go together.

    Args:
        size: How many are held.
        within: Seconds after which fewer are let go.
        reverse: Whether the last one goes first.
    """

    def __init__(self, size: int, within: float, *, reverse: bool) -> None:
        self._size = size
        self._within = within
        self._reverse = reverse
        self._waiting: list[asyncio.Future[None]] = []
        self._timer: Timer | None = None

    async def wait(self, clock: Clock) -> None:
        """Wait until there are enough, or the time is over by *clock*."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if len(self._waiting) >= self._size:
            asyncio.get_running_loop().call_soon(self._let_go)  # so that all go by the order of their turns
        elif self._timer is None:
            self._timer = clock.call_at(clock.now() + self._within, self._let_go)
        await turn

    def _let_go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        for turn in reversed(waiting) if self._reverse else waiting:
            if not turn.done():
                turn.set_result(None)
