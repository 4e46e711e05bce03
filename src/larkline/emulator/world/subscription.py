"""How an app wants its deliveries: over long connections or by webhook, and where to."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

__all__ = ["DELIVERY_MODES", "DeliveryKind", "DeliveryMode", "Subscription"]

#: What is delivered: a card action, a link preview, an event, or a card action in the older form.
DeliveryKind = Literal["card", "preview", "event", "legacy_card"]
DeliveryMode = Literal["long_connection", "webhook"]
DELIVERY_MODES: tuple[DeliveryMode, ...] = ("long_connection", "webhook")


@dataclass(slots=True, kw_only=True)
class Subscription:
    """
    What the pages 事件与回调 and 机器人 of the developer console hold for one app.

    Attributes:
        events: How events are delivered.
        callbacks: How card actions and link previews are.
        event_url: Where events are sent by webhook; empty while no address is saved.
        callback_url: Where callbacks are.
        card_url: Where old card callbacks are; they have no other way.
        encrypted: Whether the app has an Encrypt Key, with which what is sent to a webhook is encrypted and signed.
        legacy_cards: Whether clicks on cards of JSON 1.0 are told in the older form, ``card.action.trigger_v1``.
        url_patterns: Links the app previews: ``git.example.com``, ``*.example.com/issues/*``.
        event_types: The events the app has subscribed to: types, ``*`` for any characters, ``!`` before one it has not.
        callback_types: The same for callbacks.
    """

    events: DeliveryMode = "long_connection"
    callbacks: DeliveryMode = "long_connection"
    event_url: str = ""
    callback_url: str = ""
    card_url: str = ""
    encrypted: bool = True
    legacy_cards: bool = False
    url_patterns: list[str] = field(default_factory=list)
    event_types: tuple[str, ...] = ("*",)
    callback_types: tuple[str, ...] = ("*",)

    def takes(self, kind: DeliveryKind, type_: str) -> bool:
        """Tell whether the app has subscribed to a type; old card callbacks have a switch of their own."""
        if kind == "legacy_card":
            return self.legacy_cards
        types = self.event_types if kind == "event" else self.callback_types
        return f"!{type_}" not in types and any(fnmatchcase(type_, pattern) for pattern in types)

    def names(self, type_: str) -> bool:
        """Tell whether the app has subscribed to a type of event by more than a bare ``*``."""
        return any(fnmatchcase(type_, pattern) for pattern in self.event_types if pattern != "*")

    def mode_of(self, kind: DeliveryKind) -> DeliveryMode:
        """Tell how such a delivery goes out."""
        if kind == "legacy_card":
            return "webhook"
        return self.events if kind == "event" else self.callbacks

    def url_of(self, kind: DeliveryKind) -> str:
        """Give the address such a delivery is sent to by webhook; empty while none is saved."""
        if kind == "legacy_card":
            return self.card_url
        return self.event_url if kind == "event" else self.callback_url
