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
    fields = payload.__struct_fields__
    # Defaults belong to the last fields.
    defaults = dict(zip(reversed(fields), reversed(payload.__struct_defaults__), strict=False))
    members = []
    for name in fields:
        value: Any = getattr(payload, name)
        default = defaults.get(name)
        is_default = type(value) is type(default) and value == default
        if name not in hidden and not is_default and value not in ([], {}):
            members.append(f"{name}={value!r}")
    return f"{type(payload).__name__}({', '.join(members)})"
