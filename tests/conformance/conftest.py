"""Emulators as commands: one for each test, or one for all tests of a file, which begin by a reset of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.conformance.bots import bot
from tests.conformance.outside import Console, emulator


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    """A platform of its own."""
    with emulator(tmp_path / "emulator.log") as found:
        yield found


@pytest.fixture(scope="module")
def shared_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The same platform for all tests of a file."""
    with emulator(tmp_path_factory.mktemp("platform") / "emulator.log") as found:
        yield found


@pytest.fixture(scope="module")
def bots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Console]]:
    """Run the bot of each SDK once for a file, on a platform of its own; gives that platform."""
    with ExitStack() as running:

        @cache
        def console_of(sdk: str) -> Console:
            folder = tmp_path_factory.mktemp(sdk)
            found = running.enter_context(emulator(folder / "emulator.log"))
            running.enter_context(bot(sdk, found, folder / "bot.log"))
            return found

        yield console_of


@pytest.fixture
def bot_console(sdk: str, bots: Callable[[str], Console]) -> Console:
    """The platform to which the bot of the test's SDK is connected, without deliveries and faults."""
    found = bots(sdk)
    found.call("POST", "/reset")
    return found
