"""One delivery on its way through its handler: one response in time, and what comes after it."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from larkline.dispatch.blocking import Steps
from larkline.dispatch.handlers import Kind
from larkline.dispatch.responses import answer_for, failure_answer, overdue_answer
from larkline.dispatch.situation import Situation
from larkline.errors import InvalidResponse, LongConnectionError
from larkline.wire.delivery import Delivery, Response

if TYPE_CHECKING:
    from larkline.dispatch.dispatcher import Dispatcher
    from larkline.dispatch.routes import Route

__all__ = ["Handling", "Send"]

_log = logging.getLogger("larkline.dispatch")

#: Carries a response to the platform; returns once it has left, raises LongConnectionError when it cannot.
Send = Callable[[Response], Awaitable[None]]


class Handling:
    """
    The handling of one delivery.

    The door calls :meth:`overdue` when its timer says so; everything else happens in :meth:`run`.
    """

    __slots__ = (
        "_answered",
        "_dispatcher",
        "_iterator",
        "_late_toast_dropped",
        "_send",
        "delivery",
        "payload",
        "route",
        "situation",
        "turn",
        "turn_done",
    )

    def __init__(
        self,
        dispatcher: Dispatcher,
        delivery: Delivery,
        situation: Situation,
        payload: Any,
        route: Route,
        send: Send,
    ) -> None:
        self._dispatcher = dispatcher
        self._send = send
        self._answered = False
        self._iterator: AsyncIterator[Any] | None = None
        self._late_toast_dropped = False
        self.delivery = delivery
        self.situation = situation
        self.payload = payload
        self.route = route
        self.turn: asyncio.Future[None] | None = None  #: done when the one before it in its lane is
        self.turn_done: asyncio.Future[None] | None = None

    @property
    def answered(self) -> bool:
        """Whether the platform has its response, or it was tried."""
        return self._answered

    @property
    def update_token(self) -> str:
        """The update token that came with a card action; empty otherwise."""
        return getattr(self.payload, "update_token", "") or ""

    async def overdue(self) -> None:
        """Answer now, whatever the handler does; what it gives later goes another way."""
        if self._answered:
            return
        self._dispatcher.count("overdue")
        _log.warning(
            "%s is still running after %.1f s: the %s %s is answered for it",
            self.route.handler.name,
            self._dispatcher.settings.response_deadline,
            self.situation.value,
            self.delivery.id,
        )
        await self._answer(overdue_answer(self.situation, self._dispatcher.settings))

    async def run(self) -> None:
        """Handle the delivery from beginning to end; never raises but when cancelled."""
        try:
            if self.turn is not None:
                await asyncio.wait((self.turn,))
            async with self._dispatcher.slots:
                try:
                    await self._respond(await self._first_result())
                except Exception as error:
                    await self._fail(error)
                    return
                if self._iterator is not None:
                    await self._work_on(self._iterator)
        except Exception as error:
            self._report(error)
        finally:
            if self.turn_done is not None:
                self.turn_done.set_result(None)

    async def _first_result(self) -> Any:
        """Call the handler through its middleware; of a generator, take what it yields first."""
        call: Callable[[Any], Any] = self._call
        for middleware in reversed((*self._dispatcher.middleware, *self.route.middleware)):
            call = functools.partial(_around, middleware, call)
        return await Steps(call(self.payload), self._blocked)

    async def _call(self, payload: Any) -> Any:
        handler = self.route.handler
        kind = handler.kind
        if kind is Kind.THREAD or kind is Kind.INLINE:
            arguments = (payload, self._dispatcher.sync_client(self)) if handler.takes_client else (payload,)
            if kind is Kind.THREAD:
                call = functools.partial(copy_context().run, handler.function, *arguments)
                return await asyncio.get_running_loop().run_in_executor(self._dispatcher.threads, call)
            return handler.function(*arguments)
        arguments = (payload, self._dispatcher.client(self)) if handler.takes_client else (payload,)
        if kind is Kind.ASYNC:
            return await handler.function(*arguments)
        self._iterator = iterator = handler.function(*arguments)
        return await self._next(iterator, default=None)

    async def _next(self, iterator: AsyncIterator[Any], *, default: Any) -> Any:
        try:
            return await iterator.__anext__()
        except StopAsyncIteration:
            self._iterator = None
            return default

    async def _work_on(self, iterator: AsyncIterator[Any]) -> None:
        """The response has left: let a generator go on, and send each card it yields after the response."""
        end = object()
        try:
            while (item := await Steps(self._next(iterator, default=end), self._blocked)) is not end:
                await self._late(item)
        finally:
            await iterator.aclose()  # type: ignore[attr-defined]  # an async generator, see Kind.GENERATOR

    async def _respond(self, result: Any) -> None:
        """Give the handler's result to the platform, as the response or, when that has left already, as an update."""
        if self._answered:
            await self._late(result)
            return
        response, advice = answer_for(
            self.situation,
            result,
            check=self._dispatcher.settings.check_responses,
            message_schema=self._dispatcher.message_schema(self.payload),
        )
        for finding in advice:
            self._dispatcher.warn_once(self.route.handler.name, finding)
        self._dispatcher.count("handled")
        await self._answer(response)

    async def _answer(self, response: Response) -> None:
        """Send the one response of this delivery."""
        self._answered = True
        try:
            await self._send(response)
        except LongConnectionError as error:
            self._dispatcher.count("undelivered")
            _log.warning("the response to %s %s could not leave: %s", self.situation.value, self.delivery.id, error)
        finally:
            self._dispatcher.response_left(self)

    async def _late(self, result: Any) -> None:
        if self.situation is Situation.CARD_ACTION:
            await self._dispatcher.late.update(self, result)
        elif self.situation is Situation.URL_PREVIEW and result is not None:
            self._dispatcher.count("late_dropped")
            _log.warning(
                "the link preview of %s came after its deadline and is dropped (delivery %s)",
                self.route.handler.name,
                self.delivery.id,
            )

    async def _fail(self, error: Exception) -> None:
        self._report(error)
        if self._iterator is not None:
            await self._iterator.aclose()  # type: ignore[attr-defined]
            self._iterator = None
        if not self._answered:
            await self._answer(failure_answer(self.situation, self._dispatcher.settings))

    def _report(self, error: Exception) -> None:
        name = self.route.handler.name
        if isinstance(error, InvalidResponse):
            self._dispatcher.count("invalid_responses")
            _log.error("%s gave an invalid response to %s: %s", name, self.delivery.id, error)
        else:
            self._dispatcher.count("failed")
            after = " after its response had left" if self._answered else ""
            _log.error("%s failed%s on %s", name, after, self.delivery.id, exc_info=error)
        self._dispatcher.handler_failed(self.delivery.id, error)

    def _blocked(self, seconds: float) -> None:
        self._dispatcher.blocked(self.route.handler.name, seconds, self.delivery.id)


def _around(middleware: Any, inner: Callable[[Any], Any], payload: Any) -> Any:
    return middleware(payload, inner)
