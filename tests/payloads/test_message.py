"""Somebody sent a message."""

from __future__ import annotations

import json

import pytest

from larkline.payloads.envelope import decode_envelope
from larkline.payloads.event import Event
from larkline.payloads.message import (
    EventMessage,
    Mention,
    MessageReceived,
    MessageReceiveV1,
    Sender,
    decode_message_received,
)
from tests.payloads.shapes import NOW, changed, payload_vectors, sample

MESSAGE = "im.message.receive_v1"


def decode(payload: bytes, now: float = NOW) -> MessageReceived | Event:
    """Decode a whole delivery."""
    return decode_message_received(decode_envelope(payload, request_id="r1"), now=now, raw=payload)


def decode_well(payload: bytes) -> MessageReceived:
    """Decode a whole delivery that has the documented shape."""
    message = decode(payload)
    assert isinstance(message, MessageReceived), message
    return message


def test_the_sample_is_flat():
    """What a bot needs stands on the message itself."""
    message = decode_well(sample(MESSAGE))

    assert message.message_id == "om_9ac55a093f6c7bf4a410f061df2d45d9"
    assert message.chat_id == "oc_15dabc6af11bca8073a3c5e09b918086"
    assert message.chat_type == "group"
    assert message.message_type == "text"
    assert message.text == "@Example fe28 hello"
    assert message.content == {"text": "@_user_1 hello"}
    assert message.sender == Sender(
        open_id="ou_50ab93360e47ddcbfe8da334fd4e36c7",
        union_id="on_bbce83ddc85f125140146a4c1a8a7cdb",
        user_id="g30tnwxn",
        tenant_key="765622a2121a406e",
        type="user",
    )
    assert message.mentions == [
        Mention(
            key="@_user_1",
            name="Example fe28",
            open_id="ou_50ab93360e47ddcbfe8da334fd4e36c7",
            union_id="on_bbce83ddc85f125140146a4c1a8a7cdb",
            user_id="g30tnwxn",
            tenant_key="765622a2121a406e",
            type="user",
        )
    ]
    assert message.thread_id == "omt_c4dc058e429"
    assert message.parent_id == "om_8744274461f94601de552b395318d77a"
    assert message.create_time == "1609073151345"
    assert message.event_id == "3e3ab26b3e143989538eef24d0431afa"
    assert message.tenant_key == "6976717d8c16cb0d"
    assert message.request_id == "r1"
    assert message.raw == sample(MESSAGE)


def test_the_event_keeps_the_platforms_shape():
    """Every documented member is typed, and the ones only SDKs know."""
    payload = changed(MESSAGE, event__message__lark_agent_context={"active_chat_id": "oc_2"})
    event = decode_well(payload).event

    assert event is not None
    assert event.sender is not None
    assert event.sender.sender_id is not None
    assert event.sender.sender_id.user_id == "g30tnwxn"
    assert event.message.root_id == "om_8744274461f94601de552b395318d77a"
    assert event.message.update_time == "1687343654666"
    assert event.message.user_agent == json.loads(payload)["event"]["message"]["user_agent"]
    assert event.message.lark_agent_context is not None
    assert event.message.lark_agent_context.active_chat_id == "oc_2"
    assert event.message.mentions is not None
    assert event.message.mentions[0].mentioned_type == "user"


@pytest.mark.parametrize(
    "vector",
    [vector for vector in payload_vectors("v2") if vector["expect"]["dispatch_type"] == MESSAGE],
    ids=lambda vector: vector["id"],
)
def test_recorded_messages_are_typed(vector):
    """The recordings have the documented shape."""
    message = decode_well(vector["payload"].encode())

    assert message.text == "@Tom hello"
    assert message.mentions[0].user_id == ""


def test_only_the_message_id_is_needed():
    """Everything else may be missing, or null."""
    bare = decode_well(changed(MESSAGE, event={"message": {"message_id": "om_1"}}))
    members = {name: None for name in EventMessage.__struct_fields__ if name != "message_id"}
    nulls = decode_well(changed(MESSAGE, event={"message": {"message_id": "om_1", **members}, "sender": None}))

    assert bare.event == nulls.event == MessageReceiveV1(EventMessage("om_1"))
    assert (bare.text, bare.content, bare.mentions, bare.sender) == ("", {}, [], Sender())
    assert (nulls.chat_id, nulls.thread_id, nulls.parent_id) == ("", None, None)


def test_a_sender_and_a_mention_without_ids():
    """A sender that is no person may have none."""
    payload = changed(
        MESSAGE,
        event__sender={"sender_id": None, "sender_type": "app"},
        event__message__mentions=[{"key": "@_all", "name": None}],
    )
    message = decode_well(payload)

    assert message.sender == Sender(type="app")
    assert message.mentions == [Mention(key="@_all")]


@pytest.mark.parametrize(
    "content", ["", "null", "[]", "no json", '{"text":3}', '{"text":', "[" * 100_000, '{"a":"\\ud800"}']
)
def test_any_content_is_no_failure(content):
    """The content is text inside the JSON, and may be anything."""
    message = decode_well(changed(MESSAGE, event__message__content=content))

    assert message.text == ""
    assert isinstance(message.content, dict)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("event__message", ...),
        ("event__message__message_id", ...),
        ("event__message__message_id", None),
        ("event__message__mentions", {}),
        ("event__sender__sender_id", "ou_1"),
    ],
)
def test_a_drifted_shape_gives_the_untyped_event(path, value):
    """What the platform changes reaches a handler all the same."""
    payload = changed(MESSAGE, **{path: value})
    event = decode(payload)

    assert isinstance(event, Event)
    assert event.drift
    assert event.raw == payload


def test_the_age_is_that_of_the_event():
    """The message may be older: its event may be a repetition."""
    message = decode(sample(MESSAGE), now=1608725991.0)

    assert message.age == 2.0


def test_a_message_can_be_made_by_hand():
    """A unit test of a handler gives what the handler reads."""
    message = MessageReceived(message_id="om_1", text="hi")

    assert (message.text, message.sender.open_id, message.age) == ("hi", "", None)


def test_no_token_is_shown():
    """The raw document holds the verification token."""
    payload = sample(MESSAGE)

    assert json.loads(payload)["header"]["token"] not in repr(decode(payload))
    assert "text='@Example fe28 hello'" in repr(decode(payload))
