"""What changes a card after it was sent: the response to a click, and the delayed update with its token."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import msgspec

from larkline.emulator.cards.content import is_shared, is_template, schema_of
from larkline.emulator.cards.previews import LinkPreviews
from larkline.emulator.cards.shelf import CardShelf
from larkline.emulator.delivery.pushes import Push
from larkline.emulator.failures import ApiFailure, CardRefused
from larkline.emulator.webhook.legacy_cards import legacy_card, legacy_viewers
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.previews import LinkPreview
from larkline.emulator.world.tenant import AppRecord, Message
from larkline.emulator.world.tokens import UpdateToken, UpdateTokens
from larkline.emulator.world.world import World
from larkline.facts.callback_codes import SCHEMA_DOWNGRADE
from larkline.facts.delivery import CARD_BYTES
from larkline.payloads.response_check import CardSchema

__all__ = ["CardUpdates"]

_CLICKS = ("card", "legacy_card")
_KEPT_CLICKS = 10_000


@dataclass(slots=True)
class _OpenClick:
    """A click that waits for its response, and the card as it was when an update came too early."""

    message_id: str
    before: tuple[dict[str, Any] | None, dict[str, dict[str, Any]]] | None = None


class CardUpdates:
    """Keeps the cards of the world; the engine tells it how each delivery goes."""

    def __init__(self, world: World, tokens: UpdateTokens, shelf: CardShelf, previews: LinkPreviews) -> None:
        self.world = world
        self._shelf = shelf
        self._previews = previews
        self._on_previews: dict[str, LinkPreview] = {}
        self._tokens = tokens
        self._open: dict[str, _OpenClick] = {}
        self._refresh_tokens: dict[tuple[str, str], str] = {}

    def refresh_token(self, message_id: str, open_id: str, ids: Ids) -> str:
        """
        Give the ``X-Refresh-Token`` of a person's next click on an old card; it stays until one was answered.

        Source: a constant of the java SDK; what it is for is assumed.
        """
        return self._refresh_tokens.setdefault((message_id, open_id), ids.hex(32))

    def forget(self) -> None:
        """Forget every click."""
        self._open.clear()
        self._on_previews.clear()
        self._refresh_tokens.clear()

    def on_preview(self, event_id: str, preview: LinkPreview) -> None:
        """Note that a click is one on the card of a link preview."""
        while len(self._on_previews) >= _KEPT_CLICKS:
            del self._on_previews[next(iter(self._on_previews))]
        self._on_previews[event_id] = preview

    def _acted_on(self, event_id: str, message_id: str) -> Message | LinkPreview | None:
        """Give what holds the card that was acted on."""
        return self._on_previews.get(event_id) or self.world.messages.get(message_id)

    # --- told by the engine -------------------------------------------------------------------------------------------

    def card_schema(self, push: Push) -> CardSchema | None:
        """Tell the version of the card that was acted on; None when not known."""
        message = self._acted_on(push.event_id, push.message_id)
        card = message.card_for(push.open_id) if message is not None else None
        if push.kind not in _CLICKS or card is None:
            return None
        schema = schema_of(card)
        return "2.0" if schema == "2.0" else "1.0" if schema == "1.0" else None

    def is_streaming(self, push: Push) -> bool:
        """Tell whether the card that was acted on is in streaming mode, in which no response replaces it."""
        message = self._acted_on(push.event_id, push.message_id)
        return message is not None and self._shelf.is_streaming(message.message_id)

    def check_card(self, push: Push, card: Mapping[str, Any]) -> dict[str, Any]:
        """
        Check the card of a response; gives the card that people then see.

        Raises:
            CardRefused: The platform does not take it.
        """
        return self._shelf.resolve(push.app_id, card)

    def begun(self, push: Push) -> None:
        """Lock the card that was acted on until the delivery is over."""
        if push.kind in _CLICKS:
            self._open[push.event_id] = _OpenClick(push.message_id)

    def responded(self, push: Push) -> bool:
        """Let an update that came too early snap back; gives whether there was one."""
        click = self._open.get(push.event_id)
        message = self._acted_on(push.event_id, push.message_id)
        if click is None or click.before is None or message is None:
            return False
        message.card, message.personal_cards = click.before
        return True

    def concluded(self, push: Push) -> None:
        """Unlock the card."""
        self._open.pop(push.event_id, None)

    def apply(self, push: Push, body: Mapping[str, Any]) -> None:
        """Replace the card by the one in the response, if there is one; show the preview in it."""
        if push.kind == "preview":
            self._preview(push, body)
            return
        message = self._acted_on(push.event_id, push.message_id)
        if push.kind == "legacy_card":
            self._refresh_tokens.pop((push.message_id, push.open_id), None)
            app = self.world.app(push.app_id)
            named = [self.world.known_as(app, open_id) for open_id in legacy_viewers(body)]
            new, viewers = legacy_card(body), [person.open_id for person in named if person] or [push.open_id]
        else:
            new, viewers = (_card_in(body) if push.kind == "card" else None), [push.open_id]
        if message is None or new is None or self._shelf.is_streaming(message.message_id):
            return  # a card in streaming mode is not replaced by a response (documented)
        if is_template(new):
            new = self._shelf.resolve(push.app_id, new)
        shared = is_shared(new) and (message.card is None or is_shared(message.card))
        _replace(message, new, None if shared else viewers)

    def _preview(self, push: Push, body: Mapping[str, Any]) -> None:
        inline, card = body.get("inline"), _card_in(body)
        if card is not None and is_template(card):
            card = self._shelf.resolve(push.app_id, card)
        self._previews.answered(push.event_id, inline if isinstance(inline, dict) else {}, card)

    def is_locked(self, message_id: str) -> bool:
        """Whether a click on this message's card waits for its response."""
        return any(click.message_id == message_id for click in self._open.values())

    # --- interactive/v1/card/update -----------------------------------------------------------------------------------

    def update(self, app: AppRecord, body: object, *, now: float, at: float) -> None:
        """
        Carry out a delayed update.

        Args:
            body: ``{"token": "c-…", "card": {...}}`` as it was decoded.
            now: Seconds on the clock of lifetimes.
            at: Seconds since 1970-01-01 UTC.

        Raises:
            ApiFailure: With the documented code.

        Source: docs, 延时更新消息卡片 (documented). An update before the response is carried out and taken back when
        the response arrives (documented as a race: the response may overwrite it).
        """
        if not isinstance(body, dict) or not isinstance(body.get("token"), str):
            raise ApiFailure(10002, "token and card are needed")
        token = self._usable_token(app, body["token"], now)
        card = body.get("card")
        if isinstance(card, str):
            raise ApiFailure(100030, "card is a JSON object, not the text of one")
        if not isinstance(card, dict) or not card:
            raise ApiFailure(10002, "card is not a JSON object")
        message = self._acted_on(token.event_id, token.message_id)
        if message is None or message.deleted:
            raise ApiFailure(200000)
        open_ids = card.get("open_ids")
        card = self._readable(app, message, {key: value for key, value in card.items() if key != "open_ids"})
        viewers = self._viewers(app, message, card, open_ids)
        click = self._open.get(token.event_id)
        if click is not None and click.before is None:
            click.before = (deepcopy(message.card), deepcopy(message.personal_cards))
        token.uses_left -= 1
        _replace(message, card, viewers)
        message.updated = True
        message.updated_at = at

    def _usable_token(self, app: AppRecord, value: str, now: float) -> UpdateToken:
        token = self._tokens.find(value)
        if token is None:
            raise ApiFailure(300020)
        if token.app_id != app.app_id:
            raise ApiFailure(200310)
        if now >= token.expires_at:
            raise ApiFailure(300030)
        if token.uses_left < 1:
            raise ApiFailure(300040)
        return token

    def _readable(self, app: AppRecord, message: Message | LinkPreview, card: Mapping[str, Any]) -> dict[str, Any]:
        """Give the card of a delayed update as people will see it."""
        size = len(msgspec.json.encode(card))
        if size > CARD_BYTES:
            raise ApiFailure(100000, f"the card is {size} bytes long, a card takes {CARD_BYTES}")
        try:
            readable = self._shelf.resolve(app.app_id, card)
        except CardRefused as refusal:
            code = 11310 if refusal.sub_code == 11310 else 11311
            raise ApiFailure(code, f"{refusal.problem.en} ({refusal.sub_code})") from None
        if message.card is not None and schema_of(message.card) == "2.0" and schema_of(readable) == "1.0":
            raise ApiFailure(SCHEMA_DOWNGRADE, "a card of JSON 2.0 cannot be updated to JSON 1.0")
        return readable

    def _viewers(
        self, app: AppRecord, message: Message | LinkPreview, card: Mapping[str, Any], open_ids: object
    ) -> list[str] | None:
        """Give who sees the update; None for everybody."""
        if is_shared(card) and (message.card is None or is_shared(message.card)):
            return None
        if not isinstance(open_ids, list) or not open_ids:
            raise ApiFailure(300090)
        members = self.world.chats[message.chat_id].members
        people = [self.world.known_as(app, open_id) if isinstance(open_id, str) else None for open_id in open_ids]
        viewers = [person.open_id for person in people if person is not None and person.open_id in members]
        if len(viewers) < len(open_ids):
            raise ApiFailure(200320)
        return viewers


def _card_in(body: Mapping[str, Any]) -> dict[str, Any] | None:
    card = body.get("card")
    if not isinstance(card, dict):
        return None
    data: dict[str, Any] = card["data"] if card.get("type") == "raw" else card
    return data


def _replace(message: Message | LinkPreview, card: dict[str, Any], viewers: list[str] | None) -> None:
    if viewers is None:
        message.card = card
        message.personal_cards = {}
    else:
        message.personal_cards = {**message.personal_cards, **dict.fromkeys(viewers, card)}
