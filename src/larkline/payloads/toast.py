"""A short notice at the top of the client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, get_args

import msgspec

from larkline.cards.words import I18n, Locale
from larkline.facts.languages import CARD_LANGUAGES

__all__ = ["TOAST_TYPES", "Locale", "Toast", "ToastType"]

ToastType: TypeAlias = Literal["info", "success", "error", "warning"]
TOAST_TYPES: tuple[str, ...] = get_args(ToastType)


class Toast(msgspec.Struct, frozen=True, gc=False):
    """
    A short notice for the person who clicked.

    Attributes:
        type: Its colour and icon.
        content: The text when the person's language is not in *i18n*.
        i18n: Locale key such as ``en_us`` to text.

    Raises:
        ValueError: An unknown type, or a locale key the platform does not have.

    Source: docs, 卡片回传交互回调 (documented).
    """

    type: ToastType
    content: str
    i18n: I18n | None = None

    def __post_init__(self) -> None:
        if self.type not in TOAST_TYPES:
            raise ValueError(f"a toast is one of {', '.join(TOAST_TYPES)}, not {self.type!r}")
        for language in self.i18n or ():
            if language not in CARD_LANGUAGES:
                raise ValueError(f"{language!r} is no language of the platform; it has {', '.join(CARD_LANGUAGES)}")

    @classmethod
    def info(cls, content: str, *, i18n: I18n | None = None) -> Toast:
        """Say something."""
        return cls("info", content, i18n)

    @classmethod
    def success(cls, content: str, *, i18n: I18n | None = None) -> Toast:
        """Say that it worked."""
        return cls("success", content, i18n)

    @classmethod
    def error(cls, content: str, *, i18n: I18n | None = None) -> Toast:
        """Say that it did not work."""
        return cls("error", content, i18n)

    @classmethod
    def warning(cls, content: str, *, i18n: I18n | None = None) -> Toast:
        """Say that something is to be looked at."""
        return cls("warning", content, i18n)

    @classmethod
    def from_dict(cls, toast: Mapping[str, Any]) -> Toast:
        """
        Read the platform's JSON.

        Raises:
            ValueError: An unknown type, or a locale key the platform does not have.
        """
        return cls(toast.get("type") or "info", toast.get("content") or "", toast.get("i18n") or None)

    def text_in(self, locale: str) -> str:
        """Give the text that a person reads whose language has this key, such as ``en_us``."""
        return next((text for key, text in (self.i18n or {}).items() if key == locale), self.content)

    def to_dict(self) -> dict[str, Any]:
        """Give the platform's JSON: ``{"type", "content", "i18n"}``, without what is not set."""
        toast: dict[str, Any] = {"type": self.type}
        if self.content:
            toast["content"] = self.content
        if self.i18n:
            toast["i18n"] = dict(self.i18n)
        return toast
