"""The catalogue of events and callbacks: an example of each type, and the kinds of its fields, read on first use."""

from __future__ import annotations

import difflib
from copy import deepcopy
from functools import cache
from pkgutil import get_data
from typing import Any

import msgspec

from larkline.emulator.both import Both
from larkline.emulator.delivery.pushes import LEGACY_CARD_ACTION
from larkline.emulator.errors import EmulatorError

__all__ = ["check_path", "event_types", "example_of", "is_known", "similar_types", "title_of"]

#: Kinds of fields: a text, a whole number, a number, true or false, an object with any members, anything.
_OBJECT = Both("an object", "对象")
_LIST = Both("a list", "列表")
_KINDS: dict[str, tuple[tuple[type, ...], Both]] = {
    "s": ((str,), Both("a text", "字符串")),
    "i": ((int,), Both("a whole number", "整数")),
    "f": ((int, float), Both("a number", "数字")),
    "b": ((bool,), Both("true or false", "布尔值")),
    "o": ((dict,), _OBJECT),
}
_HEADER = ("event_id", "token", "create_time", "event_type", "tenant_key", "app_id")


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    data = get_data("larkline.emulator", "data/events.json")
    assert data is not None, "the package was found, as this module is in it"
    catalogue: dict[str, dict[str, Any]] = msgspec.json.decode(data)
    return catalogue


def event_types() -> list[str]:
    """List the types that have an example payload."""
    return list(_catalogue())


def is_known(type_: str) -> bool:
    """Tell whether this is a type that can be triggered without saying what is in it."""
    return type_ in _catalogue() or type_ == LEGACY_CARD_ACTION


def similar_types(type_: str) -> list[str]:
    """Give types that look like this one."""
    return difflib.get_close_matches(type_, event_types(), n=3)


def title_of(type_: str) -> dict[str, str]:
    """Say what a type is about, in Chinese and English; nothing for a type that is not known."""
    title: dict[str, str] = _catalogue().get(type_, {}).get("title", {})
    return title


def example_of(type_: str) -> dict[str, Any] | None:
    """
    Give the example of a type: its ``event``, and ``schema`` unless it comes in the older envelope.

    None when there is none.
    """
    row = _catalogue().get(type_)
    return None if row is None else {key: deepcopy(row[key]) for key in ("schema", "event") if key in row}


def check_path(type_: str, path: str, value: object) -> None:
    """
    Check that a type has such a field, and that the value is of its kind. Types that are not known pass.

    Args:
        path: Members joined by dots, as :func:`~larkline.emulator.delivery.events.put` takes them. A JSON pointer is
            not checked, so that a payload can be made wrong on purpose.

    Raises:
        EmulatorError: It has none; the error names one that looks like it. Or the value is of another kind.
    """
    row = _catalogue().get(type_)
    if row is None or path.startswith("/"):
        return
    root, _, rest = path.partition(".")
    fields: Any
    if root == "header" and rest:
        fields, steps = dict.fromkeys(_HEADER, "s"), rest.split(".")
    else:
        fields, steps = row["fields"], (rest if root == "event" and rest else path).split(".")
    if path == "event":
        fields, steps = {"event": fields}, ["event"]
    _check_kind(path, value, _kind_at(type_, fields, steps, path))


def _kind_at(type_: str, fields: Any, steps: list[str], path: str) -> Any:
    for number, step in enumerate(steps):
        if fields in ("a", "o"):
            return "a"
        if isinstance(fields, list) and step.isascii() and step.isdigit():
            fields = fields[0]
        elif isinstance(fields, dict) and step in fields:
            fields = fields[step]
        elif isinstance(fields, dict) and step:
            near = difflib.get_close_matches(step, fields, n=1)
            before = ".".join(steps[:number])
            meant = f"{f'{before}.' if before else ''}{near[0]}" if near else ""
            known = ", ".join(fields)
            hint = f"did you mean {meant}?" if near else f"known are {known}"
            hint_zh = f"是否为 {meant}？" if near else f"可用：{known}"
            pointer = "".join(f"/{each}" for each in path.split("."))
            raise EmulatorError(
                f"{type_} has no {path}; {hint} (to send it all the same: {pointer})",
                f"{type_} 没有 {path}；{hint_zh}（仍要发送请写 {pointer}）",
            )
        else:
            raise EmulatorError(f"the path {path!r} leads nowhere at {step!r}", f"路径 {path!r} 在 {step!r} 处不存在")
    return fields


def _check_kind(path: str, value: object, kind: Any) -> None:
    if value is None or kind == "a":
        return
    if isinstance(kind, dict | list):
        fits, wanted = isinstance(value, type(kind)), _OBJECT if isinstance(kind, dict) else _LIST
    else:
        types, wanted = _KINDS[kind]
        fits = isinstance(value, types) and (kind == "b" or not isinstance(value, bool))
    if not fits:
        shown = msgspec.json.encode(value).decode()[:80]
        raise EmulatorError(f"{path} is {wanted.en}, not {shown}", f"{path} 应为{wanted.zh}，不能是 {shown}")
