"""Compare two responses, side by side. Pure."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["compare", "differences"]

Row = dict[str, Any]
_ABSENT = object()


def compare(a: Row, b: Row) -> Row:
    """Give what differs between the responses to two deliveries, and between their verdicts."""
    changes = differences(_side(a), _side(b))
    return {"a": a["id"], "b": b["id"], "same": not changes, "changes": changes}


def differences(a: Any, b: Any, path: str = "$") -> list[Row]:
    """Give each place where two JSON values differ; a side that has nothing there has no member of that name."""
    if isinstance(a, dict) and isinstance(b, dict):
        names = [*a, *(name for name in b if name not in a)]
        return [
            change
            for name in names
            for change in differences(a.get(name, _ABSENT), b.get(name, _ABSENT), f"{path}.{name}")
        ]
    if isinstance(a, list) and isinstance(b, list):
        longest = max(len(a), len(b))
        pairs = zip(*([*side, *[_ABSENT] * (longest - len(side))] for side in (a, b)), strict=True)
        return [change for index, (x, y) in enumerate(pairs) for change in differences(x, y, f"{path}[{index}]")]
    if type(a) is type(b) and a == b:
        return []
    sides = {"a": a, "b": b}
    return [{"path": path, **{name: value for name, value in sides.items() if value is not _ABSENT}}]


def _side(row: Row) -> Row:
    return {"response": _body(row), "code": _code(row), "verdict": _verdict(row)}


def _body(row: Row) -> Any:
    text = (row["response"] or {}).get("body")
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _code(row: Row) -> Any:
    return (row["response"] or {}).get("code")


def _verdict(row: Row) -> Any:
    verdict = row["verdict"] or {}
    return {"outcome": verdict.get("outcome"), "rule": verdict.get("rule"), "code": verdict.get("code")}
