"""Components in their places: which may stand where, how deep, and what names them."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.cards.check import check_card
from tests.cards.shapes import seen, text, v1, v2

SUBMIT = {"tag": "button", "text": text(), "name": "go", "form_action_type": "submit"}
INPUT = {"tag": "input", "name": "a"}


def columns(*elements: Any) -> dict[str, Any]:
    """Give a set of one column."""
    return {"tag": "column_set", "columns": [{"tag": "column", "elements": list(elements)}]}


def form(*elements: Any, name: str = "f") -> dict[str, Any]:
    """Give a form."""
    return {"tag": "form", "name": name, "elements": list(elements)}


def panel(*elements: Any) -> dict[str, Any]:
    """Give a panel."""
    return {"tag": "collapsible_panel", "header": {}, "elements": list(elements)}


@pytest.mark.parametrize(
    ("card", "path"),
    [
        (v2(columns(form(SUBMIT))), "/body/elements/0/columns/0/elements/0"),
        (v2(form(form(SUBMIT), {**SUBMIT, "name": "b"}, name="g")), "/body/elements/0/elements/0"),
        (v2({"tag": "column", "elements": []}), "/body/elements/0"),
        (v2({"tag": "column_set", "columns": [{"tag": "hr"}]}), "/body/elements/0/columns/0"),
        (v2(panel({"tag": "table", "columns": [], "rows": []})), "/body/elements/0/elements/0"),
        (v1(form({"tag": "div", "text": text()}, SUBMIT)), "/elements/0/elements/0"),
        (
            v1(form(columns({"tag": "chart", "chart_spec": {"type": "a"}}), SUBMIT)),
            "/elements/0/elements/0/columns/0/elements/0",
        ),
        (v1({"tag": "action", "actions": [{"tag": "hr"}]}), "/elements/0/actions/0"),
        (v1({"tag": "div", "text": text(), "extra": {"tag": "hr"}}), "/elements/0/extra"),
        (v1({"tag": "note", "elements": [{"tag": "hr"}]}), "/elements/0/elements/0"),
        (
            v1(columns({"tag": "img_combination", "combination_mode": "double", "img_list": []})),
            "/elements/0/columns/0/elements/0",
        ),
    ],
)
def test_a_component_in_the_wrong_place_is_told(card, path):
    """The catalogue says in what each may stand."""
    assert seen(check_card(card)) == [("E_NESTING", path)]


def test_the_remedy_names_the_right_places():
    """A reader learns where to move it."""
    [problem] = check_card(v2(columns({"tag": "table", "columns": [], "rows": []})))

    assert problem.message == "table cannot stand in column"
    assert problem.remedy == "it can stand in body"


def test_a_chart_in_a_form_is_only_remarked_in_json_2():
    """Two pages of the documentation contradict each other."""
    card = v2(form(columns({"tag": "chart", "chart_spec": {"type": "line"}}), SUBMIT))

    assert seen(check_card(card)) == [("W_NESTING", "/body/elements/0/elements/0/columns/0/elements/0")]


def nest(levels: int, inner: dict[str, Any]) -> dict[str, Any]:
    """Put containers into each other."""
    for _ in range(levels):
        inner = columns(inner)
    return inner


@pytest.mark.parametrize(("levels", "found"), [(5, 0), (6, 1), (10, 1)])
def test_five_levels_of_containers_are_enough(levels, found):
    """A set with its columns is one level; the first that is too deep is told, once."""
    problems = check_card(v2(nest(levels, {"tag": "hr"})))

    place = "/body/elements/0" + "/columns/0/elements/0" * 5
    assert seen(problems) == [("E_DEPTH", place)] * found


def test_what_stands_too_deep_is_still_looked_at_for_a_while():
    """The walk turns back some levels further down, so that no card is too deep for it."""
    assert "E_ENUM" in {p.id for p in check_card(v2(nest(10, {"tag": "button", "text": text(), "type": "x"})))}
    assert {p.id for p in check_card(v2(nest(30, {"tag": "button", "text": text(), "type": "x"})))} == {"E_DEPTH"}


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_are_unique_in_the_card():
    """Across forms, too; the name of a form counts."""
    card = v2(form(INPUT, SUBMIT), form({**INPUT}, {**SUBMIT, "name": "f"}, name="g"))

    assert seen(check_card(card)) == [
        ("E_DUP_NAME", "/body/elements/1/elements/0/name"),
        ("E_DUP_NAME", "/body/elements/1/elements/1/name"),
    ]
    assert "/body/elements/0/elements/0" in check_card(card)[0].message


def test_buttons_of_a_list_may_share_a_name():
    """It is told, and sent: the documentation asks for unique names in forms only."""
    row = {"tag": "button", "text": text(), "name": "approve"}

    assert [(p.id, p.certainty, p.refused) for p in check_card(v2(row, row))] == [("E_DUP_NAME", "assumed", False)]
    [problem] = check_card(v2(form(INPUT, {**INPUT}, SUBMIT)))
    assert (problem.id, problem.certainty, problem.refused) == ("E_DUP_NAME", "documented", True)


def test_each_language_of_json_1_has_its_own_names():
    """The same form in two languages is one form."""
    listed = [form(INPUT, SUBMIT)]

    assert check_card({"i18n_elements": {"zh_cn": listed, "en_us": listed}}) == ()
    card = {"i18n_elements": {"zh_cn": [*listed, INPUT]}}
    assert seen(check_card(card)) == [("E_DUP_NAME", "/i18n_elements/zh_cn/1/name")]


@pytest.mark.parametrize("name", [{}, {"name": ""}])
@pytest.mark.parametrize("tag", ["input", "date_picker", "select_static", "checker", "button"])
def test_entries_of_a_form_have_names(tag, name):
    """Without one the click ends with 200530."""
    element = {"tag": tag, "placeholder": text(), "options": [{"text": text(), "value": "a"}], **name}
    if tag in ("checker", "button"):
        element = {"tag": tag, "text": text(), "form_action_type": "reset", **name}
    problems = [p for p in check_card(v2(form(element, SUBMIT))) if p.id == "E_FORM_FIELD_NAME"]

    assert seen(tuple(problems)) == [("E_FORM_FIELD_NAME", "/body/elements/0/elements/0")]
    assert problems[0].code == 200530


def test_menus_of_dots_and_boxes_need_no_name():
    """The documentation gives them none."""
    box = {"tag": "interactive_container", "elements": [], "behaviors": []}
    menu = {"tag": "overflow", "options": []}

    assert check_card(v2(form(box, menu, SUBMIT))) == ()


def test_a_form_without_a_button_is_told():
    """A button deep inside is as good; the old spelling is, too."""
    assert seen(check_card(v2(form(INPUT)))) == [("E_FORM_NO_SUBMIT", "/body/elements/0")]
    assert check_card(v2(form(INPUT, columns(panel(SUBMIT))))) == ()
    old = {"tag": "button", "text": text(), "name": "go", "action_type": "form_submit"}
    assert check_card(v1(form(INPUT, old))) == ()


def test_a_button_of_a_form_says_what_it_does():
    """One that neither submits nor resets is remarked."""
    plain = {"tag": "button", "text": text(), "name": "b"}

    assert seen(check_card(v2(form(plain, SUBMIT)))) == [("W_REQUIRED", "/body/elements/0/elements/0")]


# --- what is not known ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "remedy"),
    [
        ("buton", "did you mean button?"),
        ("image", "did you mean img?"),
        ("checkbox", "did you mean checker?"),
        ("hologram", "see the catalogue of components: larkline.cards"),
        ("x" * 100, "see the catalogue of components: larkline.cards"),
    ],
)
def test_an_unknown_component_is_told_with_a_guess(tag, remedy):
    """Misspellings and the words of other libraries lead to the right one."""
    [problem] = check_card(v2({"tag": tag}))

    assert (problem.id, problem.path, problem.remedy) == ("E_UNKNOWN_TAG", "/body/elements/0", remedy)


@pytest.mark.parametrize(
    ("element", "path", "remedy"),
    [
        ({"tag": "button", "text": text(), "style": "primary"}, "style", "did you mean type?"),
        ({"tag": "button", "text": text(), "confrim": {}}, "confrim", "did you mean confirm?"),
        ({"tag": "hr", "glow": 1}, "glow", "remove it"),
        ({"tag": "div", "text": text(), "extra": {"tag": "hr"}}, "extra", "remove it"),
        ({"tag": "markdown", "content": "", "href": {}}, "href", "remove it"),
    ],
)
def test_an_unknown_property_is_told_with_a_guess(element, path, remedy):
    """In 2.0 it is an error, in 1.0 the platform ignores it."""
    [problem] = check_card(v2(element))

    assert (problem.id, problem.path, problem.remedy) == ("E_UNKNOWN_PROPERTY", f"/body/elements/0/{path}", remedy)


def test_json_1_ignores_what_it_does_not_know():
    """Members of 2.0 are among that."""
    card = v1({"tag": "markdown", "content": "x", "element_id": "a", "glow": 1, "contnet": "y"}, streaming=1)

    assert [(p.path, p.severity, p.remedy) for p in check_card(card)] == [
        ("/streaming", "warning", "remove it"),
        ("/elements/0/element_id", "warning", "remove it"),
        ("/elements/0/glow", "warning", "remove it"),
        ("/elements/0/contnet", "warning", "did you mean content?"),
    ]


def test_a_checker_has_a_margin_in_both_versions():
    """Of all components it alone has one in 1.0, and there too it has its limits."""
    checker = {"tag": "checker", "text": text(), "behaviors": [{"type": "callback", "value": {}}]}

    assert not check_card(v1({**checker, "margin": "4px"}))
    assert [kind for kind, _ in seen(check_card(v1({**checker, "margin": "100px"})))] == ["E_RANGE"]
    assert [problem.remedy for problem in check_card(v1({"tag": "hr", "margin": "4px"}))] == ["remove it"]


def test_a_component_of_one_version_is_told_in_the_other():
    """Audio came with 2.0; the row of buttons and the note went."""
    assert seen(check_card(v1({"tag": "audio", "file_key": "f"}))) == [("E_TAG_VERSION", "/elements/0")]
    [removed] = check_card(v2({"tag": "note", "elements": [text()]}))
    assert (removed.id, removed.code) == ("E_TAG_REMOVED", 200861)
    assert "notation" in removed.remedy


@pytest.mark.parametrize(
    ("element", "kind", "path"),
    [
        ({}, "E_REQUIRED", ""),
        ({"tag": None}, "E_REQUIRED", ""),
        ({"tag": 3}, "E_TYPE", "/tag"),
        ({"tag": ["hr"]}, "E_TYPE", "/tag"),
        ("hr", "E_TYPE", ""),
        (None, "E_TYPE", ""),
    ],
)
def test_a_component_is_an_object_with_a_tag(element, kind, path):
    """Anything else is told where it stands."""
    assert seen(check_card(v2(element))) == [(kind, f"/body/elements/0{path}")]


def test_an_incomplete_page_leaves_room():
    """Audio has no page of its own, so that no member of it is called unknown."""
    card = v2({"tag": "audio", "file_key": "f", "speed": 2}, config={"enable_forward": False})

    assert check_card(card) == ()


@pytest.mark.parametrize(
    ("element", "missing"),
    [
        ({"tag": "markdown"}, "E_REQUIRED"),
        ({"tag": "div"}, "E_REQUIRED"),
        ({"tag": "div", "fields": []}, None),
        ({"tag": "div", "text": text(), "icon": {"tag": "standard_icon"}}, "E_REQUIRED"),
        ({"tag": "div", "text": text(), "icon": {"tag": "custom_icon", "img_key": "img_1"}}, None),
        ({"tag": "img", "img_key": "img_1"}, "W_REQUIRED"),
        ({"tag": "button", "text": text(), "confirm": {"title": text()}}, "W_REQUIRED"),
        ({"tag": "button", "text": text(), "confirm": {"text": text()}}, "E_REQUIRED"),
    ],
)
def test_what_is_missing_is_told(element, missing):
    """Some of it only when another member asks for it, or does not stand in for it."""
    assert [problem.id for problem in check_card(v2(element))] == ([missing] if missing else [])


@pytest.mark.parametrize(("header", "found"), [({"title": text()}, 0), ({"subtitle": text()}, 0), ({}, 1)])
def test_a_header_has_a_title(header, found):
    """A subtitle alone is shown as the title."""
    assert seen(check_card(v2(header=header))) == [("E_REQUIRED", "/header")] * found


def test_the_old_way_is_remarked_in_json_2():
    """Links and values of buttons have a new place, and still work in the old one."""
    button = {"tag": "button", "text": text(), "url": "https://a", "value": {"k": 1}}

    assert seen(check_card(v2(button))) == [("W_LEGACY", f"/body/elements/0/{key}") for key in ("url", "value")]
    assert check_card(v1(button)) == ()


def test_null_is_taken_as_missing():
    """Other languages write what they have not as null."""
    card = v2({"tag": "button", "text": text(), "icon": None, "disabled": None, "behaviors": None}, header=None)

    assert {(problem.id, problem.refused) for problem in check_card(card)} == {("W_TYPE", False)}
