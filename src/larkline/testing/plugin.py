"""The fixtures ``feishu`` and ``feishu_sync``; nothing else is imported until a test asks for one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from larkline.emulator import Emulator, SyncEmulator

__all__ = ["feishu", "feishu_sync", "pytest_runtest_makereport"]

_TOLD = pytest.StashKey[list[Callable[[], str]]]()


@pytest.fixture
def feishu(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """
    A local platform of this test's own, whose verbs are awaited.

    It opens no socket until :meth:`~larkline.emulator.Emulator.serve` or :meth:`~larkline.emulator.Emulator.exec` is
    called, and always starts the same: seed 1, the people ``ou_alice`` and ``ou_bob``, the group ``oc_team``.
    """
    from larkline.emulator import Emulator

    emulator = Emulator(seed=1)
    _tell_when_failing(request, tmp_path_factory, emulator)
    yield emulator
    emulator.abandon()


@pytest.fixture
def feishu_sync(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SyncEmulator]:
    """The same with verbs that are simply called, for tests without ``async``."""
    from larkline.emulator import SyncEmulator

    with SyncEmulator(seed=1) as emulator:
        _tell_when_failing(request, tmp_path_factory, emulator)
        yield emulator


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failed test what its platform saw."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections += [("larkline", tell()) for tell in item.stash.get(_TOLD, [])]
    return report


def _tell_when_failing(
    request: pytest.FixtureRequest, folders: pytest.TempPathFactory, emulator: Emulator | SyncEmulator
) -> None:
    """Remember what can tell about the platform of this test."""
    name = request.node.nodeid

    def tell() -> str:
        report = emulator.report(title=name)
        page: Path = folders.mktemp("larkline") / "report.html"
        page.write_text(report.page, encoding="utf-8", errors="replace")
        return f"{report.text}\nreport: {page}"

    request.node.stash.setdefault(_TOLD, []).append(tell)
