"""Show a payload to a person."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["prettify"]

MASK: Final = "***"

#: Deeper than any payload of the platform; what lies below is cut, so that a cycle comes to an end.
_MAX_DEPTH: Final = 60

#: A key whose value lets its reader act as somebody else: ``token``, ``update_token``, ``AppSecret``, ``ticket``, ….
_SECRET_KEY: Final = re.compile(
    r"(?:token|ticket|secret|password|authorization|cookie|access_?key|encrypt_?key)$", re.IGNORECASE
)
#: The same in a URL's query.
_SECRET_PARAMETER: Final = re.compile(
    r"([?&;](?:[\w.-]*[_-])?(?:token|ticket|secret|password|access_key|encrypt_key)=)[^&#;\s\"'<>]+", re.IGNORECASE
)
_BEARER: Final = re.compile(r"\b(Bearer\s+)[\w.~+/=-]+", re.IGNORECASE)


def prettify(payload: object, *, secrets: bool = False) -> str:
    """
    Write *payload* as indented JSON that can be shown to anyone.

    Args:
        payload: A delivery, a response, or any part of one: what :mod:`json` takes, JSON as str or bytes (UTF-8), a
            msgspec struct, a dataclass, or anything that keeps its original as ``raw``; that original is then shown.
            Bytes that are not UTF-8 appear as base64, anything unknown as its ``repr``.
        secrets: Whether tokens, tickets, secrets and keys are shown instead of ``***``; also those in the query of an
            address and in JSON inside of a string.
    """
    plain = _plain(_parsed(payload), depth=0)
    return json.dumps(plain if secrets else _masked(plain), ensure_ascii=False, indent=2)


def _parsed(payload: object) -> object:
    """Give what a JSON text says; anything else stays as it is."""
    if isinstance(payload, (str, bytes, bytearray, memoryview)):
        try:
            return json.loads(payload if isinstance(payload, str) else bytes(payload))
        except (ValueError, RecursionError):
            return payload
    return payload


def _plain(value: object, *, depth: int) -> Any:
    """Give *value* as dict, list, str, number, bool or None."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if depth >= _MAX_DEPTH:
        return "…"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _text(bytes(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(member, depth=depth + 1) for key, member in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(member, depth=depth + 1) for member in value]
    return _plain(_members(value), depth=depth + 1)


def _members(value: object) -> object:
    """Give what an object is made of."""
    raw = getattr(value, "raw", None)
    if raw is not None and not callable(raw) and not isinstance(value, type):
        return _parsed(raw)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _parsed_bytes(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if hasattr(value, "__struct_fields__") and not isinstance(value, type):
        return _struct_members(value)
    try:
        return _parsed(memoryview(value))  # type: ignore[arg-type]  # msgspec.Raw offers its bytes
    except TypeError:
        return repr(value)


def _struct_members(struct: Any) -> dict[str, object]:
    """Give the members of a msgspec struct under the names they have on the wire, its tag first."""
    config = struct.__struct_config__
    tag = {} if config.tag is None else {config.tag_field: config.tag}
    names = zip(struct.__struct_encode_fields__, struct.__struct_fields__, strict=True)
    return tag | {wire_name: _parsed_bytes(getattr(struct, name)) for wire_name, name in names}


def _parsed_bytes(value: object) -> object:
    """Parse a member that holds an undecoded document; a text stays a text."""
    return _parsed(value) if isinstance(value, (bytes, bytearray, memoryview)) else value


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()


def _masked(value: Any) -> Any:
    """Give a copy of plain data without secrets."""
    if isinstance(value, dict):
        return {key: _masked_member(key, member) for key, member in value.items()}
    if isinstance(value, list):
        return [_masked(member) for member in value]
    if isinstance(value, str):
        return _masked_text(value)
    return value


def _masked_member(key: str, member: Any) -> Any:
    if not _SECRET_KEY.search(key):
        return _masked(member)
    if isinstance(member, list):
        return [_masked_member(key, each) for each in member]
    if isinstance(member, dict):
        return _masked(member)
    return member if member in ("", None) or isinstance(member, bool) else MASK


def _masked_text(text: str) -> str:
    """Mask what a text carries: an address with a ticket, a bearer token, another JSON document."""
    if text.lstrip()[:1] in ("{", "["):
        document = _parsed(text)
        if isinstance(document, str):  # it only looked like JSON, as "[Smile]" does
            return _masked_plain(document)
        masked = _masked(document)
        return text if masked == document else json.dumps(masked, ensure_ascii=False)
    return _masked_plain(text)


def _masked_plain(text: str) -> str:
    return _BEARER.sub(rf"\1{MASK}", _SECRET_PARAMETER.sub(rf"\1{MASK}", text))
