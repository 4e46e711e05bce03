"""A text in the two languages that people read here: English and Chinese. Pure."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["NOTHING", "Both", "same"]


class Both(NamedTuple):
    """A text in English and in Chinese."""

    en: str
    zh: str

    def to_json(self) -> dict[str, str]:
        """Give the text for the control API, as every text in two languages there."""
        return {"zh": self.zh, "en": self.en}


#: No text.
NOTHING = Both("", "")


def same(text: str) -> Both:
    """Give what reads alike in both languages, such as ``HTTP 500``."""
    return Both(text, text)
