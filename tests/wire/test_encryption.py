"""Tests of the encryption of a webhook's body."""

from __future__ import annotations

import hashlib

import pytest

from larkline.errors import DecryptionFailed
from larkline.wire.encryption import decrypt, encrypt
from tests.wire.vectors import vectors


def recorded(*expectations):
    """Give the vectors with one of these expectations."""
    return [pytest.param(vector, id=vector["id"]) for vector in vectors("aes") if vector["expect"] in expectations]


@pytest.mark.parametrize("vector", recorded("plaintext"))
def test_recorded_ciphertexts(vector):
    """Each gives the recorded plaintext."""
    plaintext = decrypt(vector["encrypt"], encrypt_key=vector["encrypt_key"])

    if "plaintext_hex" in vector:
        assert plaintext.hex() == vector["plaintext_hex"]
    else:
        assert hashlib.sha256(plaintext).hexdigest() == vector["plaintext_sha256"]


@pytest.mark.parametrize("vector", recorded("error", "sdk_specific"))
def test_recorded_damage(vector):
    """Whatever is wrong, and what only some SDKs take, fails with the same text."""
    with pytest.raises(DecryptionFailed) as caught:
        decrypt(vector["encrypt"], encrypt_key=vector["encrypt_key"])

    assert str(caught.value) == "the body cannot be decrypted with the app's Encrypt Key"


def test_the_published_ciphertext_is_made():
    """The platform's own example comes out of our encryption, with its initialisation vector."""
    published = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
    iv = bytes.fromhex("3f7ef0f9564898d80f10ed5106127a46")

    assert encrypt(b"hello world", encrypt_key="test key", iv=iv) == published
