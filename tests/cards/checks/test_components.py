"""What is special about some components."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.cards.check import check_card
from larkline.cards.checks.catalogue import rules_of
from larkline.cards.checks.components import FINISH
from tests.cards.shapes import seen, text, v1, v2

SUBMIT = {"tag": "button", "text": text(), "name": "go", "form_action_type": "submit"}


def option(value: str) -> dict[str, Any]:
    """Give one option."""
    return {"text": text(value), "value": value}


def in_form(*elements: Any) -> dict[str, Any]:
    """Give a card with a form."""
    return v2({"tag": "form", "name": "f", "elements": [*elements, SUBMIT]})


def table(columns: list[dict[str, Any]], *rows: Any) -> dict[str, Any]:
    """Give a card with a table."""
    return v2({"tag": "table", "columns": columns, "rows": list(rows)})


def test_every_special_component_is_in_the_catalogue():
    """A misspelt tag would never be looked at."""
    assert FINISH.keys() <= rules_of("2.0").components.keys()


@pytest.mark.parametrize("tag", ["select_static", "select_person", "overflow", "select_img"])
def test_options_have_values_of_their_own(tag):
    """Else nobody knows which one was chosen; that the platform minds is assumed."""
    options = [
        {**option("a"), "img_key": "img_1"},
        {**option("b"), "img_key": "img_2"},
        {**option("a"), "img_key": "img_3"},
    ]
    element = {"tag": tag, "placeholder": text(), "options": options}
    found = [problem for problem in check_card(v2(element)) if problem.id == "E_OPTION_DUP"]

    assert seen(tuple(found)) == [("E_OPTION_DUP", "/body/elements/0/options/2/value")]
    assert "/body/elements/0/options/0" in found[0].message
    assert not found[0].refused


@pytest.mark.parametrize(
    ("element", "found"),
    [
        ({"tag": "select_static", "placeholder": text(), "options": [option("a")]}, []),
        ({"tag": "select_static", "placeholder": text()}, ["W_REQUIRED"]),
        ({"tag": "select_static", "options": [option("a")]}, ["W_REQUIRED"]),
        ({"tag": "select_static", "options": [option("a")], "initial_option": "a"}, []),
        ({"tag": "select_static", "options": [option("a")], "initial_index": 1}, []),
        ({"tag": "select_static", "options": [option("a")], "initial_index": 0}, ["W_REQUIRED"]),
        ({"tag": "select_person", "placeholder": text()}, []),
        ({"tag": "date_picker"}, ["W_REQUIRED"]),
        ({"tag": "date_picker", "initial_date": "2026-11-20"}, []),
        ({"tag": "input"}, []),
        ({"tag": "input", "required": True}, ["W_FORM_ONLY"]),
        ({"tag": "input", "required": False}, []),
        ({"tag": "date_picker", "placeholder": text(), "required": True}, ["W_FORM_ONLY"]),
        ({"tag": "checker", "text": text()}, ["W_REQUIRED"]),
        ({"tag": "checker", "behaviors": "x"}, ["E_TYPE", "W_REQUIRED"]),
        ({"tag": "checker", "behaviors": [{"type": "callback", "value": {}}]}, []),
        ({"tag": "select_img", "options": []}, []),
        ({"tag": "select_img", "options": [], "multi_select": True}, ["E_FORM_ONLY"]),
        ({"tag": "multi_select_person", "placeholder": text()}, ["E_FORM_ONLY"]),
    ],
)
def test_what_can_be_entered_says_so(element, found):
    """A placeholder or a first value, options, a callback, a form."""
    assert [problem.id for problem in check_card(v2(element))] == found


def test_in_a_form_a_tick_needs_no_callback():
    """It travels with the form."""
    assert check_card(in_form({"tag": "checker", "name": "c", "text": text(), "required": True})) == ()
    several = {"tag": "select_img", "name": "i", "options": [], "multi_select": True}
    people = {"tag": "multi_select_person", "name": "p", "placeholder": text()}
    assert check_card(in_form(several, people)) == ()


def test_beside_a_tick_stand_quiet_buttons():
    """Only those without a border."""

    def checker(*kinds: Any) -> dict[str, Any]:
        buttons = [{"tag": "button", "text": text(), "type": kind} for kind in kinds]
        return v2(
            {"tag": "checker", "behaviors": [{"type": "callback", "value": {}}], "button_area": {"buttons": buttons}}
        )

    assert check_card(checker("text", "primary_text", "danger_text")) == ()
    assert seen(check_card(checker("text", "primary"))) == [("W_ENUM", "/body/elements/0/button_area/buttons/1/type")]
    other = v2(
        {
            "tag": "checker",
            "behaviors": [{"type": "callback", "value": {}}],
            "button_area": {"buttons": [{"tag": "hr"}]},
        }
    )
    assert seen(check_card(other)) == [("E_NESTING", "/body/elements/0/button_area/buttons/0")]


def test_audio_must_not_travel_further():
    """The card must forbid forwarding, and each audio has an id of its own."""
    audio = {"tag": "audio", "file_key": "f", "audio_id": "a"}

    problems = check_card(v2(audio, {**audio}))

    assert [(p.id, p.path, p.code) for p in problems] == [
        ("E_AUDIO_FORWARD", "/body/elements/0", 300220),
        ("E_AUDIO_FORWARD", "/body/elements/1", 300220),
        ("E_DUP_AUDIO_ID", "/body/elements/1/audio_id", 300230),
    ]
    assert check_card(v2(audio, config={"enable_forward": False})) == ()


@pytest.mark.parametrize(
    ("data_type", "good", "bad"),
    [
        ("text", ["x", ""], [3, ["x"], {}, True]),
        ("lark_md", ["**x**"], [3]),
        ("markdown", ["# x"], [3]),
        ("number", [3, 3.5, -1], ["3", True, [3]]),
        ("date", [1699341315000], ["2026-11-20"]),
        ("persons", ["ou_1", ["ou_1", "ou_2"], []], [3, [3], {}]),
        ("options", ["S1", [{"text": "S1", "color": "blue"}], [{"text": "S2"}], []], [3, ["S1"], [{"color": "blue"}]]),
    ],
)
def test_cells_are_what_their_column_says(data_type, good, bad):
    """With the platform's own code for a wrong cell; null is an empty one."""
    columns = [{"name": "a", "data_type": data_type}]

    assert check_card(table(columns, *({"a": cell} for cell in [*good, None]))) == ()
    problems = check_card(table(columns, *({"a": cell} for cell in bad)))
    assert [(p.id, p.path, p.code) for p in problems] == [
        ("E_TABLE_CELL", f"/body/elements/0/rows/{index}/a", 200914) for index in range(len(bad))
    ]


