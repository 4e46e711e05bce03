"""What a user writes against: an App plugs the rooms together."""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal, TypeVar

from larkline.dispatch.decorators import Hook
from larkline.dispatch.handlers import check_hook, describe
from larkline.dispatch.router import Router as HandlerRouter
from larkline.dispatch.settings import Settings
from larkline.errors import ConfigurationError, LocalProtocolError
from larkline.facts.delivery import UPDATE_TOKEN_FIRST_USE_SECONDS
from larkline.links import Platform
from larkline.receivers.long_connection import State
from larkline.running import Checks, Given, Running, Status

if TYPE_CHECKING:
    from larkline.api.client import Client, SyncClient  # noqa: F401 - named below, in a base class
    from larkline.receivers.asgi import AsgiDoor
    from larkline.receivers.received import Received
    from larkline.receivers.webhook import Headers, Only
    from larkline.receivers.wsgi import WsgiDoor
    from larkline.serverless import LambdaHandler
    from larkline.stores import Values
    from larkline.webhooks import Webhooks

__all__ = ["App", "Router", "Status"]

_log = logging.getLogger("larkline.app")
H = TypeVar("H", bound=Hook)
DRAIN_SECONDS = 10.0
#: Seconds that hooks get to finish when the app has stopped.
HOOK_SECONDS = 0.5


class Router(HandlerRouter["Client", "SyncClient"]):
    """
    A group of handlers, to be included in an App.

    Handlers are registered with the decorators, before or after the router is included. The most specific route wins;
    two routes that could match the same delivery and are equally specific are refused when the decorator runs.
    """


