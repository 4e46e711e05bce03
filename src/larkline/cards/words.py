"""The words the platform knows: languages, colours, text sizes, directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

__all__ = [
    "Align",
    "Color",
    "Direction",
    "HorizontalAlign",
    "Hue",
    "I18n",
    "Locale",
    "Own",
    "TextSize",
    "VerticalAlign",
]

Align: TypeAlias = Literal["left", "center", "right"]
Direction: TypeAlias = Literal["vertical", "horizontal"]
HorizontalAlign: TypeAlias = Literal["left", "center", "right"]
VerticalAlign: TypeAlias = Literal["top", "center", "bottom"]

Locale: TypeAlias = Literal[
    "zh_cn",
    "en_us",
    "zh_hk",
    "zh_tw",
    "ja_jp",
    "id_id",
    "vi_vn",
    "th_th",
    "pt_br",
    "es_es",
    "ko_kr",
    "de_de",
    "fr_fr",
    "it_it",
    "ru_ru",
    "ms_my",
]
#: A text in several languages; who reads another one sees the text beside it.
I18n: TypeAlias = Mapping[Locale, str]


class Own(str):
    """The name of a colour or a text size of your own, declared in the ``style`` of the card's :class:`Config`."""

    __slots__ = ()


TextSize: TypeAlias = (
    Literal[
        "normal",
        "heading",
        "notation",
        "heading-0",
        "heading-1",
        "heading-2",
        "heading-3",
        "heading-4",
        "xxxx-large",
        "xxx-large",
        "xx-large",
        "x-large",
        "large",
        "medium",
        "small",
        "x-small",
    ]
    | Own
)

Hue: TypeAlias = Literal[
    "blue",
    "wathet",
    "turquoise",
    "green",
    "lime",
    "yellow",
    "sunflower",
    "orange",
    "red",
    "carmine",
    "violet",
    "purple",
    "indigo",
    "grey",
]

# One line for each hue; the formatter would make two hundred of them.
# fmt: off
Shade: TypeAlias = Literal[
    "blue-50", "blue-100", "blue-200", "blue-300", "blue-350", "blue-400", "blue-500", "blue-600", "blue-700",
    "blue-800", "blue-900",
    "wathet-50", "wathet-100", "wathet-200", "wathet-300", "wathet-350", "wathet-400", "wathet-500", "wathet-600",
    "wathet-700", "wathet-800", "wathet-900",
    "turquoise-50", "turquoise-100", "turquoise-200", "turquoise-300", "turquoise-350", "turquoise-400",
    "turquoise-500", "turquoise-600", "turquoise-700", "turquoise-800", "turquoise-900",
    "green-50", "green-100", "green-200", "green-300", "green-350", "green-400", "green-500", "green-600",
    "green-700", "green-800", "green-900",
    "lime-50", "lime-100", "lime-200", "lime-300", "lime-350", "lime-400", "lime-500", "lime-600", "lime-700",
    "lime-800", "lime-900",
    "yellow-50", "yellow-100", "yellow-200", "yellow-300", "yellow-350", "yellow-400", "yellow-500", "yellow-600",
    "yellow-700", "yellow-800", "yellow-900",
    "sunflower-50", "sunflower-100", "sunflower-200", "sunflower-300", "sunflower-350", "sunflower-400",
    "sunflower-500", "sunflower-600", "sunflower-700", "sunflower-800", "sunflower-900",
    "orange-50", "orange-100", "orange-200", "orange-300", "orange-350", "orange-400", "orange-500", "orange-600",
    "orange-700", "orange-800", "orange-900",
    "red-50", "red-100", "red-200", "red-300", "red-350", "red-400", "red-500", "red-600", "red-700", "red-800",
    "red-900",
    "carmine-50", "carmine-100", "carmine-200", "carmine-300", "carmine-350", "carmine-400", "carmine-500",
    "carmine-600", "carmine-700", "carmine-800", "carmine-900",
    "violet-50", "violet-100", "violet-200", "violet-300", "violet-350", "violet-400", "violet-500", "violet-600",
    "violet-700", "violet-800", "violet-900",
    "purple-50", "purple-100", "purple-200", "purple-300", "purple-350", "purple-400", "purple-500", "purple-600",
    "purple-700", "purple-800", "purple-900",
    "indigo-50", "indigo-100", "indigo-200", "indigo-300", "indigo-350", "indigo-400", "indigo-500", "indigo-600",
    "indigo-700", "indigo-800", "indigo-900",
    "grey-00", "grey-50", "grey-100", "grey-200", "grey-300", "grey-350", "grey-400", "grey-500", "grey-600",
    "grey-650", "grey-700", "grey-800", "grey-900", "grey-950", "grey-1000",
]
# fmt: on

#: A colour of the platform, which looks right in light and dark; or one of your own.
Color: TypeAlias = Literal["default", "white", "bg-white"] | Hue | Shade | Own
