"""What kind of answer the platform waits for."""

from __future__ import annotations

import enum

__all__ = ["Situation"]


class Situation(enum.Enum):
    """What kind of answer the platform waits for."""

    CARD_ACTION = "card action"
    LEGACY_CARD_ACTION = "old card action"
    URL_PREVIEW = "link preview"
    EVENT = "event"

    @property
    def is_card_action(self) -> bool:
        """Whether a person waits in front of a card."""
        return self in (Situation.CARD_ACTION, Situation.LEGACY_CARD_ACTION)