class App(Router):
    """
    An app of the open platform: its handlers, its connection and its client.

    Args:
        app_id: None reads ``LARK_APP_ID`` when the app connects.
        app_secret: None reads ``LARK_APP_SECRET``.
        encrypt_key: Encrypt Key of the app's webhook; None reads ``LARK_ENCRYPT_KEY``.
        verification_token: Verification Token of the app's webhook; None reads ``LARK_VERIFICATION_TOKEN``.
        domain: Origin of the platform; None reads ``LARK_DOMAIN``, else it is https://open.feishu.cn.
        app_type: "self_built" (企业自建应用), or "store" (商店应用), which has no long connection.
        signature_max_age: How old a signed webhook request may be, in seconds, either way; None for any age.
        insecure: Accept webhook requests when neither key nor token is set.
        response_deadline: When a callback is answered for a handler that is still running, in seconds after it came.
        first_update_after: Seconds from a response to the first delayed update of its card; an update that overtakes
            the response would be overwritten by it. How long that takes is an assumption.
        late_responses: What becomes of what comes later: "update" sends a card as a delayed update and has a link
            preview pulled once more, "drop" does neither.
        slow_events: An event still being handled at the deadline: "acknowledge" says it was taken, "redeliver" has the
            platform send it again.
        on_handler_error: What a person who clicked sees when the handler fails: a "toast", or, with "fail", the
            client's own error (200671).
        check_responses: "documented" refuses responses the platform is documented to refuse, "all" also what it is
            only thought to refuse, "off" sends everything.
        unknown_events: An event without a handler: "acknowledge" it, or "refuse" it, so that it is sent again.
        max_concurrency: Handlers that run at once; as many again wait, further deliveries are turned away.
        threads: Threads for handlers that are plain ``def``.
        proxy: Address of an HTTP or SOCKS proxy for everything; None asks the environment.
        store: Where a store app keeps its tickets for all its instances, such as a ``SqliteStore``; None for the memory
            of this process.
        log_level: Used by :meth:`run` when logging is not set up; None reads ``LARK_LOG_LEVEL``, else it is INFO.

    Raises:
        ConfigurationError: A value is not one of those allowed.
    """

    def __init__(
        self,
        app_id: str | None = None,
        app_secret: str | None = None,
        *,
        encrypt_key: str | None = None,
        verification_token: str | None = None,
        domain: str | None = None,
        app_type: Literal["self_built", "store"] = "self_built",
        signature_max_age: float | None = 300.0,
        insecure: bool = False,
        response_deadline: float = 2.5,
        first_update_after: float = UPDATE_TOKEN_FIRST_USE_SECONDS,
        late_responses: Literal["update", "drop"] = "update",
        slow_events: Literal["acknowledge", "redeliver"] = "acknowledge",
        on_handler_error: Literal["toast", "fail"] = "toast",
        check_responses: Literal["documented", "all", "off"] = "documented",
        unknown_events: Literal["acknowledge", "refuse"] = "acknowledge",
        max_concurrency: int = 1000,
        threads: int = 32,
        proxy: str | None = None,
        store: Values | None = None,
        log_level: str | int | None = None,
    ) -> None:
        super().__init__()
        if app_type not in ("self_built", "store"):
            raise ConfigurationError(f"app_type={app_type!r}: it is 'self_built' or 'store'")
        self.settings = Settings(
            response_deadline=response_deadline,
            first_update_after=first_update_after,
            late_responses=late_responses,
            slow_events=slow_events,
            on_handler_error=on_handler_error,
            check_responses=check_responses,
            unknown_events=unknown_events,
            max_concurrency=max_concurrency,
            threads=threads,
        )
        self.app_type = app_type
        self._given = Given(app_id, app_secret, domain, proxy, app_type, store)
        self._webhook = Checks(encrypt_key, verification_token, signature_max_age, insecure)
        self._opened_webhooks: Webhooks | None = None
        self._log_level = log_level
        self._hooks: dict[str, list[Hook]] = {"connected": [], "reconnecting": [], "disconnected": []}
        self._running: Running | None = None
        self._past: Callable[[], Status] = Status
        self._is_connected = False
        self._chores: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"App({self._given.app_id or 'LARK_APP_ID'!r}, {self.status().state})"

    @property
    def app_id(self) -> str | None:
        """The id it was made with; None when that is read from ``LARK_APP_ID``."""
        return self._given.app_id

    # --- hooks ---

    def on_connected(self, hook: H) -> H:
        """Call *hook*, a function or a coroutine function without parameters, whenever a connection is open."""
        return self._hook("connected", hook)

    def on_reconnecting(self, hook: H) -> H:
        """Call *hook* whenever the connection is lost and the next one is to be opened."""
        return self._hook("reconnecting", hook)

    def on_disconnected(self, hook: H) -> H:
        """Call *hook* whenever there is no connection any more, for whatever reason."""
        return self._hook("disconnected", hook)

    def _hook(self, name: str, hook: H) -> H:
        if not callable(hook):
            raise ConfigurationError(f"on_{name} takes a function, not {hook!r}")
        check_hook(hook)
        self._hooks[name].append(hook)
        return hook

    # --- running ---

    def run(self, *, log_level: str | int | None = None, drain: float = DRAIN_SECONDS) -> None:
        """
        Keep a long connection until SIGINT or SIGTERM, then answer what is in flight, and return.

        Args:
            log_level: Of the console handler that is set up when logging is not; None asks the App's.
            drain: Seconds that handlers get to finish; those still running then are cancelled.

        Raises:
            SystemExit: With status 1 and one sentence on stderr: the configuration or the credentials are wrong.
            ConfigurationError: An event loop is running already; use ``async with app.connected()`` there.
        """
        from larkline.process import run_until_signal

        level = log_level if log_level is not None else self._log_level
        run_until_signal(self, level=level if level is not None else os.environ.get("LARK_LOG_LEVEL"), drain=drain)

    @asynccontextmanager
    async def connected(self, *, platform: Platform | None = None) -> AsyncIterator[App]:
        """
        Keep a long connection for the length of the block, in whatever event loop is running.

        Args:
            platform: Where the platform is; None for the real one, or what ``domain`` says.

        Raises:
            ConfigurationError: Credentials are missing, or the app is running already.
            ConnectionRefused: The platform refuses this app.
        """
        await self.start(platform=platform)
        try:
            yield self
        finally:
            await self.stop()

    async def start(self, *, platform: Platform | None = None) -> None:
        """
        Connect in the running event loop; returns once connected. Network trouble is waited out.

        Args:
            platform: As for :meth:`connected`.

        Raises:
            ConfigurationError: Credentials are missing, or the app is running already.
            ConnectionRefused: The platform refuses this app.
            ConnectionLost: The app was stopped while it was connecting.
        """
        if self._running is not None:
            raise ConfigurationError("the app is running already; one App keeps one connection")
        if self.app_type == "store":
            raise ConfigurationError("a store app has no long connection: the platform sends to its webhook only")
        self._running = running = Running(self, self.settings, self._given, platform, state_changed=self._state_changed)
        try:
            await running.start()
        except BaseException:
            await self._put_away(running)
            raise

    async def stop(self, drain: float = DRAIN_SECONDS) -> None:
        """
        Let handlers finish for at most *drain* seconds, send their responses, say goodbye; harmless when stopped.

        Deliveries that come meanwhile are still handled. When it is cancelled, everything ends at once. The event loop
        of another thread may call it, too, as it may :meth:`wait_closed` and :meth:`reconnect`.

        Raises:
            ConfigurationError: The event loop that the app was started in stands still.
        """
        running = self._running
        if running is None:
            return
        if running.is_elsewhere:
            await running.do_there(self.stop(drain))
            return
        try:
            await running.stop(drain=drain)
        finally:
            await self._put_away(running)

    async def wait_closed(self) -> None:
        """
        Wait until the connection has ended for good.

        Raises:
            ConnectionRefused: The platform refuses this app from now on.
        """
        running = self._running
        if running is not None:
            await (running.do_there(self.wait_closed()) if running.is_elsewhere else running.wait_closed())

    async def reconnect(self) -> None:
        """
        Move to a new connection, which is open before the old one closes.

        Raises:
            LocalProtocolError: The app is not running.
            LongConnectionError: The new connection could not be opened; the old one goes on.
        """
        running = self._running
        if running is None:
            raise LocalProtocolError("the app is not running")
        await (running.do_there(self.reconnect()) if running.is_elsewhere else running.reconnect())

    def status(self) -> Status:
        """Tell how the app is doing; state and times are those of the long connection, when it has one."""
        received = None if self._opened_webhooks is None else self._opened_webhooks.status()
        if self._running is None:
            return received or self._past()
        status = self._running.status()
        return status if received is None else status.and_received(received)

    # --- webhook ---

    @property
    def _webhooks(self) -> Webhooks:
        """The webhook doors; an app with a long connection alone never loads them."""
        if self._opened_webhooks is None:
            from larkline.webhooks import Webhooks

            self._opened_webhooks = Webhooks(self, self.settings, self._given, self._webhook)
        return self._opened_webhooks

    async def receive(self, headers: Headers, body: bytes, *, method: str = "POST") -> Received:
        """
        Take one webhook request and give its response: the door that all others are built on.

        Never raises for what a request holds. Send ``status``, ``headers`` and ``body`` back as they are, then await
        ``after_sent()``: what a handler does after its response starts there.

        Args:
            headers: Of the request, in a mapping or in pairs, names in any case, str or bytes.
            body: As it arrived, byte for byte, before any decoding.
            method: The HTTP method; anything but POST is answered 405.
        """
        return await self._webhooks.receive_request(headers, body, method=method, only=None)

    def asgi(self, *, only: Only | None = None) -> AsgiDoor:
        """
        Give the webhook as an ASGI application; it answers every path it is routed.

        Args:
            only: "callbacks" leaves out old cards, "legacy_cards" takes nothing else; None takes both.
        """
        from larkline.receivers.asgi import AsgiDoor

        return AsgiDoor(self._webhooks, only=_checked_only(only))

    def wsgi(self, *, only: Only | None = None) -> WsgiDoor:
        """
        Give the webhook as a WSGI application. Handlers run in an event loop of a background thread, one a process.

        Args:
            only: As for :meth:`asgi`.
        """
        from larkline.receivers.wsgi import WsgiDoor

        return WsgiDoor(self._webhooks, self._webhooks.background, only=_checked_only(only))

    def lambda_handler(self) -> LambdaHandler:
        """
        Give the webhook as a function for AWS Lambda and the like; to be called when all handlers are registered.

        Nothing runs after the response there: a handler that still runs at the deadline is answered for and cancelled.

        Raises:
            ConfigurationError: A handler yields.
        """
        from larkline.serverless import LambdaHandler

        return LambdaHandler(self, self._webhooks)

    def serve(
        self,
        host: str = "127.0.0.1",
        port: int = 7777,
        path: str | Sequence[str] = "/webhook/event",
        *,
        log_level: str | int | None = None,
        drain: float = DRAIN_SECONDS,
    ) -> None:
        """
        Serve the webhook until SIGINT or SIGTERM, then answer what is in flight, and return. Needs ``larkline[serve]``.

        Args:
            host: Address to listen on.
            port: 0 takes a free one.
            path: Where requests are taken, or several of these; everything else is answered 404.
            log_level: As for :meth:`run`.
            drain: As for :meth:`run`.

        Raises:
            SystemExit: With status 1 or 2 and one sentence on stderr: the configuration is wrong, the port is taken,
                or the extra is missing.
        """
        from larkline.serving import serve_until_signal

        level = log_level if log_level is not None else self._log_level
        level = level if level is not None else os.environ.get("LARK_LOG_LEVEL")
        paths = [path] if isinstance(path, str) else list(path)
        serve_until_signal(self._webhooks, host=host, port=port, paths=paths, level=level, drain=drain)

    @asynccontextmanager
    async def receiving(self, *, platform: Platform | None = None) -> AsyncIterator[App]:
        """
        Receive webhooks of *platform* inside the block; at its end, let handlers finish.

        Without it, the doors open by themselves with the first request, for the real platform.

        Args:
            platform: Where the platform is; None for the real one, or what ``domain`` says.

        Raises:
            ConfigurationError: The app receives from another platform already.
        """
        async with self._webhooks.receiving(platform, drain=DRAIN_SECONDS):
            yield self

    async def _put_away(self, running: Running) -> None:
        """Let go what belonged to a connection, and remember how it ended."""
        if self._running in (running, None):  # and not yet another one
            self._running = None
            self._past = running.past()
        try:
            await running.close()
        finally:
            await self._end_chores()

    async def _end_chores(self) -> None:
        """Give hooks that still run a moment, then cancel them."""
        here = asyncio.get_running_loop()
        chores = {each for each in self._chores if each is not asyncio.current_task() and each.get_loop() is here}
        if chores:
            _, unfinished = await asyncio.wait(chores, timeout=HOOK_SECONDS)
            for chore in unfinished:
                chore.cancel()
            if unfinished:
                await asyncio.wait(unfinished, timeout=HOOK_SECONDS)

    def _state_changed(self, state: State) -> None:
        if state is State.CONNECTED:
            self._is_connected = True
            self._call_hooks("connected")
        elif self._is_connected and state is not State.STOPPING:
            self._is_connected = False
            self._call_hooks("disconnected")
        if state is State.RECONNECTING:
            self._call_hooks("reconnecting")

    def _call_hooks(self, name: str) -> None:
        for hook in self._hooks[name]:
            chore = asyncio.get_running_loop().create_task(_call(hook, name))
            self._chores.add(chore)
            chore.add_done_callback(self._chores.discard)


def _checked_only(only: Only | None) -> Only | None:
    if only not in (None, "callbacks", "legacy_cards"):
        raise ConfigurationError(f"only={only!r}: it is 'callbacks', 'legacy_cards' or None")
    return only


async def _call(hook: Hook, name: str) -> None:
    try:
        result = hook()
        if inspect.isawaitable(result):
            await result
    except Exception:
        _log.exception("the on_%s hook %s failed", name, describe(hook))
