"""The part of the control API that delivers again, and compares what came back."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from larkline.emulator.control.deliveries import DELIVERY
from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.rows import Rows
from larkline.emulator.control.schemas import choice, flag, given, listed, record, text
from larkline.emulator.delivery.replay import Replay, begin_replay, replay_all
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.journal.reply_diff import compare

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["replay_operations"]

_MODE = choice(["as_sent", "as_new", "edited"], "as_sent unless given; edited when something is changed")
_HOW = {
    "mode": _MODE,
    "set": record(rest=True, about="path to value, such as event.action.value"),
    "connection": text("over which long connection"),
    "url": text("to which webhook"),
    "confirm": flag("whether it may be of another machine: a person has agreed to it"),
    "wait": flag("whether to come back only with the verdict; false unless given"),
}


def replay_operations(emulator: Emulator, rows: Rows) -> list[Operation]:
    """List the operations."""
    replays = _Replays(emulator, rows)
    return [
        Operation(
            method="POST",
            path="/deliveries/{id}/replay",
            summary="Deliver again: as sent, as new (new ids, times and tokens, signed and encrypted anew), or edited",
            handler=replays.one,
            body=record(optional={**_HOW, "payload": record(rest=True, about="what is delivered instead")}),
            answer=given({"delivery": DELIVERY}),
        ),
        Operation(
            method="POST",
            path="/replays",
            summary="Deliver several again, in order, as fast as possible or with the time that lay between them",
            handler=replays.several,
            body=record(
                {"deliveries": listed(text(), minItems=1, maxItems=1000)},
                {**_HOW, "pace": choice(["fast", "original"], "fast unless given")},
            ),
            answer=given({"deliveries": listed(DELIVERY)}),
        ),
        Operation(
            method="GET",
            path="/deliveries/{id}/diff",
            summary="Compare the responses to two deliveries",
            handler=replays.diff,
            query={"with": text("id of the other one; the delivery it repeats unless given")},
            answer=given({"a": text(), "b": text(), "same": flag(), "changes": listed(given({"path": text()}))}),
        ),
    ]


class _Replays:
    def __init__(self, emulator: Emulator, rows: Rows) -> None:
        self._core = emulator.core
        self._rows = rows

    async def one(self, call: Call) -> Body:
        with self._allowing(call.body):
            exchange = begin_replay(self._core, call.id, _replay(call.body))
        return {"delivery": await self._shown(exchange, call.body)}

    async def several(self, call: Call) -> Body:
        body = call.body
        with self._allowing(body):
            begun = await replay_all(
                self._core, body["deliveries"], _replay(body), original_pace=body.get("pace") == "original"
            )
        return {"deliveries": [await self._shown(exchange, body) for exchange in begun]}

    def _allowing(self, body: Body) -> AbstractContextManager[None]:
        """Let the address be sent to, if there is one, and it is of this machine or confirmed."""
        urls = [body["url"]] if body.get("url") else []
        return self._core.webhooks.allowing(urls, confirmed=body.get("confirm", False))

    async def diff(self, call: Call) -> Body:
        b = self._core.journal.kept(call.id)
        return compare(self._core.journal.kept(call.query.get("with") or b["replay_of"] or call.id), b)

    async def _shown(self, exchange: Exchange, body: Body) -> Body:
        if body.get("wait"):
            await self._core.engine.finished(exchange)
        return self._rows.masked(exchange.summary())


def _replay(body: Body) -> Replay:
    changed = "set" in body or "payload" in body
    return Replay(
        mode=body.get("mode", "edited" if changed else "as_sent"),
        edits=body.get("set", {}),
        payload=body.get("payload"),
        connection=body.get("connection", ""),
        url=body.get("url", ""),
    )
