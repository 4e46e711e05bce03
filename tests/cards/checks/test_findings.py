"""From what was found to a sentence."""

from __future__ import annotations

import pytest

from larkline.cards.checks.findings import Finding, Place, kind_of, pointer, problem_of, refused, shown


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (None, ""),
        ((None, "body"), "/body"),
        (((None, "body"), 0), "/body/0"),
        ((None, "a/b~c"), "/a~1b~0c"),
        ((None, ""), "/"),
    ],
)
def test_a_place_is_a_json_pointer(place, text):
    """As RFC 6901 has it."""
    assert pointer(place) == text


def test_the_platform_writes_a_place_in_its_own_way():
    """With the tags of what stands in lists; as far as the place exists."""
    card = {"body": {"elements": [{"tag": "form", "elements": [3]}]}}

    def err_path(*keys: str | int) -> str:
        place: Place = None
        for key in keys:
            place = (place, key)
        return problem_of(Finding("E_DEPTH", place, {"high": 5}), card).err_path

    assert err_path() == "ROOT"
    assert (
        err_path("body", "elements", 0, "elements", 0)
        == "ROOT -> body -> elements -> [0](tag: form) -> elements -> [0]"
    )
    assert err_path("body", "nothing", 3, "x") == "ROOT -> body -> nothing -> [3] -> x"


def test_the_less_sure_of_kind_and_fact_counts():
    """A documented kind of problem about an assumed property is no reason to refuse a card."""
    words = {"name": "a", "wanted": "int", "found": "string"}

    assert refused(Finding("E_TYPE", None, words))
    assert not refused(Finding("E_TYPE", None, words, "assumed"))
    assert not refused(Finding("E_DEPTH", None, {"high": 5}))
    assert not refused(Finding("E_ENUM", None, words))
    assert not refused(Finding("W_REQUIRED", None, words))
    assert problem_of(Finding("E_TYPE", None, words, "assumed"), None).certainty == "assumed"


def test_types_are_named_in_the_readers_language():
    """Inside the sentence as well."""
    problem = problem_of(Finding("E_TYPE", None, {"name": "weight", "wanted": "int", "found": "string"}), None)

    assert problem.message == "weight is an integer, not a text"
    assert problem.message_zh == "weight 应为整数，而不是文本"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "null", "null"),
        (True, "bool", "true"),
        (False, "bool", "false"),
        (3, "int", "3"),
        pytest.param(10**5000, "int", "a huge number", id="5000 digits"),
        (1.5, "number", "1.5"),
        (float("nan"), "other", "nan"),
        ("x", "string", "“x”"),
        ("x" * 41, "string", f"“{'x' * 40}…”"),
        ({}, "object", "{…}"),
        ([], "array", "[…]"),
        ({1}, "other", "?"),
    ],
)
def test_values_are_shown_shortly(value, kind, text):
    """In the words of JSON, whatever their size."""
    assert (kind_of(value), shown(value)) == (kind, text)
