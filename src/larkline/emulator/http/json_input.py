"""Read JSON that somebody sent: bounded in depth, objects only where one is wanted. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from larkline.facts.platform import JSON_DEPTH

__all__ = ["read_json"]


def read_json(data: bytes, *, max_depth: int = JSON_DEPTH) -> Any:
    """
    Read JSON.

    Raises:
        ValueError: It is none, or deeper than *max_depth* levels.
    """
    try:
        value: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"the body is no JSON: {error}") from None
    except RecursionError:
        raise ValueError(f"the JSON is nested deeper than {max_depth} levels") from None
    level = [value]
    for _ in range(max_depth):
        level = [child for node in level for child in _children(node)]
        if not level:
            return value
    raise ValueError(f"the JSON is nested deeper than {max_depth} levels")


def _children(node: object) -> list[Any]:
    if isinstance(node, dict):
        return [child for child in node.values() if isinstance(child, dict | list)]
    return [child for child in node if isinstance(child, dict | list)] if isinstance(node, list) else []
