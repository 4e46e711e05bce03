"""All components a card is built of, and the parts they are made of."""

from __future__ import annotations

from larkline.cards.actions import OpenUrl
from larkline.cards.audio import Audio
from larkline.cards.blocks import Div, Hr
from larkline.cards.button import Button
from larkline.cards.chart import Chart
from larkline.cards.checker import CheckedStyle, Checker
from larkline.cards.component import Component, Element, InnerComponent, InnerElement, Part
from larkline.cards.config import Config, OwnColor, OwnTextSize, PerClient, StreamingConfig, Summary
from larkline.cards.containers import Column, ColumnSet
from larkline.cards.fields import Input
from larkline.cards.form import Form
from larkline.cards.form_elements import form_fields
from larkline.cards.header import Header
from larkline.cards.images import Img, ImgCombination, ImgRef
from larkline.cards.markdown import Markdown
from larkline.cards.overflow import Overflow, OverflowOption
from larkline.cards.panels import CollapsiblePanel, InteractiveContainer, PanelBorder, PanelHeader
from larkline.cards.persons import Person, PersonList
from larkline.cards.pickers import DatePicker, PickerDatetime, PickerTime
from larkline.cards.select_img import ImgOption, SelectImg
from larkline.cards.selects import MultiSelectPerson, MultiSelectStatic, Option, SelectPerson, SelectStatic
from larkline.cards.table import Table, TableColumn, TableHeaderStyle
from larkline.cards.texts import Confirm, CustomIcon, LarkMd, PlainText, StandardIcon, TextTag
from larkline.cards.words import Own

__all__ = [
    "Audio",
    "Button",
    "Chart",
    "CheckedStyle",
    "Checker",
    "CollapsiblePanel",
    "Column",
    "ColumnSet",
    "Component",
    "Config",
    "Confirm",
    "CustomIcon",
    "DatePicker",
    "Div",
    "Element",
    "Form",
    "Header",
    "Hr",
    "Img",
    "ImgCombination",
    "ImgOption",
    "ImgRef",
    "InnerComponent",
    "InnerElement",
    "Input",
    "InteractiveContainer",
    "LarkMd",
    "Markdown",
    "MultiSelectPerson",
    "MultiSelectStatic",
    "OpenUrl",
    "Option",
    "Overflow",
    "OverflowOption",
    "Own",
    "OwnColor",
    "OwnTextSize",
    "PanelBorder",
    "PanelHeader",
    "Part",
    "PerClient",
    "Person",
    "PersonList",
    "PickerDatetime",
    "PickerTime",
    "PlainText",
    "SelectImg",
    "SelectPerson",
    "SelectStatic",
    "StandardIcon",
    "StreamingConfig",
    "Summary",
    "Table",
    "TableColumn",
    "TableHeaderStyle",
    "TextTag",
    "form_fields",
]