def test_odd_tables_are_looked_at_as_far_as_possible():
    """What is wrong with the columns is told once, not once for each row."""
    odd = {"tag": "table", "columns": ["a", {"name": 3}, {"name": "b", "data_type": "song"}], "rows": ["x", {"b": 1}]}

    assert seen(check_card(v2(odd))) == [
        ("E_TYPE", "/body/elements/0/columns/0"),
        ("E_TYPE", "/body/elements/0/columns/1/name"),
        ("E_REQUIRED", "/body/elements/0/columns/1"),
        ("E_ENUM", "/body/elements/0/columns/2/data_type"),
        ("E_TYPE", "/body/elements/0/rows/0"),
    ]
    assert seen(check_card(v2({"tag": "table", "columns": {}, "rows": {}}))) == [
        ("E_TYPE", "/body/elements/0/columns"),
        ("E_TYPE", "/body/elements/0/rows"),
    ]


def test_tables_of_each_language_are_counted_apart():
    """A viewer sees one language."""
    tables = [{"tag": "table", "columns": [], "rows": []}] * 5

    assert check_card({"i18n_elements": {"zh_cn": tables, "en_us": tables}}) == ()
    assert seen(check_card(v1(*tables, tables[0], tables[0]))) == [
        ("E_TABLE_LIMIT", "/elements/5"),
        ("E_TABLE_LIMIT", "/elements/6"),
    ]
