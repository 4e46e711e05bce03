"""A card, and the reference to a card template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from larkline.cards.component import Element, Part, elements_json
from larkline.cards.json_value import canonical, plain
from larkline.cards.mistake import mistake
from larkline.errors import CardTooLarge
from larkline.facts.delivery import CARD_BYTES

if TYPE_CHECKING:
    from larkline.cards.actions import OpenUrl
    from larkline.cards.config import Config
    from larkline.cards.header import Header
    from larkline.cards.legacy import LegacyElement, LegacyHeader
    from larkline.cards.words import Direction, HorizontalAlign, Locale, VerticalAlign
    from larkline.errors import Problem

__all__ = ["Card", "CardTemplate"]


class Card:
    """
    A card that cannot be changed once it is built.

    The constructor makes card JSON 2.0, :meth:`v1` card JSON 1.0; :meth:`from_dict` and :meth:`from_json` take the JSON
    of either as it is. Two cards are equal when their JSON is.

    Args:
        header: The title bar.
        elements: What stands in the card, from top to bottom.
        config: How the card behaves and looks as a whole; or the members of the platform's ``config`` object.
        card_link: Where a click on the card leads, next to what is interactive in it: an address for all clients, one
            for each, or the members of the platform's ``card_link`` object.
        direction: How the elements follow each other.
        padding: Around the elements: one, two or four lengths of 0px to 99px.
        horizontal_spacing: Between elements side by side: ``small`` to ``extra_large``, or 0px to 99px.
        vertical_spacing: Between elements below each other.
        horizontal_align: Where the elements stand in the width.
        vertical_align: Where the elements stand in the height.

    Raises:
        InvalidCard: Something in it has no JSON form.
        CardTooLarge: Its JSON is over the platform's limit (30 KB).

    Source: docs, 卡片 JSON 2.0 结构 (documented).
    """

    __slots__ = ("_bytes", "_schema")
    _bytes: bytes
    _schema: Literal["1.0", "2.0"]

    def __init__(
        self,
        *,
        header: Header | Mapping[str, Any] | None = None,
        elements: Sequence[Element] = (),
        config: Config | Mapping[str, Any] | None = None,
        card_link: str | OpenUrl | Mapping[str, str] | None = None,
        direction: Direction | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: HorizontalAlign | None = None,
        vertical_align: VerticalAlign | None = None,
    ) -> None:
        body = {
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "elements": elements_json(elements, "/body/elements"),
        }
        root = {
            "schema": "2.0",
            "config": config,
            "card_link": _link(card_link),
            "header": header,
            "body": _given(body),
        }
        self._hold(plain(_given(root)))

    @classmethod
    def v1(
        cls,
        *,
        header: Header | LegacyHeader | Mapping[str, Any] | None = None,
        elements: Sequence[LegacyElement] | None = None,
        i18n_elements: Mapping[Locale, Sequence[LegacyElement]] | None = None,
        config: Config | Mapping[str, Any] | None = None,
        card_link: str | OpenUrl | Mapping[str, str] | None = None,
        fallback: Mapping[str, Any] | None = None,
    ) -> Card:
        """
        Build card JSON 1.0, for clients older than 7.20 and for cards that each person sees differently.

        What buttons, menus and pickers carry is written as the ``value`` and ``url`` that every client knows, not as
        ``behaviors``. Components that only JSON 1.0 has stand in :mod:`larkline.cards.legacy`.

        Args:
            header: The title bar.
            elements: What stands in the card, from top to bottom.
            i18n_elements: Or that for each language.
            config: As in JSON 2.0; an update is seen by one person alone unless it says ``update_multi=True``.
            card_link: Where a click on the card leads.
            fallback: When to show a notice in place of the card, in the platform's shape.

        Raises:
            InvalidCard: Something in it has no JSON form.
            CardTooLarge: Its JSON is over the platform's limit (30 KB).

        Source: docs, 卡片 JSON 1.0 结构 (documented).
        """
        from larkline.cards.legacy import legacy_root

        card = cls.__new__(cls)
        root = legacy_root(header=header, elements=elements, i18n_elements=i18n_elements)
        card._hold({**plain(_given({"config": config, "card_link": _link(card_link), "fallback": fallback})), **root})
        return card

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Card:
        """
        Take card JSON as it is, of version 1.0 or 2.0.

        Raises:
            InvalidCard: *data* is not an object, has no JSON form, or is the reference to a template or card entity.
            CardTooLarge: Its JSON is over the platform's limit (30 KB).
        """
        if not isinstance(data, Mapping):
            raise mistake("", f"a card is a JSON object, not {type(data).__name__}", id="E_ROOT")
        value = plain(data)
        if value.get("type") in ("template", "card") and isinstance(value.get("data"), dict):
            what = "this refers to a template or a card entity and is no card itself"
            raise mistake("", what, id="E_ROOT", remedy="use CardTemplate")
        card = cls.__new__(cls)
        card._hold(value)
        return card

    @classmethod
    def from_json(cls, data: bytes | str) -> Card:
        """
        Take the text of card JSON, of version 1.0 or 2.0.

        Raises:
            InvalidCard: *data* is not JSON, not an object, or the reference to a template or card entity.
            CardTooLarge: Its JSON is over the platform's limit (30 KB).
        """
        try:
            value = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise mistake("", f"not JSON: {error}", id="E_JSON") from None
        return cls.from_dict(value)

    def _hold(self, value: dict[str, Any]) -> None:
        data = _encode(value)
        if len(data) > CARD_BYTES:
            raise CardTooLarge(size_bytes=len(data), limit_bytes=CARD_BYTES)
        object.__setattr__(self, "_bytes", data)
        object.__setattr__(self, "_schema", "2.0" if value.get("schema") == "2.0" else "1.0")

    @property
    def schema(self) -> Literal["1.0", "2.0"]:
        """The version of the card JSON: 2.0 only when the root says so, as the platform reads it."""
        return self._schema

    def check(self) -> tuple[Problem, ...]:
        """Find everything that is wrong with the card, or looks so; none for a good card."""
        from larkline.cards.check import check_card

        return check_card(self)

    def to_json(self) -> bytes:
        """Give the card JSON as compact UTF-8: the ``content`` of a message."""
        return self._bytes

    def to_dict(self) -> dict[str, Any]:
        """Give the card JSON as a new dict, free to change."""
        value: dict[str, Any] = msgspec.json.decode(self._bytes)
        return value

    def __card_json__(self) -> dict[str, Any]:
        """Give the card JSON to be built into something larger."""
        return self.to_dict()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Card):
            return NotImplemented
        return self._bytes == other._bytes or canonical(self.to_dict()) == canonical(other.to_dict())

    def __hash__(self) -> int:
        return hash(canonical(self.to_dict()))

    def __repr__(self) -> str:
        header = self.to_dict().get("header")
        title = header.get("title") if isinstance(header, dict) else None
        content = title.get("content") if isinstance(title, dict) else None
        about = f"{content!r}, " if isinstance(content, str) else ""
        return f"<Card {about}schema {self._schema}, {len(self._bytes)} bytes>"

    def _repr_html_(self) -> str:
        """Draw the card in a notebook, in a frame that can reach nothing around it."""
        from larkline.cards.page import card_frame

        return card_frame(self._bytes)

    if not TYPE_CHECKING:  # they would let a type checker accept any attribute

        def __setattr__(self, name, value):
            raise AttributeError("a Card cannot be changed; build another one")

        def __delattr__(self, name):
            raise AttributeError("a Card cannot be changed; build another one")


class CardTemplate(Part):
    """
    A card built with the platform's card builder (卡片搭建工具), with its variables.

    Args:
        template_id: Such as ``AAqCJkjHPNBPN``.
        version_name: Such as ``1.0.0``; the newest published version when not given.
        variables: Variable to JSON value.

    Raises:
        InvalidCard: The id is empty, or something in the variables has no JSON form.
        CardTooLarge: The variables alone are over the platform's limit (30 KB, which counts the template, too).

    Source: docs, 卡片回传交互回调 and 发送消息 (documented).
    """

    __slots__ = ()

    def __init__(
        self,
        template_id: str,
        *,
        version_name: str | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        if not template_id:
            raise mistake("/data/template_id", "a text that is not empty", id="E_REQUIRED")
        data = {"template_id": template_id, "template_version_name": version_name, "template_variable": variables}
        super().__init__({"type": "template", "data": _given(data)})
        size = len(self.to_json())
        if size > CARD_BYTES:
            raise CardTooLarge(size_bytes=size, limit_bytes=CARD_BYTES)

    @property
    def template_id(self) -> str:
        """The id of the template."""
        return str(self._json["data"]["template_id"])

    @property
    def version_name(self) -> str | None:
        """The version; None for the newest published one."""
        name: str | None = self._json["data"].get("template_version_name")
        return name

    @property
    def variables(self) -> dict[str, Any]:
        """The variables, as a new dict."""
        variables: dict[str, Any] = self.to_dict()["data"].get("template_variable", {})
        return variables

    def to_json(self) -> bytes:
        """Give ``{"type": "template", "data": {…}}`` as compact UTF-8: the ``content`` of a message."""
        return _encode(self._json)


def _encode(value: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError as error:
        raise mistake("", f"a text has no UTF-8 form: {error.reason}", id="E_JSON") from None
    except ValueError as error:
        raise mistake("", f"a number has no JSON form: {error}", id="E_JSON") from None


def _link(link: str | OpenUrl | Mapping[str, str] | None) -> Mapping[str, Any] | None:
    if link is None or isinstance(link, Mapping):
        return link
    from larkline.cards.actions import multi_url

    return multi_url(link)


def _given(members: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in members.items() if value is not None}
