"""An access token: kept while it is good, fetched once for everybody who waits for it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from typing import Any

from larkline.api.credentials import TokenCall
from larkline.clock import Clock
from larkline.errors import ApiError, PlatformBroken
from larkline.facts.api import TENANT_TOKEN_MARGIN_SECONDS

__all__ = ["SyncTokens", "TokenCache", "Tokens", "read_token"]

log = logging.getLogger("larkline.api")

#: Seconds between two attempts to replace a token that is still good.
_NEXT_ATTEMPT_SECONDS = 15.0


def read_token(asked: TokenCall, data: dict[str, Any]) -> tuple[str, float]:
    """Take the token and its remaining life in seconds from the answer to a call."""
    token, expire = data[asked.token], data.get(asked.expire)
    seconds = float(expire) if isinstance(expire, (int, float)) and not isinstance(expire, bool) else 0.0
    return token, max(0.0, seconds)


class TokenCache:
    """
    One token and how long it is good (pure).

    It is to be replaced ten minutes before its end, or at half its life when that is shorter.
    """

    def __init__(self) -> None:
        self._token = ""
        self._replace_at = 0.0
        self._ends_at = 0.0

    def __repr__(self) -> str:
        return f"<TokenCache, {'a token' if self._token else 'no token'}>"

    def fresh(self, *, now: float) -> str | None:
        """Give the token unless it is to be replaced."""
        return self._token if self._token and now < self._replace_at else None

    def store(self, token: str, *, seconds: float, asked_at: float) -> str:
        """Keep *token*, good for *seconds* from *asked_at*, and give it back."""
        self._token = token
        self._ends_at = asked_at + seconds
        self._replace_at = self._ends_at - min(TENANT_TOKEN_MARGIN_SECONDS, seconds / 2)
        return token

    def drop(self, token: str) -> None:
        """Forget *token*; a newer one stays."""
        if self._token == token:
            self._token = ""

    def keep_for_now(self, *, now: float) -> str | None:
        """Give the old token after a failed replacement, if it is still good; the next attempt comes a little later."""
        if not self._token or now >= self._ends_at:
            return None
        self._replace_at = min(self._ends_at, now + _NEXT_ATTEMPT_SECONDS)
        return self._token


def _kept(cache: TokenCache, error: ApiError, *, now: float) -> str:
    """Give the old token, or raise the *error* of the attempt to replace it."""
    trouble = error.retryable or isinstance(error, PlatformBroken)
    old = cache.keep_for_now(now=now) if trouble else None
    if old is None:
        raise error
    log.warning("an access token could not be replaced yet, the old one is still good: %s", error)
    return old


class Tokens:
    """
    The token for tasks.

    Args:
        fetch: Asks the platform; gives the token and its remaining life in seconds.
        clock: Whose time its life is measured on.
    """

    def __init__(self, fetch: Callable[[], Awaitable[tuple[str, float]]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._cache = TokenCache()
        self._fetching: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """
        Give a good token. Waiting callers share one fetch, which none of them can cancel for the others.

        Raises:
            ApiError: The platform gave none.
            MissingCredentials: There is nothing to ask it with.
        """
        token = self._cache.fresh(now=self._clock.now())
        if token is not None:
            return token
        loop = asyncio.get_running_loop()
        fetching = self._fetching
        if fetching is None or fetching.done() or fetching.get_loop() is not loop:
            fetching = self._fetching = loop.create_task(self._refresh())
            fetching.add_done_callback(_look_at)
        await asyncio.wait({fetching})  # unlike a plain await, this passes no cancellation on
        if fetching.cancelled():
            raise RuntimeError("the client was closed while it waited for its token")
        return fetching.result()

    def drop(self, token: str) -> None:
        """Forget *token*, which the platform no longer takes."""
        self._cache.drop(token)

    def close(self) -> None:
        """Give up a fetch that is under way."""
        if self._fetching is not None and not self._fetching.get_loop().is_closed():
            self._fetching.cancel()
        self._fetching = None

    async def _refresh(self) -> str:
        asked_at = self._clock.now()
        try:
            token, seconds = await self._fetch()
        except ApiError as error:
            return _kept(self._cache, error, now=self._clock.now())
        return self._cache.store(token, seconds=seconds, asked_at=asked_at)


def _look_at(task: asyncio.Task[str]) -> None:
    """Take note of the outcome, for the case that every waiting caller has gone away."""
    if not task.cancelled():
        task.exception()


class SyncTokens:
    """The token for threads; arguments as in :class:`Tokens`."""

    def __init__(self, fetch: Callable[[], tuple[str, float]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._cache = TokenCache()
        self._lock = threading.Lock()
        self._fetching: Future[str] | None = None

    def get(self) -> str:
        """
        Give a good token; waiting threads share one fetch.

        Raises:
            ApiError: The platform gave none.
            MissingCredentials: There is nothing to ask it with.
        """
        while True:
            with self._lock:
                token = self._cache.fresh(now=self._clock.now())
                if token is not None:
                    return token
                fetching, mine = self._fetching, False
                if fetching is None:
                    fetching, mine = Future[str](), True
                    self._fetching = fetching
            if mine:
                return self._refresh(fetching)
            try:
                return fetching.result()
            except CancelledError:
                continue  # the thread that fetched was interrupted

    def drop(self, token: str) -> None:
        """Forget *token*, which the platform no longer takes."""
        with self._lock:
            self._cache.drop(token)

    def _refresh(self, fetching: Future[str]) -> str:
        asked_at = self._clock.now()
        try:
            try:
                token, seconds = self._fetch()
            except ApiError as error:
                with self._lock:
                    token = _kept(self._cache, error, now=self._clock.now())
            else:
                with self._lock:
                    self._cache.store(token, seconds=seconds, asked_at=asked_at)
        except BaseException as error:
            with self._lock:
                self._fetching = None
            if isinstance(error, Exception):
                fetching.set_exception(error)
            else:
                fetching.cancel()
            raise
        with self._lock:
            self._fetching = None
        fetching.set_result(token)
        return token
