"""Operate on card entities: one operation on a card at a time, numbered, and no faster than the platform takes them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from larkline.api.card_calls import NUMBER_TOO_LOW, Operation
from larkline.api.card_numbers import SKIPS, CardNumbers
from larkline.clock import sleep_until
from larkline.errors import InvalidRequest

if TYPE_CHECKING:
    from larkline.api.attempts import Attempts
    from larkline.api.core import Core
    from larkline.api.sync_core import SyncCore

__all__ = ["CardDesk", "SyncCardDesk", "number_was_low"]


class CardDesk:
    """
    Operates on card entities for tasks.

    Args:
        core: Makes the calls.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._numbers = CardNumbers()
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    def created(self, card_id: str) -> None:
        """Note that this client made a card."""
        self._numbers.created(card_id)

    async def perform(self, card_id: str, choose: Callable[[], Operation | None], tenant: str) -> bool:
        """
        Do one thing to a card when its turn comes; gives whether there was something to do.

        Args:
            card_id: The card.
            choose: Says what to do, at the moment when it can be done; None for nothing any more.
            tenant: For whom the call is made.

        Raises:
            ApiError: The platform refused or could not be reached.
        """
        clock, numbers = self._core.clock, self._numbers
        key = (id(asyncio.get_running_loop()), card_id)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            skipped = 0
            while True:
                turn = numbers.claim_turn(card_id, now=clock.now(), time=clock.time())
                if turn > clock.now():
                    await sleep_until(clock, turn)
                operation = choose()
                if operation is None:
                    return False
                call = operation.call(numbers.next_number(card_id, time=clock.time()))
                attempts = self._core.given.attempts(call)
                try:
                    await self._core.make(call, tenant, attempts)
                    return True
                except InvalidRequest as error:
                    if skipped == SKIPS or not number_was_low(error, operation, attempts):
                        raise
                    skipped += 1
                    numbers.skip(card_id, time=clock.time())


class SyncCardDesk:
    """
    Operates on card entities for threads.

    Args:
        core: Makes the calls.
    """

    def __init__(self, core: SyncCore) -> None:
        self._core = core
        self._numbers = CardNumbers()
        self._locks: WeakValueDictionary[str, _Lock] = WeakValueDictionary()
        self._guard = threading.Lock()

    def created(self, card_id: str) -> None:
        """Note that this client made a card."""
        with self._guard:
            self._numbers.created(card_id)

    def perform(self, card_id: str, choose: Callable[[], Operation | None], tenant: str) -> bool:
        """Do one thing to a card when its turn comes; as :meth:`CardDesk.perform`."""
        clock, numbers = self._core.clock, self._numbers
        with self._guard:
            lock = self._locks.setdefault(card_id, _Lock())
        with lock.lock:
            skipped = 0
            while True:
                with self._guard:
                    turn = numbers.claim_turn(card_id, now=clock.now(), time=clock.time())
                if turn > clock.now():
                    self._core.pause(turn - clock.now())
                operation = choose()
                if operation is None:
                    return False
                with self._guard:
                    call = operation.call(numbers.next_number(card_id, time=clock.time()))
                attempts = self._core.given.attempts(call)
                try:
                    self._core.make(call, tenant, attempts)
                    return True
                except InvalidRequest as error:
                    if skipped == SKIPS or not number_was_low(error, operation, attempts):
                        raise
                    skipped += 1
                    with self._guard:
                        numbers.skip(card_id, time=clock.time())


class _Lock:
    """A lock that can be forgotten when nobody holds it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


def number_was_low(error: InvalidRequest, operation: Operation, attempts: Attempts) -> bool:
    """Tell whether an operation was refused for its number alone, and may be done again with a higher one."""
    return error.code == NUMBER_TOO_LOW and (operation.same_twice or not attempts.uncertain)
