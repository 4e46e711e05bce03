"""Components that a person writes in, or chooses from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from larkline.cards.actions import Value, behaviors
from larkline.cards.component import Component, Part
from larkline.cards.texts import Confirm, Icon, PlainText, plain_text
from larkline.errors import InvalidCard

__all__ = ["Input", "Option", "SelectStatic"]


class Input(Component):
    """
    A field to write in.

    Args:
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        label: Shown above the field, or at its left.
        placeholder: Shown while it is empty; at most 100 characters.
        default_value: What stands in it at first, when the viewer's language is not in *i18n_default_value*.
        i18n_default_value: Locale key such as ``en_us`` to text.
        required: Inside a form: nothing is submitted while it is empty.
        max_length: 1 to 1000 characters.
        input_type: One line, several lines, or dots instead of characters.
        show_icon: Whether a ``password`` shows a lock.
        rows: Lines shown of a ``multiline_text``.
        auto_resize: Whether a ``multiline_text`` grows with its text.
        max_rows: Up to how many lines it grows.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether it cannot be written in.
        value: Outside a form: what the handler receives as ``action.value``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 输入框组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        name: str | None = None,
        *,
        label: str | PlainText | None = None,
        label_position: Literal["top", "left"] | None = None,
        placeholder: str | PlainText | None = None,
        default_value: str | None = None,
        i18n_default_value: Mapping[str, str] | None = None,
        required: bool | None = None,
        max_length: int | None = None,
        input_type: Literal["text", "multiline_text", "password"] | None = None,
        show_icon: bool | None = None,
        rows: int | None = None,
        auto_resize: bool | None = None,
        max_rows: int | None = None,
        width: str | None = None,
        disabled: bool | None = None,
        disabled_tips: str | PlainText | None = None,
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


class Option(Part):
    """
    One entry of a menu.

    Args:
        text: What is shown.
        value: What the handler receives; the text itself when not given.
        icon: Shown before the text.
    """

    __slots__ = ()

    def __init__(self, text: str | PlainText, value: str | None = None, *, icon: Icon | None = None) -> None:
        shown = plain_text(text)
        chosen = text if value is None and isinstance(text, str) else value
        if chosen is None:
            raise InvalidCard(("$.value: an option whose text is an object needs a value",))
        super().__init__({"text": shown, "value": chosen, "icon": icon})


class SelectStatic(Component):
    """
    A menu of which one entry is chosen.

    Args:
        options: The entries; a str stands for an entry whose value is its text.
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        placeholder: Shown while nothing is chosen; at most 100 characters.
        initial_option: The value chosen at first.
        initial_index: Or the number of the option chosen at first, from 1; 0 for none.
        required: Inside a form: nothing is submitted while nothing is chosen.
        type: With or without a border.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether nothing can be chosen.
        value: Outside a form: what the handler receives as ``action.value``, beside ``action.option``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 下拉选择-单选组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        options: Sequence[Option | str],
        *,
        name: str | None = None,
        placeholder: str | PlainText | None = None,
        initial_option: str | None = None,
        initial_index: int | None = None,
        required: bool | None = None,
        type: Literal["default", "text"] | None = None,  # noqa: A002 - the platform's word
        width: str | None = None,
        disabled: bool | None = None,
        value: Value | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        if isinstance(options, str):
            raise InvalidCard(("$.options: a list of options, not a text",))
        members = {
            "name": name,
            "placeholder": plain_text(placeholder),
            "options": [Option(option) if isinstance(option, str) else option for option in options],
            "initial_option": initial_option,
            "initial_index": initial_index,
            "required": required,
            "type": type,
            "width": width,
            "disabled": disabled,
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("select_static", members, element_id=element_id, margin=margin)
