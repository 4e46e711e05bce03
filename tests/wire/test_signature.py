"""Tests of the signatures of a webhook."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import SignatureMismatch
from larkline.wire.signature import (
    CARD_SIGNATURE_LENGTH,
    same_secret,
    sign,
    sign_card,
    verify_card_signature,
    verify_signature,
)
from tests.wire.sender import digest
from tests.wire.vectors import vectors

TEXTS = st.text(max_size=30)
#: Lone surrogates included.
ANY_TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)


def is_valid(verify, vector, secret) -> bool:
    """Run a check on a vector."""
    try:
        verify(
            bytes.fromhex(vector["body_hex"]),
            timestamp=vector["timestamp"],
            nonce=vector["nonce"],
            signature=vector["signature"],
            **{secret: vector["secret"]},
        )
    except SignatureMismatch:
        return False
    return True


@pytest.mark.parametrize("vector", vectors("event_signature_sha256"), ids=lambda vector: vector["id"])
def test_recorded_signatures(vector):
    """A recorded signature of an event or a callback is right or wrong as recorded."""
    assert is_valid(verify_signature, vector, "encrypt_key") is vector["valid"]


@pytest.mark.parametrize("vector", vectors("card_signature_sha1"), ids=lambda vector: vector["id"])
def test_recorded_signatures_of_old_cards(vector):
    """A recorded signature of an old card is right or wrong as recorded."""
    assert is_valid(verify_card_signature, vector, "verification_token") is vector["valid"]


@pytest.mark.parametrize(
    ("file", "write", "secret"),
    [("event_signature_sha256", sign, "encrypt_key"), ("card_signature_sha1", sign_card, "verification_token")],
)
def test_recorded_signatures_are_written(file, write, secret):
    """What we sign gets the recorded signature."""
    valid = [vector for vector in vectors(file) if vector["valid"]]
    assert len(valid) == 19
    for vector in valid:
        written = write(
            bytes.fromhex(vector["body_hex"]),
            timestamp=vector["timestamp"],
            nonce=vector["nonce"],
            **{secret: vector["secret"]},
        )

        assert written == vector["signature"]


@given(st.binary(max_size=200), TEXTS, TEXTS, TEXTS)
def test_a_signature_is_that_of_the_documentation(body, timestamp, nonce, secret):
    """Any texts and any bytes are signed as the documentation says, and the signature is then right."""
    event = sign(body, timestamp=timestamp, nonce=nonce, encrypt_key=secret)
    old_card = sign_card(body, timestamp=timestamp, nonce=nonce, verification_token=secret)

    assert event == digest("sha256", timestamp, nonce, secret, body)
    assert old_card == digest("sha1", timestamp, nonce, secret, body)
    assert (len(event), len(old_card)) == (64, CARD_SIGNATURE_LENGTH)
    verify_signature(body, timestamp=timestamp, nonce=nonce, signature=event, encrypt_key=secret)
    verify_card_signature(body, timestamp=timestamp, nonce=nonce, signature=old_card, verification_token=secret)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_changed_byte_makes_it_wrong(body, data):
    """A body that differs in one byte has another signature."""
    other = bytearray(body)
    other[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    signature = sign(body, timestamp="1", nonce="2", encrypt_key="k")

    with pytest.raises(SignatureMismatch):
        verify_signature(bytes(other), timestamp="1", nonce="2", signature=signature, encrypt_key="k")


def test_a_signature_belongs_to_other_cuts_of_timestamp_and_nonce():
    """Nothing stands between the parts: who remembers nonces alone can be shown the same request again."""
    signature = sign(b"{}", timestamp="1700000000", nonce="12", encrypt_key="k")

    verify_signature(b"{}", timestamp="17000000001", nonce="2", signature=signature, encrypt_key="k")


@given(ANY_TEXTS, ANY_TEXTS)
def test_secrets_are_compared(left, right):
    """Two texts are the same or not, lone surrogates and all."""
    assert same_secret(left, right) is (left == right)
    assert same_secret(left, left)


@pytest.mark.parametrize("text", ["\ud800", "é", "键", "\x00"])
def test_no_text_of_a_peer_fails(text):
    """Whatever stands in a header or in JSON is only wrong."""
    with pytest.raises(SignatureMismatch):
        verify_signature(b"{}", timestamp=text, nonce=text, signature=text, encrypt_key="k")
    with pytest.raises(SignatureMismatch):
        verify_card_signature(b"{}", timestamp=text, nonce=text, signature=text, verification_token="t")
