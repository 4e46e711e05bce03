"""The webhook doors of an app: they share one engine, which belongs to the event loop they run in."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from typing import Any

from larkline.dispatch.router import Router
from larkline.dispatch.settings import Settings
from larkline.links import Platform
from larkline.receivers.received import Received
from larkline.receivers.webhook import Only, Secrets, WebhookReceiver
from larkline.receivers.wsgi import BackgroundLoop
from larkline.running import Checks, Engine, Given, Status
from larkline.stores.memory import MemoryStore

__all__ = ["Webhooks"]

_log = logging.getLogger("larkline.webhook")


class Webhooks:
    """
    Takes requests for an app, in whatever event loop they come.

    Args:
        router: The handlers.
        settings: How the app wants its deliveries handled.
        given: Its credentials and its way to the platform.
        checks: What requests are checked with, read when the first one comes.

    Attributes:
        background: The event loop for programs without one.
    """

    def __init__(self, router: Router, settings: Settings, given: Given, checks: Checks) -> None:
        self._router = router
        self._settings = settings
        self._given = given
        self._checks = checks
        self.background = BackgroundLoop()
        self._platform: Platform | None = None
        self._open: _Open | None = None

    async def receive_request(self, headers: Any, body: bytes, *, method: str, only: Only | None) -> Received:
        """Take a request and give its response; see :meth:`larkline.App.receive`."""
        return await self._opened().receiver.receive(headers, body, method=method, only=only)

    def use(self, platform: Platform | None) -> None:
        """Receive from this platform from now on; None for the real one."""
        self._platform = platform
        self._open = None

    async def close_doors(self, *, drain: float = 10.0) -> int:
        """Let handlers finish for at most *drain* seconds, then let everything go; gives how many did not finish."""
        opened, self._open = self._open, None
        if opened is None or opened.loop is not asyncio.get_running_loop():
            return 0
        try:
            return await opened.engine.dispatcher.drain(drain)
        finally:
            await opened.engine.close()

    def secrets(self) -> Secrets:
        """Give what requests are checked with, as arguments or the environment say it now."""
        key, token = self._checks.encrypt_key, self._checks.verification_token
        if self._platform is not None:
            key = self._platform.encrypt_key if self._platform.encrypt_key is not None else key
            token = self._platform.verification_token if self._platform.verification_token is not None else token
        return Secrets(
            encrypt_key=os.environ.get("LARK_ENCRYPT_KEY", "") if key is None else key,
            verification_token=os.environ.get("LARK_VERIFICATION_TOKEN", "") if token is None else token,
            insecure=self._checks.insecure,
        )

    def status(self) -> Status | None:
        """Tell how it is going; None before the first request."""
        if self._open is None:
            return None
        engine = self._open.engine
        delivered, now = engine.dispatcher.last_delivery_at, engine.clock.now()
        return Status(
            state="receiving",
            since=now - self._open.since,
            last_delivery=None if delivered is None else now - delivered,
            in_flight=engine.dispatcher.in_flight,
            counters=dict(engine.dispatcher.counters),
            loop_lag=engine.dispatcher.watch.worst,
        )

    def _opened(self) -> _Open:
        loop = asyncio.get_running_loop()
        if self._open is None or self._open.loop is not loop:
            self._open = self._open_in(loop)
        return self._open

    def _open_in(self, loop: asyncio.AbstractEventLoop) -> _Open:
        secrets = self.secrets()
        _warn(secrets)
        engine = Engine(self._router, self._settings, self._given, self._platform)
        engine.dispatcher.watch.start()
        receiver = WebhookReceiver(
            engine.dispatcher,
            clock=engine.clock,
            secrets=secrets,
            max_age=self._checks.signature_max_age,
            replays=MemoryStore(engine.clock),
            legacy_cards=lambda: self._router.legacy_card_actions.find() is not None,
        )
        return _Open(loop, engine, receiver, engine.clock.now())


@dataclass(frozen=True, slots=True)
class _Open:
    """The doors in one event loop."""

    loop: asyncio.AbstractEventLoop
    engine: Engine
    receiver: WebhookReceiver
    since: float


def _warn(secrets: Secrets) -> None:
    """Say at the start what the doors can and cannot check."""
    if secrets.encrypt_key:
        return
    if secrets.verification_token:
        _log.warning(
            "no Encrypt Key is set: requests are checked by the Verification Token alone, so that a recorded one can "
            "be repeated; set LARK_ENCRYPT_KEY and the Encrypt Key of the developer console"
        )
    elif secrets.insecure:
        _log.warning("insecure=True: every request is accepted unchecked; for trying things on this machine only")
    else:
        _log.error(
            "every request is answered 401: set LARK_ENCRYPT_KEY (better) or LARK_VERIFICATION_TOKEN, both are in the "
            "developer console under 事件与回调 > 加密策略; App(insecure=True) accepts everything, for a try on this "
            "machine"
        )
