"""Card templates: versions, variables, what is refused, and what can be read from a file."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.cards.check import check_card
from larkline.emulator.cards.templates import Template, Templates, starter_templates, template_from
from larkline.emulator.failures import CardRefused


def card(text: Any) -> dict[str, Any]:
    """Give a card with one text."""
    return {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": text}]}}


def shelf(*documents: dict[str, Any]) -> Templates:
    """Keep these templates."""
    templates = Templates()
    for document in documents:
        templates.add(template_from(document))
    return templates


def text_of(filled: dict[str, Any]) -> Any:
    """Give the text of the card."""
    return filled["body"]["elements"][0]["content"]


@pytest.mark.parametrize(
    ("content", "variables", "expected"),
    [
        ("没有变量", {}, "没有变量"),
        ("你好 ${name}，${ name }！", {"name": "阿丽"}, "你好 阿丽，阿丽！"),
        ("${name}", {}, ""),
        ("共 ${n} 件", {"n": 3}, "共 3 件"),
        ("${whole}", {"whole": ["一", {"k": True}]}, ["一", {"k": True}]),
        ("${a}${b}", {"a": "${b}", "b": "c"}, "${b}c"),
    ],
)
def test_variables_are_filled_in(content, variables, expected):
    """A text that is one variable becomes what that is; what is filled in is not looked through again."""
    templates = shelf({"template_id": "A", "card": card("x")})
    templates.add(template_from({"template_id": "A", "card": card(content)}))

    assert text_of(templates.fill("cli_1", {"template_id": "A", "template_variable": variables})) == expected


def test_the_newest_published_version_is_taken():
    """Unless another one is named."""
    versions = [
        {"version": "1.0.0", "card": card("一")},
        {"version": "1.0.1", "card": card("二")},
        {"version": "1.0.2", "card": card("三"), "published": False},
    ]
    templates = shelf({"template_id": "A", "versions": versions})
    newest = templates.fill("cli_1", {"template_id": "A"})
    named = templates.fill("cli_1", {"template_id": "A", "template_version_name": "1.0.0"})

    assert (text_of(newest), text_of(named)) == ("二", "一")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"template_id": "B"}, 200380),
        ({}, 200380),
        ({"template_id": "A", "template_version_name": "9.9.9"}, 200380),
        ({"template_id": "draft"}, 200380),
        ({"template_id": "A", "template_version_name": "0.9.0"}, 200380),
        ({"template_id": "others"}, 200381),
        ({"template_id": "A", "template_variable": []}, None),
        ({"template_id": "A", "template_variable": "x"}, 200732),
        ({"template_id": "A", "template_variable": {"t": 3}}, 200732),
        ({"template_id": "A", "template_variable": {"n": "3"}}, 200732),
        ({"template_id": "A", "template_variable": {"n": True}}, 200732),
        ({"template_id": "A", "template_variable": {"list": {}}}, 200732),
        ({"template_id": "A", "template_variable": {"image": "https://example.com/a.png"}}, 200737),
        ({"template_id": "A", "template_variable": {"person": "阿 丽"}}, 200737),
        ({"template_id": "A", "template_variable": {"t": None, "free": {"any": 1}, "image": "img_1"}}, None),
    ],
)
def test_what_cannot_be_filled_in_has_its_code(data, code):
    """Unknown, not published, another app's, or with variables that do not fit."""
    types = {"t": "text", "n": "number", "list": "array", "image": "image", "person": "person"}
    versions = [
        {"version": "0.9.0", "card": card("旧"), "published": False},
        {"version": "1.0.0", "card": card("新"), "variables": types},
    ]
    templates = shelf(
        {"template_id": "A", "versions": versions},
        {"template_id": "draft", "card": card("x"), "published": False},
        {"template_id": "others", "card": card("x"), "app_ids": ["cli_2"]},
    )
    found = None
    try:
        templates.fill("cli_1", data)
    except CardRefused as refusal:
        found = refusal.sub_code

    assert found == code


def test_the_export_of_the_card_builder_is_read():
    """Its card stands in ``dsl``, and its variables are a list."""
    export = {
        "name": "告警",
        "dsl": card("${when} ${who}"),
        "variables": [{"type": "text", "name": "when"}, {"type": "integer", "name": "n", "default": 1}],
    }
    template = template_from(export, template_id="AAq1", version="1.0.3")

    assert (template.template_id, template.name) == ("AAq1", "告警")
    assert template.versions["1.0.3"].card == export["dsl"]
    assert template.versions["1.0.3"].variables == {"when": "text", "n": "number"}
    assert template.versions["1.0.3"].defaults == {"n": 1}


def test_a_template_round_trips():
    """What the control API shows can be read again."""
    template = template_from({"template_id": "A", "card": card("${a}"), "variables": {"a": "text"}, "app_ids": ["c"]})

    assert template_from(template.to_json()) == template


def test_plain_card_json_is_a_template():
    """Text of JSON is taken as well."""
    plain = template_from(card("一"), template_id="A")
    text = template_from({"template_id": "A", "card": '{"elements": []}'})

    assert plain.versions["1.0.0"].card == card("一")
    assert text.versions["1.0.0"].card == {"elements": []}


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"card": card("x")}, "template_id"),
        ({"template_id": "A"}, "not empty"),
        ({"template_id": "A", "card": []}, "not empty"),
        ({"template_id": "A", "versions": [3]}, "JSON object"),
        ({"template_id": "A", "card": card("x"), "variables": "x"}, "variables"),
        ({"template_id": "A", "card": card("x"), "variables": [{"type": "text"}]}, "a name and a type"),
        ({"template_id": "A", "card": {"schema": "2.0", "elements": []}}, "200621"),
    ],
)
def test_what_is_no_template_is_refused(document, problem):
    """The error says what is missing."""
    with pytest.raises(ValueError, match=problem):
        template_from(document)


@pytest.mark.parametrize("template", starter_templates(), ids=lambda template: template.template_id)
def test_the_starter_templates_are_good_cards(template: Template):
    """Nothing at all is wrong with what the official sample bot is given."""
    variables = {"open_id": "ou_alice", "alarm_time": "10:00", "complete_time": "10:05", "notes": "重启"}
    filled = Templates().fill("cli_1", {"template_id": template.template_id, "template_variable": variables})

    assert check_card(filled) == ()
