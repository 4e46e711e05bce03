"""The recorded webhook requests, each opened as its file expects."""

from __future__ import annotations

import json

import pytest

from larkline.wire.webhook import Challenge, Opened, Refused, Secrets, challenge_body, open_request
from tests.wire.differences import difference
from tests.wire.vectors import vectors


def answer_to(vector) -> Opened | Challenge | Refused:
    """Open the request of a vector; as unsafe as its configuration, and with a timestamp of any age."""
    config = vector["config"]
    insecure = not config["encrypt_key"] and not config["verification_token"]
    return open_request(
        vector["headers"],
        vector["body"].encode(),
        method=vector["method"],
        secrets=Secrets(config["encrypt_key"], config["verification_token"], insecure),
        now=0.0,
        max_age=None,
        legacy_cards=vector["handler_kind"] == "card",
    )


def expected(file, vector):
    """Give what we do with a vector: true, false, or null where either is good."""
    rule = difference(file, vector)
    return vector["expect"]["accept"] if rule is None else rule["ours"]["accept"]


@pytest.mark.parametrize("vector", vectors("url_verification"), ids=lambda vector: vector["id"])
def test_the_recorded_address_checks(vector):
    """The challenge comes back as it was sent, or the request is refused; nothing is delivered."""
    answer = answer_to(vector)

    accepted = expected("url_verification", vector)
    assert isinstance(answer, {True: Challenge, False: Refused, None: Challenge | Refused}[accepted])
    if isinstance(answer, Challenge):
        wanted = vector["expect"].get("body_json") or vector["expect"]["body_json_if_accepted"]
        assert json.loads(challenge_body(answer.challenge)) == wanted


@pytest.mark.parametrize("vector", vectors("webhook_requests"), ids=lambda vector: vector["id"])
def test_the_recorded_requests(vector):
    """What is to be accepted is opened to the document inside, and everything else is refused with 4xx."""
    answer = answer_to(vector)

    accepted = expected("webhook_requests", vector)
    assert isinstance(answer, {True: Opened, False: Refused, None: Opened | Refused}[accepted])
    if isinstance(answer, Opened):
        assert json.loads(answer.payload) == (vector.get("decrypted") or json.loads(vector["body"]))
        assert answer.kind == ("legacy_card" if vector["handler_kind"] == "card" else "delivery")
    else:
        assert isinstance(answer, Refused)
        assert answer.status in (400, 401)


@pytest.mark.parametrize("file", ["url_verification", "webhook_requests"])
def test_every_recorded_request_was_read(file):
    """The files hold what they hold; an empty list would pass every test above."""
    assert len(vectors(file)) == {"url_verification": 24, "webhook_requests": 54}[file]
