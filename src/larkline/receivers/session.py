"""One long connection from open to closed: pump the rules, carry deliveries in and responses out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from larkline.clock import Clock, timeout_at
from larkline.dispatch.dispatcher import Dispatcher
from larkline.dispatch.handling import Handling
from larkline.errors import ConnectionLost, LongConnectionError
from larkline.links import Link
from larkline.wire.delivery import Delivery, Response
from larkline.wire.endpoint import ClientConfig, Endpoint
from larkline.wire.long_connection import (
    ConfigChanged,
    DeliveryReceived,
    FrameIgnored,
    LongConnection,
    PeerSilent,
    PongReceived,
    ProbeDue,
    ResponseDue,
    Side,
)

__all__ = ["Session"]

_log = logging.getLogger("larkline.connection")

#: Messages that may wait for a peer that does not read, before we stop reading, too. It is then soon found silent.
MAX_UNSENT = 256
#: Messages taken in a row before handlers get a turn: many can lie ready, and reading those does not wait for anything.
BURST = 16


class Session:
    """
    The life of one link.

    Args:
        link: An open link.
        endpoint: Where it leads.
        good: Called when the platform has answered a ping: this connection works.
        config_changed: Called with each configuration the platform dictates.
    """

    def __init__(
        self,
        link: Link,
        endpoint: Endpoint,
        *,
        clock: Clock,
        dispatcher: Dispatcher,
        good: Callable[[], None],
        config_changed: Callable[[ClientConfig], None],
    ) -> None:
        self.endpoint = endpoint
        self._link = link
        self._clock = clock
        self._dispatcher = dispatcher
        self._good = good
        self._config_changed = config_changed
        self._handlings: dict[str, Handling] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._unsent = 0
        self._leaving = False
        # Set while nothing waits for its response; and while the peer takes what we send.
        self._answered = asyncio.Event()
        self._flowing = asyncio.Event()
        self._answered.set()
        self._flowing.set()
        self._connection = LongConnection(
            Side.APP,
            service_id=endpoint.service_id,
            now=clock.now(),
            config=endpoint.config,
            response_deadline=dispatcher.settings.response_deadline,
        )

    @property
    def last_heard_at(self) -> float:
        """When the last byte came, in seconds on the clock."""
        return self._link.heard_at

    async def run(self) -> str:
        """Serve the link until it ends; gives the reason, for a log line."""
        try:
            return await self._pump()
        except ConnectionLost as error:
            return str(error)
        except Exception:
            _log.critical("a bug in larkline, please report it; the connection is given up", exc_info=True)
            return "larkline failed"
        finally:
            self._connection.close()
            self._answered.set()
            self._link.abort()
            errands = list(self._errands)
            for errand in errands:
                errand.cancel()
            if errands:
                await asyncio.wait(errands)

    async def answered(self) -> None:
        """Wait until nothing that came waits for its response any more, or until the end."""
        await self._answered.wait()

    async def close(self) -> None:
        """Take nothing more, say goodbye and end."""
        self._leaving = True
        await self._link.close(1000, "client closed")

    async def _pump(self) -> str:
        turn = 0
        while True:
            turn += 1
            if turn % BURST == 0:
                await asyncio.sleep(0)
            self._transmit_soon()
            while (event := self._connection.next_event()) is not None:
                if isinstance(event, PeerSilent):
                    return f"the platform was silent for {self._clock.now() - event.since:.0f} s"
                self._take(event)
            limit = None
            try:
                async with timeout_at(self._clock, self._connection.next_deadline()) as limit:
                    await self._flowing.wait()
                    message = await self._link.receive()
            except TimeoutError:
                if limit is None or not limit.expired():
                    raise
                self._connection.heard(at=self._link.heard_at)
                self._connection.handle_deadline(now=self._clock.now())
            else:
                if not self._leaving:
                    self._connection.receive_message(message, now=self._clock.now())

    def _take(self, event: object) -> None:
        if isinstance(event, DeliveryReceived):
            self._handle(event.delivery)
        elif isinstance(event, ResponseDue):
            handling = self._handlings.get(event.delivery_id)
            if handling is not None:
                self._run_errand(handling.overdue)
        elif isinstance(event, PongReceived):
            self._good()
        elif isinstance(event, ConfigChanged):
            self._config_changed(event.config)
        elif isinstance(event, ProbeDue):
            self._run_errand(self._link.ping)
        elif isinstance(event, FrameIgnored):
            self._dispatcher.count("frames_ignored")
            _log.warning("a frame was ignored: %s", event.reason)

    def _handle(self, delivery: Delivery) -> None:
        self._answered.clear()
        try:
            handling = self._dispatcher.start(delivery, partial(self._respond, delivery.id))
        except Exception:
            _log.critical("a bug in larkline, please report it; delivery %s is refused", delivery.id, exc_info=True)
            self._run_errand(partial(self._respond, delivery.id, Response(500)))
            return
        if handling is not None and not handling.answered:  # an eager task may be through already
            self._handlings[delivery.id] = handling

    async def _respond(self, delivery_id: str, response: Response) -> None:
        self._handlings.pop(delivery_id, None)
        if not self._connection.is_open:
            raise ConnectionLost("its connection is gone")
        self._connection.respond(delivery_id, response, now=self._clock.now())
        try:
            await self._transmit(self._connection.messages_to_send())
        finally:
            if not self._connection.in_flight:
                self._answered.set()

    def _transmit_soon(self) -> None:
        """Send what the rules want sent, without making the pump wait for a peer that does not read."""
        if messages := self._connection.messages_to_send():
            self._run_errand(partial(self._transmit, messages))

    async def _transmit(self, messages: list[bytes]) -> None:
        for message in messages:
            self._unsent += 1
            if self._unsent == MAX_UNSENT:
                self._flowing.clear()
            try:
                await self._link.send(message)
            finally:
                self._unsent -= 1
                if self._unsent < MAX_UNSENT:
                    self._flowing.set()

    def _run_errand(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)


async def _quietly(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """An errand that fails because the link ended is no news: the pump learns of it, too."""
    try:
        await work()
    except LongConnectionError as error:
        _log.debug("not sent: %s", error)
