"""Components that a person writes in, or chooses from."""

from __future__ import annotations

import pytest

from larkline.cards.components import Confirm, Input, Option, PlainText, SelectStatic, StandardIcon
from larkline.errors import InvalidCard
from tests.cards.shapes import card_json

INPUTS = card_json("v2_12_input")["body"]["elements"]
SELECTS = card_json("v2_10_selects_overflow")["body"]["elements"]


@pytest.mark.parametrize(
    ("field", "index"),
    [
        (
            Input(
                "quick_note",
                label="备注",
                label_position="left",
                placeholder="按回车提交",
                default_value="",
                max_length=50,
                width="fill",
                value={"ticket": 7},
            ),
            0,
        ),
        (
            Input(
                input_type="multiline_text",
                rows=3,
                auto_resize=True,
                max_rows=6,
                placeholder="多行",
                value={"ticket": 8},
            ),
            1,
        ),
        (
            Input(
                input_type="password",
                show_icon=True,
                placeholder=PlainText("口令"),
                disabled=True,
                disabled_tips="由管理员填写",
            ),
            2,
        ),
    ],
)
def test_the_inputs_of_the_sample(field, index):
    """One line, several lines and a password are written as in the sample."""
    assert field.to_dict() == INPUTS[index]


def test_an_input_of_a_form():
    """The rest of its members."""
    field = Input(
        "a", required=True, i18n_default_value={"en_us": "b"}, confirm=Confirm("?", "!"), element_id="e", margin="4px"
    )

    assert field.to_dict() == {
        "tag": "input",
        "name": "a",
        "required": True,
        "i18n_default_value": {"en_us": "b"},
        "confirm": {
            "title": {"tag": "plain_text", "content": "?"},
            "text": {"tag": "plain_text", "content": "!"},
        },
        "element_id": "e",
        "margin": "4px",
    }


@pytest.mark.parametrize(
    ("menu", "index"),
    [
        (
            SelectStatic(
                [
                    Option("P0", "p0", icon=StandardIcon("up-right_outlined", color="red")),
                    Option("P1", "p1"),
                    Option(PlainText("P2"), "p2"),
                ],
                placeholder="选择优先级",
                initial_option="p1",
                width="200px",
                value={"field": "prio"},
            ),
            0,
        ),
        (
            SelectStatic(
                [Option("开发", "dev"), Option("生产", "prod")],
                name="env_sel",
                type="text",
                placeholder="环境",
                initial_index=2,
            ),
            1,
        ),
    ],
)
def test_the_menus_of_the_sample(menu, index):
    """Options, what is chosen at first, and looks are written as in the sample."""
    assert menu.to_dict() == SELECTS[index]


def test_a_menu_of_a_form():
    """The rest of its members; a str is an option whose value is its text."""
    menu = SelectStatic(["甲"], required=True, disabled=False, confirm=Confirm("?", "!"), element_id="e", margin="4px")

    assert menu.to_dict() == {
        "tag": "select_static",
        "options": [{"text": {"tag": "plain_text", "content": "甲"}, "value": "甲"}],
        "required": True,
        "disabled": False,
        "confirm": {
            "title": {"tag": "plain_text", "content": "?"},
            "text": {"tag": "plain_text", "content": "!"},
        },
        "element_id": "e",
        "margin": "4px",
    }


def test_a_text_is_no_list_of_options():
    """A forgotten bracket would make an option of each letter."""
    with pytest.raises(InvalidCard, match="a list of options"):
        SelectStatic("甲乙")


def test_an_option_needs_a_value():
    """A text object does not say what is meant."""
    with pytest.raises(InvalidCard, match="needs a value"):
        Option(PlainText("甲"))
