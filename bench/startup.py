"""
What it costs to start: larkline beside the official Python SDK, in the same run.

Each case runs in an interpreter of its own, round after round in turn, so that whatever else the machine does falls on
both alike. Printed are medians: CPU of the whole process in milliseconds (user and system, the interpreter's own start
included), resident memory in MiB, modules loaded, and what larkline needs in proportion to lark-oapi. Prints, and never
judges.

Usage: ``python bench/startup.py [ROUNDS]`` (POSIX; ``make bench`` sets up the official SDK first)
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
OURS = Path(sys.executable)
THEIRS = ROOT / ".venv-oracles" / "bin" / "python"

REPORT = """
def report():
    import sys
    modules = len(sys.modules)
    import json, pathlib, resource
    usage = resource.getrusage(resource.RUSAGE_SELF)
    status = pathlib.Path("/proc/self/status")
    if status.exists():  # what is resident now; ru_maxrss may still hold the parent's
        memory = int(status.read_text().partition("VmRSS:")[2].split()[0]) * 1024
    else:
        memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps([1e3 * (usage.ru_utime + usage.ru_stime), memory / 2**20, modules]), flush=True)
"""
BARE = "report()"
IMPORT_LARKLINE = "import larkline\nreport()"
IMPORT_APP = "from larkline import App\nreport()"
IMPORT_LARK_OAPI = "import lark_oapi\nreport()"
CONNECT_LARKLINE = """
import asyncio
from larkline import App, CardAction, Toast

app = App()

@app.on_card_action()
async def answer(action: CardAction) -> Toast:
    return Toast.success("ok")

async def main():
    async with app.connected():
        report()

asyncio.run(main())
"""
CONNECT_LARK_OAPI = """
import os, threading, time
import lark_oapi

handler = lark_oapi.EventDispatcherHandler.builder("", "").register_p2_card_action_trigger(lambda action: None).build()
client = lark_oapi.ws.Client(
    os.environ["LARK_APP_ID"],
    os.environ["LARK_APP_SECRET"],
    event_handler=handler,
    domain=os.environ["LARK_DOMAIN"],
    log_level=lark_oapi.LogLevel.ERROR,
)
threading.Thread(target=client.start, daemon=True).start()
while client._conn is None:
    time.sleep(0.002)
report()
os._exit(0)
"""


class Case(NamedTuple):
    """One program to start."""

    name: str
    python: Path
    program: str


class Cost(NamedTuple):
    """What one start cost."""

    cpu_ms: float
    memory_mib: float
    modules: float


def start(case: Case, environment: dict[str, str]) -> Cost:
    """Run a case once."""
    done = subprocess.run(
        [case.python, "-c", REPORT + case.program],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def measure(cases: list[Case], environment: dict[str, str], rounds: int) -> dict[Case, Cost]:
    """Run all cases in turn, once unmeasured, so that bytecode is written and files are cached; give the medians."""
    costs: dict[Case, list[Cost]] = {case: [] for case in cases}
    for number in range(rounds + 1):
        for case in cases:
            cost = start(case, environment)
            if number:
                costs[case].append(cost)
    return {case: Cost(*map(statistics.median, zip(*found, strict=True))) for case, found in costs.items()}


def show(title: str, costs: dict[Case, Cost], ours: list[Case], theirs: Case) -> None:
    """Print a table and, for ours, the ratios to theirs."""
    print(f"\n{title:<28}{'CPU ms':>9}{'RSS MiB':>9}{'modules':>9}")
    for case, cost in costs.items():
        print(f"{case.name:<28}{cost.cpu_ms:>9.0f}{cost.memory_mib:>9.1f}{cost.modules:>9.0f}")
    for case in ours:
        cpu, memory, modules = (mine / other for mine, other in zip(costs[case], costs[theirs], strict=True))
        print(f"{case.name + ' / ' + theirs.name:<46}CPU {cpu:.3f}x  RSS {memory:.2f}x  modules {modules:.3f}x")


@contextmanager
def emulator() -> Iterator[dict[str, str]]:
    """Run an emulator beside us; give the environment that leads a bot to it."""
    command = [str(OURS), "-m", "larkline", "emulator", "--json", "--port", "0", "--console-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            info = json.loads(process.stdout.readline())
            yield {
                **os.environ,
                "LARK_APP_ID": info["app_id"],
                "LARK_APP_SECRET": info["app_secret"],
                "LARK_DOMAIN": info["platform_url"],
            }
        finally:
            process.terminate()


def main() -> None:
    """Measure importing, then connecting."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    if not THEIRS.exists():
        sys.exit("The official SDK is not installed yet: make oracles")

    bare, theirs = Case("python alone", OURS, BARE), Case("import lark_oapi", THEIRS, IMPORT_LARK_OAPI)
    ours = [Case("import larkline", OURS, IMPORT_LARKLINE), Case("from larkline import App", OURS, IMPORT_APP)]
    show("import", measure([bare, *ours, theirs], dict(os.environ), rounds), ours, theirs)

    bot, their_bot = Case("larkline bot", OURS, CONNECT_LARKLINE), Case("lark-oapi bot", THEIRS, CONNECT_LARK_OAPI)
    with emulator() as environment:
        show("connected bot", measure([bot, their_bot], environment, rounds), [bot], their_bot)


if __name__ == "__main__":
    main()
