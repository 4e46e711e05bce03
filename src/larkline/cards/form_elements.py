"""Make the fields of a form from the class its handler receives."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

import msgspec

from larkline.cards.blocks import Div
from larkline.cards.checker import Checker
from larkline.cards.component import InnerComponent
from larkline.cards.fields import Input
from larkline.cards.form_types import EntryKind, FormField, fields_of
from larkline.cards.mistake import mistake
from larkline.cards.pickers import DatePicker, PickerDatetime, PickerTime
from larkline.cards.selects import MultiSelectPerson, MultiSelectStatic, SelectPerson, SelectStatic
from larkline.cards.texts import PlainTextLike, plain_text

__all__ = ["form_fields"]

_ONE_TEXT = ("input", "select_static", "select_person", "date_picker", "picker_time", "picker_datetime", "select_img")
_SEVERAL = ("multi_select_static", "multi_select_person", "select_img")
#: The components that give what a field of each kind takes.
_FITTING: dict[EntryKind, tuple[str, ...]] = {
    "text": _ONE_TEXT,
    "number": ("input", "select_static", "select_img"),
    "flag": ("checker",),
    "date": ("date_picker", "input"),
    "time": ("picker_time", "input"),
    "datetime": ("picker_datetime", "input"),
    "choice": ("select_static", "select_img", "input"),
    "person": ("select_person", "input"),
    "texts": _SEVERAL,
    "choices": ("multi_select_static", "select_img"),
    "persons": ("multi_select_person",),
    "other": (*_ONE_TEXT, *_SEVERAL, "checker"),
}
#: Where a component shows what it is for, and what it holds at first.
_LABELS = {"input": "label", "checker": "text"}
_INITIALS = {
    "input": "default_value",
    "checker": "checked",
    "date_picker": "initial_date",
    "picker_time": "initial_time",
    "picker_datetime": "initial_datetime",
    "select_static": "initial_option",
    "select_person": "initial_option",
    "multi_select_static": "selected_values",
    "multi_select_person": "selected_values",
}


def form_fields(
    form: type[msgspec.Struct],
    *,
    labels: Mapping[str, PlainTextLike] | None = None,
    only: Collection[str] | None = None,
) -> list[InnerComponent]:
    """
    Make a component for each field of a form class, to be put into a :class:`Form` wherever you like.

    ===================================  ==========================
    type                                 component
    ===================================  ==========================
    str, int, float, Decimal             :class:`Input`
    bool                                 :class:`Checker`
    date, time, datetime                 :class:`DatePicker`, :class:`PickerTime`, :class:`PickerDatetime`
    Literal, Enum                        :class:`SelectStatic`
    OpenId                               :class:`SelectPerson`
    list of Literal, Enum or OpenId      :class:`MultiSelectStatic`, :class:`MultiSelectPerson`
    ``Annotated[…, a component]``        that component, which gets its name here
    ===================================  ==========================

    A field without a default is required, except for a tick; a default is what stands in the field at first. A label
    goes where the component has room for it (the label of an input, the text of a checker, the placeholder of the
    rest), else into a line of text above it.

    Args:
        form: A FormValue class.
        labels: What a person sees beside a field, by its name.
        only: The names of the fields wanted; all when not given.

    Raises:
        InvalidCard: A field has a type that no component gives, or *labels* or *only* name no field.
    """
    fields = fields_of(form)
    names = [field.name for field in fields]
    for name in [*(labels or ()), *(only or ())]:
        if name not in names:
            raise mistake(f"/{name}", f"{form.__name__} has no such field; it has {', '.join(names)}", id="E_REQUIRED")
    made: list[InnerComponent] = []
    for field in fields:
        if only is None or field.name in only:
            made += _components(field, (labels or {}).get(field.name))
    return made


def _components(field: FormField, label: PlainTextLike | None) -> list[InnerComponent]:
    component = field.component if field.component is not None else _component(field)
    _check_fit(field, component)
    members = component.to_dict()
    tag = members["tag"]
    added: dict[str, Any] = {"name": field.name}
    if "required" not in members and field.kind != "flag":
        needed = field.required and not field.optional
        # The documentation says that the menus for several insist, when nothing is said.
        added["required"] = needed or (False if tag.startswith("multi_") else None)
    initial = _initial(field)
    if tag in _INITIALS and _INITIALS[tag] not in members and "initial_index" not in members and initial is not None:
        added[_INITIALS[tag]] = initial
    if field.meta is not None and tag == "input":
        added["max_length"] = members.get("max_length", field.meta.max_length)
        if field.meta.description and "placeholder" not in members:
            added["placeholder"] = plain_text(field.meta.description)
    above = _label(field, label, members, added)
    return [*above, component.with_members(**added)]


def _label(
    field: FormField, label: PlainTextLike | None, members: Mapping[str, Any], added: dict[str, Any]
) -> list[InnerComponent]:
    """Put the label where there is room for it; give the line of text above when there is none."""
    tag = members["tag"]
    key = _LABELS.get(tag, "placeholder")
    if label is None:
        if field.component is not None and any(text in members for text in ("label", "placeholder", "text")):
            return []  # it says itself what it is for
        label = (field.meta.title if field.meta is not None else None) or field.name
    if tag != "select_img" and key not in members:
        added[key] = plain_text(label)
        return []
    if key in _LABELS.values():
        added[key] = plain_text(label)
        return []
    return [Div(label)]


def _component(field: FormField) -> InnerComponent:
    """Choose the component for a type."""
    kind = field.kind
    if kind in ("text", "number"):
        return Input(width="fill")
    if kind == "flag":
        return Checker()
    if kind == "date":
        return DatePicker(width="fill")
    if kind == "time":
        return PickerTime(width="fill")
    if kind == "datetime":
        return PickerDatetime(width="fill")
    if kind == "choice":
        return SelectStatic(field.choices, width="fill")
    if kind == "choices":
        return MultiSelectStatic(field.choices, width="fill")
    if kind == "person":
        return SelectPerson(width="fill")
    if kind == "persons":
        return MultiSelectPerson(width="fill")
    raise mistake(
        f"/{field.name}",
        f"no component gives {getattr(field.type, '__name__', field.type)}",
        remedy="say which one: Annotated[…, a component]",
    )


def _check_fit(field: FormField, component: object) -> None:
    """
    Check that what a component gives is what its field takes.

    Raises:
        InvalidCard: It is not.
    """
    tag = getattr(component, "tag", "")
    members = component.to_dict() if isinstance(component, InnerComponent) else {}
    fitting = _FITTING[field.kind]
    several = tag.startswith("multi_") or members.get("multi_select") is True
    if tag not in fitting or (field.kind != "other" and several != (field.kind in ("texts", "choices", "persons"))):
        name = getattr(field.type, "__name__", str(field.type))
        raise mistake(f"/{field.name}", f"{tag or type(component).__name__} does not give {name}")
    if field.kind not in ("choice", "number"):
        return
    for option in members.get("options", ()):
        try:
            msgspec.convert(option["value"], field.type, strict=False)
        except msgspec.ValidationError as error:
            raise mistake(f"/{field.name}", f"the option {option['value']!r} does not fit: {error}") from None


def _initial(field: FormField) -> object:
    """Write a default as the component takes it; None when there is none."""
    value = field.default
    if value is None or value == [] or value == "":
        return None
    if isinstance(value, enum.Enum):
        value = value.value
    if field.kind == "flag":
        return value is True or None
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (list, tuple, set, frozenset)):
        return [str(item.value if isinstance(item, enum.Enum) else item) for item in value] or None
    return str(value)
