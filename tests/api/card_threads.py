"""What the tests of card entities in threads have in common."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.api.client import SyncClient
from tests.api.card_platform import CardPlatform
from tests.api.scripted import APP_ID, APP_SECRET

EPOCH = 1_800_000_000.0


class Ticking:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        """Seconds, moved by pauses."""
        return self.seconds

    def time(self) -> float:
        """Seconds since 1970."""
        return EPOCH + self.seconds

    def call_at(self, when: float, callback: Any) -> Any:
        """Nothing here needs it."""
        raise AssertionError


@pytest.fixture
def paused(monkeypatch) -> Ticking:
    """Give a clock that every pause of a SyncClient moves at once."""
    clock = Ticking()

    def pause(self: Any, seconds: float) -> None:
        clock.seconds += seconds

    monkeypatch.setattr("larkline.api.sync_core.SyncCore.pause", pause)
    return clock


def sync_client_of(platform: CardPlatform) -> SyncClient:
    """Make a client for threads."""
    return SyncClient(APP_ID, APP_SECRET, transport=platform.sync_transport, clock=platform.clock, random=lambda: 0.5)
