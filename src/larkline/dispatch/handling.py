"""One delivery on its way through its handler: one response in time, and what comes after it."""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from larkline.dispatch.blocking import Steps
from larkline.dispatch.handlers import Kind
from larkline.dispatch.responses import answer_for, failure_answer, late_parts, overdue_answer
from larkline.dispatch.situation import Situation
from larkline.errors import InvalidResponse, LongConnectionError
from larkline.wire.delivery import Delivery, Response

if TYPE_CHECKING:
    from larkline.dispatch.dispatcher import Dispatcher
    from larkline.dispatch.routes import Middleware, Route

__all__ = ["Handling", "Send"]

_log = logging.getLogger("larkline.dispatch")

#: Carries a response to the platform; returns once it has left, raises LongConnectionError when it cannot.
Send = Callable[[Response], Awaitable[None]]


class Handling:
    """
    The handling of one delivery.

    The door calls :meth:`overdue` when its timer says so; everything else happens in :meth:`run`.

    Attributes:
        turn: Done when the one before it in its lane is; None when there is none.
        turn_done: Lets the next one in its lane begin.
        late_toast_told: Whether it was said that nobody sees a late toast.
    """

    __slots__ = (
        "_answered",
        "_dispatcher",
        "_iterator",
        "_leaving",
        "_left",
        "_send",
        "delivery",
        "late_toast_told",
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
        self._left = False
        self._leaving: asyncio.Event | None = None
        self._iterator: AsyncIterator[Any] | None = None
        self.delivery = delivery
        self.situation = situation
        self.payload = payload
        self.route = route
        self.turn: asyncio.Future[None] | None = None
        self.turn_done: asyncio.Future[None] | None = None
        self.late_toast_told = False

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
        waits = self._dispatcher.holds_back(self)
        _log.warning(
            "%s has not answered after %.1f s: the %s %s is answered for it%s",
            self.route.handler.name,
            self._dispatcher.settings.response_deadline,
            self.situation.value,
            self.delivery.id,
            "; it waits in cards.update for its own response to leave: yield that first, then update" if waits else "",
        )
        await self._answer(overdue_answer(self.situation, self._dispatcher.settings))

    async def give_up(self) -> None:
        """Answer now, as the handler is about to be stopped; or wait until the response that is on its way has left."""
        if self._answered:
            await self._until_left()
        else:
            await self._answer(failure_answer(self.situation, self._dispatcher.settings))

    async def run(self) -> None:
        """Handle the delivery from beginning to end; raises only what ends this task or the program."""
        if self.turn is not None:
            await asyncio.wait((self.turn,))
        async with self._dispatcher.slots:
            try:
                await self._respond(await self._first_result())
                if self._iterator is not None:
                    await self._work_on(self._iterator)
            except BaseException as error:
                if isinstance(error, GeneratorExit):
                    self._iterator = None  # the event loop is gone, nothing can be awaited any more
                if _is_the_end(error):
                    raise
                self._report(error)
                if not self._answered:
                    await self._answer(failure_answer(self.situation, self._dispatcher.settings))
            finally:
                if self._iterator is not None:
                    await self._close_iterator()

    def ended(self) -> None:
        """Let go what waits for this handling, which will not run any more, or never did."""
        if not self._answered:
            self._dispatcher.response_left(self)
        turn, turn_done = self.turn, self.turn_done
        if turn_done is None:
            return
        if turn is None or turn.done():
            turn_done.set_result(None)
        else:  # it was stopped before its turn; the next one still has to wait for the one before
            turn.add_done_callback(lambda _: turn_done.set_result(None))

    # --- the handler ---

    async def _first_result(self) -> Any:
        """Call the handler through its middleware; of a generator, take what it yields first."""
        call: Callable[[Any], Any] = self._call
        for middleware in reversed(self._dispatcher.middleware_around(self.route)):
            call = functools.partial(_around, middleware, call)
        result = await Steps(call(self.payload), self._blocked)
        if inspect.iscoroutine(result):
            result.close()
            raise TypeError("it returned a coroutine that nobody awaited: write `return await …`")
        if inspect.isgenerator(result):
            raise TypeError("it returned a generator: write it as an `async def` with yield to respond and then work")
        return result

    async def _call(self, payload: Any) -> Any:
        handler = self.route.handler
        if self._iterator is not None:  # a middleware tries again
            await self._close_iterator()
        arguments = (payload, await self._dispatcher.client(self)) if handler.takes_client else (payload,)
        if handler.kind is Kind.THREAD:
            call = functools.partial(_in_context, copy_context(), handler.function, arguments)
            result = await asyncio.get_running_loop().run_in_executor(self._dispatcher.threads, call)
        else:
            result = handler.function(*arguments)
        if hasattr(result, "__await__"):  # a plain function may stand in front of an async one
            result = await result
        if not hasattr(result, "__anext__"):
            return result
        self._iterator = result
        return await self._next(result, default=None)

    async def _next(self, iterator: AsyncIterator[Any], *, default: Any) -> Any:
        try:
            return await iterator.__anext__()
        except StopAsyncIteration:
            self._iterator = None
            return default

    async def _work_on(self, iterator: AsyncIterator[Any]) -> None:
        """The response has left: let a generator go on, and send each card it yields after the response."""
        end = object()
        while (item := await Steps(self._next(iterator, default=end), self._blocked)) is not end:
            await self._late(item)

    async def _close_iterator(self) -> None:
        """Let a generator that is not wanted any more run its ``finally`` blocks."""
        iterator, self._iterator = self._iterator, None
        close = getattr(iterator, "aclose", None)
        if close is None:  # an iterator of the user's making
            return
        try:
            await close()
        except BaseException as error:
            if _is_the_end(error):
                raise
            self._report(error)

    # --- its results ---

    async def _respond(self, result: Any) -> None:
        """Give the handler's result to the platform, as the response or, when that has left already, as an update."""
        if self._answered:
            await self._until_left()
            await self._late(result)
            return
        response = self._answer_for(result)
        self._dispatcher.count("handled")
        await self._answer(response)

    def _answer_for(self, result: Any) -> Response:
        """Make the response of the handler's result, checked."""
        response, advice = answer_for(
            self.situation,
            result,
            check=self._dispatcher.settings.check_responses,
            message_schema=self._dispatcher.message_schema(self.payload),
        )
        self._advise(advice)
        return response

    async def _answer(self, response: Response) -> None:
        """Send the one response of this delivery."""
        self._answered = True
        try:
            await self._send(response)
        except asyncio.CancelledError:
            self._dispatcher.count("undelivered")
            raise
        except LongConnectionError as error:
            self._dispatcher.count("undelivered")
            _log.warning("the response to %s %s could not leave: %s", self.situation.value, self.delivery.id, error)
        except Exception:
            self._dispatcher.count("undelivered")
            _log.exception("the response to %s %s could not leave", self.situation.value, self.delivery.id)
        finally:
            self._left = True
            self._dispatcher.response_left(self)
            if self._leaving is not None:
                self._leaving.set()

    async def _until_left(self) -> None:
        """Wait until the response, which is on its way, has left."""
        if not self._left:
            if self._leaving is None:
                self._leaving = asyncio.Event()
            await self._leaving.wait()

    async def _late(self, result: Any) -> None:
        """Deliver what comes after the response, as far as that is possible; never raises but when cancelled."""
        if result is None or self.situation is Situation.EVENT:
            return
        try:
            if self.situation is Situation.URL_PREVIEW:
                await self._dispatcher.late_previews.deliver(self, self._answer_for(result))
                return
            parts = late_parts(
                self.situation,
                result,
                check=self._dispatcher.settings.check_responses,
                message_schema=self._dispatcher.message_schema(self.payload),
            )
        except InvalidResponse as error:  # what the handler does goes on
            self._report(error)
            return
        self._advise(parts.advice)
        if parts.has_toast:
            self._dispatcher.late.drop_toast(self)
        if parts.card is not None:
            await self._dispatcher.late.update(self, parts.card)

    # --- its troubles ---

    def _advise(self, advice: tuple[str, ...]) -> None:
        for finding in advice:
            self._dispatcher.warn_once(self.route.handler.name, finding)

    def _report(self, error: BaseException) -> None:
        name = self.route.handler.name
        after = " after its response had left" if self._answered else ""
        if isinstance(error, InvalidResponse):
            self._dispatcher.count("invalid_responses")
            _log.error("%s gave an invalid response%s to %s: %s", name, after, self.delivery.id, error)
        else:
            self._dispatcher.count("failed")
            _log.error("%s failed%s on %s", name, after, self.delivery.id, exc_info=error)
        self._dispatcher.handler_failed(self.delivery.id, error)

    def _blocked(self, seconds: float) -> None:
        self._dispatcher.blocked(self.route.handler.name, seconds, self.delivery.id)


def _is_the_end(error: BaseException) -> bool:
    """
    Tell what stops this task, or the program, from a failure of the handler.

    A handler may raise SystemExit, or CancelledError because something it waited for was cancelled: that is its
    failure, and must end neither the program nor the delivery without a response.
    """
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is None or task.cancelling() > 0
    return isinstance(error, (KeyboardInterrupt, GeneratorExit))


async def _around(middleware: Middleware, inner: Callable[[Any], Awaitable[Any]], payload: Any) -> Any:
    return await middleware(payload, inner)


def _in_context(context: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return context.run(function, *arguments)
    except StopIteration as error:  # no future can carry one: who waits for it would wait for ever
        raise RuntimeError("the handler raised StopIteration") from error
