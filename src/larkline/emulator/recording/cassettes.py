"""Compare what happened with a recording: in the same order, or each chat for itself."""

from __future__ import annotations

import difflib
import json
from typing import Any, Literal

from larkline.emulator.recording.files import read_lines

__all__ = ["assert_recorded"]

Row = dict[str, Any]


def assert_recorded(actual: str, expected: str, *, order: Literal["strict", "chat"] = "strict") -> None:
    """
    Check that two recordings are of the same steps.

    Args:
        actual: What happened, as a file of JSON lines.
        expected: What was recorded.
        order: ``strict`` compares the whole sequence; ``chat`` that of each chat, so that one may overtake another.

    Raises:
        AssertionError: They differ; the text is a diff, with - before what was recorded and + before what happened.
    """
    recorded, happened = (read_lines(text, "recording") for text in (expected, actual))
    if order == "chat":
        recorded, happened = sorted(recorded, key=_chat), sorted(happened, key=_chat)
    before, after = ([line for row in rows for line in _lines(row)] for rows in (recorded, happened))
    if before != after:
        diff = difflib.unified_diff(before, after, "recorded", "happened", lineterm="", n=2)
        raise AssertionError("what happened is not what was recorded\n" + "\n".join(diff))


def _chat(row: Row) -> str:
    return str(row.get("chat") or row.get("to") or "")


def _lines(row: Row) -> list[str]:
    return json.dumps(row, ensure_ascii=False, indent=1).splitlines()
