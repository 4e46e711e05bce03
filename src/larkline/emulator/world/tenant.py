"""The things of the local platform: tenants, people, apps, chats, messages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from larkline.emulator.world.subscription import Subscription

if TYPE_CHECKING:
    from larkline.emulator.world.previews import LinkPreview

__all__ = ["Abilities", "AppRecord", "AppType", "Chat", "Message", "Messages", "Person", "Reaction", "Tenant"]

_SEEN = frozenset({"content", "updated_at", "deleted", "card", "personal_cards", "previews"})
AppType = Literal["self_built", "store"]
_KEPT_MESSAGES = 10_000


@dataclass(frozen=True, slots=True)
class Tenant:
    """One tenant: a company that uses the platform."""

    tenant_key: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    Someone who reads, writes and clicks.

    Attributes:
        open_id: The person as the first app knows them, and as the verbs name them; other apps know them by ids of
            their own, see :meth:`AppRecord.sees`.
        utc_offset: Of the person's time zone, as the client writes it after a picked date (``+0800``).
    """

    open_id: str
    union_id: str
    user_id: str
    name: str
    email: str
    tenant_key: str = ""
    locale: str = "zh_cn"
    timezone: str = "Asia/Shanghai"
    utc_offset: str = "+0800"


@dataclass(slots=True, kw_only=True)
class Abilities:
    """
    What an app may do, as its pages 应用能力, 权限管理 and 可用范围 of the developer console say.

    Attributes:
        bot: Whether it has a bot.
        scopes: What it may call when scopes are enforced; None for everything.
        hidden_from: Open ids of the people who are outside its availability.
    """

    bot: bool = True
    scopes: set[str] | None = None
    hidden_from: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRecord:
    """
    One app with a bot: its credentials and keys.

    Attributes:
        app_type: ``self_built`` for one tenant, or ``store``: for every tenant that installs it.
        tenant_keys: The tenants it is installed in, the first one first.
        service_id: Goes into the address of its long connections.
        bot_open_id: The open id of its bot.
        own_open_ids: Whether it knows people by open ids of its own; the first app does not.
        subscription: How it wants its deliveries.
        abilities: What it may do.
    """

    app_id: str
    name: str
    app_secret: str = field(repr=False)
    encrypt_key: str = field(repr=False)
    verification_token: str = field(repr=False)
    app_type: AppType = "self_built"
    tenant_keys: list[str] = field(default_factory=list, compare=False)
    service_id: int = 1
    bot_open_id: str = ""
    own_open_ids: bool = False
    subscription: Subscription = field(default_factory=Subscription, compare=False)
    abilities: Abilities = field(default_factory=Abilities, compare=False)

    def sees(self, person: Person) -> Person:
        """
        Give a person with the open id this app knows them by.

        Source: docs, 用户身份概述: an open_id identifies a user within one app (documented).
        """
        if not self.own_open_ids:
            return person
        digest = hashlib.sha256(f"{self.app_id} {person.open_id}".encode()).hexdigest()
        return replace(person, open_id=f"ou_{digest[:32]}")


@dataclass(slots=True, kw_only=True)
class Chat:
    """
    A group, or the direct chat of one person with one bot.

    Attributes:
        members: Open ids of the people in it.
        bots: App ids of the bots in it.
        tenant_key: The tenant it belongs to.
        owner: Open id of the person, or app id of the bot, who owns a group; empty for a seeded one.
    """

    chat_id: str
    name: str
    kind: Literal["group", "p2p"]
    tenant_key: str = ""
    members: list[str] = field(default_factory=list)
    bots: list[str] = field(default_factory=list)
    description: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """
    An emoji that somebody has put on a message.

    Attributes:
        by: Open id of the person, or app id of the bot.
        at: Seconds since 1970-01-01 UTC.
    """

    reaction_id: str
    emoji: str
    by: str
    at: float


@dataclass(slots=True, kw_only=True)
class Message:
    """
    One message and, when it is a card, what its readers see of it now.

    Attributes:
        content: JSON text as it was sent, or as an update replaced it.
        created_at: Seconds since 1970-01-01 UTC.
        updated_at: As *created_at*.
        card: The card everybody sees: its JSON, or a reference to a template; None when it is no card.
        edits: How often its content was edited.
        reactions: By id, oldest first.
        personal_cards: What single people see instead, by open id; only an exclusive card has any.
        previews: The previews of its links.
        only_for: Open id of the one person who sees it; empty for everybody.
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
    edits: int = 0
    reactions: dict[str, Reaction] = field(default_factory=dict)
    card: dict[str, Any] | None = None
    personal_cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    previews: tuple[LinkPreview, ...] = ()
    only_for: str = ""
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

    def is_for(self, open_id: str | None) -> bool:
        """Tell whether this person sees the message at all; None stands for an observer, who sees everything."""
        return not self.only_for or open_id in (None, self.only_for)

    def card_for(self, open_id: str | None) -> dict[str, Any] | None:
        """Give the card as this person sees it; None as *open_id* gives what everybody sees."""
        return self.personal_cards.get(open_id or "", self.card)


class Messages(dict[str, Message]):
    """
    Messages by id; the oldest are forgotten.

    Args:
        kept: How many are kept.

    Attributes:
        told: Called with the id of each that is added or changes, and with what happened: ``added`` or ``updated``.
    """

    def __init__(self, *, kept: int = _KEPT_MESSAGES) -> None:
        super().__init__()
        self._kept = kept
        self.told: Callable[[str, str], None] = lambda _what, _id: None

    def __setitem__(self, message_id: str, message: Message) -> None:
        super().__setitem__(message_id, message)
        while len(self) > self._kept:
            del self[next(iter(self))]
        self.told("added", message_id)
        message.changed = lambda: self.told("updated", message_id)
