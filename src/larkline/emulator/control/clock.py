"""The part of the control API that is about time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.both import Both
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import either, flag, given, listed, number, record, text
from larkline.emulator.control.views import clock_view
from larkline.emulator.errors import WrongValue

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["clock_operations"]

_MAX_SECONDS = 10 * 366 * 86_400.0
_MAX_SPEED = 1_000_000.0
_TIMER = given({"kind": text(), "subject": text(), "in_seconds": number(), "at": number()})
_TIME = given(
    {
        "time": number(about="seconds since 1970-01-01 UTC"),
        "now": number(about="seconds on the clock"),
        "real": number(about="the time of this machine, in the same seconds"),
        "frozen": flag(),
        "speed": number(about="seconds that pass by themselves in a second; 0 while time stands still"),
    }
)
_MOVES = ("freeze", "run", "scale", "set", "advance", "next")
_MOVE = record(
    optional={
        "freeze": flag("let time stand still"),
        "run": flag("let time pass as on the machine"),
        "scale": number(0.0, _MAX_SPEED, "let so many seconds pass each second"),
        "set": number(0.0, 4e9, "set the time of day, in seconds since 1970-01-01 UTC"),
        "advance": number(0.0, _MAX_SECONDS, "seconds to move time forward"),
        "next": either(["boolean", "string"], "move to the next timer; a text names its kind"),
    },
    about="One of them.",
)


def clock_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""
    clock = _Time(emulator)
    return [
        Operation(method="GET", path="/clock", summary="Tell the time", handler=clock.show, answer=_TIME),
        Operation(
            method="POST",
            path="/clock",
            summary="Freeze, run, scale, set or advance the clock, or move it to the next timer",
            handler=clock.move,
            body=_MOVE,
            answer=_TIME,
        ),
        Operation(
            method="GET",
            path="/timers",
            summary="List what will happen, or end, by the clock: the next one first",
            handler=clock.timers,
            query={"kind": text("only timers of this kind")},
            answer=given({"timers": listed(_TIMER)}),
        ),
    ]


class _Time:
    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def show(self, _call: Call) -> Body:
        return clock_view(self._emulator.clock)

    async def move(self, call: Call) -> Body:
        moves = [name for name in _MOVES if call.body.get(name, False) is not False]
        if len(moves) != 1:
            raise WrongValue(
                "say one thing to do with the clock",
                "请指定对时钟的一种操作",
                hint=Both(f"one of {', '.join(_MOVES)}", f"可选：{', '.join(_MOVES)}"),
            )
        [move], clock, ran = moves, self._emulator.clock, None
        value = call.body[move]
        if move in ("freeze", "run"):
            clock.run_at(0.0 if move == "freeze" else 1.0)
        elif move == "scale":
            clock.run_at(value)
        elif move == "set":
            await clock.set_time(value)
        elif move == "advance":
            await clock.advance(value)
        else:
            timers = self._emulator.timers
            timer = await timers.run_next(None if value is True else value)
            ran = None if timer is None else timers.to_json(timer)
        self._emulator.core.feed.tell("clock", "moved")
        shown = await self.show(call)
        return {**shown, "ran": ran} if move == "next" else shown

    async def timers(self, call: Call) -> Body:
        timers = self._emulator.timers
        return {"timers": [timers.to_json(timer) for timer in timers.list(call.query.get("kind"))]}
