"""Long lists in pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.emulator.world.pages import page_of


@given(st.lists(st.integers(), max_size=30), st.integers(1, 10))
def test_the_pages_of_a_list_are_the_list(items, size):
    """Every page but the last one is full, and together they are everything, in order."""
    found: list[int] = []
    token, more = "", True
    while more:
        page, rest = page_of(items, size=size, token=token)
        token, more = rest["page_token"], rest["has_more"]
        found += page
        assert len(page) == size or not more

    assert found == items
    assert token == ""


@pytest.mark.parametrize("token", ["x", "LTU=", "é", "eA==", "="])
def test_a_token_of_others_is_refused(token):
    """No number, a negative one, or no base64."""
    with pytest.raises(ValueError, match="page_token"):
        page_of([1, 2], size=1, token=token)
