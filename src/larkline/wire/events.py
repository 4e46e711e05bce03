"""What happens on a long connection, told to the shell that drives it; and how often it happened."""

from __future__ import annotations

from dataclasses import dataclass

from larkline.wire.delivery import Delivery
from larkline.wire.endpoint import ClientConfig
from larkline.wire.frames import Frame

__all__ = [
    "IGNORED_CODES",
    "ConfigChanged",
    "Counters",
    "DeliveryReceived",
    "Event",
    "FrameIgnored",
    "PeerSilent",
    "PingReceived",
    "PongReceived",
    "ProbeDue",
    "ResponseDue",
    "ResponseReceived",
]

#: Why a frame can lead to nothing: a text message, bytes that are no frame, an unknown method or type, a delivery or a
#: response without a usable message_id, a sum or seq header that is no number, a fragment that cannot belong to its
#: payload, a payload whose fragments did not all come in time, a pong with a payload that is no configuration.
IGNORED_CODES = (
    "text",
    "malformed",
    "method",
    "type",
    "message_id",
    "sum",
    "seq",
    "fragment",
    "incomplete",
    "pong",
)


@dataclass(frozen=True, slots=True)
class DeliveryReceived:
    """A delivery is complete; answer it with :meth:`LongConnection.respond`."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class ResponseDue:
    """The response to a delivery must leave now; told once, and only while it is unanswered."""

    delivery_id: str


@dataclass(frozen=True, slots=True)
class FrameIgnored:
    """
    Something that came leads to nothing.

    Attributes:
        reason: One sentence for the log.
        code: A short name for counters, one of :data:`IGNORED_CODES`.
    """

    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class ConfigChanged:
    """The platform has sent another configuration."""

    config: ClientConfig


@dataclass(frozen=True, slots=True)
class ProbeDue:
    """Nothing has come for a while: send a ping of the link itself (RFC 6455)."""


@dataclass(frozen=True, slots=True)
class PeerSilent:
    """The peer is gone: nothing has come since *since*, in spite of the probe. The connection is closed."""

    since: float


@dataclass(frozen=True, slots=True)
class PongReceived:
    """The platform answered our ping after *round_trip* seconds."""

    round_trip: float


@dataclass(frozen=True, slots=True)
class PingReceived:
    """An app has sent a ping with this service id; its pong is among the messages to send."""

    service: int


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """
    An app has answered a delivery.

    Attributes:
        delivery_id: The ``message_id`` of the delivery.
        status: The ``code`` of the response; 0 when it cannot be read.
        body: The decoded ``data``; None when that is absent, null or unreadable.
        data_text: ``data`` as it came, in base64; None when absent or null.
        took_ms: The ``biz_rt`` header as it came; None when absent.
        frame: The whole frame.
        problem: What is wrong with the response; None when nothing is.
    """

    delivery_id: str
    status: int
    body: bytes | None
    data_text: str | None
    took_ms: str | None
    frame: Frame
    problem: str | None


Event = (
    DeliveryReceived
    | ResponseDue
    | FrameIgnored
    | ConfigChanged
    | ProbeDue
    | PeerSilent
    | PongReceived
    | PingReceived
    | ResponseReceived
)


@dataclass(slots=True)
class Counters:
    """
    What has happened on a connection so far, for status pages.

    Attributes:
        frames_in: Messages that came, good and bad.
        frames_out: Frames handed out to be sent.
        ignored: Bad messages, and payloads that never became complete.
        deliveries: Complete deliveries: received on the app's side, pushed on the platform's.
        responses: Responses: given on the app's side, received on the platform's.
        repeated: Deliveries that joined one with the same id, still unanswered.
    """

    frames_in: int = 0
    frames_out: int = 0
    ignored: int = 0
    deliveries: int = 0
    responses: int = 0
    repeated: int = 0
