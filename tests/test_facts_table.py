"""Tests of tools/facts_table.py: the pages of platform numbers say what the code relies on, in both languages."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import larkline.facts
from larkline.facts import FACTS
from larkline.facts.codes import CLIENT_CODES
from tools.facts_table import CHINESE, PAGE, SECTIONS, facts_of, page
from tools.pages import LANGUAGES


@pytest.fixture(autouse=True)
def _every_fact():
    """Load every module that records facts."""
    for module in pkgutil.iter_modules(larkline.facts.__path__):
        import_module(f"larkline.facts.{module.name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_up_to_date(language):
    """Whoever changes a fact writes the pages again: python -m tools.facts_table."""
    assert PAGE.path(language).read_text(encoding="utf-8") == page(language)


def test_every_fact_stands_in_one_section():
    """A new module of facts, or a fact that its module does not export, would be missing on the page."""
    names = [name for section in SECTIONS for name in facts_of(section)]

    assert sorted(names) == sorted(FACTS)


def test_every_fact_has_a_chinese_text():
    """No row of the Chinese page is missing, and none is about a fact that is gone."""
    assert sorted(CHINESE) == sorted(FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_value_unit_and_certainty(language):
    """A reader finds the number as the code has it, and how sure it is."""
    text = page(language)

    seconds, certainty = {"en": ("3 s", "documented"), "zh": ("3 秒", "文档")}[language]
    assert f"| `RESPONSE_SECONDS` | {seconds} |" in text
    assert f"| {certainty} |" in text
    assert all(f"| `{code}` |" in text for code in CLIENT_CODES)
    assert "| `1000040350` |" in text
