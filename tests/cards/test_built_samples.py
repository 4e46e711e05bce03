"""The builder makes every sample of card JSON 2.0, and the most usual ones of 1.0."""

from __future__ import annotations

import pytest

from larkline.cards import Card
from tests.cards.built import old, shown, used
from tests.cards.shapes import all_cards, card_json

BUILT = {**shown.BUILT, **used.BUILT, **old.BUILT}


@pytest.mark.parametrize("name", BUILT)
def test_a_sample_can_be_built(name):
    """Code that reads like the card gives the JSON of the sample."""
    card: Card = BUILT[name]()

    assert card.to_dict() == card_json(name)


def test_all_samples_of_json_2_are_built():
    """None is left out."""
    assert sorted(name for name in BUILT if name.startswith("v2")) == [n for n in all_cards() if n.startswith("v2")]
