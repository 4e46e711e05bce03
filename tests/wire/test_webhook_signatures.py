"""Tests of what a webhook request has to prove by its signature, and of its time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from larkline.wire.webhook import Opened, Secrets
from tests.wire.opening import INSECURE, NEITHER, TOKEN_ONLY, code_of, opened, refused, with_token
from tests.wire.sender import (
    ADDRESS_CHECK,
    CALLBACK,
    EVENT,
    KEY,
    NOW,
    OLD_CARD,
    OLD_EVENT,
    TOKEN,
    Request,
    card,
    compact,
    encrypted,
    plain,
    sealed,
    signed,
)


@pytest.mark.parametrize(
    "request_",
    [
        encrypted(EVENT, key="another key"),
        signed(sealed(compact(EVENT)), key=TOKEN),
        signed(sealed(compact(EVENT), "another key"), key="another key"),
        card(EVENT),
        card(ADDRESS_CHECK),
        encrypted(EVENT).with_headers(signature=""),
        encrypted(EVENT).with_headers(signature="0" * 64),
        encrypted(EVENT).with_headers(signature=encrypted(EVENT).signature.upper()),
        encrypted(EVENT).with_headers(signature=encrypted(EVENT).signature + " "),
        encrypted(EVENT).with_headers(nonce="n-2"),
        encrypted(EVENT).with_headers(nonce=""),
        encrypted(EVENT).with_headers(timestamp=str(NOW + 1)),
        replace(encrypted(EVENT), body=encrypted(EVENT).body + b"\n"),
        replace(encrypted(EVENT), body=encrypted(CALLBACK).body),
        replace(encrypted(EVENT), body=b""),
        replace(encrypted(EVENT), headers=encrypted(EVENT).headers * 2),
        signed(sealed(compact(ADDRESS_CHECK)), key="another key"),
    ],
    ids=range(17),
)
@pytest.mark.parametrize("legacy_cards", [True, False])
def test_a_wrong_signature_is_refused_without_decrypting(request_, legacy_cards, monkeypatch):
    """Nothing is decrypted, the address check included."""
    monkeypatch.setattr("larkline.wire.webhook_body.decrypt", None)

    assert code_of(opened(request_, legacy_cards=legacy_cards))[0] == 401


@pytest.mark.parametrize("document", [EVENT, OLD_EVENT, ADDRESS_CHECK], ids=["event", "1.0", "check"])
@pytest.mark.parametrize("is_encrypted", [True, False])
def test_the_signature_of_an_old_card_proves_nothing_else(document, is_encrypted):
    """Who knows the verification token alone cannot send events to an app that has a key."""
    body = sealed(compact(document)) if is_encrypted else compact(document)

    assert code_of(opened(card(body))) == (401, "signature")


@pytest.mark.parametrize("missing", ["timestamp", "nonce", "signature"])
@pytest.mark.parametrize("document", [EVENT, ADDRESS_CHECK], ids=["event", "check"])
def test_a_signature_without_one_of_its_headers(missing, document):
    """It is no signature, and not the address check either."""
    request = encrypted(document).with_headers(**{missing: None})

    assert code_of(opened(request)) == (401, "unsigned")


@pytest.mark.parametrize("document", [EVENT, ADDRESS_CHECK, OLD_CARD], ids=["event", "check", "card"])
def test_plaintext_is_refused_when_there_is_a_key(document):
    """Even when it is signed with that key."""
    assert code_of(opened(signed(compact(document)))) == (401, "plaintext")


def test_an_encrypted_body_without_a_key():
    """The log says which setting is missing."""
    answer = opened(Request(sealed(compact(EVENT))), TOKEN_ONLY)

    assert code_of(answer) == (401, "encrypted")
    assert "LARK_ENCRYPT_KEY" in refused(answer).reason
    assert code_of(opened(encrypted(EVENT), INSECURE)) == (401, "encrypted")


@pytest.mark.parametrize(
    "request_", [plain(EVENT), encrypted(EVENT), plain(ADDRESS_CHECK), card(OLD_CARD, token="")], ids=range(4)
)
def test_without_key_and_token_everything_is_refused(request_):
    """The log says what to set, and what to do on one's own machine."""
    answer = opened(request_, NEITHER)

    assert code_of(answer) == (401, "not_configured")
    assert "LARK_ENCRYPT_KEY" in refused(answer).reason
    assert "insecure=True" in refused(answer).reason


@pytest.mark.parametrize("secrets", [Secrets(KEY, TOKEN, True), Secrets("", TOKEN, True)], ids=["key", "token"])
def test_insecure_weakens_nothing_that_is_set(secrets):
    """With a key or a token, everything is checked as usual."""
    assert code_of(opened(plain(with_token(EVENT, "wrong")), secrets))[0] == 401
    assert code_of(opened(plain(OLD_CARD), secrets))[0] == 401


@pytest.mark.parametrize(
    "make",
    [lambda when: encrypted(EVENT, timestamp=when), lambda when: card(OLD_CARD, timestamp=when)],
    ids=["event", "card"],
)
@pytest.mark.parametrize("direction", [1, -1], ids=["old", "ahead"])
def test_a_timestamp_is_near(make, direction):
    """300 s are allowed and 301 are not, before and after; the log says how far it is and which setting rules it."""
    request = make(NOW)

    assert isinstance(opened(request, now=NOW + direction * 300), Opened)
    answer = opened(request, now=NOW + direction * 301)
    assert code_of(answer) == (401, "age")
    assert "301 s" in refused(answer).reason
    assert ("old" if direction > 0 else "ahead") in refused(answer).reason
    assert "signature_max_age is 300 s" in refused(answer).reason


def test_any_timestamp_will_do_without_a_limit():
    """None switches the check off, for numbers and for what is none."""
    for timestamp in ("0", "1500000000", "1700000000000", "", "soon", "-5", "１７"):
        request = signed(sealed(compact(EVENT)), timestamp=timestamp)

        assert isinstance(opened(request, max_age=None), Opened)


@pytest.mark.parametrize(
    "timestamp", ["", "soon", "-1700000000", "+1700000000", "1.7e9", " 1700000000", "１７", "9" * 400, "0x1"]
)
def test_a_timestamp_is_a_number_of_seconds(timestamp):
    """Anything else is refused although the signature is right."""
    request = signed(sealed(compact(EVENT)), timestamp=timestamp)

    assert code_of(opened(request)) == (401, "timestamp")


@pytest.mark.parametrize("timestamp", [0, NOW * 1000, 10**17])
def test_a_timestamp_in_another_unit_is_far_away(timestamp):
    """Milliseconds are far in the future."""
    assert code_of(opened(encrypted(EVENT, timestamp=timestamp))) == (401, "age")


def test_a_wrong_signature_says_nothing_about_time():
    """The time counts only once the signature is right, so that a stranger cannot fill the log with skews."""
    request = encrypted(EVENT, timestamp=1).with_headers(signature="0" * 64)

    assert code_of(opened(request)) == (401, "signature")


def test_another_cut_of_timestamp_and_nonce_is_no_way_around():
    """The signature holds for it, but one of the two cuts is far from now; without a limit it is the same signature."""
    request = encrypted(EVENT, nonce="12")
    moved = request.with_headers(timestamp=f"{NOW}1", nonce="2")

    assert code_of(opened(moved)) == (401, "age")
    first, second = opened(request, max_age=None), opened(moved, max_age=None)
    assert isinstance(first, Opened)
    assert isinstance(second, Opened)
    assert first.signature == second.signature
