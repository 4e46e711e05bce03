"""Words, numbers, lengths, colours and dates."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.cards.check import check_card
from tests.cards.shapes import seen, text, v1, v2


def column(**members: Any) -> dict[str, Any]:
    """Give a column with some members in a card."""
    return v2({"tag": "column_set", "columns": [{"tag": "column", "elements": [], **members}]})


@pytest.mark.parametrize("value", ["0", "4px", "-99px", "99px", "4px 8px", "0 0 0 0", "1px 2px -3px 4px"])
def test_a_box_has_one_two_or_four_lengths(value):
    """In pixels, or a bare zero."""
    assert check_card(v2({"tag": "hr", "margin": value})) == ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("100px", "E_RANGE"),
        ("0 0 0 -100px", "E_RANGE"),
        ("4", "E_FORMAT"),
        ("4px 4px 4px", "E_FORMAT"),
        ("4px  4px", "E_FORMAT"),
        ("4 px", "E_FORMAT"),
        ("4px\n", "E_FORMAT"),
        ("４px", "E_FORMAT"),
        ("9999999px", "E_FORMAT"),
        ("", "E_FORMAT"),
        ("x" * 10_000, "E_FORMAT"),
        (4, "E_TYPE"),
        (None, "W_TYPE"),
        (["4px"], "E_TYPE"),
        ({}, "E_TYPE"),
        (True, "E_TYPE"),
    ],
)
def test_what_is_no_box_is_told(value, kind):
    """Out of range, of another form, or of another type."""
    assert seen(check_card(v2({"tag": "hr", "margin": value}))) == [(kind, "/body/elements/0/margin")]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("auto", None),
        ("weighted", None),
        ("16px", None),
        ("600px", None),
        ("15px", "E_RANGE"),
        ("601px", "E_RANGE"),
        ("50%", "E_FORMAT"),
        ("wide", "E_FORMAT"),
        (16, "E_TYPE"),
    ],
)
def test_a_length_is_a_word_or_pixels(value, kind):
    """Each length has words and a range of its own."""
    assert [problem.id for problem in check_card(column(width=value))] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("value", "kind"), [("0%", None), ("100%", None), ("4px", None), ("101%", "E_RANGE"), ("-1px", "E_RANGE")]
)
def test_a_radius_may_be_a_percentage(value, kind):
    """Pixels have no upper bound there."""
    card = v2({"tag": "img", "img_key": "img_1", "alt": text(), "corner_radius": value})

    assert [problem.id for problem in check_card(card)] == ([kind] if kind else [])


@pytest.mark.parametrize("value", ["small", "medium", "large", "extra_large", "99px"])
def test_spacings_of_json_2(value):
    """Words of 2.0, and 0px to 99px."""
    assert check_card(column(vertical_spacing=value)) == ()


def test_words_belong_to_a_version():
    """``default`` is a spacing of 1.0, ``extra_large`` one of 2.0; an image without padding is 1.0."""
    spaced = {"tag": "column_set", "columns": [], "horizontal_spacing": "default"}
    image = {"tag": "img", "img_key": "img_1", "alt": text(), "size": "stretch_without_padding"}

    assert check_card(v1(spaced, image)) == ()
    [spacing, size] = check_card(v2(spaced, image))
    assert spacing.remedy == "write small | medium | large | extra_large | 0px–99px"
    assert size.remedy == "write large | medium | small | tiny | stretch | 120px 80px"


@pytest.mark.parametrize(
    ("value", "kind"), [("1px 1000px", None), ("tiny", None), ("0px 10px", "E_FORMAT"), ("10px", "E_FORMAT")]
)
def test_a_size_is_a_word_or_two_lengths(value, kind):
    """Width and height in pixels."""
    card = v2({"tag": "img", "img_key": "img_1", "alt": text(), "size": value})

    assert [problem.id for problem in check_card(card)] == ([kind] if kind else [])


@pytest.mark.parametrize("value", ["red", "red-50", "grey-00", "grey-1000", "bg-white", "default", "mine"])
def test_colours_are_of_the_palette_or_the_cards_own(value):
    """Hues, shades, and names declared in config.style."""
    style = {"color": {"mine": {"light_mode": "rgba(1,2,3,1)", "dark_mode": "rgba(1,2,3,1)"}}}
    card = v2({"tag": "div", "text": {**text(), "text_color": value}}, config={"style": style})

    assert check_card(card) == ()


@pytest.mark.parametrize("value", ["pink", "#ff0000", "red-51", "rgba(1,2,3,1)", "mine", "laser"])
def test_other_colours_are_told(value):
    """With the remedy: the palette, or a name of one's own."""
    [problem] = check_card(v2({"tag": "div", "text": {**text(), "text_color": value}}))

    assert (problem.id, problem.path) == ("E_ENUM", "/body/elements/0/text/text_color")
    assert "config.style.color" in problem.remedy


