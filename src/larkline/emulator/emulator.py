"""A platform on this machine, as a library: start it, run an app against it, act as a person, look at what happened."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from larkline.clock import ManualClock
from larkline.emulator.core import LOCAL_CONFIG, Core
from larkline.emulator.errors import needed
from larkline.emulator.local import LocalDoor
from larkline.emulator.seed import add_person
from larkline.emulator.verbs import Verbs
from larkline.emulator.verdicts import Profile
from larkline.emulator.world import AppRecord, Chat, Person
from larkline.errors import ConfigurationError
from larkline.facts.delivery import CONNECTION_LIMIT
from larkline.facts.platform import FRAGMENT_BYTES, FRAGMENT_PACE_SECONDS
from larkline.links import Platform
from larkline.wire.endpoint import ClientConfig

if TYPE_CHECKING:
    from larkline.emulator.servers import Servers

__all__ = ["Connectable", "Emulator"]

_LOCAL_DOMAIN = "http://localhost"


class Connectable(Protocol):
    """An app that can be run against a platform in this process."""

    def connected(self, *, platform: Platform) -> AbstractAsyncContextManager[object]:
        """Be connected to *platform* inside the block."""


class Emulator(Verbs):
    """
    One local platform::

        async with Emulator(seed=1) as feishu:
            async with feishu.running(app):
                message = await feishu.send(card, to="oc_team")
                click = await feishu.click(message, "同意", by="ou_alice")

    No socket is opened unless :meth:`serve` is called.

    Args:
        seed: Decides ids, credentials and which connection gets a delivery; None for chance.
        frozen: Whether time stands still until :attr:`clock` is advanced, instead of passing by itself besides.
        profile: ``documented``; ``strict`` also fails deliveries on every advice; ``lenient`` lets responses pass when
            that they fail is only assumed.
        rules_off: Ids of rules of the verdicts that do not count.
        journal: File the record of the run is appended to, as JSON lines without secrets; None for none.
        config: What clients are told about pings and reconnecting.
        fragment_bytes: Payloads above this are split over several frames.
        fragment_pace: Seconds between two of them.
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        frozen: bool = False,
        profile: Profile = "documented",
        rules_off: Collection[str] = (),
        journal: str | Path | None = None,
        config: ClientConfig = LOCAL_CONFIG,
        fragment_bytes: int = FRAGMENT_BYTES,
        fragment_pace: float = FRAGMENT_PACE_SECONDS,
    ) -> None:
        self.frozen = frozen
        self.clock = ManualClock(flowing=not frozen)  #: Shared with apps in this process; advance it to move time.
        self.core = Core(
            seed=seed,
            clock=self.clock,
            profile=profile,
            rules_off=rules_off,
            journal_path=None if journal is None else Path(journal),
            config=config,
            fragment_bytes=fragment_bytes,
            fragment_pace=0.0 if frozen else fragment_pace,
        )
        self._door = LocalDoor(self.core)
        self._servers: Servers | None = None
        self._api_transport: object = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop everything; harmless when done before."""
        servers, self._servers = self._servers, None
        if servers is not None:
            await servers.stop()
        await self.core.close()
        await self._door.close()

    def abandon(self) -> None:
        """Let go of what does not need the event loop, which is gone; for a fixture that cannot await."""
        if self._servers is not None:
            self._servers.abandon()
        self.core.journal.close()

    # --- servers for other programs -----------------------------------------------------------------------------------

    async def serve(
        self,
        *,
        port: int = 0,
        console_port: int = 0,
        gateway_port: int = 0,
        host: str = "127.0.0.1",
        token: str | None = None,
    ) -> dict[str, str]:
        """
        Listen on this machine, for programs of any language; gives :meth:`info`.

        Deadlines of connections that come this way follow the machine's time, lifetimes follow :attr:`clock`.

        Args:
            port: Of the platform; 0 takes a free one, here and below.
            console_port: Of the control API.
            gateway_port: Of the long connections; clients learn it by discovery.
            host: A loopback address.
            token: What requests to the control API must carry; None makes one.

        Raises:
            PortTaken: A port is in use; then none is open.
            ConfigurationError: *host* is not of this machine alone, or it is being served already.
            MissingExtra: A package the servers need is not installed.
        """
        if self._servers is not None:
            raise ConfigurationError("this emulator is being served already")
        with needed("starlette", "uvicorn"):
            from larkline.emulator.servers import Servers
        servers = Servers(self, host=host, token=token or secrets.token_hex(16))
        await servers.start(port=port, console_port=console_port, gateway_port=gateway_port)
        self._servers = servers
        return self.info()

    def info(self, app_id: str | None = None) -> dict[str, str]:
        """
        Give what a program needs to use this platform: addresses, token, credentials.

        Args:
            app_id: Whose credentials; None for the first app's.
        """
        app = self.core.tenant.app(app_id)
        servers = self._servers
        addresses = {"platform_url": "", "gateway_url": "", "console_url": "", "token": ""}
        path = self.core.journal.path
        return {
            **(addresses if servers is None else servers.addresses()),
            "app_id": app.app_id,
            "app_secret": app.app_secret,
            "encrypt_key": app.encrypt_key,
            "verification_token": app.verification_token,
            "journal": "" if path is None else str(path),
        }

    # --- trouble on purpose -------------------------------------------------------------------------------------------

    def drop_connections(self) -> None:
        """Reset every long connection, without a goodbye."""
        for session in self.core.hub.of_app():
            session.abort()

    def freeze_connections(self) -> None:
        """Let every long connection go silent without closing: nothing is read or written any more."""
        for session in self.core.hub.of_app():
            session.freeze()

    def limit_connections(self, limit: int = CONNECTION_LIMIT) -> None:
        """Allow so many long connections of one app at a time; those above are refused."""
        self.core.hub.limit = limit

    def tell_config(self, config: ClientConfig) -> None:
        """Tell clients, in the next pong and the next endpoint, how to ping and reconnect."""
        self.core.tell_config(config)

    async def stop_gateway(self, *, abruptly: bool = False) -> None:
        """Close the gateway's port and its connections: with a close frame, or with *abruptly* by a reset."""
        if self._servers is not None:
            await self._servers.gateway.stop(abruptly=abruptly)

    async def start_gateway(self) -> None:
        """Open the gateway again, on the same port."""
        if self._servers is not None:
            await self._servers.gateway.start()

    # --- apps ---------------------------------------------------------------------------------------------------------

    def platform(
        self, app_id: str | None = None, *, handler_failed: Callable[[str, BaseException], None] | None = None
    ) -> Platform:
        """
        Give what an app of this process needs to use this platform without a socket.

        Args:
            app_id: Which app it is; None for the first one.
            handler_failed: Told of each handler that failed, besides the verdict.
        """
        app = self.core.tenant.app(app_id)

        def failed(delivery_id: str, error: BaseException) -> None:
            self.core.engine.handler_failed(delivery_id, error)
            if handler_failed is not None:
                handler_failed(delivery_id, error)

        if self._api_transport is None:
            self._api_transport = _in_process(self.core)
        return Platform(
            domain=_LOCAL_DOMAIN,
            network=self._door.network(),
            clock=self.clock,
            api_transport=self._api_transport,
            app_id=app.app_id,
            app_secret=app.app_secret,
            handler_failed=failed,
        )

    @asynccontextmanager
    async def running(
        self, app: Connectable, *, app_id: str | None = None, raise_handler_errors: bool = True
    ) -> AsyncGenerator[Self, None]:
        """
        Run an app against this platform inside the block.

        What a handler raises makes the verdict of its delivery failed and is raised again at the end of the block.

        Args:
            app_id: Which app of the tenant it is; None for the first one.
            raise_handler_errors: False leaves it with the verdict.
        """
        errors: list[BaseException] = []
        expected = self.core.hub.online(self.core.tenant.app(app_id).app_id) + 1
        platform = self.platform(app_id, handler_failed=lambda _id, error: errors.append(error))
        try:
            async with app.connected(platform=platform):
                await self.wait(online=expected, app_id=app_id)
                yield self
        except BaseException as error:
            for raised in errors:
                if raised is not error:
                    error.add_note(f"a handler of the app raised {type(raised).__name__}: {raised}")
            raise
        if errors and raise_handler_errors:
            raise errors[0] if len(errors) == 1 else BaseExceptionGroup("handlers of the app raised", errors)

    async def wait(
        self,
        *,
        online: int | None = None,
        deliveries: int | None = None,
        idle: float | None = None,
        timeout: float = 10.0,
        app_id: str | None = None,
    ) -> None:
        """
        Wait until everything asked for holds.

        Args:
            online: At least so many connections are online.
            deliveries: At least so many deliveries have their verdict, since the start or the last reset.
            idle: No delivery is under way, and none has begun for so many seconds.
            timeout: Seconds of real time.
            app_id: Whose connections count; None for the first app's.

        Raises:
            TimeoutError: It did not come true in time; the text says what was missing.
        """
        core = self.core
        app_id = core.tenant.app(app_id).app_id
        loop = asyncio.get_running_loop()

        def quiet_in() -> float:
            return 0.0 if idle is None else core.engine.last_activity + idle - loop.time()

        def missing() -> str:
            if online is not None and core.hub.online(app_id) < online:
                return f"{core.hub.online(app_id)} of {online} connections are online"
            if deliveries is not None and core.journal.judged < deliveries:
                return f"{core.journal.judged} of {deliveries} deliveries have their verdict"
            if idle is not None and (core.engine.in_flight or quiet_in() > 0):
                return f"{core.engine.in_flight} deliveries are under way"
            return ""

        try:
            async with asyncio.timeout(timeout):
                await core.changes.until(
                    lambda: not missing(), look_again=lambda: None if idle is None else max(0.01, quiet_in())
                )
        except TimeoutError:
            raise TimeoutError(f"after {timeout:g} s: {missing() or 'nothing was missing'}") from None

    # --- the tenant ---------------------------------------------------------------------------------------------------

    def app(self, app_id: str | None = None, *, name: str = "") -> AppRecord:
        """Give an app: the first one, the one with this id, or with a *name* a new one."""
        return self.core.add_app(name) if name else self.core.tenant.app(app_id)

    def user(self, open_id: str, *, name: str = "") -> Person:
        """Give a person; with a *name* one that is not there yet is added."""
        tenant = self.core.tenant
        if name and open_id not in tenant.people:
            return add_person(tenant, self.core.ids, open_id=open_id, name=name)
        return tenant.person(open_id)

    def chat(self, chat_id: str, *, name: str = "", members: Collection[str] = ()) -> Chat:
        """Give a chat; with a *name* a group that is not there yet is added, with these people and all bots."""
        tenant = self.core.tenant
        if name and chat_id not in tenant.chats:
            people = [tenant.person(open_id).open_id for open_id in members]
            tenant.chats[chat_id] = Chat(
                chat_id=chat_id, name=name, kind="group", members=people, bots=list(tenant.apps)
            )
        return tenant.chat(chat_id)


def _in_process(core: Core) -> object:
    """Give a transport that carries API calls to the platform's port without a socket."""
    with needed("httpx2", "starlette"):
        import httpx2

        from larkline.emulator.platform_api.app import platform_app
    return httpx2.ASGITransport(platform_app(core))
