"""One end of a long connection alone, and messages for it."""

from __future__ import annotations

from larkline.wire.frames import CONTROL, DATA, Frame, encode_frame
from larkline.wire.long_connection import (
    LongConnection,
    Side,
)
from tests.wire.pair import SERVICE_ID

#: The ping of the official Python and Node SDKs.
PING = bytes.fromhex("0800100018f681801020002a0c0a0474797065120470696e67")


def app(**arguments) -> LongConnection:
    """Give the app's end, opened at 0 seconds, its first ping already sent."""
    connection = LongConnection(Side.APP, service_id=SERVICE_ID, now=0.0, **arguments)
    connection.messages_to_send()
    return connection


def platform(**arguments) -> LongConnection:
    """Give the platform's end, opened at 0 seconds."""
    return LongConnection(Side.PLATFORM, service_id=SERVICE_ID, now=0.0, **arguments)


def pong(payload: bytes | None) -> bytes:
    """Write a pong."""
    return encode_frame(Frame(0, 0, SERVICE_ID, CONTROL, (("type", "pong"),), payload=payload))


def data(payload: bytes | None = b"{}", method: int = DATA, **headers: str | None) -> bytes:
    """Write a data frame; a header that is None is left out."""
    pairs = {"type": "event", "message_id": "m", "sum": "1", "seq": "0", "trace_id": "t"} | headers
    kept = tuple((key, value) for key, value in pairs.items() if value is not None)
    return encode_frame(Frame(7, 9, SERVICE_ID, method, kept, payload=payload))


def happened(connection: LongConnection) -> list[object]:
    """Give every event so far."""
    return list(iter(connection.next_event, None))


def received(connection: LongConnection, message: bytes | str, now: float = 0.0) -> list[object]:
    """Let a message come in; give what happened."""
    connection.receive_message(message, now=now)
    return happened(connection)
