"""Carry a delivery to the app, over a long connection or to a webhook, with whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

from larkline.clock import sleep_until, timeout_at
from larkline.emulator.both import Both
from larkline.emulator.connection.session import FrameIds, GatewaySession
from larkline.emulator.delivery.flight import Flight
from larkline.emulator.faults.deliveries import copies, drop, find, reply_delay
from larkline.emulator.faults.frames import part_bytes, steps_of
from larkline.emulator.journal.exchange import Exchange, SeenFrame
from larkline.emulator.verdicts.judge import Reply
from larkline.emulator.webhook.sender import HookAnswer, HookFailed
from larkline.emulator.webhook.webhooks import Way, Webhooks
from larkline.emulator.world.ids import Ids
from larkline.errors import ConnectionLost
from larkline.facts.delivery import RESPONSE_SECONDS

__all__ = ["Carrier", "Endings"]

_KEPT_COPIES = 1000


class Endings(Protocol):
    """What can become of a delivery on its way."""

    def conclude(self, flight: Flight, *, lost: bool = False, trouble: tuple[str, Both] | None = None) -> None:
        """Come to the verdict without a response."""

    def respond(self, flight: Flight, reply: Reply, took: float) -> None:
        """Take a response that came in time."""

    def came_late(self, exchange: Exchange, reply: Reply, took: float) -> None:
        """Take note of a response that no longer counts."""

    def another_reply(self, exchange: Exchange, reply: Reply) -> None:
        """Keep the response to something that came twice."""

    def after(self, answer: HookAnswer) -> None:
        """Let an app of this process go on."""

    def start(self, errand: Awaitable[None]) -> asyncio.Future[None]:
        """Let something run beside."""


class Carrier:
    """
    Carries deliveries.

    Args:
        ends: Told what becomes of each.

    Attributes:
        copies: The ids under which deliveries went out besides their own.
    """

    def __init__(self, *, webhooks: Webhooks, ids: Ids, ends: Endings) -> None:
        self.copies: dict[str, Exchange] = {}
        self._webhooks = webhooks
        self._ids = ids
        self._ends = ends

    async def push(self, flight: Flight, session: GatewaySession) -> None:
        """Push over a long connection and wait for its response."""
        exchange, payload = flight.exchange, flight.exchange.push.payload
        try:
            async with timeout_at(session.clock, exchange.started + RESPONSE_SECONDS):
                if not flight.faults:
                    await session.push(payload, sent=_noted(flight, session), **self._frame_ids(exchange.id))
                else:
                    await self._push_with_faults(flight, session)
                await flight.over.wait()
        except ConnectionLost:
            self._ends.conclude(flight, lost=True)

    async def _push_with_faults(self, flight: Flight, session: GatewaySession) -> None:
        exchange, payload, faults = flight.exchange, flight.exchange.push.payload, flight.faults
        if (broken := find(faults, "drop", when="before")) is not None:
            await drop(session, broken)
            if not session.frozen:
                return
        ids = [exchange.id]
        exchange.copies = copies(faults)
        if find(faults, "duplicate", same="event") is not None:
            ids += [self._copy_of(exchange) for _ in range(exchange.copies - 1)]
        size = part_bytes(len(payload), faults)
        steps = [
            step
            for delivery_id in ids
            for step in steps_of(
                session.frames(payload, part_bytes=size, **self._frame_ids(delivery_id)), faults, pace=session.pace
            )
        ]
        sending = self._ends.start(
            session.send_steps(steps, sent=_noted(flight, session))
        )  # goes on after the 3 s, when a part is to come late
        if (broken := find(faults, "drop", when="after")) is not None:
            await sending
            await drop(session, broken)

    def _frame_ids(self, delivery_id: str) -> FrameIds:
        return {
            "delivery_id": delivery_id,
            "trace_id": self._ids.hex(32),
            "seq_id": self._ids.number(31),
            "log_id": self._ids.number(52),
        }

    def _copy_of(self, exchange: Exchange) -> str:
        """Give another id under which the same delivery goes out."""
        while len(self.copies) >= _KEPT_COPIES:
            del self.copies[next(iter(self.copies))]
        copy_id = self._ids.delivery_id()
        self.copies[copy_id] = exchange
        return copy_id

    async def post(self, flight: Flight, way: Way) -> None:
        """Post to a webhook."""
        exchange, faults = flight.exchange, flight.faults
        forged = find(faults, "signature")
        if find(faults, "gateway_restart") is not None:
            self._ends.conclude(flight, trouble=("refused", Both("the gateway restarts", "网关正在重启")))
            return
        exchange.sent = flight.course.prepared or self._webhooks.request(exchange, at=way.clock.time(), forged=forged)

        def late(answer: HookAnswer) -> None:
            exchange.reply_headers = answer.headers
            self._ends.came_late(exchange, reply_of(answer), way.clock.now() - exchange.started)
            self._ends.after(answer)

        self._post_copies(exchange, way, copies(faults))
        answer: HookAnswer | None = None
        wait = reply_delay(faults)
        try:
            async with timeout_at(way.clock, exchange.started + RESPONSE_SECONDS):
                if find(faults, "drop") is not None:
                    await way.break_off(exchange.sent)
                answer = await way.post(exchange.sent, late=late)
                if wait:
                    await sleep_until(way.clock, way.clock.now() + wait)
        except HookFailed as failed:
            self._ends.conclude(flight, trouble=(failed.trouble, failed.evidence))
            return
        except TimeoutError:
            self._ends.conclude(flight)
            if answer is not None:
                late(answer)
            return
        exchange.reply_headers = answer.headers
        self._ends.respond(flight, reply_of(answer), way.clock.now() - exchange.started)
        self._ends.after(answer)

    def _post_copies(self, exchange: Exchange, way: Way, count: int) -> None:
        """Post the same event again, each time as a request of its own."""
        exchange.copies = count

        async def post() -> None:
            request = self._webhooks.request(exchange, at=way.clock.time(), request_id=self._copy_of(exchange))
            with contextlib.suppress(HookFailed, TimeoutError):
                async with timeout_at(way.clock, way.clock.now() + RESPONSE_SECONDS):
                    answer = await way.post(
                        request, late=lambda answer: self._ends.another_reply(exchange, reply_of(answer))
                    )
                self._ends.another_reply(exchange, reply_of(answer))
                self._ends.after(answer)

        for _ in range(count - 1):
            self._ends.start(post())


def _noted(flight: Flight, session: GatewaySession) -> Callable[[bytes | str], None]:
    """Give what keeps each frame of a delivery as it leaves."""
    exchange = flight.exchange

    def note(message: bytes | str) -> None:
        data = message if isinstance(message, bytes) else message.encode("utf-8", "surrogatepass")
        exchange.frames.append(SeenFrame("out", session.clock.now() - exchange.started, data))

    return note


def reply_of(answer: HookAnswer) -> Reply:
    """Give what a webhook answered as the verdict sees it."""
    return Reply(answer.status, answer.body)
