"""What the views of one client have in common: connections, tokens, the numbers of card operations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from larkline.api.access import AccessTokens
from larkline.api.answers import Answer, Failure, failure_error
from larkline.api.attempts import Again, Attempts
from larkline.api.calls import Call
from larkline.api.card_calls import Operation
from larkline.api.card_desk import CardDesk
from larkline.api.credentials import Credentials
from larkline.api.downloads import Download
from larkline.api.file_calls import no_file
from larkline.api.hooks import OnRefresh, OnSent, UpdateGate
from larkline.api.http import AnyAsyncTransport, Broken, Http, Stream
from larkline.api.judging import judge
from larkline.api.loading import in_own_thread
from larkline.api.settings import Settings, TimeLimits
from larkline.api.tickets import MemoryTickets, TicketStore, keep_ticket
from larkline.clock import Clock, SystemClock, sleep_until
from larkline.errors import ConfigurationError, TokenRejected

__all__ = ["AppType", "Caller", "Core", "Given"]

AppType = Literal["self_built", "store"]


@dataclass(slots=True, kw_only=True)
class Given:
    """What a client was given, besides its transport; see :class:`larkline.Client`."""

    settings: Settings
    limits: TimeLimits
    app_type: AppType
    credentials: Credentials | None
    store: TicketStore | None
    clock: Clock | None
    proxy: str | None = field(repr=False)
    update_gate: UpdateGate | None
    on_sent: OnSent | None
    on_refresh: OnRefresh | None
    retries: int
    random: Callable[[], float]

    def __post_init__(self) -> None:
        if self.app_type not in ("self_built", "store"):
            raise ConfigurationError(f"app_type={self.app_type!r}: it is 'self_built' or 'store'")

    def check_tenant(self, tenant_key: object) -> None:
        """
        Check that the app can speak for a tenant.

        Raises:
            ConfigurationError: It cannot.
        """
        if self.app_type != "store":
            raise ConfigurationError("a self-built app has one tenant; for_tenant is for app_type='store'")
        if not isinstance(tenant_key, str) or not tenant_key:
            raise ConfigurationError(f"a tenant_key is a text that is not empty, not {tenant_key!r}")

    def proof(self) -> Credentials:
        """Give what the app proves itself with."""
        return self.settings.credentials() if self.credentials is None else self.credentials

    def attempts(self, call: Call) -> Attempts:
        """Give the rules for the attempts at *call*."""
        return Attempts(call, retries=self.retries, random=self.random)

    def tickets(self, clock: Clock) -> TicketStore | None:
        """Give where tickets are kept; None for an app that has none."""
        if self.app_type == "self_built":
            return None
        return MemoryTickets(clock) if self.store is None else self.store


class Core:
    """
    Makes the calls of a client and of all its views, in one event loop at a time.

    Args:
        given: What the client was given.
        transport: One of our own, or one of httpx2; None for the network.
    """

    def __init__(self, given: Given, transport: AnyAsyncTransport | None) -> None:
        self.given = given
        self.clock = given.clock or SystemClock()
        self.desk = CardDesk(self)
        self._transport = transport
        self._tickets = given.tickets(self.clock)
        self._access = AccessTokens(
            self._make_without_tenant,
            credentials=given.proof,
            domain=given.settings.domain,
            clock=self.clock,
            tickets=self._tickets,
        )
        self._http: Http | None = None
        self._opening = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    async def make(self, call: Call, tenant: str, attempts: Attempts | None = None) -> dict[str, Any]:
        """
        Make *call* for *tenant*, more than once if its rules allow, and give the data of the answer.

        Raises:
            ApiError: The platform refused or could not be reached.
            ConfigurationError: There is nothing to prove the app with, or no tenant.
        """
        attempts = attempts or self.given.attempts(call)
        while True:
            http = await self._open_http()
            token = await self._access.token(call, tenant)
            started = self.clock.now()
            outcome = await http.exchange(call, token)
            verdict = self._judge(attempts, call, outcome, tenant, token, started)
            if not isinstance(verdict, Again):
                return verdict
            await self._prepare(verdict, call, tenant, token)

    @asynccontextmanager
    async def download(self, call: Call, tenant: str) -> AsyncIterator[Download]:
        """Make *call*, whose answer is a file, and give that while the block lasts; errors as in :meth:`make`."""
        attempts = self.given.attempts(call)
        while True:
            http = await self._open_http()
            token = await self._access.token(call, tenant)
            started = self.clock.now()
            async with http.stream(call, token) as came:
                if isinstance(came, Stream):
                    async with aclosing(_pieces(call, came)) as pieces:
                        yield Download(came.headers, pieces)
                    return
            verdict = self._judge(attempts, call, came, tenant, token, started)
            if not isinstance(verdict, Again):
                raise no_file(call)
            await self._prepare(verdict, call, tenant, token)

    async def keep_ticket(self, ticket: str) -> None:
        """
        Keep the latest app_ticket.

        Raises:
            ConfigurationError: It is not a store app.
            ValueError: It is no ticket.
        """
        if self._tickets is None:
            raise ConfigurationError("a self-built app needs no app_ticket")
        await keep_ticket(self._tickets, self.given.proof().app_id, ticket)

    async def aclose(self) -> None:
        """Close the connections; calls under way fail."""
        self._closed = True
        self._access.close()
        http, self._http = self._http, None
        if http is not None and self._loop is asyncio.get_running_loop():
            await http.aclose()

    async def _make_without_tenant(self, call: Call) -> dict[str, Any]:
        return await self.make(call, "")

    def _judge(
        self, attempts: Attempts, call: Call, outcome: Answer | Failure, tenant: str, token: str, started: float
    ) -> dict[str, Any] | Again:
        seconds = self.clock.now() - started
        secrets = (token, *self.given.proof().secrets) if call.renews_token else (token,)
        try:
            return judge(attempts, call, outcome, seconds=seconds, secrets=secrets)
        except TokenRejected:
            self._access.drop(call, tenant, token)
            raise

    async def _prepare(self, again: Again, call: Call, tenant: str, token: str) -> None:
        """Get ready for the next attempt."""
        if again.drop_token:
            self._access.drop(call, tenant, token)
        if again.delay > 0:
            await sleep_until(self.clock, self.clock.now() + again.delay)

    async def _open_http(self) -> Http:
        self._refuse_closed()
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            # Connections belong to the loop they were opened in; those of another loop are left to it.
            self._loop, self._http, self._opening = loop, None, asyncio.Lock()
        async with self._opening:
            http = self._http = self._http or await self._make_http()
        self._refuse_closed()
        return http

    async def _make_http(self) -> Http:
        """Make it in a thread, for httpx2 and the trust store take long to load; a given transport is there already."""
        make = partial(
            Http,
            self.given.settings.domain(),
            transport=self._transport,
            proxy=self.given.proxy,
            limits=self.given.limits,
            clock=self.clock,
        )
        return make() if self._transport is not None else await in_own_thread(make)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise RuntimeError("this client is closed")


async def _pieces(call: Call, stream: Stream) -> AsyncGenerator[bytes, None]:
    """Give the pieces of a download; an early end is an error of the call."""
    try:
        async for piece in stream.pieces:
            yield piece
    except Broken as broken:
        raise failure_error(call, broken.failure) from broken.failure.cause


class Caller:
    """
    Makes calls for one tenant.

    Args:
        core: Makes them.
        tenant: The tenant's key; empty for the only one of a self-built app.
    """

    def __init__(self, core: Core, tenant: str) -> None:
        self.core = core
        self.tenant = tenant

    async def make(self, call: Call) -> dict[str, Any]:
        """Make a call and give the data of the answer; see :meth:`Core.make`."""
        return await self.core.make(call, self.tenant)

    def download(self, call: Call) -> AbstractAsyncContextManager[Download]:
        """Make a call whose answer is a file; see :meth:`Core.download`."""
        return self.core.download(call, self.tenant)

    async def operate(self, operation: Operation) -> None:
        """Operate on a card entity; see :meth:`larkline.api.card_desk.CardDesk.perform`."""
        await self.core.desk.perform(operation.card_id, lambda: operation, self.tenant)
