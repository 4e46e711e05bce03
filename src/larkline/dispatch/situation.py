"""What kind of answer the platform waits for."""

from __future__ import annotations

import enum

__all__ = ["Situation"]


class Situation(enum.Enum):
    """What kind of answer the platform waits for."""

    CARD_ACTION = "card action"
    URL_PREVIEW = "link preview"
    EVENT = "event"
