"""Descriptions of calls about card entities (卡片实体), their components, and the text streamed into them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from larkline.api.calls import Call, CardContent, card_of, encode_json
from larkline.api.card_check import check_before_sending
from larkline.cards.card import Card, CardTemplate
from larkline.cards.component import Component, Element, elements_json
from larkline.cards.json_value import plain
from larkline.errors import CardError
from larkline.facts.cardkit import CARD_OPERATION_UUID_CHARS, STREAM_TEXT_CHARS

__all__ = [
    "NUMBER_TOO_LOW",
    "Operation",
    "element_add",
    "element_delete",
    "element_patch",
    "element_replace",
    "element_text",
    "entity_batch",
    "entity_create",
    "entity_replace",
    "entity_settings",
    "reference_to",
]

#: What the platform answers to a number that is not higher than the one before.
NUMBER_TOO_LOW = 300317
_CARDS = "/open-apis/cardkit/v1/cards"
_ELEMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")


@dataclass(frozen=True, slots=True)
class Operation:
    """
    An operation on a card entity, without its number.

    Attributes:
        card_id: The card.
        method: The HTTP method.
        path: The path.
        body: Members of the body, without ``uuid`` and ``sequence``.
        uuid: What the platform knows a repetition by; None makes one up.
        same_twice: Whether doing it twice does what doing it once does, so that it may be done again with another
            number.

    Source: docs, cardkit v1 (documented).
    """

    card_id: str
    method: str
    path: str
    body: Mapping[str, Any] = field(repr=False)
    uuid: str | None = None
    same_twice: bool = True

    def call(self, sequence: int) -> Call:
        """
        Give the call that does it as operation number *sequence*; it can be repeated, as its uuid stays.

        When an attempt may have arrived, and the next one hears that its number is too low, it had arrived; what may be
        done twice is done again all the same.
        """
        body = {**self.body, "uuid": self.uuid or uuid4().hex, "sequence": sequence}
        done_codes = frozenset[int]() if self.same_twice else frozenset({NUMBER_TOO_LOW})
        return Call(self.method, self.path, json=body, repeatable=True, done_codes=done_codes)


def entity_create(card: CardContent) -> Call:
    """
    Make a card entity of a card or a card template.

    Raises:
        CardError: It is no card, or one that cannot be an entity.
    """
    checked = _entity(card)
    if isinstance(checked, CardTemplate):
        body = {"type": "template", "data": encode_json(checked.to_dict()["data"]).decode()}
    else:
        body = {"type": "card_json", "data": checked.to_json().decode()}
    # repeatable: a second entity that nobody sends harms nobody
    return Call("POST", _CARDS, json=body, repeatable=True, gives=("card_id",))


def reference_to(card_id: str) -> dict[str, Any]:
    """Give the content of a message that shows a card entity."""
    _check(card_id)
    return {"type": "card", "data": {"card_id": str(card_id)}}


def entity_replace(card_id: str, card: CardContent, *, uuid: str | None = None) -> Operation:
    """
    Put another card in the place of the one that is shown.

    Raises:
        CardError: It is no card, or one that cannot be an entity; a template cannot be put there.
    """
    checked = _entity(card)
    if isinstance(checked, CardTemplate):
        raise CardError("a card entity is replaced by card JSON, not by a template")
    body = {"card": {"type": "card_json", "data": checked.to_json().decode()}}
    return _operation(card_id, "PUT", "", body, uuid)


def entity_settings(
    card_id: str,
    *,
    config: Mapping[str, Any] | None = None,
    card_link: Mapping[str, Any] | None = None,
    uuid: str | None = None,
) -> Operation:
    """
    Change members of a card's ``config``, and its ``card_link``.

    Raises:
        ValueError: Neither is given.
    """
    given = {name: value for name, value in (("config", config), ("card_link", card_link)) if value is not None}
    if not given:
        raise ValueError("settings: give config, card_link or both")
    return _operation(card_id, "PATCH", "/settings", {"settings": _text(given)}, uuid)


def entity_batch(card_id: str, actions: Sequence[Mapping[str, Any]], *, uuid: str | None = None) -> Operation:
    """
    Do several things to a card at once; each action is ``{"action": …, "params": {…}}``.

    Raises:
        ValueError: There are none.
    """
    if not actions:
        raise ValueError("batch: there are no actions")
    return _operation(card_id, "POST", "/batch_update", {"actions": _text(list(actions))}, uuid, same_twice=False)


def element_add(
    card_id: str,
    elements: Element | Sequence[Element],
    *,
    before: str | None = None,
    after: str | None = None,
    into: str | None = None,
    uuid: str | None = None,
) -> Operation:
    """
    Add components before or after another one, at the end of a container, or at the end of the card.

    Raises:
        ValueError: More than one place is given, or there is nothing to add.
        CardError: Something among *elements* is no component.
    """
    places = {"insert_before": before, "insert_after": after, "append": into}
    given = {kind: target for kind, target in places.items() if target is not None}
    if len(given) > 1:
        raise ValueError("elements.add: give one of before, after and into")
    kind, target = next(iter(given.items()), ("append", None))
    listed = elements_json([elements] if isinstance(elements, (Component, Mapping)) else elements, "")
    if not listed:
        raise ValueError("elements.add: there are no components")
    body = {"type": kind, "elements": _text(listed)}
    if target is not None:
        body["target_element_id"] = _element(target)
    return _operation(card_id, "POST", "/elements", body, uuid, same_twice=False)


def element_replace(card_id: str, element_id: str, element: Element, *, uuid: str | None = None) -> Operation:
    """Put another component in the place of one."""
    [listed] = elements_json([element], "")
    return _operation(card_id, "PUT", f"/elements/{_element(element_id)}", {"element": _text(listed)}, uuid)


def element_patch(card_id: str, element_id: str, changes: Mapping[str, Any], *, uuid: str | None = None) -> Operation:
    """Change some members of a component; its ``tag`` cannot be changed."""
    body = {"partial_element": _text(changes)}
    return _operation(card_id, "PATCH", f"/elements/{_element(element_id)}", body, uuid)


def element_delete(card_id: str, element_id: str, *, uuid: str | None = None) -> Operation:
    """Take a component out."""
    return _operation(card_id, "DELETE", f"/elements/{_element(element_id)}", {}, uuid, same_twice=False)


def element_text(card_id: str, element_id: str, text: str, *, uuid: str | None = None) -> Operation:
    """
    Show *text*, all of it, in a text component of a card in streaming mode.

    Raises:
        ValueError: It is empty, or longer than the platform takes.
    """
    if not 0 < len(text) <= STREAM_TEXT_CHARS:
        raise ValueError(f"a streamed text has 1 to {STREAM_TEXT_CHARS:,} characters, this one has {len(text):,}")
    return _operation(card_id, "PUT", f"/elements/{_element(element_id)}/content", {"content": text}, uuid)


def _operation(
    card_id: str, method: str, path: str, body: Mapping[str, Any], uuid: str | None, *, same_twice: bool = True
) -> Operation:
    if uuid is not None and not 0 < len(uuid) <= CARD_OPERATION_UUID_CHARS:
        raise ValueError(f"the uuid of an operation has 1 to {CARD_OPERATION_UUID_CHARS} characters")
    _check(card_id)
    return Operation(card_id, method, f"{_CARDS}/{quote(card_id, safe='')}{path}", body, uuid, same_twice)


def _check(card_id: str) -> None:
    if not card_id.strip("."):
        raise ValueError(f"{card_id!r} is not the id of a card entity")


def _element(element_id: str) -> str:
    if not _ELEMENT_ID.fullmatch(element_id):
        raise ValueError(
            f"{element_id!r} is no element_id: that is a letter, then up to 19 letters, digits and underscores"
        )
    return str(element_id)


def _entity(card: CardContent) -> Card | CardTemplate:
    """Give a card that the platform may keep as an entity."""
    checked = card_of(card)
    if isinstance(checked, dict):
        if checked.get("type") != "template":
            raise CardError("a card entity is made of a card, and this refers to a card entity")
        data = checked["data"]
        return CardTemplate(
            str(data.get("template_id", "")),
            version_name=data.get("template_version_name"),
            variables=data.get("template_variable"),
        )
    if isinstance(checked, Card):
        if checked.schema != "2.0":
            raise CardError("a card entity is of JSON 2.0, this card is of 1.0 (code 300303)")
        config = checked.to_dict().get("config")
        if isinstance(config, dict) and config.get("update_multi") is False:
            raise CardError("a card entity is shared: its update_multi cannot be false (code 300302)")
    check_before_sending(checked)
    return checked


def _text(value: object) -> str:
    """Give the JSON text of components, or of plain JSON."""
    return encode_json(plain(value)).decode()
