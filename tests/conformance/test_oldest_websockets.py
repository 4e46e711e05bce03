"""The oldest WebSocket library that larkline promises to work with: 15.0.1, which the official SDK asks for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.outside import ROOT, VENV

OLDEST = "15.0.1"
#: Everything that comes near the library.
TESTS = ["tests/links/test_websocket.py", "tests/receivers/test_gateway_trouble.py", "tests/receivers/test_load.py"]


@pytest.fixture
def oldest(tmp_path: Path) -> dict[str, str]:
    """Give an environment in which the oldest library comes before the installed one."""
    (found,) = [*VENV.glob("lib/python*/site-packages/websockets"), *VENV.glob("Lib/site-packages/websockets")]
    (tmp_path / "websockets").symlink_to(found, target_is_directory=True)
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


@pytest.mark.oracle
def test_links_work_with_the_oldest_library(oldest: dict[str, str]) -> None:
    """The tests of links, of broken gateways and of load pass with it as with the newest."""
    version = [sys.executable, "-c", "import websockets.version as found; print(found.version)"]
    used = subprocess.run(version, env=oldest, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", *TESTS]
    done = subprocess.run(tests, env=oldest, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)

    assert used.stdout.strip() == OLDEST
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
