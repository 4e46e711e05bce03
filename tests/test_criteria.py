"""Tests of tests/criteria: each row has a test, a behaviour that can be taken away, and its place in the docs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tools.criteria import ROOT, STORIES, criteria
from tools.criteria_table import PAGE
from tools.pages import LANGUAGES

ROWS = criteria()
SHOWN = [row for row in ROWS if row.mutation is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_current(language):
    """Whoever changes a criterion writes the pages again: python -m tools.criteria_table."""
    assert PAGE.is_current(language)


def test_every_story_is_there():
    """Each has criteria, and each criterion is written in both languages, once."""
    texts = [row.text[language] for row in ROWS for language in LANGUAGES]

    assert {row.story for row in ROWS} == set(STORIES)
    assert all(row.text[language] and row.observable[language] for row in ROWS for language in LANGUAGES)
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: row.id)
def test_a_behaviour_can_be_taken_away(row):
    """What the mutation looks for stands in its file exactly once, and something else takes its place."""
    changed = row.mutation.applied(ROOT)

    assert changed != row.mutation.path(ROOT).read_text(encoding="utf-8")
    if not row.mutation.is_of_page:
        compile(changed, row.mutation.file, "exec")


def test_every_test_exists():
    """Each node id names a test that pytest finds."""
    tests = sorted({row.test for row in SHOWN})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-m", "", *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.skipif(sys.platform == "win32", reason="each mutation runs in a forked process")
@pytest.mark.parametrize(
    "options", [["--sample", "4"], pytest.param([], marks=[pytest.mark.soak, pytest.mark.timeout(3600)])]
)
def test_without_its_behaviour_each_test_fails(options):
    """Those of four criteria are seen to fail; of all with `make mutations` and `make soak`."""
    command = [sys.executable, "-m", "tools.mutations", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
