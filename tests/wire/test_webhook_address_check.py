"""Tests of the address check, the one request that needs no signature."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.wire.webhook import MAX_CHALLENGE_BYTES, MAX_PROBE_BYTES, Challenge, challenge_body
from tests.wire.opening import BOTH, INSECURE, KEY_ONLY, TOKEN_ONLY, code_of, opened, with_token, without
from tests.wire.sender import (
    ADDRESS_CHECK,
    EVENT,
    OLD_CARD,
    OLD_EVENT,
    TOKEN,
    Request,
    aes,
    compact,
    encrypted,
    plain,
    sealed,
    signed,
)


@pytest.mark.parametrize(
    ("request_", "secrets"),
    [
        (Request(sealed(compact(ADDRESS_CHECK))), BOTH),
        (Request(sealed(compact(ADDRESS_CHECK))), KEY_ONLY),
        (encrypted(ADDRESS_CHECK), BOTH),
        (encrypted(ADDRESS_CHECK), KEY_ONLY),
        (plain(ADDRESS_CHECK), TOKEN_ONLY),
        (signed(compact(ADDRESS_CHECK), key="?"), TOKEN_ONLY),
        (plain(ADDRESS_CHECK), INSECURE),
    ],
    ids=["unsigned", "unsigned, key", "signed", "signed, key", "plain", "plain with a signature", "insecure"],
)
@pytest.mark.parametrize("only", [None, "callbacks", "legacy_cards"])
def test_the_address_check(request_, secrets, only):
    """The challenge is to be echoed, at every door, handlers of old cards or not."""
    for legacy_cards in (True, False):
        answer = opened(request_, secrets, only=only, legacy_cards=legacy_cards)

        assert isinstance(answer, Challenge)
        assert answer.challenge == "c-1"


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_a_challenge_comes_back_as_it_was(challenge):
    """Quotes, backslashes, control characters, half an emoji: the answer is JSON that says the same."""
    document = json.dumps({**ADDRESS_CHECK, "challenge": challenge}).encode()

    answer = opened(plain(document), TOKEN_ONLY)
    assert answer == Challenge(challenge, "r-1")
    assert json.loads(challenge_body(challenge)) == {"challenge": challenge}
    assert challenge_body(challenge).isascii()


@pytest.mark.parametrize(("char", "fits"), [("x", MAX_CHALLENGE_BYTES), ("é", MAX_CHALLENGE_BYTES // 2)])
def test_a_long_challenge_is_refused(char, fits):
    """Two kilobytes are echoed, not more."""
    check = {**ADDRESS_CHECK, "challenge": char * fits}
    too_long = {**ADDRESS_CHECK, "challenge": char * (fits + 1)}

    assert isinstance(opened(plain(check), TOKEN_ONLY), Challenge)
    assert isinstance(opened(Request(sealed(compact(check)))), Challenge)
    assert code_of(opened(plain(too_long), TOKEN_ONLY)) == (400, "malformed")
    assert code_of(opened(encrypted(too_long))) == (400, "malformed")
    assert code_of(opened(Request(sealed(compact(too_long))))) == (401, "unsigned")


@pytest.mark.parametrize("challenge", [None, 1, [], {}, True])
def test_a_challenge_is_a_text(challenge):
    """Anything else is no address check."""
    for check in ({**ADDRESS_CHECK, "challenge": challenge}, without(ADDRESS_CHECK, "challenge")):
        assert code_of(opened(plain(check), TOKEN_ONLY)) == (400, "malformed")
        assert code_of(opened(Request(sealed(compact(check))))) == (401, "unsigned")


#: Unsigned requests to an app with a key, none of which is the address check.
UNSIGNED = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "plaintext": compact(EVENT),
    "plaintext of the check": compact(ADDRESS_CHECK),
    "plaintext of an old card": compact(OLD_CARD),
    "plaintext beside ciphertext": compact({**ADDRESS_CHECK, "encrypt": ""}),
    "encrypt a number": b'{"encrypt":1}',
    "no base64": b'{"encrypt":"?"}',
    "15 bytes": b'{"encrypt":"AAAAAAAAAAAAAAAAAAAA"}',
    "half a block": compact({"encrypt": "A" * 40}),
    "wrong padding": compact({"encrypt": base64.b64encode(aes(b"x" * 16, padding=b"")).decode()}),
    "another key": sealed(compact(ADDRESS_CHECK), "another key"),
    "no UTF-8": sealed(b"\xff"),
    "no JSON inside": sealed(b"{"),
    "no object inside": sealed(b'"url_verification"'),
    "deep inside": sealed(b'{"a":' + b"[" * 1_000),
    "the same name twice": sealed(
        b'{"challenge":"c","challenge":"c","type":"url_verification","token":"%s"}' % TOKEN.encode()
    ),
    "an event": sealed(compact(EVENT)),
    "an event of 1.0": sealed(compact(OLD_EVENT)),
    "an old card": sealed(compact(OLD_CARD)),
    "encrypted twice": sealed(sealed(compact(ADDRESS_CHECK))),
    "a wrong token": sealed(compact(with_token(ADDRESS_CHECK, "wrong"))),
    "an empty token": sealed(compact(with_token(ADDRESS_CHECK, ""))),
    "no token": sealed(compact(with_token(ADDRESS_CHECK, None))),
    "a token that is no text": sealed(compact(with_token(ADDRESS_CHECK, 1))),
    "another type": sealed(compact({**ADDRESS_CHECK, "type": "event_callback"})),
    "a type in upper case": sealed(compact({**ADDRESS_CHECK, "type": "URL_VERIFICATION"})),
    "no challenge": sealed(compact(without(ADDRESS_CHECK, "challenge"))),
    "a check that is an event": sealed(compact({**EVENT, **ADDRESS_CHECK})),
    "a check that is an event of 1.0": sealed(compact({**OLD_EVENT, **ADDRESS_CHECK})),
    "a check that is an old card": sealed(compact({**OLD_CARD, **ADDRESS_CHECK})),
    "a check that is large": sealed(compact({**ADDRESS_CHECK, "more": "x" * MAX_PROBE_BYTES})),
    "a check of many blanks": sealed(compact(ADDRESS_CHECK)).ljust(MAX_PROBE_BYTES + 1),
}


@pytest.mark.parametrize("body", UNSIGNED.values(), ids=UNSIGNED)
def test_whatever_else_is_unsigned_is_refused_alike(body):
    """A stranger learns nothing about why: status, reason and code are always the same."""
    answer = opened(Request(body))

    assert code_of(answer) == (401, "unsigned")
    assert answer == opened(Request(b""))
    assert answer == opened(Request(body), legacy_cards=False, only="callbacks", max_age=None)


def test_a_large_address_check_is_not_decrypted(monkeypatch):
    """Without a signature 4 KB are looked at, and not one byte more; not even the padding of blanks."""
    body = sealed(compact(ADDRESS_CHECK))
    assert isinstance(opened(Request(body.ljust(MAX_PROBE_BYTES))), Challenge)
    monkeypatch.setattr("larkline.wire.webhook_body.decrypt", None)

    assert code_of(opened(Request(body.ljust(MAX_PROBE_BYTES + 1)))) == (401, "unsigned")


@pytest.mark.parametrize("secrets", [TOKEN_ONLY, INSECURE, BOTH], ids=["token", "insecure", "key"])
@pytest.mark.parametrize(
    "document",
    [
        {**EVENT, "header": {**EVENT["header"], "event_type": "url_verification"}},  # type: ignore[dict-item]
        {**OLD_EVENT, "event": {"type": "url_verification"}},
        {**EVENT, "type": "url_verification", "challenge": "c"},
        {**OLD_EVENT, "type": "url_verification", "challenge": "c"},
        {**OLD_CARD, "type": "url_verification", "challenge": "c", "token": TOKEN},
    ],
    ids=["2.0", "1.0", "2.0 and check", "1.0 and check", "old card and check"],
)
def test_an_address_check_is_never_delivered(document, secrets):
    """Dressed as an event or as an old card, it is refused."""
    request = encrypted(document) if secrets is BOTH else plain(document)

    assert code_of(opened(request, secrets)) == (400, "malformed")
