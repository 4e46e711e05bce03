"""Say with JSON Schema what the control API takes and gives, and check values against it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = [
    "Schema",
    "WrongValue",
    "checked",
    "choice",
    "either",
    "flag",
    "integer",
    "listed",
    "number",
    "record",
    "text",
]

Schema = dict[str, Any]
_NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a JSON object",
    "array": "a list",
    "null": "null",
}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


class WrongValue(ValueError):
    """
    A value that does not fit; the text says which one, what came and what was wanted.

    Attributes:
        hint: What would fit.
    """

    def __init__(self, problem: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(problem)


def text(about: str = "", **more: Any) -> Schema:
    """Describe a text."""
    return _with(about, {"type": "string", **more})


def choice(values: Sequence[str], about: str = "") -> Schema:
    """Describe one of several texts."""
    return _with(about, {"type": "string", "enum": list(values)})


def integer(low: int = 0, high: int = 2**53, about: str = "") -> Schema:
    """Describe a whole number."""
    return _with(about, {"type": "integer", "minimum": low, "maximum": high})


def number(low: float = 0.0, high: float = 1e12, about: str = "") -> Schema:
    """Describe a number."""
    return _with(about, {"type": "number", "minimum": low, "maximum": high})


def flag(about: str = "") -> Schema:
    """Describe true or false."""
    return _with(about, {"type": "boolean"})


def either(kinds: Sequence[str], about: str = "", **more: Any) -> Schema:
    """Describe a value of one of several JSON types."""
    return _with(about, {"type": list(kinds), **more})


def listed(of: Schema, about: str = "", **more: Any) -> Schema:
    """Describe a list."""
    return _with(about, {"type": "array", "items": of, **more})


def record(
    required: Mapping[str, Schema] | None = None,
    optional: Mapping[str, Schema] | None = None,
    *,
    rest: bool | Schema = False,
    about: str = "",
) -> Schema:
    """
    Describe a JSON object.

    Args:
        rest: Whether there may be other members, and of which kind.
    """
    members = {**(required or {}), **(optional or {})}
    schema: Schema = {"type": "object", "properties": members, "additionalProperties": rest}
    if required:
        schema["required"] = list(required)
    return _with(about, schema)


def given(members: Mapping[str, Schema], about: str = "") -> Schema:
    """Describe a JSON object that comes back: it has these members, and maybe others."""
    return record(members, rest=True, about=about)


def checked(value: Any, schema: Schema, where: str = "") -> None:
    """
    Check a value.

    Args:
        where: What the value is called in the error; empty for the whole body.

    Raises:
        WrongValue: It does not fit.
    """
    kinds = schema.get("type", list(_NAMES))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(_is(value, kind) for kind in kinds):
        wanted = " or ".join(_NAMES[kind] for kind in kinds)
        raise WrongValue(f"{where or 'the body'} is {_shown(value)}", f"it is {wanted}")
    if "enum" in schema and isinstance(value, str) and value not in schema["enum"]:
        raise WrongValue(f"{where}: {_shown(value)} is not known", f"one of {', '.join(schema['enum'])}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high:
            raise WrongValue(f"{where} is {_shown(value)}", f"a number from {low:.16g} to {high:.16g}")
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        raise WrongValue(f"{where} has {len(value)} characters", f"at most {schema['maxLength']}")
    if isinstance(value, dict):
        _check_members(value, schema, where)
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            raise WrongValue(f"{where or 'the body'} has {len(value)} entries", f"at least {schema['minItems']}")
        if len(value) > schema.get("maxItems", len(value)):
            raise WrongValue(f"{where or 'the body'} has {len(value)} entries", f"at most {schema['maxItems']}")
        for index, entry in enumerate(value):
            checked(entry, schema.get("items", {}), f"{where}[{index}]")


def _check_members(value: dict[str, Any], schema: Schema, where: str) -> None:
    members, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    prefix = f"{where}." if where else ""
    for name in schema.get("required", ()):
        if name not in value:
            about = members[name].get("description", "")
            raise WrongValue(f"{prefix}{name} is missing", about or f"it is {_wanted(members[name])}")
    for name, member in value.items():
        if name in members:
            checked(member, members[name], prefix + name)
        elif rest is False:
            known = ", ".join(members)
            raise WrongValue(f"{_shown(prefix + name)} is not known here", f"known are {known}" if known else "")
        elif isinstance(rest, dict):
            checked(member, rest, prefix + name)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _wanted(schema: Schema) -> str:
    kinds = schema.get("type", "string")
    return " or ".join(_NAMES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return _NAMES["object" if isinstance(value, dict) else "array"]
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value)[:80]


def _with(about: str, schema: Schema) -> Schema:
    return {**schema, "description": about} if about else schema
