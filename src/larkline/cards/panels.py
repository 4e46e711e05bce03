"""Containers that react to a click: a box that calls back, and a panel that folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from larkline.cards.actions import Url, Value, behaviors
from larkline.cards.component import InnerComponent, InnerElement, Part, elements_json
from larkline.cards.markdown import Markdown
from larkline.cards.mistake import mistake
from larkline.cards.texts import Confirm, Icon, PlainTextLike, Text, plain_text
from larkline.cards.words import Color, Direction, HorizontalAlign, VerticalAlign

__all__ = ["CollapsiblePanel", "InteractiveContainer", "PanelBorder", "PanelHeader"]


class InteractiveContainer(InnerComponent):
    """
    A box that calls back or opens a link, wherever it is clicked.

    Args:
        elements: What stands in it; what is interactive itself keeps its own clicks.
        value: What the handler receives as ``action.value``.
        url: A link to open; with *value* as well the callback is sent, too. One of the two is needed.
        width: ``fill``, ``auto`` or 16px to 999px.
        height: ``auto`` or 10px to 999px.
        background_style: A colour, or ``laser``.
        has_border: Whether there is a thin line around it.
        border_color: Of that line.
        corner_radius: In pixels, or a percentage.
        direction: How the elements follow each other.
        padding: One, two or four lengths of 0px to 99px.
        horizontal_spacing: Between elements side by side: ``small`` to ``extra_large``, or 0px to 99px.
        vertical_spacing: Between elements below each other.
        horizontal_align: Where the elements stand in the width.
        vertical_align: Where the elements stand in the height.
        disabled: Whether it cannot be clicked.
        disabled_tips: Shown when a disabled one is clicked.
        hover_tips: Shown under the pointer.
        confirm: Asked before anything happens.

    Source: docs, 交互容器 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        elements: Sequence[InnerElement],
        *,
        value: Value | None = None,
        url: Url | None = None,
        width: str | None = None,
        height: str | None = None,
        background_style: Color | Literal["laser"] | None = None,
        has_border: bool | None = None,
        border_color: Color | None = None,
        corner_radius: str | None = None,
        direction: Direction | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        vertical_align: VerticalAlign | None = None,
        disabled: bool | None = None,
        disabled_tips: PlainTextLike | None = None,
        hover_tips: PlainTextLike | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        done = behaviors(value=value, url=url)
        if done is None:
            raise mistake("/behaviors", "a click does nothing", id="E_REQUIRED", remedy="give it a value or a url")
        members = {
            "width": width,
            "height": height,
            "background_style": background_style,
            "has_border": has_border,
            "border_color": border_color,
            "corner_radius": corner_radius,
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "disabled": disabled,
            "disabled_tips": plain_text(disabled_tips),
            "hover_tips": plain_text(hover_tips),
            "confirm": confirm,
            "behaviors": done,
            "elements": elements_json(elements, "/elements", of=InnerComponent),
        }
        super().__init__("interactive_container", members, element_id=element_id, margin=margin)


class PanelHeader(Part):
    """
    The line of a :class:`CollapsiblePanel` that stays when it is folded.

    Args:
        title: A str is shown literally; a :class:`Markdown` is the only other mark-up the documentation lists.
        background_color: Of the line.
        vertical_align: Where the title stands in its height.
        padding: One, two or four lengths of 0px to 99px.
        position: Above or below the content.
        width: Of the line: full, as wide as the title, or that only while folded (client 7.32 and newer).
        icon: Turns when the panel opens.
        icon_position: Where the icon stands.
        icon_expanded_angle: By how many degrees it turns.
    """

    __slots__ = ()

    def __init__(
        self,
        title: Text | Markdown,
        *,
        background_color: Color | None = None,
        vertical_align: VerticalAlign | None = None,
        padding: str | None = None,
        position: Literal["top", "bottom"] | None = None,
        width: Literal["fill", "auto", "auto_when_fold"] | None = None,
        icon: Icon | None = None,
        icon_position: Literal["left", "right", "follow_text"] | None = None,
        icon_expanded_angle: Literal[-180, -90, 90, 180] | None = None,
    ) -> None:
        super().__init__(
            {
                "title": title if isinstance(title, Markdown) else plain_text(title),
                "background_color": background_color,
                "vertical_align": vertical_align,
                "padding": padding,
                "position": position,
                "width": width,
                "icon": icon,
                "icon_position": icon_position,
                "icon_expanded_angle": icon_expanded_angle,
            }
        )


class PanelBorder(Part):
    """
    The line around a :class:`CollapsiblePanel`.

    Args:
        color: Of the line.
        corner_radius: In pixels, or a percentage.
    """

    __slots__ = ()

    def __init__(self, *, color: Color | None = None, corner_radius: str | None = None) -> None:
        super().__init__({"color": color, "corner_radius": corner_radius})


class CollapsiblePanel(InnerComponent):
    """
    A panel that folds; the client does it alone, nothing is called back.

    Args:
        header: What stays when it is folded; a str is its title.
        elements: What it hides.
        expanded: Whether it is open at first.
        background_color: Of the whole panel.
        border: Around it.
        direction: How the elements follow each other.
        padding: One, two or four lengths of 0px to 99px.
        horizontal_spacing: Between elements side by side: ``small`` to ``extra_large``, or 0px to 99px.
        vertical_spacing: Between elements below each other.
        horizontal_align: Where the elements stand in the width.
        vertical_align: Where the elements stand in the height.

    Source: docs, 折叠面板 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        header: str | PanelHeader,
        elements: Sequence[InnerElement],
        *,
        expanded: bool | None = None,
        background_color: Color | None = None,
        border: PanelBorder | None = None,
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
            "expanded": expanded,
            "background_color": background_color,
            "header": PanelHeader(header) if isinstance(header, str) else header,
            "border": border,
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "elements": elements_json(elements, "/elements", of=InnerComponent),
        }
        super().__init__("collapsible_panel", members, element_id=element_id, margin=margin)
