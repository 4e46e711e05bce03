"""The times the platform writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.payloads.times import age, created_at


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1603977298", 1603977298.0),
        ("1603977298123", 1603977298.123),
        ("1603977298123456", 1603977298.123456),
        ("1502199207.7171419", 1502199207.7171419),
        ("0.5", 0.5),
        ("", None),
        ("0", None),
        ("160397729", None),
        ("16039772981", None),
        ("1603977298123456789", None),
        ("-603977298", None),
        ("+603977298", None),
        ("1603977298.", None),
        (".5", None),
        ("1.5e9", None),
        ("nan", None),
        ("１６０３９７７２９８", None),
        ("1_03977298", None),
        (" 1603977298", None),
        ("9" * 5000, None),
        ("9" * 5000 + ".5", None),
    ],
)
def test_the_unit_follows_from_the_digits(text, seconds):
    """Seconds, milliseconds and microseconds are told apart by their length; everything else is unknown."""
    assert created_at(text) == seconds


@given(st.text())
def test_no_text_makes_it_fail(text):
    """The platform may write what it likes."""
    assert created_at(text) is None or isinstance(created_at(text), float)


def test_the_age_is_a_distance():
    """It may be negative when two clocks differ, and is unknown when one of the times is."""
    assert age("1603977298000", 1603977300.5) == 2.5
    assert age("1603977298000", 1603977297.0) == -1.0
    assert age("soon", 1603977300.5) is None
    assert age("1603977298000", 0.0) is None
