"""A message as the API tells it."""

from __future__ import annotations

import pytest

from larkline.api.message import Message, Sender, first_message, read_message
from tests.api.scripted import MESSAGE


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
    message = read_message(data)

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
    message = read_message({"message_id": "om_1", "body": {"content": content}})

    assert (message.content, message.text) == ({}, "")
    assert message.raw["body"]["content"] == content


def test_members_of_another_type_count_as_missing():
    """A change of the platform's shape does not make a message unreadable."""
    odd = {"message_id": "om_1", "chat_id": 5, "sender": [], "body": "x", "mentions": {}, "updated": "yes"}

    assert read_message(odd) == Message("om_1", raw=odd)


def test_the_first_of_the_items():
    """A merged forward is followed by its parts; the message asked for comes first."""
    assert first_message({"items": [MESSAGE, {"message_id": "om_2"}]}).message_id == "om_1"
