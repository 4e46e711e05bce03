"""The event loop of programs that have none: it runs in a thread, and ends with the program."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from larkline.dispatch.threads import LoopThreads

__all__ = ["BackgroundLoop", "RunningLoop"]

T = TypeVar("T")
#: Seconds that closing may take in all; what hangs then ends with the program.
END_SECONDS = 15.0
#: Seconds between two looks at whether the event loop that is waited for still runs.
GLANCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class RunningLoop:
    """An event loop that runs in a thread of its own, until *end* is set."""

    loop: asyncio.AbstractEventLoop
    thread: threading.Thread
    end: asyncio.Event
    process: int

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs, in this process."""
        return self.process == os.getpid() and self.thread.is_alive()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """
        Run *work* in the loop and wait for it.

        Raises:
            RuntimeError: It is called in the loop itself, which cannot wait for itself.
        """
        if self.thread is threading.current_thread():
            work.close()
            raise RuntimeError("this would wait for itself: in an event loop, await app.receive() instead")
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            while True:
                try:
                    return future.result(GLANCE_SECONDS)
                except TimeoutError:  # of the work, or of the glance
                    if future.done():
                        return future.result()
                    if not self.thread.is_alive():
                        work.close()
                        raise RuntimeError("the event loop ended before it had an answer") from None
        except BaseException:
            future.cancel()
            raise

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run *work* in the loop, unless that has ended, and do not wait for it."""
        if self.is_alive:
            with contextlib.suppress(RuntimeError):  # it ends this very moment
                asyncio.run_coroutine_threadsafe(work, self.loop)
                return
        work.close()


class BackgroundLoop:
    """
    An event loop in a thread of its own, started when it is first needed, and ended with the program.

    A process that was forked gets a new one: threads do not survive a fork, and prefork servers load the application
    before they fork.

    Args:
        closing: What to do in the loop before it ends.
    """

    def __init__(self, closing: Callable[[], Coroutine[Any, Any, object]]) -> None:
        self._closing = closing
        self._lock = threading.Lock()
        self._running: RunningLoop | None = None
        self._orphans: list[RunningLoop] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """
        Run *work* in the loop and wait for it; starts the loop when there is none.

        Raises:
            RuntimeError: It is called in the loop itself, which cannot wait for itself.
        """
        try:
            running = self.running()
        except BaseException:
            work.close()
            raise
        return running.run(work)

    def running(self) -> RunningLoop:
        """Give the loop of this process; starts it when there is none."""
        with self._lock:
            running = self._running
            if running is None or not running.is_alive:
                if running is not None:
                    # Never to be collected in a forked process: that would close what the parent's loop uses, too.
                    self._orphans.append(running)
                self._running = running = self._begin()
            return running

    def close(self) -> None:
        """Let the loop close what it holds, and end it; the next call starts another one."""
        with self._lock:
            running, self._running = self._running, None
        if running is None:
            return
        if running.process != os.getpid():
            self._orphans.append(running)
            return
        atexit.unregister(self.close)
        with contextlib.suppress(RuntimeError):  # the thread has died, and closed the loop
            running.loop.call_soon_threadsafe(running.end.set)
        running.thread.join(END_SECONDS)

    def _begin(self) -> RunningLoop:
        started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        thread = threading.Thread(target=self._live, args=(started,), name="larkline-webhook", daemon=True)
        thread.start()
        loop, end = started.result()
        atexit.register(self.close)
        return RunningLoop(loop, thread, end, os.getpid())

    def _live(self, started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
        async def live() -> None:
            loop, end = asyncio.get_running_loop(), asyncio.Event()
            loop.set_default_executor(LoopThreads())
            started.set_result((loop, end))
            await end.wait()
            await self._closing()

        try:
            asyncio.run(live())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)  # there could be no loop
