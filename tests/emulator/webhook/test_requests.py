"""What a webhook is sent: encrypted, signed, in the older form, and the address check."""

from __future__ import annotations

import hashlib
import json

import pytest

from larkline.emulator.webhook.requests import (
    HookRequest,
    Stamp,
    card_request,
    challenge_request,
    delivery_request,
    new_stamp,
)
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.seed import seed_world
from tests.emulator.hook_server import decrypted

PAYLOAD = '{"schema":"2.0","event":{"text":"你好 \\"好\\""}}'.encode()
STAMP = Stamp(request_id="r-1", log_id="L1", timestamp="1700000000", nonce="123456789", iv=bytes(range(16)))


@pytest.fixture
def app():
    """The app every run starts with."""
    return seed_world(Ids(1)).app()


def digest(request: HookRequest, secret: str, algorithm: str) -> str:
    """Work out the signature by hand."""
    headers = request.headers
    joined = headers["X-Lark-Request-Timestamp"] + headers["X-Lark-Request-Nonce"] + secret
    return hashlib.new(algorithm, joined.encode() + request.body).hexdigest()


def test_with_a_key_a_delivery_is_encrypted_and_signed(app):
    """The body is the encrypted payload alone, the signature the SHA-256 over its bytes."""
    request = delivery_request(app, PAYLOAD, STAMP)

    assert list(json.loads(request.body)) == ["encrypt"]
    assert b" " not in request.body
    assert decrypted(request.body, app.encrypt_key) == PAYLOAD
    assert request.headers["X-Lark-Signature"] == digest(request, app.encrypt_key, "sha256")
    assert request.headers["X-Request-Id"] == "r-1"
    assert request.headers["X-Tt-Logid"] == "L1"
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"


def test_without_a_key_a_delivery_goes_as_it_is(app):
    """It is neither encrypted nor signed."""
    app.subscription.encrypted = False
    request = delivery_request(app, PAYLOAD, STAMP)

    assert request.body == PAYLOAD
    assert not any(name.startswith("X-Lark-") for name in request.headers)


def test_an_old_card_is_signed_with_the_verification_token(app):
    """Its body stays readable, whatever keys the app has, and it names the click."""
    request = card_request(app, PAYLOAD, STAMP, refresh_token="click-1")

    assert request.body == PAYLOAD
    assert request.headers["X-Lark-Signature"] == digest(request, app.verification_token, "sha1")
    assert request.headers["X-Refresh-Token"] == "click-1"


def test_an_address_check_is_never_signed(app):
    """With a key it is encrypted; the document is the same."""
    plain = challenge_request(app, "c-1", STAMP, encrypted=False)
    secret = challenge_request(app, "c-1", STAMP, encrypted=True)

    document = {"challenge": "c-1", "token": app.verification_token, "type": "url_verification"}
    assert json.loads(plain.body) == document
    assert json.loads(decrypted(secret.body, app.encrypt_key)) == document
    assert not any(name.startswith("X-Lark-") for name in (*plain.headers, *secret.headers))


def test_every_request_is_stamped_anew():
    """Log id, nonce and vector differ from request to request, and follow the seed."""
    ids, same = Ids(1), Ids(1)
    one, two = (new_stamp(ids, request_id="r", at=1_700_000_000.9) for _ in range(2))

    assert one.timestamp == "1700000000"
    assert len(one.iv) == 16
    assert {one.log_id, one.nonce, one.iv}.isdisjoint({two.log_id, two.nonce, two.iv})
    assert new_stamp(same, request_id="r", at=1_700_000_000.9) == one


def test_nothing_of_a_request_is_shown(app):
    """Neither its body nor its signature stands in its representation."""
    assert repr(delivery_request(app, PAYLOAD, STAMP)) == "HookRequest()"
