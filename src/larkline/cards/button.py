"""A button."""

from __future__ import annotations

from typing import Literal, TypeAlias

from larkline.cards.actions import Url, Value, behaviors
from larkline.cards.component import InnerComponent
from larkline.cards.texts import Confirm, Icon, PlainTextLike, Text, plain_text

__all__ = ["Button", "ButtonType"]

ButtonType: TypeAlias = Literal[
    "default",
    "primary",
    "danger",
    "text",
    "primary_text",
    "danger_text",
    "primary_filled",
    "danger_filled",
    "laser",
]


class Button(InnerComponent):
    """
    A button that calls back, opens a link, or submits a form.

    Args:
        text: Its label.
        value: What the handler receives as ``action.value``.
        type: How it looks.
        name: Its name in the callback; needed inside a form, unique in the card.
        url: A link to open; with *value* as well the callback is sent, too.
        size: Its height.
        width: ``default``, ``fill`` or 100px and more.
        icon: Shown before the label.
        disabled: Whether it cannot be clicked.
        disabled_tips: Shown when a disabled button is clicked.
        hover_tips: Shown under the pointer.
        confirm: Asked before anything happens.
        form_action_type: Inside a form: submit it, or put its fields back.

    Source: docs, 按钮组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        text: Text,
        *,
        value: Value | None = None,
        type: ButtonType = "default",  # noqa: A002 - the platform's word
        name: str | None = None,
        url: Url | None = None,
        size: Literal["tiny", "small", "medium", "large"] | None = None,
        width: str | None = None,
        icon: Icon | None = None,
        disabled: bool | None = None,
        disabled_tips: PlainTextLike | None = None,
        hover_tips: PlainTextLike | None = None,
        confirm: Confirm | None = None,
        form_action_type: Literal["submit", "reset"] | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "text": plain_text(text),
            "type": type,
            "size": size,
            "width": width,
            "icon": icon,
            "name": name,
            "form_action_type": form_action_type,
            "disabled": disabled,
            "disabled_tips": plain_text(disabled_tips),
            "hover_tips": plain_text(hover_tips),
            "confirm": confirm,
            "behaviors": behaviors(value=value, url=url),
        }
        super().__init__("button", members, element_id=element_id, margin=margin)
