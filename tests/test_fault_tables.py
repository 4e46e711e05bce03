"""Tests of tools/fault_tables.py: the pages about faults say what the emulator can do, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.emulator.faults.kinds import KINDS
from larkline.emulator.faults.presets import PRESETS
from tools.fault_tables import PAGE, tables
from tools.pages import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_made_from_the_code(language):
    """Whoever changes a kind or a preset writes the pages again: python -m tools.fault_tables."""
    assert PAGE.is_current(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_parameter_and_preset_is_there(language):
    """With its sentence in the language of the page."""
    shown = tables(language)
    parameters = [parameter for kind in KINDS.values() for parameter in kind.parameters.values()]
    told: list[Any] = [*KINDS.values(), *PRESETS.values(), *parameters]

    assert all(f"### {name}\n" in shown for name in KINDS)
    assert all(f"| `{name}` |" in shown for name in PRESETS)
    assert all((thing.zh if language == "zh" else thing.en) in shown for thing in told)
