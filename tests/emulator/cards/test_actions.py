"""What the client sends when a person acts on a card; the steps of the sample cards are in test_card_samples.py."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.emulator.cards.actions import Deed, Viewer, act, submit_button
from larkline.emulator.errors import ComponentNotFound


def card(*elements: dict[str, Any]) -> dict[str, Any]:
    """Give a card of JSON 2.0."""
    return {"schema": "2.0", "body": {"elements": list(elements)}}


def button(text: str, **members: Any) -> dict[str, Any]:
    """Give a button."""
    return {"tag": "button", "text": {"tag": "plain_text", "content": text}, **members}


@pytest.mark.parametrize("selector", ["同意", "yes", "/body/elements/1", 0, "Agree"])
def test_a_button_is_found_in_many_ways(selector):
    """Text, text of another language, name, JSON pointer and index all find the same button."""
    agree = button("同意", name="yes", value={"k": 1})
    agree["text"]["i18n_content"] = {"en_us": "Agree"}
    shown = card({"tag": "markdown", "content": "同意"}, agree, button("拒绝", value={"k": 2}))

    assert act(shown, selector, Deed(), Viewer()).action == {"tag": "button", "name": "yes", "value": {"k": 1}}


@pytest.mark.parametrize(("locales", "sent"), [(None, "hello"), (["en_us", "zh_cn"], "hello"), (["zh_cn"], "你好")])
def test_a_language_that_is_not_in_effect_is_as_if_it_were_not_there(locales, sent):
    """With ``config.locales`` a reader sees no other translation: no button is found by it, and no field holds it."""
    note = {"tag": "input", "name": "note", "default_value": "你好", "i18n_default_value": {"en_us": "hello"}}
    agree = button("同意", name="yes", form_action_type="submit")
    agree["text"]["i18n_content"] = {"en_us": "Agree"}
    shown = card({"tag": "form", "name": "ask", "elements": [note, agree]}) | {"config": {"locales": locales}}

    expected = {"tag": "button", "name": "yes", "form_value": {"note": sent}}
    assert act(shown, "同意", Deed(), Viewer("en_us")).action == expected
    if locales == ["zh_cn"]:
        with pytest.raises(ComponentNotFound, match="no component has this text"):
            act(shown, "Agree", Deed(), Viewer("en_us"))
    else:
        assert act(shown, "Agree", Deed(), Viewer("en_us")).action == expected


def test_a_tag_finds_the_only_component_of_its_kind():
    """A tag is enough while it is the only one."""
    shown = card({"tag": "input", "name": "note"}, button("好"))

    assert act(shown, "button", Deed(), Viewer()).action == {"tag": "button"}


def test_a_wrong_selector_lists_the_choices():
    """The error says what could be clicked instead, with text and place."""
    with pytest.raises(ComponentNotFound) as caught:
        act(card(button("同意", name="yes"), button("拒绝")), "不存在", Deed(), Viewer())

    assert caught.value.choices == ("button “同意”, name yes (/body/elements/0)", "button “拒绝” (/body/elements/1)")
    assert "button “同意”" in str(caught.value)


def test_two_buttons_with_one_text_must_be_told_apart():
    """An ambiguous text is refused, and only the candidates are listed."""
    with pytest.raises(ComponentNotFound, match="2 components fit") as caught:
        act(card(button("好"), button("好"), button("不")), "好", Deed(), Viewer())

    assert len(caught.value.choices) == 2


@pytest.mark.parametrize("selector", [7, -1, "/body/elements/9"])
def test_a_place_outside_the_card_is_refused(selector):
    """An index or pointer that leads nowhere gives the same kind of error."""
    with pytest.raises(ComponentNotFound):
        act(card(button("好")), selector, Deed(), Viewer())


def test_an_entry_of_a_menu_is_clicked_by_its_text():
    """A click on the text of a menu's entry chooses that entry."""
    menu = {
        "tag": "overflow",
        "value": {"a": 1},
        "options": [{"text": {"tag": "plain_text", "content": "静音"}, "value": "mute"}],
    }

    effect = act(card(menu), "静音", Deed(), Viewer())

    assert effect.action == {"tag": "overflow", "value": {"a": 1}, "option": "mute"}


@pytest.mark.parametrize("spelled", ["behaviors", "multi_url"])
def test_a_link_that_a_pc_must_not_open_is_not_replaced_by_the_general_one(spelled):
    """The value that blocks a client is meant for it; the general link is for the others."""
    links = {"pc_url": "lark://msgcard/unsupported_action", "ios_url": "https://ios.test/"}
    behavior = {"type": "open_url", "default_url": "https://all.test/", **links}
    node = {"behaviors": [behavior]} if spelled == "behaviors" else {"multi_url": {"url": "https://all.test/", **links}}

    assert act(card(button("好", **node)), "好", Deed(), Viewer()).open_url == ""


LINK = "https://a.test/"


@pytest.mark.parametrize(
    ("members", "calls_back"),
    [
        ({"url": LINK}, False),
        ({"url": "", "multi_url": {"url": ""}}, True),
        ({"url": LINK, "value": {"k": 1}}, True),
        ({"behaviors": [{"type": "open_url", "default_url": LINK}]}, False),
        ({"behaviors": [{"type": "open_url", "default_url": LINK}, {"type": "callback"}]}, True),
        ({"behaviors": [{"type": "open_url", "pc_url": "lark://msgcard/unsupported_action"}]}, False),
    ],
)
def test_a_button_that_only_links_calls_nobody(members, calls_back):
    """An empty address is none, a link that this client must not open is one, and a callback needs no value."""
    assert (act(card(button("Go", **members)), "Go", Deed(), Viewer()).action is not None) is calls_back


