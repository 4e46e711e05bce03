"""Mend a response that shows a well-known mistake, as an example of what would have been right. Pure."""

from __future__ import annotations

import binascii
import re
from typing import Any

from larkline.wire.endpoint import decode_json

__all__ = ["mended", "value_at"]

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_CARD_LIKE = frozenset({"schema", "body", "elements", "i18n_elements", "header"})


def mended(data: bytes) -> Any:
    """
    Undo what people do by mistake: encoding twice, toast or card as text, a card without wrapper or in the wrong place.

    Gives a JSON value, which need not be right; None when there is no JSON in it.
    """
    body = _unwrapped(data)
    if not isinstance(body, dict):
        return None
    if "card" not in body and not _CARD_LIKE.isdisjoint(body):
        return {"card": {"type": "raw", "data": body}}
    if body.get("type") in ("raw", "template") and "data" in body:
        return {"card": body}
    fixed = dict(body)
    if isinstance(toast := fixed.get("toast"), str):
        fixed["toast"] = {"type": "info", "content": toast}
    elif isinstance(toast, dict) and toast.get("type") not in ("info", "success", "error", "warning"):
        fixed["toast"] = {**toast, "type": "info"}
    if "card" in fixed:
        fixed["card"] = _mended_card(fixed["card"])
    return fixed


def _mended_card(card: Any) -> Any:
    """Read a card, or its data, that is JSON in a text, and wrap one that stands there alone."""
    card = _from_text(card)
    if not isinstance(card, dict):
        return card
    if "type" not in card and not _CARD_LIKE.isdisjoint(card):
        return {"type": "raw", "data": card}
    return {**card, "data": _from_text(card["data"])} if "data" in card else card


def _from_text(value: Any) -> Any:
    """Give what a text of JSON stands for; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return decode_json(value.encode("utf-8", "replace"))
    except ValueError:
        return value


def _unwrapped(data: bytes) -> Any:
    """Read JSON from under a byte order mark, base64 and quotes."""
    for _ in range(3):
        try:
            value = decode_json(data.removeprefix(b"\xef\xbb\xbf"))
        except ValueError:
            try:
                data = binascii.a2b_base64(data, strict_mode=True)
            except ValueError:
                return None
            continue
        if not isinstance(value, str):
            return value
        data = value.encode("utf-8", "replace")
    return None


def value_at(body: object, path: str) -> object:
    """Give what stands at a JSON path such as ``$.card.data.elements[0]``; the last thing on the way there is."""
    for name, index in _STEP.findall(path):
        if name and isinstance(body, dict) and name in body:
            body = body[name]
        elif index and isinstance(body, list) and int(index) < len(body):
            body = body[int(index)]
        else:
            break
    return body
