"""The recorded vectors, read for the tests of this room."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent.parent / "vectors"


@cache
def vectors(name: str) -> list[dict[str, Any]]:
    """Give the vectors of one file, such as ``frames``."""
    found: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"]
    return found


def valid_frames() -> list[bytes]:
    """Give every frame that a decoder has to accept."""
    return [bytes.fromhex(vector["hex"]) for vector in vectors("frames") if vector["expect"] == "ok"]
