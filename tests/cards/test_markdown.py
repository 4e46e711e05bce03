"""Rich text, and foreign text in it."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.cards.components import Markdown, StandardIcon


def test_every_argument_has_its_member():
    """Each argument becomes the member of the documentation."""
    assert Markdown("x").to_dict() == {"tag": "markdown", "content": "x"}
    assert Markdown(
        "x",
        i18n={"en_us": "y"},
        text_align="center",
        text_size="heading",
        icon=StandardIcon("i"),
        element_id="m",
        margin="4px",
    ).to_dict() == {
        "tag": "markdown",
        "content": "x",
        "i18n_content": {"en_us": "y"},
        "text_align": "center",
        "text_size": "heading",
        "icon": {"tag": "standard_icon", "token": "i"},
        "element_id": "m",
        "margin": "4px",
    }


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("订单 abc-123, 12:30", "订单 abc-123, 12:30"),
        ("**a** _b_ ~~c~~ `d`", "&#42;&#42;a&#42;&#42; &#95;b&#95; &#126;&#126;c&#126;&#126; &#96;d&#96;"),
        ("<at id=all></at>", "&#60;at id=all&#62;&#60;/at&#62;"),
        ("[a](b) ![c](d)", "&#91;a&#93;(b) !&#91;c&#93;(d)"),
        ("a | b \\ c", "a &#124; b &#92; c"),
        ("&lt;", "&#38;lt;"),
        (
            "# a\n> b\n- c\n+ d\n1. e\n2) f\n---\n===",
            "&#35; a\n&#62; b\n&#45; c\n&#43; d\n1&#46; e\n2&#41; f\n&#45;--\n&#61;==",
        ),
        ("  - a\n\tb", "&nbsp;&nbsp;&#45; a\n&nbsp;&nbsp;&nbsp;&nbsp;b"),
        ("a\r- b\r\n# c", "a\n&#45; b\n&#35; c"),
        (":OK: :THUMBS_UP:", "&#58;OK: &#58;THUMBS&#95;UP:"),
    ],
)
def test_marks_lose_their_meaning(text, escaped):
    """What would be mark-up, a mention, a list or an emoji becomes entities; other text stays readable."""
    assert Markdown.escape(text) == escaped


@given(
    st.text(alphabet=st.sampled_from("ab1 .-+=:*_~`[]()<>&#|\\!\n\r\t中") | st.characters(exclude_categories=["Cs"]))
)
def test_the_reader_sees_the_text(text):
    """Whatever the text, no mark is left in it, and the entities stand for exactly what was there."""
    escaped = Markdown.escape(text)
    unmarked = re.sub(r"&(?:#\d+|nbsp);", "", escaped)
    lines = [re.sub(r"^[ \t]+", lambda indent: indent[0].expandtabs(4), line) for line in re.split(r"\r\n?|\n", text)]

    assert not set(unmarked) & set("&<>*_~`[]\\|#\r")
    assert not re.search(r"^[ \t]*(?:[-+=]|\d+[.)])", escaped, re.MULTILINE)
    assert not re.search(r"^[ \t]", escaped, re.MULTILINE)
    assert html.unescape(escaped.replace("&nbsp;", " ")).split("\n") == lines
