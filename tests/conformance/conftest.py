"""An emulator of its own for each test, as a command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conformance.outside import Console, running


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    """A platform of its own, as a command."""
    command = [sys.executable, "-m", "larkline", "emulator", "--json", "--port", "0", "--console-port", "0"]
    with running([*command, "--seed", "7"], tmp_path / "emulator.log", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with closing(Console(json.loads(process.stdout.readline()))) as found:
            yield found
