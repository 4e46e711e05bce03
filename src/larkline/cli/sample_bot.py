"""The sample bot: it comes with the package, and connects as any app does."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["sample_bot", "startable_bot"]


@contextlib.asynccontextmanager
async def sample_bot(info: dict[str, Any]) -> AsyncIterator[None]:
    """Connect the sample bot as any app connects: over a WebSocket, with what the environment says."""
    os.environ.update(LARK_APP_ID=info["app_id"], LARK_APP_SECRET=info["app_secret"], LARK_DOMAIN=info["platform_url"])
    async with _load_sample().app.connected():
        yield


def _load_sample() -> ModuleType:
    """Load the sample bot: it comes with the package, or, in a clone, stands in examples/."""
    here = Path(__file__).parent
    places = (here / "approval_bot.py", here.parents[2] / "examples" / "approval_bot.py")
    path = next(place for place in places if place.is_file())
    spec = importlib.util.spec_from_file_location("approval_bot", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["approval_bot"] = module
    spec.loader.exec_module(module)
    return module


@contextlib.asynccontextmanager
async def startable_bot(info: dict[str, Any]) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Give what connects the sample bot when it is called first, and comes back once it is online."""
    online, asked = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        await asked.wait()
        async with sample_bot(info):
            online.set()
            await asyncio.Event().wait()

    async def start() -> None:
        asked.set()
        waiting = asyncio.ensure_future(online.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if running.done():
            running.result()

    running = asyncio.ensure_future(run())
    try:
        yield start
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
