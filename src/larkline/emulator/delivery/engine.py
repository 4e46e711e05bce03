"""Deliver: pick a way, push, wait for the response at most 3 seconds, come to one verdict, and push events again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from typing import Any, Protocol

from larkline.clock import Clock
from larkline.emulator.both import Both
from larkline.emulator.connection.clients import sdk_of
from larkline.emulator.connection.hub import Hub
from larkline.emulator.connection.session import GatewaySession
from larkline.emulator.delivery.carrier import Carrier
from larkline.emulator.delivery.flight import Course, Flight
from larkline.emulator.delivery.habits import Habits
from larkline.emulator.delivery.pushes import Push
from larkline.emulator.delivery.queues import OrderedQueues
from larkline.emulator.delivery.redeliveries import Redeliveries
from larkline.emulator.faults.deliveries import DeliveryFaults, find, reply_delay
from larkline.emulator.journal.exchange import Client, Exchange, SeenFrame
from larkline.emulator.journal.journal import Journal
from larkline.emulator.verdicts.judge import Observation, Profile, Reply, is_in_time, judge, judge_handler_error
from larkline.emulator.webhook.sender import HookAnswer
from larkline.emulator.webhook.webhooks import Webhooks
from larkline.emulator.world.ids import Ids
from larkline.facts.delivery import RESPONSE_SECONDS
from larkline.payloads.response_check import CardSchema
from larkline.wire.endpoint import decode_json
from larkline.wire.long_connection import ResponseReceived

__all__ = ["Consequences", "Engine"]

_KEPT_COPIES = 1000


class Consequences(Protocol):
    """What a delivery and its response mean for the rest of the tenant."""

    def card_schema(self, push: Push) -> CardSchema | None:
        """Tell the version of the card that was acted on; None when not known."""

    def is_streaming(self, push: Push) -> bool:
        """Tell whether the card that was acted on is in streaming mode."""

    def check_card(self, push: Push, card: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the card of a response as it is shown; raise CardRefused when the platform does not take it."""

    def begun(self, push: Push) -> None:
        """Take note that the delivery is under way."""

    def responded(self, push: Push) -> bool:
        """Take note that the response came in time; gives whether a delayed update had come before it."""

    def concluded(self, push: Push) -> None:
        """Take note that the delivery is over, with or without a response."""

    def apply(self, push: Push, body: dict[str, Any]) -> None:
        """Carry out a response that is right."""


