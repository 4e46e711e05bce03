"""Tests of explaining codes and rules, offline."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from larkline import emulator
from larkline.emulator.verdicts.explain import explain, known_keys, similar
from larkline.emulator.verdicts.remedies import REMEDIES
from larkline.emulator.verdicts.rules import RULES
from larkline.facts.api_codes import API_CODES
from larkline.facts.api_codes_zh import API_CODES_ZH
from larkline.facts.codes import CLIENT_CODES


@pytest.mark.parametrize("key", known_keys())
def test_everything_has_an_explanation(key):
    """Each code, rule and problem says what it means, how sure that is, and what helps, in both languages."""
    found = explain(key)

    assert found is not None
    assert found.key == key
    assert found.certainty in ("documented", "observed", "assumed")
    assert found.source
    for text in [found.what, *(text for cause in found.causes for text in (cause.what, cause.remedy) if text)]:
        assert text["zh"]
        assert text["en"]
        assert "{" not in text["en"] + text["zh"] or found.place != "card"
    assert found.causes or key in RULES


@pytest.mark.parametrize("code", sorted(set(CLIENT_CODES)))
def test_each_code_of_the_client_has_a_remedy(code):
    """Whoever sees a number in the client learns what to do."""
    found = explain(str(code))

    assert found is not None
    assert any(cause.remedy for cause in found.causes)


def test_a_code_lists_its_rules():
    """200672 has all the causes of the verdicts that lead to it, each with what is right."""
    found = explain(" 200672 ")

    assert found is not None
    assert {cause.id for cause in found.causes} == {rule for rule, row in RULES.items() if row.code == 200672}
    assert all(cause.want and cause.example is not None for cause in found.causes)


@pytest.mark.parametrize("key", ["", "0", "response", "20067", "e30=", "9" * 13, "-1", "²"])
def test_an_unknown_key(key):
    """What is not known has no explanation."""
    assert explain(key) is None


def codes_of_the_emulator() -> set[int]:
    """Find every code that the emulator's sources name when they refuse a call."""
    found = set()
    for path in Path(emulator.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            values: list[ast.expr] = []
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ApiFailure", "CardRefused"):
                values = node.args[:1]
            if isinstance(node, ast.Dict) and path.name != "presets.py":  # there stand codes of closing a connection
                keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
                values = [value for key, value in zip(keys, node.values, strict=True) if key == "code"]
            found |= {each.value for each in values if isinstance(each, ast.Constant) and type(each.value) is int}
    return found - {0}


@pytest.mark.parametrize("code", sorted(codes_of_the_emulator()))
def test_each_code_that_the_emulator_answers_is_explained(code):
    """Whoever gets a code from the emulator can look it up."""
    assert explain(str(code)) is not None


def test_similar_keys():
    """A slip finds what was meant."""
    assert "200672" in similar("20672")
    assert "response.shape" in similar("response.shap")


def test_nothing_lacks_a_translation_or_a_remedy():
    """A new code needs its meaning in Chinese, a new rule its remedy; none is left over."""
    assert sorted(API_CODES_ZH) == sorted(API_CODES)
    assert sorted(REMEDIES) == sorted(set(RULES) - {"ok"})
