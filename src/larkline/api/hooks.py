"""What an app may hang into a client."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Protocol

__all__ = ["OnRefresh", "OnSent", "UpdateGate", "tell_refresh", "tell_sent"]

log = logging.getLogger("larkline.api")

#: Told the id of a message that was sent with a card, and the schema of that card, "2.0" or "1.0".
OnSent = Callable[[str, str], object]
#: Told a preview token before its link previews are asked for again.
OnRefresh = Callable[[str], object]


class UpdateGate(Protocol):
    """Decides when an update token may be used; called before each ``cards.update``."""

    async def before_use(self, token: str) -> None:
        """
        Wait until *token* may be used.

        Raises:
            UpdateTokenSpent: It may not be used any more.
        """

    def before_use_sync(self, token: str) -> None:
        """Do the same for a thread."""

    def message_of(self, token: str) -> str:
        """Give the id of the message whose card *token* updates; empty when it is not known."""


def tell_sent(on_sent: OnSent | None, message_id: str, schema: str | None) -> None:
    """Tell *on_sent*; its failure is logged, for the message is out already."""
    if on_sent is None or schema is None:
        return
    try:
        on_sent(message_id, schema)
    except Exception:
        log.exception("on_sent failed for message %s", message_id)


def tell_refresh(on_refresh: OnRefresh | None, preview_tokens: Iterable[str]) -> None:
    """Tell *on_refresh* of each token; its failure is logged and keeps nothing from being refreshed."""
    if on_refresh is None:
        return
    try:
        for token in preview_tokens:
            on_refresh(token)
    except Exception:
        log.exception("on_refresh failed")
