"""Events whose order is kept: the next one waits until the one before was taken, or was given up."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection

from larkline.emulator.delivery.pushes import Push

__all__ = ["OrderedQueues"]


class OrderedQueues:
    """
    One queue for each app and type of event whose order is kept.

    Args:
        types: Those types. That there are such is documented (docs, 事件概述), which they are is not; so there is none
            unless it is named.
    """

    def __init__(self, types: Collection[str] = ()) -> None:
        self._types = frozenset(types)
        self._queues: dict[tuple[str, str], deque[_Place]] = {}

    def enter(self, push: Push) -> asyncio.Future[None] | None:
        """Take a place for an event; gives what its turn is awaited with, or None when its turn is now."""
        if push.type not in self._types:
            return None
        queue = self._queues.setdefault((push.app_id, push.type), deque())
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append((push.event_id, turn))
        return turn if len(queue) > 1 else None

    def leave(self, push: Push) -> None:
        """Let the event at the head of its queue go, so that the next one has its turn."""
        queue = self._queues.get((push.app_id, push.type))
        if not queue or queue[0][0] != push.event_id:
            return
        queue.popleft()
        if queue:
            _have_turn(queue[0])

    def waiting(self) -> list[str]:
        """Give the ids of the events that wait for their turn."""
        return [event_id for queue in self._queues.values() for event_id, _ in list(queue)[1:]]

    def forget(self) -> None:
        """Keep no order of what is under way."""
        queues, self._queues = self._queues, {}
        for queue in queues.values():
            for place in queue:
                _have_turn(place)


_Place = tuple[str, asyncio.Future[None]]


def _have_turn(place: _Place) -> None:
    if not place[1].done():
        place[1].set_result(None)
