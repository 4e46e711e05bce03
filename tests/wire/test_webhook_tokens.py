"""Tests of the verification token: in events and in the signatures of old cards."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from larkline.wire.webhook import Opened
from tests.wire.opening import BOTH, INSECURE, KEY_ONLY, TOKEN_ONLY, code_of, opened, with_token
from tests.wire.sender import (
    ADDRESS_CHECK,
    EVENT,
    KEY,
    OLD_CARD,
    OLD_EVENT,
    TOKEN,
    Request,
    card,
    compact,
    encrypted,
    plain,
    sealed,
)


@pytest.mark.parametrize("token", ["wrong", "", None, 1, TOKEN + " ", TOKEN.upper(), [TOKEN], "\ud800", "键"])
@pytest.mark.parametrize("document", [EVENT, OLD_EVENT, ADDRESS_CHECK], ids=["2.0", "1.0", "check"])
def test_a_wrong_token_is_refused(document, token):
    """In an event as in the address check, signed or not; also one that is missing."""
    wrong = json.dumps(with_token(document, token)).encode()

    assert code_of(opened(plain(wrong), TOKEN_ONLY)) == (401, "token")
    assert code_of(opened(encrypted(wrong))) == (401, "token")


def test_the_token_stands_where_its_version_has_it():
    """A right token at the other place does not count."""
    event = {**with_token(EVENT, "wrong"), "token": TOKEN}
    old_event = {**with_token(OLD_EVENT, "wrong"), "header": {"token": TOKEN}}

    assert code_of(opened(plain(event), TOKEN_ONLY)) == (401, "token")
    assert code_of(opened(plain(old_event), TOKEN_ONLY)) == (401, "token")


def test_old_cards_need_a_handler():
    """Without one they are not even looked at, rightly signed or not."""
    assert code_of(opened(card(OLD_CARD), legacy_cards=False)) == (401, "unsupported")
    assert code_of(opened(card(sealed(compact(OLD_CARD))), legacy_cards=False)) == (401, "unsupported")
    assert code_of(opened(card(OLD_CARD), TOKEN_ONLY, legacy_cards=False)) == (401, "unsupported")
    assert code_of(opened(plain(OLD_CARD), INSECURE, legacy_cards=False)) == (401, "unsupported")


def test_old_cards_need_the_verification_token():
    """With a key alone there is no way to prove them, however they come."""
    requests = [
        card(OLD_CARD, token=""),
        card(OLD_CARD, token=KEY),
        plain(OLD_CARD),
        Request(sealed(compact(OLD_CARD))),
    ]

    assert [code_of(opened(request, KEY_ONLY)) for request in requests] == [
        (401, "not_configured"),
        (401, "not_configured"),
        (401, "unsigned"),
        (401, "unsigned"),
    ]


@pytest.mark.parametrize("secrets", [BOTH, TOKEN_ONLY], ids=["key and token", "token"])
@pytest.mark.parametrize(
    "request_",
    [
        card(OLD_CARD, token="wrong"),
        card(OLD_CARD, token=""),
        card(OLD_CARD, token=OLD_CARD["token"]),  # type: ignore[arg-type]
        card(OLD_CARD, token=KEY),
        card(OLD_CARD).with_headers(signature="0" * 40),
        card(OLD_CARD).with_headers(nonce="n-2"),
        card(OLD_CARD).with_headers(nonce=None),
        card(OLD_CARD).with_headers(timestamp=None),
        card(OLD_CARD).with_headers(signature=None),
        replace(card(OLD_CARD), body=card(OLD_CARD).body + b" "),
        plain(OLD_CARD),
        plain({**OLD_CARD, "token": TOKEN}),
    ],
    ids=range(12),
)
def test_an_old_card_proves_itself_by_its_signature(request_, secrets):
    """A wrong, incomplete or missing signature is refused; the token in its body proves nothing."""
    status, code = code_of(opened(request_, secrets))

    assert status == 401
    assert code in ("signature", "unsigned")


def test_an_old_card_signed_like_an_event():
    """Encrypted and signed with the key it is still no event, and nobody's."""
    assert code_of(opened(encrypted(OLD_CARD))) == (400, "unsupported")


@pytest.mark.parametrize("action", [None, 1, "x", []])
def test_an_old_card_has_an_action(action):
    """A flat document without one is nothing known."""
    assert code_of(opened(card({**OLD_CARD, "action": action}), TOKEN_ONLY)) == (400, "malformed")


def test_one_door_for_each():
    """A door for callbacks takes no old cards, and one for old cards nothing else."""
    assert isinstance(opened(encrypted(EVENT), only="callbacks"), Opened)
    assert isinstance(opened(card(OLD_CARD), only="legacy_cards"), Opened)
    assert code_of(opened(card(OLD_CARD), only="callbacks")) == (401, "unsupported")
    assert code_of(opened(card(OLD_CARD), TOKEN_ONLY, only="callbacks")) == (401, "unsupported")
    assert code_of(opened(encrypted(EVENT), only="legacy_cards")) == (400, "unsupported")
    assert code_of(opened(plain(EVENT), TOKEN_ONLY, only="legacy_cards")) == (400, "unsupported")
    assert code_of(opened(card(OLD_CARD), only="legacy_cards", legacy_cards=False)) == (401, "unsupported")
