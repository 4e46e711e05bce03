"""The part of the control API that reads the journal: deliveries with their verdicts, and the calls of apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.rows import Rows
from larkline.emulator.control.schemas import choice, either, flag, given, integer, listed, text
from larkline.emulator.journal.copies import as_curl, as_python
from larkline.emulator.journal.filters import FILTER_NAMES, parse_filter

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["DELIVERY", "FILTER", "delivery_operations"]

_LIMIT = integer(1, 1000, "how many at most; 100 unless given")
_VERDICT = either(["object", "null"], "how it ended; null while it is under way")
#: The row of a delivery.
DELIVERY = given(
    {
        "id": text(),
        "type": text(),
        "transport": text(),
        "attempt": integer(1),
        "pinned": flag("whether it is kept when the oldest ones are forgotten"),
        "verdict": _VERDICT,
    }
)
_CALL = given({"id": text(), "method": text(), "path": text(), "code": integer(-(2**53))})
_PARTS = {
    "raw": ("raw",),
    "plain": ("request", "plain"),
    "frame": ("frames", "chunks"),
    "verdict": ("verdict",),
    "signature": ("signature",),
    "related": ("related",),
}
#: What a filter of deliveries may say.
FILTER = f"words, and {' '.join(f'{name}:' for name in FILTER_NAMES)}; - before one turns it round"


def delivery_operations(emulator: Emulator, rows: Rows) -> list[Operation]:
    """List the operations."""
    deliveries = _Deliveries(emulator, rows)
    return [
        Operation(
            method="GET",
            path="/deliveries",
            summary="List deliveries in the order they were pushed, on from the oldest or back from the newest",
            handler=deliveries.list,
            query={
                "limit": _LIMIT,
                "after": text("id of the last one of the page before"),
                "before": text("id of the first one of the page after, to go back; empty for the newest page"),
                "filter": text(FILTER),
            },
            answer=given(
                {
                    "deliveries": listed(DELIVERY),
                    "next": either(["string", "null"], "what after or before takes for the next page"),
                    "total": integer(about="how many there are altogether, without a filter"),
                }
            ),
        ),
        Operation(
            method="GET",
            path="/deliveries/{id}",
            summary="Show one delivery in full, or one part of it",
            handler=deliveries.show,
            query={"part": choice([*_PARTS, "copy"], "copy: as curl, Python and JSON")},
            answer=given({"id": text()}),
        ),
        Operation(
            method="POST",
            path="/deliveries/{id}/pin",
            summary="Keep a delivery when the oldest ones are forgotten",
            handler=deliveries.pin,
            answer=DELIVERY,
        ),
        Operation(
            method="DELETE",
            path="/deliveries/{id}/pin",
            summary="Let a delivery be forgotten in its turn again",
            handler=deliveries.unpin,
            answer=DELIVERY,
        ),
        Operation(
            method="GET",
            path="/api-calls",
            summary="List the calls apps have made, and count those to paths that are not emulated",
            handler=deliveries.calls,
            query={"limit": _LIMIT},
            answer=given({"calls": listed(_CALL), "unimplemented": integer()}),
        ),
        Operation(
            method="GET",
            path="/api-calls/{id}",
            summary="Show one call in full: headers and bodies of both sides",
            handler=deliveries.call,
            answer=_CALL,
        ),
    ]


class _Deliveries:
    def __init__(self, emulator: Emulator, rows: Rows) -> None:
        self._journal = emulator.core.journal
        self._rows = rows

    async def list(self, call: Call) -> Body:
        found, following = self._journal.page(
            after=call.query.get("after", ""),
            before=call.query.get("before"),
            limit=call.query.get("limit", 100),
            passes=parse_filter(call.query.get("filter", "")),
        )
        return {"deliveries": found, "next": following, "total": len(self._journal.ids())}

    async def show(self, call: Call) -> Body:
        part = call.query.get("part")
        if part == "copy":
            kept = self._journal.kept(call.id)
            return {"id": call.id, "copy": {"curl": as_curl(kept), "python": as_python(kept), "json": kept["request"]}}
        detail = self._journal.detail(call.id)
        if part is None:
            return detail
        return {"id": call.id, **{name: detail[name] for name in _PARTS[part]}}

    async def pin(self, call: Call) -> Body:
        return self._journal.pin(call.id, pinned=True)

    async def unpin(self, call: Call) -> Body:
        return self._journal.pin(call.id, pinned=False)

    async def calls(self, call: Call) -> Body:
        calls = [made.to_json() for made in self._journal.calls(limit=call.query.get("limit", 100))]
        return {"calls": calls, "unimplemented": self._journal.unimplemented}

    async def call(self, call: Call) -> Body:
        return self._journal.call_detail(call.id)
