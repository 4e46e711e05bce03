"""Tests of what the id of an app looks like."""

from __future__ import annotations

import pytest

from larkline.facts.app_ids import is_app_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cli_cd613e30d8f16adf", True),
        ("cli_CD613E30D8F16ADF", True),
        ("cli_cd613e30d8f16ad", False),
        ("cli_cd613e30d8f16adg", False),
        ("cli_cd613e30d8f16adf\n", False),
        ("", False),
    ],
)
def test_an_app_id_is_cli_and_sixteen_hex_digits(text, expected):
    """Nothing before, nothing behind."""
    assert is_app_id(text) is expected
