"""The malformed webhook requests by which SDKs are compared; each gets an answer, and a good one."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from larkline.wire.webhook import Challenge, Opened, Refused, challenge_body
from tests.wire.opening import opened, with_token
from tests.wire.sender import (
    ADDRESS_CHECK,
    CALLBACK,
    EVENT,
    NOW,
    Request,
    aes,
    compact,
    encrypted,
    sealed,
    signed,
)

#: To an app with an Encrypt Key and a Verification Token: the request, and the statuses that are good.
CASES = {
    "empty body": (signed(b""), {400}),
    "empty body, unsigned": (Request(b""), {401}),
    "not JSON": (signed(b"hello"), {400}),
    "JSON array": (signed(b"[]"), {400}),
    "encrypt a number": (signed(b'{"encrypt":123}'), {400}),
    "encrypt not base64": (signed(b'{"encrypt":"not base64!"}'), {400}),
    "15 bytes of ciphertext": (signed(compact({"encrypt": base64.b64encode(aes(b"")[:31]).decode()})), {400}),
    "encrypted with another key": (signed(sealed(compact(EVENT), "another key")), {400}),
    "wrong signature": (encrypted(EVENT).with_headers(signature="0" * 64), {401}),
    "no signature headers": (Request(sealed(compact(EVENT))), {401}),
    "decrypts to a JSON string": (encrypted(b'"hello"'), {400}),
    "decrypts without header": (encrypted({"schema": "2.0", "event": {}}), {400}),
    "wrong verification token": (encrypted(with_token(EVENT, "wrong")), {401}),
    "timestamp one hour old": (encrypted(EVENT, timestamp=NOW - 3600), {401}),
    "plaintext, unsigned": (Request(compact(EVENT)), {401}),
    "plaintext that is not UTF-8": (encrypted(b'{"schema":"2.0","header":"\xff\xfe"}'), {400}),
    "GET": (Request(b"", method="GET"), {405}),
    "GET, signed": (replace(encrypted(EVENT), method="GET"), {405}),
}


@pytest.mark.parametrize(("request_", "statuses"), CASES.values(), ids=CASES)
def test_malformed_requests(request_, statuses):
    """They are refused with 400 when proven and wrong, and with 401 when unproven."""
    answer = opened(request_)

    assert isinstance(answer, Refused)
    assert answer.status in statuses


def test_an_unknown_event_is_opened():
    """What is known is for the handlers to say."""
    unknown = {**EVENT, "header": {**EVENT["header"], "event_type": "no.such.event_v9"}}  # type: ignore[dict-item]

    assert isinstance(opened(encrypted(unknown)), Opened)


def test_an_event_that_is_null_is_opened():
    """The envelope is complete."""
    assert isinstance(opened(encrypted({**EVENT, "event": None})), Opened)


def test_header_names_in_lower_case():
    """They are the same headers."""
    request = encrypted(CALLBACK)
    lowered = replace(request, headers=tuple((name.lower(), value) for name, value in request.headers))

    assert opened(lowered) == opened(request)
    assert isinstance(opened(lowered), Opened)


def test_json_with_spaces_signed_as_sent():
    """The signature is that of the bytes, and not of a form of ours."""
    body = json.dumps(json.loads(sealed(compact(CALLBACK))), indent=4).encode()

    assert isinstance(opened(signed(body)), Opened)


def test_a_challenge_with_quotes_and_backslashes():
    """The answer is valid JSON."""
    challenge = 'a"b\\c\n\u2028</script>'
    answer = opened(Request(sealed(compact({**ADDRESS_CHECK, "challenge": challenge}))))

    assert isinstance(answer, Challenge)
    assert json.loads(challenge_body(answer.challenge)) == {"challenge": challenge}
