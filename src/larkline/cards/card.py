"""A card, and the reference to a card template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from larkline.cards.component import Element, Part, elements_json
from larkline.cards.json_value import canonical, plain
from larkline.errors import CardTooLarge, InvalidCard
from larkline.facts.delivery import CARD_BYTES

if TYPE_CHECKING:
    from larkline.cards.header import Header

__all__ = ["Card", "CardTemplate"]


class Card:
    """
    A card that cannot be changed once it is built.

    The constructor makes card JSON 2.0; :meth:`from_dict` and :meth:`from_json` take card JSON of either version as it
    is. Two cards are equal when their JSON is.

    Args:
        header: The title bar.
        elements: What stands in the card, from top to bottom.
        config: Members of the platform's ``config`` object, such as ``{"width_mode": "fill"}``.
        card_link: Where a click on the card leads: an address, or the members of the platform's ``card_link`` object.
        direction: How the elements follow each other.
        padding: Around the elements: one, two or four lengths of 0px to 99px.

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
        config: Mapping[str, Any] | None = None,
        card_link: str | Mapping[str, str] | None = None,
        direction: Literal["vertical", "horizontal"] | None = None,
        padding: str | None = None,
        horizontal_spacing: str | None = None,
        vertical_spacing: str | None = None,
        horizontal_align: Literal["left", "center", "right"] | None = None,
        vertical_align: Literal["top", "center", "bottom"] | None = None,
    ) -> None:
        body = {
            "direction": direction,
            "padding": padding,
            "horizontal_spacing": horizontal_spacing,
            "vertical_spacing": vertical_spacing,
            "horizontal_align": horizontal_align,
            "vertical_align": vertical_align,
            "elements": elements_json(elements, "$.body.elements"),
        }
        root = {
            "schema": "2.0",
            "config": config,
            "card_link": {"url": card_link} if isinstance(card_link, str) else card_link,
            "header": header,
            "body": _given(body),
        }
        self._hold(plain(_given(root)))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Card:
        """
        Take card JSON as it is, of version 1.0 or 2.0.

        Raises:
            InvalidCard: *data* is not an object, has no JSON form, or is the reference to a template or card entity.
            CardTooLarge: Its JSON is over the platform's limit (30 KB).
        """
        if not isinstance(data, Mapping):
            raise InvalidCard((f"$: a card is a JSON object, not {type(data).__name__}",))
        value = plain(data)
        if value.get("type") in ("template", "card") and isinstance(value.get("data"), dict):
            raise InvalidCard(
                ("$: this refers to a template or a card entity and is no card itself; use CardTemplate",)
            )
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
            raise InvalidCard((f"$: not JSON: {error}",)) from None
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
            raise InvalidCard(("$.data.template_id: a text that is not empty",))
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
        raise InvalidCard((f"$: a text has no UTF-8 form: {error.reason}",)) from None
    except ValueError as error:
        raise InvalidCard((f"$: a number has no JSON form: {error}",)) from None


def _given(members: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in members.items() if value is not None}
