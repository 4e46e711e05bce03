"""The part of the control API that reads the journal: deliveries with their verdicts, and the calls of apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.rows import Rows
from larkline.emulator.control.schemas import either, given, integer, listed, text

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["delivery_operations"]

_LIMIT = integer(1, 1000, "how many at most; 100 unless given")
_VERDICT = either(["object", "null"], "how it ended; null while it is under way")
_DELIVERY = given({"id": text(), "type": text(), "transport": text(), "attempt": integer(1), "verdict": _VERDICT})
_CALL = given({"id": text(), "method": text(), "path": text(), "code": integer(-(2**53))})


def delivery_operations(emulator: Emulator, rows: Rows) -> list[Operation]:
    """List the operations."""
    deliveries = _Deliveries(emulator, rows)
    return [
        Operation(
            method="GET",
            path="/deliveries",
            summary="List deliveries in the order they were pushed",
            handler=deliveries.list,
            query={"limit": _LIMIT, "after": text("id of the last one of the page before")},
            answer=given({"deliveries": listed(_DELIVERY), "next": either(["string", "null"])}),
        ),
        Operation(
            method="GET",
            path="/deliveries/{id}",
            summary="Show one delivery in full",
            handler=deliveries.show,
            answer=_DELIVERY,
        ),
        Operation(
            method="GET",
            path="/api-calls",
            summary="List the calls apps have made, and count those to paths that are not emulated",
            handler=deliveries.calls,
            query={"limit": _LIMIT},
            answer=given({"calls": listed(_CALL), "unimplemented": integer()}),
        ),
    ]


class _Deliveries:
    def __init__(self, emulator: Emulator, rows: Rows) -> None:
        self._journal = emulator.core.journal
        self._rows = rows

    async def list(self, call: Call) -> Body:
        found, following = self._journal.page(after=call.query.get("after", ""), limit=call.query.get("limit", 100))
        return {"deliveries": [self._rows.masked(exchange.summary()) for exchange in found], "next": following}

    async def show(self, call: Call) -> Body:
        return self._rows.masked(self._journal.find(call.id).detail())

    async def calls(self, call: Call) -> Body:
        calls = [made.to_json() for made in self._journal.calls(limit=call.query.get("limit", 100))]
        return {"calls": calls, "unimplemented": self._journal.unimplemented}
