"""How a payload is shown in a log or a debugger."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

__all__ = ["shown"]


def shown(payload: msgspec.Struct, *, hidden: Collection[str]) -> str:
    """
    Write *payload* with the members that say something, and without those that must not be shown.

    Args:
        payload: A struct.
        hidden: Members that hold tokens, or the whole document.
    """
    members = []
    for name in payload.__struct_fields__:
        value: Any = getattr(payload, name)
        if name not in hidden and value not in (None, "", [], {}, False):
            members.append(f"{name}={value!r}")
    return f"{type(payload).__name__}({', '.join(members)})"
