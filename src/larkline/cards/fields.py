"""A field to write in."""

from __future__ import annotations

from typing import Literal

from larkline.cards.actions import Value, behaviors
from larkline.cards.component import InnerComponent
from larkline.cards.texts import Confirm, PlainTextLike, plain_text
from larkline.cards.words import I18n

__all__ = ["Input"]


class Input(InnerComponent):
    """
    A field to write in.

    Args:
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        label: Shown above the field, or at its left.
        placeholder: Shown while it is empty; at most 100 characters.
        default_value: What stands in it at first, when the viewer's language is not in *i18n_default_value*.
        i18n_default_value: Language to text.
        required: Inside a form: nothing is submitted while it is empty.
        max_length: 1 to 1000 characters.
        input_type: One line, several lines, or dots instead of characters.
        show_icon: Whether a ``password`` shows a lock.
        rows: Lines shown of a ``multiline_text``.
        auto_resize: Whether a ``multiline_text`` grows with its text.
        max_rows: Up to how many lines it grows.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether it cannot be written in.
        disabled_tips: Shown when a disabled one is clicked.
        value: Outside a form: what the handler receives as ``action.value``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 输入框组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        name: str | None = None,
        *,
        label: PlainTextLike | None = None,
        label_position: Literal["top", "left"] | None = None,
        placeholder: PlainTextLike | None = None,
        default_value: str | None = None,
        i18n_default_value: I18n | None = None,
        required: bool | None = None,
        max_length: int | None = None,
        input_type: Literal["text", "multiline_text", "password"] | None = None,
        show_icon: bool | None = None,
        rows: int | None = None,
        auto_resize: bool | None = None,
        max_rows: int | None = None,
        width: str | None = None,
        disabled: bool | None = None,
        disabled_tips: PlainTextLike | None = None,
        value: Value | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "name": name,
            "label": plain_text(label),
            "label_position": label_position,
            "placeholder": plain_text(placeholder),
            "default_value": default_value,
            "i18n_default_value": i18n_default_value,
            "required": required,
            "max_length": max_length,
            "input_type": input_type,
            "show_icon": show_icon,
            "rows": rows,
            "auto_resize": auto_resize,
            "max_rows": max_rows,
            "width": width,
            "disabled": disabled,
            "disabled_tips": plain_text(disabled_tips),
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("input", members, element_id=element_id, margin=margin)
