"""Tests of opening webhook requests: what is taken, what has a wrong form, and what is shown."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from larkline.wire.webhook import MAX_BODY_BYTES, Opened, body_too_large, open_request
from tests.wire.opening import BOTH, INSECURE, KEY_ONLY, NEITHER, TOKEN_ONLY, code_of, opened, with_token
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
    body_of,
    card,
    compact,
    encrypted,
    plain,
    sealed,
    signed,
)

DELIVERIES = pytest.mark.parametrize("document", [EVENT, CALLBACK, OLD_EVENT], ids=["event", "callback", "1.0"])


@DELIVERIES
@pytest.mark.parametrize("secrets", [BOTH, KEY_ONLY], ids=["key and token", "key"])
def test_a_delivery_with_a_key(document, secrets):
    """What is signed and encrypted is opened; its whole signature is what to remember."""
    request = encrypted(document)

    assert opened(request, secrets) == Opened(compact(document), "delivery", request.signature, "r-1", "", "l-1")


@DELIVERIES
@pytest.mark.parametrize("secrets", [TOKEN_ONLY, INSECURE], ids=["token", "insecure"])
def test_a_delivery_without_a_key(document, secrets):
    """It is as it is, with nothing to remember; signature headers that nobody can check do not matter."""
    expected = Opened(compact(document), "delivery", None, "r-1", "", "l-1")

    assert opened(plain(document), secrets) == expected
    assert opened(signed(compact(document), key="of somebody else"), secrets) == expected


def test_an_old_card():
    """It is signed in its own way, whether there is a key or not, and its refresh token is given."""
    request = card(OLD_CARD)
    expected = Opened(compact(OLD_CARD), "legacy_card", request.signature, "r-1", "rt-1", "l-1")

    assert opened(request, BOTH) == expected
    assert opened(request, TOKEN_ONLY) == expected


def test_an_old_card_to_an_insecure_app():
    """Nothing is checked, so there is nothing to remember."""
    answer = opened(card(OLD_CARD, token=""), INSECURE)

    assert answer == Opened(compact(OLD_CARD), "legacy_card", None, "r-1", "rt-1", "l-1")
    assert opened(plain(OLD_CARD), INSECURE) == Opened(compact(OLD_CARD), "legacy_card", None, "r-1", "", "l-1")


def test_an_encrypted_old_card():
    """The platform sends none, but the official SDKs take one that is signed as old cards are."""
    request = card(sealed(compact(OLD_CARD)))

    answer = opened(request, BOTH)
    assert isinstance(answer, Opened)
    assert (answer.payload, answer.kind, answer.signature) == (compact(OLD_CARD), "legacy_card", request.signature)


@pytest.mark.parametrize("spaces", [b'{ "encrypt" :\t"%s" }\r\n', b'{"encrypt":"%s","more":[1]}'])
def test_the_bytes_are_signed_as_they_came(spaces):
    """Blanks and other members are no matter, if they were signed."""
    body = spaces % json.loads(sealed(compact(EVENT)))["encrypt"].encode()

    assert isinstance(opened(signed(body)), Opened)


def test_the_payload_is_given_as_it_came():
    """Not one byte of it is written anew."""
    text = json.dumps(EVENT, indent=2).encode()

    for answer in (opened(encrypted(text)), opened(plain(text), TOKEN_ONLY)):
        assert isinstance(answer, Opened)
        assert answer.payload == text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "", "POST "])
def test_other_methods(method):
    """Only POST is taken, in any case of letters; the others get 405 whatever else they have."""
    assert code_of(opened(replace(encrypted(EVENT), method=method))) == (405, "method")
    assert isinstance(opened(replace(encrypted(EVENT), method="post")), Opened)


@pytest.mark.parametrize("secrets", [BOTH, TOKEN_ONLY, INSECURE, NEITHER], ids=range(4))
def test_the_size_is_looked_at_first(secrets):
    """A large body is refused before anything is read, whatever the method and the headers."""
    body = b"[" * (MAX_BODY_BYTES + 1)
    headers = {1: 2}  # nobody looks at them

    for method in ("POST", "GET"):
        answer = open_request(
            headers,  # type: ignore[arg-type]
            body,
            method=method,
            secrets=secrets,
            now=NOW,
            max_age=300,
            legacy_cards=True,
        )
        assert answer == body_too_large()
        assert code_of(answer) == (413, "too_large")


def test_a_body_of_the_largest_size():
    """It is opened."""
    space = MAX_BODY_BYTES - len(compact(EVENT))
    request = plain(compact(EVENT) + b" " * space)

    assert len(request.body) == MAX_BODY_BYTES
    assert isinstance(opened(request, TOKEN_ONLY), Opened)


SHAPES = {
    "empty": b"",
    "no JSON": b"hello",
    "an array": b"[]",
    "null": b"null",
    "a text": b'"{}"',
    "an empty object": b"{}",
    "no UTF-8": b'{"schema":"\xff"}',
    "2.0 without a header": {"schema": "2.0"},
    "2.0 with a null header": {"schema": "2.0", "header": None},
    "2.0 with an array": {"schema": "2.0", "header": []},
    "2.0 without a type": {"schema": "2.0", "header": {"token": TOKEN}},
    "2.0 with an empty type": {"schema": "2.0", "header": {"token": TOKEN, "event_type": ""}},
    "2.0 with a number as type": {"schema": "2.0", "header": {"token": TOKEN, "event_type": 1}},
    "1.0 without an event": {"uuid": "u", "token": TOKEN},
    "1.0 with a null event": {"uuid": "u", "token": TOKEN, "event": None},
    "1.0 without a type": {"uuid": "u", "token": TOKEN, "event": {}},
    "neither version": {"schema": "", "uuid": "", "header": EVENT["header"]},
    "a number as version": {"schema": 2.0, "header": EVENT["header"]},
    "the same name twice": compact(EVENT)[:-1] + b',"schema":"2.0"}',
    "a number without end": compact(EVENT)[:-1] + b',"n":' + b"9" * 5_000 + b"}",
    "a number beyond all": compact(EVENT)[:-1] + b',"n":1e999}',
    "a hundred levels too many": compact(EVENT)[:-1] + b',"n":' + b"[" * 100 + b"]" * 100 + b"}",
    "a hundred thousand levels": b'{"n":' + b"[" * 100_000,
}


#: What only a stranger would write, and so is refused only where nothing else proves who wrote it.
UNUSUAL = ("the same name twice", "a hundred levels too many")


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_no_delivery_is_refused(name):
    """With or without a key, to an insecure app as well: 400, and no exception."""
    document = SHAPES[name]

    assert code_of(opened(plain(document), TOKEN_ONLY)) == (400, "malformed")
    assert code_of(opened(plain(document), INSECURE)) == (400, "malformed")
    if name not in UNUSUAL:
        assert code_of(opened(encrypted(document))) in ((400, "malformed"), (400, "undecryptable"))


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_signed_is_trusted(name):
    """The platform's signature proves who wrote it: it is read quickly, the last of two names counts."""
    assert isinstance(opened(encrypted(SHAPES[name])), Opened)


