"""The emulator for tests without ``async``: the same verbs, simply called, while its loop runs in a thread."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, overload

from larkline.cards.card import Card
from larkline.emulator.apps import Connectable, Receiving, Runnable
from larkline.emulator.cards.content import CardView
from larkline.emulator.cards.templates import Template
from larkline.emulator.emulator import Emulator
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.outcomes import Answered, Click, Pending, Previewed, Said
from larkline.emulator.recording.verbs import Tape
from larkline.emulator.sync_connections import SyncConnections
from larkline.emulator.sync_loop import SyncLoop
from larkline.emulator.sync_people import SyncPeople
from larkline.emulator.sync_program import SyncProgram
from larkline.emulator.sync_settings import SyncSettings
from larkline.emulator.sync_time import SyncClock, SyncFaults, SyncTimers
from larkline.emulator.verbs import Content
from larkline.emulator.world.policies import Policies
from larkline.emulator.world.tenant import AppRecord, AppType, Chat, Message, Person, Tenant
from larkline.links import Platform

if TYPE_CHECKING:
    from larkline.emulator.journal.report import Report

__all__ = ["SyncEmulator", "SyncPending"]

T = TypeVar("T")
A = TypeVar("A", bound=Answered)


class SyncEmulator(SyncPeople, SyncSettings, SyncConnections):
    """
    An :class:`~larkline.emulator.Emulator` whose verbs are called without ``await``::

        with SyncEmulator(seed=1) as feishu, feishu.running(app):
            message = feishu.send(card, to="oc_team")
            click = feishu.click(message, "同意", by="ou_alice")

    It takes the arguments of :class:`~larkline.emulator.Emulator`.
    """

    def __init__(self, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="larkline emulator", daemon=True)
        self._thread.start()
        try:
            self._emulator = self._call(_made(options))
        except BaseException:
            self._end()
            raise
        self.clock = SyncClock(self, self._emulator)
        self.faults = SyncFaults(self, self._emulator)
        self.timers = SyncTimers(self, self._emulator)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything; harmless when done before."""
        if self._loop.is_closed():
            return
        self._call(self._emulator.aclose())
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @overload
    def running(
        self,
        app: Connectable,
        *,
        webhook: Literal[False] = False,
        app_id: str | None = None,
        raise_handler_errors: bool = True,
    ) -> AbstractContextManager[Self]: ...

    @overload
    def running(
        self, app: Receiving, *, webhook: Literal[True], app_id: str | None = None, raise_handler_errors: bool = True
    ) -> AbstractContextManager[Self]: ...

    @overload
    def running(
        self, app: Runnable, *, webhook: bool, app_id: str | None = None, raise_handler_errors: bool = True
    ) -> AbstractContextManager[Self]: ...

    def running(self, app: Any, **options: Any) -> AbstractContextManager[Self]:
        """Run an app against this platform inside the block; see :meth:`Emulator.running`."""
        return self._running(app, options)

    @contextmanager
    def _running(self, app: Any, options: dict[str, Any]) -> Generator[Self, None, None]:
        with self._holding(self._emulator.running(app, **options)):
            yield self

    @contextmanager
    def exec(self, command: Sequence[str | os.PathLike[str]], **options: Any) -> Generator[SyncProgram, None, None]:
        """Run a program of any language, unchanged, inside the block; see :meth:`Emulator.exec`."""
        with self._holding(self._emulator.exec(command, **options)) as program:
            yield SyncProgram(self, program)

    @contextmanager
    def _holding(self, block: AbstractAsyncContextManager[T]) -> Generator[T, None, None]:
        """Enter an asynchronous block in the emulator's loop, and leave it there at the end of ours."""
        stop: asyncio.Future[BaseException | None] = self._call(_new_future())
        started: asyncio.Future[T] = self._call(_new_future())

        async def hold() -> None:
            async with block as inside:
                started.set_result(inside)
                if (error := await stop) is not None:
                    raise error

        holding = asyncio.run_coroutine_threadsafe(hold(), self._loop)
        self._call(_either(started, holding))
        try:
            yield started.result()
        except BaseException as error:
            self._loop.call_soon_threadsafe(stop.set_result, error)
            holding.exception()
            raise
        self._loop.call_soon_threadsafe(stop.set_result, None)
        holding.result()

    def serve(self, **options: Any) -> dict[str, str]:
        """Listen on this machine; see :meth:`Emulator.serve`."""
        return self._call(self._emulator.serve(**options))

    def info(self, app_id: str | None = None) -> dict[str, str]:
        """Give what a program needs to use this platform."""
        return self._emulator.info(app_id)

    @property
    def policies(self) -> Policies:
        """What this platform insists on beside the rules that always hold; set its members."""
        return self._emulator.policies

    def platform(self, app_id: str | None = None) -> Platform:
        """Give what an app that runs in the emulator's loop needs."""
        return self._run(lambda: self._emulator.platform(app_id))

    def send(self, content: Content, to: str | Chat | Person = "oc_team", *, app_id: str | None = None) -> Message:
        """Send a message as the bot."""
        return self._call(self._emulator.send(content, to, app_id=app_id))

    def say(self, text: str, *, by: str | Person = "ou_alice", to: str | Chat | None = None) -> Said:
        """Write a message and wait until the bots of the chat have acknowledged it."""
        return self._call(self._emulator.say(text, by=by, to=to))

    def begin_say(
        self, text: str, *, by: str | Person = "ou_alice", to: str | Chat | None = None
    ) -> tuple[Message, list[Exchange]]:
        """Write a message without waiting for the bots."""
        return self._run(lambda: self._emulator.begin_say(text, by=by, to=to))

    def click(
        self,
        message: Message | str,
        selector: str | int,
        *,
        by: str | Person = "ou_alice",
        values: Mapping[str, object] | None = None,
        confirm: bool = True,
    ) -> Click:
        """Click a component of a card and wait for the answer."""
        return self._call(self._emulator.click(message, selector, by=by, values=values, confirm=confirm))

    def begin_click(
        self,
        message: Message | str,
        selector: str | int,
        *,
        by: str | Person = "ou_alice",
        values: Mapping[str, object] | None = None,
        confirm: bool = True,
    ) -> SyncPending[Click]:
        """Click without waiting; ``result()`` of what comes back waits for the answer."""
        begun = self._emulator.begin_click(message, selector, by=by, values=values, confirm=confirm)
        return SyncPending(self, self._call(begun))

    def submit(
        self,
        message: Message | str,
        values: Mapping[str, object] | None = None,
        *,
        button: str | int | None = None,
        by: str | Person = "ou_alice",
        confirm: bool = True,
    ) -> Click:
        """Fill in the form of a card, submit it and wait for the answer."""
        return self._call(self._emulator.submit(message, values, button=button, by=by, confirm=confirm))

    def select(
        self, message: Message | str, selector: str | int, value: str | list[str], *, by: str | Person = "ou_alice"
    ) -> Click:
        """Choose an option, options, or a date or time, and wait for the answer."""
        return self._call(self._emulator.select(message, selector, value, by=by))

    def enter(self, message: Message | str, selector: str | int, text: str, *, by: str | Person = "ou_alice") -> Click:
        """Type into an input outside a form and wait for the answer."""
        return self._call(self._emulator.enter(message, selector, text, by=by))

    def check(self, message: Message | str, selector: str | int, *, by: str | Person = "ou_alice") -> Click:
        """Tick or untick a checker and wait for the answer."""
        return self._call(self._emulator.check(message, selector, by=by))

    def share(
        self, data: bytes, *, name: str = "", by: str | Person = "ou_alice", to: str | Chat | None = None
    ) -> Said:
        """Send an image or a file as a person, and wait until the bots of the chat have acknowledged it."""
        return self._call(self._emulator.share(data, name=name, by=by, to=to))

    def preview(
        self,
        url: str,
        *,
        by: str | Person = "ou_alice",
        to: str | Chat | None = None,
        draft: bool = False,
        message: Message | str | None = None,
    ) -> Previewed:
        """Let a person see a link, and wait for its preview."""
        return self._call(self._emulator.preview(url, by=by, to=to, draft=draft, message=message))

    def trigger(
        self,
        type_: str,
        /,
        *,
        paths: Mapping[str, object] | None = None,
        app_id: str | None = None,
        tenant_key: str | None = None,
        **fields: object,
    ) -> Answered:
        """Deliver any event or callback and wait for its verdict."""
        begun = self._emulator.trigger(type_, paths=paths, app_id=app_id, tenant_key=tenant_key, **fields)
        return self._call(begun)

    def begin_trigger(self, type_: str, **how: Any) -> Exchange:
        """Deliver an event or a callback without waiting; see :meth:`Emulator.begin_trigger`."""
        return self._run(lambda: self._emulator.begin_trigger(type_, **how))

    def replay(self, delivery: Exchange | str, **how: Any) -> Answered:
        """Deliver something again and wait for its verdict; see :meth:`Emulator.replay`."""
        return self._call(self._emulator.replay(delivery, **how))

    def recording(self, name: str = "") -> AbstractContextManager[Tape]:
        """Record what happens in the block; see :meth:`Emulator.recording`."""
        return self._emulator.recording(name)

    def messages(self, chat: str | Chat | None = None) -> list[Message]:
        """List the messages of a chat, or of all chats, oldest first."""
        return self._run(lambda: self._emulator.messages(chat))

    def card_of(self, message: Message | str, *, by: str | Person | None = None) -> CardView:
        """Give the card of a message as it is now."""
        return self._run(lambda: self._emulator.card_of(message, by=by))

    def next_card(self, *, within: float = 3.0, chat: str | Chat | None = None) -> Message:
        """Wait for a card that an app has sent, and give its message."""
        return self._call(self._emulator.next_card(within=within, chat=chat))

    def reset(self) -> None:
        """Start over; see :meth:`Emulator.reset`."""
        self._call(self._emulator.reset())

    def report(self, *, title: str = "larkline") -> Report:
        """Say what happened so far, for a person."""
        return self._run(lambda: self._emulator.report(title=title))

    def deliveries(self) -> list[Exchange]:
        """List the deliveries so far, oldest first."""
        return self._run(self._emulator.deliveries)

    def wait(
        self,
        *,
        online: int | None = None,
        deliveries: int | None = None,
        idle: float | None = None,
        filter: str | None = None,  # noqa: A002 - as Emulator.wait has it
        timeout: float = 10.0,
        app_id: str | None = None,
    ) -> list[Exchange]:
        """Wait until everything asked for holds; see :meth:`Emulator.wait`."""
        return self._call(
            self._emulator.wait(
                online=online, deliveries=deliveries, idle=idle, filter=filter, timeout=timeout, app_id=app_id
            )
        )

    def app(self, app_id: str | None = None, *, name: str = "", app_type: AppType = "self_built") -> AppRecord:
        """Give an app, or with a *name* a new one."""
        return self._run(lambda: self._emulator.app(app_id, name=name, app_type=app_type))

    def tenant(self, tenant_key: str | None = None, *, name: str = "") -> Tenant:
        """Give a tenant, or with a *name* a new one."""
        return self._run(lambda: self._emulator.tenant(tenant_key, name=name))

    def user(self, open_id: str, *, name: str = "", tenant_key: str | None = None, locale: str | None = None) -> Person:
        """Give a person; with a *name* one not there yet is added; from now on they read in a *locale*."""
        return self._run(lambda: self._emulator.user(open_id, name=name, tenant_key=tenant_key, locale=locale))

    def chat(
        self, chat_id: str, *, name: str = "", members: tuple[str, ...] = (), tenant_key: str | None = None
    ) -> Chat:
        """Give a chat; with a *name* a group that is not there yet is added."""
        return self._run(lambda: self._emulator.chat(chat_id, name=name, members=members, tenant_key=tenant_key))

    def templates(self) -> list[Template]:
        """List the card templates."""
        return self._run(self._emulator.templates)

    def add_template(
        self,
        template_id: str,
        card: Card | Mapping[str, Any] | Path,
        *,
        version: str = "1.0.0",
        variables: Mapping[str, str] | None = None,
        published: bool = True,
    ) -> Template:
        """Keep a card template, or another version of one; see :meth:`Emulator.add_template`."""
        return self._run(
            lambda: self._emulator.add_template(
                template_id, card, version=version, variables=variables, published=published
            )
        )


class SyncPending(Generic[A]):
    """An act whose answer has not come yet."""

    def __init__(self, loop: SyncLoop, pending: Pending[A]) -> None:
        self.delivery = pending.delivery
        self._loop = loop
        self._pending = pending

    def result(self) -> A:
        """Wait for the answer."""

        async def wait() -> A:
            return await self._pending

        return self._loop._call(wait())


async def _made(options: dict[str, Any]) -> Emulator:
    return Emulator(**options)


async def _new_future() -> Any:
    return asyncio.get_running_loop().create_future()


async def _either(started: asyncio.Future[Any], holding: Any) -> None:
    """Wait until the block has begun, or has failed to."""
    failed = asyncio.wrap_future(holding)
    await asyncio.wait([started, failed], return_when=asyncio.FIRST_COMPLETED)
    if failed.done():
        failed.result()
    # Who holds the block hears how it ends; nobody asks this future, which would complain about that.
    failed.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
