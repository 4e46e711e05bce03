"""The sequence numbers of operations on card entities, and their pace."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from larkline.facts.cardkit import CARD_OPERATIONS_PER_SECOND, CARD_SEQUENCE_MAX

__all__ = ["CARDS", "SKIPS", "CardNumbers"]

#: How many card entities are remembered; of more, those that were not used for the longest time are forgotten.
CARDS = 10_000
#: How often a number that was not high enough is followed by a much higher one.
SKIPS = 3


@dataclass(slots=True)
class _Card:
    last: int
    skips: int = 0
    free_at: float = 0.0


class CardNumbers:
    """
    Numbers and turns for operations on card entities (pure).

    The platform takes an operation only if its number is higher than that of every earlier one, whoever made it, and
    does not tell the highest. A card made here counts from 1. Any other begins with the seconds since 1970, which are
    above whatever a program that counts from 1 has reached; when even that is not enough, numbers are skipped.

    Source: docs, 流式更新文本, parameter sequence; 流式更新卡片 (documented). The beginning is our choice.
    """

    def __init__(self) -> None:
        self._cards: OrderedDict[str, _Card] = OrderedDict()

    def __len__(self) -> int:
        return len(self._cards)

    def created(self, card_id: str) -> None:
        """Note that a card was made by this client, so that nobody has operated on it."""
        self._keep(card_id, _Card(last=0))

    def next_number(self, card_id: str, *, time: float) -> int:
        """
        Give the number of the next operation on a card.

        Args:
            card_id: The card.
            time: Seconds since 1970-01-01 UTC.
        """
        card = self._known(card_id, time)
        card.last = min(card.last + 1, CARD_SEQUENCE_MAX)
        return card.last

    def skip(self, card_id: str, *, time: float) -> None:
        """Go on with a much higher number, since the last one was too low: somebody else operates on the card."""
        card = self._known(card_id, time)
        card.skips += 1
        card.last = min(max(card.last + 10 ** (2 + min(card.skips, 5)), int(time)), CARD_SEQUENCE_MAX - 1)

    def claim_turn(self, card_id: str, *, now: float, time: float) -> float:
        """
        Take the next turn, and tell when it comes: the platform takes ten operations on a card within a second.

        Args:
            card_id: The card.
            now: Seconds on the clock that the answer is on.
            time: Seconds since 1970-01-01 UTC.
        """
        card = self._known(card_id, time)
        turn = max(now, card.free_at)
        card.free_at = turn + 1.0 / CARD_OPERATIONS_PER_SECOND
        return turn

    def _known(self, card_id: str, time: float) -> _Card:
        card = self._cards.get(card_id)
        if card is None:
            card = _Card(last=max(0, int(time)))
            self._keep(card_id, card)
        self._cards.move_to_end(card_id)
        return card

    def _keep(self, card_id: str, card: _Card) -> None:
        self._cards[card_id] = card
        if len(self._cards) > CARDS:
            self._cards.popitem(last=False)
