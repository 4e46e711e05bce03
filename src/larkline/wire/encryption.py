"""The encryption of a webhook's body: AES-256-CBC with the digest of the app's Encrypt Key."""

from __future__ import annotations

import binascii
import hashlib

from larkline.errors import DecryptionFailed

__all__ = ["IV_BYTES", "decrypt", "encrypt"]

#: Length of the initialisation vector, which is that of a block.
IV_BYTES = 16

_BLOCK_BITS = 128
#: One text for every cause: which one it was would help nobody but an attacker.
_FAILED = "the body cannot be decrypted with the app's Encrypt Key"


def decrypt(encrypted: str, *, encrypt_key: str) -> bytes:
    """
    Decrypt the ``encrypt`` member of a body.

    Strict: base64 as an encoder writes it and nothing between, whole blocks, complete PKCS#7 padding, and UTF-8 inside.
    Whether that is JSON is for its reader to say.

    Args:
        encrypted: Base64 of the initialisation vector and the ciphertext.
        encrypt_key: The app's Encrypt Key.

    Raises:
        DecryptionFailed: For whatever reason; the text is always the same.

    Source: docs, "Encrypt Key 加密策略" (documented).
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    try:
        data = _decode_base64(encrypted.encode("ascii"))
        decryptor = Cipher(algorithms.AES(_key(encrypt_key)), modes.CBC(data[:IV_BYTES])).decryptor()
        unpadder = PKCS7(_BLOCK_BITS).unpadder()
        padded = decryptor.update(data[IV_BYTES:]) + decryptor.finalize()
        plaintext = unpadder.update(padded) + unpadder.finalize()
        plaintext.decode("utf-8")
    except ValueError:  # base64, the length of the vector, that of the ciphertext, padding, encoding
        raise DecryptionFailed(_FAILED) from None
    return plaintext


def encrypt(plaintext: bytes, *, encrypt_key: str, iv: bytes) -> str:
    """
    Encrypt a body as the platform does; gives the ``encrypt`` member.

    Args:
        plaintext: The JSON document.
        encrypt_key: The app's Encrypt Key.
        iv: The initialisation vector: 16 bytes, new and random for each body.

    Raises:
        ValueError: The initialisation vector has another length.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    padder = PKCS7(_BLOCK_BITS).padder()
    encryptor = Cipher(algorithms.AES(_key(encrypt_key)), modes.CBC(iv)).encryptor()
    padded = padder.update(plaintext) + padder.finalize()
    return binascii.b2a_base64(iv + encryptor.update(padded) + encryptor.finalize(), newline=False).decode("ascii")


def _decode_base64(text: bytes) -> bytes:
    """Decode base64; the library's strict mode still takes padding too many and bits that mean nothing."""
    data = binascii.a2b_base64(text, strict_mode=True)
    if binascii.b2a_base64(data, newline=False) != text:
        raise ValueError("not as an encoder writes it")
    return data


def _key(encrypt_key: str) -> bytes:
    return hashlib.sha256(encrypt_key.encode("utf-8", "surrogatepass")).digest()
