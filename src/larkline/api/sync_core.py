"""What the views of one client for threads have in common."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from larkline.api.answers import Answer, Failure, failure_error
from larkline.api.attempts import Again, Attempts
from larkline.api.calls import Call
from larkline.api.card_calls import Operation
from larkline.api.card_desk import SyncCardDesk
from larkline.api.core import Given
from larkline.api.downloads import SyncDownload
from larkline.api.file_calls import no_file
from larkline.api.http import AnySyncTransport, Broken, SyncHttp, SyncStream
from larkline.api.judging import judge
from larkline.api.sync_access import SyncAccessTokens
from larkline.clock import SystemClock, sleep_until
from larkline.errors import ConfigurationError, TokenRejected

__all__ = ["SyncCaller", "SyncCore"]

#: How often a pause that is timed by a loop looks whether that loop, and the client, are still there.
_LOOK_SECONDS = 0.5


class SyncCore:
    """
    Makes the calls of a client for threads, and of all its views.

    Args:
        given: What the client was given.
        transport: One of our own, or one of httpx2; None for the network.
        loop: The event loop that such a transport, or the clock, lives in.
    """

    def __init__(
        self, given: Given, transport: AnySyncTransport | None, loop: asyncio.AbstractEventLoop | None
    ) -> None:
        self.given = given
        self.clock = given.clock or SystemClock()
        self.desk = SyncCardDesk(self)
        self._transport = transport
        self._loop = loop
        self._tickets = given.tickets(self.clock)
        self._access = SyncAccessTokens(
            self._make_without_tenant,
            credentials=given.proof,
            domain=given.settings.domain,
            clock=self.clock,
            tickets=self._tickets,
            pause=self.pause,
            loop=loop,
        )
        self._opening = threading.Lock()
        self._http: SyncHttp | None = None
        self._closed = threading.Event()

    def make(self, call: Call, tenant: str, attempts: Attempts | None = None) -> dict[str, Any]:
        """Make *call* for *tenant* and give the data of the answer; as :meth:`larkline.api.core.Core.make`."""
        self._refuse_loop_thread()
        attempts = attempts or self.given.attempts(call)
        while True:
            http = self._open_http()
            token = self._access.token(call, tenant)
            started = self.clock.now()
            outcome = http.exchange(call, token)
            verdict = self._judge(attempts, call, outcome, tenant, token, started)
            if not isinstance(verdict, Again):
                return verdict
            self._prepare(verdict, call, tenant, token)

    @contextmanager
    def download(self, call: Call, tenant: str) -> Iterator[SyncDownload]:
        """Make *call*, whose answer is a file; as :meth:`larkline.api.core.Core.download`."""
        self._refuse_loop_thread()
        attempts = self.given.attempts(call)
        while True:
            http = self._open_http()
            token = self._access.token(call, tenant)
            started = self.clock.now()
            with http.stream(call, token) as came:
                if isinstance(came, SyncStream):
                    yield SyncDownload(came.headers, _pieces(call, came))
                    return
            verdict = self._judge(attempts, call, came, tenant, token, started)
            if not isinstance(verdict, Again):
                raise no_file(call)
            self._prepare(verdict, call, tenant, token)

    def keep_ticket(self, ticket: str) -> None:
        """Keep the latest app_ticket; as :meth:`larkline.api.core.Core.keep_ticket`."""
        if self._tickets is None:
            raise ConfigurationError("a self-built app needs no app_ticket")
        self._refuse_loop_thread()
        self._access.keep_ticket(self._tickets, ticket)

    def close(self) -> None:
        """Close the connections; calls under way fail."""
        self._closed.set()
        with self._opening:
            http, self._http = self._http, None
        if http is not None:
            http.close()

    def pause(self, seconds: float) -> None:
        """
        Wait for so many seconds on the clock.

        Raises:
            RuntimeError: The client was closed meanwhile.
        """
        self._wait(seconds)
        self._refuse_closed()

    def _wait(self, seconds: float) -> None:
        if self._loop is None or self._loop.is_closed():
            self._closed.wait(seconds)
            return
        waiting = asyncio.run_coroutine_threadsafe(sleep_until(self.clock, self.clock.now() + seconds), self._loop)
        while not (self._closed.is_set() or self._loop.is_closed()):
            with suppress(TimeoutError):
                waiting.result(_LOOK_SECONDS)
                return
        waiting.cancel()

    def _make_without_tenant(self, call: Call) -> dict[str, Any]:
        return self.make(call, "")

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

    def _prepare(self, again: Again, call: Call, tenant: str, token: str) -> None:
        """Get ready for the next attempt."""
        if again.drop_token:
            self._access.drop(call, tenant, token)
        if again.delay > 0:
            self.pause(again.delay)

    def _open_http(self) -> SyncHttp:
        with self._opening:
            self._refuse_closed()
            if self._http is None:
                self._http = SyncHttp(
                    self.given.settings.domain(),
                    transport=self._transport,
                    proxy=self.given.proxy,
                    limits=self.given.limits,
                    clock=self.clock,
                    loop=self._loop,
                )
            return self._http

    def _refuse_closed(self) -> None:
        if self._closed.is_set():
            raise RuntimeError("this client is closed")

    def _refuse_loop_thread(self) -> None:
        """Fail at once where a call would wait for its own thread for ever."""
        if self._loop is None:
            return
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        if here is self._loop:
            raise RuntimeError("a SyncClient cannot be used in the thread of its own event loop; use Client there")


def _pieces(call: Call, stream: SyncStream) -> Iterator[bytes]:
    """Give the pieces of a download; an early end is an error of the call."""
    try:
        yield from stream.pieces
    except Broken as broken:
        raise failure_error(call, broken.failure) from broken.failure.cause


class SyncCaller:
    """
    Makes calls for one tenant.

    Args:
        core: Makes them.
        tenant: The tenant's key; empty for the only one of a self-built app.
    """

    def __init__(self, core: SyncCore, tenant: str) -> None:
        self.core = core
        self.tenant = tenant

    def make(self, call: Call) -> dict[str, Any]:
        """Make a call and give the data of the answer."""
        return self.core.make(call, self.tenant)

    def download(self, call: Call) -> AbstractContextManager[SyncDownload]:
        """Make a call whose answer is a file."""
        return self.core.download(call, self.tenant)

    def operate(self, operation: Operation) -> None:
        """Operate on a card entity."""
        self.core.desk.perform(operation.card_id, lambda: operation, self.tenant)
