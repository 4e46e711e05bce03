"""Components with arguments of every kind, each such as the documentation allows."""

from __future__ import annotations

import inspect
from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st

from larkline.cards import (
    Audio,
    Button,
    Chart,
    CheckedStyle,
    Checker,
    CollapsiblePanel,
    Column,
    ColumnSet,
    Confirm,
    CustomIcon,
    DatePicker,
    Div,
    Hr,
    Img,
    ImgCombination,
    ImgOption,
    ImgRef,
    Input,
    InteractiveContainer,
    LarkMd,
    Markdown,
    MultiSelectPerson,
    MultiSelectStatic,
    OpenUrl,
    Option,
    Overflow,
    OverflowOption,
    PanelBorder,
    PanelHeader,
    Person,
    PersonList,
    PickerDatetime,
    PickerTime,
    PlainText,
    SelectImg,
    SelectPerson,
    SelectStatic,
    StandardIcon,
    Table,
    TableColumn,
    TableHeaderStyle,
)

#: What stands in a card by itself: no containers, nothing that needs a form.
LEAVES: list[type] = [
    Audio, Button, Chart, Checker, DatePicker, Div, Hr, Img, ImgCombination, Input, Markdown, Overflow, Person,
    PersonList, PickerDatetime, PickerTime, SelectImg, SelectPerson, SelectStatic,
]  # fmt: skip
#: What needs a form around it.
FORM_ONLY: list[type] = [MultiSelectPerson, MultiSelectStatic]
CONTAINERS: list[type] = [ColumnSet, InteractiveContainer, CollapsiblePanel]

_flags = st.booleans()
_texts = st.text(st.characters(codec="utf-8"), max_size=6)
_urls = st.sampled_from(["https://example.com", "lark://x"])
_px = st.integers(0, 99).map("{}px".format)
_boxes = st.sampled_from(["4px", "0 4px", "1px 2px 3px 4px", "0"])
_plain = st.one_of(_texts, st.builds(PlainText, _texts, i18n=st.just({"en_us": "x"}), lines=st.integers(1, 3)))
_any_text = st.one_of(_plain, st.builds(LarkMd, _texts))
_colors = st.sampled_from(["red", "grey-50", "default", "bg-white"])
_links = st.one_of(_urls, st.builds(OpenUrl, _urls, pc_url=_urls, ios_url=_urls, android_url=_urls))
_keys = st.integers(0, 9).map("img_{}".format)
_values = st.one_of(st.dictionaries(_texts, st.integers(), max_size=2), _texts)
_confirms = st.builds(Confirm, _plain, _plain)
_icons = st.one_of(
    st.builds(StandardIcon, st.just("chat_outlined"), color=_colors),
    st.builds(CustomIcon, _keys, i18n=st.just({"ja_jp": "img_9"})),
)
_i18n = st.just({"en_us": "x", "ko_kr": "y"})
_people = st.lists(st.integers(0, 9).map("ou_{}".format), min_size=1, max_size=3, unique=True)
_options = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)
_buttons = st.lists(st.builds(Button, _texts, type=st.sampled_from(["text", "danger_text"])), max_size=3)
_columns = st.lists(
    st.builds(
        TableColumn,
        st.sampled_from("abc"),
        _texts,
        data_type=st.just("number"),
        width=st.sampled_from(["auto", "80px", "50%"]),
        vertical_align=st.sampled_from(["top", "center", "bottom"]),
        horizontal_align=st.sampled_from(["left", "center", "right"]),
        symbol=st.just("¥"),
        precision=st.integers(0, 10),
        separator=_flags,
        date_format=st.just("YYYY"),
    ),
    min_size=3,
    max_size=3,
    unique_by=lambda column: column.to_dict()["name"],
)

