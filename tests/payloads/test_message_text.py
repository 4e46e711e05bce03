"""What a person reads in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.payloads.message_text import message_text

NAMES = {"@_user_1": "阿丽", "@_user_10": "小王", "@_user_2": "@_user_1", "@_user_3": ""}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("hello", "hello"),
        ("@_user_1 hello", "@阿丽 hello"),
        ("@_user_10@_user_1", "@小王@阿丽"),
        ("@_user_2", "@@_user_1"),
        ("@_user_3 @_user_4 @_all", "@_user_3 @_user_4 @_all"),
        ("mail@_user_x", "mail@_user_x"),
    ],
)
def test_mentions_become_names(text, read):
    """Each key is replaced once and as a whole; keys without a name stay."""
    assert message_text("text", {"text": text}, NAMES) == read


def test_everybody_has_a_name_when_the_platform_gives_one():
    """The mention of all is a mention like the others."""
    assert message_text("text", {"text": "@_all hi"}, {"@_all": "所有人"}) == "@所有人 hi"


POST = {
    "title": "周报",
    "content": [
        [{"tag": "text", "text": "看 "}, {"tag": "a", "href": "https://example.com", "text": "这里"}],
        [{"tag": "at", "user_id": "@_user_1", "user_name": "旧名"}, {"tag": "text", "text": " 请看"}],
        [{"tag": "img", "image_key": "img_1"}],
        [{"tag": "at", "user_id": "ou_1", "user_name": "小张"}, {"tag": "at", "user_id": "@_all"}, {"tag": "at"}],
        [{"tag": "code_block", "language": "PYTHON", "text": "print(1)\n"}],
    ],
}


def test_a_post_becomes_lines():
    """Title and lines; pictures have no text."""
    lines = ["周报", "看 这里", "@阿丽 请看", "", "@小张@_all", "print(1)\n"]

    assert message_text("post", POST, NAMES) == "\n".join(lines)


def test_a_post_in_languages():
    """As it is written when an app sends it: the first language is taken."""
    assert message_text("post", {"zh_cn": POST, "en_us": {"content": []}}, NAMES).startswith("周报\n")
    assert message_text("post", {"zh_cn": 3}, NAMES) == ""


@pytest.mark.parametrize("message_type", ["image", "interactive", "", "some_day"])
def test_other_messages_have_no_text(message_type):
    """A picture is no text, and neither is what nobody knows yet."""
    assert message_text(message_type, {"text": "x", "content": [[{"tag": "text", "text": "x"}]]}, {}) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["title", "content", "tag", "text", "user_id", "user_name", "zh_cn"]), inner)
    ),
    max_leaves=12,
)


@given(st.sampled_from(["text", "post"]), st.dictionaries(st.sampled_from(["title", "content", "text"]), JSON))
def test_no_content_makes_it_fail(message_type, content):
    """The content is written by people and other programs."""
    assert isinstance(message_text(message_type, content, NAMES), str)
