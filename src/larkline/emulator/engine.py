"""Deliver: pick a connection, push, wait for the response at most 3 seconds, and come to one verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Protocol

from larkline.clock import Clock, timeout_at
from larkline.emulator.hub import Hub
from larkline.emulator.ids import Ids
from larkline.emulator.journal import Exchange, Journal
from larkline.emulator.pushes import Push
from larkline.emulator.session import GatewaySession
from larkline.emulator.verdicts import Observation, Profile, Reply, judge, judge_handler_error
from larkline.errors import ConnectionLost
from larkline.facts.delivery import RESPONSE_SECONDS
from larkline.payloads.response_check import CardSchema
from larkline.wire.endpoint import decode_json
from larkline.wire.long_connection import ResponseReceived

__all__ = ["Consequences", "Engine"]


class Consequences(Protocol):
    """What a delivery and its response mean for the rest of the tenant."""

    def card_schema(self, push: Push) -> CardSchema | None:
        """Tell the version of the card that was acted on; None when not known."""

    def begun(self, push: Push) -> None:
        """Take note that the delivery is under way."""

    def responded(self, push: Push) -> bool:
        """Take note that the response came in time; gives whether a delayed update had come before it."""

    def concluded(self, push: Push) -> None:
        """Take note that the delivery is over, with or without a response."""

    def apply(self, push: Push, body: dict[str, Any]) -> None:
        """Carry out a response that is right."""


@dataclass(slots=True)
class _Flight:
    """A delivery under way; *over* is set when its verdict has come by a response or the end of its connection."""

    exchange: Exchange
    session: GatewaySession | None
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Engine:
    """
    Brings deliveries to the apps.

    Args:
        clock: Tells the time of day of each push; deadlines follow the clock of the connection.
        profile: How strictly verdicts are given.
        off: Ids of rules that do not count.

    Attributes:
        changed: Called after each verdict.
        last_activity: When the last delivery began or ended, in seconds on the event loop's clock.
    """

    def __init__(
        self,
        *,
        hub: Hub,
        journal: Journal,
        ids: Ids,
        clock: Clock,
        consequences: Consequences,
        profile: Profile = "documented",
        off: Collection[str] = (),
    ) -> None:
        self.changed: Callable[[], None] = lambda: None
        self.last_activity = float("-inf")
        self._hub = hub
        self._journal = journal
        self._ids = ids
        self._clock = clock
        self._consequences = consequences
        self._profile = profile
        self._off = off
        self._flights: dict[str, _Flight] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        hub.lost = self._connection_lost

    @property
    def in_flight(self) -> int:
        """How many deliveries have no verdict yet."""
        return len(self._tasks)

    def begin(self, push: Push, *, attempt: int = 1) -> Exchange:
        """Start a delivery; :meth:`finished` waits for its verdict."""
        self.last_activity = asyncio.get_running_loop().time()
        session = self._hub.choose(push.app_id)
        exchange = Exchange(
            id=self._ids.delivery_id(),
            push=push,
            connection="" if session is None else session.connection_id,
            attempt=attempt,
            pushed_at=self._clock.time(),
        )
        self._journal.begin(exchange)
        self._consequences.begun(push)
        if session is not None:
            exchange.started = session.clock.now()
        flight = self._flights[exchange.id] = _Flight(exchange, session)
        task = asyncio.get_running_loop().create_task(self._deliver(flight), name=f"delivery {exchange.id}")
        self._tasks[exchange.id] = task
        task.add_done_callback(lambda _task: self._tasks.pop(exchange.id, None))
        return exchange

    async def finished(self, exchange: Exchange) -> Exchange:
        """Wait until a delivery has its verdict."""
        task = self._tasks.get(exchange.id)
        if task is not None:
            await asyncio.shield(task)
        return exchange

    def received(self, session: GatewaySession, event: ResponseReceived) -> None:
        """Take a response; one that belongs to nothing, or comes a second time or too late, is only noted."""
        flight = self._flights.get(event.delivery_id)
        exchange = self._journal.get(event.delivery_id) if flight is None else flight.exchange
        if exchange is None or exchange.connection != session.connection_id or exchange.reply is not None:
            return
        exchange.reply = Reply(event.status, event.body, event.data_text, event.problem)
        exchange.claimed_ms = event.took_ms
        took = session.clock.now() - exchange.started
        if flight is None:
            exchange.late_by = max(0.0, took - RESPONSE_SECONDS)
            self._journal.amend(exchange)
            return
        exchange.duration = took
        early = self._consequences.responded(exchange.push)
        self._conclude(flight, reply=exchange.reply, early_update=early)

    def handler_failed(self, delivery_id: str, error: BaseException) -> Exchange | None:
        """Take note that a handler of an app in this process raised; gives the delivery, None when it is unknown."""
        exchange = self._journal.get(delivery_id)
        if exchange is None:
            return None
        exchange.error = error
        if exchange.verdict is not None:
            exchange.verdict = judge_handler_error(exchange.verdict, error)
            self._journal.amend(exchange)
        return exchange

    async def stop(self) -> None:
        """Give up everything that is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, flight: _Flight) -> None:
        exchange, session = flight.exchange, flight.session
        if session is None:
            self._conclude(flight, online=False)
            return
        try:
            async with timeout_at(session.clock, exchange.started + RESPONSE_SECONDS):
                await session.push(
                    exchange.push.payload,
                    delivery_id=exchange.id,
                    trace_id=self._ids.hex(32),
                    seq_id=self._ids.number(31),
                    log_id=self._ids.number(52),
                )
                await flight.over.wait()
        except TimeoutError:
            self._conclude(flight)
        except ConnectionLost:
            self._conclude(flight, lost=True)

    def _conclude(
        self,
        flight: _Flight,
        *,
        online: bool = True,
        lost: bool = False,
        reply: Reply | None = None,
        early_update: bool = False,
    ) -> None:
        """Come to the verdict, unless there is one."""
        exchange, push, session = flight.exchange, flight.exchange.push, flight.session
        if self._flights.pop(exchange.id, None) is None:
            return
        if exchange.duration is None:
            exchange.duration = 0.0 if session is None else session.clock.now() - exchange.started
        observation = Observation(
            kind=push.kind,
            online=online,
            lost=lost,
            reply=reply,
            elapsed=exchange.duration,
            card_schema=self._consequences.card_schema(push),
            string_value=push.string_value,
            early_update=early_update,
        )
        verdict = judge(observation, profile=self._profile, off=self._off)
        if session is not None:
            session.count(ok=verdict.ok)
        self._consequences.concluded(push)
        if verdict.ok and reply is not None:
            exchange.response = accepted_body(reply)
            self._consequences.apply(push, exchange.response)
        exchange.verdict = verdict if exchange.error is None else judge_handler_error(verdict, exchange.error)
        self._journal.end(exchange)
        self.last_activity = asyncio.get_running_loop().time()
        flight.over.set()
        self.changed()

    def _connection_lost(self, session: GatewaySession) -> None:
        for flight in list(self._flights.values()):
            if flight.session is session:
                self._conclude(flight, lost=True)


def accepted_body(reply: Reply) -> dict[str, Any]:
    """Give the JSON of a response that was accepted; nothing, and null, count as an empty object."""
    body = decode_json(reply.body) if reply.body else None
    return body if isinstance(body, dict) else {}
