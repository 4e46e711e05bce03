"""Descriptions of calls."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from larkline.api import calls
from larkline.api.credentials import AppSecret
from larkline.cards.card import Card, CardTemplate
from larkline.errors import CardTooLarge, InvalidCard
from larkline.payloads.addresses import ChatId, OpenId, UserId

CARD = Card.from_dict({"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "**好**"}]}})
OLD_CARD = {"config": {"update_multi": True}, "elements": [{"tag": "hr"}]}
ENTITY = {"type": "card", "data": {"card_id": "7371713483664506900"}}


def body_of(call: calls.Call) -> dict[str, Any]:
    """Read the body back."""
    body = call.body()
    assert body is not None
    document: dict[str, Any] = json.loads(body)
    return document


def test_a_text_message():
    """A str is sent as a text message to the kind of id it is for, with a uuid of its own."""
    call = calls.message_send('say "hi" 你好', to="oc_team")
    body = body_of(call)

    assert (call.method, call.path, dict(call.params)) == (
        "POST",
        "/open-apis/im/v1/messages",
        {"receive_id_type": "chat_id"},
    )
    assert (body["receive_id"], body["msg_type"]) == ("oc_team", "text")
    assert json.loads(body["content"]) == {"text": 'say "hi" 你好'}
    assert call.repeatable
    assert 0 < len(body["uuid"]) <= 50


def test_each_message_has_its_own_uuid():
    """Two messages are two messages, also with the same text."""
    first, second = (body_of(calls.message_send("x", to="ou_a"))["uuid"] for _ in range(2))

    assert first != second


@pytest.mark.parametrize(
    ("content", "sent", "schema"),
    [
        (CARD, CARD.to_dict(), "2.0"),
        (CARD.to_dict(), CARD.to_dict(), "2.0"),
        (OLD_CARD, OLD_CARD, "1.0"),
        (
            CardTemplate("AAq1", variables={"n": 1}),
            {"type": "template", "data": {"template_id": "AAq1", "template_variable": {"n": 1}}},
            None,
        ),
        (ENTITY, ENTITY, None),
        ("a text", None, None),
    ],
)
def test_a_card_message(content, sent, schema):
    """Cards of every kind go out as interactive messages; only card JSON has a schema."""
    body = body_of(calls.message_send(content, to=OpenId("ou_a")))

    assert calls.schema_of(content) == schema
    assert body["msg_type"] == ("text" if sent is None else "interactive")
    assert sent is None or json.loads(body["content"]) == sent


def test_typed_addresses():
    """An id that cannot be told by its beginning is marked."""
    call = calls.message_send("x", to=UserId("e33ggbyz"))

    assert call.params["receive_id_type"] == "user_id"
    assert body_of(call)["receive_id"] == "e33ggbyz"


def test_a_given_uuid_is_kept():
    """A caller who repeats a message in another process chooses the uuid."""
    assert body_of(calls.message_reply("om_1", "x", uuid="order-42"))["uuid"] == "order-42"


@pytest.mark.parametrize("uuid", ["", "x" * 51])
def test_a_uuid_has_1_to_50_characters(uuid):
    """The platform's limit is checked before anything is sent."""
    with pytest.raises(ValueError, match="50 characters"):
        calls.message_send("x", to="oc_1", uuid=uuid)


def test_an_unknown_receiver_is_refused():
    """A text that is no address is a mistake of the caller."""
    with pytest.raises(ValueError, match="nobody"):
        calls.message_send("x", to="nobody")


def test_a_reply():
    """A reply names its message in the path, and may stand in a thread."""
    call = calls.message_reply("om_1", CARD, in_thread=True)

    assert (call.method, call.path, call.repeatable) == ("POST", "/open-apis/im/v1/messages/om_1/reply", True)
    assert body_of(call)["reply_in_thread"] is True


def test_an_update_of_a_message():
    """The card goes out as text under the message's path."""
    call = calls.message_update("om_1", CARD)

    assert (call.method, call.path, call.repeatable) == ("PATCH", "/open-apis/im/v1/messages/om_1", True)
    assert json.loads(body_of(call)["content"]) == CARD.to_dict()


def test_fetching_a_message():
    """The card is wanted as it was sent."""
    call = calls.message_get("om_1")

    assert (call.method, call.path, call.body()) == ("GET", "/open-apis/im/v1/messages/om_1", None)
    assert dict(call.params) == {"card_msg_content_type": "user_card_content"}


