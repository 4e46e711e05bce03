"""A chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from larkline.cards.component import InnerComponent

__all__ = ["Chart"]


class Chart(InnerComponent):
    """
    A chart, drawn by VChart.

    Args:
        chart_spec: What VChart takes, such as ``{"type": "line", "data": {…}, "xField": "x", "yField": "y"}``;
            functions are not possible.
        aspect_ratio: 16:9 on a desktop and 1:1 on a phone when not given.
        color_theme: Of the series.
        preview: Whether it can be enlarged; it can when not said otherwise.
        height: ``auto`` (by *aspect_ratio*) or 1px to 999px.

    Source: docs, 图表组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        chart_spec: Mapping[str, Any],
        *,
        aspect_ratio: Literal["1:1", "2:1", "4:3", "16:9"] | None = None,
        color_theme: Literal["brand", "rainbow", "complementary", "converse", "primary"] | None = None,
        preview: bool | None = None,
        height: str | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "aspect_ratio": aspect_ratio,
            "color_theme": color_theme,
            "preview": preview,
            "height": height,
            "chart_spec": chart_spec,
        }
        super().__init__("chart", members, element_id=element_id, margin=margin)
