"""What the body of a webhook request is, once it can be read."""

from __future__ import annotations

from typing import Any, Literal

from larkline.errors import MalformedDelivery
from larkline.wire.encryption import decrypt

__all__ = ["MAX_CHALLENGE_BYTES", "Document", "challenge_of", "decrypt_body", "kind_of", "token_of"]

#: A JSON object.
Document = dict[str, Any]

#: The largest challenge that is echoed, in bytes of UTF-8.
MAX_CHALLENGE_BYTES = 2048

_ADDRESS_CHECK = "url_verification"
#: Members that make a document something else than an address check.
_ELSEWHERE = frozenset({"schema", "header", "event", "uuid", "action"})


def decrypt_body(outer: Document, *, encrypt_key: str) -> bytes:
    """
    Open the ``encrypt`` member of a body; gives the plaintext.

    Raises:
        DecryptionFailed: It cannot be decrypted, for whatever reason.
        MalformedDelivery: There is no such member, or it is no text.
    """
    encrypted = outer.get("encrypt")
    if not isinstance(encrypted, str):
        raise MalformedDelivery("the body holds no encrypted text")
    return decrypt(encrypted, encrypt_key=encrypt_key)


def kind_of(document: Document) -> Literal["address_check", "delivery", "legacy_card"]:
    """
    Tell what a document is.

    A ``schema`` makes it version 2.0 of an event or a callback, else a ``uuid`` version 1.0, else a ``type`` the
    address check, else an ``action`` an old card. What is an address check and something else, too, is refused: no
    handler must ever hear of one.

    Raises:
        MalformedDelivery: It is none of them, or lacks its type.

    Source: python, go and java SDKs agree on the rule for the versions (observed).
    """
    if document.get("type") == _ADDRESS_CHECK:
        if not _ELSEWHERE.isdisjoint(document):
            raise MalformedDelivery("an address check, and something else as well")
        return "address_check"
    if _has_text(document, "schema"):
        kind = _member(document, "header").get("event_type")
    elif _has_text(document, "uuid"):
        kind = _member(document, "event").get("type")
    elif isinstance(document.get("action"), dict):
        return "legacy_card"
    else:
        raise MalformedDelivery("neither an event nor a callback: it has no schema (2.0) and no uuid (1.0)")
    if kind == _ADDRESS_CHECK:
        raise MalformedDelivery("an address check in the envelope of an event")
    if not isinstance(kind, str) or not kind:
        raise MalformedDelivery("the envelope of an event or a callback, but without a type")
    return "delivery"


def token_of(document: Document) -> str:
    """Give the verification token in a document that is no old card; empty when there is none."""
    holder = _member(document, "header") if _has_text(document, "schema") else document
    token = holder.get("token")
    return token if isinstance(token, str) else ""


def challenge_of(document: Document) -> str:
    """
    Give the challenge of an address check.

    Raises:
        MalformedDelivery: There is none, it is no text, or it is longer than :data:`MAX_CHALLENGE_BYTES`.
    """
    challenge = document.get("challenge")
    if not isinstance(challenge, str):
        raise MalformedDelivery("an address check without a text as its challenge")
    if len(challenge.encode("utf-8", "surrogatepass")) > MAX_CHALLENGE_BYTES:
        raise MalformedDelivery(f"a challenge of more than {MAX_CHALLENGE_BYTES:,} bytes")
    return challenge


def _has_text(document: Document, name: str) -> bool:
    value = document.get(name)
    return isinstance(value, str) and bool(value)


def _member(document: Document, name: str) -> Document:
    value = document.get(name)
    return value if isinstance(value, dict) else {}
