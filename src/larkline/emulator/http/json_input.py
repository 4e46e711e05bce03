"""Read JSON that somebody sent: bounded in depth, objects only where one is wanted. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from larkline.emulator.both import NOTHING
from larkline.emulator.errors import WrongValue
from larkline.emulator.verdicts.evidence import malformed
from larkline.facts.platform import JSON_DEPTH

__all__ = ["read_json"]


def read_json(data: bytes, *, max_depth: int = JSON_DEPTH) -> Any:
    """
    Read JSON.

    Raises:
        WrongValue: It is none, or deeper than *max_depth* levels.
    """
    try:
        value: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        why = malformed(error, NOTHING)
        raise WrongValue(f"the body is no JSON: {error}", f"内容不是 JSON：{why.zh}") from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    level = [value]
    for _ in range(max_depth):
        level = [child for node in level for child in _children(node)]
        if not level:
            return value
    raise _too_deep(max_depth)


def _too_deep(levels: int) -> WrongValue:
    return WrongValue(f"the JSON is nested deeper than {levels} levels", f"JSON 嵌套超过 {levels} 层")


def _children(node: object) -> list[Any]:
    if isinstance(node, dict):
        return [child for child in node.values() if isinstance(child, dict | list)]
    return [child for child in node if isinstance(child, dict | list)] if isinstance(node, list) else []
