"""The faults that are active: added, looked for at each place where one could happen, counted, cleared."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from larkline.clock import Clock
from larkline.emulator.errors import UnknownThing, known_ids
from larkline.emulator.faults.fault import Fault, Subject, make_fault
from larkline.emulator.faults.kinds import Site

__all__ = ["FaultRegistry"]


class FaultRegistry:
    """
    All faults of one emulator.

    Args:
        clock: Whose time faults that last for a while follow.
        seed: Gives faults their seeds; None for chance.

    Attributes:
        changed: Called with what happened to which fault: ``added``, ``happened``, ``cleared``; without an id, to all.
    """

    def __init__(self, clock: Clock, *, seed: int | None) -> None:
        self.changed: Callable[[str, str], None] = lambda _what, _fault_id: None
        self._clock = clock
        self._random = random.Random(seed)
        self._numbers = count(1)
        self._faults: dict[str, Fault] = {}

    def reseed(self, seed: int) -> None:
        """Let faults that are added from now on have the seeds of this one."""
        self._random.seed(seed)

    def add(self, name: str, /, **fields: Any) -> Fault:
        """
        Add a fault, or a preset; see :func:`~larkline.emulator.faults.fault.make_fault`.

        Raises:
            BadFault: It cannot be.
        """
        number = next(self._numbers)
        seed = self._random.getrandbits(31)
        fault = make_fault(name, fields, fault_id=f"f{number}", seed=seed, now=self._clock.now())
        self._faults[fault.id] = fault
        self.changed("added", fault.id)
        return fault

    def list(self) -> list[Fault]:
        """List the faults that can still happen, in the order they were added."""
        now = self._clock.now()
        if over := [fault.id for fault in self._faults.values() if fault.is_over(now=now)]:
            for fault_id in over:
                del self._faults[fault_id]
        return list(self._faults.values())

    def endings(self) -> Iterable[tuple[float, str]]:
        """Give when faults end by themselves, on the clock, and which ones."""
        return [(fault.until, fault.label) for fault in self.list() if fault.until is not None]

    def clear(self, fault_id: str | None = None) -> int:
        """
        Take a fault away, or all; gives how many there were.

        Raises:
            UnknownThing: There is no such fault.
        """
        faults = {fault.id: fault for fault in self.list()}
        if fault_id is not None and fault_id not in faults:
            raise UnknownThing("fault", fault_id, known_ids(faults, "active", "已启用"))
        for key in list(faults) if fault_id is None else [fault_id]:
            del self._faults[key]
        self.changed("cleared", fault_id or "")
        return len(faults) if fault_id is None else 1

    def happening(self, site: Site, subject: Subject, *, kinds: Iterable[str] | None = None) -> tuple[Fault, ...]:
        """
        Give the faults that happen to a subject now; each is counted.

        Args:
            kinds: Only these kinds; None for all that can happen there.
        """
        if not self._faults:
            return ()
        wanted = None if kinds is None else frozenset(kinds)
        found = tuple(
            fault
            for fault in self.list()
            if site in fault.rule.sites
            and subject.door in fault.rule.doors
            and (wanted is None or fault.kind in wanted)
            and fault.parameters.get("at", site) == site
            and fault.scope.covers(subject)
            and fault.happens()
        )
        for fault in found:
            self.changed("happened", fault.id)
        return found
