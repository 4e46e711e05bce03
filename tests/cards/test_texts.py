"""Texts, icons, labels and the dialog that asks."""

from __future__ import annotations

from larkline.cards.texts import Confirm, CustomIcon, LarkMd, PlainText, StandardIcon, TextTag, plain_text


def test_a_plain_text_has_all_its_members():
    """Each argument becomes the member of the documentation."""
    text = PlainText(
        "a",
        i18n={"en_us": "b"},
        text_size="heading",
        text_color="grey",
        text_align="center",
        lines=2,
        element_id="t1",
    )

    assert text.to_dict() == {
        "tag": "plain_text",
        "content": "a",
        "i18n_content": {"en_us": "b"},
        "text_size": "heading",
        "text_color": "grey",
        "text_align": "center",
        "lines": 2,
        "element_id": "t1",
    }


def test_a_lark_md_text_has_all_its_members():
    """It has no colour of its own."""
    text = LarkMd("**a**", i18n={"en_us": "b"}, text_size="normal", text_align="right", lines=1, element_id="t1")

    assert text.to_dict() == {
        "tag": "lark_md",
        "content": "**a**",
        "i18n_content": {"en_us": "b"},
        "text_size": "normal",
        "text_align": "right",
        "lines": 1,
        "element_id": "t1",
    }


def test_a_str_is_shown_literally():
    """Text objects stay what they are."""
    assert plain_text("**a**") == PlainText("**a**")
    assert plain_text(LarkMd("a")) == LarkMd("a")
    assert plain_text(None) is None


def test_icons_labels_and_dialogs():
    """The small parts have the shapes of the documentation."""
    assert StandardIcon("chat_outlined", color="blue").to_dict() == {
        "tag": "standard_icon",
        "token": "chat_outlined",
        "color": "blue",
    }
    assert CustomIcon("img_1").to_dict() == {"tag": "custom_icon", "img_key": "img_1"}
    assert TextTag("生产", color="red", element_id="e").to_dict() == {
        "tag": "text_tag",
        "text": {"tag": "plain_text", "content": "生产"},
        "color": "red",
        "element_id": "e",
    }
    assert Confirm("删除？", PlainText("不可恢复。")).to_dict() == {
        "title": {"tag": "plain_text", "content": "删除？"},
        "text": {"tag": "plain_text", "content": "不可恢复。"},
    }
