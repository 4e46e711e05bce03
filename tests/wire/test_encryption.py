"""Tests of the encryption of a webhook's body."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import DecryptionFailed
from larkline.wire.encryption import decrypt, encrypt
from tests.wire.sender import KEY, aes
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


@given(st.text(max_size=200), st.text(max_size=20), st.binary(min_size=16, max_size=16))
def test_what_is_encrypted_can_be_read(text, key, iv):
    """Any text comes back, encrypted by us or by another one; and both write the same."""
    written = encrypt(text.encode(), encrypt_key=key, iv=iv)

    assert written == base64.b64encode(aes(text.encode(), key, iv=iv)).decode()
    assert decrypt(written, encrypt_key=key) == text.encode()


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_wrong_vector_is_a_mistake_of_ours(length):
    """An initialisation vector of another length is refused."""
    with pytest.raises(ValueError, match=r"[Ii]nvalid"):
        encrypt(b"{}", encrypt_key=KEY, iv=bytes(length))


def is_refused(encrypted: str) -> bool:
    """Whether decryption fails; always with the same text."""
    try:
        decrypt(encrypted, encrypt_key=KEY)
    except DecryptionFailed as error:
        return str(error) == "the body cannot be decrypted with the app's Encrypt Key"
    return False


def test_padding_is_checked_as_a_whole():
    """Of all last blocks that end in a count, only those with that many bytes of it are taken."""
    for count in range(256):
        for right in range(1, 17):
            block = b"a" * (16 - right) + bytes([count]) * right
            taken = not is_refused(base64.b64encode(aes(b"{}".ljust(16) + block, padding=b"")).decode())

            assert taken == (1 <= count <= right), (count, right)


@pytest.mark.parametrize("length", [*range(32), 33, 47, 63])
def test_only_whole_blocks_are_read(length):
    """The vector and at least one block, and no part of one."""
    data = aes(b"x" * 64)[:length]

    assert is_refused(base64.b64encode(data).decode())


DAMAGE = {
    "a blank before": lambda text: " " + text,
    "a line end": lambda text: text + "\n",
    "a line end inside": lambda text: text[:8] + "\r\n" + text[8:],
    "a zero byte": lambda text: text[:8] + "\x00" + text[8:],
    "no padding": lambda text: text.rstrip("="),
    "half of the padding": lambda text: text[:-1],
    "more padding": lambda text: text + "=",
    "padding twice": lambda text: text + "====",
    "padding in front": lambda text: "=" + text,
    "two in a row": lambda text: text + text,
    "the alphabet of URLs": lambda text: text.replace("+", "-").replace("/", "_"),
    "bits that mean nothing": lambda text: text[:-3] + chr(ord(text[-3]) + 1) + "==",
    "no ASCII": lambda text: text[:8] + "键" + text[8:],
    "a lone surrogate": lambda text: text[:8] + "\ud800" + text[8:],
    "an escape of URLs": lambda text: text[:8] + "%2B" + text[8:],
    "nothing": lambda _: "",
    "padding alone": lambda _: "====",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_base_64_is_taken_as_an_encoder_writes_it(damage):
    """Nothing may stand between its characters, and no bit may be spare."""
    text = encrypt(b"x" * 47, encrypt_key=KEY, iv=bytes([251]) * 16)
    assert text.startswith("+/v7")
    assert text.endswith("==")
    assert not is_refused(text)

    assert is_refused(damage(text))


@pytest.mark.parametrize("plaintext", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"{}\xc0\x80", "é".encode("latin-1")])
def test_plaintext_is_utf_8(plaintext):
    """Other bytes look as if the key was wrong, and are refused like that."""
    assert is_refused(base64.b64encode(aes(plaintext)).decode())


@given(st.data())
def test_one_changed_byte_gives_no_other_error(data):
    """A changed ciphertext fails in the one way, or gives some other UTF-8 text."""
    changed = bytearray(aes(b'{"challenge":"ajls384kdjx98XX","token":"xxxxxx"}'))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))

    is_refused(base64.b64encode(bytes(changed)).decode())
