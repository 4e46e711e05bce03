"""The doors of this room."""

from __future__ import annotations

import subprocess
import sys

import pytest

import larkline.cards
from larkline.cards import components
from larkline.cards.card import Card


def test_every_component_lives_in_the_room():
    """What the module of components has is also found in ``larkline.cards``, beside the card itself."""
    assert sorted(larkline.cards.__all__) == sorted(
        [*components.__all__, "Card", "CardTemplate", "Problem", "check_card"]
    )
    assert all(getattr(larkline.cards, name) is getattr(components, name) for name in components.__all__)
    assert larkline.cards.Card is Card
    assert dir(larkline.cards) == sorted(larkline.cards.__all__)


def test_a_misspelt_name_is_refused():
    """The room has no other names."""
    with pytest.raises(AttributeError, match=r"'larkline\.cards' has no attribute 'Buton'"):
        larkline.cards.Buton  # type: ignore[attr-defined]  # noqa: B018


def test_components_are_loaded_when_used():
    """An app that only answers with toasts does not pay for them."""
    code = "import sys, larkline.payloads.responses; print('larkline.cards.components' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "False"
