"""What was exchanged, in the order it began: bounded in memory, and in a file that only its owner can read."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from larkline.emulator.both import Both
from larkline.emulator.errors import UnknownThing
from larkline.emulator.journal.archive import Archive
from larkline.emulator.journal.details import (
    kept_call,
    kept_delivery,
    masked,
    shown_call,
    shown_delivery,
    summary_of,
)
from larkline.emulator.journal.exchange import ApiCall, Exchange, Tape, places_of
from larkline.emulator.journal.feed import Change, Feed
from larkline.emulator.journal.masking import Masker

__all__ = ["ApiCall", "Exchange", "Journal", "temporary_journal"]

_KEPT = 5_000
_KEPT_BYTES = 200 * 1024 * 1024
_RELATED_SECONDS = 3.0  # calls until so long after the response are taken for its consequence

Row = dict[str, Any]
_OWN_ID = re.compile("dlv_[0-9]+_", re.ASCII)


def temporary_journal() -> Path:
    """Give the path of a journal in a new folder of its own, which only its owner can enter."""
    return Path(tempfile.mkdtemp(prefix="larkline-")) / "journal.sqlite3"


def _weight(exchange: Exchange) -> int:
    """Tell how many bytes a delivery takes."""
    sent = 0 if exchange.sent is None else len(exchange.sent.body)
    reply = 0 if exchange.reply is None or exchange.reply.body is None else len(exchange.reply.body)
    return len(exchange.push.payload) + sent + reply + sum(len(frame.data) for frame in exchange.frames)


class Journal:
    """
    The record of a run, and of those before it that wrote to the same file.

    The oldest entries are forgotten, unless they are pinned.

    Args:
        masker: Applied to everything that is written to the file or shown.
        path: File to write to; None for none. It is made readable by its owner only.
        feed: Told of each entry.
        kept: How many deliveries, and how many API calls, are kept.
        kept_bytes: How many bytes of deliveries are kept, and how many of API calls.
    """

    def __init__(
        self,
        masker: Masker,
        path: Path | None = None,
        *,
        feed: Feed | None = None,
        kept: int = _KEPT,
        kept_bytes: int = _KEPT_BYTES,
    ) -> None:
        self.path = path
        self.judged = 0  #: How many deliveries have had their verdict.
        self.unimplemented = 0  #: How many API calls went to a path that is not emulated.
        self._exchanges: dict[str, Exchange] = {}
        self._calls: dict[str, ApiCall] = {}
        self._tapes: dict[str, Tape] = {}
        self._earlier: dict[str, Row] = {}  # rows of earlier runs, and of sessions that were loaded
        self._loaded: dict[str, Row] = {}  # those of sessions, in full
        self._weights: dict[str, int] = {}
        self._kept = kept
        self._kept_bytes = kept_bytes
        self._bytes = 0
        self._call_bytes = 0
        self.signed_by: Callable[[Exchange], Row | None] = lambda _exchange: None  #: Shows how a request was signed.
        self._feed = feed or Feed()
        self._masker = masker
        self._archive = None if path is None else Archive(path, kept=kept, kept_bytes=kept_bytes)
        if self._archive is not None:
            self._earlier = {row["id"]: {"pinned": False, **row} for row in self._archive.summaries("delivery")}

    def __iter__(self) -> Iterator[Exchange]:
        return iter(list(self._exchanges.values()))

    def __len__(self) -> int:
        return len(self._exchanges)

    # --- written by the engine and the doors --------------------------------------------------------------------------

    def begin(self, exchange: Exchange) -> None:
        """Enter a delivery that is being pushed."""
        exchange.chat, exchange.user = places_of(exchange.push)
        self._exchanges[exchange.id] = exchange
        self._weigh(exchange)
        self._feed.tell("delivery", "begun", exchange.id)

    def end(self, exchange: Exchange) -> None:
        """Write down a delivery that has its verdict."""
        self.judged += 1
        self._weigh(exchange)
        self._keep(exchange)
        self._feed.tell("delivery", "finished", exchange.id)

    def amend(self, exchange: Exchange) -> None:
        """Write down a delivery whose verdict became worse after all, or whose response came late."""
        self._keep(exchange)
        self._feed.tell("delivery", "amended", exchange.id)

    def call(self, call: ApiCall) -> None:
        """Enter a call of the API."""
        self._calls[call.id] = call
        while len(self._calls) > self._kept or (self._call_bytes > self._kept_bytes and len(self._calls) > 1):
            oldest = next(iter(self._calls))
            del self._calls[oldest]
            self._forget_tape(oldest)
        if not call.implemented:
            self.unimplemented += 1
        self._keep_call(call)
        self._feed.tell("api_call", "made", call.id)

    def attach(self, call_id: str, tape: Tape) -> None:
        """Enter the bytes of a call that was entered before."""
        call = self._calls.get(call_id)
        if call is not None:
            self._tapes[call_id] = tape
            self._call_bytes += len(tape.request_body) + len(tape.response_body)
            self._keep_call(call)

    def pin(self, delivery_id: str, *, pinned: bool) -> Row:
        """
        Keep a delivery when the oldest ones go, or no longer. Gives its row.

        Raises:
            UnknownThing: There is none with this id.
        """
        exchange = self._exchanges.get(delivery_id)
        if exchange is not None:
            exchange.pinned = pinned
            self._keep(exchange)
        elif delivery_id in self._earlier:
            for row in (self._earlier[delivery_id], self._loaded.get(delivery_id, {})):
                row["pinned"] = pinned
            if self._archive is not None:
                self._archive.pin(delivery_id, pinned=pinned)
        row_now = self.row(delivery_id)
        if row_now is None:
            raise UnknownThing("delivery", delivery_id)
        self._feed.tell("delivery", "pinned" if pinned else "unpinned", delivery_id)
        return row_now

    # --- read ---------------------------------------------------------------------------------------------------------

    def get(self, delivery_id: str) -> Exchange | None:
        """Give a delivery of this run; None when it is not in memory."""
        return self._exchanges.get(delivery_id)

    def find(self, delivery_id: str) -> Exchange:
        """
        Give a delivery of this run.

        Raises:
            UnknownThing: There is none with this id in memory.
        """
        exchange = self._exchanges.get(delivery_id)
        if exchange is None:
            raise UnknownThing("delivery", delivery_id)
        return exchange

    def row(self, delivery_id: str) -> Row | None:
        """Give the row of a delivery of this run or an earlier one, masked; None when it is not there."""
        exchange = self._exchanges.get(delivery_id)
        return self._earlier.get(delivery_id) if exchange is None else masked(exchange.summary(), self._masker)

    def page(
        self,
        *,
        after: str = "",
        before: str | None = None,
        limit: int = 100,
        passes: Callable[[Row], bool] = lambda _row: True,
    ) -> tuple[list[Row], str | None]:
        """
        Give rows in the order the deliveries were pushed, those of earlier runs first.

        Args:
            after: Id of the last one of the page before; empty for the oldest page.
            before: Id of the first one of the page after, empty for the newest page, to go back; None to go on.
            passes: Tells which ones are wanted.

        Returns:
            The rows, and what to give as *after* or *before* for the next page; None when there is none.

        Raises:
            UnknownThing: There is no delivery with the id *after* or *before*, or none any more.
        """
        known = after if before is None else before
        if known and known not in self._earlier and known not in self._exchanges:
            raise UnknownThing(
                "delivery",
                known,
                Both("it may have been forgotten; begin again without it", "它可能已被清理；请不带它重新开始"),
            )
        ids = self.ids() if before is None else self.ids()[::-1]
        found: list[Row] = []
        following = None
        for delivery_id in ids[ids.index(known) + 1 :] if known else ids:
            exchange = self._exchanges.get(delivery_id)
            row = self._earlier[delivery_id] if exchange is None else exchange.summary()
            if passes(row):
                if len(found) == limit:
                    following = found[-1]["id"]
                    break
                found.append(row if exchange is None else masked(row, self._masker))
        return found if before is None else found[::-1], following

    @contextmanager
    def passing(self, passes: Callable[[Row], bool]) -> Iterator[dict[str, Exchange]]:
        """
        Give the deliveries of this run that have their verdict and pass, by id; kept up to date inside the block.

        Only what has changed is looked at again, so that a long journal does not slow those who wait.
        """
        found: dict[str, Exchange] = {}

        def look(exchange: Exchange) -> None:
            if exchange.verdict is not None and passes(exchange.summary()):
                found[exchange.id] = exchange
            else:
                found.pop(exchange.id, None)

        def changed(change: Change) -> None:
            if change.kind == "reset" and change.what in ("all", "journal"):
                found.clear()
            elif change.kind == "delivery" and (exchange := self._exchanges.get(change.id)) is not None:
                look(exchange)

        for exchange in self:
            look(exchange)
        self._feed.listeners.append(changed)
        try:
            yield found
        finally:
            self._feed.listeners.remove(changed)

    def kept(self, delivery_id: str) -> Row:
        """
        Give a delivery as it is kept, masked.

        Raises:
            UnknownThing: There is none.
        """
        exchange = self._exchanges.get(delivery_id)
        if exchange is not None:
            return self._kept_now(exchange)
        found = self._loaded.get(delivery_id)
        if found is None and self._archive is not None and delivery_id in self._earlier:
            found = self._archive.detail(delivery_id)
        if found is None:
            raise UnknownThing("delivery", delivery_id)
        return found

    def detail(self, delivery_id: str) -> Row:
        """
        Give everything about a delivery, with what stands around it.

        Raises:
            UnknownThing: There is none.
        """
        kept = self.kept(delivery_id)
        return {**shown_delivery(kept), "related": self._related(kept)}

    def call_detail(self, call_id: str) -> Row:
        """
        Give everything about a call of the API.

        Raises:
            UnknownThing: There is none.
        """
        call = self._calls.get(call_id)
        if call is None:
            raise UnknownThing("call", call_id)
        return shown_call(kept_call(call, self._tapes.get(call_id), self._masker))

    def last_number(self) -> int:
        """Give the number in the newest id of earlier runs; 0 without one."""
        numbers = [int(id_.split("_")[1]) for id_ in self._earlier if _OWN_ID.match(id_)]
        return max(numbers, default=0)

    def find_call(self, call_id: str) -> ApiCall | None:
        """Give a call of the API; None when it is not in memory."""
        return self._calls.get(call_id)

    def calls(self, *, limit: int = 100) -> list[ApiCall]:
        """Give the newest calls of the API, oldest first."""
        return list(self._calls.values())[-limit:]

    def ids(self) -> list[str]:
        """Give the ids of all deliveries, in the order of their rows."""
        return [*self._earlier, *self._exchanges]

    def masked(self, row: Row) -> Row:
        """Take out of a row what nobody should read."""
        return masked(row, self._masker)

    def load(self, rows: list[Row]) -> int:
        """Take in deliveries of another run, as :meth:`kept` gives them; gives how many were new."""
        new = [row for row in rows if row["id"] not in self._exchanges and row["id"] not in self._earlier]
        for row in new:
            self._earlier[row["id"]] = {"pinned": False, **summary_of(row)}
            self._loaded[row["id"]] = row
            self._feed.tell("delivery", "loaded", row["id"])
        return len(new)

    # --- the end ------------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Forget everything in memory; the file stays as it is."""
        for each in (self._exchanges, self._calls, self._tapes, self._earlier, self._loaded, self._weights):
            each.clear()
        self._bytes = self._call_bytes = 0
        self.judged = self.unimplemented = 0

    def flush(self) -> None:
        """Wait until everything is in the file."""
        if self._archive is not None:
            self._archive.flush()

    def close(self) -> None:
        """Close the file; harmless when done before."""
        if self._archive is not None:
            self._archive.close()

    def _related(self, kept: Row) -> Row:
        """Find what stands around a delivery: neighbours in the chat, other attempts, calls made while handling it."""
        rows = [(row["id"], row["chat"], row["event_id"], row["replay_of"]) for row in self._earlier.values()]
        rows += [(each.id, each.chat, each.push.event_id, each.replay_of) for each in self._exchanges.values()]
        at = next((index for index, row in enumerate(rows) if row[0] == kept["id"]), 0)
        same_chat = [id_ if kept["chat"] and chat == kept["chat"] else None for id_, chat, _, _ in rows]
        until = kept["pushed_at"] + (kept["duration_ms"] or 0.0) / 1000 + _RELATED_SECONDS
        return {
            "previous": next((id_ for id_ in reversed(same_chat[:at]) if id_), None),
            "next": next((id_ for id_ in same_chat[at + 1 :] if id_), None),
            "attempts": [id_ for id_, _, event_id, _ in rows if event_id == kept["event_id"]],
            "replays": [id_ for id_, _, _, replay_of in rows if replay_of == kept["id"]],
            "api_calls": [
                call.to_json()
                for call in self._calls.values()
                if call.app_id == kept["app_id"] and kept["pushed_at"] <= call.at <= until
            ],
        }

    def _weigh(self, exchange: Exchange) -> None:
        """Count the bytes of a delivery anew, and let the oldest go when there are too many, but no pinned one."""
        weight = _weight(exchange)
        self._bytes += weight - self._weights.get(exchange.id, 0)
        self._weights[exchange.id] = weight
        while len(self._exchanges) > self._kept or self._bytes > self._kept_bytes:
            oldest = next((id_ for id_, each in self._exchanges.items() if not each.pinned), None)
            if oldest is None or oldest == next(reversed(self._exchanges)):
                return
            del self._exchanges[oldest]
            self._bytes -= self._weights.pop(oldest, 0)

    def _keep(self, exchange: Exchange) -> None:
        if self._archive is not None:
            self._archive.put("delivery", exchange.id, lambda: self._kept_now(exchange))

    def _kept_now(self, exchange: Exchange) -> Row:
        return kept_delivery(exchange, self._masker, self.signed_by(exchange))

    def _keep_call(self, call: ApiCall) -> None:
        if self._archive is not None:
            tape = self._tapes.get(call.id)
            self._archive.put("api_call", call.id, lambda: kept_call(call, tape, self._masker))

    def _forget_tape(self, call_id: str) -> None:
        tape = self._tapes.pop(call_id, None)
        if tape is not None:
            self._call_bytes -= len(tape.request_body) + len(tape.response_body)
