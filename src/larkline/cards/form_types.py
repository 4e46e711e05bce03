"""
What the fields of a form class are: which kind of entry each takes, and what is known about it.

The builder makes components of it, and the payloads make an instance of what a person entered. A form class is a
msgspec struct; a field may say more about itself with ``Annotated``: a component of a card, and a ``msgspec.Meta``
(``title`` is its label, ``description`` its placeholder, ``max_length`` its longest text).
"""

from __future__ import annotations

import enum
import types
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

import msgspec

__all__ = ["EntryKind", "FormField", "fields_of"]

EntryKind: TypeAlias = Literal[
    "text", "number", "flag", "date", "time", "datetime", "choice", "person", "texts", "choices", "persons", "other"
]
_KINDS: dict[object, EntryKind] = {
    str: "text",
    int: "number",
    float: "number",
    Decimal: "number",
    bool: "flag",
    date: "date",
    time: "time",
    datetime: "datetime",
}
_LISTS: dict[str, EntryKind] = {"text": "texts", "choice": "choices", "person": "persons"}


class FormField(NamedTuple):
    """
    One field of a form class.

    Attributes:
        name: Of its component, and in ``form_value``.
        kind: What a person enters.
        type: Its Python type, without ``Annotated`` and ``None``.
        declared: Its type as it was written.
        optional: Whether it may be None.
        required: Whether it has no default.
        default: Its default as it is; None without one.
        choices: The values of a choice, as they travel.
        component: The component it was annotated with, if any.
        meta: The ``msgspec.Meta`` it was annotated with; None without one.
    """

    name: str
    kind: EntryKind
    type: Any
    declared: Any
    optional: bool
    required: bool
    default: Any
    choices: tuple[str, ...]
    component: Any
    meta: msgspec.Meta | None

    @property
    def label(self) -> str:
        """What a person knows it by: the label of its component, else its title, else its name."""
        shown = self.component.to_dict() if self.component is not None else {}
        for key in ("label", "text", "placeholder"):
            text = shown.get(key)
            if isinstance(text, Mapping) and isinstance(text.get("content"), str) and text["content"]:
                return str(text["content"])
        return (self.meta.title if self.meta is not None else None) or self.name


@lru_cache(maxsize=256)
def fields_of(form: type[msgspec.Struct]) -> tuple[FormField, ...]:
    """
    List the fields of a form class.

    Raises:
        NameError: An annotation names something that is not there.
    """
    return tuple(_field(info) for info in msgspec.structs.fields(form))


def _field(info: msgspec.structs.FieldInfo) -> FormField:
    type_, optional, extras = _bare(info.type)
    default = info.default
    if info.default_factory is not msgspec.NODEFAULT:
        default = info.default_factory()
    kind, choices = _kind(type_)
    metas = [extra for extra in extras if isinstance(extra, msgspec.Meta)]
    return FormField(
        name=info.encode_name,
        kind=kind,
        type=type_,
        declared=info.type,
        optional=optional,
        required=info.required,
        default=None if default is msgspec.NODEFAULT else default,
        choices=choices,
        component=next((extra for extra in extras if hasattr(type(extra), "__card_json__")), None),
        meta=metas[0] if metas else None,
    )


def _bare(type_: Any) -> tuple[Any, bool, tuple[object, ...]]:
    """Take Annotated and None away: the type, whether it may be None, and what it was annotated with."""
    extras: tuple[object, ...] = ()
    optional = False
    while True:
        if get_origin(type_) is Annotated:
            type_, *more = get_args(type_)
            extras += tuple(more)
        elif get_origin(type_) in (Union, types.UnionType) and type(None) in get_args(type_):
            rest = [each for each in get_args(type_) if each is not type(None)]
            optional = True
            if len(rest) != 1:
                return type_, True, extras
            type_ = rest[0]
        else:
            return type_, optional, extras


def _kind(type_: Any) -> tuple[EntryKind, tuple[str, ...]]:
    known = _KINDS.get(type_) if isinstance(type_, type) else None
    if known is not None:
        return known, ()
    if get_origin(type_) is Literal:
        values = get_args(type_)
        usable = all(isinstance(value, (str, int)) and not isinstance(value, bool) for value in values)
        return ("choice", tuple(map(str, values))) if usable else ("other", ())
    if isinstance(type_, type):
        if issubclass(type_, enum.Enum):
            return "choice", tuple(str(member.value) for member in type_)
        if issubclass(type_, str):
            return ("person" if getattr(type_, "__form_entry__", "") == "person" else "text"), ()
    if get_origin(type_) in (list, set, frozenset, tuple):
        inner = [each for each in get_args(type_) if each is not Ellipsis]
        if len(inner) == 1:
            kind, choices = _kind(_bare(inner[0])[0])
            return _LISTS.get(kind, "other"), choices
    return "other", ()
