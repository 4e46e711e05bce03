"""Turn what a user gives into plain JSON values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable

import msgspec

from larkline.errors import InvalidCard

__all__ = ["Json", "Renders", "canonical", "plain"]

#: A JSON value as :mod:`json` would load it.
Json: TypeAlias = Any


@runtime_checkable
class Renders(Protocol):
    """Something that knows its own JSON: a component, a text, an icon, a card."""

    def to_dict(self) -> dict[str, Any]:
        """Give a new dict with the JSON of this thing."""


def plain(value: object, path: str = "$") -> Json:
    """
    Copy *value* as plain JSON: objects as dicts with text keys, arrays as lists, components and structs rendered.

    Args:
        value: JSON values, anything with ``to_dict()``, msgspec structs, and dicts and sequences of those.
        path: Where *value* stands, for the text of the error.

    Raises:
        InvalidCard: Something in it has no JSON form, such as a set, a function or NaN.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidCard((f"{path}: {value} has no JSON form",))
        return value
    if isinstance(value, Mapping):
        return {_key(key, path): plain(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, msgspec.Struct):
        return plain(msgspec.to_builtins(value), path)
    if isinstance(value, Renders):
        return plain(value.to_dict(), path)
    raise InvalidCard((f"{path}: {type(value).__name__} has no JSON form",))


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise InvalidCard((f"{path}: the key {key!r} is not text",))
    return str(key)


def canonical(value: Json) -> bytes:
    """Write a plain JSON value so that equal values give equal bytes: sorted keys, 1.0 as 1."""
    return msgspec.json.encode(_without_integral_floats(value), order="sorted")


def _without_integral_floats(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_integral_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_integral_floats(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
