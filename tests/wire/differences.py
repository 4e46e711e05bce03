"""The list of intended differences from the official SDKs, applied to a vector."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.wire.vectors import VECTORS


@cache
def differences() -> list[dict[str, Any]]:
    """Give the rules of ``differences.json``."""
    found: list[dict[str, Any]] = json.loads((VECTORS / "differences.json").read_text("utf-8"))["differences"]
    return found


def difference(name: str, vector: dict[str, Any]) -> dict[str, Any] | None:
    """Give the rule that holds for this vector of the file *name*; None when we do as the official SDKs."""
    for rule in differences():
        if rule["vectors"] == name and _holds(rule, vector):
            return rule
    return None


def _holds(rule: dict[str, Any], vector: dict[str, Any]) -> bool:
    if "ids" in rule:
        return vector["id"] in rule["ids"]
    if "category" in rule:
        return bool(rule["category"] == vector["category"])
    if vector["status"] != 200:
        return False
    try:
        reply = json.loads(vector["body"])
    except ValueError:
        return False
    if not isinstance(reply, dict):
        return False
    code = reply.get("code")
    return code in rule["codes"] if "codes" in rule else code not in rule["codes_except"]
