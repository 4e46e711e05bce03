"""
Everything that can be shown of a delivery, without tokens and secrets.

First it is put together and masked in the form in which it is kept, with frames as base64; then it is unfolded for a
reader. The two steps give the same view of a delivery of this run and of one read from a file. Pure.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from larkline.emulator.both import said
from larkline.emulator.journal.exchange import ApiCall, Exchange, Tape
from larkline.emulator.journal.frame_dump import dump_frame
from larkline.emulator.journal.masking import MASK, Masker
from larkline.emulator.verdicts.evidence import unreadable
from larkline.emulator.verdicts.judge import Reply
from larkline.wire.request_headers import REFRESH_TOKEN

__all__ = ["kept_call", "kept_delivery", "masked", "shown_call", "shown_delivery", "summary_of"]

Row = dict[str, Any]
_ONLY_IN_FULL = frozenset(
    {
        "message_id",
        "client",
        "operator",
        "request",
        "sent",
        "response",
        "more_responses",
        "claimed_ms",
        "error",
        "signed",
        "frames",
    }
)


def kept_delivery(exchange: Exchange, masker: Masker, signed: Row | None) -> Row:
    """
    Give a delivery as it is kept: JSON that holds no secret, not even inside of a frame.

    Args:
        signed: How its signature came about; None when it has none.
    """
    push, reply, sent = exchange.push, exchange.reply, exchange.sent
    row: Row = {
        **exchange.summary(),
        "message_id": push.message_id or None,
        "client": None if exchange.client is None else exchange.client._asdict(),
        "operator": push.open_id or None,
        "request": push.payload.decode("utf-8", "replace"),
        "sent": None,
        "response": None,
        "more_responses": [_answer(each) for each in exchange.more_replies],
        "claimed_ms": exchange.claimed_ms,
        "error": None if exchange.error is None else f"{type(exchange.error).__name__}: {exchange.error}",
    }
    if sent is not None:
        headers = {name: MASK if name == REFRESH_TOKEN else value for name, value in sent.headers.items()}
        row["sent"] = {"headers": headers, "body": _text(sent.body) if sent.body != push.payload else None}
    if reply is not None:
        row["response"] = {**_answer(reply), "headers": dict(exchange.reply_headers)}
    row = masked(row, masker)
    row["signed"] = signed
    row["frames"] = [
        {
            "direction": frame.direction,
            "at_ms": round(frame.at * 1000, 3),
            "base64": _base64(masker.mask_bytes(frame.data)),
        }
        for frame in exchange.frames
    ]
    return row


def summary_of(kept: Row) -> Row:
    """Give the row of a delivery that is kept."""
    return {key: value for key, value in kept.items() if key not in _ONLY_IN_FULL}


def shown_delivery(kept: Row) -> Row:
    """Unfold a delivery: parsed and raw, its frames field by field, the fragments, the sum of the signature."""
    row = dict(kept)
    row.setdefault("client", None)  # files of earlier versions do not say who
    signed = row.pop("signed", None)
    frames = [
        {
            "direction": frame["direction"],
            "at_ms": frame["at_ms"],
            **dump_frame(base64.b64decode(frame["base64"], validate=True)),
        }
        for frame in row.pop("frames", [])
    ]
    if (response := row.get("response")) is not None:
        row["response"] = {**response, **said("problem", unreadable(response.get("problem") or ""))}
    row["plain"] = _parsed(row["request"])
    row["raw"] = {"request": _raw_request(row, frames), "response": _raw_response(row, frames)}
    row["frames"] = frames
    row["chunks"] = [_chunk(frame) for frame in frames if frame["direction"] == "out"]
    row["signature"] = None if signed is None else _worksheet(signed, row)
    return row


def kept_call(call: ApiCall, tape: Tape | None, masker: Masker) -> Row:
    """Give a call of the API as it is kept."""
    row = call.to_json()
    if tape is not None:
        row["request"] = {"query": tape.query, "headers": _unsigned(tape.request_headers), **_body(tape.request_body)}
        row["response"] = {"headers": dict(tape.response_headers), **_body(tape.response_body)}
    return masked(row, masker)


def shown_call(kept: Row) -> Row:
    """Unfold a call: bodies that are JSON are parsed, too."""
    row = {"request": None, "response": None, **kept}
    for side in ("request", "response"):
        half: Row | None = row[side]
        if half is not None:
            row[side] = {**half, "parsed": _parsed(half.get("body") or "")}
    return row


def masked(row: Row, masker: Masker) -> Row:
    """Take out what nobody should read."""
    return masker.mask_row(row)


def _answer(reply: Reply) -> Row:
    return {"code": reply.status, "data": reply.data_text, **_body(reply.body), "problem": reply.problem}


def _unsigned(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {name: f"Bearer {MASK}" if name.lower() == "authorization" else value for name, value in headers}


def _body(data: bytes | None) -> Row:
    """Give bytes as text, or as base64 where they are none."""
    if data is None:
        return {"body": None}
    try:
        return {"body": data.decode()}
    except UnicodeDecodeError:
        return {"body": data.decode("utf-8", "replace"), "base64": _base64(data)}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _raw_request(row: Row, frames: list[Row]) -> Row | None:
    """Give what left: the HTTP request, or the bytes of the frames."""
    if row["sent"] is not None:
        body = row["sent"]["body"]
        return {"headers": row["sent"]["headers"], "body": row["request"] if body is None else body}
    sent = [frame["hex"] for frame in frames if frame["direction"] == "out"]
    return {"frames": sent} if sent else None


def _raw_response(row: Row, frames: list[Row]) -> Row | None:
    """Give what came back: the HTTP answer, or the bytes of the frame."""
    came = [frame["hex"] for frame in frames if frame["direction"] == "in"]
    if came:
        return {"frames": came}
    response = row["response"]
    return (
        None if response is None else {key: response[key] for key in ("headers", "body", "base64") if key in response}
    )


def _chunk(frame: Row) -> Row:
    """Give one fragment: which of how many, and how large its part of the payload is."""
    headers = {
        field["value"]["key"]: field["value"]["value"] for field in frame["fields"] if field["name"] == "headers"
    }
    size = next((field["bytes"] for field in frame["fields"] if field["name"] == "payload"), 0)
    return {"seq": headers.get("seq"), "sum": headers.get("sum"), "bytes": size, "at_ms": frame["at_ms"]}


def _worksheet(signed: Row, row: Row) -> Row:
    """Show how the signature comes about, step by step; the key stays masked."""
    body = row["sent"]["body"] if row["sent"]["body"] is not None else row["request"]
    parts = [("timestamp", signed["timestamp"]), ("nonce", signed["nonce"]), (signed["key"], MASK), ("body", body)]
    return {
        **signed,
        "parts": [{"name": name, "value": value} for name, value in parts],
        "concatenation": "".join(value for _, value in parts),
    }
