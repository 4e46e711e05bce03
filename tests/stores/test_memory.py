"""Tests of the store in memory."""

from __future__ import annotations

import pytest

from larkline.clock import ManualClock
from larkline.stores.memory import MemoryStore
from tests.stores.rules import StoreRules


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is moved."""
    return ManualClock()


@pytest.fixture
def store(clock: ManualClock) -> MemoryStore:
    """Give an empty store."""
    return MemoryStore(clock)


class TestMemoryStore(StoreRules):
    """It does what every store does."""
