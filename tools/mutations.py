"""
Take each behaviour of tests/criteria away in a copy of src, and see that its test fails there.

Usage: ``python -m tools.mutations [--jobs N] [--sample N] [S5 S6.2 …]``: all criteria, N of them spread over all, or
those that are named. The status is 1 when a test passes, or does not run, without its behaviour.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hatch_build import make_page

from tools.criteria import ROOT, Criterion, criteria

__all__ = ["check", "sample"]

#: A test that never ends without its behaviour counts as failed.
_TIMEOUT = 60
#: What most tests need besides larkline: loaded once, before the process is forked for each mutation.
_SHARED = ("starlette.applications", "uvicorn", "websockets.asyncio.server", "httpx2", "cryptography.x509", "msgspec")
_OPTIONS = ("-q", "-x", "--tb=line", "-p", "no:cacheprovider", "-m", "", f"--timeout={_TIMEOUT}")
_PLUGINS = ("pytest_asyncio.plugin", "pytest_timeout", "larkline.testing.plugin")


def check(rows: list[Criterion], *, jobs: int = 1) -> Iterator[tuple[Criterion, str]]:
    """
    Give each criterion, as it is done, with what went wrong; an empty text when its test failed as it has to.

    Raises:
        RuntimeError: The tests do not pass with their behaviours.
    """
    with TemporaryDirectory(prefix="larkline-mutations-") as name:
        folder = Path(name)
        _see_them_pass(rows, _copy(folder / "unchanged"), jobs)
        for module in _SHARED:
            with suppress(ImportError):
                import_module(module)
        under_way: dict[int, Criterion] = {}
        waiting = list(rows)
        while waiting or under_way:
            if waiting and len(under_way) < jobs:
                row = waiting.pop(0)
                try:
                    source = _mutated(row, folder / row.id)
                except (ValueError, SyntaxError) as error:
                    yield row, str(error)
                else:
                    under_way[_start(row, source)] = row
            else:
                pid, status = os.wait()
                row = under_way.pop(pid)
                yield row, _problem(row, os.waitstatus_to_exitcode(status), folder / row.id / "output")
                shutil.rmtree(folder / row.id)


def sample(count: int) -> list[Criterion]:
    """Give some criteria that have a test and need no page to be built, spread over the stories."""
    rows = [row for row in criteria() if row.mutation is not None and not row.mutation.is_of_page]
    return [rows[number * len(rows) // count] for number in range(count)]


def _see_them_pass(rows: list[Criterion], source: Path, jobs: int) -> None:
    command = [sys.executable, "-m", "pytest", *_OPTIONS, "-n", str(jobs), *dict.fromkeys(row.test for row in rows)]
    done = subprocess.run(command, cwd=ROOT, env=_environment(source), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the tests do not pass in a copy that is not changed:\n{done.stdout[-3000:]}{done.stderr}")


def _copy(folder: Path) -> Path:
    """Copy src, with what is compiled of it, and the examples that stand beside it; gives where src is."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    return shutil.copytree(ROOT / "src", folder / "src")


def _copy_web(folder: Path) -> None:
    """Copy what the page is built from; the packages it needs are shared."""
    shutil.copytree(ROOT / "web", folder / "web", ignore=shutil.ignore_patterns("node_modules"))
    (folder / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules", target_is_directory=True)


def _mutated(row: Criterion, folder: Path) -> Path:
    """Give a copy of src without the behaviour."""
    assert row.mutation is not None, "only criteria with a test are checked"
    source = _copy(folder)
    if row.mutation.is_of_page:
        _copy_web(folder)
    changed = row.mutation.applied(folder)
    row.mutation.path(folder).write_text(changed, encoding="utf-8")
    if not row.mutation.is_of_page:
        compile(changed, row.mutation.file, "exec")
    elif trouble := make_page(folder):
        raise ValueError(trouble)
    return source


def _environment(source: Path) -> dict[str, str]:
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    return environment


def _start(row: Criterion, source: Path) -> int:
    """Run the test in a process of its own; gives its id."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 3
        try:
            status = _run(row, source)
        finally:
            os._exit(status)
    return pid


def _run(row: Criterion, source: Path) -> int:
    """Run the test in this process; gives the status of pytest."""
    output = os.open(source.parent / "output", os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(_environment(source))
    os.environ.pop("PYTEST_ADDOPTS", None)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(source))
    plugins = [option for name in _PLUGINS for option in ("-p", name)]
    status = pytest.main([*_OPTIONS, "--disable-plugin-autoload", *plugins, row.test])
    sys.stdout.flush()
    return status


def _problem(row: Criterion, status: int, output: Path) -> str:
    text = output.read_text(encoding="utf-8", errors="replace")
    if status == pytest.ExitCode.OK:
        return "the test passes without the behaviour"
    if status == pytest.ExitCode.TESTS_FAILED and f"FAILED {row.test.partition('[')[0]}" in text:
        return ""
    return f"the test did not run to its end (status {status}):\n{text[-3000:]}"


def main() -> None:
    """Check what is asked for and print a summary."""
    parser = argparse.ArgumentParser(description="Take behaviours away, and see their tests fail.")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sample", type=int)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    rows = sample(given.sample) if given.sample else [row for row in criteria() if row.mutation is not None]
    if given.names:
        rows = [row for row in rows if row.id in given.names or row.story in given.names]
    missed = 0
    for row, problem in check(rows, jobs=given.jobs):
        print(f"{row.id:7} {'caught' if not problem else 'NOT CAUGHT: ' + problem}", flush=True)
        missed += bool(problem)
    print(f"{len(rows) - missed} of {len(rows)} mutations are caught by their tests")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
