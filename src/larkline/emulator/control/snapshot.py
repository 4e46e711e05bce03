"""Everything a page begins with, in one answer: what several operations give at one moment."""

from __future__ import annotations

from collections.abc import Sequence

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import given, integer
from larkline.emulator.core import Core

__all__ = ["SNAPSHOT_PARTS", "snapshot_operation"]

#: The paths whose answers it holds, each under its name.
SNAPSHOT_PARTS = ("info", "apps", "users", "chats", "connections", "api-calls", "clock", "faults")


def snapshot_operation(core: Core, operations: Sequence[Operation]) -> Operation:
    """
    Make ``GET /snapshot``.

    Args:
        operations: Those whose answers it holds, among others.
    """
    parts = {
        name: operation
        for name in SNAPSHOT_PARTS
        for operation in operations
        if (operation.method, operation.path) == ("GET", f"/{name}")
    }

    async def snapshot(call: Call) -> Body:
        number = core.feed.last  # before the parts: what changes meanwhile is told again rather than not at all
        return {"number": number, **{name: await part.handler(call) for name, part in parts.items()}}

    return Operation(
        method="GET",
        path="/snapshot",
        summary="Show what a page begins with: the answers of several calls at one moment, and the number of the last "
        "change, after which the stream goes on",
        handler=snapshot,
        answer=given({"number": integer(), **{name: part.answer for name, part in parts.items()}}),
    )
