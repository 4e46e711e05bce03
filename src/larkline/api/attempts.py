"""When a call is made again: the rules, without the waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from larkline.api.answers import Answer, Failure, failure_error, read_answer
from larkline.api.calls import Call
from larkline.errors import ApiError, PlatformBroken, RateLimited, TokenRejected
from larkline.facts.delivery import RESPONSE_SECONDS

__all__ = ["Again", "Attempts"]

#: The gateway turned the call away before anything was done.
_TURNED_AWAY = 99991400
#: The token may have been replaced, or its app may have a new secret; a fresh one may do.
_STALE_TOKEN = frozenset({99991663, 99991664})
#: Somebody is interacting with the card, which takes as long as the answer to a callback may take.
_CARD_IN_USE = 200810
#: Seconds between two attempts at such a card.
_CARD_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Again:
    """
    Make the call once more.

    Attributes:
        delay: Seconds to wait before.
        drop_token: Whether the token that was used is to be thrown away.
        error: What happened this time.
    """

    delay: float
    drop_token: bool
    error: ApiError


class Attempts:
    """
    The attempts at one call (pure).

    A repeatable call is made again after a failure, a server error and a rate limit. Any other call is made again
    only when it certainly did nothing: it never left, or the gateway turned it away. A stale token is replaced once,
    whatever the call. A card entity that somebody is interacting with is waited for until that is over.

    Args:
        call: What is asked.
        retries: How many times more, beside the one for a stale token.
        base_delay: Seconds before the first of them; doubled for each further one, and jittered by a half.
        longest_delay: A rate limit that wants a longer wait than this many seconds is raised instead.
        random: Gives numbers in [0, 1).

    Attributes:
        uncertain: Whether an attempt may have arrived of which no answer came.
    """

    def __init__(
        self,
        call: Call,
        *,
        retries: int = 2,
        base_delay: float = 0.5,
        longest_delay: float = 10.0,
        random: Callable[[], float],
    ) -> None:
        self._call = call
        self._left = retries
        self._delay = base_delay
        self._longest_delay = longest_delay
        self._random = random
        self._token_replaced = False
        self._waits_for_card = int(RESPONSE_SECONDS // _CARD_PAUSE) + 1 if retries else 0
        self.uncertain = False

    def judge(self, outcome: Answer | Failure, *, secrets: tuple[str, ...] = ()) -> dict[str, Any] | Again:
        """
        Give the data of the answer, or the wish to try again.

        Args:
            outcome: What came of the latest attempt.
            secrets: Texts, such as its token, that must not stand in an error.

        Raises:
            ApiError: The call failed and is not to be made again.
        """
        if isinstance(outcome, Failure):
            error: ApiError = failure_error(self._call, outcome, secrets=secrets)
            harmless = not outcome.arrived
            self.uncertain = self.uncertain or outcome.arrived
        else:
            read = read_answer(self._call, outcome, secrets=secrets)
            if isinstance(read, dict):
                return read
            error = read
            if self.uncertain and error.code in self._call.done_codes:
                return {}
            harmless = error.code == _TURNED_AWAY
            self.uncertain = self.uncertain or isinstance(error, PlatformBroken)
        stale = isinstance(error, TokenRejected) and error.code in _STALE_TOKEN and self._call.renews_token
        if not self._call.can_start:
            raise error
        if stale and not self._token_replaced:
            self._token_replaced = True
            return Again(0.0, drop_token=True, error=error)
        if error.code == _CARD_IN_USE and self._call.repeatable and self._waits_for_card > 0:
            self._waits_for_card -= 1
            return Again(_CARD_PAUSE, drop_token=False, error=error)
        if not error.retryable or not (harmless or self._call.repeatable) or self._left <= 0:
            raise error
        delay = self._next_delay(error)
        if delay > self._longest_delay:
            raise error
        self._left -= 1
        return Again(delay, drop_token=False, error=error)

    def _next_delay(self, error: ApiError) -> float:
        delay = self._delay * (0.5 + self._random())
        self._delay *= 2
        if isinstance(error, RateLimited) and error.retry_after is not None:
            return error.retry_after + 0.25 * self._random()  # not all waiting callers at the same moment
        return delay