@pytest.mark.parametrize("message_id", ["", ".", ".."])
def test_a_path_needs_an_id(message_id):
    """An empty id, or one that would change the path, never reaches the platform."""
    with pytest.raises(ValueError, match="id of a message"):
        calls.message_get(message_id)


def test_an_id_stays_one_segment():
    """An id with a slash or a question mark in it cannot reach another call."""
    assert calls.message_get("om_1/../x?y").path == "/open-apis/im/v1/messages/om_1%2F..%2Fx%3Fy"


def test_a_delayed_update():
    """Token and card object go into the body; the call must not be repeated, the token must not be shown."""
    call = calls.card_update("c-token", CARD)

    assert (call.method, call.path) == ("POST", "/open-apis/interactive/v1/card/update")
    assert body_of(call) == {"token": "c-token", "card": CARD.to_dict()}
    assert not call.repeatable
    assert call.secrets == ("c-token",)
    assert "c-token" not in repr(call)


def test_a_delayed_update_for_some():
    """open_ids stand inside the card, and the caller's dict is left alone."""
    call = calls.card_update("c-token", OLD_CARD, open_ids=[OpenId("ou_a"), "ou_b"])

    assert body_of(call)["card"] == {**OLD_CARD, "open_ids": ["ou_a", "ou_b"]}
    assert "open_ids" not in OLD_CARD


def test_a_delayed_update_needs_a_token():
    """An empty update token is a mistake of the caller."""
    with pytest.raises(ValueError, match="update token"):
        calls.card_update("", CARD)


def test_a_dict_that_is_no_card_is_refused():
    """What has no JSON form is found before it is sent."""
    with pytest.raises(InvalidCard):
        calls.message_send({"elements": [object()]}, to="oc_1")


def test_a_dict_over_the_limit_is_refused():
    """A card dict is measured like a Card."""
    with pytest.raises(CardTooLarge):
        calls.card_update("c-1", {"elements": ["x" * 40_000]})


def test_something_else_is_no_card():
    """A number or a list is neither a text nor a card."""
    with pytest.raises(TypeError, match="list"):
        calls.message_update("om_1", [])  # type: ignore[arg-type]  # what a caller without a checker may do


def test_the_question_for_a_token():
    """It carries the credentials, no token, and shows no secret."""
    call = AppSecret("cli_1", "very-secret").tenant_token().call

    assert body_of(call) == {"app_id": "cli_1", "app_secret": "very-secret"}
    assert call.repeatable
    assert call.access == "none"
    assert "very-secret" not in repr(call)


def test_any_other_call():
    """Parameters that are None are left out; typed ids are texts."""
    call = calls.free_call("post", "/open-apis/im/v1/chats", params={"a": 1, "b": None}, json={"id": ChatId("oc_1")})

    assert (call.method, dict(call.params), body_of(call)) == ("POST", {"a": 1}, {"id": "oc_1"})


@pytest.mark.parametrize(
    ("method", "given", "repeatable"),
    [("GET", None, True), ("POST", None, False), ("DELETE", None, False), ("POST", True, True), ("GET", False, False)],
)
def test_what_may_be_repeated(method, given, repeatable):
    """Reading may be repeated; anything else only when the caller says so."""
    assert calls.free_call(method, "/open-apis/x", repeatable=given).repeatable is repeatable


@pytest.mark.parametrize(
    "path", ["open-apis/x", "//evil.example.com/x", "https://evil.example.com", "/x?a=1", "/x#y", "/x\r\ny", "/\\evil"]
)
def test_a_path_is_only_a_path(path):
    """An address with a host would carry the token away."""
    with pytest.raises(ValueError, match="path"):
        calls.free_call("GET", path)


@pytest.mark.parametrize("path", ["/open-apis/../x", "/..", "/open-apis/./im", "/open-apis/%2e%2E/x", "/x/.%2e"])
def test_a_path_leads_down_only(path):
    """The HTTP library would call another path than the one that was written."""
    with pytest.raises(ValueError, match=re.escape(path)):
        calls.free_call("GET", path)


def test_a_body_that_is_not_json():
    """A body that JSON cannot say is a TypeError before anything is sent."""
    with pytest.raises(TypeError, match="object has no JSON form"):
        calls.free_call("POST", "/x", json={"a": object()}).body()
