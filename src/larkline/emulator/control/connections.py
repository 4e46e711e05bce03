"""The part of the control API that is about long connections."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from larkline.emulator.connection.attempts import REASONS
from larkline.emulator.connection.hub import Choice
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import BOTH, choice, either, flag, given, integer, listed, number, record, text
from larkline.emulator.control.views import connection_view

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["connection_operations"]

_CONNECTION = given(
    {
        "id": text(),
        "app_id": text(),
        "online": flag(),
        "pings": integer(),
        "end_reason": either(["string", "null"], "why it ended, in English; null while it is open"),
        "i18n": given({"end_reason": BOTH | {"type": ["object", "null"]}}, "end_reason in both languages"),
    }
)
_ATTEMPT = given(
    {
        "id": text(),
        "at": number(about="seconds since 1970-01-01 UTC"),
        "stage": choice(["discovery", "token", "handshake"]),
        "address": text(),
        "code": integer(),
        "kind": choice(list(REASONS)),
        "reason": BOTH,
    }
)
_CHOICE = record(
    {"how": choice(["random", "round_robin", "pinned"], "which connection gets the next delivery")},
    optional={"connection": text("the pinned one"), "seed": integer(about="begin anew with this seed")},
)
_CHOSEN = given(
    {
        "how": text(),
        "connection": text(),
        "seed": either(["integer", "null"], "what chance began with; null for nothing"),
    }
)
_CONFIG = record(
    optional={
        "ping_interval": integer(1, 86_400, "seconds"),
        "reconnect_interval": integer(1, 86_400, "seconds"),
        "reconnect_nonce": integer(0, 86_400, "seconds"),
        "reconnect_count": integer(-1, 10_000, "attempts; -1 for no end"),
    }
)
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
            summary="List the long connections, those that ended last, the last tries that were refused, and how one "
            "is chosen for a delivery",
            handler=connections.list,
            answer=given(
                {
                    "connections": listed(_CONNECTION),
                    "ended": listed(_CONNECTION),
                    "attempts": listed(_ATTEMPT, "the oldest first; none holds a secret"),
                    "choice": _CHOSEN,
                }
            ),
        ),
        Operation(
            method="POST",
            path="/connections/choice",
            summary="Say how the connection is chosen that gets a delivery",
            handler=connections.choose,
            body=_CHOICE,
            answer=_CHOSEN,
        ),
        Operation(
            method="POST",
            path="/connections/{id}/pause",
            summary="Give a connection no deliveries",
            handler=connections.pause,
            answer=_CONNECTION,
        ),
        Operation(
            method="POST",
            path="/connections/{id}/resume",
            summary="Give a connection deliveries again",
            handler=connections.resume,
            answer=_CONNECTION,
        ),
        Operation(
            method="POST",
            path="/connections/{id}/ping-config",
            summary="Tell a client, in its next pong, how to ping and reconnect",
            handler=connections.configure,
            body=_CONFIG,
            answer=_CONNECTION,
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
        self._attempts = emulator.core.attempts
        self._masked = emulator.core.journal.masked

    async def list(self, _call: Call) -> Body:
        return {
            "connections": [connection_view(session) for session in self._hub.of_app()],
            "ended": [connection_view(session) for session in self._hub.ended],
            "attempts": [self._masked(attempt.to_json()) for attempt in self._attempts.list()],
            "choice": self._choice(),
        }

    async def choose(self, call: Call) -> Body:
        self._hub.choose_by(Choice(call.body["how"], call.body.get("connection", "")), seed=call.body.get("seed"))
        return self._choice()

    def _choice(self) -> Body:
        return {**asdict(self._hub.choice), "seed": self._hub.seed}

    async def pause(self, call: Call) -> Body:
        session = self._hub.find(call.id)
        session.paused = True
        return connection_view(session)

    async def resume(self, call: Call) -> Body:
        session = self._hub.find(call.id)
        session.paused = False
        return connection_view(session)

    async def configure(self, call: Call) -> Body:
        session = self._hub.find(call.id)
        session.tell_config(replace(session.config, **call.body))
        return connection_view(session)

    async def close(self, call: Call) -> Body:
        session = self._hub.find(call.id)
        how = call.body.get("how", "close")
        if how == "close":
            await session.close(call.body.get("code", 1000), call.body.get("reason", ""))
        elif how == "reset":
            session.abort()
        else:
            session.freeze()
        return connection_view(session)
