"""Turn what a user gives into plain JSON values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from larkline.cards.mistake import mistake

__all__ = ["MAX_DEPTH", "canonical", "plain"]

#: Objects and arrays inside each other; far more than a card can show, far less than Python's stack.
MAX_DEPTH = 100


class _NoForm(Exception):
    """Something has no JSON form; the keys that lead to it are added on the way up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.keys: list[object] = []


def plain(value: object) -> Any:
    """
    Copy *value* as plain JSON: objects as dicts with text keys, arrays as lists, components and structs rendered.

    Args:
        value: JSON values, cards and their parts, msgspec structs, and mappings, lists and tuples of those.

    Raises:
        InvalidCard: Something in it has no JSON form, such as a set, a function or NaN; or it is nested too deeply.
    """
    try:
        return _plain(value, 0)
    except _NoForm as error:
        path = "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in reversed(error.keys))
        if len(error.keys) >= MAX_DEPTH:
            raise mistake("", str(error), id="E_DEPTH", remedy="a card that can be shown needs far less") from None
        raise mistake(path, str(error)) from None


def _plain(value: object, depth: int) -> Any:
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if depth > MAX_DEPTH:
        raise _NoForm(f"nested more than {MAX_DEPTH} deep")
    key: object = None
    try:
        if isinstance(value, (dict, Mapping)):
            copied: dict[str, Any] = {}
            for key, item in value.items():
                copied[_key(key)] = item if item is None or item is True else _plain(item, depth + 1)
            return copied
        if isinstance(value, (list, tuple)):
            items: list[Any] = []
            for item in value:
                key = len(items)
                items.append(_plain(item, depth + 1))
            return items
    except _NoForm as error:
        error.keys.append(key)
        raise
    return _rendered(value, depth)


def _rendered(value: object, depth: int) -> Any:
    render = getattr(type(value), "__card_json__", None)
    if render is not None:
        return render(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, msgspec.Struct):
        return _plain(_members(value), depth)
    shown = str(value) if isinstance(value, float) else type(value).__name__
    raise _NoForm(f"{shown} has no JSON form")


def _members(struct: msgspec.Struct) -> object:
    try:
        return msgspec.to_builtins(struct, enc_hook=_text)
    except (TypeError, RecursionError) as error:
        raise _NoForm(f"{type(struct).__name__} has no JSON form: {error}") from None


def _text(value: object) -> str:
    """Write a subclass of str, such as an OpenId."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise _NoForm(f"the key {key!r} is not text")
    return str(key)


def canonical(value: object) -> bytes:
    """Write a plain JSON value so that equal values give equal bytes: sorted keys, 1.0 as 1."""
    return msgspec.json.encode(_without_integral_floats(value), order="sorted")


def _without_integral_floats(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_integral_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_integral_floats(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
