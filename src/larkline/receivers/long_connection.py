"""Keep one long connection to the platform: open it, notice when it ends, open the next."""

from __future__ import annotations

import asyncio
import enum
import logging
import random
from collections.abc import Callable, Collection
from typing import Any

from larkline.clock import Clock, sleep_until, timeout_at
from larkline.dispatch.dispatcher import Dispatcher
from larkline.errors import (
    ConfigurationError,
    ConnectionLimitReached,
    ConnectionLost,
    ConnectionRefused,
    FeishuError,
    LongConnectionError,
)
from larkline.facts.delivery import RESPONSE_SECONDS
from larkline.links import Network
from larkline.receivers.opening import Opener, Settings
from larkline.receivers.session import Session
from larkline.wire.endpoint import DEFAULT_CONFIG, ClientConfig
from larkline.wire.reconnect import ReconnectPolicy

__all__ = ["LongConnectionReceiver", "Settings", "State"]

_log = logging.getLogger("larkline.connection")


class State(enum.Enum):
    """Where a receiver stands."""

    IDLE = "idle"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


class LongConnectionReceiver:
    """
    Receives deliveries over a long connection, for as long as it takes.

    One task, the supervisor, opens connections, so that there are never two attempts at a time. Each open connection is
    served by a task of its own, which outlives the supervisor while handlers are given time to finish.

    Args:
        state_changed: Called after each change of :attr:`state`.
        random: Gives numbers from 0 to 1, for the jitter.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        network: Network,
        clock: Clock,
        dispatcher: Dispatcher,
        state_changed: Callable[[State], None],
        random: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._dispatcher = dispatcher
        self._state_changed = state_changed
        self._config = DEFAULT_CONFIG
        self._policy = ReconnectPolicy(self._config, random=random)
        self._opener = Opener(settings, network, config_changed=self._configure)
        self._session: Session | None = None
        self._serving: dict[Session, asyncio.Task[str]] = {}
        self._retiring: set[asyncio.Task[None]] = set()
        self._supervisor: asyncio.Task[None] | None = None
        self._ending: asyncio.Future[None] | None = None
        # Who waits for a new connection, each to be told of the task that ends the old one, if there is any.
        self._movers: list[asyncio.Future[asyncio.Task[None] | None]] = []
        self._asked: asyncio.Future[None] | None = None  # lets the supervisor know of them
        self.state = State.IDLE
        self.since = clock.now()
        self.last_error: str | None = None

    @property
    def last_heard_at(self) -> float | None:
        """When the last byte of the platform came; None before the first connection."""
        return None if self._session is None else self._session.last_heard_at

    async def start(self) -> None:
        """
        Connect; returns once the first connection is open.

        Network trouble and the connection limit are waited out, with a visible state.

        Raises:
            ConnectionRefused: The platform refuses this app: wrong credentials, wrong domain, or the like.
            ConfigurationError: The proxy or the trust store cannot be used.
            ConnectionLost: It was stopped meanwhile.
        """
        self._become(State.CONNECTING)
        loop = asyncio.get_running_loop()
        first: asyncio.Future[None] = loop.create_future()
        self._supervisor = loop.create_task(self._supervise(first))
        try:
            await first
        except asyncio.CancelledError:
            await self.stop(drain=0.0)
            raise

    async def stop(self, *, drain: float) -> None:
        """
        Let the handlers finish for at most *drain* seconds, send their responses, say goodbye, and end.

        When it is cancelled, everything ends at once.
        """
        if self._ending is not None:
            await asyncio.wait([self._ending])
        if self.state in (State.STOPPED, State.IDLE):
            return
        self._ending = asyncio.get_running_loop().create_future()
        failed = self.state is State.FAILED
        if not failed:
            self._become(State.STOPPING)
        goodbyes: list[asyncio.Task[None]] = []
        try:
            await self._end_supervisor()
            await self._dispatcher.drain(drain)
            loop = asyncio.get_running_loop()
            goodbyes += [loop.create_task(session.close()) for session in self._serving]
            await _all(goodbyes)
        finally:
            left = [*goodbyes, *self._retiring, *self._serving.values()]
            for task in left:
                task.cancel()
            try:
                await _all(left)
                await self._dispatcher.drain(0.0)  # what came after the others were done
            finally:
                if not failed:
                    self._become(State.STOPPED)
                self._ending.set_result(None)

    def abandon(self) -> None:
        """Note that everything ended with the event loop it ran in, which is closed."""
        self._become(State.STOPPED)

    async def wait_closed(self) -> None:
        """
        Wait until the receiver has ended.

        Raises:
            ConnectionRefused: It ended because the platform refuses this app.
        """
        if self._supervisor is not None:
            await asyncio.wait([self._supervisor])
            if not self._supervisor.cancelled():
                self._supervisor.result()

    async def reconnect(self) -> None:
        """
        Move to a new connection, which is open before the old one closes; returns when the old one is closed.

        While there is none, the next attempt to connect is made at once.

        Raises:
            LongConnectionError: The new one could not be opened. The old one, if there is one, goes on.
        """
        if self._supervisor is None or self._supervisor.done():
            raise ConnectionLost("there is no connection to move")
        moved: asyncio.Future[asyncio.Task[None] | None] = asyncio.get_running_loop().create_future()
        self._movers.append(moved)
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(None)
        retiring = await moved
        if retiring is not None:
            await asyncio.wait([retiring])

    # --- the supervisor -----------------------------------------------------------------------------------------------

    async def _supervise(self, first: asyncio.Future[None]) -> None:
        """Keep connected; end with the error that makes it pointless."""
        end: Exception = ConnectionLost("the app was stopped")
        try:
            await self._keep_connected(first)
        except Exception as error:
            end = error
            self.last_error = str(error)
            self._become(State.FAILED)
            if first.done():
                _log.error("%s", error, exc_info=not isinstance(error, FeishuError))
                raise
        finally:
            if not first.done():
                first.set_exception(end)
            self._refuse_movers(end)

    async def _keep_connected(self, first: asyncio.Future[None]) -> None:
        while True:
            session = await self._open_patiently(at_start=not first.done())
            self._enter(session)
            if not first.done():
                first.set_result(None)
            reason = await self._until_lost()
            self._note_loss(reason)
            await self._pause(self._policy.next_delay())

    async def _open_patiently(self, *, at_start: bool) -> Session:
        """Try until a connection is open; raise only what waiting cannot cure."""
        while True:
            try:
                return await self._open()
            except ConnectionLimitReached as error:
                message = "%s. Other instances of this app hold its connections; trying again until one is free"
                self._trouble(error, message)
            except ConnectionRefused as error:
                if error.fatal == "always" or (error.fatal == "at_start" and at_start):
                    raise
                self._trouble(error, "cannot connect: %s")
            except ConnectionLost as error:
                self._trouble(error, "cannot connect: %s")
            except Exception as error:
                if at_start:
                    raise
                bug = not isinstance(error, ConfigurationError)
                self._trouble(error, "cannot connect: %s", exc_info=bug)
            await self._pause(self._policy.next_delay())

    async def _until_lost(self) -> str:
        """Wait until there is no connection any more, replacing it when somebody asks; gives the reason."""
        while True:
            session = self._session
            assert session is not None
            serving = self._serving[session]
            await self._wait_for_ask([serving])
            if serving.done():
                return serving.result()
            await self._move(session, serving)

    async def _move(self, old: Session, serving: asyncio.Task[str]) -> None:
        """Open a new connection beside the old one; when that fails, the old one goes on."""
        opening = asyncio.get_running_loop().create_task(self._open())
        try:
            await asyncio.wait([opening, serving], return_when=asyncio.FIRST_COMPLETED)
            if serving.done() and not opening.done():
                self._note_loss(serving.result())
            session = await opening
        except asyncio.CancelledError:
            opening.cancel()
            await asyncio.wait([opening])
            raise
        except Exception as error:
            _log.warning("the new connection could not be opened: %s", error)
            self._refuse_movers(error)
            return
        retiring = asyncio.get_running_loop().create_task(self._retire(old))
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)
        self._enter(session, retiring)

    async def _pause(self, seconds: float) -> None:
        """Wait before the next attempt, unless somebody asks for it now."""
        _log.info("connecting in %.1f s (attempt %d)", seconds, self._policy.attempt)
        if self._movers or seconds <= 0.0:
            return
        waiting = asyncio.get_running_loop().create_task(sleep_until(self._clock, self._clock.now() + seconds))
        try:
            await self._wait_for_ask([waiting])
        finally:
            waiting.cancel()
            await asyncio.wait([waiting])

    async def _wait_for_ask(self, others: Collection[asyncio.Task[Any]]) -> None:
        """Wait until somebody asks for a new connection, or one of *others* is done."""
        self._asked = asked = asyncio.get_running_loop().create_future()
        if self._movers:
            asked.set_result(None)
        try:
            await asyncio.wait([asked, *others], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._asked = None

    # --- its hands ----------------------------------------------------------------------------------------------------

    async def _open(self) -> Session:
        link, endpoint = await self._opener.open(self._config)
        session = Session(
            link,
            endpoint,
            clock=self._clock,
            dispatcher=self._dispatcher,
            good=self._policy.reset,
            config_changed=self._configure,
        )
        self._serving = {other: task for other, task in self._serving.items() if not task.done()}
        self._serving[session] = asyncio.get_running_loop().create_task(session.run())
        return session

    async def _retire(self, session: Session) -> None:
        """Let a session answer what it has taken, then close it."""
        try:
            async with timeout_at(self._clock, self._clock.now() + RESPONSE_SECONDS):
                await session.answered()
        except TimeoutError:
            _log.warning("a connection is closed before everything was answered")
        await session.close()

    async def _end_supervisor(self) -> None:
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.wait([self._supervisor])
            if not self._supervisor.cancelled():
                self._supervisor.exception()  # whoever waits has it, too; nobody else needs to hear of it

    def _enter(self, session: Session, retiring: asyncio.Task[None] | None = None) -> None:
        """Live on a new connection."""
        moved = retiring is not None and self.state is State.CONNECTED
        self._session = session
        self.last_error = None
        self._dispatcher.count("connections")
        self._become(State.CONNECTED)
        _log.info("moved to %s" if moved else "connected to %s", session.endpoint.masked_url)
        movers, self._movers = self._movers, []
        for mover in movers:
            if not mover.done():
                mover.set_result(retiring)

    def _note_loss(self, reason: str) -> None:
        """Notice, once, that there is no connection any more."""
        if self.state is State.CONNECTED:
            self.last_error = reason
            _log.warning("the connection is lost: %s", reason)
            self._become(State.RECONNECTING)

    def _trouble(self, error: Exception, message: str, *, exc_info: bool = False) -> None:
        self.last_error = str(error)
        _log.warning(message, error, exc_info=exc_info)
        self._refuse_movers(error)

    def _refuse_movers(self, error: Exception) -> None:
        movers, self._movers = self._movers, []
        for mover in movers:
            if not mover.done():
                refusal = error if isinstance(error, LongConnectionError) else ConnectionLost(str(error))
                mover.set_exception(refusal)

    def _configure(self, config: ClientConfig) -> None:
        self._config = config
        self._policy.update(config)

    def _become(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.since = self._clock.now()
            self._state_changed(state)


async def _all(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Wait until all of them are done, however they end."""
    if tasks:
        await asyncio.wait(tasks)
