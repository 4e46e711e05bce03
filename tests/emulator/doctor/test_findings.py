"""Tests of what the doctor says."""

from __future__ import annotations

import string

import pytest

from larkline.emulator.doctor.findings import FINDINGS


@pytest.mark.parametrize("kind", FINDINGS.values(), ids=FINDINGS)
def test_both_languages_say_the_same(kind):
    """The same values stand in both sentences, and the Chinese one is Chinese."""
    zh, en = ({field for _, field, _, _ in string.Formatter().parse(text) if field} for text in (kind.zh, kind.en))

    assert zh == en
    assert any("一" <= char <= "鿿" for char in kind.zh)
