"""Take deliveries from a door, find their handlers, and see that each gets one response in time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import urlsplit

from larkline.clock import Clock, timeout_at
from larkline.dispatch.before import BeforeHandlers
from larkline.dispatch.blocking import LoopWatch
from larkline.dispatch.handlers import Kind
from larkline.dispatch.handling import Handling, Send
from larkline.dispatch.late import CardUpdater, LateResults, UpdateGate
from larkline.dispatch.late_previews import LatePreviews, PreviewRefresher
from larkline.dispatch.responses import busy_answer, unmatched_answer, wrong_entry_answer
from larkline.dispatch.router import MESSAGE_RECEIVED, Router
from larkline.dispatch.routes import Middleware, Route
from larkline.dispatch.settings import Settings
from larkline.dispatch.situation import Situation
from larkline.dispatch.threads import HandlerThreads
from larkline.dispatch.update_tokens import UpdateTokens
from larkline.errors import LongConnectionError, MalformedDelivery
from larkline.payloads.card_action import CardAction, decode_card_action
from larkline.payloads.envelope import Envelope, decode_envelope
from larkline.payloads.event import Event, make_event
from larkline.payloads.legacy_card_action import decode_legacy_card_action
from larkline.payloads.message import decode_message_received
from larkline.payloads.response_check import CardSchema
from larkline.payloads.url_preview import UrlPreview, decode_url_preview
from larkline.payloads.values import WrongEntry
from larkline.wire.delivery import Delivery, Response

__all__ = ["Clients", "Dispatcher"]

_log = logging.getLogger("larkline.dispatch")
CARD_ACTION = "card.action.trigger"
URL_PREVIEW = "url.preview.get"
_UNREADABLE = Response(500)
#: Seconds that a last response gets to leave, and a cancelled handler to end.
STOP_SECONDS = 1.0


class Clients(Protocol):
    """Where handlers get their clients from."""

    async def client(self, tenant_key: str) -> Any:
        """The asynchronous client for a tenant."""

    async def sync_client(self, tenant_key: str) -> Any:
        """The blocking client for a tenant."""

    def updater(self, tenant_key: str) -> CardUpdater:
        """Makes delayed updates for a tenant."""

    def refresher(self, tenant_key: str) -> PreviewRefresher:
        """Refreshes link previews for a tenant."""


class Dispatcher:
    """
    The middle of an app: deliveries in, one response for each out.

    Args:
        router: The handlers.
        settings: How the app wants its deliveries handled.
        clock: Whose time the late rules follow.
        clients: Gives handlers their client.
        tokens: The budgets of update tokens, shared with the clients.
        gate: Guards *tokens*.
        before: What the app itself does with some events before their handlers.
        handler_failed: Told of each failure, with the delivery's id.
    """

    def __init__(
        self,
        router: Router,
        settings: Settings,
        *,
        clock: Clock,
        clients: Clients,
        tokens: UpdateTokens,
        gate: UpdateGate,
        before: BeforeHandlers | None = None,
        handler_failed: Callable[[str, BaseException], None] | None = None,
    ) -> None:
        self.settings = settings
        self.counters: Counter[str] = Counter()
        self.watch = LoopWatch()
        self.slots = asyncio.Semaphore(settings.max_concurrency)
        self.last_delivery_at: float | None = None
        self._router = router
        self._clock = clock
        self._clients = clients
        self._tokens = tokens
        self._gate = gate
        self._before = before or BeforeHandlers({})
        self._handler_failed = handler_failed
        self._threads: HandlerThreads | None = None
        self._running: dict[asyncio.Task[None], Handling] = {}
        self._answering: set[asyncio.Task[None]] = set()  # those without a handler
        self._lanes: dict[object, asyncio.Future[None]] = {}
        self._schemas: OrderedDict[str, CardSchema] = OrderedDict()
        self._warned: set[tuple[str, str]] = set()
        self._blamed: set[str] = set()
        self.late = LateResults(
            clients.updater,
            count=self.count,
            enabled=settings.late_responses == "update",
            undeliverable=self.handler_failed,
        )
        self.late_previews = LatePreviews(
            clients.refresher,
            clock=clock,
            count=self.count,
            enabled=settings.late_responses == "update",
            undeliverable=self.handler_failed,
        )

    # --- for the doors ---

    @property
    def in_flight(self) -> int:
        """Deliveries being handled, those included that are answered and still work."""
        return len(self._running) + len(self._answering)

    def start(self, delivery: Delivery, send: Send, *, unreadable: Response = _UNREADABLE) -> Handling | None:
        """
        Begin to handle *delivery*; *send* is awaited once, with its response, *unreadable* when it cannot be read.

        Gives the handling, for :meth:`Handling.overdue`; None when the response is already on its way.
        """
        self.count("deliveries")
        self.last_delivery_at = self._clock.now()
        try:
            situation, payload, route = self._read(delivery)
        except WrongEntry as error:
            self.count("wrong_entries")
            self._answer(delivery, wrong_entry_answer(error), send)
            return None
        except MalformedDelivery as error:
            self.count("malformed")
            _log.warning("delivery %s cannot be read: %s", delivery.id, error)
            self._answer(delivery, unreadable, send)
            return None
        if isinstance(payload, UrlPreview) and (kept := self.late_previews.kept_for(payload)) is not None:
            self._answer(delivery, kept, send)
            return None
        if route is None:
            self._note_unmatched(delivery, situation, payload)
            self._answer(delivery, unmatched_answer(situation, self.settings), send)
            return None
        if len(self._running) >= 2 * self.settings.max_concurrency:
            self.count("busy")
            _log.error("delivery %s is turned away: %d are in flight already", delivery.id, len(self._running))
            self._answer(delivery, busy_answer(situation), send)
            return None
        handling = Handling(self, delivery, situation, payload, route, send)
        message_id = getattr(payload, "message_id", "")
        self._tokens.issue(handling.update_token, now=self._clock.now(), message_id=message_id)
        if route.order_by is not None:
            self._queue(handling, route.order_by)
        task = asyncio.get_running_loop().create_task(handling.run())
        self._running[task] = handling
        task.add_done_callback(self._handled)
        return handling

    async def drain(self, seconds: float) -> int:
        """
        Wait until all handlers are done, at most *seconds*; stop the rest and give their number.

        Those that are stopped before they answered are answered as if they had failed. A handler may drain its own
        dispatcher; it is not waited for.
        """
        if seconds > 0:
            await self._wait(lambda: self._others(self._running) + self._others(self._answering), seconds)
        left = {task: self._running[task] for task in self._others(self._running)}
        for handling in left.values():
            name, delivery_id = handling.route.handler.name, handling.delivery.id
            _log.error("%s is stopped unfinished after %.0f s, on delivery %s", name, seconds, delivery_id)
        if left:
            self.counters["cancelled"] += len(left)
        last_words = [asyncio.get_running_loop().create_task(handling.give_up()) for handling in left.values()]
        await self._stop([*last_words, *self._others(self._answering)], after=STOP_SECONDS)
        await self._stop(list(left), after=0.0)
        for task in left:
            if not task.done():
                _log.error("%s does not stop; it is left alone", left[task].route.handler.name)
        return len(left)

    def close(self) -> None:
        """Let the threads go; one that still runs a handler ends with the program."""
        self.watch.stop()
        for task in self._others(self._running) + self._others(self._answering):
            if not task.get_loop().is_closed():
                task.cancel()
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None

    # --- for handlings ---

    def middleware_around(self, route: Route) -> list[Middleware]:
        """What surrounds the handler of *route*, outermost first."""
        middleware = [*self._before.middleware_around(route), *self._router.outer_middleware]
        for router in route.within:
            middleware = [*middleware, *router.outer_middleware]
        return middleware

    @property
    def threads(self) -> Executor:
        """The threads of plain ``def`` handlers."""
        if self._threads is None:
            self._threads = HandlerThreads(self.settings.threads)
        return self._threads

    async def client(self, handling: Handling) -> Any:
        """The client for the handler of *handling*, of the kind it can use."""
        plain = handling.route.handler.kind in (Kind.THREAD, Kind.INLINE)
        give = self._clients.sync_client if plain else self._clients.client
        return await give(handling.payload.tenant_key)

    def count(self, name: str) -> None:
        """Count one more of *name*."""
        self.counters[name] += 1

    def warn_once(self, name: str, warning: str) -> None:
        """Log a warning about a handler's responses, the first time."""
        if (name, warning) not in self._warned and len(self._warned) < 1000:
            self._warned.add((name, warning))
            _log.warning("%s: %s", name, warning)

    def blocked(self, name: str, seconds: float, delivery_id: str) -> None:
        """A handler kept the event loop from running."""
        self.count("blocked_loop")
        self.watch.blamed(seconds)
        level = logging.DEBUG if name in self._blamed else logging.WARNING
        self._blamed.add(name)
        _log.log(
            level,
            "%s blocked the event loop for %.2f s (delivery %s); nothing else ran meanwhile. "
            "Make it a plain `def`, which runs in a thread, or await instead of waiting",
            name,
            seconds,
            delivery_id,
        )

    def handler_failed(self, delivery_id: str, error: BaseException) -> None:
        """Tell whoever watches that a handler failed."""
        if self._handler_failed is None:
            return
        try:
            self._handler_failed(delivery_id, error)
        except Exception:
            _log.exception("who is told of failed handlers failed, too, on delivery %s", delivery_id)

    def response_left(self, handling: Handling) -> None:
        """A response has left, or could not; its update token may be used from now on."""
        if handling.update_token:
            self._gate.response_left(handling.update_token)

    def holds_back(self, handling: Handling) -> bool:
        """Whether somebody waits in ``cards.update`` for the response of *handling* to leave."""
        return self._gate.holds_back(handling.update_token)

    def card_sent(self, message_id: str, schema: str) -> None:
        """Remember the version of a card this app sent, so that it is never answered with an older one."""
        self._schemas[message_id] = "2.0" if schema == "2.0" else "1.0"
        if len(self._schemas) > 10_000:
            self._schemas.popitem(last=False)

    def message_schema(self, payload: Any) -> CardSchema | None:
        """The card version of the message an action came from; None when it is not known."""
        return self._schemas.get(getattr(payload, "message_id", ""))

    # --- inside ---

    def situation_of(self, delivery: Delivery) -> Situation:
        """
        Tell what kind of answer a delivery needs, without starting to handle it.

        Raises:
            MalformedDelivery: It cannot be read.
        """
        if delivery.kind == "legacy_card":
            return Situation.LEGACY_CARD_ACTION
        event_type = decode_envelope(delivery.payload).type
        return {CARD_ACTION: Situation.CARD_ACTION, URL_PREVIEW: Situation.URL_PREVIEW}.get(event_type, Situation.EVENT)

    def _read(self, delivery: Delivery) -> tuple[Situation, Any, Route | None]:
        if delivery.kind == "legacy_card":
            old = decode_legacy_card_action(
                delivery.payload, refresh_token=delivery.refresh_token, request_id=delivery.id
            )
            return Situation.LEGACY_CARD_ACTION, old, self._router.legacy_card_actions.find()
        envelope = decode_envelope(delivery.payload, request_id=delivery.id)
        now = self._clock.time()
        if envelope.type == CARD_ACTION:
            action = decode_card_action(envelope, now=now, raw=delivery.payload)
            if isinstance(action, CardAction):
                route, action, misfit = self._router.card_actions.find(action)
                if misfit is not None:
                    self.count("misfits")
                    _log.warning("delivery %s carries a value that does not fit its class: %s", delivery.id, misfit)
                    if route is None and isinstance(misfit, WrongEntry):
                        raise misfit
                return Situation.CARD_ACTION, action, route
            return self._drifted(Situation.CARD_ACTION, action, delivery)
        if envelope.type == URL_PREVIEW:
            link = decode_url_preview(envelope, now=now, raw=delivery.payload)
            if isinstance(link, UrlPreview):
                return Situation.URL_PREVIEW, link, self._router.url_previews.find(_host(link.url))
            return self._drifted(Situation.URL_PREVIEW, link, delivery)
        return Situation.EVENT, *self._read_event(envelope, now, delivery)

    def _read_event(self, envelope: Envelope, now: float, delivery: Delivery) -> tuple[Any, Route | None]:
        route = self._router.events.find(envelope.type) or self._before.route_for(envelope.type)
        if route is not None and route.convenient and envelope.type == MESSAGE_RECEIVED:
            message = decode_message_received(envelope, now=now, raw=delivery.payload)
            if isinstance(message, Event):
                self._note_drift(message, delivery)
                route = self._router.events.rest or route  # a handler of messages could do little with it
            return message, route
        return make_event(envelope, now=now, raw=delivery.payload), route

    def _drifted(self, situation: Situation, event: Event, delivery: Delivery) -> tuple[Situation, Any, Route | None]:
        self._note_drift(event, delivery)
        return situation, event, self._router.events.find(event.type)

    def _note_drift(self, event: Event, delivery: Delivery) -> None:
        self.count("drifted")
        _log.warning(
            "delivery %s of type %s has another shape than documented: %s", delivery.id, event.type, event.drift
        )

    def _note_unmatched(self, delivery: Delivery, situation: Situation, payload: Any) -> None:
        self.count("unmatched")
        what = getattr(payload, "type", "") if situation is Situation.EVENT else situation.value
        fine = situation is Situation.EVENT and self.settings.unknown_events == "acknowledge"
        fine = fine or bool(getattr(payload, "drift", None))  # which was a warning already
        _log.log(logging.DEBUG if fine else logging.WARNING, "no handler for delivery %s of type %s", delivery.id, what)

    def _queue(self, handling: Handling, order_by: Callable[[Any], object]) -> None:
        """Put a handling behind the one before it with the same key; without a key it is handled out of order."""
        handler = handling.route.handler
        try:
            key = (handler, order_by(handling.payload))
            handling.turn = self._lanes.get(key)
        except Exception as error:
            self.count("unordered")
            _log.exception("order_by of %s failed on %s", handler.name, handling.delivery.id)
            self.handler_failed(handling.delivery.id, error)
            return
        done = asyncio.get_running_loop().create_future()
        handling.turn_done = self._lanes[key] = done
        done.add_done_callback(lambda done: self._lanes.pop(key) if self._lanes.get(key) is done else None)

    def _answer(self, delivery: Delivery, response: Response, send: Send) -> None:
        """Send a response that no handler gave."""
        task = asyncio.get_running_loop().create_task(_send_only(send, response, delivery))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    def _handled(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task).ended()
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, KeyboardInterrupt):
            _log.critical("a bug in larkline, please report it", exc_info=error)

    def _others(self, tasks: Iterable[asyncio.Task[None]]) -> list[asyncio.Task[None]]:
        """Give the tasks that are not done, without the one that asks."""
        try:
            current = asyncio.current_task()
        except RuntimeError:  # the event loop is gone, and they with it
            return []
        return [task for task in tasks if task is not current and not task.done()]

    async def _wait(self, tasks: Callable[[], list[asyncio.Task[None]]], seconds: float) -> None:
        """Wait until there are no more *tasks*, at most *seconds*."""
        with suppress(TimeoutError):
            async with timeout_at(self._clock, self._clock.now() + seconds):
                while waiting := tasks():
                    await asyncio.wait(waiting)

    async def _stop(self, tasks: list[asyncio.Task[None]], *, after: float) -> None:
        """Cancel *tasks* when they are not done *after* so many seconds, and see that they end."""
        if after > 0:
            await self._wait(lambda: self._others(tasks), after)
        for task in self._others(tasks):
            task.cancel()
        await self._wait(lambda: self._others(tasks), STOP_SECONDS)


async def _send_only(send: Send, response: Response, delivery: Delivery) -> None:
    try:
        await send(response)
    except LongConnectionError as error:
        _log.warning("the response to %s could not leave: %s", delivery.id, error)
    except Exception:
        _log.exception("the response to %s could not leave", delivery.id)


def _host(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
