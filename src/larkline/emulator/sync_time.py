"""Time and faults of an emulator whose loop runs in a thread: the same verbs, simply called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from larkline.emulator.faults.fault import Fault
from larkline.emulator.sync_loop import SyncLoop
from larkline.emulator.timers import Timer

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["SyncClock", "SyncFaults", "SyncTimers"]


class SyncClock:
    """The clock of the emulator, moved from outside its loop; see :class:`~larkline.clock.ManualClock`."""

    def __init__(self, loop: SyncLoop, emulator: Emulator) -> None:
        self._loop = loop
        self._clock = emulator.clock

    def advance(self, seconds: float) -> None:
        """Move time forward."""
        self._loop._call(self._clock.advance(seconds))

    def run_at(self, speed: float) -> None:
        """Let time pass by itself at this speed: 1 as on the machine, 0 not at all."""
        self._loop._run(lambda: self._clock.run_at(speed))

    def set_time(self, at: float) -> None:
        """Set the time of day, in seconds since 1970-01-01 UTC."""
        self._loop._call(self._clock.set_time(at))

    def now(self) -> float:
        """Seconds on the clock."""
        return self._clock.now()

    def time(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        return self._clock.time()


class SyncFaults:
    """What goes wrong on purpose; see :class:`~larkline.emulator.faults.verbs.Faults`."""

    def __init__(self, loop: SyncLoop, emulator: Emulator) -> None:
        self._loop = loop
        self._faults = emulator.faults

    def add(self, name: str, /, **fields: Any) -> Fault:
        """Let something go wrong from now on."""
        return self._loop._call(self._faults.add(name, **fields))

    def list(self) -> Sequence[Fault]:
        """List the faults that can still happen."""
        return self._loop._run(self._faults.list)

    def clear(self, fault_id: str | None = None) -> int:
        """Take one fault away, or all; gives how many."""
        return self._loop._call(self._faults.clear(fault_id))


class SyncTimers:
    """What will happen by the clock; see :class:`~larkline.emulator.timers.Timers`."""

    def __init__(self, loop: SyncLoop, emulator: Emulator) -> None:
        self._loop = loop
        self._timers = emulator.timers

    def list(self, kind: str | None = None) -> Sequence[Timer]:
        """List what is to come, the next one first."""
        return self._loop._run(lambda: self._timers.list(kind))

    def run_next(self, kind: str | None = None) -> Timer | None:
        """Move time to the next one and let it happen; None when there is none."""
        return self._loop._call(self._timers.run_next(kind))
