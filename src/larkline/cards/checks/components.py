"""What is special about some components, once their properties have been looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from larkline.cards.checks.findings import Place, kind_of, shown

if TYPE_CHECKING:
    from larkline.cards.checks.walk import Around, Walk

__all__ = ["FINISH"]

Finish = Callable[["Walk", dict[str, Any], Place, "Around"], None]
_INITIAL = ("initial_option", "initial_index", "selected_values", "initial_date", "initial_time", "initial_datetime")
_QUIET_BUTTONS = ("text", "primary_text", "danger_text")


def _button(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    """A form needs a button that submits it."""
    _required(walk, node, place, around)
    form = around.form
    if form is None:
        return
    does = node.get("form_action_type") or node.get("action_type")
    if does in ("submit", "form_submit"):
        form.submits = True
    elif does not in ("reset", "form_reset"):
        walk.note("W_REQUIRED/action", place)


def _required(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    if around.form is None and node.get("required") is True:
        walk.note("W_FORM_ONLY", (place, "required"))


def _entry(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    """A picker shows its placeholder until something is picked."""
    _required(walk, node, place, around)
    if "placeholder" not in node and not any(node.get(key) for key in _INITIAL):
        walk.note("W_REQUIRED/placeholder", place, owner=node["tag"])


def _menu(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    _entry(walk, node, place, around)
    _options(walk, node, place, around)


def _static_menu(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    if not node.get("options"):
        walk.note("W_REQUIRED/options", place, owner=node["tag"])
    _menu(walk, node, place, around)


def _images(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    _required(walk, node, place, around)
    if node.get("multi_select") is True and around.form is None:
        walk.note("E_FORM_ONLY/multi_select", place, tag=node["tag"])
    _options(walk, node, place, around)


def _options(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    """The value of an option tells which one was chosen, so that no two may have the same."""
    options = node.get("options")
    if not isinstance(options, list):
        return
    seen: dict[str, int] = {}
    for index, option in enumerate(options):
        value = option.get("value") if isinstance(option, dict) else None
        if not isinstance(value, str):
            continue
        before = seen.setdefault(value, index)
        if before != index:
            here = ((place, "options"), index)
            walk.repeated("E_OPTION_DUP", (here, "value"), value, ((place, "options"), before))


def _checker(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    _required(walk, node, place, around)
    behaviors = node.get("behaviors")
    if around.form is None and not (
        isinstance(behaviors, list) and any(isinstance(b, dict) and b.get("type") == "callback" for b in behaviors)
    ):
        walk.note("W_REQUIRED/behaviors", place)
    area = node.get("button_area")
    buttons = area.get("buttons") if isinstance(area, dict) else None
    for index, button in enumerate(buttons if isinstance(buttons, list) else ()):
        kind = button.get("type") if isinstance(button, dict) else None
        if isinstance(kind, str) and kind not in _QUIET_BUTTONS:
            here = (((place, "button_area"), "buttons"), index)
            walk.note("W_ENUM/button_area", (here, "type"), value=shown(kind))


def _audio(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    config = walk.card.get("config")
    if not (isinstance(config, dict) and config.get("enable_forward") is False):
        walk.note("E_AUDIO_FORWARD", place)
    audio_id = node.get("audio_id")
    if isinstance(audio_id, str):
        before = walk.audio_ids.setdefault(audio_id, place)
        if before is not place:
            walk.repeated("E_DUP_AUDIO_ID", (place, "audio_id"), audio_id, before)


def _chart(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    walk.charts += 1


# --- tables -----------------------------------------------------------------------------------------------------------


def _table(walk: Walk, node: dict[str, Any], place: Place, around: Around) -> None:
    """Each cell belongs to a column and is of its type."""
    walk.table(place, around)
    columns, rows = node.get("columns"), node.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return
    types: dict[object, object] = {}
    for column in columns:
        if isinstance(column, dict) and isinstance(column.get("name"), str):
            types[column["name"]] = column.get("data_type", "text")
    for index, row in enumerate(rows):
        if isinstance(row, dict):
            _row(walk, row, types, ((place, "rows"), index))


def _row(walk: Walk, row: dict[str, Any], types: dict[object, object], place: Place) -> None:
    for name, cell in row.items():
        if name not in types:
            allowed = ", ".join(str(known) for known in types)
            walk.note("E_TABLE_ROW_KEY", (place, name), name=shown(name), allowed=allowed)
            continue
        wanted = _CELLS.get(str(types[name]))
        if wanted is None or cell is None:
            continue
        kinds, words = wanted
        found = kind_of(cell)
        if found not in kinds or (found == "array" and not _items_fit(str(types[name]), cell)):
            walk.note("E_TABLE_CELL", (place, name), data_type=types[name], wanted=words, found=found)


_TEXT = (("string",), {"en": "a text", "zh": "文本"})
_NUMBER = (("int", "number"), {"en": "a number", "zh": "数字"})
#: The JSON types of the cells of a column, and how to say so.
_CELLS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "text": _TEXT,
    "lark_md": _TEXT,
    "markdown": _TEXT,
    "number": _NUMBER,
    "date": (("int", "number"), {"en": "a number of milliseconds since 1970-01-01 UTC", "zh": "毫秒时间戳"}),
    "options": (("string", "array"), {"en": "a text, or a list of {text, color}", "zh": "文本，或 {text, color} 列表"}),
    "persons": (("string", "array"), {"en": "an open_id, or a list of them", "zh": "open_id，或其列表"}),
}


def _items_fit(data_type: str, cell: list[Any]) -> bool:
    if data_type == "persons":
        return all(isinstance(person, str) for person in cell)
    return all(isinstance(option, dict) and isinstance(option.get("text"), str) for option in cell)


#: By tag.
FINISH: dict[str, Finish] = {
    "button": _button,
    "select_static": _static_menu,
    "multi_select_static": _static_menu,
    "select_person": _menu,
    "multi_select_person": _menu,
    "overflow": _options,
    "select_img": _images,
    "date_picker": _entry,
    "picker_time": _entry,
    "picker_datetime": _entry,
    "input": _required,
    "checker": _checker,
    "audio": _audio,
    "chart": _chart,
    "table": _table,
}
