"""Texts, icons and the dialog that asks before an action: the parts components are made of."""

from __future__ import annotations

from typing import Literal, TypeAlias

from larkline.cards.component import Part
from larkline.cards.words import Align, Color, I18n, TextSize

__all__ = [
    "Confirm",
    "CustomIcon",
    "Icon",
    "LarkMd",
    "PlainText",
    "PlainTextLike",
    "StandardIcon",
    "TagColor",
    "Text",
    "TextTag",
    "plain_text",
]


class PlainText(Part):
    """
    Literal text; line breaks are kept, Markdown is not read.

    Args:
        content: What is shown when the viewer's language is not in *i18n*.
        i18n: Locale key such as ``en_us`` to text.
        text_size: Such as ``normal``, ``heading`` or ``notation``.
        text_color: Of the platform, or one of your own.
        text_align: Where the text stands in its line.
        lines: Cut off with an ellipsis after so many lines.
    """

    __slots__ = ()

    def __init__(
        self,
        content: str,
        *,
        i18n: I18n | None = None,
        text_size: TextSize | None = None,
        text_color: Color | None = None,
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
        i18n: I18n | None = None,
        text_size: TextSize | None = None,
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
#: A text argument that takes no mark-up.
PlainTextLike: TypeAlias = str | PlainText


def plain_text(text: Text | None) -> PlainText | LarkMd | None:
    """Make a text object of a str; leave the rest as it is."""
    return PlainText(text) if isinstance(text, str) else text


class StandardIcon(Part):
    """
    An icon of the platform's library.

    Args:
        token: Its name, such as ``chat_outlined``.
        color: Only for tokens that end in ``_outlined`` or ``_filled``.
        size: Only in the header of a :class:`CollapsiblePanel`: width and height, such as ``16px 16px``.
    """

    __slots__ = ()

    def __init__(self, token: str, *, color: Color | None = None, size: str | None = None) -> None:
        super().__init__({"tag": "standard_icon", "token": token, "color": color, "size": size})


class CustomIcon(Part):
    """
    An icon of your own.

    Args:
        img_key: The key of an uploaded image.
        i18n: Language to key of another image.
        size: Only in the header of a :class:`CollapsiblePanel`: width and height, such as ``16px 16px``.
    """

    __slots__ = ()

    def __init__(self, img_key: str, *, i18n: I18n | None = None, size: str | None = None) -> None:
        super().__init__({"tag": "custom_icon", "img_key": img_key, "i18n_img_key": i18n, "size": size})


Icon: TypeAlias = StandardIcon | CustomIcon


class Confirm(Part):
    """
    A dialog that asks before an action; cancel stops it.

    Args:
        title: The question.
        text: What will happen.
    """

    __slots__ = ()

    def __init__(self, title: PlainTextLike, text: PlainTextLike) -> None:
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

    def __init__(self, text: PlainTextLike, *, color: TagColor | None = None, element_id: str | None = None) -> None:
        super().__init__({"tag": "text_tag", "text": plain_text(text), "color": color, "element_id": element_id})
