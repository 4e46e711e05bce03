"""Menus to choose from: entries of yours, or people; one of them, or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from larkline.cards.actions import Value, behaviors
from larkline.cards.component import InnerComponent, Part
from larkline.cards.mistake import mistake
from larkline.cards.texts import Confirm, Icon, PlainTextLike, plain_text

__all__ = ["MultiSelectPerson", "MultiSelectStatic", "Option", "SelectPerson", "SelectStatic"]

MenuType: TypeAlias = Literal["default", "text"]


class Option(Part):
    """
    One entry of a menu.

    Args:
        text: What is shown.
        value: What the handler receives; the text itself when not given.
        icon: Shown before the text.
    """

    __slots__ = ()

    def __init__(self, text: PlainTextLike, value: str | None = None, *, icon: Icon | None = None) -> None:
        shown = plain_text(text)
        chosen = text if value is None and isinstance(text, str) else value
        if chosen is None:
            raise mistake("/value", "an option whose text is an object needs a value", id="E_REQUIRED")
        super().__init__({"text": shown, "value": chosen, "icon": icon})


def _options(options: Sequence[Option | str]) -> list[Option]:
    if isinstance(options, str):
        raise mistake("/options", "a list of options, not a text")
    return [Option(option) if isinstance(option, str) else option for option in options]


def _persons(persons: Sequence[str] | None) -> list[dict[str, str]] | None:
    if isinstance(persons, str):
        raise mistake("/options", "a list of open_ids, not a text")
    return None if persons is None else [{"value": person} for person in persons]


class SelectStatic(InnerComponent):
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
        placeholder: PlainTextLike | None = None,
        initial_option: str | None = None,
        initial_index: int | None = None,
        required: bool | None = None,
        type: MenuType | None = None,  # noqa: A002 - the platform's word
        width: str | None = None,
        disabled: bool | None = None,
        value: Value | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "name": name,
            "placeholder": plain_text(placeholder),
            "options": _options(options),
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


class MultiSelectStatic(InnerComponent):
    """
    A menu of which several entries are chosen; works in a form only.

    Args:
        options: The entries; a str stands for an entry whose value is its text.
        name: Its name in ``action.form``, unique in the card.
        placeholder: Shown while nothing is chosen; at most 100 characters.
        selected_values: The values chosen at first.
        required: Whether nothing is submitted while nothing is chosen; the documentation says that it is so when not
            said otherwise.
        type: With or without a border.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether nothing can be chosen.

    Source: docs, 下拉选择-多选组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        options: Sequence[Option | str],
        *,
        name: str | None = None,
        placeholder: PlainTextLike | None = None,
        selected_values: Sequence[str] | None = None,
        required: bool | None = None,
        type: MenuType | None = None,  # noqa: A002 - the platform's word
        width: str | None = None,
        disabled: bool | None = None,
        value: Value | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "name": name,
            "placeholder": plain_text(placeholder),
            "options": _options(options),
            "selected_values": selected_values,
            "required": required,
            "type": type,
            "width": width,
            "disabled": disabled,
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("multi_select_static", members, element_id=element_id, margin=margin)


class SelectPerson(InnerComponent):
    """
    A menu of which one person is chosen.

    Args:
        persons: The open_ids to choose from; every member of the chat when not given.
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        placeholder: Shown while nobody is chosen; at most 100 characters.
        initial_option: The open_id chosen at first.
        required: Inside a form: nothing is submitted while nobody is chosen.
        type: With or without a border.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether nobody can be chosen.
        value: Outside a form: what the handler receives as ``action.value``, beside ``action.option``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 人员选择-单选组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        persons: Sequence[str] | None = None,
        *,
        name: str | None = None,
        placeholder: PlainTextLike | None = None,
        initial_option: str | None = None,
        required: bool | None = None,
        type: MenuType | None = None,  # noqa: A002 - the platform's word
        width: str | None = None,
        disabled: bool | None = None,
        value: Value | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "name": name,
            "placeholder": plain_text(placeholder),
            "options": _persons(persons),
            "initial_option": initial_option,
            "required": required,
            "type": type,
            "width": width,
            "disabled": disabled,
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("select_person", members, element_id=element_id, margin=margin)


class MultiSelectPerson(InnerComponent):
    """
    A menu of which several people are chosen; works in a form only.

    Args:
        persons: The open_ids to choose from; every member of the chat when not given.
        name: Its name in ``action.form``, unique in the card.
        placeholder: Shown while nobody is chosen; at most 100 characters.
        selected_values: The open_ids chosen at first.
        required: Whether nothing is submitted while nobody is chosen; the documentation says that it is so when not
            said otherwise.
        type: With or without a border.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether nobody can be chosen.

    Source: docs, 人员选择-多选组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        persons: Sequence[str] | None = None,
        *,
        name: str | None = None,
        placeholder: PlainTextLike | None = None,
        selected_values: Sequence[str] | None = None,
        required: bool | None = None,
        type: MenuType | None = None,  # noqa: A002 - the platform's word
        width: str | None = None,
        disabled: bool | None = None,
        value: Value | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "name": name,
            "placeholder": plain_text(placeholder),
            "options": _persons(persons),
            "selected_values": selected_values,
            "required": required,
            "type": type,
            "width": width,
            "disabled": disabled,
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("multi_select_person", members, element_id=element_id, margin=margin)
