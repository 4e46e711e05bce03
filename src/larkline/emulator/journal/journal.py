"""What was exchanged, in the order it began: in memory, and in a file of JSON lines that only its owner can read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from larkline.emulator.delivery.pushes import Push
from larkline.emulator.errors import UnknownThing
from larkline.emulator.journal.feed import Feed
from larkline.emulator.journal.masking import MASK, Masker
from larkline.emulator.verdicts.judge import Reply, Verdict
from larkline.emulator.webhook.requests import HookRequest
from larkline.emulator.world.subscription import DeliveryMode
from larkline.wire.request_headers import REFRESH_TOKEN

__all__ = ["ApiCall", "Exchange", "Journal", "temporary_journal"]

_KEPT = 10_000
_KEPT_BYTES = 64 * 1024 * 1024


@dataclass(slots=True, eq=False, kw_only=True)
class Exchange:
    """
    One delivery and what came of it.

    Attributes:
        id: The ``message_id`` header the client saw, or the ``X-Request-Id`` of a webhook.
        push: What was delivered.
        connection: Id of the connection it went to; empty when none was online, and for a webhook.
        url: The address it went to; empty when none was saved, and for a long connection.
        attempt: 1 for the first push, more for an event that came again.
        pushed_at: Seconds since 1970-01-01 UTC.
        sent: The request a webhook got, encrypted and signed; None for a long connection.
        reply: The response, also when it came too late; None without one.
        duration: Seconds from the push to the response, or to the verdict without one; None until then.
        late_by: Seconds past the limit at which a response still came; None when it did not.
        claimed_ms: Milliseconds the client says it took, as it wrote them; not to be relied on.
        verdict: How it ended; None while it is under way.
        error: What a handler of an app in this process raised; None when nothing.
        response: The body of the response that was accepted; None when there was none.
        copies: How often the same thing was sent, when a fault made it come more than once.
        more_replies: The responses to it after the first one.
        faults: What went wrong with it on purpose, each as its id and name.
        order: The place of its send among all sends; 0 before.
        started: When it was pushed, in seconds on the clock of its connection, or of the way to the webhook.
    """

    id: str
    push: Push
    connection: str = ""
    transport: DeliveryMode = "long_connection"
    url: str = ""
    attempt: int = 1
    pushed_at: float = 0.0
    sent: HookRequest | None = field(default=None, repr=False)
    reply: Reply | None = None
    duration: float | None = None
    late_by: float | None = None
    claimed_ms: str | None = None
    verdict: Verdict | None = None
    error: BaseException | None = None
    response: dict[str, Any] | None = None
    copies: int = 1
    more_replies: list[Reply] = field(default_factory=list)
    faults: tuple[str, ...] = ()
    order: int = 0
    started: float = 0.0

    @property
    def type(self) -> str:
        """The type of the event or callback."""
        return self.push.type

    def summary(self) -> dict[str, Any]:
        """Give the row of the control API."""
        return {
            "id": self.id,
            "type": self.type,
            "app_id": self.push.app_id,
            "transport": self.transport,
            "connection": self.connection or None,
            "url": self.url or None,
            "attempt": self.attempt,
            "copies": self.copies,
            "faults": list(self.faults),
            "order": self.order,
            "pushed_at": self.pushed_at,
            "duration_ms": None if self.duration is None else round(self.duration * 1000, 3),
            "late_by_ms": None if self.late_by is None else round(self.late_by * 1000, 3),
            "verdict": None if self.verdict is None else self.verdict.to_json(),
        }

    def detail(self) -> dict[str, Any]:
        """Give the row with what was sent and what came back; holds tokens."""
        reply = self.reply
        return {
            **self.summary(),
            "event_id": self.push.event_id,
            "message_id": self.push.message_id or None,
            "operator": self.push.open_id or None,
            "request": self.push.payload.decode("utf-8", "replace"),
            "sent": None if self.sent is None else _shown(self.sent, self.push.payload),
            "response": None if reply is None else _answer(reply),
            "more_responses": [_answer(reply) for reply in self.more_replies],
            "claimed_ms": self.claimed_ms,
            "error": None if self.error is None else f"{type(self.error).__name__}: {self.error}",
        }


def _answer(reply: Reply) -> dict[str, Any]:
    """Give a response for the control API."""
    body = None if reply.body is None else reply.body.decode("utf-8", "replace")
    return {"code": reply.status, "body": body, "problem": reply.problem}


def _shown(request: HookRequest, payload: bytes) -> dict[str, Any]:
    """Give a request as it left, for the control API; its body only when it was encrypted."""
    headers = {name: MASK if name == REFRESH_TOKEN else value for name, value in request.headers.items()}
    return {"headers": headers, "body": None if request.body == payload else request.body.decode("utf-8", "replace")}


def _weight(exchange: Exchange) -> int:
    """Tell how many bytes the requests of a delivery take: as it is, and for a webhook encrypted, too."""
    return len(exchange.push.payload) * (3 if exchange.transport == "webhook" else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """One call of the platform's API by an app."""

    id: str
    at: float
    method: str
    path: str
    status: int
    code: int
    duration: float
    app_id: str = ""
    implemented: bool = True
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the row of the control API."""
        return {
            "id": self.id,
            "at": self.at,
            "app_id": self.app_id or None,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "code": self.code,
            "duration_ms": round(self.duration * 1000, 3),
            "implemented": self.implemented,
            "fault": self.fault or None,
        }


def temporary_journal() -> Path:
    """Give the path of a journal in a new folder of its own, which only its owner can enter."""
    return Path(tempfile.mkdtemp(prefix="larkline-")) / "journal.jsonl"


class Journal:
    """
    The record of a run; the oldest entries fall out of memory, never out of the file.

    Args:
        masker: Applied to everything that is written to the file.
        path: File to append to; None for none. It is made readable by its owner only.
        feed: Told of each entry.
        kept: How many exchanges, and how many API calls, stay in memory.
        kept_bytes: How many bytes of requests stay in memory.
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
        self._kept = kept
        self._kept_bytes = kept_bytes
        self._bytes = 0
        self._feed = feed or Feed()
        self._masker = masker
        self._file = None if path is None else os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if path is not None:
            path.chmod(0o600)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(list(self._exchanges.values()))

    def __len__(self) -> int:
        return len(self._exchanges)

    def begin(self, exchange: Exchange) -> None:
        """Enter a delivery that is being pushed."""
        self._exchanges[exchange.id] = exchange
        self._bytes += _weight(exchange)
        while len(self._exchanges) > self._kept or (self._bytes > self._kept_bytes and len(self._exchanges) > 1):
            oldest = self._exchanges.pop(next(iter(self._exchanges)))
            self._bytes -= _weight(oldest)
        self._feed.tell("delivery", "begun", exchange.id)

    def end(self, exchange: Exchange) -> None:
        """Write down a delivery that has its verdict."""
        self.judged += 1
        self._feed.tell("delivery", "finished", exchange.id)
        self._write({"kind": "exchange", **exchange.detail()})

    def amend(self, exchange: Exchange) -> None:
        """Write down a delivery whose verdict became worse after all, or whose response came late."""
        self._feed.tell("delivery", "amended", exchange.id)
        self._write({"kind": "amendment", **exchange.detail()})

    def call(self, call: ApiCall) -> None:
        """Enter a call of the API."""
        self._calls[call.id] = call
        if len(self._calls) > self._kept:
            del self._calls[next(iter(self._calls))]
        if not call.implemented:
            self.unimplemented += 1
        self._feed.tell("api_call", "made", call.id)
        self._write({"kind": "api_call", **call.to_json()})

    def get(self, delivery_id: str) -> Exchange | None:
        """Give a delivery; None when it is not in memory."""
        return self._exchanges.get(delivery_id)

    def find(self, delivery_id: str) -> Exchange:
        """
        Give a delivery.

        Raises:
            UnknownThing: There is none with this id in memory.
        """
        exchange = self._exchanges.get(delivery_id)
        if exchange is None:
            raise UnknownThing("delivery", delivery_id)
        return exchange

    def page(self, *, after: str = "", limit: int = 100) -> tuple[list[Exchange], str | None]:
        """
        Give deliveries in the order they were pushed.

        Args:
            after: Id of the last one of the page before; ids sort in that order.

        Returns:
            The deliveries, and what to give as *after* for the next page; None when there is none.
        """
        rest = (exchange for exchange in self._exchanges.values() if exchange.id > after)
        found = list(islice(rest, limit + 1))
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def find_call(self, call_id: str) -> ApiCall | None:
        """Give a call of the API; None when it is not in memory."""
        return self._calls.get(call_id)

    def calls(self, *, limit: int = 100) -> list[ApiCall]:
        """Give the newest calls of the API, oldest first."""
        return list(self._calls.values())[-limit:]

    def clear(self) -> None:
        """Forget everything in memory; the file stays as it is."""
        self._exchanges.clear()
        self._calls.clear()
        self._bytes = 0
        self.judged = self.unimplemented = 0

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write(self, row: dict[str, Any]) -> None:
        if self._file is not None:
            line = self._masker.mask(json.dumps(row, ensure_ascii=False, default=str))
            os.write(self._file, line.encode("utf-8", "replace") + b"\n")
