"""What is remembered of one delivery, and of one call of the API: everything that was sent and came back, as bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from larkline.emulator.delivery.pushes import Push
from larkline.emulator.verdicts.judge import Reply
from larkline.emulator.verdicts.verdict import Verdict
from larkline.emulator.webhook.requests import HookRequest
from larkline.emulator.world.subscription import DeliveryMode

__all__ = ["ApiCall", "Client", "Exchange", "SeenFrame", "Tape", "places_of"]


@dataclass(frozen=True, slots=True)
class SeenFrame:
    """
    One frame of a long connection.

    Attributes:
        direction: ``out`` to the app, ``in`` from it.
        at: Seconds after the push began.
    """

    direction: Literal["out", "in"]
    at: float
    data: bytes = field(repr=False)


class Client(NamedTuple):
    """
    Who was at the other end of a connection.

    Attributes:
        sdk: What it calls itself; empty when it did not say.
        peer: Its address.
    """

    sdk: str
    peer: str


@dataclass(slots=True, eq=False, kw_only=True)
class Exchange:
    """
    One delivery and what came of it.

    Attributes:
        id: The ``message_id`` header the client saw, or the ``X-Request-Id`` of a webhook.
        push: What was delivered.
        connection: Id of the connection it went to; empty when none was online, and for a webhook.
        client: Who was at the other end of the connection; None without one.
        url: The address it went to; empty when none was saved, and for a long connection.
        attempt: 1 for the first push, more for an event that came again.
        pushed_at: Seconds since 1970-01-01 UTC.
        sent: The request a webhook got, encrypted and signed; None for a long connection.
        frames: What went over the long connection; none for a webhook.
        reply: The response, also when it came too late; None without one.
        reply_headers: Of a webhook's answer.
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
        replay_of: Id of the delivery that this one repeats; empty when it repeats none.
        chat: Where it happened; empty when nowhere.
        user: Open id of the person it is about; empty for nobody.
        pinned: Whether it is kept when the oldest ones go.
    """

    id: str
    push: Push
    connection: str = ""
    client: Client | None = None
    transport: DeliveryMode = "long_connection"
    url: str = ""
    attempt: int = 1
    pushed_at: float = 0.0
    sent: HookRequest | None = field(default=None, repr=False)
    frames: list[SeenFrame] = field(default_factory=list, repr=False)
    reply: Reply | None = None
    reply_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
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
    replay_of: str = ""
    chat: str = ""
    user: str = ""
    pinned: bool = False

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
            "event_id": self.push.event_id,
            "chat": self.chat or None,
            "user": self.user or None,
            "encrypted": self.sent is not None and self.sent.body != self.push.payload,
            "replay_of": self.replay_of or None,
            "pinned": self.pinned,
            "verdict": None if self.verdict is None else self.verdict.to_json(),
        }


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """One HTTP request and its answer, as they went over the platform's port."""

    query: str
    request_headers: tuple[tuple[str, str], ...] = field(repr=False)
    request_body: bytes = field(repr=False)
    response_headers: tuple[tuple[str, str], ...] = field(repr=False)
    response_body: bytes = field(repr=False)


def places_of(push: Push) -> tuple[str, str]:
    """Tell the chat and the person of a delivery, as far as its payload does."""
    try:
        document = json.loads(push.payload)
    except ValueError:
        return "", push.open_id
    event = document.get("event", document) if isinstance(document, dict) else {}
    event = event if isinstance(event, dict) else {}
    chat = _first(event, ("context", "open_chat_id"), ("message", "chat_id"), ("chat_id",), ("open_chat_id",))
    user = push.open_id or _first(
        event, ("operator", "open_id"), ("operator", "operator_id", "open_id"), ("sender", "sender_id", "open_id")
    )
    return chat, user


def _first(event: dict[str, Any], *paths: tuple[str, ...]) -> str:
    for path in paths:
        found: Any = event
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, str) and found:
            return found
    return ""
