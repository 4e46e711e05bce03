"""Threads for plain handlers, which a program that ends does not wait for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

__all__ = ["HandlerThreads", "LoopThreads"]

P = ParamSpec("P")
T = TypeVar("T")
_Call = tuple["Future[Any]", Callable[[], Any]]


class HandlerThreads(Executor):
    """
    A pool of daemon threads, started as they are needed.

    The one of the standard library is waited for when the interpreter ends, so that a handler that is stuck would keep
    the process alive for ever.

    Args:
        size: Calls that run at once; further ones wait.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._started = 0
        self._spare = 0  # threads without a call, less the calls that wait for one
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """
        Run ``fn(*args, **kwargs)`` in a thread.

        Raises:
            RuntimeError: The pool is shut down.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the threads for handlers are gone: the app has stopped")
            self._calls.put((future, lambda: fn(*args, **kwargs)))
            self._spare -= 1
            if self._spare < 0 and self._started < self._size:
                name = f"larkline-handler-{self._started}"
                self._started += 1
                self._spare += 1
                threading.Thread(target=self._work, name=name, daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls and let idle threads end; a running call is never waited for, whatever *wait* says."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if cancel_futures:
                while not self._calls.empty():
                    call = self._calls.get()
                    if call is not None:
                        call[0].cancel()
            for _ in range(self._started):
                self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            tell = _run(*call)
            with self._lock:
                self._spare += 1  # before the caller knows: its next call is not to start another thread
            tell()
            del call, tell  # what was called must not live on with an idle thread


class LoopThreads(ThreadPoolExecutor):
    """
    The same as the default executor of an event loop, which ``asyncio.to_thread`` uses.

    A subclass of the usual pool, because event loops take no other kind; none of its threads is ever started.
    """

    def __init__(self) -> None:
        size = min(32, (os.cpu_count() or 1) + 4)
        super().__init__(size)
        self._daemons = HandlerThreads(size)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``fn(*args, **kwargs)`` in a daemon thread."""
        return self._daemons.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; a running one is never waited for."""
        self._daemons.shutdown(wait, cancel_futures=cancel_futures)


def _run(future: Future[Any], call: Callable[[], Any]) -> Callable[[], None]:
    """Make the call, unless it was cancelled; give what tells its caller the outcome."""
    if not future.set_running_or_notify_cancel():
        return lambda: None
    try:
        result = call()
    except BaseException as error:
        return partial(future.set_exception, error)
    return partial(future.set_result, result)
