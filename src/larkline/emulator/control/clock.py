"""The part of the control API that is about time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import flag, given, number, record

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["clock_operations"]

_MAX_SECONDS = 10 * 366 * 86_400.0
_TIME = given({"time": number(), "now": number(), "frozen": flag()})


def clock_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""
    clock = _Time(emulator)
    return [
        Operation(method="GET", path="/clock", summary="Tell the time", handler=clock.show, answer=_TIME),
        Operation(
            method="POST",
            path="/clock",
            summary="Move time forward",
            handler=clock.move,
            body=record({"advance": number(0.0, _MAX_SECONDS, "seconds to move time forward")}),
            answer=_TIME,
        ),
    ]


class _Time:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def show(self, _call: Call) -> Body:
        clock = self._emulator.clock
        return {"time": clock.time(), "now": clock.now(), "frozen": self._emulator.frozen}

    async def move(self, call: Call) -> Body:
        await self._emulator.clock.advance(call.body["advance"])
        self._emulator.core.feed.tell("clock", "moved")
        return await self.show(call)
