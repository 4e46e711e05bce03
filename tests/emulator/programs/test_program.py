"""Tests of programs beside the emulator: started, waited for, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from larkline.emulator import Emulator, EmulatorError, SyncEmulator
from tests.processes import started

PYTHON = sys.executable


def ended(pid: int) -> bool:
    """Wait until a process of somebody else's has ended; a zombie has."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


async def test_the_status_and_the_output():
    """A program that ends by itself tells its status; what it printed can be read."""
    code = "import os; print('我', os.environ['APP_ID']); exit(3)"
    async with Emulator(seed=1) as feishu, feishu.exec([PYTHON, "-c", code]) as program:
        status = await program.wait()

    assert (status, program.status) == (3, 3)
    assert program.output == f"我 {feishu.info()['app_id']}\n"


async def test_a_program_that_ends_before_it_is_online():
    """Waiting for it fails at once and shows what it said."""
    async with Emulator(seed=1) as feishu, feishu.exec([PYTHON, "-c", "exit('no such bot')"]) as program:
        with pytest.raises(EmulatorError, match=r"(?s)ended with status 1 before it was online.*no such bot"):
            await program.wait_online(30)


async def test_a_program_that_does_not_come_online():
    """Waiting for it ends in time and shows what it said."""
    code = "print('thinking', flush=True); import time; time.sleep(600)"
    async with Emulator(seed=1) as feishu, feishu.exec([PYTHON, "-c", code]) as program:
        while not program.output:
            with pytest.raises(TimeoutError):
                await program.wait_online(0.05)
        with pytest.raises(TimeoutError, match=r"(?s)0 of 1 connections are online.*thinking"):
            await program.wait_online(0.05)


async def test_it_ends_with_the_block():
    """At the end of the block it is asked to end, with everything it has started."""
    inner = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{inner}'])"
    async with Emulator(seed=1) as feishu, feishu.exec([PYTHON, "-c", code]) as program:
        while not program.output:
            with pytest.raises(TimeoutError):
                await program.wait_online(0.05)
        grandchild = int(program.output)

    assert program.status == 128 + signal.SIGTERM
    assert ended(grandchild)


async def test_one_that_ignores_the_signal_is_killed():
    """What does not end when asked to is ended."""
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    async with Emulator(seed=1) as feishu, feishu.exec([PYTHON, "-c", code]) as program:
        while not program.output:
            with pytest.raises(TimeoutError):
                await program.wait_online(0.05)
        status = await program.stop(grace=0.1)

    assert status == 128 + signal.SIGKILL


@pytest.mark.parametrize("command", [["no-such-program"], [], ["a\0b"]])
async def test_what_cannot_be_run(command):
    """A command that cannot be run is refused with its name."""
    async with Emulator(seed=1) as feishu:
        with pytest.raises(EmulatorError, match="cannot run"):
            async with feishu.exec(command):
                pass


async def test_variables_of_ones_own_win():
    """What *env* says stands above ours, and *cwd* is where it runs."""
    code = "import os; print(os.environ['APP_ID'], os.getcwd())"
    async with (
        Emulator(seed=1) as feishu,
        feishu.exec([PYTHON, "-c", code], env={"APP_ID": "mine"}, cwd="/") as program,
    ):
        await program.wait()
        output = program.output

    assert output == "mine /\n"


def test_without_async():
    """The same by simple calls."""
    with SyncEmulator(seed=1) as feishu, feishu.exec([PYTHON, "-c", "print('hello')"]) as program:
        status = program.wait()
        output = program.output

    assert (status, output) == (0, "hello\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_it_ends_when_the_emulator_is_killed(tmp_path):
    """A program does not outlive a process that was killed without warning."""
    code = (
        "import asyncio, sys\nfrom larkline.emulator import Emulator\n"
        "async def main():\n"
        "    async with Emulator() as feishu:\n"
        "        async with feishu.exec([sys.executable, '-c', 'import time; time.sleep(600)']) as program:\n"
        "            print(program.pid, flush=True)\n"
        "            await program.wait()\n"
        "asyncio.run(main())\n"
    )
    with started([PYTHON, "-c", code], stdout=subprocess.PIPE, cwd=tmp_path) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()

    assert ended(child)
