"""What the fields of a card hold: at first, after a person filled them, and as the client sends it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from larkline.emulator.both import Both
from larkline.emulator.cards.components import PICKER_TAGS, Component, label_of, texts_of
from larkline.emulator.errors import ComponentNotFound, WrongValue

__all__ = ["FormValue", "chosen_option", "initial_value", "is_empty", "is_multiple", "sent_value", "taken_value"]

FormValue = str | bool | list[str]

_HAS_OFFSET = re.compile(r" [+-]\d{4}$")
_MULTIPLE = frozenset({"multi_select_static", "multi_select_person"})
_PERSONS = frozenset({"select_person", "multi_select_person"})


def is_multiple(component: Component) -> bool:
    """Tell whether a field holds a list."""
    return component.tag in _MULTIPLE or (component.tag == "select_img" and component.node.get("multi_select") is True)


def initial_value(component: Component, *, locale: str) -> FormValue:
    """Give what an untouched field holds, as the person sees it (no time zone on a date)."""
    node = component.node
    if component.tag == "checker":
        return node.get("checked") is True
    if is_multiple(component):
        chosen = node.get("selected_values")
        return [str(value) for value in chosen] if isinstance(chosen, list) else []
    if component.tag == "input":
        translations = node.get("i18n_default_value")
        default = node.get("default_value", "")
        if isinstance(translations, dict) and component.speaks(locale):
            return str(translations.get(locale, default))
        return str(default)
    if component.tag in PICKER_TAGS:
        key = {"date_picker": "initial_date", "picker_time": "initial_time", "picker_datetime": "initial_datetime"}
        return str(node.get(key[component.tag], ""))
    initial = node.get("initial_option")
    if isinstance(initial, str) and initial:
        return _matching_option(component, initial) or ("" if _options(component) else initial)
    index = node.get("initial_index")
    options = _options(component)
    if isinstance(index, int) and 1 <= index <= len(options):
        return str(options[index - 1].get("value", ""))
    return ""


def taken_value(component: Component, value: object) -> FormValue:
    """
    Take what a person fills in and check that the field can hold it.

    Raises:
        ComponentNotFound: The field offers no such option; the error lists those it has.
        ValueError: The value has the wrong type for this field.
    """
    label = label_of(component)
    if component.tag == "checker":
        if not isinstance(value, bool):
            raise WrongValue(
                f"{label!r} is ticked with True or False, not {value!r}",
                f"{label!r} 的值应为 true 或 false，不能是 {value!r}",
            )
        return value
    if is_multiple(component):
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise WrongValue(
                f"{label!r} takes a list of options, not {value!r}", f"{label!r} 的值应为选项列表，不能是 {value!r}"
            )
        wanted = [chosen_option(component, str(item)) for item in value]
        order = [str(option.get("value", "")) for option in _options(component)]
        return sorted(wanted, key=order.index) if order and set(wanted) <= set(order) else wanted
    if not isinstance(value, str):
        raise WrongValue(f"{label!r} takes text, not {value!r}", f"{label!r} 的值应为字符串，不能是 {value!r}")
    if component.tag == "input" or component.tag in PICKER_TAGS:
        return value
    return chosen_option(component, value)


def chosen_option(component: Component, wanted: str) -> str:
    """
    Give the value of the option that has this value or this text.

    Raises:
        ComponentNotFound: There is none; persons may be chosen freely when the card lists none.
    """
    found = _matching_option(component, wanted)
    if found is not None:
        return found
    if component.tag in _PERSONS and not _options(component):
        return wanted
    choices = tuple(str(option.get("value", "")) for option in _options(component))
    label = label_of(component)
    raise ComponentNotFound(wanted, Both(f"{label!r} has no such option", f"{label!r} 没有这个选项"), choices)


def sent_value(component: Component, value: FormValue, *, utc_offset: str) -> FormValue:
    """Give a value as the client sends it: a picked date or time carries the offset of the time zone."""
    if component.tag in PICKER_TAGS and isinstance(value, str) and value and not _HAS_OFFSET.search(value):
        return f"{value} {utc_offset}"
    return value


def is_empty(value: FormValue) -> bool:
    """Tell whether a required field with this value counts as not filled in."""
    return value in ("", []) or value is False


def _options(component: Component) -> list[Mapping[str, Any]]:
    options = component.node.get("options")
    return [option for option in options if isinstance(option, dict)] if isinstance(options, list) else []


def _matching_option(component: Component, wanted: str) -> str | None:
    options = _options(component)
    for option in options:
        if option.get("value") == wanted:
            return wanted
    for option in options:
        if wanted in texts_of(replace(component, node=option)):
            return str(option.get("value", ""))
    return None
