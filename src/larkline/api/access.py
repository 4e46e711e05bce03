"""Give each call the access token it needs: of a self-built app, or of a store app and one of its tenants."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Literal, NamedTuple

from larkline.api.calls import Call
from larkline.api.credentials import Credentials, TokenCall, store_tenant_token
from larkline.api.tickets import LOOK_SECONDS, REJECTED, WAIT_SECONDS, TicketStore, no_ticket, read_ticket
from larkline.api.tokens import Tokens, read_token
from larkline.clock import Clock, sleep_until
from larkline.errors import ConfigurationError, TokenRejected

__all__ = ["APP_TOKEN_REJECTED", "TENANTS", "AccessTokens", "TokenKey", "check_tenant"]

log = logging.getLogger("larkline.api")

#: For how many tenants a client keeps tokens; of more, those that were not used for the longest time are forgotten.
TENANTS = 10_000
#: What the platform may say of an app access token, as part of a question, that is not good any more.
APP_TOKEN_REJECTED = frozenset({REJECTED, 99991663, 99991664})


class TokenKey(NamedTuple):
    """What a token belongs to; no two callers share one unless all of this is the same."""

    app_id: str
    mark: str
    domain: str
    kind: Literal["tenant", "app"]
    tenant: str


class AccessTokens:
    """
    Access tokens for tasks.

    Args:
        make: Makes a call and gives its data.
        credentials: Gives what the app proves itself with.
        domain: Gives the origin of the platform.
        clock: Whose time the lives of tokens are measured on.
        tickets: Where a store app's tickets are; None for a self-built app.
    """

    def __init__(
        self,
        make: Callable[[Call], Awaitable[dict[str, Any]]],
        *,
        credentials: Callable[[], Credentials],
        domain: Callable[[], str],
        clock: Clock,
        tickets: TicketStore | None,
    ) -> None:
        self._make = make
        self._credentials = credentials
        self._domain = domain
        self._clock = clock
        self._tickets = tickets
        self._tokens: OrderedDict[TokenKey, Tokens] = OrderedDict()

    async def token(self, call: Call, tenant: str) -> str:
        """
        Give the token that *call* is to carry; empty for none.

        Raises:
            ApiError: The platform gave none.
            ConfigurationError: There is nothing to ask it with, or no tenant to ask it for.
        """
        if not call.renews_token:
            return call.user_token
        return await self._kept("tenant" if call.access == "tenant" else "app", tenant).get()

    def drop(self, call: Call, tenant: str, token: str) -> None:
        """Forget *token*, which the platform no longer takes."""
        if call.renews_token:
            self._kept("tenant" if call.access == "tenant" else "app", tenant).drop(token)

    def close(self) -> None:
        """Give up what is being fetched."""
        for tokens in self._tokens.values():
            tokens.close()

    def _kept(self, kind: Literal["tenant", "app"], tenant: str) -> Tokens:
        credentials = self._credentials()
        if kind == "app":
            tenant, fetch = "", partial(self._fetch_app_token, credentials)
        else:
            check_tenant(tenant, is_store_app=self._tickets is not None)
            fetch = partial(self._fetch_tenant_token, credentials, tenant)
        key = TokenKey(credentials.app_id, credentials.mark, self._domain(), kind, tenant)
        kept = self._tokens.get(key)
        if kept is None:
            kept = self._tokens[key] = Tokens(fetch, self._clock)
            if len(self._tokens) > TENANTS:
                self._tokens.popitem(last=False)
        self._tokens.move_to_end(key)
        return kept

    async def _fetch_tenant_token(self, credentials: Credentials, tenant: str) -> tuple[str, float]:
        if self._tickets is None:
            return await self._ask(credentials.tenant_token())
        app_tokens = self._kept("app", "")
        app_token = await app_tokens.get()
        try:
            return await self._ask(store_tenant_token(app_token, tenant))
        except TokenRejected as error:
            if error.code not in APP_TOKEN_REJECTED:
                raise
        app_tokens.drop(app_token)
        return await self._ask(store_tenant_token(await app_tokens.get(), tenant))

    async def _fetch_app_token(self, credentials: Credentials) -> tuple[str, float]:
        if self._tickets is None:
            return await self._ask(credentials.app_token(None))
        ticket = await read_ticket(self._tickets, credentials.app_id)
        if not ticket:
            ticket = await self._new_ticket(self._tickets, credentials, "", None)
        try:
            return await self._ask(credentials.app_token(ticket))
        except TokenRejected as error:
            if error.code != REJECTED:
                raise
            ticket = await self._new_ticket(self._tickets, credentials, ticket, error)
        return await self._ask(credentials.app_token(ticket))

    async def _new_ticket(
        self, tickets: TicketStore, credentials: Credentials, old: str, rejected: TokenRejected | None
    ) -> str:
        """Give a ticket other than *old*: one that has come meanwhile, or one that is asked for and waited for."""
        deadline = self._clock.now() + WAIT_SECONDS
        if await read_ticket(tickets, credentials.app_id) in ("", old):
            log.info("%s; asking for one", "there is no app_ticket" if not old else "the app_ticket is not taken")
            await self._make(credentials.resend_ticket())
        while (ticket := await read_ticket(tickets, credentials.app_id)) in ("", old):
            if self._clock.now() >= deadline:
                raise no_ticket(rejected)
            await sleep_until(self._clock, self._clock.now() + LOOK_SECONDS)
        return ticket

    async def _ask(self, asked: TokenCall) -> tuple[str, float]:
        return read_token(asked, await self._make(asked.to_make()))


def check_tenant(tenant: str, *, is_store_app: bool) -> None:
    """
    Check that it is clear for which tenant a call is made.

    Raises:
        ConfigurationError: It is not.
    """
    if is_store_app and not tenant:
        raise ConfigurationError("a store app speaks for one tenant at a time: client.for_tenant(tenant_key)")
