"""Turn what a user gives into plain JSON values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from larkline.errors import InvalidCard

__all__ = ["MAX_DEPTH", "canonical", "plain"]

#: Objects and arrays inside each other; far more than a card can show, far less than Python's stack.
MAX_DEPTH = 100


def plain(value: object, path: str = "$", *, depth: int = 0) -> Any:
    """
    Copy *value* as plain JSON: objects as dicts with text keys, arrays as lists, components and structs rendered.

    Args:
        value: JSON values, cards and their parts, msgspec structs, and mappings, lists and tuples of those.
        path: Where *value* stands, for the text of the error.
        depth: In how many objects and arrays it stands.

    Raises:
        InvalidCard: Something in it has no JSON form, such as a set, a function or NaN; or it is nested too deeply.
    """
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if depth > MAX_DEPTH:
        raise InvalidCard((f"{path}: nested more than {MAX_DEPTH} deep",))
    if isinstance(value, (dict, Mapping)):
        return {_key(key, path): plain(item, f"{path}.{key}", depth=depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{path}[{index}]", depth=depth + 1) for index, item in enumerate(value)]
    render = getattr(type(value), "__card_json__", None)
    if render is not None:
        return render(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, msgspec.Struct):
        return plain(_members(value, path), path, depth=depth)
    shown = str(value) if isinstance(value, float) else type(value).__name__
    raise InvalidCard((f"{path}: {shown} has no JSON form",))


def _members(struct: msgspec.Struct, path: str) -> object:
    try:
        return msgspec.to_builtins(struct, enc_hook=_text)
    except (TypeError, RecursionError) as error:
        raise InvalidCard((f"{path}: {type(struct).__name__} has no JSON form: {error}",)) from None


def _text(value: object) -> str:
    """Write a subclass of str, such as an OpenId."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise InvalidCard((f"{path}: the key {key!r} is not text",))
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