class Engine:
    """
    Brings deliveries to the apps.

    Args:
        clock: Tells the time of day of each push, and when events are due again; deadlines follow the clock of the
            connection, or of the way to the webhook.
        profile: How strictly verdicts are given.
        off: Ids of rules that do not count.
        faults: What goes wrong on purpose.
        ordered: Types of events whose order is kept.
        obstacle: Tells what keeps a delivery from an app, such as its settings; empty when nothing does.
        bot_caused: Told of each delivery that follows from an API call of an app, before it goes out.

    Attributes:
        changed: Called after each verdict.
        last_activity: When the last delivery began or ended, in seconds on the event loop's clock.
    """

    def __init__(
        self,
        *,
        hub: Hub,
        webhooks: Webhooks,
        journal: Journal,
        ids: Ids,
        clock: Clock,
        consequences: Consequences,
        faults: DeliveryFaults,
        ordered: Collection[str] = (),
        obstacle: Callable[[Push], str] = lambda _push: "",
        bot_caused: Callable[[Push], None] = lambda _push: None,
        profile: Profile = "documented",
        off: Collection[str] = (),
    ) -> None:
        self.changed: Callable[[], None] = lambda: None
        self.last_activity = float("-inf")
        self._hub = hub
        self._webhooks = webhooks
        self._journal = journal
        self._ids = ids
        self._clock = clock
        self._consequences = consequences
        self._habits = Habits(journal)
        self._profile = profile
        self._off = off
        self._faults = faults
        self._obstacle = obstacle
        self._bot_caused = bot_caused
        self._sent = 0
        self._carrier = Carrier(webhooks=webhooks, ids=ids, ends=self)
        self._flights: dict[str, Flight] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._errands: set[asyncio.Future[None]] = set()
        self.redeliveries = Redeliveries(clock, self._push_again)  #: Events that will be pushed again.
        self.queues = OrderedQueues(ordered)  #: Events that wait for the one before them.
        hub.lost = self._connection_lost

    @property
    def in_flight(self) -> int:
        """How many deliveries have no verdict yet."""
        return len(self._tasks)

    def begin(self, push: Push, course: Course | None = None, *, caused_by: str = "") -> Exchange:
        """
        Start a delivery; :meth:`finished` waits for its verdict.

        An event that is not acknowledged is pushed again later, as a delivery of its own.

        Args:
            course: The way it goes; None for what the app's settings say.
            caused_by: App id of the bot whose API call it follows from; empty for none.
        """
        if caused_by:
            self._bot_caused(push)
        return self._begin(push, 1, self._clock.now(), course)

    def _push_again(self, push: Push, attempt: int, due: float) -> None:
        self._begin(push, attempt, due)

    def _begin(self, push: Push, attempt: int, due: float, course: Course | None = None) -> Exchange:
        self.last_activity = asyncio.get_running_loop().time()
        exchange = Exchange(id=self._ids.delivery_id(), push=push, attempt=attempt)
        flight = self._flights[exchange.id] = Flight(exchange, due, course=course or Course())
        exchange.replay_of = flight.course.replay_of
        self._route(flight)
        turn = self.queues.enter(push) if attempt == 1 else None
        if turn is None and not flight.obstacle:
            flight.faults = self._faults.of(exchange)
        self._journal.begin(exchange)
        self._consequences.begun(push)
        task = asyncio.get_running_loop().create_task(self._deliver(flight, turn), name=f"delivery {exchange.id}")
        self._tasks[exchange.id] = task
        task.add_done_callback(lambda _task: self._tasks.pop(exchange.id, None))
        return exchange

    def _route(self, flight: Flight) -> None:
        """Choose the way a delivery goes."""
        exchange, push = flight.exchange, flight.exchange.push
        course = flight.course
        chosen = course.way is not None or course.session is not None
        flight.obstacle = "" if chosen else self._obstacle(push)
        open_way = not chosen and not flight.obstacle
        flight.way = self._webhooks.way(push) if open_way else course.way
        by_connection = open_way and flight.way is None
        flight.session = self._hub.choose(push.app_id) if by_connection else course.session
        session = flight.session
        exchange.connection = "" if session is None else session.connection_id
        exchange.client = None if session is None else Client(sdk_of(session.user_agent), session.peer)
        exchange.transport = "long_connection" if flight.way is None else "webhook"
        exchange.url = "" if flight.way is None else flight.way.url
        exchange.pushed_at = self._clock.time()
        if flight.clock is not None:
            exchange.started = flight.clock.now()

    async def finished(self, exchange: Exchange) -> Exchange:
        """Wait until a delivery has its verdict."""
        task = self._tasks.get(exchange.id)
        if task is not None:
            await asyncio.shield(task)
        return exchange

    def received(self, session: GatewaySession, event: ResponseReceived) -> None:
        """Take a response; one that belongs to nothing, or comes a second time or too late, is only noted."""
        exchange = self._carrier.copies.get(event.delivery_id) or self._journal.get(event.delivery_id)
        if exchange is None or exchange.connection != session.connection_id:
            return
        exchange.frames.append(SeenFrame("in", session.clock.now() - exchange.started, session.heard))
        reply = Reply(event.status, event.body, event.data_text, event.problem)
        if exchange.copies > 1 and exchange.reply is not None:
            self.another_reply(exchange, reply)
        elif exchange.reply is None:
            exchange.claimed_ms = event.took_ms
            flight = self._flights.get(exchange.id)
            if wait := 0.0 if flight is None else reply_delay(flight.faults):
                session.clock.call_at(session.clock.now() + wait, lambda: self._take(session, exchange, reply))
            else:
                self._take(session, exchange, reply)

    def _take(self, session: GatewaySession, exchange: Exchange, reply: Reply) -> None:
        """Take the response that came over a long connection."""
        if exchange.reply is not None:
            return
        flight = self._flights.get(exchange.id)
        took = session.clock.now() - exchange.started
        if flight is None:
            self.came_late(exchange, reply, took)
        else:
            self.respond(flight, reply, took)

    def another_reply(self, exchange: Exchange, reply: Reply) -> None:
        """Keep the response to something that came twice."""
        exchange.more_replies.append(reply)
        if exchange.verdict is not None:
            self._journal.amend(exchange)

    def handler_failed(self, delivery_id: str, error: BaseException) -> Exchange | None:
        """Take note that a handler of an app in this process raised; gives the delivery, None when it is unknown."""
        exchange = self._carrier.copies.get(delivery_id) or self._journal.get(delivery_id)
        if exchange is None:
            return None
        exchange.error = error
        if exchange.verdict is not None:
            exchange.verdict = judge_handler_error(exchange.verdict, error)
            self._journal.amend(exchange)
        return exchange

    async def stop(self) -> None:
        """Give up everything that is under way, or was to be pushed again."""
        self.forget()
        tasks = [*self._tasks.values(), *self._errands]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def forget(self) -> None:
        """Give up what was to be pushed again, and keep no order of what is under way, and no habits."""
        self.redeliveries.forget()
        self.queues.forget()
        self._habits.start_over()

    async def _deliver(self, flight: Flight, turn: asyncio.Future[None] | None) -> None:
        if turn is not None:
            await turn
            flight.due = self._clock.now()
            self._route(flight)
            flight.faults = self._faults.of(flight.exchange)
        try:
            if flight.clock is not None and flight.faults:
                await self._faults.hold(flight.faults, flight.clock)
                flight.exchange.started = flight.clock.now()
            if flight.over.is_set():
                return
            if flight.obstacle:
                self.conclude(flight)
                return
            self._sent += 1
            flight.exchange.order = self._sent
            if (failure := find(flight.faults, "platform_failure")) is not None:
                self.conclude(flight, platform_failure=int(failure.text("code")))
            elif flight.way is not None:
                await self._carrier.post(flight, flight.way)
            elif flight.session is not None:
                await self._carrier.push(flight, flight.session)
            else:
                self.conclude(flight, online=False)
        except TimeoutError:
            self.conclude(flight)

    def respond(self, flight: Flight, reply: Reply, took: float) -> None:
        """Take a response; one that is read before the timer of a busy loop has fired may be late all the same."""
        if not is_in_time(took):
            self.conclude(flight)
            self.came_late(flight.exchange, reply, took)
            return
        flight.exchange.reply = reply
        flight.exchange.duration = took
        early = self._consequences.responded(flight.exchange.push)
        self.conclude(flight, reply=reply, early_update=early)

    def came_late(self, exchange: Exchange, reply: Reply, took: float) -> None:
        """Take note of a response that no longer counts."""
        exchange.reply = reply
        exchange.late_by = max(0.0, took - RESPONSE_SECONDS)
        self._journal.amend(exchange)

    def after(self, answer: HookAnswer) -> None:
        """Let an app of this process go on, now that its response has been taken."""
        if answer.after_sent is not None:
            self.start(answer.after_sent())

    def start(self, errand: Awaitable[None]) -> asyncio.Future[None]:
        """Let something run beside; it is given up at the end."""
        task = asyncio.ensure_future(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    def conclude(
        self,
        flight: Flight,
        *,
        online: bool = True,
        lost: bool = False,
        trouble: tuple[str, Both] | None = None,
        platform_failure: int | None = None,
        reply: Reply | None = None,
        early_update: bool = False,
    ) -> None:
        """Come to the verdict, unless there is one."""
        exchange, push, session = flight.exchange, flight.exchange.push, flight.session
        if self._flights.pop(exchange.id, None) is None:
            return
        if exchange.duration is None:
            exchange.duration = 0.0 if flight.clock is None else flight.clock.now() - exchange.started
        failed = reply is not None and reply.status != 200
        observation = Observation(
            kind=push.kind,
            door=exchange.transport,
            online=online,
            lost=lost,
            obstacle=flight.obstacle,
            trouble=trouble,
            platform_failure=platform_failure,
            forged="" if (forged := find(flight.faults, "signature")) is None else forged.text("what"),
            client="" if session is None or not failed else session.name,
            handled_by=self._other_handler(flight) if failed else "",
            reply=reply,
            elapsed=exchange.duration,
            card_schema=self._consequences.card_schema(push),
            string_value=push.string_value,
            early_update=early_update,
            waited=self._habits.waited(exchange),
            repeated=self._habits.repeated(exchange),
            streaming=self._consequences.is_streaming(push),
            check=partial(self._consequences.check_card, push),
        )
        verdict = judge(observation, profile=self._profile, off=self._off)
        if session is not None:
            session.count(push.type, ok=verdict.ok, status=None if reply is None else reply.status)
        self._consequences.concluded(push)
        if verdict.ok and reply is not None:
            exchange.response = accepted_body(reply)
            self._consequences.apply(push, exchange.response)
        if not comes_again(observation) or not self.redeliveries.plan(
            push, attempt=exchange.attempt, pushed_at=flight.due
        ):
            self.queues.leave(push)
        exchange.verdict = verdict if exchange.error is None else judge_handler_error(verdict, exchange.error)
        self._journal.end(exchange)
        self.last_activity = asyncio.get_running_loop().time()
        flight.over.set()
        self.changed()

    def _other_handler(self, flight: Flight) -> str:
        """Give which other client of the app has handled this type of delivery; empty when none has."""
        push = flight.exchange.push
        others = (s for s in self._hub.of_app(push.app_id) if s is not flight.session and push.type in s.handled)
        return next((session.name for session in others), "")

    def _connection_lost(self, session: GatewaySession) -> None:
        self._habits.forget(session.connection_id)
        for flight in list(self._flights.values()):
            if flight.session is session:
                self.conclude(flight, lost=True)


def accepted_body(reply: Reply) -> dict[str, Any]:
    """Give the JSON of a response that was accepted; nothing, null, and what is no JSON count as an empty object."""
    try:
        body = decode_json(reply.body) if reply.body else None
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def comes_again(seen: Observation) -> bool:
    """
    Tell whether the platform pushes a delivery again: an event that was not acknowledged, never a callback.

    That it also does when no connection is online is assumed; without an address there is nowhere to push to.
    """
    no_url = seen.trouble is not None and seen.trouble[0] == "no_url"
    rejected = bool(seen.forged) and seen.reply is not None
    return seen.kind == "event" and not seen.obstacle and not no_url and not seen.acknowledged and not rejected
