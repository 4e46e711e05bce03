"""Check a card before it is sent: refuse what the platform is known to refuse, and warn once about the rest."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from larkline.cards.card import Card, CardTemplate

__all__ = ["check_before_sending"]

_log = logging.getLogger("larkline.api")
#: So many different remarks are made in the life of a process.
_MOST = 1000
_told: set[str] = set()


def check_before_sending(card: Card | CardTemplate | Mapping[str, Any]) -> None:
    """
    Check a card, or a reference to a template or a card entity, before it is sent.

    What the platform may take, or is only assumed to refuse, is logged the first time and sent.

    Raises:
        InvalidCard: The documentation says that the platform does not take it; all that it says is in ``problems``.
    """
    from larkline.cards.check import refuse_documented

    data = card.to_dict() if isinstance(card, (Card, CardTemplate)) else card
    for problem in refuse_documented(data):
        remark = f"{problem.id} {problem.message}"
        if remark not in _told and len(_told) < _MOST:
            _told.add(remark)
            _log.warning("a card is sent although: %s", problem)
