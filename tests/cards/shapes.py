"""The sample cards, read for the tests of this room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from larkline.errors import Problem

CARDS = Path(__file__).parents[1] / "samples" / "cards"


def card_text(name: str) -> bytes:
    """Give the text of one sample card, such as ``v2_01_hello``."""
    return (CARDS / f"{name}.json").read_bytes()


def card_json(name: str) -> dict[str, Any]:
    """Give one sample card."""
    card: dict[str, Any] = json.loads(card_text(name))
    return card


def all_cards() -> list[str]:
    """Name every sample that is a card itself, and a good one."""
    return [name for name in all_samples() if name.startswith("v")]


def all_samples() -> list[str]:
    """Name every sample: good cards, bad cards, and contents that refer to one."""
    return sorted(path.stem for path in CARDS.glob("*.json") if not path.stem.endswith(".expect"))


def expected(name: str) -> dict[str, Any]:
    """Give what is expected of a sample; good cards without interactions have no file for it."""
    path = CARDS / f"{name}.expect.json"
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {"valid": True}
    return found


def v2(*elements: Any, **root: Any) -> dict[str, Any]:
    """Give card JSON 2.0."""
    return {"schema": "2.0", **root, "body": {"elements": list(elements)}}


def v1(*elements: Any, **root: Any) -> dict[str, Any]:
    """Give card JSON 1.0."""
    return {**root, "elements": list(elements)}


def text(content: str = "x") -> dict[str, Any]:
    """Give a plain text."""
    return {"tag": "plain_text", "content": content}


def seen(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Give the ids and the places of problems."""
    return [(problem.id, problem.path) for problem in problems]
