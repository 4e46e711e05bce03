"""How much of something there was within a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.emulator.world.rates import Rates


def test_a_window_has_room_again_when_the_oldest_leaves_it():
    """What was refused is not counted."""
    rates = Rates()
    taken = [rates.take("a", limit=2, window=1.0, now=now) for now in (0.0, 0.5, 0.75, 1.0, 1.25)]

    assert taken == [0.0, 0.0, pytest.approx(0.25), 0.0, pytest.approx(0.25)]
    assert rates.take("b", limit=2, window=1.0, now=1.25) == 0.0


def test_everything_can_be_forgotten():
    """Then every window is empty."""
    rates = Rates()
    rates.take("a", limit=1, window=1.0, now=0.0)
    rates.forget()

    assert rates.take("a", limit=1, window=1.0, now=0.0) == 0.0


@given(st.lists(st.sampled_from([0.0, 0.125, 0.25, 0.5, 1.0]), max_size=60), st.integers(1, 5))
def test_no_window_ever_holds_more_than_the_limit(gaps, limit):
    """Whenever the calls come."""
    rates, now, taken = Rates(), 0.0, []
    for gap in gaps:
        now += gap
        if rates.take("a", limit=limit, window=1.0, now=now) == 0:
            taken.append(now)

    assert all(later - earlier >= 1.0 for earlier, later in zip(taken, taken[limit:], strict=False))
