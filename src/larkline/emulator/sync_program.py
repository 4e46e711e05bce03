"""A program beside the emulator, for tests without ``async``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.sync_loop import SyncLoop

if TYPE_CHECKING:
    from larkline.emulator.programs.program import Program

__all__ = ["SyncProgram"]


class SyncProgram:
    """A program beside the emulator; see :class:`~larkline.emulator.programs.program.Program`."""

    def __init__(self, loop: SyncLoop, program: Program) -> None:
        self._loop = loop
        self._program = program

    @property
    def pid(self) -> int:
        """Its number."""
        return self._program.pid

    @property
    def status(self) -> int | None:
        """What it ended with; None while it runs."""
        return self._program.status

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self._program.output

    def wait_online(self, timeout: float = 10.0) -> None:
        """Wait until it is connected and has been answered a ping."""
        self._loop._call(self._program.wait_online(timeout))

    def wait(self) -> int:
        """Wait until it ends by itself; gives its :attr:`status`."""
        return self._loop._call(self._program.wait())

    def stop(self, grace: float = 5.0) -> int:
        """Ask it to end, kill it after *grace* seconds; gives its :attr:`status`."""
        return self._loop._call(self._program.stop(grace))
