"""What only card JSON 1.0 has, for :meth:`larkline.cards.Card.v1`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from larkline.cards.actions import Url, multi_url
from larkline.cards.component import Component, Part, TaggedPart, elements_json
from larkline.cards.header import HeaderTemplate
from larkline.cards.images import Img
from larkline.cards.json_value import plain
from larkline.cards.mistake import mistake
from larkline.cards.texts import CustomIcon, Icon, LarkMd, PlainText, StandardIcon, Text, TextTag, plain_text
from larkline.cards.words import Color, I18n, Locale

__all__ = [
    "Action",
    "Field",
    "LegacyComponent",
    "LegacyDiv",
    "LegacyElement",
    "LegacyHeader",
    "LegacyMarkdown",
    "Note",
    "legacy_root",
]

#: Components whose value and link 1.0 has in members of their own. The rest needs ``behaviors`` in 1.0, too.
_OLD_STYLE = ("button", "overflow", "select_static", "select_person", "date_picker", "picker_time", "picker_datetime")
#: What is no part of the card's structure, whatever it looks like.
_OPAQUE = ("value", "chart_spec", "rows", "behaviors")


class LegacyComponent(TaggedPart):
    """A component that stands in card JSON 1.0 only."""

    __slots__ = ()


#: What may stand among the elements of card JSON 1.0.
LegacyElement: TypeAlias = Component | LegacyComponent | Mapping[str, Any]


class Action(LegacyComponent):
    """
    Buttons, menus and pickers in a row.

    Args:
        actions: From left to right.
        layout: Two or three equal columns, or as they come.
    """

    __slots__ = ()

    def __init__(
        self,
        actions: Sequence[Component | Mapping[str, Any]],
        *,
        layout: Literal["bisected", "trisection", "flow"] | None = None,
    ) -> None:
        super().__init__("action", {"layout": layout, "actions": elements_json(actions, "/actions")})


class Note(LegacyComponent):
    """
    Small grey texts, icons and images in a line.

    Args:
        elements: A str is shown literally.
    """

    __slots__ = ()

    def __init__(self, elements: Sequence[str | PlainText | LarkMd | StandardIcon | CustomIcon | Img]) -> None:
        if isinstance(elements, str):
            raise mistake("/elements", "a list of texts, icons and images, not a text")
        items = [PlainText(item) if isinstance(item, str) else item for item in elements]
        super().__init__("note", {"elements": items})


class Field(Part):
    """
    One text of a :class:`LegacyDiv` with fields.

    Args:
        text: A str is shown literally.
        is_short: Whether two stand beside each other.
    """

    __slots__ = ()

    def __init__(self, text: Text, *, is_short: bool = False) -> None:
        super().__init__({"is_short": is_short, "text": plain_text(text)})


class LegacyDiv(LegacyComponent):
    """
    A text, texts in two columns, or both; with something at the right.

    Args:
        text: A str is shown literally.
        fields: Texts in two columns.
        extra: An image, a button, a menu or a picker at the right.
        icon: Shown before the text.
    """

    __slots__ = ()

    def __init__(
        self,
        text: Text | None = None,
        *,
        fields: Sequence[Field] | None = None,
        extra: Component | Mapping[str, Any] | None = None,
        icon: Icon | None = None,
    ) -> None:
        super().__init__("div", {"text": plain_text(text), "fields": fields, "extra": extra, "icon": icon})


class LegacyMarkdown(LegacyComponent):
    """
    Rich text with links that differ from client to client.

    Args:
        content: Such as ``[details]($more)``.
        href: The links by name, such as ``{"more": OpenUrl("https://…", pc_url="https://…")}``.
    """

    __slots__ = ()

    def __init__(self, content: str, *, href: Mapping[str, Url]) -> None:
        links = {name: multi_url(url) for name, url in href.items()}
        super().__init__("markdown", {"content": content, "href": links})


class LegacyHeader(Part):
    """
    The title bar as card JSON 1.0 has it.

    Args:
        title: At most four lines are shown; with *i18n_title* only for a viewer of another language.
        i18n_title: Language to title.
        subtitle: One line below the title.
        template: The colour of the bar.
        img_key: The key of an uploaded image, shown before the title.
        ud_icon: The token of an icon of the library, instead.
        ud_icon_color: Its colour.
        tags: Labels after the title; three are shown.
    """

    __slots__ = ()

    def __init__(
        self,
        title: Text | None = None,
        *,
        i18n_title: I18n | None = None,
        subtitle: Text | None = None,
        template: HeaderTemplate | None = None,
        img_key: str | None = None,
        ud_icon: str | None = None,
        ud_icon_color: Color | None = None,
        tags: Sequence[TextTag] | None = None,
    ) -> None:
        shown = plain_text(title)
        if i18n_title is not None:
            shown = (shown or PlainText("").with_members(content=None)).with_members(i18n=i18n_title)
        style = None if ud_icon_color is None else {"color": ud_icon_color}
        icon = None if ud_icon is None else Part({"token": ud_icon, "style": style})
        super().__init__(
            {
                "title": shown,
                "subtitle": plain_text(subtitle),
                "template": template,
                "ud_icon": icon,
                "icon": None if img_key is None else {"img_key": img_key},
                "text_tag_list": tags,
            }
        )


def legacy_root(
    *,
    header: Part | Mapping[str, Any] | None,
    elements: Sequence[LegacyElement] | None,
    i18n_elements: Mapping[Locale, Sequence[LegacyElement]] | None,
) -> dict[str, Any]:
    """
    Write header and elements as card JSON 1.0.

    Raises:
        InvalidCard: One of the elements is no component.
    """
    root: dict[str, Any] = {} if header is None else {"header": plain(header)}
    if elements is not None or i18n_elements is None:
        root["elements"] = _elements(elements or (), "/elements")
    if i18n_elements is not None:
        root["i18n_elements"] = {
            str(locale): _elements(listed, f"/i18n_elements/{locale}") for locale, listed in i18n_elements.items()
        }
    return root


def _elements(elements: Sequence[LegacyElement], path: str) -> Any:
    listed = elements_json(elements, path, of=TaggedPart)
    return [_old_style(plain(element)) for element in listed]


def _old_style(node: Any) -> Any:
    """Write behaviours as the ``value`` and ``url`` that every client knows, from here down."""
    if isinstance(node, list):
        return [_old_style(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("tag") not in _OLD_STYLE or not isinstance(node.get("behaviors"), list):
        return {key: item if key in _OPAQUE else _old_style(item) for key, item in node.items()}
    written = {key: item for key, item in node.items() if key != "behaviors"}
    for behavior in node["behaviors"]:
        kind = behavior.get("type") if isinstance(behavior, dict) else None
        if kind == "callback":
            written["value"] = behavior.get("value")
            continue
        if kind != "open_url":
            return node  # JSON of the user's, which only the check can say something about
        links = {("url" if key == "default_url" else key): item for key, item in behavior.items() if key != "type"}
        written |= links if len(links) == 1 else {"multi_url": links}

    return written
