"""Damaged webhook requests: each is opened, challenged or refused, and nothing is taken that is not proven."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.payloads.envelope import decode_envelope
from larkline.wire.encryption import decrypt
from larkline.wire.webhook import Challenge, Opened, Refused, challenge_body, open_request
from tests.wire.opening import BOTH, INSECURE, KEY_ONLY, NEITHER, TOKEN_ONLY, opened
from tests.wire.sender import KEY, NOW, TOKEN, Request, card, encrypted, plain, sealed
from tests.wire.webhook_mutations import SEEDS, Case, mutate, proves

STATUSES = {
    "too_large": 413,
    "method": 405,
    "not_configured": 401,
    "unsigned": 401,
    "signature": 401,
    "timestamp": 401,
    "age": 401,
    "plaintext": 401,
    "encrypted": 401,
    "undecryptable": 400,
    "malformed": 400,
    "token": 401,
}


def open_case(case: Case) -> Opened | Challenge | Refused:
    """Open the request of a case."""
    return opened(
        case.request, case.secrets, now=NOW, max_age=case.max_age, legacy_cards=case.legacy_cards, only=case.only
    )


def check(case: Case) -> str:
    """Open a request, hold the answer by everything that can be said about it, and name it."""
    answer = open_case(case)
    if isinstance(answer, Refused):
        assert answer.status == STATUSES.get(answer.code) or answer.code == "unsupported"
        assert answer.status in (400, 401, 405, 413)
        assert answer.reason.isprintable()
        assert not [secret for secret in (KEY, TOKEN, "c-update-token") if secret in answer.reason]
        return answer.code
    assert case.request.method.upper() == "POST"
    if isinstance(answer, Challenge):
        body = case.request.body
        payload = _plaintext(body) if case.secrets.encrypt_key else body
        assert proves(case, "address_check", payload), case
        assert json.loads(payload)["type"] == "url_verification"
        assert json.loads(challenge_body(answer.challenge)) == {"challenge": json.loads(payload)["challenge"]}
        return "challenge"
    assert isinstance(answer, Opened)
    assert proves(case, answer.kind, answer.payload), case
    assert (answer.signature is not None) == bool(
        case.secrets.encrypt_key or (answer.kind == "legacy_card" and case.secrets.verification_token)
    )
    assert json.loads(answer.payload).get("type") != "url_verification"
    if answer.kind == "delivery":
        assert decode_envelope(answer.payload).type != "url_verification"  # and it can be decoded
    return answer.kind


def _plaintext(body: bytes) -> bytes:
    return decrypt(json.loads(body)["encrypt"], encrypt_key=KEY)


def test_the_seeds_are_valid():
    """What is damaged below was accepted before."""
    assert Counter(map(check, SEEDS)) == {"delivery": 12, "challenge": 6, "legacy_card": 4}


def run(seed: int, count: int) -> Counter[str]:
    """Check so many damaged requests; count their fates."""
    random = Random(seed)
    return Counter(check(mutate(random)) for _ in range(count))


def test_damaged_requests():
    """Every one has an answer, and among them are answers of nearly every kind."""
    fates = run(seed=31, count=4_000)

    assert set(fates) >= {"delivery", "challenge", "legacy_card", "unsupported", *STATUSES} - {"too_large"}
    assert fates["delivery"] > 100
    assert fates["malformed"] > 100


@pytest.mark.soak
def test_many_damaged_requests():
    """The same for a hundred thousand."""
    fates = run(seed=32, count=100_000)

    assert set(fates) == {"delivery", "challenge", "legacy_card", "unsupported", *STATUSES} - {"too_large"}


def test_refused_requests_leave_nothing_behind():
    """Thousands of damaged requests do not make the process larger."""
    cases = [mutate(random) for random in [Random(33)] for _ in range(2_500)]
    for case in cases[:500]:
        open_case(case)
    tracemalloc.start()
    try:
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for case in cases[500:]:
            open_case(case)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert after - before < 20_000


NAMES = st.sampled_from(
    (
        "schema",
        "header",
        "event",
        "event_type",
        "token",
        "uuid",
        "type",
        "challenge",
        "action",
        "encrypt",
        "open_id",
        "tag",
    )
)
TEXTS = st.sampled_from(("2.0", "url_verification", TOKEN, "x", "")) | st.text(max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=12,
)
APPS = st.sampled_from((BOTH, KEY_ONLY, TOKEN_ONLY, NEITHER, INSECURE))


@given(
    VALUES,
    APPS,
    st.sampled_from((plain, encrypted, card, lambda document: card(sealed(json.dumps(document).encode())))),
)
def test_any_document(value, secrets, make):
    """Whatever JSON comes, by whatever way, it is one of the three, and proven."""
    check(Case(make(json.dumps(value).encode() if make in (plain, encrypted, card) else value), secrets))


@given(
    st.lists(st.tuples(st.text() | st.binary(), st.text() | st.binary()), max_size=6),
    st.binary(max_size=200),
    st.text(max_size=8),
    APPS,
    st.none() | st.floats(min_value=0),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from((None, "callbacks", "legacy_cards")),
)
def test_any_request(headers, body, method, secrets, max_age, now, legacy_cards, only):
    """Any bytes with any headers are refused, unless they say in JSON what an insecure app takes."""
    answer = open_request(
        headers, body, method=method, secrets=secrets, now=now, max_age=max_age, legacy_cards=legacy_cards, only=only
    )

    assert isinstance(answer, Refused)


@given(st.binary(max_size=400), APPS)
def test_any_body(body, secrets):
    """Any bytes as a body, as they are, encrypted or signed."""
    for request in (Request(body), encrypted(body), card(body)):
        check(Case(request, secrets))


@given(
    st.text(max_size=12) | st.integers().map(str), st.floats(allow_nan=False), st.floats(min_value=0, allow_nan=False)
)
def test_any_timestamp(timestamp, now, max_age):
    """A request is opened only when its timestamp is a number near enough."""
    request = encrypted(
        b'{"schema":"2.0","header":{"event_type":"a","token":"%s"}}' % TOKEN.encode(), timestamp=timestamp
    )
    answer = opened(request, now=now, max_age=max_age)

    if isinstance(answer, Opened):
        assert abs(int(timestamp) - now) <= max_age
    else:
        assert isinstance(answer, Refused)
        assert answer.code in ("age", "timestamp")