#: By argument; the same name means the same everywhere but in :data:`SPECIAL`.
ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "alt": _plain,
    "aspect_ratio": st.sampled_from(["1:1", "4:3", "16:9"]),
    "audio_id": st.none(),
    "auto_resize": _flags,
    "background_color": _colors,
    "background_style": _colors,
    "border": st.builds(PanelBorder, color=_colors, corner_radius=_px),
    "border_color": _colors,
    "buttons": _buttons,
    "can_preview": _flags,
    "chart_spec": st.just({"type": "line", "data": {"values": []}}),
    "checked": _flags,
    "checked_style": st.builds(CheckedStyle, show_strikethrough=_flags, opacity=st.floats(0, 1)),
    "color_theme": st.sampled_from(["brand", "rainbow", "complementary", "converse", "primary"]),
    "combination_mode": st.sampled_from(["double", "triple", "bisect", "trisect"]),
    "confirm": _confirms,
    "content": _texts,
    "corner_radius": st.one_of(_px, st.just("50%")),
    "default_value": _texts,
    "direction": st.sampled_from(["vertical", "horizontal"]),
    "disabled": _flags,
    "disabled_tips": _plain,
    "drop_invalid_user_id": _flags,
    "element_id": st.none(),
    "expanded": _flags,
    "file_key": st.just("file_1"),
    "flex_mode": st.sampled_from(["none", "stretch", "flow", "bisect", "trisect"]),
    "form_action_type": st.none(),
    "freeze_first_column": _flags,
    "has_border": _flags,
    "header": st.builds(
        PanelHeader,
        st.one_of(_texts, st.builds(LarkMd, _texts), st.builds(Markdown, _texts)),
        background_color=_colors,
        vertical_align=st.sampled_from(["top", "center", "bottom"]),
        padding=_boxes,
        position=st.sampled_from(["top", "bottom"]),
        width=st.sampled_from(["fill", "auto", "auto_when_fold"]),
        icon=st.builds(StandardIcon, st.just("x_outlined"), size=st.just("16px 16px")),
        icon_position=st.sampled_from(["left", "right", "follow_text"]),
        icon_expanded_angle=st.sampled_from([-180, -90, 90, 180]),
    ),
    "header_style": st.builds(
        TableHeaderStyle,
        text_align=st.sampled_from(["left", "center", "right"]),
        text_size=st.sampled_from(["normal", "heading"]),
        background_style=st.sampled_from(["grey", "none"]),
        text_color=_colors,
        bold=_flags,
        lines=st.integers(1, 3),
    ),
    "height": st.sampled_from(["auto", "10px", "999px"]),
    "horizontal_align": st.sampled_from(["left", "center", "right"]),
    "horizontal_spacing": st.one_of(_px, st.sampled_from(["small", "extra_large"])),
    "hover_tips": _plain,
    "i18n": _i18n,
    "i18n_default_value": _i18n,
    "i18n_img_key": st.just({"en_us": "img_9"}),
    "icon": _icons,
    "images": st.lists(st.one_of(_keys, st.builds(ImgRef, _keys, i18n=st.just({"en_us": "img_9"}))), max_size=3),
    "img_key": _keys,
    "initial_date": st.one_of(st.dates(), st.just("2026-11-20")).filter(
        lambda d: not isinstance(d, date) or d.year > 999
    ),
    "initial_datetime": st.one_of(st.datetimes(datetime(1000, 1, 1)), st.just("2026-11-20 09:30")),  # noqa: DTZ001
    "initial_index": st.integers(0, 1),
    "initial_option": st.none(),
    "initial_time": st.one_of(st.times(), st.just("09:30"), st.just(time(9, 30))),
    "input_type": st.sampled_from(["text", "multiline_text", "password"]),
    "label": _plain,
    "label_position": st.sampled_from(["top", "left"]),
    "layout": st.sampled_from(["stretch", "bisect", "trisect"]),
    "lines": st.integers(1, 3),
    "margin": st.one_of(_boxes, st.just("-99px 99px")),
    "max_length": st.integers(1, 1000),
    "max_rows": st.integers(1, 9),
    "multi_select": st.just(False),
    "name": st.none(),
    "options": _options,
    "overall_checkable": _flags,
    "padding": _boxes,
    "page_size": st.integers(1, 10),
    "persons": _people,
    "placeholder": _plain,
    "preview": _flags,
    "required": _flags,
    "row_height": st.sampled_from(["low", "middle", "high", "auto", "32px", "124px"]),
    "row_max_height": st.sampled_from(["32px", "999px"]),
    "rows": st.integers(1, 9),
    "scale_type": st.sampled_from(["crop_center", "crop_top", "fit_horizontal"]),
    "selected_values": st.none(),
    "show_avatar": _flags,
    "show_buttons": st.sampled_from(["always", "on_hover"]),
    "show_icon": _flags,
    "show_name": _flags,
    "size": st.sampled_from(["small", "medium", "large"]),
    "style": st.sampled_from(["normal", "capsule"]),
    "text": _any_text,
    "text_align": st.sampled_from(["left", "center", "right"]),
    "text_size": st.sampled_from(["normal", "heading-0", "x-small"]),
    "title": _any_text,
    "transparent": _flags,
    "type": st.sampled_from(["default", "text"]),
    "url": _links,
    "user_id": st.just("ou_1"),
    "value": _values,
    "vertical_align": st.sampled_from(["top", "center", "bottom"]),
    "vertical_spacing": st.one_of(_px, st.sampled_from(["medium", "large"])),
    "weight": st.integers(1, 5),
    "width": st.sampled_from(["fill", "100px", "600px"]),
}
SPECIAL: dict[type, dict[str, st.SearchStrategy[Any]]] = {
    Chart: {"aspect_ratio": st.sampled_from(["1:1", "2:1", "4:3", "16:9"])},
    Column: {"width": st.sampled_from(["auto", "weighted", "16px", "600px"])},
    InteractiveContainer: {"background_style": st.one_of(_colors, st.just("laser"))},
    Button: {"type": st.sampled_from(["default", "primary", "danger", "primary_filled", "laser", "text"])},
    SelectImg: {"options": _options.map(lambda values: [ImgOption(f"img_{v}", v, hover_tips="x") for v in values])},
    SelectStatic: {
        "options": _options.map(lambda values: [values[0], *(Option(PlainText(v), v) for v in values[1:])]),
        "initial_option": st.just("a"),
    },
    MultiSelectStatic: {"selected_values": st.just(["a"])},
    SelectPerson: {"initial_option": st.just("ou_1")},
    MultiSelectPerson: {"selected_values": st.just(["ou_1"])},
    Overflow: {"options": _options.map(lambda values: [OverflowOption(v, v, url="https://x") for v in values])},
    Table: {"columns": _columns, "rows": st.lists(st.fixed_dictionaries({"a": st.integers(), "b": st.floats(0, 1)}))},
}


