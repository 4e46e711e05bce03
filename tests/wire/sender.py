"""
A sender of webhook requests that shares nothing with ours.

Digests by hashlib, encryption by the primitives of `cryptography`, in the words of the platform's documentation.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY = "kudryavka-Encrypt-Key"
TOKEN = "v-0123456789abcdef"  # the app's Verification Token
NOW = 1_700_000_000
IV = bytes(range(16))

EVENT = {
    "schema": "2.0",
    "header": {
        "event_id": "ev_1",
        "token": TOKEN,
        "create_time": "1700000000000",
        "event_type": "im.message.receive_v1",
        "tenant_key": "tk",
        "app_id": "cli_1",
    },
    "event": {"message": {"message_id": "om_1", "content": '{"text":"你好 [{"}'}, "n": [1, -2.5, 1e3, True, None]},
}
CALLBACK = {**EVENT, "header": {**EVENT["header"], "event_type": "card.action.trigger"}}  # type: ignore[dict-item]
OLD_EVENT = {
    "ts": "1700000000.1",
    "uuid": "u_1",
    "token": TOKEN,
    "type": "event_callback",
    "event": {"type": "leave_approval", "app_id": "cli_1", "tenant_key": "tk"},
}
OLD_CARD = {
    "open_id": "ou_1",
    "open_message_id": "om_1",
    "tenant_key": "tk",
    "token": "c-update-token",
    "action": {"value": {"k": "v"}, "tag": "button"},
}
ADDRESS_CHECK = {"challenge": "c-1", "token": TOKEN, "type": "url_verification"}


def compact(document: Any) -> bytes:
    """Write JSON as the platform does: no blanks, texts in UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def aes(plaintext: bytes, key: str = KEY, *, iv: bytes = IV, padding: bytes | None = None) -> bytes:
    """Encrypt with AES-256-CBC and PKCS#7, or with another *padding*; gives vector and ciphertext."""
    if padding is None:
        count = 16 - len(plaintext) % 16
        padding = bytes([count]) * count
    encryptor = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(iv)).encryptor()
    return iv + encryptor.update(plaintext + padding) + encryptor.finalize()


def sealed(plaintext: bytes, key: str = KEY) -> bytes:
    """Give an encrypted body."""
    return compact({"encrypt": base64.b64encode(aes(plaintext, key)).decode()})


def digest(kind: str, timestamp: str, nonce: str, secret: str, body: bytes) -> str:
    """Give a signature: lowercase hex."""
    return hashlib.new(kind, f"{timestamp}{nonce}{secret}".encode() + body).hexdigest()


@dataclass(frozen=True)
class Request:
    """A request as it goes out."""

    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "POST"

    def with_headers(self, **changes: str | None) -> Request:
        """Replace or leave out signature headers: ``timestamp``, ``nonce``, ``signature``."""
        names = {
            "timestamp": "X-Lark-Request-Timestamp",
            "nonce": "X-Lark-Request-Nonce",
            "signature": "X-Lark-Signature",
        }
        headers = dict(self.headers)
        for short, value in changes.items():
            headers.pop(names[short], None)
            if value is not None:
                headers[names[short]] = value
        return replace(self, headers=tuple(headers.items()))

    @property
    def signature(self) -> str:
        """The signature it carries."""
        return dict(self.headers)["X-Lark-Signature"]


def plain(document: Any) -> Request:
    """Give a request as it comes without an Encrypt Key."""
    return Request(body_of(document), (("X-Request-Id", "r-1"), ("X-Tt-Logid", "l-1")))


def body_of(document: Any) -> bytes:
    """Give a document as bytes; bytes stay what they are."""
    return document if isinstance(document, bytes) else compact(document)


def signed(body: bytes, *, key: str = KEY, timestamp: int | str = NOW, nonce: str = "n-1") -> Request:
    """Sign a body in the form of events and callbacks."""
    return _with_signature(body, "sha256", key, str(timestamp), nonce)


def encrypted(document: Any, *, key: str = KEY, timestamp: int | str = NOW, nonce: str = "n-1") -> Request:
    """Give a request as it comes with an Encrypt Key: encrypted and signed."""
    return signed(sealed(body_of(document), key), key=key, timestamp=timestamp, nonce=nonce)


def card(document: Any, *, token: str = TOKEN, timestamp: int | str = NOW, nonce: str = "n-1") -> Request:
    """Give an old card callback: as it is, signed with the verification token."""
    request = _with_signature(body_of(document), "sha1", token, str(timestamp), nonce)
    return replace(request, headers=(*request.headers, ("X-Refresh-Token", "rt-1")))


def _with_signature(body: bytes, kind: str, secret: str, timestamp: str, nonce: str) -> Request:
    return Request(
        body,
        (
            ("Content-Type", "application/json; charset=utf-8"),
            ("X-Lark-Request-Timestamp", timestamp),
            ("X-Lark-Request-Nonce", nonce),
            ("X-Lark-Signature", digest(kind, timestamp, nonce, secret, body)),
            ("X-Request-Id", "r-1"),
            ("X-Tt-Logid", "l-1"),
        ),
    )
