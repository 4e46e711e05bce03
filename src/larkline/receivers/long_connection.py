"""Keep one long connection to the platform: open it, notice when it ends, open the next."""

from __future__ import annotations

import asyncio
import enum
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from larkline.clock import Clock, sleep_until
from larkline.dispatch.dispatcher import Dispatcher
from larkline.errors import ConnectionLimitReached, ConnectionLost, ConnectionRefused, LongConnectionError
from larkline.facts.delivery import RESPONSE_SECONDS
from larkline.links import Network, Refusal
from larkline.receivers.session import Session
from larkline.wire.endpoint import (
    ENDPOINT_PATH,
    ClientConfig,
    Endpoint,
    endpoint_request,
    parse_endpoint_reply,
    read_handshake_refusal,
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What a receiver needs to know.

    Attributes:
        domain: Origin of the platform.
        app_id: The app id.
        app_secret: The app secret; never shown.
        user_agent: Sent with the endpoint question.
        discovery_timeout: Seconds for the endpoint question as a whole.
        open_timeout: Seconds to open the WebSocket.
    """

    domain: str
    app_id: str
    app_secret: str
    user_agent: str
    discovery_timeout: float = 15.0
    open_timeout: float = 15.0

    def __repr__(self) -> str:
        return f"Settings(domain={self.domain!r}, app_id={self.app_id!r})"


class LongConnectionReceiver:
    """
    Receives deliveries over a long connection, for as long as it takes.

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
        self._settings = settings
        self._network = network
        self._clock = clock
        self._dispatcher = dispatcher
        self._state_changed = state_changed
        self._config = ClientConfig()
        self._policy = ReconnectPolicy(self._config, random=random)
        self._session: Session | None = None
        self._running: dict[Session, asyncio.Task[str]] = {}  # ended ones are removed when the next one opens
        self._supervisor: asyncio.Task[None] | None = None
        self._swapped = asyncio.Event()
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
        """
        self._become(State.CONNECTING)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._supervisor = asyncio.get_running_loop().create_task(self._supervise(first))
        try:
            await first
        except asyncio.CancelledError:
            await self.stop(drain=0.0)
            raise

    async def stop(self, *, drain: float) -> None:
        """Let the handlers finish for at most *drain* seconds, send their responses, say goodbye, and end."""
        if self.state in (State.STOPPED, State.IDLE):
            return
        failed = self.state is State.FAILED
        if not failed:
            self._become(State.STOPPING)
        await self._dispatcher.drain(drain)
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.wait([self._supervisor])
        for session in list(self._running):
            await session.close()
        if self._running:
            await asyncio.wait(list(self._running.values()))
        if not failed:
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
        Move to a new connection, which is open before the old one closes.

        Raises:
            LongConnectionError: The new one could not be opened; the old one goes on.
        """
        session = await self._open()
        old, self._session = self._session, session
        self._swapped.set()
        _log.info("moved to a new connection to %s", session.endpoint.masked_url)
        if old is not None:
            await self._retire(old)

    # --- inside ---

    def _become(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.since = self._clock.now()
            self._state_changed(state)

    async def _supervise(self, first: asyncio.Future[None]) -> None:
        try:
            while True:
                self._session = await self._open_patiently(at_start=not first.done())
                self.last_error = None
                self._become(State.CONNECTED)
                _log.info("connected to %s", self._session.endpoint.masked_url)
                if not first.done():
                    first.set_result(None)
                reason = await self._until_lost()
                self.last_error = reason
                _log.warning("the connection is lost: %s", reason)
                self._become(State.RECONNECTING)
                await self._pause(self._policy.next_delay())
        except ConnectionRefused as error:
            self.last_error = str(error)
            self._become(State.FAILED)
            if first.done():
                _log.error("%s", error)
                raise
            first.set_exception(error)
        except Exception as error:
            self._become(State.FAILED)
            if first.done():
                raise
            first.set_exception(error)

    async def _until_lost(self) -> str:
        """Wait until the current session ends, following it when it is replaced."""
        while True:
            self._swapped.clear()
            session = self._session
            assert session is not None  # noqa: S101 - set by the caller and by reconnect(), never taken back
            ended = self._running[session]
            swapped = asyncio.ensure_future(self._swapped.wait())
            try:
                await asyncio.wait([ended, swapped], return_when=asyncio.FIRST_COMPLETED)
            finally:
                swapped.cancel()
            if session is self._session:
                return ended.result()

    async def _open_patiently(self, *, at_start: bool) -> Session:
        """Try until a connection is open; raise only what waiting cannot cure."""
        while True:
            try:
                return await self._open()
            except ConnectionLimitReached as error:
                self.last_error = str(error)
                message = "%s. Other instances of this app hold its connections; trying again until one is free"
                _log.warning(message, error)
            except ConnectionRefused as error:
                if error.fatal == "always" or (error.fatal == "at_start" and at_start):
                    raise
                self._trouble(error)
            except ConnectionLost as error:
                self._trouble(error)
            await self._pause(self._policy.next_delay())

    def _trouble(self, error: LongConnectionError) -> None:
        self.last_error = str(error)
        _log.warning("cannot connect: %s", error)

    async def _pause(self, seconds: float) -> None:
        _log.info("connecting in %.1f s (attempt %d)", seconds, self._policy.attempt)
        await sleep_until(self._clock, self._clock.now() + seconds)

    async def _open(self) -> Session:
        endpoint = await self._discover()
        self._configure(endpoint.config)
        try:
            link = await self._network.connect(endpoint.url, timeout=self._settings.open_timeout)
        except Refusal as refusal:
            raise read_handshake_refusal(refusal.status, refusal.headers) from None
        session = Session(
            link,
            endpoint,
            clock=self._clock,
            dispatcher=self._dispatcher,
            good=self._policy.reset,
            config_changed=self._configure,
        )
        self._running = {other: task for other, task in self._running.items() if not task.done()}
        self._running[session] = asyncio.get_running_loop().create_task(session.run())
        return session

    async def _discover(self) -> Endpoint:
        url = self._settings.domain.rstrip("/") + ENDPOINT_PATH
        headers = {
            "Content-Type": "application/json",
            "User-Agent": self._settings.user_agent,
            "locale": "zh",
        }
        body = endpoint_request(self._settings.app_id, self._settings.app_secret)
        status, answer = await self._network.post(url, body, headers, timeout=self._settings.discovery_timeout)
        return parse_endpoint_reply(status, answer, config=self._config)

    def _configure(self, config: ClientConfig) -> None:
        self._config = config
        self._policy.update(config)

    async def _retire(self, session: Session) -> None:
        """Let a session answer what it has taken, then close it."""
        deadline = self._clock.now() + RESPONSE_SECONDS
        while session.unanswered and not self._running[session].done() and self._clock.now() < deadline:
            await sleep_until(self._clock, self._clock.now() + 0.05)
        await session.close()
