"""Card entities (卡片实体): kept apart from messages, sent once, changed by numbered operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec

from larkline.clock import Clock, Timer
from larkline.emulator.cards.content import check_card
from larkline.emulator.cards.elements import ids_of
from larkline.emulator.failures import ApiFailure, CardRefused, too_fast
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.tenant import Message
from larkline.facts.cardkit import (
    CARD_ENTITY_SECONDS,
    CARD_OPERATION_UUID_CHARS,
    CARD_OPERATIONS_PER_SECOND,
    CARD_SEQUENCE_MAX,
    STREAMING_SECONDS,
)
from larkline.facts.delivery import CARD_BYTES

__all__ = ["CardEntities", "CardEntity", "Change"]

#: Changes a copy of a card; what it raises leaves the entity as it was.
Change = Callable[[dict[str, Any]], None]
_TOO_MANY_ELEMENTS = 11310


@dataclass(slots=True, kw_only=True)
class CardEntity:
    """
    One card entity.

    Attributes:
        created_at: On the clock of lifetimes, in seconds.
        message: The message that shows it; None until it is sent. From then on the message holds the card.
        sequence: The highest number of an operation so far.
        streaming_since: When the streaming mode was last opened; None while it is off.
        timed_out: Whether it is off because its time was over.
        closing: Closes it by itself; None while it is off.
    """

    card_id: str
    app_id: str
    created_at: float
    first_card: dict[str, Any]
    message: Message | None = None
    sequence: int = 0
    streaming_since: float | None = None
    timed_out: bool = False
    closing: Timer | None = None
    _uuids: dict[str, bytes] = field(default_factory=dict)
    _turns: float = float(CARD_OPERATIONS_PER_SECOND)
    _turns_at: float = float("-inf")

    @property
    def card(self) -> dict[str, Any]:
        """What it shows now."""
        shown = None if self.message is None else self.message.card
        return self.first_card if shown is None else shown

    def show(self, card: dict[str, Any], *, now: float) -> None:
        """Show another card; opens and closes the streaming mode as its ``config`` says."""
        if self.message is None:
            self.first_card = card
        else:
            self.message.card = card
        self.settle(now=now)

    def settle(self, *, now: float) -> None:
        """Follow the streaming mode, which the ``config`` of the card opens and closes, or else its time."""
        if not _streams(self.card):
            self.streaming_since = None
        elif self.streaming_since is None:
            self.streaming_since, self.timed_out = now, False
        elif now >= self.streaming_since + STREAMING_SECONDS:
            self.streaming_since, self.timed_out = None, True
            self.show({**self.card, "config": {**self.card["config"], "streaming_mode": False}}, now=now)

    def repeats(self, uuid: str, operation: bytes) -> bool:
        """
        Tell whether an operation with this uuid was done before.

        Raises:
            ApiFailure: Another one was.
        """
        known = self._uuids.get(uuid)
        if known is not None and known != operation:
            raise ApiFailure(200770)
        return known is not None

    def take_turn(self, *, now: float) -> None:
        """
        Count an operation.

        Raises:
            ApiFailure: There were too many of them lately.
        """
        passed = max(0.0, now - self._turns_at)
        self._turns = min(float(CARD_OPERATIONS_PER_SECOND), self._turns + passed * CARD_OPERATIONS_PER_SECOND)
        self._turns_at = now
        if self._turns < 1.0 - 1e-6:
            problem = f"a card takes {CARD_OPERATIONS_PER_SECOND} operations within a second"
            raise too_fast(problem, limit=CARD_OPERATIONS_PER_SECOND, wait=1.0)
        self._turns -= 1.0

    def done(self, uuid: str, operation: bytes, sequence: int, *, at: float) -> None:
        """Note that an operation was done."""
        self.sequence = sequence
        if uuid:
            self._uuids[uuid] = operation
        if self.message is not None:
            self.message.updated, self.message.updated_at = True, at


class CardEntities:
    """
    The card entities of a platform.

    Args:
        ids: Makes their ids.
        clock: Of lifetimes.
        is_locked: Tells by message whether a click on its card waits for its response.
    """

    def __init__(self, ids: Ids, clock: Clock, is_locked: Callable[[str], bool]) -> None:
        self._ids = ids
        self._clock = clock
        self._is_locked = is_locked
        self._entities: dict[str, CardEntity] = {}
        self._by_message: dict[str, CardEntity] = {}

    def forget(self) -> None:
        """Forget all of them."""
        for entity in self._entities.values():
            if entity.closing is not None:
                entity.closing.cancel()
        self._entities.clear()
        self._by_message.clear()

    def expiries(self) -> list[tuple[float, str]]:
        """Give when each entity can no longer be worked on, and which one it is."""
        return [(entity.created_at + CARD_ENTITY_SECONDS, card_id) for card_id, entity in self._entities.items()]

    def create(self, app_id: str, card: dict[str, Any], *, now: float) -> CardEntity:
        """
        Keep a card as an entity.

        Raises:
            ApiFailure: It cannot be one.
        """
        check_entity_card(card)
        entity = CardEntity(card_id=self._ids.card_id(), app_id=app_id, created_at=now, first_card=card)
        self._entities[entity.card_id] = entity
        self._follow(entity)
        return entity

    def of_message(self, message: Message, *, now: float) -> CardEntity:
        """
        Give the entity a message shows; the card of any other message becomes one.

        Raises:
            ApiFailure: The card cannot be one.
        """
        entity = self._by_message.get(message.message_id)
        if entity is None:
            if message.card is None:
                raise ApiFailure(10002, "the message is no card")
            entity = self.create(message.sender_id, message.card, now=now)
            self.sent(entity, message)
        return entity

    def sent(self, entity: CardEntity, message: Message) -> None:
        """Note that a message shows an entity."""
        entity.message = message
        self._by_message[message.message_id] = entity

    def to_send(self, app_id: str, card_id: object, *, now: float) -> CardEntity:
        """
        Give an entity that is going to be sent; :meth:`sent` follows.

        Raises:
            CardRefused: There is none of this app, it is too old, or it was sent before.

        Source: docs, 创建卡片实体: an entity is sent once, by the app that made it (documented); the code is that of an
        invalid card id in 发送消息 (documented), which of the cases give it is assumed.
        """
        entity = self._entities.get(card_id) if isinstance(card_id, str) else None
        reason = ""
        if entity is None:
            reason = "there is no such card entity"
        elif entity.app_id != app_id:
            reason = "the card entity belongs to another app"
        elif entity.message is not None:
            reason = "the card entity was sent before"
        elif now >= entity.created_at + CARD_ENTITY_SECONDS:
            reason = "the card entity is older than 14 days"
        if entity is None or reason:
            raise CardRefused(11310, "cardid is invalid", "card_id 无效", value=reason)
        return entity

    def find(self, app_id: str, card_id: str, *, now: float) -> CardEntity:
        """
        Give an entity that an app wants to change.

        Raises:
            ApiFailure: It is not there, too old, or another app's.
        """
        entity = self._entities.get(card_id)
        if entity is None:
            raise ApiFailure(200740)
        if entity.app_id != app_id:
            raise ApiFailure(300311)
        if now >= entity.created_at + CARD_ENTITY_SECONDS:
            raise ApiFailure(200750)
        self._follow(entity)
        return entity

    def operate(
        self,
        app_id: str,
        card_id: str,
        body: Mapping[str, Any],
        what: str,
        change: Change,
        *,
        now: float,
        at: float,
        streams: bool = False,
    ) -> None:
        """
        Carry out one numbered operation.

        Args:
            body: Of the call; ``uuid`` and ``sequence`` are read here.
            what: Method and path, which together with the rest of *body* tell one operation from another.
            change: Changes the card.
            now: Seconds on the clock of lifetimes.
            at: Seconds since 1970-01-01 UTC.
            streams: Whether it needs the streaming mode.

        Raises:
            ApiFailure: With the documented code.

        Source: docs, cardkit v1 (documented); in which order the conditions are looked at is assumed.
        """
        uuid, sequence = _number(body)
        entity = self.find(app_id, card_id, now=now)
        operation = _digest(what, body)
        if uuid and entity.repeats(uuid, operation):
            return
        entity.take_turn(now=now)
        if entity.message is not None and self._is_locked(entity.message.message_id):
            raise ApiFailure(200810)
        if sequence <= entity.sequence:
            raise ApiFailure(300317, f"sequence {sequence} is not higher than {entity.sequence}")
        if streams and entity.streaming_since is None:
            raise ApiFailure(200850 if entity.timed_out else 300309)
        card = deepcopy(entity.card)
        change(card)
        check_entity_card(card)
        entity.show(card, now=now)
        self._follow(entity)
        entity.done(uuid, operation, sequence, at=at)

    def is_streaming(self, message_id: str) -> bool:
        """Tell whether a message shows a card in streaming mode."""
        entity = self._by_message.get(message_id)
        if entity is None:
            return False
        self._follow(entity)
        return entity.streaming_since is not None

    def _follow(self, entity: CardEntity) -> None:
        """Bring the streaming mode up to date, and have it closed when its time is over."""
        entity.settle(now=self._clock.now())
        if entity.streaming_since is None:
            if entity.closing is not None:
                entity.closing.cancel()
                entity.closing = None
        elif entity.closing is None:
            due = entity.streaming_since + STREAMING_SECONDS
            entity.closing = self._clock.call_at(due, lambda: self._follow(entity))


def check_entity_card(card: Mapping[str, Any]) -> None:
    """
    Check a card against what is asked of an entity.

    Raises:
        ApiFailure: With the documented code.
    """
    if not card:
        raise ApiFailure(300307)
    if card.get("schema") != "2.0":
        raise ApiFailure(300303)
    config = card.get("config")
    if isinstance(config, dict) and config.get("update_multi") is False:
        raise ApiFailure(300302)
    body = card.get("body")
    if not card.get("header") and not (isinstance(body, dict) and body.get("elements")):
        raise ApiFailure(300307)
    size = len(msgspec.json.encode(card))
    if size > CARD_BYTES:
        raise ApiFailure(200860, f"the card is {size} bytes long, a card takes {CARD_BYTES}")
    ids = ids_of(card)
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise ApiFailure(300301, f"the element_id {twice!r} stands twice in the card")
    try:
        check_card(card)
    except CardRefused as refusal:
        count = refusal.sub_code == _TOO_MANY_ELEMENTS and "element" in refusal.problem.en
        raise ApiFailure(300305 if count else 200220, f"{refusal.problem.en} ({refusal.sub_code})") from None


def _streams(card: Mapping[str, Any]) -> bool:
    config = card.get("config")
    return isinstance(config, dict) and config.get("streaming_mode") is True


def _number(body: Mapping[str, Any]) -> tuple[str, int]:
    """Give uuid and sequence of an operation."""
    uuid, sequence = body.get("uuid", ""), body.get("sequence")
    if uuid is None:
        uuid = ""
    if not isinstance(uuid, str) or len(uuid) > CARD_OPERATION_UUID_CHARS:
        raise ApiFailure(10002, f"uuid is a text of at most {CARD_OPERATION_UUID_CHARS} characters")
    if type(sequence) is not int or not 1 <= sequence <= CARD_SEQUENCE_MAX:
        raise ApiFailure(10002, f"sequence is an integer from 1 to {CARD_SEQUENCE_MAX}")
    return uuid, sequence


def _digest(what: str, body: Mapping[str, Any]) -> bytes:
    content = {key: value for key, value in body.items() if key != "sequence"}
    return sha256(what.encode() + b"\n" + msgspec.json.encode(content, order="sorted")).digest()
