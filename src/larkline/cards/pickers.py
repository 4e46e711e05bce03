"""Fields to pick a date, a time, or both."""

from __future__ import annotations

from datetime import date, datetime, time

from larkline.cards.actions import Value, behaviors
from larkline.cards.component import InnerComponent
from larkline.cards.texts import Confirm, PlainTextLike, plain_text

__all__ = ["DatePicker", "PickerDatetime", "PickerTime"]


def _written(picked: date | time | str | None, layout: str) -> str | None:
    """Write what is picked at first; a text is taken as it is."""
    return picked.strftime(layout) if isinstance(picked, (date, time)) else picked


class DatePicker(InnerComponent):
    """
    A field to pick a date.

    Args:
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        placeholder: Shown while nothing is picked; at most 100 characters.
        initial_date: What is picked at first, in the viewer's time zone: a date, or ``2026-11-20``.
        required: Inside a form: nothing is submitted while nothing is picked.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether nothing can be picked.
        value: Outside a form: what the handler receives as ``action.value``, beside ``action.option``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 日期选择器组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        name: str | None = None,
        *,
        placeholder: PlainTextLike | None = None,
        initial_date: date | str | None = None,
        required: bool | None = None,
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
            "initial_date": _written(initial_date, "%Y-%m-%d"),
            "required": required,
            "width": width,
            "disabled": disabled,
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("date_picker", members, element_id=element_id, margin=margin)


class PickerTime(InnerComponent):
    """
    A field to pick a time.

    Args:
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        placeholder: Shown while nothing is picked; at most 100 characters.
        initial_time: What is picked at first, in the viewer's time zone: a time, or ``09:30``.
        required: Inside a form: nothing is submitted while nothing is picked.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether nothing can be picked.
        value: Outside a form: what the handler receives as ``action.value``, beside ``action.option``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 时间选择器组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        name: str | None = None,
        *,
        placeholder: PlainTextLike | None = None,
        initial_time: time | str | None = None,
        required: bool | None = None,
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
            "initial_time": _written(initial_time, "%H:%M"),
            "required": required,
            "width": width,
            "disabled": disabled,
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("picker_time", members, element_id=element_id, margin=margin)


class PickerDatetime(InnerComponent):
    """
    A field to pick a date and a time.

    Args:
        name: Its name in ``action.form``; needed inside a form, unique in the card.
        placeholder: Shown while nothing is picked; at most 100 characters.
        initial_datetime: What is picked at first, in the viewer's time zone: a datetime, or ``2026-11-20 09:30``.
        required: Inside a form: nothing is submitted while nothing is picked.
        width: ``default``, ``fill`` or 100px and more.
        disabled: Whether nothing can be picked.
        value: Outside a form: what the handler receives as ``action.value``, beside ``action.option``.
        confirm: Outside a form: asked before the callback.

    Source: docs, 日期时间选择器组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        name: str | None = None,
        *,
        placeholder: PlainTextLike | None = None,
        initial_datetime: datetime | str | None = None,
        required: bool | None = None,
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
            "initial_datetime": _written(initial_datetime, "%Y-%m-%d %H:%M"),
            "required": required,
            "width": width,
            "disabled": disabled,
            "confirm": confirm,
            "behaviors": behaviors(value=value),
        }
        super().__init__("picker_datetime", members, element_id=element_id, margin=margin)
