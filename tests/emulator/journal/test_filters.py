"""The language of filters; the page's tests read the same rows, filters and finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from larkline.emulator.journal.filters import BadFilter, parse_filter

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "filters.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS["found"], ids=lambda case: case["filter"])
def test_a_filter_finds_its_rows(case):
    """All its words have to hold; capitals and small letters are the same."""
    passes = parse_filter(case["filter"])

    assert [row["id"] for row in VECTORS["rows"] if passes(row)] == case["finds"]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["filter"])
def test_what_says_nothing_is_refused(case):
    """With what would."""
    with pytest.raises(BadFilter) as caught:
        parse_filter(case["filter"])

    assert str(caught.value).startswith(case["problem"])
