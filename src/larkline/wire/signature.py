"""The two signatures of a webhook, and the one way in which secrets are compared."""

from __future__ import annotations

import hashlib
import hmac

from larkline.errors import SignatureMismatch

__all__ = ["CARD_SIGNATURE_LENGTH", "same_secret", "sign", "sign_card", "verify_card_signature", "verify_signature"]

#: How many characters the signature of an old card has; that of everything else has 64.
CARD_SIGNATURE_LENGTH = 40


def sign(body: bytes, *, timestamp: str, nonce: str, encrypt_key: str) -> str:
    """
    Sign an event or a callback as the platform does; gives lowercase hex.

    It is the SHA-256 of timestamp, nonce, encrypt key and body, joined. Nothing separates them, so that the same
    signature belongs to other cuts of timestamp and nonce, too: never remember a nonce alone.

    Args:
        body: The request body as it is sent, byte for byte.
        timestamp: Header ``X-Lark-Request-Timestamp``, as text.
        nonce: Header ``X-Lark-Request-Nonce``; may be empty.
        encrypt_key: The app's Encrypt Key.

    Source: docs, "接收回调", section 签名校验 (documented).
    """
    return hashlib.sha256(_bytes(timestamp + nonce + encrypt_key) + body).hexdigest()


def sign_card(body: bytes, *, timestamp: str, nonce: str, verification_token: str) -> str:
    """
    Sign an old card callback, ``card.action.trigger_v1``, as the platform does; gives lowercase hex.

    It is the SHA-1 of timestamp, nonce, verification token and body, joined. The ``token`` inside of the body is
    another thing.

    Source: python, go, java and node SDKs agree (observed).
    """
    return hashlib.sha1(_bytes(timestamp + nonce + verification_token) + body, usedforsecurity=False).hexdigest()


def verify_signature(body: bytes, *, timestamp: str, nonce: str, signature: str, encrypt_key: str) -> None:
    """
    Check that the platform signed *body*; see :func:`sign`.

    Args:
        body: The request body as it arrived, before any decoding.
        timestamp: Header ``X-Lark-Request-Timestamp``, as text.
        nonce: Header ``X-Lark-Request-Nonce``.
        signature: Header ``X-Lark-Signature``; compared as it is, so upper case is wrong.
        encrypt_key: The app's Encrypt Key; not empty.

    Raises:
        SignatureMismatch: The digests differ.
    """
    if not same_secret(sign(body, timestamp=timestamp, nonce=nonce, encrypt_key=encrypt_key), signature):
        raise SignatureMismatch("the signature is not that of this body with the app's Encrypt Key")


def verify_card_signature(body: bytes, *, timestamp: str, nonce: str, signature: str, verification_token: str) -> None:
    """
    Check that the platform signed the old card callback in *body*; see :func:`sign_card`.

    Args:
        body: The request body as it arrived, before any decoding.
        timestamp: Header ``X-Lark-Request-Timestamp``, as text.
        nonce: Header ``X-Lark-Request-Nonce``.
        signature: Header ``X-Lark-Signature``; compared as it is, so upper case is wrong.
        verification_token: The app's Verification Token; not empty.

    Raises:
        SignatureMismatch: The digests differ.
    """
    expected = sign_card(body, timestamp=timestamp, nonce=nonce, verification_token=verification_token)
    if not same_secret(expected, signature):
        raise SignatureMismatch("the signature is not that of this body with the app's Verification Token")


def same_secret(expected: str, given: str) -> bool:
    """Tell whether two texts are the same, in a time that tells nothing about them but their length."""
    return hmac.compare_digest(_bytes(expected), _bytes(given))


def _bytes(text: str) -> bytes:
    """Write a text as UTF-8; a lone surrogate, which JSON can carry, must not fail."""
    return text.encode("utf-8", "surrogatepass")
