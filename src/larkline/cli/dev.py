"""Run an app in an emulator with the page, and again whenever one of its files changes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from larkline.cli.emulator import new_journal, page_url, serving
from larkline.cli.language import say
from larkline.emulator import Emulator
from larkline.process import Asked, signals

__all__ = ["files_below", "run_dev"]

_LOOK_SECONDS = 0.3
_SKIPPED = frozenset({"node_modules", "__pycache__"})
_ENVIRONMENT = "pyvenv.cfg"  #: In a folder with this file lies a virtual environment, whatever it is called.


def run_dev(target: str, *, port: int, console_port: int) -> None:
    """Run until SIGINT or SIGTERM."""
    asked = Asked()
    with signals(asked):
        asyncio.run(_dev(Emulator(journal=new_journal()), target, port, console_port, asked))


async def _dev(emulator: Emulator, target: str, port: int, console_port: int, asked: Asked) -> None:
    async with serving(emulator, port=port, console_port=console_port) as info:
        click.echo(f"{say('label_console')}: {page_url(info)}")
        restarting = asyncio.ensure_future(_keep_running(emulator, [sys.executable, "-m", "larkline", "run", target]))
        interrupted = asyncio.ensure_future(asked.wait())
        try:
            await asyncio.wait([restarting, interrupted], return_when=asyncio.FIRST_COMPLETED)
        finally:
            restarting.cancel()
            interrupted.cancel()
            await asyncio.gather(restarting, interrupted, return_exceptions=True)


async def _keep_running(emulator: Emulator, command: list[str]) -> None:
    """Run the app; when it ends by itself, wait for a file to change."""
    seen = files_below(Path.cwd())
    while True:
        async with emulator.exec(command, terminal=True) as program:
            ended: asyncio.Future[int] = asyncio.ensure_future(program.wait())
            while not (changed := _changed(seen, now := files_below(Path.cwd()))):
                if ended.done() and not ended.cancelled():
                    click.echo(say("dev_ended", status=ended.result()))
                    ended = asyncio.get_running_loop().create_future()
                await asyncio.sleep(_LOOK_SECONDS)
            seen = now
            ended.cancel()
            click.echo(say("dev_again", file=changed))


def files_below(folder: Path) -> dict[str, float]:
    """Give the Python files below a folder with the times of their last change."""
    found: dict[str, float] = {}
    for here, folders, names in os.walk(folder):
        if _ENVIRONMENT in names:
            folders.clear()
            continue
        folders[:] = [name for name in folders if name not in _SKIPPED and not name.startswith(".")]
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(here, name)
                try:
                    found[os.path.relpath(path, folder)] = os.stat(path).st_mtime
                except OSError:
                    continue
    return found


def _changed(before: Mapping[str, float], now: Mapping[str, float]) -> str:
    """Give the name of a file that has come, gone or changed; empty when none has."""
    return next((name for name in sorted({*before, *now}) if before.get(name) != now.get(name)), "")
