"""The public table of what is drawn: it says what the samples and the renderer say."""

from __future__ import annotations

import json
import re

import pytest

from tools.fidelity_table import CATALOGUE, COMPONENTS, PAGE, counts, page
from tools.pages import LANGUAGES, ROOT


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_up_to_date(language):
    """Whoever adds a sample or a component writes the pages again: python -m tools.fidelity_table."""
    assert PAGE.path(language).read_text(encoding="utf-8") == page(language)


def test_every_component_of_the_catalogue_is_in_the_table_and_in_the_samples():
    """What nobody draws in a test could not be said to be drawn."""
    samples, steps = counts()

    assert set(COMPONENTS) == set(json.loads(CATALOGUE.read_text(encoding="utf-8"))["components"])
    assert [tag for tag in COMPONENTS if not samples[tag]] == []
    assert steps.total() == 66


def test_the_renderer_draws_what_the_table_says():
    """Each of the table's tags has a drawing of its own."""
    source = (ROOT / "web" / "src" / "card" / "elements.tsx").read_text(encoding="utf-8")
    table = source.split("const COMPONENTS", 1)[1].split("};", 1)[0]

    assert set(COMPONENTS) <= set(re.findall(r"^  (\w+):", table, flags=re.MULTILINE))
