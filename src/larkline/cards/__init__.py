"""Build and check a card."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "Button",
    "Card",
    "CardTemplate",
    "Column",
    "ColumnSet",
    "Component",
    "Confirm",
    "CustomIcon",
    "Div",
    "Element",
    "Form",
    "Header",
    "Hr",
    "Input",
    "LarkMd",
    "Markdown",
    "OpenUrl",
    "Option",
    "Part",
    "PlainText",
    "SelectStatic",
    "StandardIcon",
    "TextTag",
]

if TYPE_CHECKING:
    from larkline.cards.card import Card, CardTemplate
    from larkline.cards.components import (
        Button,
        Column,
        ColumnSet,
        Component,
        Confirm,
        CustomIcon,
        Div,
        Element,
        Form,
        Header,
        Hr,
        Input,
        LarkMd,
        Markdown,
        OpenUrl,
        Option,
        Part,
        PlainText,
        SelectStatic,
        StandardIcon,
        TextTag,
    )
else:
    # Out of the type checkers' sight, so that they refuse a misspelt name.
    def __getattr__(name: str) -> object:
        """Load *name* when it is first used, and keep it: many apps never build a card."""
        if name not in __all__:
            raise AttributeError(f"module 'larkline.cards' has no attribute {name!r}")
        module = "card" if name.startswith("Card") else "components"
        value = getattr(import_module(f"larkline.cards.{module}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted(__all__)
