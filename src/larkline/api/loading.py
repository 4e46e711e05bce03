"""Load a module without holding up the event loop."""

from __future__ import annotations

import asyncio
import importlib
import sys

__all__ = ["load"]


async def load(name: str) -> None:
    """Import the module *name*, in a thread unless it is there already."""
    module = sys.modules.get(name)
    if module is None or getattr(module.__spec__, "_initializing", False):  # importlib's mark of one half imported
        await asyncio.to_thread(importlib.import_module, name)
