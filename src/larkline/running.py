"""Everything an app needs while it is connected, put together when it connects and thrown away after."""

from __future__ import annotations

import asyncio
import logging
import platform as machine
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from larkline.api.settings import Settings as ApiSettings
from larkline.clients import Clients, TokenGate
from larkline.clock import Clock, SystemClock
from larkline.dispatch.before import BeforeHandlers
from larkline.dispatch.dispatcher import Dispatcher
from larkline.dispatch.late import UpdateGate
from larkline.dispatch.router import Router
from larkline.dispatch.settings import Settings
from larkline.dispatch.update_tokens import UpdateTokens
from larkline.errors import ConfigurationError
from larkline.links import Network, Platform
from larkline.receivers.long_connection import LongConnectionReceiver, State
from larkline.receivers.long_connection import Settings as ReceiverSettings

if TYPE_CHECKING:
    from larkline.stores import Values

AppType = Literal["self_built", "store"]

__all__ = ["AppType", "Checks", "Engine", "Given", "Running", "Status"]

_log = logging.getLogger("larkline.app")


@dataclass(frozen=True, slots=True)
class Given:
    """What an App was given about the platform; what is None comes from the environment."""

    app_id: str | None
    app_secret: str | None = field(repr=False)
    domain: str | None
    proxy: str | None = field(repr=False)  # it may hold a password
    app_type: AppType = "self_built"
    store: Values | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What an App was given to check webhook requests with; what is None comes from the environment."""

    encrypt_key: str | None = field(repr=False)
    verification_token: str | None = field(repr=False)
    signature_max_age: float | None
    insecure: bool

    def __post_init__(self) -> None:
        age: object = self.signature_max_age
        number = isinstance(age, (int, float)) and not isinstance(age, bool) and 0 <= age < float("inf")
        if age is not None and not number:
            raise ConfigurationError(f"signature_max_age={age!r}: it is a number of seconds, 0 or more, or None")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """
    How an app is doing.

    Attributes:
        state: idle, connecting, connected, reconnecting, stopping, stopped or failed; of an app that only receives
            webhooks: receiving.
        since: How long it has been so, in seconds.
        last_frame: Seconds since the last byte of the platform; None before the first.
        last_delivery: Seconds since the last delivery; None before the first.
        in_flight: Deliveries being handled now, those included that are answered and still work.
        counters: How often what has happened: deliveries, handled, unmatched, failed, overdue and so on.
        loop_lag: The longest time the event loop was blocked, in seconds.
        error: Why the last connection ended or could not be opened; None when all is well.
    """

    state: str = State.IDLE.value
    since: float = 0.0
    last_frame: float | None = None
    last_delivery: float | None = None
    in_flight: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    loop_lag: float = 0.0
    error: str | None = None

    def and_received(self, received: Status) -> Status:
        """Add what an app with a long connection has *received* by webhook."""
        delivered = [each for each in (self.last_delivery, received.last_delivery) if each is not None]
        return replace(
            self,
            last_delivery=min(delivered, default=None),
            in_flight=self.in_flight + received.in_flight,
            counters=dict(Counter(self.counters) + Counter(received.counters)),
            loop_lag=max(self.loop_lag, received.loop_lag),
        )


class Engine:
    """
    What handles deliveries, whichever door they come through; belongs to the running event loop.

    Args:
        router: The handlers.
        settings: How the app wants its deliveries handled.
        given: Its credentials and its way to the platform; credentials may be missing until a client is used.
        platform: Where the platform is; None for the real one.

    Raises:
        ConfigurationError: The domain is not one that secrets may be sent to.
    """

    def __init__(self, router: Router, settings: Settings, given: Given, platform: Platform | None) -> None:
        app_id, app_secret, domain = given.app_id, given.app_secret, given.domain
        if platform is not None:
            app_id, app_secret = platform.app_id or app_id, platform.app_secret or app_secret
            domain = platform.domain
        self.api = ApiSettings(app_id, app_secret, domain)
        self.clock: Clock = platform.clock if platform is not None else SystemClock()
        tokens = UpdateTokens(first_use_after=settings.first_update_after)
        gate = UpdateGate(tokens, self.clock)
        self._store = _store_of(given, self.clock)
        self._clients = Clients(self.api, platform, given.proxy, self.clock, TokenGate(gate), self._store)
        self.dispatcher = Dispatcher(
            router,
            settings,
            clock=self.clock,
            clients=self._clients,
            tokens=tokens,
            gate=gate,
            before=BeforeHandlers({} if self._store is None else {"app_ticket": self._keep_ticket}),
            handler_failed=None if platform is None else platform.handler_failed,
        )
        self._clients.card_sent = self.dispatcher.card_sent
        self._clients.preview_refreshed = self.dispatcher.late_previews.forget
        self._closed = False

    async def _keep_ticket(self, event: Any) -> None:
        """Keep what a store app gets its access tokens with."""
        app_id, ticket = event.event.get("app_id"), event.event.get("app_ticket")
        if app_id != self.api.credentials().app_id:
            _log.warning("an app_ticket of another app came, and is not kept: %.40r", app_id)
        elif isinstance(ticket, str):
            await (await self._clients.client("")).keep_app_ticket(ticket)

    async def close(self) -> None:
        """Let threads and HTTP connections go; harmless when they are gone."""
        if self._closed:
            return
        self._closed = True
        self.dispatcher.close()
        await self._clients.close()


class Running:
    """
    A connected app.

    Args:
        router: Its handlers.
        settings: How it wants its deliveries handled.
        given: Its credentials and its way to the platform.
        platform: Where the platform is; None for the real one.
        state_changed: Called with each new state of the connection.

    Raises:
        MissingCredentials: The app id or the app secret is not set.
        ConfigurationError: The domain is not one that secrets may be sent to.
    """

    def __init__(
        self,
        router: Router,
        settings: Settings,
        given: Given,
        platform: Platform | None,
        *,
        state_changed: Callable[[State], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._engine = Engine(router, settings, given, platform)
        self._clock = self._engine.clock
        self.dispatcher = self._engine.dispatcher
        api = self._engine.api
        credentials = api.credentials()
        self.receiver = LongConnectionReceiver(
            ReceiverSettings(
                domain=api.domain(),
                app_id=credentials.app_id,
                app_secret=credentials.app_secret,
                user_agent=_user_agent(),
            ),
            network=platform.network if platform is not None else _open_network(self._clock, given.proxy),
            clock=self._clock,
            dispatcher=self.dispatcher,
            state_changed=state_changed,
        )

    @property
    def is_elsewhere(self) -> bool:
        """Whether it runs in another event loop than this one; False when that is closed, and nothing runs any more."""
        return self._loop is not asyncio.get_running_loop() and not self._loop.is_closed()

    async def do_there(self, work: Coroutine[Any, Any, None]) -> None:
        """
        Do *work* in the event loop it runs in, which is that of another thread.

        Raises:
            ConfigurationError: That loop stands still.
        """
        if not self._loop.is_running():
            work.close()
            raise ConfigurationError(
                "the app was started in another event loop, which does not run now: await this in that loop"
            )
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def start(self) -> None:
        """Connect; see :meth:`larkline.App.start`."""
        self.dispatcher.watch.start()
        await self.receiver.start()

    async def stop(self, *, drain: float) -> None:
        """Drain and disconnect; see :meth:`larkline.App.stop`."""
        if self._loop.is_closed():
            self.receiver.abandon()
        else:
            await self.receiver.stop(drain=drain)

    async def close(self) -> None:
        """Let threads and HTTP connections go; harmless when they are gone."""
        await self._engine.close()

    async def wait_closed(self) -> None:
        """Wait until the connection has ended for good."""
        await self.receiver.wait_closed()

    async def reconnect(self) -> None:
        """Move to a new connection."""
        await self.receiver.reconnect()

    def status(self) -> Status:
        """Tell how it is going."""
        now = self._clock.now()
        heard, delivered = self.receiver.last_heard_at, self.dispatcher.last_delivery_at
        return Status(
            state=self.receiver.state.value,
            since=now - self.receiver.since,
            last_frame=None if heard is None else now - heard,
            last_delivery=None if delivered is None else now - delivered,
            in_flight=self.dispatcher.in_flight,
            counters=dict(self.dispatcher.counters),
            loop_lag=self.dispatcher.watch.worst,
            error=self.receiver.last_error,
        )

    def past(self) -> Callable[[], Status]:
        """Give what tells, from now on, how it has ended; everything else about it can be forgotten."""
        return partial(_aged, self.status(), self._clock, self._clock.now())


def _aged(status: Status, clock: Clock, at: float) -> Status:
    """Tell what has become of a status of the time *at*, when nothing has happened since."""
    seconds = clock.now() - at
    return replace(
        status,
        since=status.since + seconds,
        last_frame=None if status.last_frame is None else status.last_frame + seconds,
        last_delivery=None if status.last_delivery is None else status.last_delivery + seconds,
    )


def _store_of(given: Given, clock: Clock) -> Values | None:
    """Give where a store app keeps its tickets; None for an app that has none."""
    if given.app_type == "self_built":
        return None
    if given.store is not None:
        return given.store
    from larkline.stores.memory import MemoryStore

    return MemoryStore(clock)


def _open_network(clock: Clock, proxy: str | None) -> Network:
    from larkline.links.websocket import OpenNetwork

    return OpenNetwork(clock, proxy=proxy)


def _user_agent() -> str:
    from larkline import __version__

    return f"larkline/{__version__} python/{machine.python_version()}"
