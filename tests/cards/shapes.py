"""The sample cards, read for the tests of this room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CARDS = Path(__file__).parents[1] / "samples" / "cards"


def card_text(name: str) -> bytes:
    """Give the text of one sample card, such as ``v2_01_hello``."""
    return (CARDS / f"{name}.json").read_bytes()


def card_json(name: str) -> dict[str, Any]:
    """Give one sample card."""
    card: dict[str, Any] = json.loads(card_text(name))
    return card


def all_cards() -> list[str]:
    """Name every sample that is a card itself."""
    return sorted(path.stem for path in CARDS.glob("v[12]_*.json"))
