"""The rules of a card that text is streamed into: what it is to show, what it shows, and what is done next."""

from __future__ import annotations

from typing import Any

import msgspec

from larkline.api.calls import CardContent, card_of
from larkline.api.card_calls import Operation, element_patch, element_text, entity_settings
from larkline.cards.card import Card
from larkline.errors import CardError, CardTooLarge, InvalidRequest
from larkline.facts.delivery import CARD_BYTES

__all__ = ["ELEMENT_ID", "ERROR_NOTE", "FAILURES", "PLACEHOLDER", "StreamText", "streaming_card"]

#: The component that text is streamed into, unless another one is named.
ELEMENT_ID = "answer"
#: What a card shows before there is text.
PLACEHOLDER = "…"
#: What stands below a text that was cut off.
ERROR_NOTE = "（未完成，请重试 / cut off, please try again）"
#: How often in a row an update may fail for a reason that may pass.
FAILURES = 3
#: The streaming mode is off, or has closed by itself after ten minutes.
_STREAMING_OFF = frozenset({300309, 200850, 200510})


def streaming_card(card: CardContent | None, element_id: str, placeholder: str) -> Card:
    """
    Give the card to begin with: in streaming mode, shared, with a text component of that id.

    Args:
        card: A card of JSON 2.0 that has the component; None makes one of nothing else.
        element_id: The component's id.
        placeholder: What a card that is made here shows at first.

    Raises:
        CardError: The card is of JSON 1.0 or a template, or has no text component of that id.
    """
    if card is None:
        text = {"tag": "markdown", "element_id": element_id, "content": placeholder}
        return Card.from_dict(
            {"schema": "2.0", "config": {"streaming_mode": True, "update_multi": True}, "body": {"elements": [text]}}
        )
    checked = card_of(card)
    if not isinstance(checked, Card) or checked.schema != "2.0":
        raise CardError("text is streamed into a card of JSON 2.0")
    whole = checked.to_dict()
    if not _has_text(whole.get("body"), element_id):
        raise CardError(f"the card has no markdown and no plain_text with the element_id {element_id!r} to stream into")
    config = whole.get("config")
    whole["config"] = {**(config if isinstance(config, dict) else {}), "streaming_mode": True, "update_multi": True}
    return Card.from_dict(whole)


def _has_text(value: Any, element_id: str) -> bool:
    if isinstance(value, list):
        return any(_has_text(each, element_id) for each in value)
    if not isinstance(value, dict):
        return False
    here = value.get("element_id") == element_id and value.get("tag") in ("markdown", "plain_text")
    return here or any(_has_text(each, element_id) for each in value.values())


class StreamText:
    """
    The text of one card (pure).

    The whole text is sent each time, and only ever grows, so that each update begins with the one before it: then the
    client types out what is new.

    Args:
        card: The card without the text.
        element_id: Where the text goes.
        note: What may have to be put below it in the end.
    """

    def __init__(self, card: Card, element_id: str, note: str) -> None:
        self._element_id = element_id
        self._note = f"\n\n{note}" if note else ""
        self._left = CARD_BYTES - len(card.to_json()) - _size(self._note)
        self._sent = ""
        self._shown = ""
        #: All of it.
        self.text = ""
        #: Whether the streaming mode is off, so that the component is changed like any other.
        self.plain = False

    def write(self, piece: str) -> None:
        """
        Add to the text.

        Raises:
            CardTooLarge: The card would be over the platform's limit; nothing is added.
            TypeError: It is no text.
        """
        if not isinstance(piece, str):
            raise TypeError(f"a stream of a card takes texts, not {type(piece).__name__}: leave empty pieces out")
        size = _size(piece)
        if size > self._left:
            raise CardTooLarge(size_bytes=CARD_BYTES + size - self._left, limit_bytes=CARD_BYTES)
        self._left -= size
        self.text += piece

    def cut_off(self) -> None:
        """Say below the text that it is not complete."""
        self.text = self.text + self._note if self.text else self._note.strip()

    @property
    def waits(self) -> bool:
        """Whether there is something that the card does not show."""
        return self.text != self._shown

    def next_operation(self, card_id: str) -> Operation | None:
        """Give what brings the card up to date; None when it is."""
        if not self.waits:
            return None
        self._sent = self.text
        if self.plain:
            return element_patch(card_id, self._element_id, {"content": self._sent})
        return element_text(card_id, self._element_id, self._sent)

    def done(self) -> None:
        """Note that the operation that was given last has been done."""
        self._shown = self._sent

    def is_off(self, error: InvalidRequest) -> bool:
        """Tell whether an operation failed because the streaming mode is off, so that there is another way."""
        return error.code in _STREAMING_OFF and not self.plain

    @staticmethod
    def mode(card_id: str, *, on: bool) -> Operation:
        """Give what switches the streaming mode."""
        return entity_settings(card_id, config={"streaming_mode": on})


def _size(text: str) -> int:
    """Give how much a text adds to the JSON of a card, in bytes."""
    return len(msgspec.json.encode(text)) - 2
