"""Everything that is wrong with a card, all at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.cards import Button, Card, CardTemplate, Markdown, Problem, check_card
from larkline.cards.check import refuse_documented
from larkline.errors import InvalidCard
from larkline.facts.delivery import CARD_BYTES
from tests.cards.shapes import all_samples, card_json, card_text, expected, seen, text, v1, v2


@pytest.mark.parametrize("name", all_samples())
def test_each_sample_gives_exactly_its_errors(name):
    """Good cards have none; bad ones have those beside them: kind, place and code."""
    errors = [problem for problem in check_card(card_json(name)) if problem.severity == "error"]

    wanted = expected(name).get("errors", [])
    assert sorted((error.id, error.path, error.code) for error in errors) == sorted(
        (error["code"], error["path"], error["feishu_code"]) for error in wanted
    )
    by_place = {error.path: error for error in errors}
    for error in wanted:
        found = by_place[error["path"]]
        assert found.err_path == error.get("err_path", found.err_path)
        assert found.certainty == ("documented" if error["strength"].startswith("doc") else "assumed")


@pytest.mark.parametrize("name", all_samples())
def test_text_bytes_and_json_are_checked_alike(name):
    """It does not matter how the card comes."""
    data = card_text(name)
    problems = check_card(card_json(name))

    assert check_card(data) == check_card(data.decode()) == problems
    if not name.startswith("content"):
        assert Card.from_json(data).check() == problems


def test_a_problem_tells_everything():
    """Kind, place, reason, remedy, code and certainty, in both languages."""
    [problem] = check_card(v2({"tag": "hr"}, {"tag": "markdown", "content": "x", "margin": "120px"}))

    assert problem == Problem(
        id="E_RANGE",
        path="/body/elements/1/margin",
        message="margin is “120px”, outside of -99px to 99px",
        remedy="choose a value in that range",
        code=200621,
        certainty="documented",
        refused=True,
        err_path="ROOT -> body -> elements -> [1](tag: markdown) -> margin",
        message_zh="margin 为 “120px”，超出范围 -99px 至 99px",
        remedy_zh="请改为范围内的值",
    )
    assert problem.severity == "error"
    assert str(problem) == (
        "/body/elements/1/margin: margin is “120px”, outside of -99px to 99px; choose a value in that range"
    )


def test_all_problems_come_at_once():
    """One mistake does not hide another, not even inside a component that was removed."""
    button = {"tag": "button", "type": "big", "text": text()}
    card = v2({"tag": "action", "actions": [button]}, {"tag": "image"}, "no component", header={"colour": "red"})

    assert seen(check_card(card)) == [
        ("E_UNKNOWN_PROPERTY", "/header/colour"),
        ("E_REQUIRED", "/header"),
        ("E_TAG_REMOVED", "/body/elements/0"),
        ("E_ENUM", "/body/elements/0/actions/0/type"),
        ("E_UNKNOWN_TAG", "/body/elements/1"),
        ("E_TYPE", "/body/elements/2"),
    ]


@pytest.mark.parametrize("data", ["", "{", b"\xff", "[" * 100_000, '{"a":' * 5000, "nan"])
def test_what_is_no_json_is_one_problem(data):
    """Broken text and recursion bombs are told as such."""
    [problem] = check_card(data)

    assert (problem.id, problem.path, problem.code) == ("E_JSON", "", 200621)


@pytest.mark.parametrize("data", ["[]", "null", "3", '"card"', "true"])
def test_a_card_is_an_object(data):
    """Other JSON values are no card."""
    assert seen(check_card(data)) == [("E_ROOT", "")]


def test_what_has_no_json_form_is_told_where_it_stands():
    """A Python value that JSON cannot say is a problem like any other."""
    card: dict[str, Any] = v2({"tag": "markdown", "content": {1, 2}})

    assert ("E_TYPE", "/body/elements/0/content") in seen(check_card(card))


@pytest.mark.parametrize(
    ("root", "found"),
    [
        ({"schema": "2.0"}, []),
        ({"schema": "1.0"}, []),
        ({}, []),
        ({"schema": "3.0"}, [("E_SCHEMA", "/schema")]),
        ({"schema": 2.0}, [("E_SCHEMA", "/schema")]),
        ({"schema": 2.0, "body": {"elements": []}}, [("E_SCHEMA", "/schema")]),
        ({"schema": 2.0, "elements": []}, [("E_SCHEMA", "/schema")]),
        ({"body": {"elements": []}}, [("W_UNKNOWN_PROPERTY", "/body")]),
        ({"schema": "2.0", "i18n_elements": {}}, [("E_V2_ROOT_ELEMENTS", "/i18n_elements")]),
        ({"schema": "2.0", "card_link": {}}, [("E_CARD_LINK", "/card_link")]),
        (
            {"schema": "2.0", "card_link": {"pc_url": "https://a", "ios_url": "https://b"}},
            [("E_CARD_LINK", "/card_link")],
        ),
        ({"card_link": dict.fromkeys(("pc_url", "ios_url", "android_url"), "https://a")}, []),
        ({"card_link": {"url": "", "pc_url": ""}}, []),
        ({"schema": "2.0", "fallback": {}}, [("W_UNKNOWN_PROPERTY", "/fallback")]),
    ],
)
def test_the_root_is_checked(root, found):
    """Version, link, and what belongs to the other version."""
    assert seen(check_card(root)) == found


def test_the_size_is_checked():
    """One byte over 30 KB is too much; it is told with the code of a message that is too long."""
    empty = len(json.dumps(v2({"tag": "markdown", "content": ""}), separators=(",", ":")))

    assert check_card(v2({"tag": "markdown", "content": "x" * (CARD_BYTES - empty)})) == ()
    [problem] = check_card(v2({"tag": "markdown", "content": "x" * (CARD_BYTES - empty + 1)}))
    assert (problem.id, problem.path, problem.code) == ("E_SIZE", "", 230025)
    assert problem.message == "30,721 bytes of JSON, 30,720 at most are allowed"


@pytest.mark.parametrize("count", [100, 40_000])
def test_half_an_emoji_is_measured(count):
    """A text that JSON can write down and UTF-8 cannot has a size, too."""
    problems = check_card(v2({"tag": "markdown", "content": "\ud83d" * count}))

    assert [problem.id for problem in problems] == ["E_SIZE"] * (count > 30_720)


@pytest.mark.parametrize("value", [b"x", {1, 2}, object()])
def test_half_an_emoji_beside_what_is_no_json(value):
    """Both are in the card, and neither keeps the other from being told."""
    problems = check_card(v2({"tag": "markdown", "content": "\ud83d"}, {"tag": "markdown", "content": value}))

    assert ("E_TYPE", "/body/elements/1/content") in seen(problems)


@pytest.mark.parametrize(("number", "found"), [(149, []), (150, ["W_COUNT"]), (200, ["W_COUNT"]), (201, ["E_COUNT"])])
def test_elements_are_counted(number, found):
    """Texts count, icons do not; 200 are allowed, from 150 on the platform may count more than we do."""
    icon = {"tag": "standard_icon", "token": "chat_outlined"}
    elements = [{"tag": "hr"}] * (number - 2) + [{"tag": "div", "text": text(), "icon": icon}]

    assert [problem.id for problem in check_card(v2(*elements))] == found
    assert check_card(v1(*elements)) == ()


def test_many_header_tags_and_charts_are_remarked():
    """Three labels are shown, five charts are advised."""
    tags = [{"tag": "text_tag", "text": text()}] * 4
    charts = [{"tag": "chart", "chart_spec": {"type": "line"}}] * 6

    problems = check_card(v2(*charts, header={"title": text(), "text_tag_list": tags}))

    assert seen(problems) == [("W_COUNT", ""), ("W_COUNT", "/header/text_tag_list")]


# --- references -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"type": "template", "data": {"template_id": "AAq", "template_variable": {"any": [1]}}}, []),
        ({"type": "template", "data": {}}, [("E_REQUIRED", "/data")]),
        ({"type": "template", "data": {"template_id": 3}}, [("E_TYPE", "/data/template_id")]),
        ({"type": "template", "data": "AAq"}, [("E_TYPE", "/data")]),
        ({"type": "template"}, [("E_REQUIRED", "")]),
        (
            {"type": "template", "data": {"template_id": "AAq", "template_variable": [], "template_version": "1"}},
            [("E_TYPE", "/data/template_variable"), ("E_UNKNOWN_PROPERTY", "/data/template_version")],
        ),
        ({"type": "card", "data": {"card_id": "735"}}, []),
        ({"type": "card", "data": {"id": "735"}}, [("E_UNKNOWN_PROPERTY", "/data/id"), ("E_REQUIRED", "/data")]),
    ],
)
def test_a_reference_is_checked_for_its_own_members(content, found):
    """A template or a card entity lives on the platform; here is only its name."""
    assert seen(check_card(content)) == found


def test_a_built_template_reference_is_good():
    """What the class makes passes."""
    assert check_card(CardTemplate("AAq", version_name="1.0.0", variables={"a": 1})) == ()


# --- what is refused --------------------------------------------------------------------------------------------------


def test_documented_errors_are_refused_all_together():
    """The error has each of them, and none of those that are only advice."""
    card = v2(
        {"tag": "markdown", "content": "a", "element_id": "same"},
        {"tag": "markdown", "content": "b", "element_id": "same", "glow": True},
        {"tag": "action", "actions": []},
    )

    with pytest.raises(InvalidCard) as caught:
        refuse_documented(card)

    assert seen(caught.value.problems) == [
        ("E_DUP_ELEMENT_ID", "/body/elements/1/element_id"),
        ("E_TAG_REMOVED", "/body/elements/2"),
    ]
    assert str(caught.value) == "; ".join(map(str, caught.value.problems))


@pytest.mark.parametrize(
    ("element", "found"),
    [
        ({"tag": "hologram"}, "E_UNKNOWN_TAG"),
        ({"tag": "hr", "glow": True}, "E_UNKNOWN_PROPERTY"),
        ({"tag": "button", "text": text(), "type": "golden"}, "E_ENUM"),
        ({"tag": "div", "text": {"tag": "plain_text", "text_color": "pink"}}, "E_ENUM"),
        ({"tag": "div", "text": {"tag": "plain_text", "text_size": "enormous"}}, "W_ENUM"),
        ({"tag": "img", "img_key": "img_1"}, "W_REQUIRED"),
    ],
)
def test_what_a_newer_platform_may_allow_is_only_told(element, found):
    """Components, properties and values that are not known may be new: they are sent."""
    problems = refuse_documented(v2(element))

    assert [problem.id for problem in problems] == [found]
    assert not problems[0].refused


def test_assumed_limits_are_only_told():
    """How the platform counts the levels of containers is not documented."""
    node: dict[str, Any] = {"tag": "hr"}
    for _ in range(6):
        node = {"tag": "column_set", "columns": [{"tag": "column", "elements": [node]}]}

    [problem] = refuse_documented(v2(node))

    assert (problem.id, problem.certainty, problem.refused) == ("E_DEPTH", "assumed", False)


def test_a_good_card_passes():
    """Nothing is said about what is right."""
    card = Card(elements=[Markdown("x"), Button("y", value={"k": 1})])

    assert refuse_documented(card.to_dict()) == ()
    assert card.check() == ()
