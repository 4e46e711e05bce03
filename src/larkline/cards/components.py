"""All components a card is built of, and the parts they are made of."""

from __future__ import annotations

from larkline.cards.actions import OpenUrl
from larkline.cards.blocks import Div, Hr
from larkline.cards.button import Button
from larkline.cards.component import Component, Element, Part
from larkline.cards.containers import Column, ColumnSet, Form
from larkline.cards.fields import Input, Option, SelectStatic
from larkline.cards.header import Header
from larkline.cards.markdown import Markdown
from larkline.cards.texts import Confirm, CustomIcon, LarkMd, PlainText, StandardIcon, TextTag

__all__ = [
    "Button",
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
