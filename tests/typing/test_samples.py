"""What the type checkers say to a user: yes to the samples of the documentation, no to the usual mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.typing.checkers import CHECKERS, findings, marked_lines, samples


def name(path: Path) -> str:
    """Name a sample in the output of pytest."""
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("path", samples("accept"), ids=name)
def test_a_sample_is_accepted(path, checker):
    """A correct program passes under strict settings."""
    refused = [f"line {finding.line}: {finding.text}" for finding in findings(checker) if finding.path == path]

    assert refused == []


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("path", samples("reject"), ids=name)
def test_each_mistake_is_found(path, checker):
    """Every line marked as an error is refused, and no other."""
    expected = marked_lines(path, checker)
    refused = {finding.line: finding.text for finding in findings(checker) if finding.path == path}

    assert expected, "a sample without a marked line proves nothing"
    assert sorted(expected - refused.keys()) == [], "not found"
    assert {line: text for line, text in refused.items() if line not in expected} == {}, "refused by mistake"