def test_a_form_is_sent_by_a_button_that_has_a_link_too():
    """The link opens, and the values arrive."""
    submit = button("Go", name="go", form_action_type="submit", url=LINK)
    form = {"tag": "form", "name": "f", "elements": [{"tag": "input", "name": "a", "default_value": "x"}, submit]}
    effect = act(card(form), "Go", Deed(), Viewer())

    assert (effect.open_url, effect.action) == (LINK, {"tag": "button", "name": "go", "form_value": {"a": "x"}})


def test_a_picture_that_is_disabled_tells_why():
    """In the language of whoever tries to choose it."""
    tip = {"tag": "plain_text", "content": "售罄", "i18n_content": {"en_us": "Sold out"}}
    options = [{"img_key": "a", "value": "a"}, {"img_key": "b", "value": "b", "disabled": True, "disabled_tips": tip}]
    shown = card({"tag": "select_img", "options": options})

    assert act(shown, 0, Deed(kind="select", value="b"), Viewer("en_us")).tip == "Sold out"
    assert act(shown, 0, Deed(kind="select", value="b"), Viewer("zh_cn")).tip == "售罄"
    assert act(shown, 0, Deed(kind="select", value="a"), Viewer()).action == {"tag": "select_img", "option": "a"}


def test_an_unknown_option_lists_the_options():
    """Choosing what a select does not offer names what it does."""
    select = {"tag": "select_static", "name": "s", "options": [{"text": {"content": "一"}, "value": "1"}]}

    with pytest.raises(ComponentNotFound) as caught:
        act(card(select), "s", Deed(kind="select", value="9"), Viewer())

    assert caught.value.choices == ("1",)


def form(*fields: dict[str, Any], **submit: Any) -> dict[str, Any]:
    """Give a card with one form."""
    send = button("提交", name="send", form_action_type="submit", **submit)
    return card({"tag": "form", "name": "f", "elements": [*fields, send]})


def test_the_only_submit_button_is_found():
    """A card with one form needs no name for its button."""
    shown = form({"tag": "input", "name": "note"})

    effect = act(shown, submit_button(shown), Deed(fill={"note": "好"}), Viewer())

    assert effect.action == {"tag": "button", "name": "send", "form_value": {"note": "好"}}


def test_an_unknown_field_lists_the_fields():
    """Filling a field that the form does not have names those it has."""
    with pytest.raises(ComponentNotFound) as caught:
        act(form({"tag": "input", "name": "note"}), "提交", Deed(fill={"nope": "x"}), Viewer())

    assert caught.value.choices == ("note",)


def test_a_nameless_field_stops_the_submit():
    """A component of a form without a name shows 200530 in the client."""
    assert act(form({"tag": "input"}), "提交", Deed(), Viewer()).local_error == "200530"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({"tag": "input", "name": "x"}, 3),
        ({"tag": "checker", "name": "x"}, "yes"),
        ({"tag": "multi_select_static", "name": "x", "options": []}, "one"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_mistake_of_the_test(field, value):
    """A value the field cannot hold is refused before anything is sent."""
    with pytest.raises(ValueError, match="not"):
        act(form(field), "提交", Deed(fill={"x": value}), Viewer())


def test_an_option_outside_a_form_is_named_by_its_text():
    """The text of an option chooses it as well as its value; several options come in card order."""
    options = [{"text": {"content": text}, "value": value} for text, value in (("一", "1"), ("二", "2"))]
    shown = form({"tag": "multi_select_static", "name": "m", "options": options})

    effect = act(shown, "提交", Deed(fill={"m": ["二", "一"]}), Viewer())

    assert effect.action is not None
    assert effect.action["form_value"] == {"m": ["1", "2"]}


def test_the_client_explains_why_nothing_is_sent():
    """Each kind of silence has its own words."""
    disabled = card(button("好", disabled=True, disabled_tips={"content": "没有权限"}))
    linked = card(button("看", url="https://example.com/"))

    assert "没有权限" in act(disabled, "好", Deed(), Viewer()).reason.en
    assert "https://example.com/" in act(linked, "看", Deed(), Viewer()).reason.en
    assert "note" in act(form({"tag": "input", "name": "note", "required": True}), "提交", Deed(), Viewer()).reason.en


@pytest.mark.parametrize(
    ("element", "deed"),
    [
        (button("好"), Deed(kind="select", value="x")),
        (button("好"), Deed(kind="input", text="x")),
        (button("好"), Deed(kind="check")),
        ({"tag": "checker", "name": "done"}, Deed(kind="input", text="x")),
        ({"tag": "input", "name": "note"}, Deed(kind="select", value="x")),
        ({"tag": "date_picker", "name": "day"}, Deed(kind="check")),
    ],
)
def test_a_deed_has_to_suit_its_component(element, deed):
    """Nobody can choose an option of a button; a test that tries has the wrong component."""
    with pytest.raises(ValueError, match="cannot be"):
        act(card(element), 0, deed, Viewer())
