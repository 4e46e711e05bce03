"""Replace what is another one each time, ids and times, by what is always the same. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["Normaliser", "parsed"]

Row = dict[str, Any]
#: Ids of the platform and of the emulator, and long numbers in digits or hexadecimals. Names such as oc_team stay.
_ID = re.compile(
    r"(?<![A-Za-z0-9_])(?:(?P<kind>om|omt|dlv|cli|oc|ou|on|img|file|AAq)_[0-9A-Za-z_-]{12,}"
    r"|(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<hex>[0-9a-f]{16,}|[0-9A-F]{16,}))(?![A-Za-z0-9])"
)
_TIMES = frozenset({"create_time", "update_time", "ts", "timestamp", "action_time", "expire", "at", "delete_time"})


class Normaliser:
    """Gives each id the number of its first appearance."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def row(self, row: Row) -> Row:
        """Give a row without anything that would be another one next time."""
        normal: Row = self._value(row, "")
        return normal

    def _value(self, value: Any, key: str) -> Any:
        if key in _TIMES and isinstance(value, str | int | float) and not isinstance(value, bool):
            return "<time>"
        if isinstance(value, str):
            return _ID.sub(self._name, value)
        if isinstance(value, dict):
            return {name: self._value(member, name) for name, member in value.items()}
        return [self._value(member, "") for member in value] if isinstance(value, list) else value

    def _name(self, found: re.Match[str]) -> str:
        if found[0] not in self._names:
            kind = found["kind"] or ("uuid" if found["uuid"] else "id")
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._names[found[0]] = f"{kind}_{self._counts[kind]}"
        return self._names[found[0]]


def parsed(text: str) -> Any:
    """Give a text that is JSON as its value, any other as it is."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
