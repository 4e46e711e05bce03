"""
The rules of one webhook request: what it has to prove, and what it is.

:func:`open_request` decides everything that can be decided about a request by itself. Whether it came before is for its
caller, who remembers :attr:`Opened.signature`.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from larkline.errors import (
    DecryptionFailed,
    DeliveryError,
    MalformedDelivery,
    SignatureMismatch,
    UnsupportedDelivery,
    VerificationTokenMismatch,
)
from larkline.wire.request_headers import Headers, RequestHeaders, read_headers
from larkline.wire.signature import CARD_SIGNATURE_LENGTH, same_secret, verify_card_signature, verify_signature
from larkline.wire.strict_json import read_json_object, read_signed_object
from larkline.wire.webhook_body import MAX_CHALLENGE_BYTES, Document, challenge_of, decrypt_body, kind_of, token_of

__all__ = [
    "MAX_BODY_BYTES",
    "MAX_CHALLENGE_BYTES",
    "MAX_PROBE_BYTES",
    "Challenge",
    "Opened",
    "Refused",
    "Secrets",
    "body_too_large",
    "challenge_body",
    "open_request",
]

#: The largest body that is looked at; the platform's are far smaller.
MAX_BODY_BYTES = 1024 * 1024
#: The largest body that is decrypted without a signature, to see whether it is the address check.
MAX_PROBE_BYTES = 4096

Kind = Literal["delivery", "legacy_card"]
#: What a request was refused for; short, for counters.
Code = Literal[
    "too_large",
    "method",
    "not_configured",
    "unsigned",
    "signature",
    "timestamp",
    "age",
    "plaintext",
    "encrypted",
    "undecryptable",
    "malformed",
    "token",
    "unsupported",
    "replay",  # never here: for whoever remembers signatures
]


@dataclass(frozen=True, slots=True, eq=False)
class Secrets:
    """
    What a request can be checked with; neither shown nor compared.

    Attributes:
        encrypt_key: The app's Encrypt Key; empty when it has none.
        verification_token: The app's Verification Token; empty when it is not known.
        insecure: Take unchecked requests when both are empty.
    """

    encrypt_key: str = field(repr=False)
    verification_token: str = field(repr=False)
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Challenge:
    """The platform checks the address: answer 200 with :func:`challenge_body`. No handler hears of it."""

    challenge: str
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """
    A request that proved itself.

    Attributes:
        payload: The JSON document, decrypted.
        kind: An event or a callback ("delivery"), or an old card callback.
        signature: What to remember against replays: the whole signature; None when the request carried none that was
            checked, so that there is no protection.
        request_id: What the logs call it; may be empty.
        refresh_token: Header ``X-Refresh-Token`` of an old card callback; not covered by the signature.
        log_id: The platform's id for its own logs; may be empty.
    """

    payload: bytes = field(repr=False)
    kind: Kind
    signature: str | None = field(repr=False)
    request_id: str
    refresh_token: str = field(repr=False)
    log_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """
    A request that is turned away.

    Attributes:
        status: The HTTP status; the body says nothing but that.
        reason: What happened and what to do, for the log; holds nothing secret and no content.
        code: For counters.
        request_id: What the logs call it; may be empty.
    """

    status: int
    reason: str
    code: Code
    request_id: str = ""


class _Refusal(DeliveryError):
    """A refusal for which the tree of errors has no name."""

    def __init__(self, status: int, code: Code, reason: str) -> None:
        self.status = status
        self.code: Code = code
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Door:
    """What one door checks requests with, and what it lets in."""

    secrets: Secrets
    now: float
    max_age: float | None
    takes_cards: bool
    takes_deliveries: bool


_NOT_CONFIGURED = (
    "neither an Encrypt Key nor a Verification Token is set: set LARK_ENCRYPT_KEY or LARK_VERIFICATION_TOKEN "
    "(developer console, 事件与回调, 加密策略), or App(insecure=True) to try something on this machine"
)
_UNSIGNED = (
    "no signature headers, and not the platform's address check either: that has at most "
    f"{MAX_PROBE_BYTES:,} bytes, is encrypted with the app's Encrypt Key, and holds its Verification Token"
)


def open_request(
    headers: Headers,
    body: bytes,
    *,
    method: str,
    secrets: Secrets,
    now: float,
    max_age: float | None,
    legacy_cards: bool,
    only: Literal["callbacks", "legacy_cards"] | None = None,
) -> Opened | Challenge | Refused:
    """
    Check one request and open it; never raises, whatever the request is.

    With an Encrypt Key, the signature of the raw bytes is checked before anything is decrypted, and what is not signed,
    or not encrypted, is refused; but for the address check, and for old cards, which are signed in their own way with
    the Verification Token. Without a key, the token inside of the body is all there is to check.

    Args:
        headers: Of the request, in a mapping or in pairs, names in any case.
        body: As it arrived, byte for byte.
        method: The HTTP method.
        secrets: What the app knows.
        now: Seconds since 1970-01-01 UTC.
        max_age: How far the timestamp of a signature may be from *now*, in seconds, before or after; None for any.
        legacy_cards: Whether old card callbacks are looked at, that is, whether somebody handles them.
        only: What this door serves, when it does not serve everything; the address check it always does.

    Source: docs, "接收回调" (documented); the address check comes without a signature: all official SDKs (observed).
    """
    if len(body) > MAX_BODY_BYTES:
        return body_too_large()
    fields = read_headers(headers)
    door = _Door(secrets, now, max_age, legacy_cards and only != "callbacks", only != "legacy_cards")
    try:
        if method.upper() != "POST":
            raise _Refusal(405, "method", "not a POST request")
        if secrets.encrypt_key:
            return _open_with_key(fields, body, door)
        if secrets.verification_token or secrets.insecure:
            return _open_without_key(fields, body, door)
        raise _Refusal(401, "not_configured", _NOT_CONFIGURED)
    except DeliveryError as error:
        status, code = _status_and_code(error)
        return Refused(status, str(error), code, fields.request_id)


def body_too_large() -> Refused:
    """Refuse a body of more than :data:`MAX_BODY_BYTES`; nobody needs to read it to its end."""
    return Refused(413, f"the body has more than {MAX_BODY_BYTES:,} bytes", "too_large")


def challenge_body(challenge: str) -> bytes:
    """Write the answer to the address check: JSON in ASCII, whatever the challenge holds."""
    return json.dumps({"challenge": challenge}, separators=(",", ":")).encode("ascii")


def _open_with_key(fields: RequestHeaders, body: bytes, door: _Door) -> Opened | Challenge:
    """Open a request to an app that has an Encrypt Key."""
    if fields.has_no_signature:
        return _answer_address_check(fields, body, door.secrets)
    if len(fields.signature or "") == CARD_SIGNATURE_LENGTH:
        return _open_card(fields, body, door)
    _check_signature(fields, body, door)
    outer = read_signed_object(body)
    if "encrypt" not in outer:
        raise _Refusal(401, "plaintext", "signed, but not encrypted, and the app has an Encrypt Key")
    payload = decrypt_body(outer, encrypt_key=door.secrets.encrypt_key)
    document = read_signed_object(payload)
    return _open_document(fields, payload, document, door, signed=True)


def _open_without_key(fields: RequestHeaders, body: bytes, door: _Door) -> Opened | Challenge:
    """Open a request to an app without an Encrypt Key, which the platform signs if it is an old card only."""
    document = read_json_object(body)
    if "encrypt" in document:
        raise _Refusal(401, "encrypted", "the body is encrypted, and no Encrypt Key is set (LARK_ENCRYPT_KEY)")
    if kind_of(document) != "legacy_card":
        return _open_document(fields, body, document, door, signed=False)
    if door.secrets.verification_token:
        return _open_card(fields, body, door)
    _check_served("legacy_card", door)
    return _opened(fields, body, "legacy_card", signed=False)


def _open_document(
    fields: RequestHeaders, payload: bytes, document: Document, door: _Door, *, signed: bool
) -> Opened | Challenge:
    """Open an event, a callback or an address check by its token."""
    kind = kind_of(document)
    if kind == "legacy_card":
        raise UnsupportedDelivery("an old card, but not signed as one")
    if not _is_token(token_of(document), door.secrets):
        raise VerificationTokenMismatch("the verification token of the body is not the app's (LARK_VERIFICATION_TOKEN)")
    if kind == "address_check":
        return Challenge(challenge_of(document), fields.request_id)
    _check_served(kind, door)
    return _opened(fields, payload, kind, signed=signed)


def _open_card(fields: RequestHeaders, body: bytes, door: _Door) -> Opened:
    """
    Open an old card by its own form of signature, which proves nothing else.

    The platform never encrypts them (documented), but the official SDKs take encrypted ones (observed), and so do we.
    """
    _check_served("legacy_card", door)
    _check_card_signature(fields, body, door)
    payload, document = body, read_signed_object(body)
    if "encrypt" in document:
        payload = decrypt_body(document, encrypt_key=door.secrets.encrypt_key)
        document = read_signed_object(payload)
    if kind_of(document) != "legacy_card":
        raise SignatureMismatch("signed as old cards are, but it is none")
    return _opened(fields, payload, "legacy_card", signed=True)


def _answer_address_check(fields: RequestHeaders, body: bytes, secrets: Secrets) -> Challenge:
    """
    Open an unsigned body, only to see whether it is the address check.

    Whatever else it is, the refusal is the same, and so is the way to it: what exactly is wrong would tell a stranger
    something about bodies that he has only seen encrypted.
    """
    document: Document = {}
    challenge: str | None = None
    if len(body) <= MAX_PROBE_BYTES:
        with suppress(DeliveryError):
            document = read_json_object(decrypt_body(read_json_object(body), encrypt_key=secrets.encrypt_key))
            challenge = challenge_of(document) if kind_of(document) == "address_check" else None
    if not _is_token(token_of(document), secrets) or challenge is None:
        raise _Refusal(401, "unsigned", _UNSIGNED)
    return Challenge(challenge, fields.request_id)


def _check_signature(fields: RequestHeaders, body: bytes, door: _Door) -> None:
    timestamp, nonce, signature = _signature_headers(fields)
    encrypt_key = door.secrets.encrypt_key
    verify_signature(body, timestamp=timestamp, nonce=nonce, signature=signature, encrypt_key=encrypt_key)
    _check_age(timestamp, door)


def _check_card_signature(fields: RequestHeaders, body: bytes, door: _Door) -> None:
    timestamp, nonce, signature = _signature_headers(fields)
    token = door.secrets.verification_token
    if not token:
        reason = "old cards are signed with the Verification Token, and none is set (LARK_VERIFICATION_TOKEN)"
        raise _Refusal(401, "not_configured", reason)
    verify_card_signature(body, timestamp=timestamp, nonce=nonce, signature=signature, verification_token=token)
    _check_age(timestamp, door)


def _signature_headers(fields: RequestHeaders) -> tuple[str, str, str]:
    """Give timestamp, nonce and signature."""
    if fields.timestamp is None or fields.nonce is None or fields.signature is None:
        raise _Refusal(401, "unsigned", "not all of the three signature headers are there")
    return fields.timestamp, fields.nonce, fields.signature


def _check_age(timestamp: str, door: _Door) -> None:
    """Refuse a signed request that is too old, or from the future; only once its signature was found right."""
    if door.max_age is None:
        return
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 18):
        raise _Refusal(401, "timestamp", "the timestamp is no number of seconds")
    age = door.now - int(timestamp)
    if abs(age) > door.max_age:
        raise _Refusal(
            401,
            "age",
            f"the timestamp is {abs(age):,.0f} s {'old' if age > 0 else 'ahead'}, and signature_max_age is "
            f"{door.max_age:g} s: compare this machine's clock, or set App(signature_max_age=…)",
        )


def _is_token(given: str, secrets: Secrets) -> bool:
    """Tell whether this is the app's token; every one is when none is set."""
    return same_secret(secrets.verification_token, given) or not secrets.verification_token


def _check_served(kind: Kind, door: _Door) -> None:
    if kind == "delivery" and not door.takes_deliveries:
        raise UnsupportedDelivery("this door takes old cards only, and this is an event or a callback")
    if kind == "legacy_card" and not door.takes_cards:
        reason = "an old card, and this door takes none, or no on_legacy_card_action is registered"
        raise _Refusal(401, "unsupported", reason)


def _opened(fields: RequestHeaders, payload: bytes, kind: Kind, *, signed: bool) -> Opened:
    return Opened(
        payload=payload,
        kind=kind,
        signature=fields.signature if signed else None,
        request_id=fields.request_id,
        refresh_token=fields.refresh_token,
        log_id=fields.log_id,
    )


def _status_and_code(error: DeliveryError) -> tuple[int, Code]:
    """Give the HTTP status and the counter of a refusal."""
    if isinstance(error, _Refusal):
        return error.status, error.code
    if isinstance(error, SignatureMismatch):
        return 401, "signature"
    if isinstance(error, VerificationTokenMismatch):
        return 401, "token"
    if isinstance(error, DecryptionFailed):
        return 400, "undecryptable"
    if isinstance(error, MalformedDelivery):
        return 400, "malformed"
    return 400, "unsupported"
