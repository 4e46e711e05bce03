"""Deliveries by HTTP: a framework hands over headers and body, and sends back what it gets."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, Literal, Protocol

from larkline.clock import Clock
from larkline.dispatch.dispatcher import Dispatcher
from larkline.dispatch.situation import Situation
from larkline.errors import ConnectionLost
from larkline.receivers.received import Received
from larkline.wire.delivery import Delivery, Response
from larkline.wire.request_headers import Headers
from larkline.wire.webhook import Challenge, Opened, Refused, Secrets, challenge_body, open_request

__all__ = ["Headers", "Only", "Replays", "Secrets", "WebhookReceiver"]

_log = logging.getLogger("larkline.webhook")

Only = Literal["callbacks", "legacy_cards"]
#: Seconds a framework has to call ``after_sent()``; what goes on after the response starts then in any case.
AFTER_SENT_SECONDS = 1.0
#: How long signatures are remembered when their age does not matter, in seconds.
REMEMBER_SECONDS = 600.0
JSON = {"Content-Type": "application/json; charset=utf-8"}
#: What is said to whoever was refused: nothing that helps.
_REFUSALS = {400: b'{"msg":"bad request"}', 401: b'{"msg":"unauthorized"}', 405: b'{"msg":"method not allowed"}'}


class Replays(Protocol):
    """Remembers requests that were answered; a store of :mod:`larkline.stores` is one."""

    async def claim(self, key: str, *, ttl: float) -> Any:
        """Take *key*: gives Claimed, InFlight, or Done with the answer."""

    async def commit(self, key: str, value: bytes, *, ttl: float) -> None:
        """Keep the answer."""

    async def release(self, key: str) -> None:
        """Give *key* back, as if it had not come."""


class WebhookReceiver:
    """
    Receives deliveries over HTTP, whatever the server is.

    Args:
        secrets: What requests are checked with.
        max_age: How far a signature's timestamp may be off, in seconds, either way; None for any.
        replays: Remembers signatures, so that none is taken twice.
        legacy_cards: Tells whether somebody handles old card callbacks.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        clock: Clock,
        secrets: Secrets,
        max_age: float | None,
        replays: Replays,
        legacy_cards: Callable[[], bool],
    ) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._secrets = secrets
        self._max_age = max_age
        self._remember = REMEMBER_SECONDS if max_age is None else 2 * max_age + 1.0  # a timestamp is good at its edges
        self._replays = replays
        self._legacy_cards = legacy_cards
        self._errands: set[asyncio.Task[None]] = set()
        self._warned_unsent = False
        self._under_way: dict[str, asyncio.Future[bytes | None]] = {}

    async def receive(
        self, headers: Headers, body: bytes, *, method: str = "POST", only: Only | None = None
    ) -> Received:
        """Take one request and give its response; see :meth:`larkline.App.receive`."""
        opened = open_request(
            headers,
            body,
            method=method,
            secrets=self._secrets,
            now=self._clock.time(),
            max_age=self._max_age,
            legacy_cards=self._legacy_cards(),
            only=only,
        )
        if isinstance(opened, Refused):
            return self.refuse(opened)
        if isinstance(opened, Challenge):
            self._dispatcher.count("address_checks")
            _log.info("the platform checked the address of the webhook, and was answered")
            return Received(200, JSON, challenge_body(opened.challenge))
        delivery = Delivery(
            id=opened.request_id or f"hook_{uuid.uuid4().hex}",
            payload=opened.payload,
            received_at=self._clock.now(),
            transport="webhook",
            trace_id=opened.log_id,
            kind=opened.kind,
            refresh_token=opened.refresh_token,
        )
        if opened.signature is None:
            return await self._handle(delivery)
        return await self._handle_once(opened, opened.signature, delivery)

    def refuse(self, refused: Refused) -> Received:
        """Turn a request away: the reason goes into the log, the sender learns nothing."""
        self._dispatcher.count("refused")
        self._dispatcher.count(f"refused_{refused.code}")
        _log.warning("refused a request (%s): %s", refused.request_id or "no request id", refused.reason)
        headers = {**JSON, "Allow": "POST"} if refused.status == 405 else JSON
        return Received(refused.status, headers, _REFUSALS.get(refused.status, b'{"msg":"refused"}'))

    async def _handle_once(self, opened: Opened, signature: str, delivery: Delivery) -> Received:
        """Handle a signed request unless it came before."""
        claim = await self._replays.claim(signature, ttl=self._remember)
        if not claim.is_new:
            return await self._answer_replay(signature, claim.value, delivery)
        self._under_way[signature] = asyncio.get_running_loop().create_future()
        received: Received | None = None
        try:
            received = await self._handle(delivery)
            return received
        finally:
            under_way = self._under_way.pop(signature)
            if received is not None and received.status == 200:
                await self._replays.commit(signature, received.body, ttl=self._remember)
                under_way.set_result(received.body)
            else:
                await self._replays.release(signature)
                under_way.set_result(None)

    async def _answer_replay(self, signature: str, answer: bytes | None, delivery: Delivery) -> Received:
        """
        Answer a request whose signature came before.

        An event gets the first answer again, since the platform may repeat one; a callback never comes twice.
        """
        self._dispatcher.count("replays")
        if self._dispatcher.situation_of(delivery) is not Situation.EVENT:
            reason = "the same signed callback came before: somebody repeats a recorded request"
            return self.refuse(Refused(401, reason, "replay", delivery.id))
        if answer is None and (under_way := self._under_way.get(signature)) is not None:
            answer = await asyncio.shield(under_way)
        if answer is None:  # the first one failed, or another process has it: let the platform come again
            return Received(500, JSON, b'{"msg":"failed"}')
        return Received(200, JSON, answer)

    async def _handle(self, delivery: Delivery) -> Received:
        """Let the dispatcher answer, at the deadline at the latest."""
        response: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        sent = asyncio.Event()

        async def send(answer: Response) -> None:
            if response.done():
                raise ConnectionLost("the caller has gone away")
            response.set_result(answer)
            await self._until_sent(sent)

        async def on_sent() -> None:
            sent.set()

        handling = self._dispatcher.start(delivery, send)
        timer = None
        if handling is not None:
            due = delivery.received_at + self._dispatcher.settings.response_deadline
            timer = self._clock.call_at(due, lambda: self._run_errand(handling.overdue()))
        try:
            answer = await response
        finally:
            if timer is not None:
                timer.cancel()
            if not response.done():
                response.cancel()
        return Received(answer.status, JSON, _body_of(answer), on_sent=on_sent)

    async def _until_sent(self, sent: asyncio.Event) -> None:
        """Wait until the response has left; when nobody says so, go on after a second, with one warning."""

        def give_up() -> None:
            if not sent.is_set() and not self._warned_unsent:
                self._warned_unsent = True
                _log.warning(
                    "after_sent() was not called within %g s of a response; what handlers do after it starts now. "
                    "Call it once the response has left, or use app.asgi() or app.wsgi()",
                    AFTER_SENT_SECONDS,
                )
            sent.set()

        timer = self._clock.call_at(self._clock.now() + AFTER_SENT_SECONDS, give_up)
        try:
            await sent.wait()
        finally:
            timer.cancel()

    def _run_errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


def _body_of(response: Response) -> bytes:
    """Give the HTTP body; one without words for what has no body of its own."""
    if response.body is not None:
        return response.body
    return b'{"msg":"success"}' if response.status == 200 else b'{"msg":"failed"}'
