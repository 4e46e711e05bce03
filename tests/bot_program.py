"""A bot in a process of its own, which connects to a scripted platform."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.receivers.scripted_platform import APP_ID, APP_SECRET, Gate, ScriptedPlatform, click, soon

__all__ = ["PROGRAM", "Bot", "bot", "hold"]

PROGRAM = """
import asyncio, signal, sys, threading
from larkline import App, CardAction, Event, Toast

signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background is started with it ignored
app = App()
release, released = asyncio.Event(), threading.Event()

@app.on_card_action(value={"k": "task"})
async def hold(action: CardAction) -> Toast:
    await release.wait()
    return Toast.info("done")

@app.on_card_action(value={"k": "thread"})
def hold_thread(action: CardAction) -> Toast:
    released.wait()
    return Toast.info("done")

@app.on_card_action(value={"k": "to_thread"})
async def hold_to_thread(action: CardAction) -> Toast:
    await asyncio.to_thread(released.wait)
    return Toast.info("done")

@app.on_card_action()
async def count(action: CardAction) -> Toast:
    return Toast.info(str(app.status().in_flight - 1))

@app.on_event("release")
async def let_go(event: Event) -> None:
    release.set()
    released.set()

app.run(ARGUMENTS)
"""


class Bot:
    """A program in a process of its own, and what it writes to stderr."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []

    async def line(self, text: str) -> str:
        """Wait for a line that holds *text*."""
        assert self.process.stderr is not None
        while raw := await soon(self.process.stderr.readline()):
            self.lines.append(raw.decode())
            if text in self.lines[-1]:
                return self.lines[-1]
        raise AssertionError(f"no {text!r} in {self.lines}")

    async def ended(self) -> int:
        """Wait for the end; gives the exit status."""
        assert self.process.stderr is not None
        self.lines += (await soon(self.process.stderr.read())).decode().splitlines(keepends=True)
        return await soon(self.process.wait())


@asynccontextmanager
async def bot(
    platform: ScriptedPlatform, arguments: str = "", *, program: str = PROGRAM, **environment: str
) -> AsyncIterator[Bot]:
    """Run a program that connects to *platform*."""
    variables = {"LARK_APP_ID": APP_ID, "LARK_APP_SECRET": APP_SECRET, "LARK_DOMAIN": platform.domain, **environment}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program.replace("ARGUMENTS", arguments),
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **variables},
    )
    running = Bot(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await running.ended()


async def hold(gate: Gate, kind: str, count: int) -> set[str]:
    """Bring deliveries into flight; gives their ids."""
    ids = {await gate.push(click({"k": kind}), message_id=f"{kind}-{number}") for number in range(count)}
    code, body = await gate.ask(click({"k": "count"}), message_id="count")
    assert (code, body["toast"]["content"]) == (200, str(count))
    return ids
