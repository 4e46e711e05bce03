"""What the local platform knows: one tenant with its people, chats, apps and messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from larkline.emulator.errors import UnknownThing
from larkline.emulator.world.subscription import Subscription

__all__ = ["AppRecord", "Chat", "Message", "Messages", "Person", "Tenant"]

T = TypeVar("T")
_SEEN = frozenset({"content", "updated_at", "deleted", "card", "personal_cards"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    Someone who reads, writes and clicks.

    Attributes:
        open_id: The person as every app of this tenant knows them here; one id for all apps.
        utc_offset: Of the person's time zone, as the client writes it after a picked date (``+0800``).
    """

    open_id: str
    union_id: str
    user_id: str
    name: str
    email: str
    locale: str = "zh_cn"
    timezone: str = "Asia/Shanghai"
    utc_offset: str = "+0800"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRecord:
    """
    One self-built app with a bot: its credentials and keys.

    Attributes:
        service_id: Goes into the address of its long connections.
        bot_open_id: The open id of its bot.
        subscription: How it wants its deliveries; the one thing about it that changes.
    """

    app_id: str
    name: str
    app_secret: str = field(repr=False)
    encrypt_key: str = field(repr=False)
    verification_token: str = field(repr=False)
    service_id: int = 1
    bot_open_id: str = ""
    subscription: Subscription = field(default_factory=Subscription, compare=False)


@dataclass(slots=True, kw_only=True)
class Chat:
    """
    A group, or the direct chat of one person with one bot.

    Attributes:
        members: Open ids of the people in it.
        bots: App ids of the bots in it.
    """

    chat_id: str
    name: str
    kind: Literal["group", "p2p"]
    members: list[str] = field(default_factory=list)
    bots: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Message:
    """
    One message and, when it is a card, what its readers see of it now.

    Attributes:
        content: JSON text as it was sent, or as an update replaced it.
        created_at: Seconds since 1970-01-01 UTC.
        updated_at: As *created_at*.
        card: The card everybody sees: its JSON, or a reference to a template; None when it is no card.
        personal_cards: What single people see instead, by open id; only an exclusive card has any.
        changed: Called after anything that its readers see of it was set.
    """

    message_id: str
    chat_id: str
    sender_id: str
    sender_type: Literal["user", "app"]
    message_type: str
    content: str
    created_at: float
    updated_at: float
    root_id: str = ""
    parent_id: str = ""
    thread_id: str = ""
    updated: bool = False
    deleted: bool = False
    card: dict[str, Any] | None = None
    personal_cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: Callable[[], None] | None = field(default=None, repr=False, compare=False)

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        changed: Callable[[], None] | None = getattr(self, "changed", None)
        if changed is not None and name in _SEEN:
            changed()

    @property
    def text(self) -> str:
        """The text of a text message; empty for other types."""
        if self.message_type != "text":
            return ""
        content = json.loads(self.content)
        return str(content.get("text", "")) if isinstance(content, dict) else ""

    def card_for(self, open_id: str | None) -> dict[str, Any] | None:
        """Give the card as this person sees it; None as *open_id* gives what everybody sees."""
        return self.personal_cards.get(open_id or "", self.card)


class Messages(dict[str, Message]):
    """
    Messages by id.

    Attributes:
        told: Called with the id of each that is added or changes, and with what happened: ``added`` or ``updated``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.told: Callable[[str, str], None] = lambda _what, _id: None

    def __setitem__(self, message_id: str, message: Message) -> None:
        super().__setitem__(message_id, message)
        self.told("added", message_id)
        message.changed = lambda: self.told("updated", message_id)


class Tenant:
    """
    One tenant and everything in it; the doors of the emulator all act on the same one.

    Args:
        tenant_key: The platform's key of the tenant.
    """

    def __init__(self, tenant_key: str) -> None:
        self.tenant_key = tenant_key
        self.apps: dict[str, AppRecord] = {}
        self.people: dict[str, Person] = {}
        self.chats: dict[str, Chat] = {}
        self.messages = Messages()

    def app(self, app_id: str | None = None) -> AppRecord:
        """
        Give an app; the first one when *app_id* is None.

        Raises:
            UnknownThing: There is no such app.
        """
        if app_id is None:
            return next(iter(self.apps.values()))
        return self._find("app", self.apps, app_id)

    def person(self, open_id: str) -> Person:
        """
        Give a person by open id.

        Raises:
            UnknownThing: There is no such person.
        """
        return self._find("person", self.people, open_id)

    def chat(self, chat_id: str) -> Chat:
        """
        Give a chat.

        Raises:
            UnknownThing: There is no such chat.
        """
        return self._find("chat", self.chats, chat_id)

    def message(self, message_id: str) -> Message:
        """
        Give a message.

        Raises:
            UnknownThing: There is no such message.
        """
        return self._find("message", self.messages, message_id)

    def direct_chat(self, person: Person, app: AppRecord) -> Chat | None:
        """Give the direct chat of a person with an app's bot; None while they have none."""
        for chat in self.chats.values():
            if chat.kind == "p2p" and person.open_id in chat.members and app.app_id in chat.bots:
                return chat
        return None

    def messages_of(self, chat_id: str | None = None) -> list[Message]:
        """Give the messages of a chat, or of all chats, oldest first, without the recalled ones."""
        return [m for m in self.messages.values() if not m.deleted and chat_id in (None, m.chat_id)]

    @staticmethod
    def _find(kind: str, things: dict[str, T], key: str) -> T:
        found = things.get(key)
        if found is None:
            known = ", ".join(list(things)[:10]) or "none"
            raise UnknownThing(kind, key, f"known: {known}")
        return found
