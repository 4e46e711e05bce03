"""Tell a page what changes while it happens: server-sent events with numbers, so that it can resume."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from larkline.emulator.control.operations import Body, Call, Operation
from larkline.emulator.control.schemas import integer
from larkline.emulator.core import Core
from larkline.emulator.journal.feed import Change, Feed

__all__ = ["stream_operation"]

_HEARTBEAT = 15.0
_AT_ONCE = 100  #: So many changes are written, and then taken by the reader, before the next ones are looked up.
Rows = Callable[[Change], Body | None]


def stream_operation(core: Core, row_of: Rows) -> Operation:
    """
    Make ``GET /stream``.

    Args:
        row_of: Gives the view of what changed as it is now; None when there is none any more.
    """

    async def follow(call: Call) -> Response:
        given = call.request.headers.get("last-event-id", "")
        known = int(given) if given.isascii() and given.isdigit() and len(given) < 20 else None
        return _Following(core.feed, call.query.get("after", known), row_of)

    return Operation(
        method="GET",
        path="/stream",
        summary="Follow what changes, as server-sent events. The first is `ready`, or `resync` when changes after "
        "Last-Event-ID are forgotten; then each has its kind as its name, and {id, what, row} as its data.",
        handler=follow,
        query={"after": integer(about="as the header Last-Event-ID: the number of the last event that is known")},
        answer={"type": "string", "contentMediaType": "text/event-stream"},
    )


class _Following(Response):
    """
    A response that goes on until the reader goes, or the emulator stops.

    A reader that does not read is waited for with one batch in hand, not with everything that has changed since; when
    it reads again, and some of that is forgotten, it is told to look again.
    """

    media_type = "text/event-stream"

    def __init__(self, feed: Feed, known: int | None, row_of: Rows) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
        del self.headers["content-length"]
        self._feed = feed
        self._known = known
        self._row_of = row_of

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "GET":
            reader = asyncio.ensure_future(_gone(receive))
            try:
                await self._tell(send, reader)
            finally:
                reader.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, send: Any, reader: asyncio.Future[None]) -> None:
        feed = self._feed
        changes = [] if self._known is None else feed.since(self._known)
        first = "ready" if changes is not None else "resync"
        number = feed.last if changes is None or self._known is None else self._known
        text = _event(number, first, {})
        while not (reader.done() or feed.ended):
            for change in (changes or ())[:_AT_ONCE]:
                number = change.number
                text += _event(number, change.kind, self._data(change))
            if text:
                await send({"type": "http.response.body", "body": text.encode("utf-8", "replace"), "more_body": True})
            text = ""
            news = asyncio.ensure_future(feed.after(number))
            try:
                done, _ = await asyncio.wait({news, reader}, timeout=_HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()
            if not done:
                text = ": still there\n\n"
            changes = feed.since(number)
            if changes is None:
                number = feed.last
                text += _event(number, "resync", {})

    def _data(self, change: Change) -> Body:
        return {"id": change.id, "what": change.what, "row": self._row_of(change)}


def _event(number: int, name: str, data: Body) -> str:
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {number}\nevent: {name}\ndata: {written}\n\n"


async def _gone(receive: Any) -> None:
    """Wait until the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
