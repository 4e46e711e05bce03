"""Tests of what is installed: the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_holds_the_package_and_the_sample_bot(tmp_path):
    """`larkline demo` works from a wheel: the example travels with it, and nothing but the package does."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)

    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    example = ROOT / "examples" / "approval_bot.py"
    assert {"larkline/py.typed", "larkline/cli/approval_bot.py", "larkline/testing/plugin.py"} <= names
    assert {"larkline/cards/data/catalogue.json", "larkline/cards/data/problems.json"} <= names
    assert {"larkline/emulator/static/index.html", "larkline/emulator/static/licenses.txt"} <= names
    assert zipfile.ZipFile(wheel).read("larkline/cli/approval_bot.py") == example.read_bytes()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"larkline"}
