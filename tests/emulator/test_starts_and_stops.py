"""An emulator that is started and stopped again and again in one process leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path

import pytest

from larkline.emulator import Emulator
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer, dial

OPEN_FILES = Path("/proc/self/fd")
PAGES = Path("/proc/self/statm")
pytestmark = pytest.mark.skipif(not OPEN_FILES.exists(), reason="counts open files in /proc, which Linux has")


@dataclass(frozen=True)
class Held:
    """What this process holds: open files, threads, tasks, objects, and pages of memory."""

    files: int
    threads: int
    tasks: int
    objects: int
    pages: int


def held() -> Held:
    """Count it, without what only waits to be collected."""
    gc.collect()
    return Held(
        files=len(list(OPEN_FILES.iterdir())),
        threads=threading.active_count(),
        tasks=len(asyncio.all_tasks()),
        objects=len(gc.get_objects()),
        pages=int(PAGES.read_text().split()[1]),
    )


async def start_and_stop() -> weakref.ref[Emulator]:
    """Start one with its ports, let a client answer a click, and stop it."""
    async with Emulator() as feishu:
        client = await dial(await feishu.serve(), answer({}))
        await feishu.wait(online=1)
        click = await feishu.click(await feishu.send(CARD), "同意")
        await client.close()
    assert click.verdict.ok
    return weakref.ref(feishu)


async def test_nothing_stays_of_an_emulator_that_was_stopped():
    """No open file, thread or task, and not the emulator itself."""
    await start_and_stop()
    before = held()
    stopped = [await start_and_stop() for _ in range(5)]
    after = held()

    assert (after.files, after.threads, after.tasks) == (before.files, before.threads, before.tasks)
    assert [emulator() for emulator in stopped] == [None] * 5


@pytest.mark.soak
async def test_a_thousand_starts_and_stops_leave_memory_and_files_flat():
    """After the first hundred neither open files nor objects grow, and memory by less than two kilobytes each."""
    for _ in range(100):
        await start_and_stop()
    before = held()
    for _ in range(900):
        await start_and_stop()
    after = held()
    print(f"\nafter 100 starts: {before}\nafter 1,000:      {after}")

    assert (after.files, after.threads, after.tasks) == (before.files, before.threads, before.tasks)
    assert after.objects - before.objects < 900
    assert after.pages - before.pages < 450