def test_a_box_may_shine():
    """``laser`` is a background of an interactive container only."""
    box = {"tag": "interactive_container", "elements": [], "behaviors": [], "background_style": "laser"}

    assert check_card(v2(box)) == ()


def test_text_sizes_fall_back():
    """An unknown size is shown as normal, so that it is only a warning; one of the card's own is fine."""
    element = {"tag": "markdown", "content": "x", "text_size": "mine"}

    assert seen(check_card(v2(element))) == [("W_ENUM", "/body/elements/0/text_size")]
    assert check_card(v2(element, config={"style": {"text_size": {"mine": {"default": "large"}}}})) == ()


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"tag": "date_picker", "initial_date": "2026-11-20"}, None),
        ({"tag": "date_picker", "initial_date": "2026-02-30"}, "E_FORMAT"),
        ({"tag": "date_picker", "initial_date": "2026-1-2"}, "E_FORMAT"),
        ({"tag": "date_picker", "initial_date": "20261120"}, "E_FORMAT"),
        ({"tag": "picker_time", "initial_time": "23:59"}, None),
        ({"tag": "picker_time", "initial_time": "24:00"}, "E_FORMAT"),
        ({"tag": "picker_datetime", "initial_datetime": "2026-11-20 09:30"}, None),
        ({"tag": "picker_datetime", "initial_datetime": "2026-11-20T09:30"}, "E_FORMAT"),
    ],
)
def test_dates_and_times_are_in_the_viewers_form(members, kind):
    """Without a time zone, and such that they exist."""
    assert [problem.id for problem in check_card(v2(members))] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"weight": 1}, None),
        ({"weight": 5}, None),
        ({"weight": 0}, "E_RANGE"),
        ({"weight": 1.0}, "E_TYPE"),
        ({"weight": True}, "E_TYPE"),
        ({"weight": "1"}, "E_TYPE"),
        ({"weight": 10**400}, "E_RANGE"),
    ],
)
def test_integers_have_a_range(members, kind):
    """True is no number, 1.0 no integer."""
    assert [problem.id for problem in check_card(column(**members))] == ([kind] if kind else [])


@pytest.mark.parametrize(("opacity", "kind"), [(0, None), (0.5, None), (1, None), (1.1, "E_RANGE"), ("1", "E_TYPE")])
def test_numbers_may_have_a_fraction(opacity, kind):
    """Integers are numbers, too."""
    card = v2(
        {"tag": "checker", "behaviors": [{"type": "callback", "value": {}}], "checked_style": {"opacity": opacity}}
    )

    assert [problem.id for problem in check_card(card)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("angle", "kind"), [(-180, None), (90, None), (45, "E_ENUM"), ("90", "E_TYPE"), (True, "E_TYPE")]
)
def test_words_may_be_numbers(angle, kind):
    """An angle is one of four."""
    panel = {"tag": "collapsible_panel", "header": {"icon_expanded_angle": angle}}

    assert [problem.id for problem in check_card(v2(panel))] == ([kind] if kind else [])


def test_a_text_may_have_a_longest_length():
    """The symbol of a number is one character."""

    def table(symbol: str) -> dict[str, Any]:
        columns = [{"name": "a", "data_type": "number", "format": {"symbol": symbol}}]
        return v2({"tag": "table", "columns": columns, "rows": []})

    assert check_card(table("¥")) == ()
    [problem] = check_card(table("RMB"))
    assert problem.message == "symbol has 3 characters, 1 at most are allowed"


@pytest.mark.parametrize(
    ("value", "found"),
    [("https://a.b", 0), ("lark://x", 0), ("tel:110", 0), ("", 0), ("example.com", 1), ("//example.com", 1)],
)
def test_an_address_has_a_scheme(value, found):
    """An empty address is how clients are left out; one without a scheme is remarked."""
    button = {"tag": "button", "text": text(), "behaviors": [{"type": "open_url", "default_url": value}]}

    assert [problem.id for problem in check_card(v2(button))] == ["W_FORMAT"] * found


def test_an_image_is_named_by_its_key():
    """An address in place of the key fails on the platform."""
    [problem] = check_card(v2({"tag": "img", "img_key": "https://a/b.png", "alt": text()}))

    assert (problem.id, problem.code) == ("W_FORMAT", 200570)


@pytest.mark.parametrize(("value", "kind"), [({"k": 1}, None), ("text", None), (3, "E_TYPE"), ([], "E_TYPE")])
def test_a_component_carries_an_object_or_a_text(value, kind):
    """Other JSON values are no value of a callback."""
    button = {"tag": "button", "text": text(), "behaviors": [{"type": "callback", "value": value}]}

    assert [problem.id for problem in check_card(v2(button))] == ([kind] if kind else [])
