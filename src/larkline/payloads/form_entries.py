"""Make an instance of a form class of what a person entered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from larkline.cards.form_types import FormField, fields_of
from larkline.payloads.values import WrongEntry

__all__ = ["read_form"]

F = TypeVar("F", bound=msgspec.Struct)

#: How pickers write what was picked: in the person's time zone, with its offset (documented).
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?: [+-]\d{4})?\Z", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d)(?: [+-]\d{4})?\Z", re.ASCII)
#: How people write numbers. Python reads more than that: "nan", "1_000", digits of other scripts.
_NUMBER = re.compile(r"\+?(-?)(?=\.?\d)(\d*)(\.\d+)?\.?([eE][+-]?\d{1,3})?\Z", re.ASCII)
_DATETIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)(?: ([+-]\d\d)(\d\d))?\Z", re.ASCII)


def read_form(form: Mapping[str, Any], cls: type[F]) -> F:
    """
    Make a *cls* of the submitted fields.

    Text that looks like a number fits a number; a picked date, time, or both, fits ``date`` and ``time`` as the person
    saw them, and ``datetime`` with the time zone; a field that was left empty is as if it were not there, unless it is
    a text or a list.

    Raises:
        WrongEntry: A field does not fit, or the class refuses the whole; the error names the field.
        msgspec.ValidationError: Fields are missing: this is another form.

    Source: docs, 表单容器, shapes of ``form_value`` (documented); an empty field is sent as an empty text (assumed).
    """
    fields = fields_of(cls)
    entries = dict(form)
    for field in fields:
        if field.name in entries:
            entry = _entry(field, entries.pop(field.name))
            if entry is not msgspec.UNSET:
                entries[field.name] = entry
    try:
        return msgspec.convert(entries, cls, strict=False, dec_hook=_typed_text)
    except msgspec.ValidationError as error:
        if any(field.required and field.name not in form for field in fields):
            raise
        raise _wrong_entry(fields, entries, error) from None


def _wrong_entry(fields: tuple[FormField, ...], entries: Mapping[str, Any], error: Exception) -> WrongEntry:
    """Find the first field that does not fit."""
    for field in fields:
        if field.name not in entries:
            if field.required:
                return WrongEntry(field.name, field.label, "missing", "", f"{error}")
            continue
        try:
            msgspec.convert(entries[field.name], field.declared, strict=False, dec_hook=_typed_text)
        except msgspec.ValidationError:
            return WrongEntry(field.name, field.label, "invalid", "", f"{error}")
    cause = error.__cause__
    return WrongEntry("", "", "refused", "" if cause is None else str(cause), f"{error}")


def _entry(field: FormField, value: Any) -> Any:
    """Write an entry as msgspec reads its type; UNSET when the field was left empty."""
    if not isinstance(value, str):
        return value
    kind = field.kind
    if kind == "text":
        return None if field.optional and not value else value
    if not value.strip() and kind != "other":
        return None if field.optional and field.required else msgspec.UNSET
    if kind == "number":
        if not (found := _NUMBER.match(value.strip())):
            return [value]  # fits no number, but is there
        sign, whole, fraction, power = found.groups("")
        return f"{sign}{whole or 0}{fraction}{power}"
    if kind == "date" and (found := _DATE.match(value)):
        return found[1]
    if kind == "time" and (found := _TIME.match(value)):
        return f"{found[1]}:00"
    if kind == "datetime" and (found := _DATETIME.match(value)):
        date, time, hours, minutes = found.groups()
        return f"{date}T{time}:00" + ("" if hours is None else f"{hours}:{minutes}")
    return value


def _typed_text(type_: type, value: Any) -> Any:
    """Make a typed text, such as an OpenId."""
    if issubclass(type_, str) and isinstance(value, str):
        return type_(value)
    raise TypeError(f"no form gives {type_.__name__}")
