"""The title bar of a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from larkline.cards.component import Part
from larkline.cards.texts import Icon, Text, TextTag, plain_text
from larkline.cards.words import Locale

__all__ = ["Header", "HeaderTemplate"]

HeaderTemplate: TypeAlias = Literal[
    "blue",
    "wathet",
    "turquoise",
    "green",
    "yellow",
    "orange",
    "red",
    "carmine",
    "violet",
    "purple",
    "indigo",
    "grey",
    "default",
]


class Header(Part):
    """
    The title bar of a card.

    Args:
        title: At most four lines are shown.
        subtitle: One line below the title.
        template: The colour of the bar.
        icon: Shown before the title.
        tags: Labels after the title; three are shown.
        i18n_tags: Locale key such as ``en_us`` to labels; *tags* is for the other languages.
        padding: One, two or four lengths of 0px to 99px.

    Source: docs, 标题组件 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        title: Text,
        *,
        subtitle: Text | None = None,
        template: HeaderTemplate | None = None,
        icon: Icon | None = None,
        tags: Sequence[TextTag] | None = None,
        i18n_tags: Mapping[Locale, Sequence[TextTag]] | None = None,
        padding: str | None = None,
    ) -> None:
        super().__init__(
            {
                "title": plain_text(title),
                "subtitle": plain_text(subtitle),
                "text_tag_list": tags,
                "i18n_text_tag_list": i18n_tags,
                "template": template,
                "icon": icon,
                "padding": padding,
            }
        )
