"""What may still be done with an update token (更新凭证): one budget for everybody who wants to use it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from larkline.errors import UpdateTokenSpent
from larkline.facts.delivery import UPDATE_TOKEN_FIRST_USE_SECONDS, UPDATE_TOKEN_SECONDS, UPDATE_TOKEN_USES

__all__ = ["UpdateTokens"]


@dataclass(slots=True)
class _Token:
    born: float
    message_id: str
    uses: int = 0
    answered_at: float | None = None


class UpdateTokens:
    """
    The budgets of the update tokens that came with deliveries (pure).

    A token may update its card twice within 30 minutes, never before the response to its callback has left, and
    first a moment after it, since an update that overtakes the response is overwritten by it.

    Args:
        first_use_after: That moment, in seconds.
        capacity: How many tokens are remembered; the oldest are forgotten first.

    Source: docs, 延时更新消息卡片 (documented); the moment is assumed.
    """

    def __init__(self, *, first_use_after: float = UPDATE_TOKEN_FIRST_USE_SECONDS, capacity: int = 10_000) -> None:
        self._first_use_after = first_use_after
        self._capacity = capacity
        self._tokens: OrderedDict[str, _Token] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tokens)

    def issue(self, token: str, *, now: float, message_id: str = "") -> None:
        """Remember a token that came with a callback, and the message of its card."""
        if not token or token in self._tokens:
            return
        if len(self._tokens) >= self._capacity:
            self._tokens.popitem(last=False)
        self._tokens[token] = _Token(now, message_id)

    def answered(self, token: str, *, now: float) -> None:
        """Note that the response to the token's callback has left."""
        if (known := self._tokens.get(token)) is not None and known.answered_at is None:
            known.answered_at = now

    def waits_for_response(self, token: str) -> bool:
        """Whether the token is unusable because its callback is not answered yet."""
        known = self._tokens.get(token)
        return known is not None and known.answered_at is None

    def message_of(self, token: str) -> str:
        """Give the id of the message whose card the token updates; empty when it is not known."""
        known = self._tokens.get(token)
        return "" if known is None else known.message_id

    def uses_left(self, token: str, *, now: float) -> int:
        """How often the token can still be used; 2 for one that is not known here."""
        known = self._tokens.get(token)
        if known is None:
            return UPDATE_TOKEN_USES
        return 0 if now - known.born > UPDATE_TOKEN_SECONDS else UPDATE_TOKEN_USES - known.uses

    def claim(self, token: str, *, now: float) -> float:
        """
        Take one use and give the time from which it may be spent.

        A token that is not known here, say one kept from before a restart, may be used at once.

        Raises:
            UpdateTokenSpent: The token is used up or expired.
        """
        known = self._tokens.get(token)
        if known is None:
            return now
        if now - known.born > UPDATE_TOKEN_SECONDS:
            raise UpdateTokenSpent(
                code=None, msg="the update token is older than 30 minutes", method="POST", path=_PATH
            )
        if known.uses >= UPDATE_TOKEN_USES:
            raise UpdateTokenSpent(
                code=None,
                msg="the update token has been used twice; further updates of a shared card go by messages.update",
                method="POST",
                path=_PATH,
            )
        known.uses += 1
        return max(now, (known.answered_at if known.answered_at is not None else now) + self._first_use_after)

    def give_back(self, token: str) -> None:
        """Put back a use that was claimed and then not made."""
        known = self._tokens.get(token)
        if known is not None and known.uses > 0:
            known.uses -= 1


_PATH = "/open-apis/interactive/v1/card/update"
