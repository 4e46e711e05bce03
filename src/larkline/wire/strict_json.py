"""Read the JSON of a webhook: strictly where a stranger may have written it, quickly where the platform signed it."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from larkline.errors import MalformedDelivery

__all__ = ["MAX_DEPTH", "MAX_NUMBER_LENGTH", "read_json_object", "read_signed_object"]

#: How many objects and arrays may stand in each other.
MAX_DEPTH = 100
#: The longest number, in characters; a double written in full has 309 before its point.
MAX_NUMBER_LENGTH = 400


def read_json_object(text: bytes) -> dict[str, Any]:
    """
    Read a JSON object.

    Refused beside what is no JSON: a name that occurs twice in one object (who checks it may see one, who uses it the
    other), numbers no double can hold or of more than :data:`MAX_NUMBER_LENGTH` characters, more than :data:`MAX_DEPTH`
    levels, and any encoding but UTF-8. A lone surrogate written as an escape is let through, as in the official SDKs.

    Raises:
        MalformedDelivery: It is none, or one of these; the text says what, and nothing of the content.
    """
    try:
        document = _decoder.decode(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MalformedDelivery(f"not UTF-8 at byte {error.start:,}") from None
    except json.JSONDecodeError as error:
        raise MalformedDelivery(f"not JSON at character {error.pos:,}: {error.msg}") from None
    except RecursionError:
        raise MalformedDelivery("nested too deeply") from None
    if not isinstance(document, dict):
        raise MalformedDelivery("JSON, but no object")
    # Brackets inside of texts count here, too: it only spares most documents the walk.
    if text.count(b"{") + text.count(b"[") > MAX_DEPTH and _is_deep(document):
        raise MalformedDelivery(f"nested in more than {MAX_DEPTH} levels")
    return document


def read_signed_object(text: bytes) -> dict[str, Any]:
    """
    Read a JSON object that the platform has signed, ten times as quickly.

    Only a stranger would write a name twice to show two readers two things; all readers of ours take the last one.

    Raises:
        MalformedDelivery: As :func:`read_json_object`, but for names that occur twice and a smaller depth.
    """
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read_json_object(text)  # which reads a little more, such as a lone surrogate, or says what is wrong
    if not isinstance(document, dict):
        raise MalformedDelivery("JSON, but no object")
    return document


def _is_deep(document: object) -> bool:
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedDelivery("an object has the same name twice")
    return members


def _integer(text: str) -> int:
    if len(text) > MAX_NUMBER_LENGTH:
        raise MalformedDelivery("a number is too long")
    return int(text)


def _float(text: str) -> float:
    value = float(text) if len(text) <= MAX_NUMBER_LENGTH else float("inf")
    if value in (float("inf"), float("-inf")):
        raise MalformedDelivery("a number is too large or too long")
    return value


def _constant(name: str) -> object:
    raise MalformedDelivery(f"{name} is no JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)
