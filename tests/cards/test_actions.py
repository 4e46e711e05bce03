"""What happens on a click."""

from __future__ import annotations

import pytest

from larkline.cards import Button, Column, ColumnSet, Input, Overflow, OverflowOption
from larkline.cards.actions import OpenUrl, behaviors, multi_url
from larkline.errors import InvalidCard


def test_nothing_of_its_own():
    """A component without value and link has no behaviours."""
    assert behaviors() is None


def test_a_link_for_each_client():
    """Each client may have an address of its own."""
    link = OpenUrl("https://a", pc_url="https://b", ios_url="https://c", android_url="https://d")

    assert link.to_dict() == {
        "type": "open_url",
        "default_url": "https://a",
        "pc_url": "https://b",
        "ios_url": "https://c",
        "android_url": "https://d",
    }


def test_a_link_comes_before_the_callback():
    """With both, the link opens and the callback is sent."""
    assert behaviors(value={"a": 1}, url="https://a") == [
        OpenUrl("https://a"),
        {"type": "callback", "value": {"a": 1}},
    ]


def test_a_link_has_another_shape_in_rows_and_menus():
    """``url`` instead of ``default_url``, and no type."""
    link = OpenUrl("https://a", pc_url="https://b")

    assert multi_url(None) is None
    assert multi_url("https://a") == {"url": "https://a"}
    assert multi_url(link) == {"url": "https://a", "pc_url": "https://b"}
    assert OverflowOption("x", url=link).to_dict()["multi_url"] == {"url": "https://a", "pc_url": "https://b"}
    row = ColumnSet([Column([], url="https://c")], url=link).to_dict()
    assert row["action"] == {"multi_url": {"url": "https://a", "pc_url": "https://b"}}
    assert row["columns"][0]["action"] == {"multi_url": {"url": "https://c"}}


@pytest.mark.parametrize(
    "build",
    [lambda v: Button("x", value=v), lambda v: Input(value=v), lambda v: Overflow([], value=v)],
    ids=["button", "input", "overflow"],
)
@pytest.mark.parametrize("value", [3, True, ["x"], 1.5, b"x"])
def test_a_value_is_an_object_or_a_text(build, value):
    """Other values would arrive as something else, or not at all."""
    with pytest.raises(InvalidCard, match="/value: a CardValue, an object or a text, not"):
        build(value)
