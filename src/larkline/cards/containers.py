"""Columns side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from larkline.cards.actions import Url, multi_url
from larkline.cards.component import InnerComponent, InnerElement, TaggedPart, elements_json
from larkline.cards.words import Color, Direction, HorizontalAlign, VerticalAlign

__all__ = ["Column", "ColumnSet", "row_link"]


class Column(TaggedPart):
    """
    One column of a :class:`ColumnSet`.

    Args:
        elements: What stands in it, from top to bottom.
        width: ``auto``, ``weighted`` or 16px to 600px; has an effect when the columns never wrap.
        weight: 1 to 5, its share of the row when *width* is ``weighted``.
        background_style: A colour.
        url: Where a click on it leads, next to what is interactive in it.
        direction: How the elements follow each other.
        padding: One, two or four lengths of 0px to 99px.
        horizontal_spacing: Between elements side by side: ``small`` to ``extra_large``, or 0px to 99px.
        vertical_spacing: Between elements below each other.
        horizontal_align: Where the elements stand in the width.
        vertical_align: Where the elements stand in the height.
    """

    __slots__ = ()

    def __init__(
        self,
        elements: Sequence[InnerElement],
        *,
        width: str | None = None,
        weight: int | None = None,
        background_style: Color | None = None,
        url: Url | None = None,
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
            "action": row_link(url),
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "elements": elements_json(elements, "/elements", of=InnerComponent),
        }
        super().__init__("column", members, element_id=element_id, margin=margin)


class ColumnSet(InnerComponent):
    """
    Columns side by side.

    Args:
        columns: From left to right.
        flex_mode: What happens on a narrow screen.
        background_style: A colour.
        horizontal_spacing: Between the columns: ``small`` to ``extra_large``, or 0px to 99px.
        horizontal_align: Where the columns stand in the row.
        url: Where a click on the row leads, next to what is interactive in it.

    Source: docs, 分栏 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        columns: Sequence[Column | Mapping[str, Any]],
        *,
        flex_mode: Literal["none", "stretch", "flow", "bisect", "trisect"] | None = None,
        background_style: Color | None = None,
        horizontal_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        url: Url | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "flex_mode": flex_mode,
            "background_style": background_style,
            "horizontal_spacing": horizontal_spacing,
            "horizontal_align": horizontal_align,
            "action": row_link(url),
            "columns": elements_json(columns, "/columns", of=Column, what="column"),
        }
        super().__init__("column_set", members, element_id=element_id, margin=margin)


def row_link(url: Url | None) -> dict[str, Any] | None:
    """Write the link of a row or a column."""
    link = multi_url(url)
    return None if link is None else {"multi_url": link}
