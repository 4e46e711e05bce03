"""Run an app as a process: signals, console logging, exit status."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from larkline.errors import ConfigurationError, ConnectionRefused

if TYPE_CHECKING:
    from larkline.app import App

__all__ = ["run_until_signal", "set_up_logging"]

_log = logging.getLogger("larkline.app")


def run_until_signal(app: App, *, level: str | int | None, drain: float) -> None:
    """Run *app* until SIGINT or SIGTERM; see :meth:`larkline.App.run`."""
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop()
        raise ConfigurationError(
            "an event loop is running already (a notebook, a web framework): write `async with app.connected():` there"
        )
    try:
        set_up_logging(level)
        asyncio.run(_serve(app, drain))
    except (ConfigurationError, ConnectionRefused) as error:
        print(f"larkline: {error}", file=sys.stderr)
        raise SystemExit(1) from None


def set_up_logging(level: str | int | None) -> None:
    """
    Show larkline's log on the console, unless the program has set up logging itself; then only set the level, if any.

    Raises:
        ConfigurationError: There is no such level.
    """
    number = logging.INFO if level is None else _level(level)
    logger = logging.getLogger("larkline")
    if level is not None or not logging.getLogger().handlers:
        logger.setLevel(number)
    if not logging.getLogger().handlers and not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
        logger.addHandler(handler)


def _level(level: str | int) -> int:
    if isinstance(level, int):
        return level
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ConfigurationError(f"log_level={level!r}: it is DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return number


async def _serve(app: App, drain: float) -> None:
    asked = asyncio.Event()
    with _signals(asked):
        starting = asyncio.ensure_future(app.start())
        stopping = asyncio.ensure_future(asked.wait())
        await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.wait([starting])
            return
        try:
            starting.result()
            ended = asyncio.ensure_future(app.wait_closed())
            await asyncio.wait([ended, stopping], return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                ended.result()
        finally:
            stopping.cancel()
            waiting = app.status().in_flight
            _log.info("stopping; %d deliveries in flight get %.0f s", waiting, drain)
            await app.stop(drain)


@contextlib.contextmanager
def _signals(asked: asyncio.Event) -> Iterator[None]:
    """Set *asked* at the first SIGINT or SIGTERM; the second acts as if we were not here."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    numbers = [signal.SIGINT, signal.SIGTERM]
    before = {number: signal.getsignal(number) for number in numbers}

    def restore() -> None:
        for number, handler in before.items():
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)

    def ask() -> None:
        asked.set()
        restore()

    for number in numbers:
        try:
            loop.add_signal_handler(number, ask)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ask))
    try:
        yield
    finally:
        restore()
