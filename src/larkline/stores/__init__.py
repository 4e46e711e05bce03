"""
Remember for a while: which keys are being worked on, and what became of them.

A key stands for something that must happen once, such as the answer to a signed request. Who wants to do it claims the
key, does it, and commits the result, or releases the key so that the next one can try. Besides, a store keeps plain
values, such as the latest app_ticket of a store app.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Protocol

__all__ = ["Claim", "Claimed", "Done", "InFlight", "Store", "Values"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """The key is yours: do it, then commit or release."""

    is_new: ClassVar[bool] = True
    value: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class InFlight:
    """Somebody else has claimed the key and is not done."""

    is_new: ClassVar[bool] = False
    value: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Done:
    """It was done; *value* is what was committed, and stays out of representations."""

    is_new: ClassVar[bool] = False
    value: bytes = field(repr=False)


#: Each says whether it :attr:`is_new`, and gives the committed ``value``, or None, for those who ask no further.
Claim = Claimed | InFlight | Done


class Store(Protocol):
    """
    A memory of keys, perhaps shared by several processes.

    Times are seconds from now. A store may forget a key before its time when it is full; each one says when.
    """

    async def claim(self, key: str, *, ttl: float) -> Claim:
        """
        Claim a key, unless it is claimed or done: of any number of claims at a time, one gets :class:`Claimed`.

        Args:
            key: Any text.
            ttl: How long the claim holds if neither a commit nor a release comes: longer than the work can take, since
                nobody hears of its end.
        """

    async def commit(self, key: str, value: bytes, *, ttl: float) -> None:
        """Say that it is done; claims get *value* for *ttl* seconds. Also when the claim has run out meanwhile."""

    async def release(self, key: str) -> None:
        """Give a claim back, so that the next one gets it. What is done stays done; an unknown key is no error."""


class Values(Protocol):
    """
    A memory of plain values, perhaps shared by several processes; each of our stores is one, too.

    Values and claims of one store share their keys: what is put is what a claim finds done.
    """

    async def get(self, key: str) -> bytes | None:
        """Give the value of a key; None when there is none, or not any more."""

    async def put(self, key: str, value: bytes, *, ttl: float) -> None:
        """Keep *value* for *ttl* seconds from now, in the place of what was there."""
