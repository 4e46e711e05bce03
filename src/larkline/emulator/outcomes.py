"""What a person saw after acting: the answer of the app, and the verdict on it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from larkline.emulator.cards.content import CardView
from larkline.emulator.delivery.engine import Engine
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.verdicts.verdict import Verdict
from larkline.emulator.webhook.legacy_cards import legacy_card
from larkline.emulator.world.tenant import Message
from larkline.facts.languages import CARD_LANGUAGES
from larkline.payloads.toast import Toast, ToastType

__all__ = ["Answered", "Click", "ClickResponse", "Pending", "PreviewResponse", "Previewed", "Said"]

_TOAST_TYPES: dict[str, ToastType] = {"info": "info", "success": "success", "error": "error", "warning": "warning"}


class Answered:
    """
    One delivery that has its verdict.

    Attributes:
        delivery: The record of it: what was sent, what came back, when.
    """

    def __init__(self, delivery: Exchange) -> None:
        self.delivery = delivery

    @property
    def verdict(self) -> Verdict:
        """How it ended; it can still become worse when a handler raises after it has responded."""
        assert self.delivery.verdict is not None, "the delivery is still under way"
        return self.delivery.verdict

    @property
    def error(self) -> BaseException | None:
        """What the app's handler raised, when the app runs in this process; None when it did not."""
        return self.delivery.error

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.delivery.type} {self.verdict}>"


@dataclass(frozen=True, slots=True)
class ClickResponse:
    """
    What came back for a click.

    Attributes:
        toast: Shown to the person who clicked; None when none was.
        card: The new card, or the reference to a template; None when the card stays.
        body: The whole JSON.
    """

    toast: Toast | None = None
    card: CardView | None = None
    body: dict[str, Any] = field(default_factory=dict)


class Click(Answered):
    """A click, or another act on a card, with its answer."""

    @property
    def response(self) -> ClickResponse:
        """What the person saw; empty when the delivery failed."""
        body = self.delivery.response or {}
        card = _old_card(body) if self.delivery.push.kind == "legacy_card" else _card(body)
        return ClickResponse(_toast(body.get("toast")), card, body)


@dataclass(frozen=True, slots=True)
class PreviewResponse:
    """
    What came back for a link.

    Attributes:
        title: In the place of the link; empty when it stays a link.
        image_key: Before the title; empty for none.
        card: Below the message; None for none.
        body: The whole JSON.
    """

    title: str = ""
    image_key: str = ""
    card: CardView | None = None
    body: dict[str, Any] = field(default_factory=dict)


class Previewed(Answered):
    """A link somebody sees, with its preview."""

    @property
    def message_id(self) -> str:
        """The message the link is in; empty while it is being written."""
        return self.delivery.push.message_id

    @property
    def response(self) -> PreviewResponse:
        """What the person saw; empty when the delivery failed."""
        body = self.delivery.response or {}
        inline = body.get("inline")
        inline = inline if isinstance(inline, dict) else {}
        return PreviewResponse(str(inline.get("title") or ""), str(inline.get("image_key") or ""), _card(body), body)


class Said(Answered):
    """
    A message somebody wrote, delivered to the bots of its chat.

    Attributes:
        message: The message.
        deliveries: One for each bot.
        previews: Its links that an app previews, with what they show. The verdict of the whole is the first one that
            failed, else the first one.
    """

    def __init__(self, message: Message, deliveries: list[Exchange], pulls: list[Exchange]) -> None:
        everything = [*deliveries, *pulls]
        failed = [d for d in everything if d.verdict is not None and not d.verdict.ok]
        super().__init__((failed or everything)[0])
        self.message = message
        self.deliveries = deliveries
        self.previews = [Previewed(pull) for pull in pulls]


A = TypeVar("A", bound=Answered)


class Pending(Generic[A]):
    """
    An act whose answer has not come yet; await it for the answer.

    Attributes:
        delivery: The record of the delivery, as it stands.
    """

    def __init__(self, engine: Engine, delivery: Exchange, kind: type[A]) -> None:
        self.delivery = delivery
        self._engine = engine
        self._kind = kind

    def __await__(self) -> Generator[Any, None, A]:
        yield from self._engine.finished(self.delivery).__await__()
        return self._kind(self.delivery)


def _card(body: Mapping[str, Any]) -> CardView | None:
    card = body.get("card")
    if not isinstance(card, dict):
        return None
    return CardView(card["data"] if card.get("type") == "raw" else card)


def _old_card(body: Mapping[str, Any]) -> CardView | None:
    card = legacy_card(body)
    return None if card is None else CardView(card)


def _toast(toast: object) -> Toast | None:
    """Read a toast that was accepted; without a type it is taken as ``info`` (assumed)."""
    if not isinstance(toast, dict):
        return None
    i18n = toast.get("i18n")
    texts: Any = {key: text for key, text in i18n.items() if key in CARD_LANGUAGES} if isinstance(i18n, dict) else None
    kind = _TOAST_TYPES.get(str(toast.get("type")), "info")
    return Toast(kind, str(toast.get("content") or ""), texts or None)
