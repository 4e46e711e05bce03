"""The client of the platform's API, for tasks."""

from __future__ import annotations

import asyncio
import random as randomness
from collections.abc import Callable, Mapping, Sequence
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
from larkline.api.sync_client import SyncClient
from larkline.api.tokens import Tokens, read_token
from larkline.clock import Clock, SystemClock, sleep_until
from larkline.errors import TokenRejected

if TYPE_CHECKING:
    import httpx2

    from larkline.api.http import Http

__all__ = ["Client", "SyncClient"]


class Client:
    """
    Call the platform's API with the app's tenant access token.

    Any number of tasks of one event loop may use a client at once. Nothing is read or loaded before the first call.
    Every call is limited in time, and made again when that is safe: at most *retries* times, with growing pauses,
    obeying the platform's rate limits.

    Args:
        app_id: Else the environment's ``LARK_APP_ID``.
        app_secret: Else the environment's ``LARK_APP_SECRET``.
        domain: Origin of the platform, else the environment's ``LARK_DOMAIN``, else Feishu's. Plain http is for
            loopback addresses only.
        clock: Whose time limits, pauses and token lifetimes follow.
        transport: Takes the place of the network, for tests and for an emulator in this process.
        proxy: Address of a proxy; None leaves it to the environment (``HTTPS_PROXY``, ``NO_PROXY`` …).
        update_gate: Asked before each use of an update token.
        on_sent: Told the message id and the schema ("2.0" or "1.0") of each card that was sent as JSON.
        connect_timeout: Seconds for opening a connection.
        read_timeout: Seconds without a byte of the answer.
        call_timeout: Seconds for one attempt as a whole.
        retries: How often a call may be made again.
        random: Gives numbers in [0, 1) for the jitter.

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
        transport: httpx2.AsyncBaseTransport | None = None,
        proxy: str | None = None,
        update_gate: UpdateGate | None = None,
        on_sent: OnSent | None = None,
        connect_timeout: float = CONNECT_SECONDS,
        read_timeout: float = READ_SECONDS,
        call_timeout: float = CALL_SECONDS,
        retries: int = 2,
        random: Callable[[], float] = randomness.random,
    ) -> None:
        self._settings = Settings(app_id, app_secret, domain)
        self._clock = clock or SystemClock()
        self._transport = transport
        self._proxy = proxy
        self._limits = TimeLimits(connect_timeout, read_timeout, call_timeout)
        self._retries = retries
        self._random = random
        self._tokens = Tokens(self._fetch_token, self._clock)
        self._http: Http | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self.messages = Messages(self, on_sent)
        self.cards = Cards(self, update_gate)

    def __repr__(self) -> str:
        return f"<Client {self._settings!r}>"

    @classmethod
    def from_env(cls) -> Self:
        """Make a client of what the environment says when the first call is made."""
        return cls()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; calls under way fail. Harmless when closed."""
        self._closed = True
        self._tokens.close()
        http, self._http = self._http, None
        if http is not None and self._loop is asyncio.get_running_loop():
            await http.aclose()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        repeatable: bool | None = None,
    ) -> dict[str, Any]:
        """
        Make any call of the API that takes a tenant access token and JSON.

        Args:
            method: The HTTP method.
            path: From the root, as the documentation writes it: ``/open-apis/…``, without a query.
            params: The query; members that are None are left out.
            json: The body.
            repeatable: Whether making the call twice does no more than making it once, so that it may be made again
                after a failure; None says so of GET only.

        Returns:
            The member ``data`` of the answer, or the whole answer when it has no such object.

        Raises:
            ApiError: The platform refused or could not be reached; its kinds say which.
            MissingCredentials: There is no app id or no secret.
            ValueError: *path* is not a plain path.
        """
        return await self.make(free_call(method, path, params=params, json=json, repeatable=repeatable))

    async def make(self, call: Call) -> dict[str, Any]:
        """
        Make *call*, more than once if its rules allow, and give the data of the answer.

        Raises:
            ApiError: As :meth:`request`.
            MissingCredentials: As :meth:`request`.
        """
        secret = self._settings.credentials().app_secret
        attempts = Attempts(call, retries=self._retries, random=self._random)
        while True:
            http = self._open_http()
            token = await self._tokens.get() if call.needs_token else ""
            started = self._clock.now()
            outcome = await http.exchange(call, token)
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
                await sleep_until(self._clock, self._clock.now() + verdict.delay)

    async def _fetch_token(self) -> tuple[str, float]:
        call = tenant_token(self._settings.credentials())
        return read_token(call, await self.make(call))

    def _open_http(self) -> Http:
        if self._closed:
            raise RuntimeError("this client is closed")
        loop = asyncio.get_running_loop()
        if self._http is None or self._loop is not loop:
            from larkline.api.http import Http  # here, so that httpx2 is loaded by the first call only

            # Connections belong to the loop they were opened in; those of another loop are left to it.
            self._loop = loop
            self._http = Http(
                self._settings.domain(),
                transport=self._transport,
                proxy=self._proxy,
                limits=self._limits,
                clock=self._clock,
            )
        return self._http


