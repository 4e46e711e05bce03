"""A store in the memory of this process."""

from __future__ import annotations

import heapq
import itertools
import threading
from dataclasses import dataclass, field

from larkline.clock import Clock
from larkline.stores import Claim, Claimed, Done, InFlight

__all__ = ["DEFAULT_CAPACITY", "DEFAULT_MAX_BYTES", "ENTRY_COST", "MemoryStore"]

DEFAULT_CAPACITY = 100_000
DEFAULT_MAX_BYTES = 64 * 1024 * 1024
#: What an entry counts beside its key and its value, in bytes; about what Python needs for it.
ENTRY_COST = 512


@dataclass(slots=True)
class _Entry:
    key: str
    value: bytes | None  # None while it is claimed
    expires: float
    cost: int


@dataclass(slots=True)
class _Shelf:
    """Entries of one kind, and which of them runs out first."""

    entries: dict[str, _Entry] = field(default_factory=dict)
    _order: list[tuple[float, int, _Entry]] = field(default_factory=list)
    _number: itertools.count[int] = field(default_factory=itertools.count)

    def put(self, entry: _Entry) -> None:
        self.entries[entry.key] = entry
        heapq.heappush(self._order, (entry.expires, next(self._number), entry))
        # Entries that were taken away stay in the heap until their time comes; sweep when they are the most of it.
        if len(self._order) > 2 * len(self.entries) + 64:
            self._order = [item for item in self._order if self._is_here(item[2])]
            heapq.heapify(self._order)

    def first(self) -> _Entry | None:
        """Give the entry that runs out first."""
        while self._order and not self._is_here(self._order[0][2]):
            heapq.heappop(self._order)
        return self._order[0][2] if self._order else None

    def _is_here(self, entry: _Entry) -> bool:
        return self.entries.get(entry.key) is entry


class MemoryStore:
    """
    A store that ends with the process, and is not shared with another one.

    It may be used from several threads and event loops. When it is full, it forgets before its time what would run out
    first: of what is done, and of claims only when nothing is done. What is larger than the whole store is not kept.
    :attr:`forgotten` counts both: what it forgets can happen again, such as a replay of a request.

    Args:
        clock: Tells when something runs out.
        capacity: How many keys are remembered at most.
        max_bytes: How many bytes of keys and values are remembered at most, with :data:`ENTRY_COST` for each key.
    """

    def __init__(self, clock: Clock, *, capacity: int = DEFAULT_CAPACITY, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        if capacity < 1 or max_bytes < 1:
            raise ValueError("a store needs room for at least one key")
        self._clock = clock
        self._capacity = capacity
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._claims = _Shelf()
        self._done = _Shelf()
        self._bytes = 0
        #: How many entries were forgotten before their time, or not kept at all.
        self.forgotten = 0

    def __len__(self) -> int:
        """How many keys are remembered, claimed or done."""
        with self._lock:
            self._expire()
            return len(self._claims.entries) + len(self._done.entries)

    @property
    def size_bytes(self) -> int:
        """What they count, in bytes."""
        with self._lock:
            self._expire()
            return self._bytes

    async def claim(self, key: str, *, ttl: float) -> Claim:
        """Claim a key for *ttl* seconds, unless it is claimed or done."""
        with self._lock:
            self._expire()
            done = self._done.entries.get(key)
            if done is not None and done.value is not None:
                return Done(done.value)
            if key in self._claims.entries:
                return InFlight()
            self._put(self._claims, key, None, ttl)
            return Claimed()

    async def commit(self, key: str, value: bytes, *, ttl: float) -> None:
        """Say that it is done; claims get *value* for *ttl* seconds."""
        with self._lock:
            self._expire()
            self._drop(self._claims, key)
            self._drop(self._done, key)
            self._put(self._done, key, value, ttl)

    async def release(self, key: str) -> None:
        """Give a claim back; what is done stays done."""
        with self._lock:
            self._drop(self._claims, key)

    async def get(self, key: str) -> bytes | None:
        """Give the value that was put or committed; None when there is none any more."""
        with self._lock:
            self._expire()
            done = self._done.entries.get(key)
            return None if done is None else done.value

    async def put(self, key: str, value: bytes, *, ttl: float) -> None:
        """Keep *value* for *ttl* seconds, in the place of what was there."""
        await self.commit(key, value, ttl=ttl)

    def _put(self, shelf: _Shelf, key: str, value: bytes | None, ttl: float) -> None:
        if ttl <= 0:
            return
        cost = ENTRY_COST + len(key) + len(value or b"")
        if cost > self._max_bytes:  # it would drive out everything else, and then not fit
            self.forgotten += 1
            return
        shelf.put(_Entry(key, value, self._clock.now() + ttl, cost))
        self._bytes += cost
        while self._is_over() and (first := self._done.first() or self._claims.first()) is not None:
            self.forgotten += 1
            self._drop(self._done if first.value is not None else self._claims, first.key)

    def _is_over(self) -> bool:
        return len(self._claims.entries) + len(self._done.entries) > self._capacity or self._bytes > self._max_bytes

    def _expire(self) -> None:
        now = self._clock.now()
        for shelf in (self._claims, self._done):
            while (entry := shelf.first()) is not None and entry.expires <= now:
                self._drop(shelf, entry.key)

    def _drop(self, shelf: _Shelf, key: str) -> None:
        entry = shelf.entries.pop(key, None)
        if entry is not None:
            self._bytes -= entry.cost
