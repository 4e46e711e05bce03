"""The webhook doors of an app: all that open in one event loop share one engine."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from larkline.clock import SystemClock
from larkline.dispatch.router import Router
from larkline.dispatch.settings import Settings
from larkline.errors import ConfigurationError
from larkline.links import Platform
from larkline.receivers.background_loop import BackgroundLoop
from larkline.receivers.received import Received
from larkline.receivers.webhook import AFTER_SENT_SECONDS, REMEMBER_SECONDS, Only, Secrets, WebhookReceiver
from larkline.running import Checks, Engine, Given, Status
from larkline.stores.memory import MemoryStore

__all__ = ["Webhooks"]

_log = logging.getLogger("larkline.webhook")
#: Seconds that handlers get to finish when the doors close.
DRAIN_SECONDS = 10.0


class Webhooks:
    """
    Takes requests for an app, in whatever event loops they come; each loop gets doors of its own.

    Args:
        router: The handlers.
        settings: How the app wants its deliveries handled.
        given: Its credentials and its way to the platform.
        checks: What requests are checked with, read when the doors open.

    Attributes:
        background: The event loop for programs without one.
    """

    def __init__(self, router: Router, settings: Settings, given: Given, checks: Checks) -> None:
        self._router = router
        self._settings = settings
        self._given = given
        self._checks = checks
        self.background = BackgroundLoop(self.close_doors)
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._doors: dict[asyncio.AbstractEventLoop, _Doors] = {}
        self._orphans: list[object] = []
        self._begin(None)

    async def receive_request(self, headers: Any, body: bytes, *, method: str, only: Only | None) -> Received:
        """Take a request and give its response; see :meth:`larkline.App.receive`."""
        doors = self._doors.get(asyncio.get_running_loop()) or await self._open()
        return await doors.receiver.receive(headers, body, method=method, only=only)

    async def open_doors(self) -> None:
        """
        Get ready in this event loop, and say what can be checked; without it, the first request does both.

        Raises:
            ConfigurationError: The platform's domain is not one that secrets may be sent to.
        """
        if asyncio.get_running_loop() not in self._doors:
            await self._open()

    async def close_doors(self, *, drain: float = DRAIN_SECONDS) -> int:
        """Let handlers of this event loop finish for at most *drain* seconds, then let go; gives how many did not."""
        doors = self._doors.pop(asyncio.get_running_loop(), None)
        if doors is None:
            return 0
        doors.receiver.let_go()
        try:
            return await doors.engine.dispatcher.drain(drain)
        finally:
            self._past.update(doors.engine.dispatcher.counters)
            await self._release(await doors.receiver.close())
            await doors.engine.close()

    @asynccontextmanager
    async def receiving(self, platform: Platform | None, *, drain: float) -> AsyncIterator[None]:
        """
        Receive from *platform* inside the block; see :meth:`larkline.App.receiving`.

        Raises:
            ConfigurationError: Another platform is being received from.
        """
        before = self._platform
        if platform is not before:
            if before is not None:
                raise ConfigurationError("the app receives from a platform already; one at a time")
            await self.close_doors(drain=drain)
            self._begin(platform)
        try:
            await self.open_doors()
            yield
        finally:
            try:
                await self.close_doors(drain=drain)
            finally:
                if platform is not before:
                    self._begin(None)

    async def finish(self, seconds: float) -> int:
        """Let handlers finish for at most *seconds* and stop the rest; gives how many. The doors stay open."""
        doors = self._doors.get(asyncio.get_running_loop())
        return 0 if doors is None else await doors.engine.dispatcher.drain(seconds)

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
        """Tell how it is going; None while no door is open."""
        open_now = list(self._doors.values())
        if not open_now:
            return None
        counters = Counter(self._past)
        for doors in open_now:
            counters.update(doors.engine.dispatcher.counters)
        now = open_now[0].engine.clock.now()  # all have the same clock
        dispatchers = [doors.engine.dispatcher for doors in open_now]
        delivered = [each.last_delivery_at for each in dispatchers if each.last_delivery_at is not None]
        return Status(
            state="receiving",
            since=now - min(doors.since for doors in open_now),
            last_delivery=now - max(delivered) if delivered else None,
            in_flight=sum(each.in_flight for each in dispatchers),
            counters=dict(counters),
            loop_lag=max(each.watch.worst for each in dispatchers),
        )

    # --- inside ---

    def _begin(self, platform: Platform | None) -> None:
        """Begin anew with what every event loop shares: the platform, its time, and what came from it."""
        self._platform = platform
        self._replays = MemoryStore(SystemClock() if platform is None else platform.clock)
        self._past: Counter[str] = Counter()
        self._has_warned = self._has_told_unsent = False

    async def _open(self) -> _Doors:
        """Open the doors of the running event loop."""
        loop = asyncio.get_running_loop()
        with self._lock:
            lost = self._forget_other_loops()
            secrets = self.secrets()
            if not self._has_warned:
                self._has_warned = True
                _warn(secrets, self._checks.signature_max_age, legacy_cards=self._takes_legacy_cards())
            engine = Engine(self._router, self._settings, self._given, self._platform)
            engine.dispatcher.watch.start()
            receiver = WebhookReceiver(
                engine.dispatcher,
                clock=engine.clock,
                secrets=secrets,
                max_age=self._checks.signature_max_age,
                replays=self._replays,
                legacy_cards=self._takes_legacy_cards,
                unsent=self._tell_unsent,
            )
            doors = self._doors[loop] = _Doors(engine, receiver, engine.clock.now())
        await self._release(lost)
        return doors

    def _forget_other_loops(self) -> list[str]:
        """Let go of doors in loops that were closed around them; gives the requests that were never answered."""
        if self._process != os.getpid():  # forked: nobody may touch, nor collect, what belongs to the parent's loop
            self._process = os.getpid()
            self._orphans.append(self._doors)
            self._doors = {}
        lost = []
        for loop, doors in list(self._doors.items()):
            if loop.is_closed():
                del self._doors[loop]
                self._past.update(doors.engine.dispatcher.counters)
                doors.engine.dispatcher.close()
                lost += doors.receiver.unanswered()
        return lost

    async def _release(self, signatures: Iterable[str]) -> None:
        """Let requests come again that nobody will answer any more."""
        for signature in signatures:
            await self._replays.release(signature)

    def _takes_legacy_cards(self) -> bool:
        return self._router.legacy_card_actions.find() is not None

    def _tell_unsent(self) -> None:
        if not self._has_told_unsent:
            self._has_told_unsent = True
            _log.warning(
                "after_sent() was not called within %g s of a response; what handlers do after it starts now. "
                "Call it once the response has left, or use app.asgi() or app.wsgi()",
                AFTER_SENT_SECONDS,
            )


@dataclass(frozen=True, slots=True)
class _Doors:
    """The doors in one event loop."""

    engine: Engine
    receiver: WebhookReceiver
    since: float


def _warn(secrets: Secrets, max_age: float | None, *, legacy_cards: bool) -> None:
    """Say at the start what the doors can and cannot check."""
    if secrets.encrypt_key:
        if legacy_cards and not secrets.verification_token:
            _log.warning(
                "no Verification Token is set, with which old cards are signed: every one is answered 401; set "
                "LARK_VERIFICATION_TOKEN"
            )
        if max_age is None:
            _log.warning(
                "signature_max_age=None: a signed request is not taken twice within %g s, but later it can be repeated",
                REMEMBER_SECONDS,
            )
    elif secrets.verification_token:
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
