"""Objects, lists and maps inside a component."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.cards.check import check_card
from tests.cards.shapes import seen, text, v1, v2


def button(**members: Any) -> dict[str, Any]:
    """Give a button in a card."""
    return v2({"tag": "button", "text": text(), **members})


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"text": "x"}, [("E_TYPE", "text")]),
        ({"text": {"tag": "plain_text", "content": 3}}, [("E_TYPE", "text/content")]),
        ({"text": {"content": "x"}}, [("E_REQUIRED", "text")]),
        ({"text": {"tag": "markdown", "content": "x"}}, [("E_ENUM", "text/tag")]),
        ({"behaviors": {}}, [("E_TYPE", "behaviors")]),
        ({"behaviors": ["callback"]}, [("E_TYPE", "behaviors/0")]),
        ({"behaviors": [{}]}, [("E_REQUIRED", "behaviors/0")]),
        ({"behaviors": [{"type": 3}]}, [("E_TYPE", "behaviors/0/type")]),
        ({"behaviors": [{"type": "jump"}]}, [("E_ENUM", "behaviors/0/type")]),
        ({"behaviors": [{"type": "callback"}]}, [("E_REQUIRED", "behaviors/0")]),
        (
            {"behaviors": [{"type": "open_url", "url": "https://a"}]},
            [("E_UNKNOWN_PROPERTY", "behaviors/0/url"), ("E_REQUIRED", "behaviors/0")],
        ),
        ({"confirm": []}, [("E_TYPE", "confirm")]),
    ],
)
def test_the_inside_is_looked_at(members, found):
    """Each object is checked like a component, with its place."""
    assert seen(check_card(button(**members))) == [(kind, f"/body/elements/0/{path}") for kind, path in found]


@pytest.mark.parametrize(
    ("i18n", "found"),
    [
        ({"en_us": "x", "ms_my": "y"}, []),
        ({"en_us": 3}, [("E_TYPE", "en_us")]),
        ({"en-US": "x"}, [("E_ENUM", "en-US")]),
        ({"a/b~c": "x"}, [("E_ENUM", "a~1b~0c")]),
    ],
)
def test_languages_are_of_the_platform(i18n, found):
    """A key of another form is told, with its place as a JSON pointer."""
    card = v2({"tag": "markdown", "content": "x", "i18n_content": i18n})

    assert seen(check_card(card)) == [(kind, f"/body/elements/0/i18n_content/{path}") for kind, path in found]


def test_maps_are_objects():
    """Whatever they map to."""
    card = v1(i18n_header=[], i18n_elements=[])
    del card["elements"]

    assert seen(check_card(card)) == [("E_TYPE", "/i18n_header"), ("E_TYPE", "/i18n_elements")]
    assert seen(check_card({"i18n_elements": {"zh_cn": {}}})) == [("E_TYPE", "/i18n_elements/zh_cn")]
    assert seen(check_card({"i18n_header": {"zh_cn": {}}})) == [("E_REQUIRED", "/i18n_header/zh_cn")]


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"update_multi": True}, []),
        ({"update_multi": False}, [("E_UPDATE_MULTI", "update_multi")]),
        ({"update_multi": "false"}, [("E_TYPE", "update_multi")]),
        ({"locales": ["zh_cn"]}, []),
        ({"locales": "zh_cn"}, [("E_TYPE", "locales")]),
        ({"locales": ["zh_cn", "zh-CN", 3]}, [("E_ENUM", "locales/1"), ("E_TYPE", "locales/2")]),
        ({"wide_screen_mode": True}, [("W_UNKNOWN_PROPERTY", "wide_screen_mode")]),
        ({"streaming_config": {"print_step": {"default": "1"}}}, [("E_TYPE", "streaming_config/print_step/default")]),
        ({"style": {"color": []}}, [("E_TYPE", "style/color")]),
        ({"style": {"color": {"mine": {"light": "x"}}}}, [("E_UNKNOWN_PROPERTY", "style/color/mine/light")]),
        ({"style": "dark"}, [("E_TYPE", "style")]),
        ({"summary": {"content": 3}}, [("E_TYPE", "summary/content")]),
    ],
)
def test_the_configuration_is_looked_at(config, found):
    """Down to its smallest members."""
    assert seen(check_card(v2(config=config))) == [(kind, f"/config/{path}") for kind, path in found]


@pytest.mark.parametrize("value", ["a", "A_1", "a" * 20])
def test_an_element_id_is_a_letter_and_more(value):
    """Up to 20 letters, digits and underscores."""
    assert check_card(v2({"tag": "hr", "element_id": value})) == ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", "E_FORMAT"),
        ("1a", "E_FORMAT"),
        ("_a", "E_FORMAT"),
        ("a" * 21, "E_FORMAT"),
        ("a-b", "E_FORMAT"),
        ("字", "E_FORMAT"),
        (3, "E_TYPE"),
    ],
)
def test_another_element_id_is_told(value, kind):
    """With what it should look like."""
    assert seen(check_card(v2({"tag": "hr", "element_id": value}))) == [(kind, "/body/elements/0/element_id")]


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"type": "line"}, []),
        ({}, [("E_CHART", 200550)]),
        ({"type": ""}, [("E_CHART", 200550)]),
        ("line", [("E_CHART", 200550)]),
    ],
)
def test_a_chart_has_a_type(spec, found):
    """What else VChart wants is its own affair."""
    assert [(p.id, p.code) for p in check_card(v2({"tag": "chart", "chart_spec": spec}))] == found


def test_a_note_holds_texts_icons_and_images():
    """Each is looked at as what it is."""
    icon = {"tag": "standard_icon", "token": "info_outlined"}
    image = {"tag": "img", "img_key": "img_1", "alt": text()}

    assert check_card(v1({"tag": "note", "elements": [text(), icon, image]})) == ()
    wrong = {"tag": "note", "elements": [{"tag": "plain_text", "lines": 0}, {"tag": "standard_icon"}, {"tag": "x"}, 3]}
    assert sorted(seen(check_card(v1(wrong)))) == [
        ("E_RANGE", "/elements/0/elements/0/lines"),
        ("E_REQUIRED", "/elements/0/elements/1"),
        ("E_TYPE", "/elements/0/elements/3"),
        ("E_UNKNOWN_TAG", "/elements/0/elements/2"),
    ]
    assert seen(check_card(v1({"tag": "note", "elements": "x"}))) == [("E_TYPE", "/elements/0/elements")]


def test_lists_may_have_a_longest_length():
    """50 columns, three buttons beside a tick."""
    columns = [{"name": f"c{number}", "data_type": "text"} for number in range(51)]
    buttons = [{"tag": "button", "text": text(), "type": "text"}] * 4
    checker = {"tag": "checker", "behaviors": [{"type": "callback", "value": {}}], "button_area": {"buttons": buttons}}

    assert seen(check_card(v2({"tag": "table", "columns": columns, "rows": []}, checker))) == [
        ("E_RANGE", "/body/elements/0/columns"),
        ("E_RANGE", "/body/elements/1/button_area/buttons"),
    ]


@pytest.mark.parametrize(
    ("element", "path", "message"),
    [
        (
            {"tag": "input", "placeholder": text("x" * 101)},
            "placeholder/content",
            "placeholder has 101 characters; 100 at most are allowed",
        ),
        (
            {"tag": "overflow", "options": [{"text": text("x" * 101)}]},
            "options/0/text/content",
            "text has 101 characters; 100 at most are allowed",
        ),
    ],
)
def test_short_texts_are_short(element, path, message):
    """Over 100 characters in a placeholder or the entry of a menu is remarked."""
    [problem] = check_card(v2(element))

    assert (problem.id, problem.path, problem.message) == ("W_RANGE", f"/body/elements/0/{path}", message)


@pytest.mark.parametrize("elements", ["x", {}, 3])
def test_children_are_a_list(elements):
    """In the body, in containers and in menus."""
    assert seen(check_card({"schema": "2.0", "body": {"elements": elements}})) == [("E_TYPE", "/body/elements")]
    menu = {"tag": "multi_select_static", "selected_values": elements}
    assert ("E_TYPE", "/body/elements/0/selected_values") in seen(check_card(v2(menu)))
    assert seen(check_card(v1({"tag": "div", "text": text(), "extra": [elements]}))) == [
        ("E_TYPE", "/elements/0/extra")
    ]
