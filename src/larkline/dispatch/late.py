"""Late results: a card that comes after the response goes out as a delayed update (延时更新)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from larkline.clock import Clock, sleep_until
from larkline.dispatch.update_tokens import UpdateTokens
from larkline.errors import MissingCredentials

if TYPE_CHECKING:
    from larkline.dispatch.handling import Handling

__all__ = ["CardUpdater", "LateResults", "UpdateGate", "log_lost"]

_log = logging.getLogger("larkline.dispatch")


class CardUpdater(Protocol):
    """What late results need of the platform's API."""

    async def update_by_token(
        self, update_token: str, card: Any, *, open_ids: list[str] | None, message_id: str
    ) -> None:
        """
        Make a delayed update, when its turn comes; when the budget is used up, an update of the message.

        Raises:
            UpdateTokenSpent: The budget is used up, and the card is not shared or *message_id* is empty.
        """

    async def update_message(self, message_id: str, card: Any) -> None:
        """Update a shared card by its message id."""


class UpdateGate:
    """
    Lets update tokens be used only as the platform allows: after the response, twice, within 30 minutes.

    Everybody who makes a delayed update passes it: late results, yields, and the handler's own ``cards.update``.
    """

    def __init__(self, tokens: UpdateTokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock
        self._waiting: dict[str, asyncio.Event] = {}

    async def before_use(self, token: str) -> None:
        """
        Wait until *token* may be used and take one use from its budget.

        Raises:
            UpdateTokenSpent: It is used up or expired.
        """
        while self._tokens.waits_for_response(token):
            await self._waiting.setdefault(token, asyncio.Event()).wait()
        when = self._tokens.claim(token, now=self._clock.now())
        if when > self._clock.now():
            try:
                await sleep_until(self._clock, when)
            except asyncio.CancelledError:
                self._tokens.give_back(token)
                raise

    def message_of(self, token: str) -> str:
        """Give the id of the message whose card *token* updates; empty when it is not known."""
        return self._tokens.message_of(token)

    def holds_back(self, token: str) -> bool:
        """Whether somebody waits for the response to the token's callback, to use it then."""
        return token in self._waiting

    def response_left(self, token: str) -> None:
        """The response to the token's callback has left."""
        self._tokens.answered(token, now=self._clock.now())
        if (waiting := self._waiting.pop(token, None)) is not None:
            waiting.set()


class LateResults:
    """
    Deliver what a handler of a card action gives after the response.

    Args:
        updater: Gives what makes the API calls for a tenant; may raise MissingCredentials.
        count: Counts by name.
        enabled: False drops late cards (``late_responses="drop"``).
        undeliverable: Told of a late card that could not be delivered.
    """

    def __init__(
        self,
        updater: Callable[[str], CardUpdater],
        *,
        count: Callable[[str], None],
        enabled: bool,
        undeliverable: Callable[[str, BaseException], None],
    ) -> None:
        self._updater = updater
        self._count = count
        self._enabled = enabled
        self._undeliverable = undeliverable

    def drop_toast(self, handling: Handling) -> None:
        """Say, once for each delivery, that nobody will see a toast."""
        self._count("late_dropped")
        if not handling.late_toast_told:
            handling.late_toast_told = True
            _log.warning(
                "%s gave a toast after the response to %s had left, so nobody can see it: yield the toast first, "
                "then work",
                handling.route.handler.name,
                handling.delivery.id,
            )

    async def update(self, handling: Handling, card: Any) -> None:
        """Send *card* as a delayed update; never raises, what cannot be delivered is logged and told."""
        name, delivery_id = handling.route.handler.name, handling.delivery.id
        if not self._enabled:
            self._count("late_dropped")
            _log.warning("%s gave a card too late for %s; it is dropped (late_responses='drop')", name, delivery_id)
            return
        try:
            await self._send(handling, card)
        except Exception as error:
            self._count("late_lost")
            log_lost("card", handling, error)
            self._undeliverable(delivery_id, error)
        else:
            self._count("late_updates")

    async def _send(self, handling: Handling, card: Any) -> None:
        updater = self._updater(handling.payload.tenant_key)
        message_id = getattr(handling.payload, "message_id", "")
        if not handling.update_token and message_id:
            await updater.update_message(message_id, card)
            return
        open_ids = _seen_by(handling, card)
        await updater.update_by_token(handling.update_token, card, open_ids=open_ids, message_id=message_id)


def log_lost(what: str, handling: Handling, error: Exception) -> None:
    """Say that a late result, *what*, reached nobody, and why."""
    why = "without credentials no result can follow" if isinstance(error, MissingCredentials) else "it is lost"
    name, delivery_id = handling.route.handler.name, handling.delivery.id
    text = "the late %s of %s cannot be delivered, %s (delivery %s): %s: %s"
    _log.error(text, what, name, why, delivery_id, type(error).__name__, error)


def _seen_by(handling: Handling, card: Any) -> list[str] | None:
    """
    Say who sees a late card: None for everybody who has the card, else the person who acted.

    Source: docs, 延时更新消息卡片: an exclusive card, which only JSON 1.0 can be and is unless ``update_multi`` says
    otherwise, needs ``open_ids`` (documented).
    """
    if not isinstance(card, dict) or card.get("schema") == "2.0" or card.get("type") == "template":
        return None
    config = card.get("config")
    if (isinstance(config, dict) and config.get("update_multi") is True) or "open_ids" in card:
        return None
    open_id = getattr(getattr(handling.payload, "operator", None), "open_id", "")
    return [open_id] if open_id else None
