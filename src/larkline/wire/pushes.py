"""A delivery as frames: written by the platform, whole or in parts, and read by the app."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from larkline.errors import LocalProtocolError
from larkline.wire.events import FrameIgnored
from larkline.wire.frames import Frame

__all__ = ["MAX_MESSAGE_ID", "Push", "push_frames", "read_push"]

#: The longest ``message_id`` that is taken, in characters.
MAX_MESSAGE_ID = 512


class Push(NamedTuple):
    """
    One frame of a delivery.

    Attributes:
        message_id: The ``message_id`` header; not empty.
        trace_id: The ``trace_id`` header; empty when absent.
        total: Of how many parts this is one; 0 and 1 mean that it is whole.
        place: Of this part, from 0; means nothing when it is whole.
        payload: The part; empty when the field is absent.
    """

    message_id: str
    trace_id: str
    total: int
    place: int
    payload: bytes


def push_frames(
    frame: Frame, *, message_id: str, trace_id: str, kind: str, max_fragment_bytes: int | None
) -> list[Frame]:
    """
    Give the frames of a delivery; there is always one, and none of several is empty.

    Args:
        frame: What they have in common, with the whole payload.
        message_id: What the parts are put together by.
        trace_id: For the logs of the app.
        kind: The ``type`` header.
        max_fragment_bytes: The size of a part; None sends the payload whole.

    Raises:
        LocalProtocolError: The size of a part is not positive.
    """
    payload = frame.payload or b""
    if max_fragment_bytes is not None and max_fragment_bytes < 1:
        raise LocalProtocolError("a fragment holds at least one byte")
    size = max_fragment_bytes or len(payload) or 1
    parts = [payload[start : start + size] for start in range(0, len(payload), size)] or [b""]
    total = str(len(parts))
    return [
        replace(
            frame,
            headers=(
                ("type", kind),
                ("message_id", message_id),
                ("sum", total),
                ("seq", str(index)),
                ("trace_id", trace_id),
            ),
            payload=part,
        )
        for index, part in enumerate(parts)
    ]


def read_push(frame: Frame) -> Push | FrameIgnored:
    """
    Read a data frame of the platform; one that cannot be used gives the event that says so.

    The first header of a key counts. ``type`` is "event" or "card": the official SDKs drop the latter, we do not.
    Without ``sum``, or with 0 or 1, the payload is whole, and ``seq`` is only asked to be a number.
    """
    headers: dict[str, str] = {}
    for key, value in frame.headers:
        headers.setdefault(key, value)
    kind = headers.get("type")
    if kind != "event" and kind != "card":
        return FrameIgnored("a data frame without a type, or of an unknown one", "type")
    message_id = headers.get("message_id")
    if not message_id or len(message_id) > MAX_MESSAGE_ID:
        return FrameIgnored("a delivery without a message_id, or with one that is too long", "message_id")
    total = _number(headers.get("sum", "0"))
    if total is None:
        return FrameIgnored("the sum header of a delivery is no number", "sum")
    index = _number(headers.get("seq", "0" if total <= 1 else ""))
    if index is None:
        return FrameIgnored("the seq header of a delivery is absent or no number", "seq")
    return Push(message_id, headers.get("trace_id", ""), total, index, frame.payload or b"")


def _number(text: str) -> int | None:
    """Read a decimal number of up to nine digits; None when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
