"""An event loop in a thread of its own, and how to have things done there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

__all__ = ["SyncLoop"]

T = TypeVar("T")


class SyncLoop:
    """Has things done in the loop of an emulator and waits for them."""

    _loop: asyncio.AbstractEventLoop

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run *work* in the emulator's loop and wait for it here."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _run(self, work: Callable[[], T]) -> T:
        """Call *work* in the emulator's loop and wait for it here."""

        async def run() -> T:
            return work()

        return self._call(run())
