"""A delivery and the response to it: what crosses the border between the wire and the dispatcher."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Delivery", "Response"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    One push of the platform, complete and still undecoded.

    Attributes:
        id: What the logs, the journal and the console call it: the ``message_id`` header of a long connection, or
            the request id of a webhook.
        payload: The JSON document as it arrived: plaintext UTF-8, not yet checked.
        received_at: When its last byte came, in seconds on the clock of the app.
        transport: The door it came through.
        trace_id: The platform's id for its own logs; may be empty.
        kind: An event or a callback ("delivery"), or an old card callback, whose body has no envelope.
        refresh_token: Header ``X-Refresh-Token`` of an old card callback.
    """

    id: str
    payload: bytes = field(repr=False)  # it holds the verification token
    received_at: float
    transport: Literal["long_connection", "webhook"] = "long_connection"
    trace_id: str = ""
    kind: Literal["delivery", "legacy_card"] = "delivery"
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """
    What goes back for a delivery, before a door dresses it.

    Attributes:
        status: 200 when handled, 500 when not; the HTTP status of a webhook, the ``code`` of a response frame.
        body: JSON of the response to a callback; None when there is nothing to say, as for an event.
    """

    status: int
    body: bytes | None = None