def arguments(cls: type) -> list[str]:
    """Name the arguments of a component's class, those for its children left out."""
    names = list(inspect.signature(cls).parameters)
    return [name for name in names if name != "elements" and not (cls is ColumnSet and name == "columns")]


def strategy(cls: type, name: str) -> st.SearchStrategy[Any]:
    """Give values for one argument; a new argument needs a line above."""
    return SPECIAL.get(cls, {}).get(name, ARGUMENTS[name] if name in ARGUMENTS else SPECIAL[cls][name])


@st.composite
def made(draw: Any, cls: type, children: Any = ()) -> Any:
    """Give one component, with some of its arguments."""
    given: dict[str, Any] = {}
    for name in arguments(cls):
        needed = inspect.signature(cls).parameters[name].default is inspect.Parameter.empty
        if needed or draw(st.booleans()):
            given[name] = draw(strategy(cls, name))
    if cls is InteractiveContainer and given.get("value") is None:
        given["value"] = {}
    if cls is ColumnSet:
        return ColumnSet([Column([child]) for child in children], **given)
    if cls in CONTAINERS or cls is Column:
        given["elements"] = list(children)
    return cls(**given)


def leaves() -> st.SearchStrategy[Any]:
    """Give one component that holds no others."""
    return st.sampled_from(LEAVES).flatmap(made)


def components() -> st.SearchStrategy[Any]:
    """Give one component, at most three containers deep."""

    def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        children = st.lists(inner, max_size=2)
        return children.flatmap(lambda them: st.sampled_from(CONTAINERS).flatmap(lambda cls: made(cls, them)))

    return st.recursive(leaves(), around, max_leaves=4)
