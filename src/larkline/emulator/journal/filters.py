"""
The language in which lists of deliveries are searched: on the page, the command line and in the control API. Pure.

Words are looked for in the whole row; ``name:value`` in one place; ``-`` before either turns it round. A value in
double quotes may hold blanks.

    type: code: status:ok|failed|advice conn: chat: user: app: url: event_id: rule: via:
    attempt:>1 ms:>1000 late:>0 fault: has:ciphertext pinned:yes|no
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["FILTER_NAMES", "BadFilter", "parse_filter"]

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
_TERM = re.compile(r'(?P<minus>-?)(?:(?P<name>[A-Za-z_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>\S*))')
_COMPARED = re.compile(r"(?P<sign>>=|<=|>|<|=|)(?P<number>[0-9]+(?:\.[0-9]+)?)", re.ASCII)
_SIGNS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "=": operator.eq, "": operator.eq}
_STATUS: dict[str, tuple[str | None, ...]] = {
    "ok": ("ok", "ok_advice"),
    "advice": ("ok_advice",),
    "failed": ("failed",),
    "pending": (None,),
}
_TEXTS = {
    "type": ("type",),
    "conn": ("connection",),
    "chat": ("chat",),
    "user": ("user",),
    "app": ("app_id",),
    "url": ("url",),
    "event_id": ("event_id",),
    "rule": ("verdict", "rule"),
    "via": ("transport",),
}
_NUMBERS = {"ms": ("duration_ms",), "attempt": ("attempt",), "late": ("late_by_ms",)}
#: What may stand before a colon.
FILTER_NAMES = (*_TEXTS, *_NUMBERS, "code", "status", "fault", "has", "pinned")


class BadFilter(ValueError):
    """A filter that says nothing; the text says what would."""


def parse_filter(text: str) -> Test:
    """
    Read a filter; gives what tells whether a row passes.

    Raises:
        BadFilter: A name is not known, or its value makes no sense.
    """
    tests = [_turned(found) for found in _TERM.finditer(text) if found[0]]
    return lambda row: all(test(row) for test in tests)


def _turned(found: re.Match[str]) -> Test:
    value = found["quoted"] if found["quoted"] is not None else found["plain"]
    test = _test(found["name"], value)
    return (lambda row: not test(row)) if found["minus"] else test


def _test(name: str | None, value: str) -> Test:
    if name is None:
        wanted = value.lower()
        return lambda row: wanted in json.dumps(row, ensure_ascii=False).lower()
    if name in _TEXTS:
        path, wanted = _TEXTS[name], value.lower()
        return lambda row: wanted in str(_at(row, path) or "").lower()
    if name in _NUMBERS:
        return _compared(name, _NUMBERS[name], value)
    if name == "code":
        return lambda row: str(_at(row, ("verdict", "code")) or "ok").startswith(value)
    if name == "status":
        if value not in _STATUS:
            raise BadFilter(f"status:{value} is not known; it is one of {', '.join(_STATUS)}")
        return lambda row: _at(row, ("verdict", "outcome")) in _STATUS[value]
    if name == "fault":
        value = "" if value == "*" else value
        return lambda row: any(value in json.dumps(fault, ensure_ascii=False) for fault in row.get("faults") or ())
    if name == "has":
        return _has(value)
    if name == "pinned":
        if value not in ("yes", "no"):
            raise BadFilter(f"pinned:{value} is not known; it is yes or no")
        return lambda row: bool(row.get("pinned")) == (value == "yes")
    raise BadFilter(f"{name}: is not known; known are {', '.join(FILTER_NAMES)}")


def _compared(name: str, path: tuple[str, ...], value: str) -> Test:
    parts = _COMPARED.fullmatch(value)
    if parts is None:
        raise BadFilter(f"{name}:{value} is no comparison; write {name}:>1000, {name}:<=5 or {name}:3")
    sign, number = _SIGNS[parts["sign"]], float(parts["number"])

    def test(row: Row) -> bool:
        found = _at(row, path)
        return isinstance(found, int | float) and sign(found, number)

    return test


def _has(value: str) -> Test:
    known: dict[str, Test] = {
        "ciphertext": lambda row: bool(row.get("encrypted")),
        "fault": lambda row: bool(row.get("faults")),
        "advice": lambda row: bool(_at(row, ("verdict", "advice"))),
        "code": lambda row: _at(row, ("verdict", "code")) is not None,
        "late": lambda row: row.get("late_by_ms") is not None,
        "replay": lambda row: row.get("replay_of") is not None,
    }
    if value not in known:
        raise BadFilter(f"has:{value} is not known; it is one of {', '.join(known)}")
    return known[value]


def _at(row: Row, path: tuple[str, ...]) -> Any:
    found: Any = row
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
