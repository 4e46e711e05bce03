"""What may still be done with an update token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.dispatch.update_tokens import UpdateTokens
from larkline.errors import UpdateTokenSpent


def answered(token: str = "c-1", *, at: float = 1.0) -> UpdateTokens:
    """Issue a token at 0 and answer its callback."""
    tokens = UpdateTokens(first_use_after=0.3)
    tokens.issue(token, now=0.0)
    tokens.answered(token, now=at)
    return tokens


def test_the_first_use_is_a_moment_after_the_response():
    """An update that overtakes the response would be overwritten by it."""
    assert answered(at=1.0).claim("c-1", now=1.0) == 1.3


def test_a_later_use_need_not_wait():
    """Once the moment has passed, a use may be made at once."""
    assert answered(at=1.0).claim("c-1", now=5.0) == 5.0


def test_a_token_waits_for_its_response():
    """Before the callback is answered the token is unusable; the second answer changes nothing."""
    tokens = UpdateTokens(first_use_after=0.3)
    tokens.issue("c-1", now=0.0)
    waiting = tokens.waits_for_response("c-1")
    tokens.answered("c-1", now=1.0)
    tokens.answered("c-1", now=9.0)

    assert waiting
    assert not tokens.waits_for_response("c-1")
    assert tokens.claim("c-1", now=1.0) == 1.3


def test_a_token_has_two_uses():
    """The third is refused, with what to do instead."""
    tokens = answered()
    tokens.claim("c-1", now=2.0)
    tokens.claim("c-1", now=2.0)

    with pytest.raises(UpdateTokenSpent, match=r"used twice.*messages\.update"):
        tokens.claim("c-1", now=2.0)
    assert tokens.uses_left("c-1", now=2.0) == 0


def test_a_use_can_be_given_back():
    """A use that was claimed and not made is there again, and never more than there were."""
    tokens = answered()
    tokens.claim("c-1", now=2.0)
    tokens.claim("c-1", now=2.0)
    for _ in range(5):
        tokens.give_back("c-1")
    tokens.give_back("unknown")

    assert tokens.uses_left("c-1", now=2.0) == 2


@pytest.mark.parametrize(("now", "left"), [(0.0, 2), (1800.0, 2), (1800.1, 0)])
def test_a_token_lives_for_thirty_minutes(now, left):
    """From the click, not from the response."""
    tokens = answered()

    assert tokens.uses_left("c-1", now=now) == left
    if left == 0:
        with pytest.raises(UpdateTokenSpent, match="older than 30 minutes"):
            tokens.claim("c-1", now=now)


def test_a_token_of_another_time_may_be_tried():
    """One kept from before a restart is the platform's to judge."""
    tokens = UpdateTokens()

    assert not tokens.waits_for_response("c-old")
    assert tokens.uses_left("c-old", now=7.0) == 2
    assert tokens.claim("c-old", now=7.0) == 7.0


def test_a_token_that_comes_again_keeps_its_budget():
    """A repeated callback with the same token is not a new budget."""
    tokens = answered()
    tokens.claim("c-1", now=2.0)
    tokens.issue("c-1", now=3.0)

    assert tokens.uses_left("c-1", now=3.0) == 1


def test_nothing_is_remembered_of_no_token():
    """A callback without a token has no budget."""
    tokens = UpdateTokens()
    tokens.issue("", now=0.0)

    assert len(tokens) == 0


def test_a_token_knows_its_message_when_it_is_spent():
    """Then the card can still be updated by its message, however long the handler worked."""
    tokens = UpdateTokens()
    tokens.issue("c-1", now=0.0, message_id="om_1")
    tokens.issue("c-2", now=9000.0)

    assert [tokens.message_of(token) for token in ("c-1", "c-2", "c-3")] == ["om_1", "", ""]


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0.0, 900.0)), max_size=60))
def test_the_memory_is_bounded(steps):
    """However many tokens come, no more than the capacity are kept, and no token has more than two uses."""
    tokens = UpdateTokens(capacity=8)
    now = 0.0
    uses: dict[str, int] = {}
    for number, passed in steps:
        now += passed
        token = f"c-{number}"
        tokens.issue(token, now=now)
        tokens.answered(token, now=now)
        try:
            tokens.claim(token, now=now)
        except UpdateTokenSpent:
            continue
        uses[token] = uses.get(token, 0) + 1

        assert len(tokens) <= 8
        assert tokens.uses_left(token, now=now) <= 1
