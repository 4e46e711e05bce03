"""Put split payloads together again, within bounds of bytes, count and age."""

from __future__ import annotations

from dataclasses import dataclass, field

from larkline.errors import FragmentError

__all__ = ["FRAGMENT_COST", "MAX_FINISHED", "Fragment", "Fragments"]

#: What a waiting fragment counts beside its payload, in bytes, so that many empty ones are bounded, too.
FRAGMENT_COST = 128
#: How many finished messages are remembered.
MAX_FINISHED = 1024


@dataclass(frozen=True, slots=True)
class Fragment:
    """
    One part of a payload.

    Attributes:
        message_id: What the parts of one payload have in common.
        total: How many parts there are, 1 or more.
        index: The place of this part, from 0.
        payload: Its bytes; may be empty. A cut may fall inside a UTF-8 sequence.
    """

    message_id: str
    total: int
    index: int
    payload: bytes


@dataclass(slots=True)
class _Waiting:
    """The fragments of one message that have come so far."""

    total: int
    since: float
    parts: dict[int, bytes] = field(default_factory=dict)
    cost: int = 0


class Fragments:
    """
    Put split payloads together, whatever order the fragments come in.

    An incomplete payload is dropped *max_age* seconds after its first fragment. A payload is given once: fragments that
    come again within *max_age* seconds after it was complete are ignored.

    Args:
        max_age: Seconds; for the incomplete and for remembering the complete.
        max_bytes: Of all waiting fragments together, each with :data:`FRAGMENT_COST` beside its payload.
        max_messages: How many payloads may be incomplete at a time.
        max_fragments: Into how many parts one payload may be split.
    """

    def __init__(
        self,
        *,
        max_age: float = 10.0,
        max_bytes: int = 32 * 1024 * 1024,
        max_messages: int = 1024,
        max_fragments: int = 4096,
    ) -> None:
        self._max_age = max_age
        self._max_bytes = max_bytes
        self._max_messages = max_messages
        self._max_fragments = max_fragments
        self._waiting: dict[str, _Waiting] = {}  # the oldest first, as time does not go back
        self._finished: dict[str, float] = {}  # when; the oldest first
        self._cost = 0

    @property
    def waiting_bytes(self) -> int:
        """What the waiting fragments count together, in bytes."""
        return self._cost

    @property
    def waiting_messages(self) -> int:
        """How many payloads are incomplete."""
        return len(self._waiting)

    def receive(self, fragment: Fragment, *, now: float) -> bytes | None:
        """
        Take one fragment; give the payload once it is complete, else None.

        A fragment that came before, with the same bytes, changes nothing. One that is refused changes nothing either,
        but when it would break the limit of bytes, its whole message is dropped.

        Raises:
            FragmentError: The fragment contradicts itself or an earlier one of the same message, or breaks a limit.
        """
        self._forget(now)
        if fragment.message_id in self._finished:
            return None
        waiting = self._check(fragment)
        earlier = None if waiting is None else waiting.parts.get(fragment.index)
        if earlier is not None:
            if earlier != fragment.payload:
                raise FragmentError(f"fragment {fragment.index} came twice with different bytes")
            return None
        if waiting is None:
            waiting = self._waiting[fragment.message_id] = _Waiting(total=fragment.total, since=now)
        cost = len(fragment.payload) + FRAGMENT_COST
        if self._cost + cost > self._max_bytes:
            self._drop(fragment.message_id)
            raise FragmentError(f"more than {self._max_bytes:,} bytes of fragments are waiting")
        waiting.parts[fragment.index] = fragment.payload
        waiting.cost += cost
        self._cost += cost
        if len(waiting.parts) < waiting.total:
            return None
        self._drop(fragment.message_id)
        if len(self._finished) >= MAX_FINISHED:
            del self._finished[next(iter(self._finished))]
        self._finished[fragment.message_id] = now
        return b"".join([waiting.parts[index] for index in range(waiting.total)])

    def next_deadline(self) -> float | None:
        """When to call :meth:`handle_deadline`; None while nothing waits."""
        for waiting in self._waiting.values():
            return waiting.since + self._max_age
        return None

    def handle_deadline(self, *, now: float) -> list[str]:
        """Drop what is too old; give the message ids of the payloads that will not be complete."""
        return self._forget(now)

    def _check(self, fragment: Fragment) -> _Waiting | None:
        """Refuse a fragment that cannot be right; give what came of its message before."""
        if fragment.total < 1 or not 0 <= fragment.index < fragment.total:
            raise FragmentError(f"fragment {fragment.index} of {fragment.total} cannot be")
        if fragment.total > self._max_fragments:
            raise FragmentError(f"{fragment.total:,} fragments are more than the limit of {self._max_fragments:,}")
        waiting = self._waiting.get(fragment.message_id)
        if waiting is None:
            if len(self._waiting) >= self._max_messages:
                raise FragmentError(f"more than {self._max_messages:,} payloads are incomplete")
        elif waiting.total != fragment.total:
            raise FragmentError(f"a fragment of {fragment.total} follows one of {waiting.total}")
        return waiting

    def _forget(self, now: float) -> list[str]:
        """Drop the incomplete and the remembered that are too old; give the ids of the former."""
        dropped: list[str] = []
        while self._waiting:
            message_id, waiting = next(iter(self._waiting.items()))
            if now < waiting.since + self._max_age:
                break
            self._drop(message_id)
            dropped.append(message_id)
        while self._finished:
            message_id, at = next(iter(self._finished.items()))
            if now < at + self._max_age:
                break
            del self._finished[message_id]
        return dropped

    def _drop(self, message_id: str) -> None:
        """Take a message out of the waiting ones."""
        self._cost -= self._waiting.pop(message_id).cost
