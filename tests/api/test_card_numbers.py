"""The numbers and turns of card operations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from larkline.api.card_numbers import CARDS, CardNumbers
from larkline.facts.cardkit import CARD_SEQUENCE_MAX

NOW = 1_800_000_000.5


def test_a_card_of_our_own_counts_from_one():
    """Nobody else has operated on it."""
    numbers = CardNumbers()
    numbers.created("card")

    assert [numbers.next_number("card", time=NOW) for _ in range(3)] == [1, 2, 3]


def test_a_card_of_somebody_else_begins_high():
    """Above whatever a program that counts from one has reached, and below the platform's highest number."""
    numbers = CardNumbers()

    assert [numbers.next_number("card", time=NOW) for _ in range(2)] == [1_800_000_001, 1_800_000_002]
    assert numbers.next_number("other", time=NOW + 60) == 1_800_000_061


def test_a_number_that_was_too_low_is_followed_by_a_higher_one():
    """Each time by a larger step, to get above somebody who is far ahead."""
    numbers = CardNumbers()
    numbers.created("card")
    numbers.next_number("card", time=NOW)
    found = []
    for _ in range(3):
        numbers.skip("card", time=NOW)
        found.append(numbers.next_number("card", time=NOW))

    assert found[0] == 1_800_000_001
    assert found[1] - found[0] > 1_000
    assert found[2] - found[1] > 10_000
    assert found[2] < CARD_SEQUENCE_MAX


@given(st.lists(st.sampled_from(["next", "skip", "created elsewhere"]), max_size=60), st.floats(0, 4e9))
def test_numbers_only_rise(steps, time):
    """Whatever happens, no number is given twice or after a higher one, unless there are none left."""
    numbers = CardNumbers()
    last = 0
    for step in steps:
        if step == "skip":
            numbers.skip("card", time=time)
        elif step == "next":
            number = numbers.next_number("card", time=time)
            assert 1 <= number <= CARD_SEQUENCE_MAX
            assert number > last or number == CARD_SEQUENCE_MAX
            last = number
        else:
            numbers.created("another")


def test_turns_are_a_tenth_of_a_second_apart():
    """Ten operations a second on one card; other cards have turns of their own."""
    numbers = CardNumbers()
    turns = [numbers.claim_turn("card", now=5.0, time=NOW) for _ in range(11)]
    other = numbers.claim_turn("other", now=5.0, time=NOW)
    later = numbers.claim_turn("card", now=9.0, time=NOW)

    assert turns[0] == other == 5.0
    assert turns == sorted(turns)
    assert turns[10] - turns[0] > 0.999
    assert later == 9.0


def test_old_cards_are_forgotten():
    """A program that runs for years keeps the latest ones."""
    numbers = CardNumbers()
    numbers.created("old")
    for number in range(CARDS):
        numbers.created(str(number))
        numbers.claim_turn("1", now=0.0, time=NOW)

    assert len(numbers) == CARDS
    assert numbers.next_number("1", time=NOW) == 1
    assert numbers.next_number("old", time=NOW) > 1_000_000
