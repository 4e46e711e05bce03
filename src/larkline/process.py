"""Run an app as a process: signals, console logging, exit status."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from larkline.dispatch.threads import LoopThreads
from larkline.errors import ConfigurationError, ConnectionRefused

if TYPE_CHECKING:
    from larkline.app import App

__all__ = ["Asked", "interrupted_by_sigterm", "run_until_signal", "set_up_logging", "signals"]

_log = logging.getLogger("larkline.app")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_until_signal(app: App, *, level: str | int | None, drain: float) -> None:
    """Run *app* until SIGINT or SIGTERM; see :meth:`larkline.App.run`."""
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop()
        raise ConfigurationError(
            "an event loop is running already (a notebook, a web framework): write `async with app.connected():` there"
        )
    asked = Asked()
    try:
        set_up_logging(level)
        with signals(asked):
            asyncio.run(_serve(app, asked, drain))
    except (ConfigurationError, ConnectionRefused) as error:
        sys.stderr.write(f"larkline: {error}\n")
        raise SystemExit(1) from None


def set_up_logging(level: str | int | None) -> None:
    """
    Show larkline's log on the console, unless the program has set up logging itself; then only set the level, if any.

    Args:
        level: None, or an empty text as of a variable without a value, for none.

    Raises:
        ConfigurationError: There is no such level.
    """
    level = None if level == "" else level
    number = logging.INFO if level is None else _level(level)
    logger = logging.getLogger("larkline")
    configured = bool(logging.getLogger().handlers or logger.handlers)
    if level is not None or not configured:
        logger.setLevel(number)
    if not configured:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
        logger.addHandler(handler)


def _level(level: str | int) -> int:
    if isinstance(level, int) and not isinstance(level, bool):
        return level
    number = logging.getLevelNamesMapping().get(str(level).strip().upper())
    if number is None:
        raise ConfigurationError(f"log_level={level!r}: it is DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return number


class Asked:
    """Whether the process was asked to end; may be set before there is an event loop to tell."""

    def __init__(self) -> None:
        self._asked = False
        self._wake: Callable[[], object] | None = None

    def set(self) -> None:
        """Note it, from a signal handler."""
        self._asked = True
        if self._wake is not None:
            self._wake()

    async def wait(self) -> None:
        """Wait until it is noted."""
        loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(event.set)
        try:
            if not self._asked:
                await event.wait()
        finally:
            self._wake = None


async def _serve(app: App, asked: Asked, drain: float) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(LoopThreads())
    starting = loop.create_task(app.start())
    stopping = loop.create_task(asked.wait())
    try:
        await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            _log.info("stopping before there was a connection")
            return
        await starting
        await _until_closed(app, stopping)
        _log.info("stopping; %d deliveries in flight get %.0f s", app.status().in_flight, drain)
    finally:
        stopping.cancel()
        starting.cancel()
        await asyncio.wait([starting, stopping])
        if not starting.cancelled():
            starting.exception()  # raised above, or overtaken by the signal
        await app.stop(drain)


async def _until_closed(app: App, stopping: asyncio.Task[None]) -> None:
    """Wait until *stopping* is done, or the connection has ended for good; raises why."""
    closing = asyncio.get_running_loop().create_task(app.wait_closed())
    await asyncio.wait([closing, stopping], return_when=asyncio.FIRST_COMPLETED)
    if not closing.done():
        closing.cancel()
        await asyncio.wait([closing])
    else:
        await closing


@contextlib.contextmanager
def signals(asked: Asked) -> Iterator[None]:
    """
    Turn the first SIGINT or SIGTERM into *asked*; the second acts as if we were not here, and so ends the process.

    Handlers of ``signal.signal``, not of the event loop: Windows has no others.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def first(*_: object) -> None:
        for number, handler in before.items():
            # What Python itself does at Ctrl-C is a KeyboardInterrupt, which a busy program can outlive.
            kept = handler not in (None, signal.default_int_handler)
            signal.signal(number, handler if kept else signal.SIG_DFL)
        asked.set()

    for number in _SIGNALS:
        signal.signal(number, first)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


@contextlib.contextmanager
def interrupted_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end inside the block what blocks, as Ctrl+C does: by KeyboardInterrupt."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before if before is not None else signal.SIG_DFL)
