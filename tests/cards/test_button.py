"""A button."""

from __future__ import annotations

import msgspec
import pytest

from larkline.cards.components import Button, Confirm, OpenUrl, StandardIcon
from larkline.errors import InvalidCard
from tests.cards.shapes import card_json

BUTTONS = card_json("v2_09_buttons")["body"]["elements"]


class Approve(msgspec.Struct, tag="approve", tag_field="action"):
    order_id: str


@pytest.mark.parametrize(
    ("button", "index"),
    [
        (Button("默认回调", value={"k": "default"}, element_id="b_default"), 0),
        (
            Button(
                "主按钮带名",
                type="primary_filled",
                size="large",
                width="fill",
                name="main_btn",
                value={"k": "main", "n": 1},
            ),
            1,
        ),
        (Button("删除", type="danger", confirm=Confirm("确认删除？", "删除后不可恢复。"), value={"k": "del"}), 2),
        (
            Button(
                "打开文档",
                type="text",
                url=OpenUrl(
                    "https://example.com/docs",
                    pc_url="https://example.com/pc",
                    ios_url="lark://msgcard/unsupported_action",
                ),
            ),
            3,
        ),
        (
            Button(
                "跳转且回调",
                type="primary",
                icon=StandardIcon("share_outlined"),
                url="https://example.com/both",
                value="plain-string",
            ),
            4,
        ),
        (Button("禁用", type="danger_filled", disabled=True, disabled_tips="没有权限", value={"k": "no"}), 5),
    ],
)
def test_the_buttons_of_the_sample(button, index):
    """Callbacks, links, both, dialogs, names and looks are written as in the sample."""
    assert button.to_dict() == BUTTONS[index]


def test_a_button_alone():
    """A label is enough; the platform calls back without a value then."""
    assert Button("x").to_dict() == {
        "tag": "button",
        "text": {"tag": "plain_text", "content": "x"},
        "type": "default",
    }


def test_a_struct_is_carried_with_its_tag():
    """A value class travels as the object its handler is found by."""
    button = Button("同意", value=Approve(order_id="42"), form_action_type="submit", hover_tips="点我", margin="4px")

    assert button.to_dict()["behaviors"] == [
        {"type": "callback", "value": {"action": "approve", "order_id": "42"}},
    ]
    assert button.to_dict()["form_action_type"] == "submit"
    assert button.to_dict()["hover_tips"] == {"tag": "plain_text", "content": "点我"}
    assert button.to_dict()["margin"] == "4px"


@pytest.mark.parametrize("value", [{}, ""])
def test_an_empty_value_is_a_value(value):
    """An empty object or text is sent, unlike no value."""
    assert Button("x", value=value).to_dict()["behaviors"] == [{"type": "callback", "value": value}]


@pytest.mark.parametrize("value", [1, ["a"], True, b"x"])
def test_a_value_is_an_object_or_a_text(value):
    """The platform carries nothing else."""
    with pytest.raises(InvalidCard, match="a CardValue, an object or a text"):
        Button("x", value=value)
