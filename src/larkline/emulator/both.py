"""A text in the two languages that people read here: English and Chinese. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["NOTHING", "Both", "said", "same"]


class Both(NamedTuple):
    """A text in English and in Chinese."""

    en: str
    zh: str

    def to_json(self) -> dict[str, str]:
        """Give the text for the control API, as every text in two languages there."""
        return {"zh": self.zh, "en": self.en}


def said(name: str, text: Both) -> dict[str, Any]:
    """
    Give a member of the control API that is an English text, or null, and beside it, in ``i18n``, both languages.

    Args:
        name: Of the member.
    """
    return {name: text.en or None, "i18n": {name: text.to_json() if text.en else None}}


#: No text.
NOTHING = Both("", "")


def same(text: str) -> Both:
    """Give what reads alike in both languages, such as ``HTTP 500``."""
    return Both(text, text)
