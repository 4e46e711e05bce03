"""A program beside the emulator: started, waited for, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from larkline.emulator.errors import CannotRun, EmulatorError
from larkline.emulator.programs.proxy import Proxy

__all__ = ["Program", "shell_status", "start"]

_SHOWN_CHARS = 4000
_DIE_WITH_PARENT = 1  #: PR_SET_PDEATHSIG of Linux's prctl(2)


class Program:
    """
    A program that runs against the emulator.

    Args:
        process: It.
        log: File its output goes to; None when it has the terminal.
        online: Waits until it has a connection that is online, so many seconds.
        proxy: The one it was given.
        grouped: Whether it has a process group of its own, which ends with it.

    Attributes:
        ways: Which hosts it asked the proxy for, and what was done with that, with how often.
    """

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        *,
        log: Path | None,
        online: Callable[[float], Awaitable[None]],
        proxy: Proxy,
        grouped: bool,
    ) -> None:
        self.ways = proxy.seen
        self._process = process
        self._log = log
        self._kept = ""
        self._online = online
        self._grouped = grouped

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """What it ended with: 128 and the number of the signal that killed it, as shells count; None while it runs."""
        code = self._process.returncode
        return None if code is None else shell_status(code)

    @property
    def output(self) -> str:
        """What it has printed so far; empty when it has the terminal."""
        return self._kept if self._log is None else self._log.read_text(encoding="utf-8", errors="replace")

    def keep_output(self) -> None:
        """Keep what it has printed, as its file is about to go."""
        self._kept, self._log = self.output, None

    async def wait_online(self, timeout: float = 10.0) -> None:
        """
        Wait until it is connected and has been answered a ping.

        Raises:
            EmulatorError: It ended before; the text holds the end of its output.
            TimeoutError: It did not come online in *timeout* seconds of real time; likewise.
        """
        online = asyncio.ensure_future(self._online(timeout))
        ended = asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait([online, ended], return_when=asyncio.FIRST_COMPLETED)
            if not online.done():
                raise EmulatorError(
                    f"the program ended with status {self.status} before it was online{self._said()}",
                    f"程序在上线之前退出，状态 {self.status}{self._said()}",
                )
            await online
        except TimeoutError as error:
            raise TimeoutError(f"{error}{self._said()}") from None
        finally:
            online.cancel()
            ended.cancel()

    async def wait(self) -> int:
        """Wait until it ends by itself; gives its :attr:`status`."""
        return shell_status(await self._process.wait())

    def signal(self, number: int) -> None:
        """Send it a signal; harmless when it has ended."""
        if self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if self._grouped and os.name == "posix":
                os.killpg(self._process.pid, number)
            else:
                self._process.send_signal(number)

    async def stop(self, grace: float = 5.0) -> int:
        """Ask it to end, kill it after *grace* seconds; gives its :attr:`status`."""
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace):
                return await self.wait()
        except TimeoutError:
            self.signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
            return await self.wait()

    def _said(self) -> str:
        output = self.output.strip()
        return f"; it said:\n{output[-_SHOWN_CHARS:]}" if output else ""


async def start(
    command: Sequence[str | os.PathLike[str]],
    *,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str] | None,
    log: Path | None,
    online: Callable[[float], Awaitable[None]],
    proxy: Proxy,
) -> Program:
    """
    Start a program, which ends when this process does.

    Args:
        log: File its output goes to, with no input; None leaves it the terminal.

    Raises:
        CannotRun: There is no such program, or it is none.
    """
    options: dict[str, Any] = {"env": dict(env), "cwd": cwd, "preexec_fn": _tie_to_parent()}
    words = [os.fspath(word) for word in command]
    try:
        if log is None:
            process = await asyncio.create_subprocess_exec(*words, **options)
        else:
            with log.open("wb") as output:
                options.update(stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
                process = await asyncio.create_subprocess_exec(*words, **options, start_new_session=True)
    except (OSError, ValueError, IndexError, TypeError) as error:
        what = words[0] if words else "nothing"
        raise CannotRun(what, str(getattr(error, "strerror", None) or error)) from None
    return Program(process, log=log, online=online, proxy=proxy, grouped=log is not None)


def shell_status(code: int) -> int:
    """Give the status a shell would report."""
    return code if code >= 0 else 128 - code


def _tie_to_parent() -> Callable[[], None] | None:
    """Give what lets a child on Linux be told when its parent dies, however that happens."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def tie() -> None:
        libc.prctl(_DIE_WITH_PARENT, signal.SIGTERM, 0, 0, 0)

    return tie
