"""Rich text, and how to put foreign text into it."""

from __future__ import annotations

import re

from larkline.cards.component import InnerComponent
from larkline.cards.texts import Icon
from larkline.cards.words import Align, I18n, TextSize

__all__ = ["Markdown"]

# What has a meaning anywhere, what has one only at the start of a line, and the key of an emoji between colons.
_ANYWHERE = {ord(char): f"&#{ord(char)};" for char in "&<>*_~`[]\\|#"}
_LINE_START = re.compile(r"^([ \t]*)(?:([-+=])|(\d+)([.)]))", re.MULTILINE)
_OTHER_LINE_ENDS = re.compile(r"\r\n?")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_EMOJI = re.compile(r":(?=[A-Za-z0-9&#;]+:)")


class Markdown(InnerComponent):
    """
    Rich text in the platform's Markdown.

    Args:
        content: CommonMark without HTML blocks, plus the platform's tags such as ``<at id=…></at>`` and
            ``<font color='red'>…</font>``. Put text that others wrote through :meth:`escape` first.
        i18n: Locale key such as ``en_us`` to Markdown; *content* is for the other languages.
        text_align: Where the text stands in its line.
        text_size: Such as ``normal``, ``heading`` or ``notation``.
        icon: Shown before the text.

    Source: docs, 富文本 Markdown 组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        content: str,
        *,
        i18n: I18n | None = None,
        text_align: Align | None = None,
        text_size: TextSize | None = None,
        icon: Icon | None = None,
        element_id: str | None = None,
        margin: str | None = None,
    ) -> None:
        members = {
            "content": content,
            "i18n_content": i18n,
            "text_align": text_align,
            "text_size": text_size,
            "icon": icon,
        }
        super().__init__("markdown", members, element_id=element_id, margin=margin)

    @staticmethod
    def escape(text: str) -> str:
        """
        Write *text* so that it is shown as it is: no mark-up, no mention, no list, no emoji key.

        Characters with a meaning become HTML numeric entities (documented); which characters have one at the start of
        a line follows CommonMark (assumed for the platform). Line breaks and indents are kept.
        """
        escaped = _OTHER_LINE_ENDS.sub("\n", text).translate(_ANYWHERE)
        escaped = _LINE_START.sub(_escape_line_start, escaped)
        escaped = _INDENT.sub(lambda found: "&nbsp;" * len(found[0].expandtabs(4)), escaped)
        return _EMOJI.sub("&#58;", escaped)


def _escape_line_start(found: re.Match[str]) -> str:
    indent, sign, number, mark = found.groups()
    if sign is not None:
        return f"{indent}&#{ord(sign)};"
    return f"{indent}{number}&#{ord(mark)};"
