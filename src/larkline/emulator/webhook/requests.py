"""
The requests a webhook gets: encrypted and signed, as the app's settings say. Pure but for the ids.

Source: docs, 接收回调 and 将事件发送至开发者服务器 (documented); that a repeated push has a new timestamp, nonce and
signature, and that without an Encrypt Key nothing is signed, is assumed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from larkline.emulator.world.ids import Ids
from larkline.emulator.world.tenant import AppRecord
from larkline.wire.encryption import IV_BYTES, encrypt
from larkline.wire.request_headers import NONCE, REFRESH_TOKEN, SIGNATURE, TIMESTAMP
from larkline.wire.signature import sign, sign_card

__all__ = ["HookRequest", "Stamp", "card_request", "challenge_request", "delivery_request", "new_stamp", "signature_of"]


@dataclass(frozen=True, slots=True)
class HookRequest:
    """One POST: its headers and the bytes of its body."""

    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """
    What is new in each request.

    Attributes:
        request_id: What the app's logs call it; the id of the delivery.
        timestamp: Seconds since 1970-01-01 UTC, as text.
        iv: The initialisation vector of the encryption.
    """

    request_id: str
    log_id: str
    timestamp: str
    nonce: str
    iv: bytes


def new_stamp(ids: Ids, *, request_id: str, at: float) -> Stamp:
    """Make what is new in a request of the time *at*, in seconds since 1970-01-01 UTC."""
    return Stamp(
        request_id=request_id,
        log_id=ids.log_id(),
        timestamp=str(int(at)),
        nonce=str(ids.number(31)),
        iv=bytes.fromhex(ids.hex(2 * IV_BYTES)),
    )


def delivery_request(app: AppRecord, payload: bytes, stamp: Stamp, *, encrypted: bool | None = None) -> HookRequest:
    """
    Dress an event or a callback: encrypted and signed (SHA-256), or as it is.

    Args:
        encrypted: Whether it is encrypted; None for what the app's settings say.
    """
    if not (app.subscription.encrypted if encrypted is None else encrypted):
        return HookRequest(_headers(stamp), payload)
    body = _encrypted(payload, app, stamp)
    signature = sign(body, timestamp=stamp.timestamp, nonce=stamp.nonce, encrypt_key=app.encrypt_key)
    return HookRequest(_signed(stamp, signature), body)


def card_request(app: AppRecord, payload: bytes, stamp: Stamp, *, refresh_token: str) -> HookRequest:
    """Dress an old card callback: never encrypted, always signed (SHA-1 with the Verification Token)."""
    token = app.verification_token
    signature = sign_card(payload, timestamp=stamp.timestamp, nonce=stamp.nonce, verification_token=token)
    return HookRequest({**_signed(stamp, signature), REFRESH_TOKEN: refresh_token}, payload)


def signature_of(app: AppRecord, request: HookRequest, *, is_old: bool) -> dict[str, object]:
    """
    Show how the signature of a request comes about, without the key.

    Args:
        is_old: Whether it is an old card callback.
    """
    timestamp, nonce = request.headers.get(TIMESTAMP, ""), request.headers.get(NONCE, "")
    if is_old:
        right = sign_card(request.body, timestamp=timestamp, nonce=nonce, verification_token=app.verification_token)
    else:
        right = sign(request.body, timestamp=timestamp, nonce=nonce, encrypt_key=app.encrypt_key)
    return {
        "algorithm": "SHA-1" if is_old else "SHA-256",
        "key": "verification token" if is_old else "encrypt key",
        "timestamp": timestamp,
        "nonce": nonce,
        "hash": right,
        "sent": request.headers.get(SIGNATURE, ""),
        "match": right == request.headers.get(SIGNATURE),
    }


def challenge_request(app: AppRecord, challenge: str, stamp: Stamp, *, encrypted: bool) -> HookRequest:
    """
    Ask whether an address belongs to the app: ``url_verification``, never signed.

    Args:
        encrypted: Whether the body is encrypted; for the address of old cards, too (assumed: the official SDKs take
            both there).
    """
    document = {"challenge": challenge, "token": app.verification_token, "type": "url_verification"}
    body = _compact(document)
    return HookRequest(_headers(stamp), _encrypted(body, app, stamp) if encrypted else body)


def _headers(stamp: Stamp) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "larkline-emulator",
        "X-Request-Id": stamp.request_id,
        "X-Tt-Logid": stamp.log_id,
    }


def _signed(stamp: Stamp, signature: str) -> dict[str, str]:
    return {**_headers(stamp), TIMESTAMP: stamp.timestamp, NONCE: stamp.nonce, SIGNATURE: signature}


def _encrypted(plaintext: bytes, app: AppRecord, stamp: Stamp) -> bytes:
    return _compact({"encrypt": encrypt(plaintext, encrypt_key=app.encrypt_key, iv=stamp.iv)})


def _compact(document: dict[str, str]) -> bytes:
    """Write JSON without white space: node-sdk signs what it writes again itself (observed)."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
