"""The part of the control API that is about long connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import choice, flag, given, integer, listed, record, text
from larkline.emulator.control.views import connection_view
from larkline.emulator.errors import UnknownThing

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["connection_operations"]

_CONNECTION = given({"id": text(), "app_id": text(), "online": flag(), "pings": integer()})
_CLOSE = record(
    optional={
        "how": choice(["close", "reset", "freeze"], "close unless given"),
        "code": integer(1000, 4999, "of the close frame"),
        "reason": text("of the close frame", maxLength=100),
    }
)


def connection_operations(emulator: Emulator) -> list[Operation]:
    """List the operations."""
    connections = _Connections(emulator)
    return [
        Operation(
            method="GET",
            path="/connections",
            summary="List the long connections",
            handler=connections.list,
            answer=given({"connections": listed(_CONNECTION)}),
        ),
        Operation(
            method="POST",
            path="/connections/{id}/close",
            summary="End a connection by a goodbye or a reset, or let it go silent",
            handler=connections.close,
            body=_CLOSE,
            answer=_CONNECTION,
        ),
    ]


class _Connections:
    def __init__(self, emulator: Emulator) -> None:
        self._hub = emulator.core.hub

    async def list(self, _call: Call) -> Body:
        return {"connections": [connection_view(session) for session in self._hub.of_app()]}

    async def close(self, call: Call) -> Body:
        session = self._hub.sessions.get(call.id)
        if session is None:
            raise UnknownThing("connection", call.id)
        how = call.body.get("how", "close")
        if how == "close":
            await session.close(call.body.get("code", 1000), call.body.get("reason", ""))
        elif how == "reset":
            session.abort()
        else:
            session.freeze()
        return connection_view(session)