class Messages:
    """Calls about messages; reached as ``client.messages``."""

    def __init__(self, client: Client, on_sent: OnSent | None) -> None:
        self._client = client
        self._on_sent = on_sent

    async def send(self, content: str | CardContent, *, to: str, uuid: str | None = None) -> Message:
        """
        Send a text (a ``str``) or a card to a chat or a person.

        Args:
            content: A text, a ``Card``, a ``CardTemplate``, or card JSON as a dict.
            to: A typed address (``ChatId``, ``OpenId``, ``UserId``, ``UnionId``, ``Email``), or a plain id whose kind
                its beginning tells (``oc_``, ``ou_``, ``on_``, ``…@…``).
            uuid: At most 50 characters; the platform sends messages with the same one only once within an hour. Made
                up when not given, so that the call can safely be made again.

        Raises:
            ApiError: The platform refused or could not be reached.
            ValueError: *to* or *uuid* cannot be used.
            CardError: *content* is a dict that is no card.
        """
        return await self._send(message_send(content, to=to, uuid=uuid), content)

    async def reply(
        self, message_id: str, content: str | CardContent, *, in_thread: bool = False, uuid: str | None = None
    ) -> Message:
        """
        Reply to a message; arguments and errors as in :meth:`send`.

        Args:
            message_id: What is replied to.
            content: A text or a card.
            in_thread: Whether the reply opens or continues a thread.
            uuid: As in :meth:`send`.
        """
        return await self._send(message_reply(message_id, content, in_thread=in_thread, uuid=uuid), content)

    async def update(self, message_id: str, card: CardContent) -> None:
        """
        Put another card into a message of this app, for everybody who sees it.

        Raises:
            ApiError: The platform refused or could not be reached.
            CardError: *card* is a dict that is no card.
        """
        await self._client.make(message_update(message_id, card))

    async def get(self, message_id: str) -> Message:
        """
        Fetch a message; a card comes as it was sent.

        Raises:
            ApiError: The platform refused or could not be reached.
        """
        call = message_get(message_id)
        return first_message(await self._client.make(call), method=call.method, path=call.path)

    async def _send(self, call: Call, content: str | CardContent) -> Message:
        message = read_message(await self._client.make(call), method=call.method, path=call.path)
        tell_sent(self._on_sent, message.message_id, schema_of(content))
        return message


class Cards:
    """Calls about cards; reached as ``client.cards``."""

    def __init__(self, client: Client, gate: UpdateGate | None) -> None:
        self._client = client
        self._gate = gate

    async def update(self, update_token: str, card: CardContent, *, open_ids: Sequence[str] | None = None) -> None:
        """
        Update a card after a click (a delayed update).

        Args:
            update_token: From the callback; usable twice within 30 minutes, after the callback was answered.
            card: What to show instead.
            open_ids: Who shall see it; for cards of JSON 1.0 that are not shared.

        Raises:
            UpdateTokenSpent: The token is used up or expired.
            ApiError: The platform refused or could not be reached.
            CardError: *card* is a dict that is no card.
        """
        call = card_update(update_token, card, open_ids=open_ids)
        if self._gate is not None:
            await self._gate.before_use(update_token)
        await self._client.make(call)
