"""Which way a delivery goes when it does not go over a long connection: to an address, or to an app of this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import NoReturn, Protocol

from larkline.clock import Clock, SystemClock
from larkline.emulator.both import Both, same
from larkline.emulator.delivery.pushes import Push
from larkline.emulator.faults.fault import Fault
from larkline.emulator.faults.forgeries import forged_payload, forged_request
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.webhook.address_check import AddressCheckFailed, problem_of_answer
from larkline.emulator.webhook.requests import (
    HookRequest,
    card_request,
    challenge_request,
    delivery_request,
    new_stamp,
    signature_of,
)
from larkline.emulator.webhook.sender import CUT_OFF, HookAnswer, HookFailed, HookSender
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.tenant import AppRecord
from larkline.emulator.world.world import World
from larkline.facts.webhook import ADDRESS_CHECK_SECONDS
from larkline.wire.request_headers import SIGNATURE

__all__ = ["Answer", "LocalWay", "Receives", "Way", "Webhooks"]


class Answer(Protocol):
    """What an app of this process gives back for a request."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""

    @property
    def body(self) -> bytes:
        """The body."""

    async def after_sent(self) -> None:
        """Go on with what waits for the response to have left."""


class Receives(Protocol):
    """An app of this process that takes requests."""

    async def receive(self, headers: dict[str, str], body: bytes, *, method: str = "POST") -> Answer:
        """Take one request and give its response."""


class Way(Protocol):
    """One way to an app."""

    @property
    def url(self) -> str:
        """Where it leads; for the record."""

    @property
    def clock(self) -> Clock:
        """Whose time limits and signatures follow."""

    async def post(self, request: HookRequest, *, late: Callable[[HookAnswer], None]) -> HookAnswer:
        """
        Make one POST; put it inside of a timeout.

        Args:
            late: Called with an answer that comes after all, when the time was over.

        Raises:
            HookFailed: No answer came.
        """

    async def break_off(self, request: HookRequest) -> NoReturn:
        """
        Send half of a POST and reset the connection.

        Raises:
            HookFailed: Always.
        """


class Webhooks:
    """
    Everything the emulator sends to webhooks.

    Args:
        clock: Whose time apps of this process follow.
        allowed_hosts: Hosts that may be sent to besides this machine.
        own_ports: The ports of this emulator, which are never sent to; looked at each time.
    """

    def __init__(
        self,
        world: World,
        ids: Ids,
        *,
        clock: Clock,
        allowed_hosts: Collection[str] = (),
        own_ports: Collection[int] = (),
    ) -> None:
        self.sender = HookSender(allowed_hosts=allowed_hosts, own_ports=own_ports)
        self._world = world
        self._ids = ids
        self._clock = clock
        self._local: dict[str, LocalWay] = {}

    def way(self, push: Push) -> Way | None:
        """Give the way of a delivery; None when it goes over a long connection."""
        local = self._local.get(push.app_id)
        if local is not None:
            return local
        subscription = self._world.app(push.app_id).subscription
        if subscription.mode_of(push.kind) == "long_connection":
            return None
        return _ToAddress(self.sender, subscription.url_of(push.kind))

    def reaches(self, app: AppRecord) -> bool:
        """Tell whether events of an app have somewhere to go by webhook."""
        return app.app_id in self._local or bool(app.subscription.event_url)

    def request(
        self, exchange: Exchange, *, at: float, forged: Fault | None = None, request_id: str | None = None
    ) -> HookRequest:
        """
        Make the request of one attempt; each has a timestamp, a nonce and a vector of its own.

        Args:
            at: The time of it, in seconds since 1970-01-01 UTC.
            forged: What is wrong with it on purpose; None when nothing is.
            request_id: What it is called; None for the id of the delivery.
        """
        push = exchange.push
        app = self._world.app(push.app_id)
        what = "" if forged is None else forged.text("what")
        age = forged.number("age") if forged is not None and what == "stale" else 0.0
        stamp = new_stamp(self._ids, request_id=request_id or exchange.id, at=at - age)
        payload = forged_payload(push.payload, what, verification_token=app.verification_token)
        if push.kind == "legacy_card":
            request = card_request(app, payload, stamp, refresh_token=push.refresh_token)
        else:
            request = delivery_request(app, payload, stamp, encrypted=False if what == "plaintext" else None)
        return forged_request(request, what)

    @contextmanager
    def allowing(self, urls: Iterable[str], *, confirmed: bool) -> Generator[None, None, None]:
        """
        Let these addresses be sent to, also those of other machines when that was confirmed.

        What is allowed stays allowed, unless the block fails.

        Raises:
            NotThisMachine: One is of another machine, and nobody has confirmed it; nothing was sent.
        """
        hosts = [self.sender.allow(url, confirmed=confirmed) for url in urls]
        try:
            yield
        except BaseException:
            for host in hosts:
                self.sender.disallow(host)
            raise

    def way_to(self, url: str) -> Way:
        """
        Give the way to an address, whatever the settings say.

        Raises:
            AddressRefused: It may not be sent to.
        """
        self.sender.check(url)
        return _ToAddress(self.sender, url)

    def signed_by(self, exchange: Exchange) -> dict[str, object] | None:
        """Show how the request of a delivery was signed, and whether rightly; None when it was not."""
        if exchange.sent is None or SIGNATURE not in exchange.sent.headers:
            return None
        is_old = exchange.push.kind == "legacy_card"
        return signature_of(self._world.app(exchange.push.app_id), exchange.sent, is_old=is_old)

    async def check_address(self, app: AppRecord, url: str, *, encrypted: bool) -> None:
        """
        Let an address show that it belongs to the app, as before it is saved.

        Args:
            encrypted: Whether the app has an Encrypt Key, so that the question is encrypted.

        Raises:
            AddressCheckFailed: It did not within a second; the error says how.
        """
        challenge = self._ids.uuid()
        stamp = new_stamp(self._ids, request_id=self._ids.uuid(), at=SystemClock().time())
        request = challenge_request(app, challenge, stamp, encrypted=encrypted)
        try:
            async with asyncio.timeout(ADDRESS_CHECK_SECONDS):
                answer = await self.sender.post(url, request)
        except TimeoutError:
            raise AddressCheckFailed(url, "timeout") from None
        except HookFailed as failed:
            raise AddressCheckFailed(url, failed.trouble, failed.evidence) from None
        problem = problem_of_answer(answer.status, answer.body, challenge=challenge, sent=request.body)
        if problem is not None:
            raise AddressCheckFailed(url, *problem)

    def to_app(self, app: Receives, *, failed: Callable[[str, BaseException], None]) -> LocalWay:
        """
        Give the way to an app of this process.

        Args:
            failed: Told of what the app raises, with the delivery's id; the platform sees status 500.
        """
        return LocalWay(app, self._clock, failed)

    @contextmanager
    def instead(self, app_id: str, way: LocalWay) -> Generator[None, None, None]:
        """Send everything for an app this way inside the block, whatever its settings are."""
        before = self._local.get(app_id)
        self._local[app_id] = way
        try:
            yield
        finally:
            if before is None:
                del self._local[app_id]
            else:
                self._local[app_id] = before

    async def close(self) -> None:
        """Let go of what is open."""
        await self.sender.close()


