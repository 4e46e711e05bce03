"""Texts, icons and the dialog that asks before an action: the parts components are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from larkline.cards.component import Part

__all__ = [
    "Align",
    "Confirm",
    "CustomIcon",
    "Icon",
    "LarkMd",
    "PlainText",
    "StandardIcon",
    "Text",
    "TextTag",
    "plain_text",
]

Align: TypeAlias = Literal["left", "center", "right"]


class PlainText(Part):
    """
    Literal text; line breaks are kept, Markdown is not read.

    Args:
        content: What is shown when the viewer's language is not in *i18n*.
        i18n: Locale key such as ``en_us`` to text.
        text_size: Such as ``normal``, ``heading`` or ``notation``.
        text_color: A colour name of the platform.
        text_align: Where the text stands in its line.
        lines: Cut off with an ellipsis after so many lines.
    """

    __slots__ = ()

    def __init__(
        self,
        content: str,
        *,
        i18n: Mapping[str, str] | None = None,
        text_size: str | None = None,
        text_color: str | None = None,
        text_align: Align | None = None,
        lines: int | None = None,
        element_id: str | None = None,
    ) -> None:
        super().__init__(
            {
                "tag": "plain_text",
                "content": content,
                "i18n_content": i18n,
                "text_size": text_size,
                "text_color": text_color,
                "text_align": text_align,
                "lines": lines,
                "element_id": element_id,
            }
        )


class LarkMd(Part):
    """
    Text with the small Markdown: bold, italic, strike, links, mentions, coloured text.

    Args:
        content: What is shown when the viewer's language is not in *i18n*.
        i18n: Locale key such as ``en_us`` to text.
        text_size: Such as ``normal``, ``heading`` or ``notation``.
        text_align: Where the text stands in its line.
        lines: Cut off with an ellipsis after so many lines.
    """

    __slots__ = ()

    def __init__(
        self,
        content: str,
        *,
        i18n: Mapping[str, str] | None = None,
        text_size: str | None = None,
        text_align: Align | None = None,
        lines: int | None = None,
        element_id: str | None = None,
    ) -> None:
        super().__init__(
            {
                "tag": "lark_md",
                "content": content,
                "i18n_content": i18n,
                "text_size": text_size,
                "text_align": text_align,
                "lines": lines,
                "element_id": element_id,
            }
        )


#: A text argument: a plain str is shown literally.
Text: TypeAlias = str | PlainText | LarkMd


def plain_text(text: Text | None) -> PlainText | LarkMd | None:
    """Make a text object of a str; leave the rest as it is."""
    return PlainText(text) if isinstance(text, str) else text


class StandardIcon(Part):
    """
    An icon of the platform's library.

    Args:
        token: Its name, such as ``chat_outlined``.
        color: A colour name; only for tokens that end in ``_outlined`` or ``_filled``.
    """

    __slots__ = ()

    def __init__(self, token: str, *, color: str | None = None) -> None:
        super().__init__({"tag": "standard_icon", "token": token, "color": color})


class CustomIcon(Part):
    """
    An icon of your own.

    Args:
        img_key: The key of an uploaded image.
    """

    __slots__ = ()

    def __init__(self, img_key: str) -> None:
        super().__init__({"tag": "custom_icon", "img_key": img_key})


Icon: TypeAlias = StandardIcon | CustomIcon


class Confirm(Part):
    """
    A dialog that asks before an action; cancel stops it.

    Args:
        title: The question.
        text: What will happen.
    """

    __slots__ = ()

    def __init__(self, title: str | PlainText, text: str | PlainText) -> None:
        super().__init__({"title": plain_text(title), "text": plain_text(text)})


TagColor: TypeAlias = Literal[
    "neutral",
    "blue",
    "turquoise",
    "lime",
    "orange",
    "violet",
    "indigo",
    "wathet",
    "green",
    "yellow",
    "red",
    "purple",
    "carmine",
]


class TextTag(Part):
    """
    A small coloured label beside the title.

    Args:
        text: What it says.
        color: Blue when not given.
    """

    __slots__ = ()

    def __init__(self, text: str | PlainText, *, color: TagColor | None = None, element_id: str | None = None) -> None:
        super().__init__({"tag": "text_tag", "text": plain_text(text), "color": color, "element_id": element_id})
