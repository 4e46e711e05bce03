"""Links in messages: which ones an app previews, and what people see in their place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from larkline.emulator.world.tenant import Message

__all__ = ["LinkPreview", "links_in", "matches"]

_LINK = re.compile(r"https?://[^\s<>\"'，。；！？、（）《》「」]+", re.IGNORECASE)
_SEEN = frozenset({"inline", "card", "personal_inline", "personal_cards"})


def links_in(text: str) -> list[str]:
    """List the links of a text, each once, in their order."""
    return list(dict.fromkeys(link.rstrip(".,;:!?)]}") for link in _LINK.findall(text)))


def matches(url: str, patterns: Iterable[str]) -> bool:
    """
    Tell whether a link is one of those an app has asked to preview.

    A pattern is a host, or a host and a path, without a scheme; ``*`` stands for anything. A host alone means all its
    pages.

    Source: docs, 链接预览, the setting URL 规则 (documented); its exact grammar is assumed.
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    page = f"{host}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    for pattern in patterns:
        wanted_host, slash, wanted_page = pattern.partition("/")
        wanted_host = wanted_host.lower()
        if not slash and (fnmatchcase(host, wanted_host) or fnmatchcase(host.partition(":")[0], wanted_host)):
            return True
        if slash and fnmatchcase(page, f"{wanted_host}/{wanted_page}"):
            return True
    return False


@dataclass(slots=True, kw_only=True, eq=False)
class LinkPreview:
    """
    The preview of one link in one message, by one app; it holds a card as a message does.

    Attributes:
        token: The ``preview_token`` by which the app has it pulled again.
        inline: What stands in the place of the link: title, icon, addresses; empty while it stays a link.
        card: The card below the message; None for none.
        personal_inline: What single people see instead, by open id.
        personal_cards: As *personal_inline*.
        viewers: Who has had it pulled, in their order.
        pulls: The ids of the deliveries that pulled it.
        refreshed_at: When the app last had it pulled again.
    """

    token: str = field(repr=False)
    app_id: str
    url: str
    message: Message = field(repr=False)
    inline: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] | None = None
    personal_inline: dict[str, dict[str, Any]] = field(default_factory=dict)
    personal_cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    viewers: list[str] = field(default_factory=list)
    pulls: list[str] = field(default_factory=list)
    refreshed_at: float = float("-inf")
    updated: bool = False
    updated_at: float = 0.0

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        message: Message | None = getattr(self, "message", None)
        if message is not None and name in _SEEN:
            message.previews = message.previews  # tells whoever watches the message

    @property
    def message_id(self) -> str:
        """The message the link is in."""
        return self.message.message_id

    @property
    def chat_id(self) -> str:
        """The chat of that message."""
        return self.message.chat_id

    @property
    def only_for(self) -> str:
        """The one person who sees the message; empty for everybody."""
        return self.message.only_for

    @property
    def deleted(self) -> bool:
        """Whether the message is recalled."""
        return self.message.deleted

    def card_for(self, open_id: str | None) -> dict[str, Any] | None:
        """Give the card as this person sees it; None as *open_id* gives what everybody sees."""
        return self.personal_cards.get(open_id or "", self.card)

    def inline_for(self, open_id: str | None) -> dict[str, Any]:
        """Give what stands in the place of the link, as :meth:`card_for`."""
        return self.personal_inline.get(open_id or "", self.inline)
