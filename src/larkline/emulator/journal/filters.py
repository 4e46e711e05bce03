"""
The language in which lists of deliveries are searched: on the page, the command line and in the control API. Pure.

Words are looked for in what a row says; ``name:value`` in one place; ``-`` before either turns it round. A value in
double quotes may hold blanks; no value says nothing. Capitals and small letters are the same. The page finds the same
rows by the same filter (``web/src/console/filter.ts``); what is refused here, it takes for a word or finds nothing by.

    type: code: status:ok|failed|advice|pending conn: chat: user: app: url: event_id: rule: via:
    attempt:>1 ms:>1000 late:>0 fault: has:ciphertext pinned:yes|no
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from larkline.emulator.errors import WrongValue

__all__ = ["FILTER_NAMES", "BadFilter", "parse_filter"]

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
_TERM = re.compile(r'(?P<minus>-?)(?:(?P<name>[A-Za-z_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>\S*))')
_COMPARED = re.compile(r"(?P<sign>>=|<=|>|<|=|)(?P<number>[0-9]+(?:\.[0-9]+)?)", re.ASCII)
_SIGNS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "=": operator.eq, "": operator.eq}
_STATUS = {"ok": ("ok", "ok_advice"), "failed": ("failed",), "advice": ("ok_advice",), "pending": (None,)}
_TEXTS = {
    "type": ("type",),
    "conn": ("connection",),
    "chat": ("chat",),
    "user": ("user",),
    "app": ("app_id",),
    "url": ("url",),
    "event_id": ("event_id",),
    "rule": ("verdict", "rule"),
}
_WORDS = (
    *(("id",), ("type",), ("connection",), ("url",), ("event_id",), ("user",), ("chat",), ("verdict", "code")),
    *(("verdict", "rule"), ("verdict", "message", "zh"), ("verdict", "message", "en"), ("verdict", "evidence")),
)
_NUMBERS = {"ms": ("duration_ms",), "attempt": ("attempt",), "late": ("late_by_ms",)}
#: What may stand before a colon.
FILTER_NAMES = (*_TEXTS, *_NUMBERS, "code", "status", "fault", "has", "via", "pinned")


class BadFilter(WrongValue):
    """A filter that says nothing; the text says what would."""


def parse_filter(text: str) -> Test:
    """
    Read a filter; gives what tells whether a row passes.

    Raises:
        BadFilter: A name is not known, or its value makes no sense.
    """
    tests = [test for found in _TERM.finditer(text) if (test := _turned(found)) is not None]
    return lambda row: all(test(row) for test in tests)


def _turned(found: re.Match[str]) -> Test | None:
    value = (found["quoted"] if found["quoted"] is not None else found["plain"]).lower()
    test = _test((found["name"] or "").lower(), value)
    if not value:
        return None
    return (lambda row: not test(row)) if found["minus"] else test


def _test(name: str, value: str) -> Test:
    if not name:
        return lambda row: value in "\n".join(str(said) for path in _WORDS if (said := _at(row, path))).lower()
    if name in _TEXTS:
        return _says(_TEXTS[name], value)
    if name == "via":
        return _says(("transport",), "long" if value == "ws" else value)
    if name == "code":
        return lambda row: str(_at(row, ("verdict", "code")) or "").startswith(value)
    if name == "fault":
        return lambda row: any(value == "*" or value in fault.lower() for fault in row.get("faults") or ())
    if name not in FILTER_NAMES:
        listed = ", ".join(FILTER_NAMES)
        raise BadFilter(f"{name}: is not known; known are {listed}", f"没有 {name}: 这个条件；可用：{listed}")
    if not value:
        return lambda _row: True
    if name in _NUMBERS:
        return _compared(name, _NUMBERS[name], value)
    known = _CHOICES[name]
    if value not in known:
        listed = ", ".join(known)
        raise BadFilter(f"{name}:{value} is not known; it is one of {listed}", f"{name}:{value} 无效；可选：{listed}")
    return known[value]


def _says(path: tuple[str, ...], value: str) -> Test:
    return lambda row: value in str(_at(row, path) or "").lower()


def _ended(outcomes: tuple[str | None, ...]) -> Test:
    return lambda row: _at(row, ("verdict", "outcome")) in outcomes


def _compared(name: str, path: tuple[str, ...], value: str) -> Test:
    parts = _COMPARED.fullmatch(value)
    if parts is None:
        raise BadFilter(
            f"{name}:{value} is no comparison; write {name}:>1000, {name}:<=5 or {name}:3",
            f"{name}:{value} 不是比较条件；请写 {name}:>1000、{name}:<=5 或 {name}:3",
        )
    sign, number = _SIGNS[parts["sign"]], float(parts["number"])

    def test(row: Row) -> bool:
        found = _at(row, path)
        return isinstance(found, int | float) and sign(found, number)

    return test


def _at(row: Row, path: tuple[str, ...]) -> Any:
    found: Any = row
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


_HAS: dict[str, Test] = {
    "ciphertext": lambda row: bool(row.get("encrypted")),
    "advice": lambda row: _at(row, ("verdict", "outcome")) == "ok_advice" or bool(_at(row, ("verdict", "advice"))),
    "code": lambda row: _at(row, ("verdict", "code")) is not None,
    "late": lambda row: row.get("late_by_ms") is not None,
    "replay": lambda row: row.get("replay_of") is not None,
    "fault": lambda row: bool(row.get("faults")),
}
_PINNED: dict[str, Test] = {"yes": lambda row: bool(row.get("pinned")), "no": lambda row: not row.get("pinned")}
_CHOICES = {"has": _HAS, "pinned": _PINNED, "status": {name: _ended(outcomes) for name, outcomes in _STATUS.items()}}
