"""A table, with its columns and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from larkline.cards.component import Component, Part
from larkline.cards.words import Color, HorizontalAlign, VerticalAlign

__all__ = ["DataType", "Table", "TableColumn", "TableHeaderStyle"]

DataType: TypeAlias = Literal["text", "lark_md", "options", "number", "persons", "date", "markdown"]


class TableColumn(Part):
    """
    One column of a :class:`Table`.

    Args:
        name: The key of its cells in the rows.
        display_name: Its title.
        data_type: What its cells are: ``text``, ``lark_md`` and ``markdown`` texts; ``number`` a number; ``date``
            milliseconds since 1970-01-01 UTC; ``persons`` an open_id or a list of them; ``options`` a text or a list of
            ``{"text": …, "color": …}``.
        width: ``auto``, 80px to 600px, or 1% to 100%.
        vertical_align: Where the cells stand in the row.
        horizontal_align: Where the cells stand in the column; numbers stand at the right when not said otherwise.
        symbol: Of a ``number``: one character before it, such as ``¥``.
        precision: Of a ``number``: 0 to 10 decimals.
        separator: Of a ``number``: whether thousands are separated.
        date_format: Of a ``date``: such as ``YYYY/MM/DD HH:mm``.
    """

    __slots__ = ()

    def __init__(
        self,
        name: str,
        display_name: str | None = None,
        *,
        data_type: DataType = "text",
        width: str | None = None,
        vertical_align: VerticalAlign | None = None,
        horizontal_align: HorizontalAlign | None = None,
        symbol: str | None = None,
        precision: int | None = None,
        separator: bool | None = None,
        date_format: str | None = None,
    ) -> None:
        number = {"symbol": symbol, "precision": precision, "separator": separator}
        given = {key: value for key, value in number.items() if value is not None}
        super().__init__(
            {
                "name": name,
                "display_name": display_name,
                "data_type": data_type,
                "width": width,
                "vertical_align": vertical_align,
                "horizontal_align": horizontal_align,
                "format": given or None,
                "date_format": date_format,
            }
        )


class TableHeaderStyle(Part):
    """
    How the titles of a :class:`Table` look.

    Args:
        text_align: Where they stand in their columns.
        text_size: Normal, or larger.
        background_style: Whether they stand on grey.
        text_color: Of the titles.
        bold: They are, when not said otherwise.
        lines: How many lines at most.
    """

    __slots__ = ()

    def __init__(
        self,
        *,
        text_align: HorizontalAlign | None = None,
        text_size: Literal["normal", "heading"] | None = None,
        background_style: Literal["grey", "none"] | None = None,
        text_color: Color | None = None,
        bold: bool | None = None,
        lines: int | None = None,
    ) -> None:
        super().__init__(
            {
                "text_align": text_align,
                "text_size": text_size,
                "background_style": background_style,
                "text_color": text_color,
                "bold": bold,
                "lines": lines,
            }
        )


class Table(Component):
    """
    A table; it stands in the card itself, never inside a container.

    Args:
        columns: From left to right, at most 50; a str is a column of texts with that name and title.
        rows: Each an object of cells, by the name of their column.
        page_size: Rows on a page, 1 to 10.
        row_height: ``low``, ``middle``, ``high``, 32px to 124px, or ``auto`` (client 7.33 and newer).
        row_max_height: How high ``auto`` may become, 32px to 999px.
        freeze_first_column: Whether it stays while the others are scrolled.
        header_style: How the titles look.

    Source: docs, 表格组件 (documented). A card has at most five.
    """

    __slots__ = ()

    def __init__(
        self,
        columns: Sequence[TableColumn | str],
        rows: Sequence[Mapping[str, Any]],
        *,
        page_size: int | None = None,
        row_height: str | None = None,
        row_max_height: str | None = None,
        freeze_first_column: bool | None = None,
        header_style: TableHeaderStyle | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "page_size": page_size,
            "row_height": row_height,
            "row_max_height": row_max_height,
            "freeze_first_column": freeze_first_column,
            "header_style": header_style,
            "columns": [TableColumn(column, column) if isinstance(column, str) else column for column in columns],
            "rows": list(rows),
        }
        super().__init__("table", members, element_id=element_id, margin=margin)