@pytest.mark.parametrize("name", [name for name, document in SHAPES.items() if isinstance(document, bytes)])
def test_a_signed_body_that_is_no_object(name):
    """What is signed but cannot be read is malformed, and what can be read but not opened is plaintext."""
    status, code = code_of(opened(signed(body_of(SHAPES[name]))))

    assert (status, code) in ((400, "malformed"), (401, "plaintext"))


@pytest.mark.parametrize("value", [1, None, True, [], {}, ["AAAA"]])
def test_what_is_encrypted_is_a_text(value):
    """Any other value of the member is malformed."""
    assert code_of(opened(signed(compact({"encrypt": value})))) == (400, "malformed")


@pytest.mark.parametrize("text", ["", "AAAA", "not base64", "A" * 24, "A" * 44])
def test_what_cannot_be_decrypted(text):
    """A signed body that was encrypted in another way is a mistake of the sender."""
    assert code_of(opened(signed(compact({"encrypt": text})))) == (400, "undecryptable")


def test_nothing_secret_is_shown():
    """Neither the representations nor the reasons hold a key, a token, a signature or content."""
    requests = [
        encrypted(EVENT),
        card(OLD_CARD),
        encrypted(EVENT, key="another key"),
        encrypted(with_token(EVENT, "wrong-token")),
        plain(with_token(EVENT, "wrong-token")),
        Request(sealed(compact(with_token(ADDRESS_CHECK, "wrong-token")))),
        encrypted(EVENT, timestamp=1),
        card(OLD_CARD, token="wrong-token"),
    ]
    shown = repr(BOTH) + "".join(
        repr(opened(request, secrets)) for request in requests for secrets in (BOTH, TOKEN_ONLY, NEITHER)
    )

    secrets = [KEY, TOKEN, "wrong-token", "c-update-token", "rt-1", "om_1", *(r.signature for r in requests[:2])]
    assert [secret for secret in secrets if secret in shown] == []
