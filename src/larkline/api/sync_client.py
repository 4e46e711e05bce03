"""The client of the platform's API, for threads."""

from __future__ import annotations

import asyncio
import random as randomness
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from larkline.api.attempts import Again, Attempts
from larkline.api.calls import (
    Call,
    CardContent,
    card_update,
    free_call,
    message_get,
    message_reply,
    message_send,
    message_update,
    schema_of,
    tenant_token,
)
from larkline.api.hooks import OnSent, UpdateGate, tell_sent
from larkline.api.judging import judge
from larkline.api.message import Message, first_message, read_message
from larkline.api.settings import CALL_SECONDS, CONNECT_SECONDS, READ_SECONDS, Settings, TimeLimits
from larkline.api.tokens import SyncTokens, read_token
from larkline.clock import Clock, SystemClock, sleep_until
from larkline.errors import TokenRejected

if TYPE_CHECKING:
    import httpx2

    from larkline.api.http import SyncHttp

__all__ = ["SyncClient"]

#: How often a pause that is timed by a loop looks whether that loop, and the client, are still there.
_LOOK_SECONDS = 0.5


class SyncClient:
    """
    The same as :class:`larkline.Client`, without ``await``; for any number of threads at once.

    Args:
        app_id: As there.
        app_secret: As there.
        domain: As there.
        clock: As there.
        transport: As there; one that can only be awaited is run in *loop*.
        proxy: As there.
        update_gate: As there.
        on_sent: As there; called in the thread that makes the call.
        connect_timeout: As there.
        read_timeout: As there.
        call_timeout: As there.
        retries: As there.
        random: As there.
        loop: The event loop that such a *transport*, or a *clock* that is moved, lives in. The client must then not
            be used in that loop's own thread. None: pauses are of this machine's time.

    Raises:
        ConfigurationError: *domain* is not one that secrets may be sent to.
    """

    def __init__(
        self,
        app_id: str | None = None,
        app_secret: str | None = None,
        *,
        domain: str | None = None,
        clock: Clock | None = None,
        transport: httpx2.BaseTransport | httpx2.AsyncBaseTransport | None = None,
        proxy: str | None = None,
        update_gate: UpdateGate | None = None,
        on_sent: OnSent | None = None,
        connect_timeout: float = CONNECT_SECONDS,
        read_timeout: float = READ_SECONDS,
        call_timeout: float = CALL_SECONDS,
        retries: int = 2,
        random: Callable[[], float] = randomness.random,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._settings = Settings(app_id, app_secret, domain)
        self._clock = clock or SystemClock()
        self._transport = transport
        self._proxy = proxy
        self._limits = TimeLimits(connect_timeout, read_timeout, call_timeout)
        self._retries = retries
        self._random = random
        self._loop = loop
        self._tokens = SyncTokens(self._fetch_token, self._clock)
        self._opening = threading.Lock()
        self._http: SyncHttp | None = None
        self._closed = threading.Event()
        self.messages = SyncMessages(self, on_sent)
        self.cards = SyncCards(self, update_gate)

    def __repr__(self) -> str:
        return f"<SyncClient {self._settings!r}>"

    @classmethod
    def from_env(cls) -> Self:
        """Make a client of what the environment says when the first call is made."""
        return cls()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; calls under way fail. Harmless when closed."""
        self._closed.set()
        with self._opening:
            http, self._http = self._http, None
        if http is not None:
            http.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        repeatable: bool | None = None,
    ) -> dict[str, Any]:
        """Make any call of the API; as :meth:`larkline.Client.request`."""
        return self.make(free_call(method, path, params=params, json=json, repeatable=repeatable))

    def make(self, call: Call) -> dict[str, Any]:
        """
        Make *call*, more than once if its rules allow, and give the data of the answer.

        Raises:
            ApiError: The platform refused or could not be reached.
            MissingCredentials: There is no app id or no secret.
        """
        self._refuse_loop_thread()
        secret = self._settings.credentials().app_secret
        attempts = Attempts(call, retries=self._retries, random=self._random)
        while True:
            http = self._open_http()
            token = self._tokens.get() if call.needs_token else ""
            started = self._clock.now()
            outcome = http.exchange(call, token)
            seconds = self._clock.now() - started
            try:
                verdict = judge(attempts, call, outcome, seconds=seconds, secrets=(token, secret))
            except TokenRejected:
                self._tokens.drop(token)
                raise
            if not isinstance(verdict, Again):
                return verdict
            if verdict.drop_token:
                self._tokens.drop(token)
            if verdict.delay > 0:
                self._pause(verdict.delay)

    def _fetch_token(self) -> tuple[str, float]:
        call = tenant_token(self._settings.credentials())
        return read_token(call, self.make(call))

    def _open_http(self) -> SyncHttp:
        with self._opening:
            if self._closed.is_set():
                raise RuntimeError("this client is closed")
            if self._http is None:
                from larkline.api.http import SyncHttp  # here, so that httpx2 is loaded by the first call only

                self._http = SyncHttp(
                    self._settings.domain(),
                    transport=self._transport,
                    proxy=self._proxy,
                    limits=self._limits,
                    clock=self._clock,
                    loop=self._loop,
                )
            return self._http

    def _pause(self, seconds: float) -> None:
        if self._loop is None or self._loop.is_closed():
            self._closed.wait(seconds)
            return
        pause = asyncio.run_coroutine_threadsafe(sleep_until(self._clock, self._clock.now() + seconds), self._loop)
        while not (self._closed.is_set() or self._loop.is_closed()):
            with suppress(TimeoutError):
                pause.result(_LOOK_SECONDS)
                return
        pause.cancel()

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


class SyncMessages:
    """Calls about messages; reached as ``client.messages``."""

    def __init__(self, client: SyncClient, on_sent: OnSent | None) -> None:
        self._client = client
        self._on_sent = on_sent

    def send(self, content: str | CardContent, *, to: str, uuid: str | None = None) -> Message:
        """Send a text or a card to a chat or a person; as ``Client.messages.send``."""
        return self._send(message_send(content, to=to, uuid=uuid), content)

    def reply(
        self, message_id: str, content: str | CardContent, *, in_thread: bool = False, uuid: str | None = None
    ) -> Message:
        """Reply to a message; as ``Client.messages.reply``."""
        return self._send(message_reply(message_id, content, in_thread=in_thread, uuid=uuid), content)

    def update(self, message_id: str, card: CardContent) -> None:
        """Put another card into a message of this app; as ``Client.messages.update``."""
        self._client.make(message_update(message_id, card))

    def get(self, message_id: str) -> Message:
        """Fetch a message; as ``Client.messages.get``."""
        call = message_get(message_id)
        return first_message(self._client.make(call), method=call.method, path=call.path)

    def _send(self, call: Call, content: str | CardContent) -> Message:
        message = read_message(self._client.make(call), method=call.method, path=call.path)
        tell_sent(self._on_sent, message.message_id, schema_of(content))
        return message


class SyncCards:
    """Calls about cards; reached as ``client.cards``."""

    def __init__(self, client: SyncClient, gate: UpdateGate | None) -> None:
        self._client = client
        self._gate = gate

    def update(self, update_token: str, card: CardContent, *, open_ids: Sequence[str] | None = None) -> None:
        """Update a card after a click; as ``Client.cards.update``."""
        call = card_update(update_token, card, open_ids=open_ids)
        if self._gate is not None:
            self._gate.before_use_sync(update_token)
        self._client.make(call)
