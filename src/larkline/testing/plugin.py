"""The fixtures ``feishu`` and ``feishu_sync``; nothing else is imported until a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from larkline.emulator import Emulator, SyncEmulator

__all__ = ["feishu", "feishu_sync"]


@pytest.fixture
def feishu() -> Iterator[Emulator]:
    """
    A local platform of this test's own, whose verbs are awaited.

    It opens no socket until :meth:`~larkline.emulator.Emulator.serve` is called, and always starts the same: seed 1,
    the people ``ou_alice`` and ``ou_bob``, the group ``oc_team``.
    """
    from larkline.emulator import Emulator

    emulator = Emulator(seed=1)
    yield emulator
    emulator.abandon()


@pytest.fixture
def feishu_sync() -> Iterator[SyncEmulator]:
    """The same with verbs that are simply called, for tests without ``async``."""
    from larkline.emulator import SyncEmulator

    with SyncEmulator(seed=1) as emulator:
        yield emulator
