"""The response to a delivery as a frame: written by the app, read by the platform."""

from __future__ import annotations

import binascii
from dataclasses import dataclass

from larkline.wire.delivery import Response
from larkline.wire.endpoint import decode_json
from larkline.wire.frames import Frame

__all__ = ["NO_BASE64", "ReadResponse", "read_response", "response_frame"]

#: What is said of ``data`` that cannot be decoded.
NO_BASE64 = "data of the response is no base64"


@dataclass(frozen=True, slots=True)
class ReadResponse:
    """
    What a response frame says.

    Attributes:
        status: The ``code`` of its payload; 0 when it cannot be read.
        body: The decoded ``data``; None when that is absent, null or unreadable.
        data_text: ``data`` as it came, still in base64; None when absent or null.
        took_ms: The ``biz_rt`` header as it came, milliseconds that the client says it took; None when absent.
        problem: What is wrong with the response; None when nothing is.
    """

    status: int
    body: bytes | None
    data_text: str | None
    took_ms: str | None
    problem: str | None


def response_frame(delivered: Frame, response: Response, *, took: float) -> Frame:
    """
    Make the response frame: the frame of the delivery with another payload and a ``biz_rt`` header.

    Args:
        delivered: The frame that made the delivery complete.
        response: What to answer.
        took: Seconds from the complete delivery to the response; written as whole milliseconds, at least 0.

    Source: lark-oapi 1.7.5, ws/client.py (observed).
    """
    if response.body is None:
        payload = b'{"code":%d}' % response.status
    else:
        data = binascii.b2a_base64(response.body, newline=False)
        payload = b'{"code":%d,"data":"%b"}' % (response.status, data)
    return Frame(
        delivered.seq_id,
        delivered.log_id,
        delivered.service,
        delivered.method,
        (*delivered.headers, ("biz_rt", str(max(0, int(took * 1000))))),
        delivered.payload_encoding,
        delivered.payload_type,
        payload,
        delivered.log_id_new,
        delivered.unknown,
    )


def read_response(frame: Frame) -> ReadResponse:
    """
    Read a response frame of any SDK: ``data`` may be absent, null or base64 of any JSON, ``biz_rt`` may be anything.

    Never raises; what cannot be read is told in ``problem``.
    """
    took_ms = frame.header("biz_rt")
    status = 0
    body: bytes | None = None
    data: object = None
    problem: str | None = None
    try:
        members = decode_json(frame.payload or b"")
    except ValueError:
        return ReadResponse(0, None, None, took_ms, "the payload of the response is no JSON")
    if not isinstance(members, dict):
        return ReadResponse(0, None, None, took_ms, "the payload of the response is no JSON object")
    code = members.get("code")
    if type(code) is int:
        status = code
    else:
        problem = "the response has no number as code"
    data = members.get("data")
    if data is None:
        return ReadResponse(status, None, None, took_ms, problem)
    if not isinstance(data, str):
        return ReadResponse(status, None, None, took_ms, problem or "data of the response is no text")
    try:
        body = binascii.a2b_base64(data.encode(), strict_mode=True)
        decode_json(body)
    except binascii.Error:
        problem = problem or NO_BASE64
    except ValueError:
        problem = problem or "data of the response is no JSON in base64"
    return ReadResponse(status, body, data, took_ms, problem)
