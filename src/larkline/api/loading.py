"""Do beside the event loop what would hold it up: loading modules, and what goes with that."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

__all__ = ["in_own_thread", "load"]

T = TypeVar("T")


async def load(name: str) -> None:
    """Import the module *name*, in a thread unless it is there already."""
    module = sys.modules.get(name)
    if module is None or getattr(module.__spec__, "_initializing", False):  # importlib's mark of one half imported
        await in_own_thread(partial(importlib.import_module, name))


async def in_own_thread(work: Callable[[], T]) -> T:
    """Do *work* in a thread that ends with it; when we are cancelled, it finishes for nobody."""
    done: Future[T] = Future()

    def run() -> None:
        if not done.set_running_or_notify_cancel():
            return
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, name="larkline-loading", daemon=True).start()
    return await asyncio.wrap_future(done)
