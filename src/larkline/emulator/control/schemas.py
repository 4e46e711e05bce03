"""Say with JSON Schema what the control API takes and gives, and check values against it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from larkline.emulator.both import NOTHING, Both, same
from larkline.emulator.errors import WrongValue

__all__ = [
    "BOTH",
    "Schema",
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
    "string": Both("a text", "字符串"),
    "integer": Both("a whole number", "整数"),
    "number": Both("a number", "数字"),
    "boolean": Both("true or false", "true 或 false"),
    "object": Both("a JSON object", "JSON 对象"),
    "array": Both("a list", "列表"),
    "null": same("null"),
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
    if not any(_is(value, kind) for kind in _kinds(schema, list(_NAMES))):
        raise _odd(value, where, _wanted(schema))
    if "enum" in schema and isinstance(value, str) and value not in schema["enum"]:
        shown, known = _shown(value), ", ".join(schema["enum"])
        raise WrongValue(
            f"{where}: {shown.en} is not known",
            f"{where} 不能是 {shown.zh}",
            hint=Both(f"one of {known}", f"可选：{known}"),
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high:
            low, high = f"{low:.16g}", f"{high:.16g}"
            raise _odd(value, where, Both(f"a number from {low} to {high}", f"应在 {low} 到 {high} 之间"))
    if isinstance(value, str) and len(value) > (most := schema.get("maxLength", len(value))):
        size = len(value)
        raise WrongValue(f"{where} has {size} characters", f"{where} 有 {size} 个字符", hint=_most(most))
    if isinstance(value, dict):
        _check_members(value, schema, where)
    if isinstance(value, list):
        least, most = schema.get("minItems", 0), schema.get("maxItems", len(value))
        if not least <= len(value) <= most:
            name, size = _place(where), len(value)
            hint = _most(most) if size > most else Both(f"at least {least}", f"至少 {least}")
            raise WrongValue(f"{name.en} has {size} entries", f"{name.zh} 有 {size} 项", hint=hint)
        for index, entry in enumerate(value):
            checked(entry, schema.get("items", {}), f"{where}[{index}]")


def _check_members(value: dict[str, Any], schema: Schema, where: str) -> None:
    members, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    prefix = f"{where}." if where else ""
    for name in schema.get("required", ()):
        if name not in value:
            wanted = _wanted(members[name])
            about = members[name].get("description", wanted.en)
            raise WrongValue(f"{prefix}{name} is missing", f"缺少 {prefix}{name}", hint=Both(about, wanted.zh))
    for name, member in value.items():
        if name in members:
            checked(member, members[name], prefix + name)
        elif rest is False:
            known = ", ".join(members)
            hint = Both(f"known are {known}", f"可用：{known}") if known else NOTHING
            shown = _shown(prefix + name).en
            raise WrongValue(f"{shown} is not known here", f"没有 {shown} 这个字段", hint=hint)
        elif isinstance(rest, dict):
            checked(member, rest, prefix + name)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _kinds(schema: Schema, otherwise: Sequence[str]) -> Sequence[str]:
    kinds = schema.get("type", otherwise)
    return [kinds] if isinstance(kinds, str) else kinds


def _wanted(schema: Schema) -> Both:
    names = [_NAMES[kind] for kind in _kinds(schema, ["string"])]
    return Both("it is " + " or ".join(name.en for name in names), "应为" + "或".join(name.zh for name in names))


def _odd(value: Any, where: str, wanted: Both) -> WrongValue:
    name, shown = _place(where), _shown(value)
    return WrongValue(f"{name.en} is {shown.en}", f"{name.zh} 的值是 {shown.zh}", hint=wanted)


def _place(where: str) -> Both:
    return Both(where or "the body", where or "请求体")


def _most(limit: int) -> Both:
    return Both(f"at most {limit}", f"最多 {limit}")


def _shown(value: Any) -> Both:
    if isinstance(value, dict | list):
        return _NAMES["object" if isinstance(value, dict) else "array"]
    if value is None or isinstance(value, bool):
        return same({None: "null", True: "true", False: "false"}[value])
    return same(repr(value)[:80])


def _with(about: str, schema: Schema) -> Schema:
    return {**schema, "description": about} if about else schema


#: A text in both languages.
BOTH = given({"zh": text(), "en": text()})
