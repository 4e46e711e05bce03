"""An emulator with its journal, and an app in another process, under a steady load: one right verdict for each."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from larkline.emulator.journal.archive import Archive
from larkline.facts.delivery import RESPONSE_SECONDS

BOT = """
from larkline import App, CardAction, Toast

app = App(on_handler_error="fail", check_responses="off", max_concurrency=1000)

@app.on_card_action(value={"k": "right"})
async def right(action: CardAction) -> Toast:
    return Toast.success("好")

@app.on_card_action(value={"k": "shape"})
async def shape(action: CardAction) -> dict:
    return {"toast": "a text"}

@app.on_card_action(value={"k": "raises"})
async def raises(action: CardAction) -> Toast:
    raise RuntimeError("on purpose")

app.run(log_level="CRITICAL")
"""
#: The code of the verdict for each way of answering, and which share of the deliveries is answered like this.
CODES = {"right": None, "shape": 200672, "raises": 200671}
TURNS = ("right",) * 8 + ("shape", "raises")
KEPT = 5_000
OPEN_REQUESTS = 60
MIB = 2**20


@dataclass
class Load:
    """What was sent, and what became of it."""

    sent: dict[str, str] = field(default_factory=dict)  #: Delivery id to the way it is to be answered.
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: float = 0.0
    memory: list[tuple[int, int, int]] = field(default_factory=list)  #: Verdicts so far; bytes of emulator and bot.

    def wrong(self) -> list[dict[str, Any]]:
        """Give the rows whose verdict does not follow from the answer, or from its coming late."""
        return [row for id_, row in self.rows.items() if not self._is_right(self.sent[id_], row)]

    def _is_right(self, way: str, row: dict[str, Any]) -> bool:
        late = row["duration_ms"] >= RESPONSE_SECONDS * 1000
        return bool(row["verdict"]["code"] == (200341 if late else CODES[way]))


@contextmanager
def program(*command: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program inside the block."""
    with subprocess.Popen([sys.executable, *command], text=True, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


@asynccontextmanager
async def emulator_and_bot(folder: Path) -> AsyncIterator[tuple[httpx2.AsyncClient, int, int]]:
    """Start both; gives a client of the control API and the two process ids."""
    command = ["-m", "larkline", "emulator", "--headless", "--json", "--port", "0", "--console-port", "0"]
    with program(*command, "--data", str(folder), stdout=subprocess.PIPE) as emulator:
        assert emulator.stdout is not None
        info = json.loads(await asyncio.to_thread(emulator.stdout.readline))
        names = {"LARK_APP_ID": "app_id", "LARK_APP_SECRET": "app_secret", "LARK_DOMAIN": "platform_url"}
        environment = {name: info[key] for name, key in names.items()}
        headers = {"Authorization": f"Bearer {info['token']}"}
        with program("-c", BOT, env=environment, stdout=subprocess.DEVNULL) as bot:
            async with httpx2.AsyncClient(
                base_url=f"{info['console_url']}/api/v1", headers=headers, trust_env=False, timeout=60
            ) as client:
                (await client.post("/wait", json={"online": 1, "timeout": 60})).raise_for_status()
                yield client, emulator.pid, bot.pid


async def send(client: httpx2.AsyncClient, load: Load, *, rate: int, seconds: int) -> None:
    """Trigger clicks at the rate, ten times a second, as long as not too many are open; wait for all verdicts."""
    free = asyncio.Semaphore(OPEN_REQUESTS)

    async def trigger(way: str, times: int) -> None:
        event = {"type": "card.action.trigger", "set": {"event.action.value": {"k": way}}, "times": times}
        answer = (await client.post("/events", json={**event, "wait": True})).raise_for_status().json()
        load.sent.update(dict.fromkeys(answer["deliveries"], way))
        load.rows.update({row["id"]: row for row in answer["rows"]})
        free.release()

    started, shares = time.monotonic(), Counter(TURNS)
    async with asyncio.TaskGroup() as tasks:
        for tick in range(seconds * 10):
            await asyncio.sleep(max(0.0, started + tick / 10 - time.monotonic()))
            for way, share in shares.items():
                await free.acquire()
                tasks.create_task(trigger(way, rate * share // (10 * len(TURNS))))
    load.seconds = time.monotonic() - started


def resident(pid: int) -> int:
    """Give the resident memory of a process in bytes; 0 where that cannot be read."""
    status = Path(f"/proc/{pid}/status")
    return int(status.read_text().partition("VmRSS:")[2].split()[0]) * 1024 if status.exists() else 0


async def run(folder: Path, *, rate: int, seconds: int) -> Load:
    """Load an emulator and a bot, and see to the end of it."""
    load = Load()
    async with emulator_and_bot(folder) as (client, emulator, bot):
        sending = asyncio.create_task(send(client, load, rate=rate, seconds=seconds))
        while not sending.done():
            load.memory.append((len(load.rows), resident(emulator), resident(bot)))
            await asyncio.wait([sending], timeout=1.0)
        await sending
        load.memory.append((len(load.rows), resident(emulator), resident(bot)))
    return load


def kept_in(folder: Path) -> list[dict[str, Any]]:
    """Read the rows in the file of the journal."""
    archive = Archive(folder / "journal.sqlite3", kept=KEPT, kept_bytes=200 * MIB)
    try:
        return archive.summaries("delivery")
    finally:
        archive.close()


def show(load: Load, folder: Path, rate: int) -> None:
    """Print the figures."""
    times = sorted(row["duration_ms"] for row in load.rows.values())
    codes = Counter(row["verdict"]["code"] for row in load.rows.values())
    reached = len(load.sent) / load.seconds
    size = sum(file.stat().st_size for file in folder.iterdir()) / MIB
    print(f"\nsent {len(load.sent)} in {load.seconds:.1f} s: {reached:.0f} a second, {rate} wanted")
    print(f"verdicts {len(load.rows)}: ok {codes.pop(None, 0)}, late {codes.pop(200341, 0)}, failed {codes.total()}")
    print(f"p50 {times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f} ms, max {times[-1]:.1f} ms")
    for place, name in ((1, "emulator"), (2, "bot")):
        seen = [each[place] for each in load.memory]
        start, most, end = seen[0] / MIB, max(seen) / MIB, seen[-1] / MIB
        print(f"{name}: {start:.1f} MiB at the start, {most:.1f} at most, {end:.1f} at the end")
    print(f"journal: {size:.1f} MiB")


@pytest.mark.parametrize(
    ("rate", "seconds"),
    [pytest.param(100, 2, id="short"), pytest.param(300, 60, id="minute", marks=[pytest.mark.load])],
)
async def test_each_delivery_gets_its_one_verdict(tmp_path, rate, seconds):
    """None is lost, none comes twice, each verdict says what the app did; the file holds the newest of them."""
    load = await run(tmp_path, rate=rate, seconds=seconds)
    show(load, tmp_path, rate)
    kept = kept_in(tmp_path)

    assert len(load.sent) == rate * seconds
    assert set(load.rows) == set(load.sent)
    assert load.wrong() == []
    assert [row["id"] for row in kept] == sorted(load.sent)[-KEPT:]
    assert [row["verdict"] for row in kept] == [load.rows[row["id"]]["verdict"] for row in kept]
    if len(load.rows) > 3 * KEPT:  # from twice what is kept on, everything that is bounded has reached its bound
        full = next(emulator for verdicts, emulator, _ in load.memory if verdicts > 2 * KEPT)
        assert load.memory[-1][1] - full < 16 * MIB
