"""Run the type checkers over samples, once for all of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CHECKERS = ("mypy", "pyrefly")

_MYPY_LINE = re.compile(r"^(?P<path>.+?):(?P<line>\d+): error: (?P<text>.*)$")
_MARK = re.compile(r"#\s*error(?:\[(?P<only>[a-z, ]+)\])?\s*$")


class Finding(NamedTuple):
    """One error of a checker."""

    path: Path
    line: int
    text: str


def samples(kind: str) -> list[Path]:
    """List the samples of one kind, ``accept`` or ``reject``."""
    return sorted((HERE / kind).glob("*.py"))


def marked_lines(path: Path, checker: str) -> set[int]:
    """
    Give the lines of a sample that the checker has to refuse.

    A line that ends in ``# error`` is for every checker, one that ends in ``# error[mypy]`` for the named ones.
    """
    lines = set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        mark = _MARK.search(line)
        if mark and (mark["only"] is None or checker in mark["only"].replace(" ", "").split(",")):
            lines.add(number)
    return lines


@cache
def findings(checker: str) -> tuple[Finding, ...]:
    """Give all errors of a checker in all samples, as a user with strict settings gets them."""
    files = [str(path) for kind in ("accept", "reject") for path in samples(kind)]
    return tuple(_mypy(files) if checker == "mypy" else _pyrefly(files))


def _mypy(files: list[str]) -> list[Finding]:
    command = [
        *(sys.executable, "-m", "mypy", "--strict", "--python-version=3.11", f"--config-file={os.devnull}"),
        *("--explicit-package-bases", "--no-pretty", "--no-error-summary", "--cache-dir=.mypy_cache/samples"),
        *files,
    ]
    done = _run(command, MYPYPATH="src")
    if done.returncode not in (0, 1):
        raise AssertionError(f"mypy could not run: {done.stdout}{done.stderr}")
    found = [match for line in done.stdout.splitlines() if (match := _MYPY_LINE.match(line))]
    return [Finding((ROOT / match["path"]).resolve(), int(match["line"]), match["text"]) for match in found]


def _pyrefly(files: list[str]) -> list[Finding]:
    program = Path(sys.executable).with_name("pyrefly" + (".exe" if os.name == "nt" else ""))
    command = [
        *(str(program), "check", "--output-format=json", "--search-path=src", "--python-version=3.11"),
        *(f"--python-interpreter-path={sys.executable}", *files),
    ]
    done = _run(command)
    if done.returncode not in (0, 1) or not done.stdout.startswith("{"):
        raise AssertionError(f"pyrefly could not run: {done.stdout}{done.stderr}")
    errors = [error for error in json.loads(done.stdout)["errors"] if error.get("severity", "error") == "error"]
    return [Finding((ROOT / error["path"]).resolve(), error["line"], error["description"]) for error in errors]


def _run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYPYPATH")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=110,
    )
