"""Tests of larkline.pretty."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from larkline.pretty import prettify

CALLBACK = {
    "schema": "2.0",
    "header": {"event_id": "e-1", "token": "v-secret", "app_id": "cli_1"},
    "event": {
        "token": "c-secret",
        "operator": {"open_id": "ou_alice", "tenant_key": "t-1"},
        "action": {"value": {"order_id": "订单 42"}, "checked": True},
    },
}


@dataclass
class Raw:
    raw: Any


class Struct(msgspec.Struct, tag="approve", tag_field="action", rename={"update_token": "token"}):
    order_id: str
    update_token: str
    document: msgspec.Raw
    nothing: None = None


@dataclass
class Received:
    status: int
    body: bytes


def test_a_payload_is_indented_and_readable():
    """Two spaces, the order of the payload, Chinese as it is."""
    text = prettify({"b": {"a": "订单"}})

    assert text == '{\n  "b": {\n    "a": "订单"\n  }\n}'


def test_tokens_are_masked_and_everything_else_stays():
    """What identifies somebody may be read, what lets one act as somebody may not."""
    shown = json.loads(prettify(CALLBACK))

    assert shown["header"] == {"event_id": "e-1", "token": "***", "app_id": "cli_1"}
    assert shown["event"]["token"] == "***"
    assert shown["event"]["operator"] == {"open_id": "ou_alice", "tenant_key": "t-1"}
    assert shown["event"]["action"] == {"value": {"order_id": "订单 42"}, "checked": True}


def test_secrets_are_shown_on_request():
    """``secrets=True`` gives the payload as it is."""
    assert json.loads(prettify(CALLBACK, secrets=True)) == CALLBACK


@pytest.mark.parametrize(
    "key",
    [
        "token",
        "update_token",
        "tenant_access_token",
        "Authorization",
        "AppSecret",
        "app_secret",
        "app_ticket",
        "ticket",
        "access_key",
        "encryptKey",
        "password",
    ],
)
def test_every_kind_of_key_is_masked(key):
    """Snake case, camel case and headers; as a text, a number or a list of them."""
    shown = json.loads(prettify([{key: "s3cret"}, {key: 12345}, {key: ["s3cret", 6]}, {key: {"id": 1}}]))

    assert shown == [{key: "***"}, {key: "***"}, {key: ["***", "***"]}, {key: {"id": 1}}]


def test_an_empty_token_is_seen_to_be_empty():
    """A missing token is a frequent mistake and no secret."""
    assert json.loads(prettify({"token": "", "ticket": None})) == {"token": "", "ticket": None}


@pytest.mark.parametrize("form", [json.dumps(CALLBACK), json.dumps(CALLBACK).encode(), Raw(CALLBACK)])
def test_the_same_document_looks_the_same_in_every_form(form):
    """Text, bytes and an object with its original give what the dict gives."""
    assert prettify(form) == prettify(CALLBACK)


def test_the_original_bytes_of_an_object_are_parsed():
    """An object's ``raw`` may be the bytes that arrived."""
    assert prettify(Raw(json.dumps(CALLBACK).encode())) == prettify(CALLBACK)


def test_a_struct_has_the_names_of_the_wire():
    """Tag and renamed fields appear as they are sent, undecoded parts as what they say."""
    struct = Struct(order_id="42", update_token="c-secret", document=msgspec.Raw(b'{"ticket": "t", "n": 1}'))

    assert json.loads(prettify(struct)) == {
        "action": "approve",
        "order_id": "42",
        "token": "***",
        "document": {"ticket": "***", "n": 1},
        "nothing": None,
    }


def test_a_body_in_a_dataclass_is_parsed():
    """The body of a response is shown as the document it is."""
    assert json.loads(prettify(Received(200, b'{"toast": {}}'))) == {"status": 200, "body": {"toast": {}}}


def test_secrets_inside_of_texts_are_masked():
    """The query of an address, a bearer token, and JSON within a string."""
    shown = prettify(
        {
            "URL": "wss://127.0.0.1:1/ws?device_id=7&access_key=s3cret&ticket=s3cret#x",
            "log": "sent with Bearer s3cret, for you",
            "body": '{"app_secret": "s3cret", "name": "小王"}',
        }
    )

    assert "s3cret" not in shown
    assert json.loads(shown) == {
        "URL": "wss://127.0.0.1:1/ws?device_id=7&access_key=***&ticket=***#x",
        "log": "sent with Bearer ***, for you",
        "body": '{"app_secret": "***", "name": "小王"}',
    }


def test_json_in_a_string_without_secrets_keeps_its_spelling():
    """The content of a message is compared byte by byte by whoever debugs it."""
    content = '{ "text":"hi" }'

    assert json.loads(prettify({"content": content})) == {"content": content}


def test_what_is_no_payload_is_shown_all_the_same():
    """A helper for debugging does not raise: other text, other bytes, other objects, cycles."""
    cycle: list[object] = []
    cycle.append(cycle)

    assert prettify("hello") == '"hello"'
    assert prettify(b"\xff\x00") == '"/wA="'
    assert prettify({1: {2}}) == '{\n  "1": [\n    2\n  ]\n}'
    assert prettify(Ellipsis) == '"Ellipsis"'
    assert prettify(int) == "\"<class 'int'>\""
    assert "…" in prettify(cycle)


@pytest.mark.parametrize("text", ["[Smile] hello", "[图片]", "{x", "[1,2", "[[[[", "{", "[l](http://example.com)"])
def test_a_text_that_only_looks_like_json_is_a_text(text):
    """What people write begins with brackets, too."""
    assert json.loads(prettify({"text": text})) == {"text": text}
