"""
What the emulator costs: how soon it is there, how soon it has started over, what it writes and what it holds.

Times to start are taken in an interpreter of their own, round after round; the machine's other work falls on all of
them. Printed are medians beside the bar that each is held to. Prints, and never judges.

Usage: ``python bench/emulator.py [ROUNDS]`` (POSIX)
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from larkline import App, Button, Card, CardAction, Toast
from larkline.emulator import Emulator

CONNECTIONS = 50
DELIVERIES = 3000
AT_ONCE = 16

BARE = """
import time
started = time.perf_counter()
{statement}
print(1000 * (time.perf_counter() - started))
"""
LISTENING = """
import asyncio, time
started = time.perf_counter()
from larkline.emulator import Emulator

async def main():
    async with Emulator(seed=1) as feishu:
        await feishu.serve()
        print(1000 * (time.perf_counter() - started))

asyncio.run(main())
"""
LISTENING_AGAIN = """
import asyncio, time
from larkline.emulator import Emulator

async def main():
    async with Emulator(seed=1) as feishu:
        await feishu.serve()
    started = time.perf_counter()
    async with Emulator(seed=1) as feishu:
        await feishu.serve()
        print(1000 * (time.perf_counter() - started))

asyncio.run(main())
"""
BOT = """
from larkline import App, CardAction, Toast

app = App()

@app.on_card_action()
async def answer(action: CardAction) -> Toast:
    return Toast.success("ok")

app.run(log_level="CRITICAL")
"""
EMULATOR = [sys.executable, "-m", "larkline", "emulator", "--headless", "--json", "--port", "0", "--console-port", "0"]


class Case(NamedTuple):
    """One thing to measure, in the unit that stands in its bar."""

    name: str
    bar: str
    measure: Callable[[], float]


def run(program: str) -> float:
    """Run a program that prints one number."""
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=True, timeout=120)
    return float(done.stdout)


def import_ms(statement: str) -> float:
    """Give the milliseconds that an import takes in a fresh interpreter."""
    return run(BARE.format(statement=statement))


def spawn_ms() -> float:
    """Give the milliseconds from spawning the command until its line says that it listens."""
    started = time.perf_counter()
    with emulator():
        return 1000 * (time.perf_counter() - started)


@contextmanager
def emulator() -> Iterator[tuple[dict[str, str], int]]:
    """Run an emulator beside us; gives what it says of itself, and its process id."""
    with subprocess.Popen(EMULATOR, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline()), process.pid
        finally:
            process.terminate()


def bot() -> App:
    """Make an app that answers clicks."""
    app = App()

    @app.on_card_action()
    async def answer(action: CardAction) -> Toast:
        return Toast.success("ok")

    return app


def environment_of(info: dict[str, str]) -> dict[str, str]:
    """Give the variables that lead a bot to the emulator."""
    names = {"LARK_APP_ID": "app_id", "LARK_APP_SECRET": "app_secret", "LARK_DOMAIN": "platform_url"}
    return {**os.environ, **{name: info[key] for name, key in names.items()}}


@contextmanager
def bot_beside(info: dict[str, str]) -> Iterator[None]:
    """Run a bot in another process inside the block."""
    with subprocess.Popen([sys.executable, "-c", BOT], env=environment_of(info)) as process:
        yield
        process.terminate()


def reset_ms() -> float:
    """Give the milliseconds of a reset after a hundred cards were sent and clicked."""

    async def measure() -> float:
        async with Emulator(seed=1) as feishu, feishu.running(bot()):
            for _ in range(100):
                card = await feishu.send(Card(elements=[Button("ok", value={"k": "v"})]), to="oc_team")
                await feishu.click(card, "ok")
            started = time.perf_counter()
            await feishu.reset()
            return 1000 * (time.perf_counter() - started)

    return asyncio.run(measure())


def connections_mib() -> float:
    """Give the resident memory of an emulator that so many bots are connected to, in MiB."""

    async def measure(info: dict[str, str], pid: int) -> float:
        async with AsyncExitStack() as stack:
            for _ in range(CONNECTIONS):
                app = App(info["app_id"], info["app_secret"], domain=info["platform_url"])
                await stack.enter_async_context(app.connected())
            return resident_mib(pid)

    with emulator() as (info, pid):
        return asyncio.run(measure(info, pid))


def resident_mib(pid: int) -> float:
    """Give the resident memory of a process; Linux."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class Rush(NamedTuple):
    """What a number of deliveries cost, one by one."""

    per_second: float
    cpu_ms: float  #: Of the emulator alone, with everything but the writing.
    written_ms: float  #: CPU of the writing alone.


def rush() -> Rush:
    """Let a bot in another process answer as fast as it can, with the journal on."""

    async def measure(journal: Path) -> Rush:
        async with Emulator(seed=1, journal=journal) as feishu:
            info = await feishu.serve()
            with bot_beside(info):
                await feishu.wait(online=1, timeout=60)
                started, everything, here = time.perf_counter(), time.process_time(), time.thread_time()
                for _ in range(DELIVERIES // AT_ONCE):
                    await asyncio.gather(*(feishu.trigger("card.action.trigger") for _ in range(AT_ONCE)))
                took, cpu = time.perf_counter() - started, time.thread_time() - here
                feishu.core.journal.flush()
                written = time.process_time() - everything - (time.thread_time() - here)
        return Rush(DELIVERIES / took, 1000 * cpu / DELIVERIES, 1000 * written / DELIVERIES)

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(Path(folder) / "journal.sqlite3"))


CASES = [
    Case("python -c pass, spawned", "ms", lambda: run(BARE.format(statement="pass"))),
    Case("import larkline.emulator", "ms", lambda: import_ms("import larkline.emulator")),
    Case("from larkline.emulator import Emulator", "ms", lambda: import_ms("from larkline.emulator import Emulator")),
    Case(
        "import larkline.testing.plugin",
        "ms, pytest apart",
        lambda: import_ms("import pytest\nstarted = time.perf_counter()\nimport larkline.testing.plugin"),
    ),
    Case("first emulator of a process, import to listening", "ms, at most 300", lambda: run(LISTENING)),
    Case("another one in the same process", "ms, at most 300", lambda: run(LISTENING_AGAIN)),
    Case("larkline emulator --headless, spawn to listening", "ms, at most 300", spawn_ms),
    Case("reset after 100 clicks", "ms, at most 5", reset_ms),
    Case(f"resident with {CONNECTIONS} idle connections", "MiB, less than 60", connections_mib),
]


def main() -> None:
    """Measure every case in turn, once unmeasured, so that bytecode is written and files are cached."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    found: dict[Case, list[float]] = {case: [] for case in CASES}
    rushes: list[Rush] = []
    for number in range(rounds + 1):
        for case in CASES:
            result = case.measure()
            found[case] += [result] if number else []
        rushes.append(rush())
    print()
    for case, results in found.items():
        print(f"{case.name:<50}{statistics.median(results):>9.1f}  {case.bar}")
    typical = Rush(*map(statistics.median, zip(*rushes[1:], strict=True)))
    print(f"{f'deliveries, {AT_ONCE} at once, answered in another process':<50}{typical.per_second:>9.0f}  a second")
    print(f"{'CPU of the emulator for one of them':<50}{typical.cpu_ms:>9.2f}  ms")
    print(f"{'CPU to write one of them to the journal':<50}{typical.written_ms:>9.2f}  ms, less than 1")


if __name__ == "__main__":
    main()
