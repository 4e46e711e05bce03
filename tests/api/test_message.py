"""A message as the API tells it."""

from __future__ import annotations

import pytest

from larkline.api.message import Message, Sender, first_message, read_message
from larkline.errors import PlatformBroken
from tests.api.scripted import MESSAGE

WHERE = {"method": "GET", "path": "/open-apis/im/v1/messages/om_1"}


def test_a_whole_message():
    """Every documented member has its place, and raw has everything."""
    data = {
        **MESSAGE,
        "root_id": "om_root",
        "parent_id": "om_parent",
        "thread_id": "omt_1",
        "update_time": "1700000000001",
        "updated": True,
        "deleted": False,
        "mentions": [{"key": "@_user_1", "id": "ou_a", "name": "阿丽"}],
        "upper_message_id": "om_up",
    }
    message = read_message(data, **WHERE)

    assert message == Message(
        message_id="om_1",
        chat_id="oc_team",
        message_type="text",
        content={"text": "hi"},
        create_time="1700000000000",
        update_time="1700000000001",
        sender=Sender("cli_a1b2c3d4e5f60718", "app_id", "app", "t1"),
        root_id="om_root",
        parent_id="om_parent",
        thread_id="omt_1",
        updated=True,
        deleted=False,
        mentions=({"key": "@_user_1", "id": "ou_a", "name": "阿丽"},),
        raw=data,
    )
    assert message.text == "hi"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "5", "[" * 100_000])
def test_content_that_is_no_object(content):
    """A content of another shape is empty, and can be read from raw."""
    message = read_message({"message_id": "om_1", "body": {"content": content}}, **WHERE)

    assert (message.content, message.text) == ({}, "")
    assert message.raw["body"]["content"] == content


def test_members_of_another_type_count_as_missing():
    """A change of the platform's shape does not make a message unreadable."""
    odd = {"message_id": "om_1", "chat_id": 5, "sender": [], "body": "x", "mentions": {}, "updated": "yes"}

    assert read_message(odd, **WHERE) == Message("om_1", raw=odd)


@pytest.mark.parametrize("data", [{}, {"message_id": ""}, {"message_id": 5}])
def test_a_message_has_an_id(data):
    """Without an id the answer is not the platform's; the call is not to be repeated for it."""
    with pytest.raises(PlatformBroken) as caught:
        read_message(data, **WHERE)

    assert not caught.value.retryable
    assert caught.value.path == WHERE["path"]


def test_the_first_of_the_items():
    """A merged forward is followed by its parts; the message asked for comes first."""
    assert first_message({"items": [MESSAGE, {"message_id": "om_2"}]}, **WHERE).message_id == "om_1"


@pytest.mark.parametrize("data", [{}, {"items": []}, {"items": None}, {"items": [5]}])
def test_no_item(data):
    """An answer without a message is an error, not None."""
    with pytest.raises(PlatformBroken):
        first_message(data, **WHERE)
