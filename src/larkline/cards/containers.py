"""Components that hold components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from larkline.cards.component import Component, Element, elements_json

__all__ = ["Column", "ColumnSet", "Direction", "Form", "HorizontalAlign", "VerticalAlign"]

Direction: TypeAlias = Literal["vertical", "horizontal"]
HorizontalAlign: TypeAlias = Literal["left", "center", "right"]
VerticalAlign: TypeAlias = Literal["top", "center", "bottom"]


class Column(Component):
    """
    One column of a :class:`ColumnSet`.

    Args:
        elements: What stands in it, from top to bottom.
        width: ``auto``, ``weighted`` or 16px to 600px.
        weight: 1 to 5, its share of the row when *width* is ``weighted``.
        background_style: A colour name.
        direction: How the elements follow each other.
        padding: One, two or four lengths of 0px to 99px.
    """

    __slots__ = ()

    def __init__(
        self,
        elements: Sequence[Element],
        *,
        width: str | None = None,
        weight: int | None = None,
        background_style: str | None = None,
        direction: Direction | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        vertical_align: VerticalAlign | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "width": width,
            "weight": weight,
            "background_style": background_style,
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "elements": elements_json(elements, "$.elements"),
        }
        super().__init__("column", members, element_id=element_id, margin=margin)


class ColumnSet(Component):
    """
    Columns side by side.

    Args:
        columns: From left to right.
        flex_mode: What happens on a narrow screen.
        background_style: A colour name.
        horizontal_spacing: Between the columns: ``small`` to ``extra_large``, or 0px to 99px.
        horizontal_align: Where the columns stand in the row.

    Source: docs, 分栏 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        columns: Sequence[Column | Mapping[str, Any]],
        *,
        flex_mode: Literal["none", "stretch", "flow", "bisect", "trisect"] | None = None,
        background_style: str | None = None,
        horizontal_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "flex_mode": flex_mode,
            "background_style": background_style,
            "horizontal_spacing": horizontal_spacing,
            "horizontal_align": horizontal_align,
            "columns": elements_json(columns, "$.columns"),
        }
        super().__init__("column_set", members, element_id=element_id, margin=margin)


class Form(Component):
    """
    Fields that are sent together when a button with ``form_action_type="submit"`` is clicked.

    Args:
        name: Unique in the card.
        elements: Each field and each button in it needs a name, or the click ends with code 200530.
        direction: How the elements follow each other.
        padding: One, two or four lengths of 0px to 99px.

    Source: docs, 表单容器 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        name: str,
        elements: Sequence[Element],
        *,
        direction: Direction | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        vertical_align: VerticalAlign | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "name": name,
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "elements": elements_json(elements, "$.elements"),
        }
        super().__init__("form", members, element_id=element_id, margin=margin)
