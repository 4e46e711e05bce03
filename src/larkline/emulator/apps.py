"""The apps of the platform: their settings, running one of them in this process, and waiting for what they do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, nullcontext
from typing import Any, Literal, Protocol, Self, overload

from larkline.clock import ManualClock
from larkline.emulator.both import NOTHING, Both
from larkline.emulator.connection.local import LocalDoor
from larkline.emulator.core import Core
from larkline.emulator.errors import TimedOut, needed
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.journal.filters import parse_filter
from larkline.emulator.settings_verbs import SettingsVerbs
from larkline.emulator.webhook.webhooks import Receives
from larkline.emulator.world.seed import add_tenant
from larkline.emulator.world.tenant import AppRecord, AppType, Tenant
from larkline.links import Platform

__all__ = ["Apps", "Connectable", "Receiving", "Runnable"]

_LOCAL_DOMAIN = "http://localhost"


class Connectable(Protocol):
    """An app that can be connected to a platform in this process."""

    def connected(self, *, platform: Platform) -> AbstractAsyncContextManager[object]:
        """Be connected to *platform* inside the block."""


class Receiving(Receives, Protocol):
    """An app that can receive the webhooks of a platform in this process."""

    def receiving(self, *, platform: Platform) -> AbstractAsyncContextManager[object]:
        """Receive from *platform* inside the block."""


class Runnable(Connectable, Receiving, Protocol):
    """An app that can do both."""


class Apps(SettingsVerbs):
    """What an :class:`~larkline.emulator.Emulator` does with apps."""

    core: Core
    clock: ManualClock
    _door: LocalDoor
    _api_transport: object = None

    def app(self, app_id: str | None = None, *, name: str = "", app_type: AppType = "self_built") -> AppRecord:
        """
        Give an app: the first one, the one with this id, or with a *name* a new one.

        Args:
            app_type: Of a new app. One of the ``store`` is installed in every tenant, and brings a second tenant with
                people and a group of its own; it gets everything by webhook.
        """
        return self.core.add_app(name, app_type=app_type) if name else self.core.world.app(app_id)

    def tenant(self, tenant_key: str | None = None, *, name: str = "") -> Tenant:
        """Give a tenant: the first one, the one with this key, or with a *name* a new one, which has no people yet."""
        world = self.core.world
        return add_tenant(world, self.core.ids, name=name) if name else world.tenant(tenant_key)

    # --- in this process ----------------------------------------------------------------------------------------------

    def platform(
        self, app_id: str | None = None, *, handler_failed: Callable[[str, BaseException], None] | None = None
    ) -> Platform:
        """
        Give what an app of this process needs to use this platform without a socket.

        Args:
            app_id: Which app it is; None for the first one.
            handler_failed: Told of each handler that failed, besides the verdict.
        """
        app = self.core.world.app(app_id)

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
            encrypt_key=app.encrypt_key if app.subscription.encrypted else "",
            verification_token=app.verification_token,
            handler_failed=failed,
        )

    @overload
    def running(
        self,
        app: Connectable,
        *,
        webhook: Literal[False] = False,
        app_id: str | None = None,
        raise_handler_errors: bool = True,
    ) -> AbstractAsyncContextManager[Self]: ...

    @overload
    def running(
        self,
        app: Receiving,
        *,
        webhook: Literal[True],
        app_id: str | None = None,
        raise_handler_errors: bool = True,
    ) -> AbstractAsyncContextManager[Self]: ...

    @overload
    def running(
        self,
        app: Runnable,
        *,
        webhook: bool,
        app_id: str | None = None,
        raise_handler_errors: bool = True,
    ) -> AbstractAsyncContextManager[Self]: ...

    def running(
        self, app: Any, *, webhook: bool = False, app_id: str | None = None, raise_handler_errors: bool = True
    ) -> AbstractAsyncContextManager[Self]:
        """
        Run an app against this platform inside the block.

        What a handler raises makes the verdict of its delivery failed and is raised again at the end of the block.

        Args:
            webhook: Whether everything comes by webhook, encrypted and signed as the app's settings say, instead of
                over a long connection; no address is needed, and no socket is opened.
            app_id: Which app of the tenant it is; None for the one whose id *app* was made with, else the first one.
            raise_handler_errors: False leaves it with the verdict.
        """
        if app_id is None and getattr(app, "app_id", None) in self.core.world.apps:
            app_id = app.app_id
        errors: list[BaseException] = []
        platform = self.platform(app_id, handler_failed=lambda _id, error: errors.append(error))
        inside = self._receiving(app, platform) if webhook else self._connected(app, platform)
        return self._collecting(inside, errors, raise_at_end=raise_handler_errors)

    @asynccontextmanager
    async def _connected(self, app: Connectable, platform: Platform) -> AsyncGenerator[None, None]:
        expected = self.core.hub.online(platform.app_id) + 1
        async with app.connected(platform=platform):
            await self.wait(online=expected, app_id=platform.app_id)
            yield

    @asynccontextmanager
    async def _receiving(self, app: Receiving, platform: Platform) -> AsyncGenerator[None, None]:
        assert platform.app_id is not None
        assert platform.handler_failed is not None
        way = self.core.webhooks.to_app(app, failed=platform.handler_failed)
        try:
            async with app.receiving(platform=platform):
                with self.core.webhooks.instead(platform.app_id, way):
                    yield
        finally:
            await way.stop()

    @asynccontextmanager
    async def _collecting(
        self, inside: AbstractAsyncContextManager[None], errors: list[BaseException], *, raise_at_end: bool
    ) -> AsyncGenerator[Self, None]:
        try:
            async with inside:
                yield self
        except BaseException as error:
            for raised in errors:
                if raised is not error:
                    error.add_note(f"a handler of the app raised {type(raised).__name__}: {raised}")
            raise
        if errors and raise_at_end:
            raise errors[0] if len(errors) == 1 else BaseExceptionGroup("handlers of the app raised", errors)

    # --- waiting ------------------------------------------------------------------------------------------------------

    async def wait(
        self,
        *,
        online: int | None = None,
        deliveries: int | None = None,
        idle: float | None = None,
        filter: str | None = None,  # noqa: A002 - it is called so wherever deliveries are listed
        timeout: float = 10.0,
        app_id: str | None = None,
    ) -> list[Exchange]:
        """
        Wait until everything asked for holds::

            [failed] = await feishu.wait(filter="type:card status:failed")

        Args:
            online: At least so many connections are online.
            deliveries: At least so many deliveries have their verdict, since the start or the last reset; with a
                *filter* only those that pass it count, and one is enough unless more are asked for.
            idle: No delivery is under way, and none has begun for so many seconds.
            filter: Which deliveries count, in the language of the lists of deliveries.
            timeout: Seconds of real time.
            app_id: Whose connections count; None for the first app's.

        Returns:
            The deliveries that pass the filter, in the order of their verdicts; none without one.

        Raises:
            TimedOut: It did not come true in time, a TimeoutError; the text says what was missing.
            BadFilter: The filter says nothing.
        """
        core = self.core
        app_id = core.world.app(app_id).app_id
        loop = asyncio.get_running_loop()
        if deliveries is None and filter is not None:
            deliveries = 1

        def quiet_in() -> float:
            return 0.0 if idle is None else core.engine.last_activity + idle - loop.time()

        def missing() -> Both:
            if online is not None and (there := core.hub.online(app_id)) < online:
                return Both(f"{there} of {online} connections are online", f"{there} / {online} 条连接在线")
            judged = core.journal.judged if filter is None else len(passing)
            if deliveries is not None and judged < deliveries:
                passed, passed_zh = ("", "") if filter is None else (f" and pass {filter}", f"符合 {filter} 且")
                return Both(
                    f"{judged} of {deliveries} deliveries have their verdict{passed}",
                    f"{judged} / {deliveries} 条推送{passed_zh}有了结论",
                )
            if idle is not None and (core.engine.in_flight or quiet_in() > 0):
                flying = core.engine.in_flight
                return Both(f"{flying} deliveries are under way", f"{flying} 条推送正在进行")
            return NOTHING

        counting: AbstractContextManager[dict[str, Exchange]] = (
            nullcontext({}) if filter is None else core.journal.passing(parse_filter(filter))
        )
        with counting as passing:
            try:
                async with asyncio.timeout(timeout):
                    await core.changes.until(
                        lambda: missing() is NOTHING, look_again=lambda: None if idle is None else max(0.01, quiet_in())
                    )
            except TimeoutError:
                left = missing()
                raise TimedOut(
                    f"after {timeout:g} s: {left.en or 'nothing was missing'}",
                    f"等待 {timeout:g} 秒后：{left.zh or '条件已满足'}",
                ) from None
            return list(passing.values())


def _in_process(core: Core) -> object:
    """Give a transport that carries API calls to the platform's port without a socket."""
    with needed("httpx2", "starlette"):
        import httpx2

        from larkline.emulator.platform_api.app import platform_app
    return httpx2.ASGITransport(platform_app(core))
