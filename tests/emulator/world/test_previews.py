"""Links: which ones stand in a text, and which ones an app previews."""

from __future__ import annotations

import pytest

from larkline.emulator.world.previews import links_in, matches


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("没有链接", []),
        ("看 https://git.example.com/a/1，谢谢", ["https://git.example.com/a/1"]),
        ("(https://a.example.com/x).", ["https://a.example.com/x"]),
        ("http://a.example.com http://b.example.com/?q=1", ["http://a.example.com", "http://b.example.com/?q=1"]),
        ("https://a.example.com https://a.example.com", ["https://a.example.com"]),
        ("ftp://a.example.com git.example.com", []),
    ],
)
def test_links_are_found_in_a_text(text, links):
    """Each once, without the punctuation around it."""
    assert links_in(text) == links


@pytest.mark.parametrize(
    ("url", "pattern", "expected"),
    [
        ("https://git.example.com/a/issues/1", "git.example.com", True),
        ("https://GIT.example.com:8443/a", "git.example.com", True),
        ("https://user@git.example.com/", "git.example.com", True),
        ("https://git.example.com.evil.test/", "git.example.com", False),
        ("https://evil.test/git.example.com", "git.example.com", False),
        ("https://a.example.com/x", "*.example.com", True),
        ("https://git.example.com/a/issues/1", "git.example.com/*/issues/*", True),
        ("https://git.example.com/a/pulls/1", "git.example.com/*/issues/*", False),
        ("https://git.example.com", "git.example.com/*", True),
        ("https://git.example.com/find?q=1", "git.example.com/find?q=*", True),
        ("https://git.example.com/", "", False),
    ],
)
def test_a_pattern_names_links(url, pattern, expected):
    """A host alone means all of its pages; a star stands for anything."""
    assert matches(url, [pattern]) is expected
