"""Where a card comes from: its own JSON, a template, or a card entity. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from larkline.emulator.cards.content import check_card, is_template, read_card
from larkline.emulator.cards.entities import CardEntities, CardEntity
from larkline.emulator.cards.templates import Templates
from larkline.emulator.failures import ApiFailure, CardRefused
from larkline.emulator.http.json_input import read_json
from larkline.emulator.world.tenant import Message

__all__ = ["CardShelf", "CardToSend"]


@dataclass(frozen=True, slots=True)
class CardToSend:
    """A card for a message, and the entity it belongs to, if it is one."""

    card: dict[str, Any]
    entity: CardEntity | None = None


class CardShelf:
    """
    Gives the card JSON that people see for whatever an app names.

    Args:
        templates: The templates apps may name.
        entities: The card entities.
    """

    def __init__(self, templates: Templates, entities: CardEntities) -> None:
        self._templates = templates
        self._entities = entities

    def is_streaming(self, message_id: str) -> bool:
        """Tell whether a message shows a card entity in streaming mode."""
        return self._entities.is_streaming(message_id)

    def sent(self, card: CardToSend, message: Message) -> None:
        """Note that a message shows this card."""
        if card.entity is not None:
            self._entities.sent(card.entity, message)

    def to_send(self, app_id: str, content: str, *, now: float) -> CardToSend:
        """
        Read the content of an interactive message.

        Raises:
            ApiFailure: The platform does not take it.
        """
        card = read_card(content)
        if card.get("type") != "card":
            return CardToSend(self.resolve(app_id, card))
        data = card.get("data")
        card_id = data.get("card_id") if isinstance(data, dict) else None
        entity = self._entities.to_send(app_id, card_id, now=now)
        return CardToSend(entity.card, entity)

    def resolve(self, app_id: str, card: Mapping[str, Any]) -> dict[str, Any]:
        """
        Give the card that replaces another one: a card is checked, a template filled in.

        Raises:
            CardRefused: The platform does not take it.
        """
        check_card(card)
        if is_template(card):
            filled = self._templates.fill(app_id, card["data"])
            check_card(filled)
            return filled
        if card.get("type") == "card":
            raise CardRefused(
                11310, "cardid is invalid", "card_id 无效", value="a card entity is sent as a message of its own"
            )
        return dict(card)

    def card_of_entity(self, app_id: str, kind: str, data: str) -> dict[str, Any]:
        """
        Read what an entity is made of.

        Args:
            kind: ``card_json`` or ``template``.
            data: JSON text of the card, or of the reference to the template.

        Raises:
            ApiFailure: 10002 for another kind, 200220 when there is no card in *data*.
        """
        if kind not in ("card_json", "template"):
            raise ApiFailure(10002, f"type is card_json or template, not {kind!r}")
        try:
            read = read_json(data.encode("utf-8", "surrogatepass"))
        except ValueError as error:
            raise ApiFailure(200220, f"data is not the text of JSON: {error}") from None
        if not isinstance(read, dict):
            raise ApiFailure(200220, "data is not the text of a JSON object")
        if kind == "card_json":
            return read
        try:
            return self._templates.fill(app_id, read)
        except CardRefused as refusal:
            raise ApiFailure(200220, f"{refusal.problem.en} ({refusal.sub_code})") from None
