"""Components that only show something."""

from __future__ import annotations

from larkline.cards.components import Div, Hr, LarkMd, StandardIcon


def test_a_block_of_text():
    """A str is shown literally, a text object as it is."""
    assert Div("*x*").to_dict() == {"tag": "div", "text": {"tag": "plain_text", "content": "*x*"}}
    assert Div(LarkMd("x"), icon=StandardIcon("i"), width="auto", element_id="d", margin="4px").to_dict() == {
        "tag": "div",
        "text": {"tag": "lark_md", "content": "x"},
        "icon": {"tag": "standard_icon", "token": "i"},
        "width": "auto",
        "element_id": "d",
        "margin": "4px",
    }


def test_a_line():
    """A line has nothing but its place."""
    assert Hr().to_dict() == {"tag": "hr"}
    assert Hr(element_id="h", margin="8px 0").to_dict() == {"tag": "hr", "element_id": "h", "margin": "8px 0"}
