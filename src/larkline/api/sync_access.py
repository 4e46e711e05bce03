"""Give each call of a thread the access token it needs."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Literal, TypeVar

from larkline.api.access import APP_TOKEN_REJECTED, TENANTS, TokenKey, check_tenant
from larkline.api.calls import Call
from larkline.api.credentials import Credentials, TokenCall, store_tenant_token
from larkline.api.tickets import (
    LOOK_SECONDS,
    REJECTED,
    WAIT_SECONDS,
    TicketStore,
    keep_ticket,
    no_ticket,
    read_ticket,
)
from larkline.api.tokens import SyncTokens, read_token
from larkline.clock import Clock
from larkline.errors import TokenRejected

__all__ = ["SyncAccessTokens", "wait_for"]

log = logging.getLogger("larkline.api")
T = TypeVar("T")


class SyncAccessTokens:
    """
    Access tokens for threads; arguments as in :class:`larkline.api.access.AccessTokens`.

    Args:
        make: As there.
        credentials: As there.
        domain: As there.
        clock: As there.
        tickets: As there; used in *loop*, or in a loop of its own for each question.
        pause: Waits for so many seconds.
        loop: The event loop that *tickets* belongs to; None when it belongs to none.
    """

    def __init__(
        self,
        make: Callable[[Call], dict[str, Any]],
        *,
        credentials: Callable[[], Credentials],
        domain: Callable[[], str],
        clock: Clock,
        tickets: TicketStore | None,
        pause: Callable[[float], None],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self._make = make
        self._credentials = credentials
        self._domain = domain
        self._clock = clock
        self._tickets = tickets
        self._pause = pause
        self._loop = loop
        self._lock = threading.Lock()
        self._tokens: OrderedDict[TokenKey, SyncTokens] = OrderedDict()

    def token(self, call: Call, tenant: str) -> str:
        """Give the token that *call* is to carry; as :meth:`larkline.api.access.AccessTokens.token`."""
        if not call.renews_token:
            return call.user_token
        return self._kept("tenant" if call.access == "tenant" else "app", tenant).get()

    def drop(self, call: Call, tenant: str, token: str) -> None:
        """Forget *token*, which the platform no longer takes."""
        if call.renews_token:
            self._kept("tenant" if call.access == "tenant" else "app", tenant).drop(token)

    def keep_ticket(self, tickets: TicketStore, ticket: str) -> None:
        """Keep the latest ticket of the app."""
        wait_for(keep_ticket(tickets, self._credentials().app_id, ticket), self._loop)

    def _kept(self, kind: Literal["tenant", "app"], tenant: str) -> SyncTokens:
        credentials = self._credentials()
        if kind == "app":
            tenant, fetch = "", partial(self._fetch_app_token, credentials)
        else:
            check_tenant(tenant, is_store_app=self._tickets is not None)
            fetch = partial(self._fetch_tenant_token, credentials, tenant)
        key = TokenKey(credentials.app_id, credentials.mark, self._domain(), kind, tenant)
        with self._lock:
            kept = self._tokens.get(key)
            if kept is None:
                kept = self._tokens[key] = SyncTokens(fetch, self._clock)
                if len(self._tokens) > TENANTS:
                    self._tokens.popitem(last=False)
            self._tokens.move_to_end(key)
            return kept

    def _fetch_tenant_token(self, credentials: Credentials, tenant: str) -> tuple[str, float]:
        if self._tickets is None:
            return self._ask(credentials.tenant_token())
        app_tokens = self._kept("app", "")
        app_token = app_tokens.get()
        try:
            return self._ask(store_tenant_token(app_token, tenant))
        except TokenRejected as error:
            if error.code not in APP_TOKEN_REJECTED:
                raise
        app_tokens.drop(app_token)
        return self._ask(store_tenant_token(app_tokens.get(), tenant))

    def _fetch_app_token(self, credentials: Credentials) -> tuple[str, float]:
        if self._tickets is None:
            return self._ask(credentials.app_token(None))
        ticket = self._read(self._tickets, credentials)
        if not ticket:
            ticket = self._new_ticket(self._tickets, credentials, "", None)
        try:
            return self._ask(credentials.app_token(ticket))
        except TokenRejected as error:
            if error.code != REJECTED:
                raise
            ticket = self._new_ticket(self._tickets, credentials, ticket, error)
        return self._ask(credentials.app_token(ticket))

    def _new_ticket(
        self, tickets: TicketStore, credentials: Credentials, old: str, rejected: TokenRejected | None
    ) -> str:
        """Give a ticket other than *old*: one that has come meanwhile, or one that is asked for and waited for."""
        deadline = self._clock.now() + WAIT_SECONDS
        if self._read(tickets, credentials) in ("", old):
            log.info("%s; asking for one", "there is no app_ticket" if not old else "the app_ticket is not taken")
            self._make(credentials.resend_ticket())
        while (ticket := self._read(tickets, credentials)) in ("", old):
            if self._clock.now() >= deadline:
                raise no_ticket(rejected)
            self._pause(LOOK_SECONDS)
        return ticket

    def _read(self, tickets: TicketStore, credentials: Credentials) -> str:
        return wait_for(read_ticket(tickets, credentials.app_id), self._loop)

    def _ask(self, asked: TokenCall) -> tuple[str, float]:
        return read_token(asked, self._make(asked.to_make()))


def wait_for(work: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop | None) -> T:
    """
    Wait in this thread for what can only be awaited.

    Args:
        work: What is waited for.
        loop: Where it has to run; None for an event loop of its own.
    """
    if loop is not None and not loop.is_closed():
        return asyncio.run_coroutine_threadsafe(work, loop).result()
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
