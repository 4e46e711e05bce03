"""A menu behind three dots."""

from __future__ import annotations

from collections.abc import Sequence

from larkline.cards.actions import Url, Value, carried, multi_url
from larkline.cards.component import InnerComponent, Part
from larkline.cards.mistake import mistake
from larkline.cards.texts import Confirm, PlainTextLike, plain_text

__all__ = ["Overflow", "OverflowOption"]


class OverflowOption(Part):
    """
    One entry of an :class:`Overflow`.

    Args:
        text: What is shown; at most 100 characters.
        value: What the handler receives as ``action.option``.
        url: A link to open; with *value* as well the callback is sent, too (assumed).
    """

    __slots__ = ()

    def __init__(self, text: PlainTextLike, value: str | None = None, *, url: Url | None = None) -> None:
        super().__init__({"text": plain_text(text), "value": value, "multi_url": multi_url(url)})


class Overflow(InnerComponent):
    """
    A menu behind three dots.

    Args:
        options: Its entries; a str stands for an entry whose value is its text.
        value: What the handler receives as ``action.value``, beside ``action.option``.
        width: ``default``, ``fill`` or 100px and more.
        confirm: Asked before anything happens.

    Source: docs, 折叠按钮组组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        options: Sequence[OverflowOption | str],
        *,
        value: Value | None = None,
        width: str | None = None,
        confirm: Confirm | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        if isinstance(options, str):
            raise mistake("/options", "a list of entries, not a text")
        members = {
            "width": width,
            "options": [OverflowOption(entry, entry) if isinstance(entry, str) else entry for entry in options],
            "value": carried(value),
            "confirm": confirm,
        }
        super().__init__("overflow", members, element_id=element_id, margin=margin)
