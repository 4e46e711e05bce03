"""What happens on a click."""

from __future__ import annotations

from larkline.cards.actions import OpenUrl, behaviors


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
