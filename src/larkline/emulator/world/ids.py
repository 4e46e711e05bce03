"""Make identifiers that look like the platform's, the same ones for the same seed."""

from __future__ import annotations

import random

__all__ = ["Ids"]


class Ids:
    """
    A source of identifiers.

    Args:
        seed: The same seed gives the same identifiers in the same order; None gives others each time.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)
        self._delivery = 0

    def reseed(self, seed: int) -> None:
        """Begin anew with this seed; the ids of deliveries go on, so that they stay in order."""
        self._random.seed(seed)

    def hex(self, digits: int) -> str:
        """Give random lower-case hexadecimal digits."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def number(self, bits: int) -> int:
        """Give a random number of at most *bits* bits; the wire wants fewer than 53."""
        return self._random.getrandbits(bits)

    def app_id(self) -> str:
        """Give an app id; the Node SDK insists on this form."""
        return f"cli_{self.hex(16)}"

    def message_id(self) -> str:
        """Give the id of a message."""
        return f"om_{self.hex(32)}"

    def union_id(self) -> str:
        """Give the id of a person across apps."""
        return f"on_{self.hex(32)}"

    def update_token(self) -> str:
        """Give a token for the delayed update of a card."""
        return f"c-{self.hex(40)}"

    def card_id(self) -> str:
        """Give the id of a card entity: 19 digits, as on the platform."""
        return f"7{self._random.randrange(10**18):018d}"

    def uuid(self) -> str:
        """Give an id in the form of a UUID, version 4."""
        digits = self.hex(32)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def delivery_id(self) -> str:
        """Give the id of a delivery; ids sort in the order they were given."""
        self._delivery += 1
        return f"dlv_{self._delivery:08d}_{self.hex(8)}"

    def go_on_after(self, delivery: int) -> None:
        """Give ids of deliveries that sort behind those of earlier runs."""
        self._delivery = max(self._delivery, delivery)

    def log_id(self) -> str:
        """Give an id as the platform's logs have it."""
        return f"{self.hex(8)}{self._random.randrange(10**14):014d}{self.hex(10)}".upper()