class _ToAddress:
    """The way over the network, which takes the time of this machine."""

    def __init__(self, sender: HookSender, url: str) -> None:
        self.url = url
        self.clock: Clock = SystemClock()
        self._sender = sender

    async def post(self, request: HookRequest, *, late: Callable[[HookAnswer], None]) -> HookAnswer:
        """Make one POST; when the time is over, the connection is closed, and nothing can come late."""
        if not self.url:
            raise HookFailed("no_url", same(""))
        return await self._sender.post(self.url, request)

    async def break_off(self, request: HookRequest) -> NoReturn:
        """Send half of a POST and reset the connection."""
        if not self.url:
            raise HookFailed("no_url", same(""))
        await self._sender.break_off(self.url, request)


class LocalWay:
    """The way to an app of this process, which shares the emulator's time."""

    url = "in process"

    def __init__(self, app: Receives, clock: Clock, failed: Callable[[str, BaseException], None]) -> None:
        self.clock = clock
        self._app = app
        self._failed = failed
        self._tasks: set[asyncio.Task[HookAnswer]] = set()

    async def post(self, request: HookRequest, *, late: Callable[[HookAnswer], None]) -> HookAnswer:
        """Hand the request over. As with a server, the app goes on when the time is over."""
        task = asyncio.get_running_loop().create_task(self._receive(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                stopped = Both("the app stopped before it answered", "应用在响应之前停止了")
                raise HookFailed("broken", stopped) from None
            task.add_done_callback(lambda task: None if task.cancelled() else late(task.result()))
            raise

    async def break_off(self, request: HookRequest) -> NoReturn:
        """Hand nothing over: no server calls an app with half of a request."""
        raise HookFailed("broken", CUT_OFF)

    async def stop(self) -> None:
        """Give up what the app has not answered."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive(self, request: HookRequest) -> HookAnswer:
        request_id = request.headers["X-Request-Id"]

        async def after_sent() -> None:
            try:
                await answer.after_sent()
            except Exception as error:
                self._failed(request_id, error)

        try:
            answer = await self._app.receive(dict(request.headers), request.body, method="POST")
        except Exception as error:
            self._failed(request_id, error)
            return HookAnswer(500, b"")
        return HookAnswer(answer.status, answer.body, after_sent, tuple(answer.headers.items()))
