"""Deliveries by HTTP: a framework hands over headers and body, and sends back what it gets."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, Literal, Protocol

from larkline.clock import Clock, Timer
from larkline.dispatch.dispatcher import Dispatcher
from larkline.dispatch.situation import Situation
from larkline.errors import ConnectionLost, MalformedDelivery
from larkline.receivers.received import Received
from larkline.receivers.refusals import RefusalLog
from larkline.wire.delivery import Delivery, Response
from larkline.wire.request_headers import Headers
from larkline.wire.webhook import Challenge, Refused, Secrets, challenge_body, open_request

__all__ = ["Headers", "Only", "Replays", "Secrets", "WebhookReceiver"]

_log = logging.getLogger("larkline.webhook")

Only = Literal["callbacks", "legacy_cards"]
#: Seconds a framework has to call ``after_sent()``; what goes on after the response starts then in any case.
AFTER_SENT_SECONDS = 1.0
#: How long signatures are remembered when their age does not matter, in seconds.
REMEMBER_SECONDS = 600.0
JSON = {"Content-Type": "application/json; charset=utf-8"}
_UNREADABLE = Response(400)
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
    Receives deliveries over HTTP, whatever the server is; belongs to the running event loop.

    Args:
        secrets: What requests are checked with.
        max_age: How far a signature's timestamp may be off, in seconds, either way; None for any.
        replays: Remembers signatures, so that none is taken twice.
        legacy_cards: Tells whether somebody handles old card callbacks.
        unsent: Told when nobody said that a response had left; what waits for it goes on all the same.
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
        unsent: Callable[[], object],
    ) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._secrets = secrets
        self._max_age = max_age
        self._remember = REMEMBER_SECONDS if max_age is None else 2 * max_age + 1.0  # a timestamp is good at its edges
        self._replays = replays
        self._legacy_cards = legacy_cards
        self._unsent = unsent
        self._refusals = RefusalLog(clock)
        self._leaving: set[_Exchange] = set()
        self._errands: set[asyncio.Task[None]] = set()
        self._under_way: dict[str, asyncio.Future[bytes | None]] = {}

    async def receive(
        self, headers: Headers, body: bytes, *, method: str = "POST", only: Only | None = None
    ) -> Received:
        """
        Take one request and give its response; see :meth:`larkline.App.receive`.

        Raises:
            TypeError: The body is no bytes.
        """
        opened = open_request(
            headers,
            body if type(body) is bytes else _bytes(body),
            method=method,
            secrets=self._secrets,
            now=self._clock.time(),
            max_age=self._max_age,
            legacy_cards=self._legacy_cards(),
            only=only,
        )
        if isinstance(opened, Refused):
            return self._refuse(opened)
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
            return await self._handle(delivery, None)
        claim = await self._replays.claim(opened.signature, ttl=self._remember)
        if not claim.is_new:
            return await self._answer_replay(opened.signature, claim.value, delivery)
        self._under_way[opened.signature] = asyncio.get_running_loop().create_future()
        return await self._handle(delivery, opened.signature)

    def let_go(self) -> None:
        """Let everything go on that waits for a response to leave: nobody is going to say so any more."""
        for exchange in list(self._leaving):
            exchange.sent.set()

    async def close(self) -> list[str]:
        """End what is left when all handlers are done; gives the signatures that were claimed and never answered."""
        self.let_go()
        self._refusals.close()
        if self._errands:
            _, stuck = await asyncio.wait(self._errands, timeout=AFTER_SENT_SECONDS)
            for errand in stuck:
                errand.cancel()
        return self.unanswered()

    def unanswered(self) -> list[str]:
        """Give the signatures of requests that are being handled."""
        return list(self._under_way)

    def _refuse(self, refused: Refused) -> Received:
        """Turn a request away: the reason goes into the log, the sender learns nothing."""
        self._dispatcher.count("refused")
        self._dispatcher.count(f"refused_{refused.code}")
        self._refusals.note(refused)
        headers = {**JSON, "Allow": "POST"} if refused.status == 405 else JSON
        return Received(refused.status, headers, _REFUSALS.get(refused.status, b'{"msg":"refused"}'))

    async def _answer_replay(self, signature: str, answer: bytes | None, delivery: Delivery) -> Received:
        """
        Answer a request whose signature came before.

        An event gets the first answer again, since the platform may repeat one; a callback never comes twice.
        """
        self._dispatcher.count("replays")
        try:
            situation = self._dispatcher.situation_of(delivery)
        except MalformedDelivery as error:
            return self._refuse(Refused(400, str(error), "malformed", delivery.id))
        if situation is not Situation.EVENT:
            reason = "the same signed callback came before: somebody repeats a recorded request"
            return self._refuse(Refused(401, reason, "replay", delivery.id))
        if answer is None and (under_way := self._under_way.get(signature)) is not None:
            answer = await asyncio.shield(under_way)
        if answer is None:  # the first one failed, or another process has it: let the platform come again
            return Received(500, JSON, b'{"msg":"failed"}')
        return Received(200, JSON, answer)

    async def _handle(self, delivery: Delivery, signature: str | None) -> Received:
        """Let the dispatcher answer, at the deadline at the latest."""
        exchange = _Exchange(self, signature)
        handling = self._dispatcher.start(delivery, exchange.send, unreadable=_UNREADABLE)
        if handling is not None:
            due = delivery.received_at + self._dispatcher.settings.response_deadline
            exchange.deadline = self._clock.call_at(due, lambda: self._run_errand(handling.overdue()))
        answer = await exchange.answered
        return Received(answer.status, JSON, _body_of(answer), on_sent=exchange.on_sent)

    def _run_errand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    # --- for exchanges ---

    async def settle(self, signature: str, answer: Response) -> None:
        """Remember what a signed request was answered with; one that failed may come again."""
        body = _body_of(answer) if answer.status == 200 else None
        try:
            if body is None:
                await self._replays.release(signature)
            else:
                await self._replays.commit(signature, body, ttl=self._remember)
        finally:
            self._under_way.pop(signature).set_result(body)

    async def until_sent(self, exchange: _Exchange) -> None:
        """Wait until the response has left, but not for ever."""

        def give_up() -> None:
            if not exchange.sent.is_set():
                exchange.sent.set()
                self._unsent()

        timer = self._clock.call_at(self._clock.now() + AFTER_SENT_SECONDS, give_up)
        self._leaving.add(exchange)
        try:
            await exchange.sent.wait()
        finally:
            self._leaving.discard(exchange)
            timer.cancel()


class _Exchange:
    """
    A delivery and the request it came with.

    Attributes:
        answered: Carries the answer to whoever asked; is cancelled when they have gone away.
        sent: Set when the response has left.
        deadline: Answers for the handler; None when none is needed.
    """

    __slots__ = ("_receiver", "_signature", "answered", "deadline", "sent")

    def __init__(self, receiver: WebhookReceiver, signature: str | None) -> None:
        self._receiver = receiver
        self._signature = signature
        self.answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self.sent = asyncio.Event()
        self.deadline: Timer | None = None

    async def send(self, answer: Response) -> None:
        """Answer whoever asked; returns once that has left."""
        if self.deadline is not None:
            self.deadline.cancel()
        if self._signature is not None:  # whoever asked or not: the delivery has been handled
            await self._receiver.settle(self._signature, answer)
        if self.answered.done():
            raise ConnectionLost("whoever asked has gone away")
        self.answered.set_result(answer)
        await self._receiver.until_sent(self)

    async def on_sent(self) -> None:
        """The response has left."""
        self.sent.set()


def _bytes(body: object) -> bytes:
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    raise TypeError(f"the body of a request is its bytes as they arrived, not {type(body).__name__}")


def _body_of(response: Response) -> bytes:
    """Give the HTTP body; one without words for what has no body of its own."""
    if response.body is not None:
        return response.body
    return b'{"msg":"success"}' if response.status == 200 else _REFUSALS.get(response.status, b'{"msg":"failed"}')
