"""A box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from larkline.cards.actions import Value, behaviors
from larkline.cards.button import Button
from larkline.cards.component import InnerComponent, Part
from larkline.cards.texts import Confirm, PlainTextLike, Text, plain_text

__all__ = ["CheckedStyle", "Checker"]


class CheckedStyle(Part):
    """
    How the text of a :class:`Checker` looks while it is ticked.

    Args:
        show_strikethrough: Whether it is struck through.
        opacity: 0 to 1.
    """

    __slots__ = ()

    def __init__(self, *, show_strikethrough: bool | None = None, opacity: float | None = None) -> None:
        super().__init__({"show_strikethrough": show_strikethrough, "opacity": opacity})


class Checker(InnerComponent):
    """
    A box to tick.

    Args:
        text: Beside the box.
        value: What the handler receives as ``action.value``, beside ``action.checked``; outside of a form nobody hears
            of the tick without it.
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        checked: Whether it is ticked at first.
        overall_checkable: Whether a click on the text ticks it, too.
        checked_style: How the text looks while it is ticked.
        buttons: At most three at its right, of type ``text``, ``primary_text`` or ``danger_text``.
        show_buttons: On a desktop: always, or only under the pointer.
        padding: One, two or four lengths of 0px to 99px.
        disabled: Whether it cannot be ticked.
        disabled_tips: Shown when a disabled one is clicked.
        hover_tips: Shown under the pointer.
        confirm: Asked before the callback.

    Source: docs, 勾选器组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        text: Text | None = None,
        *,
        value: Value | None = None,
        name: str | None = None,
        checked: bool | None = None,
        overall_checkable: bool | None = None,
        checked_style: CheckedStyle | None = None,
        buttons: Sequence[Button] | None = None,
        show_buttons: Literal["always", "on_hover"] | None = None,
        padding: str | None = None,
        disabled: bool | None = None,
        disabled_tips: PlainTextLike | None = None,
        hover_tips: PlainTextLike | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        area = {"pc_display_rule": show_buttons, "buttons": None if buttons is None else list(buttons)}
        given = {key: member for key, member in area.items() if member is not None}
        members = {
            "name": name,
            "text": plain_text(text),
            "checked": checked,
            "overall_checkable": overall_checkable,
            "checked_style": checked_style,
            "button_area": given or None,
            "padding": padding,
            "disabled": disabled,
            "disabled_tips": plain_text(disabled_tips),
            "hover_tips": plain_text(hover_tips),
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("checker", members, element_id=element_id, margin=margin)
