"""What the tests of the examples have in common."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def example() -> Callable[[str], SimpleNamespace]:
    """Give what runs an example from the beginning and gives its names."""
    return lambda name: SimpleNamespace(**runpy.run_path(str(EXAMPLES / f"{name}.py")))
