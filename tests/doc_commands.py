"""Whether the commands that the docs show exist, for tests/test_docs.py."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


def problem_with(command: list[str], files: set[str]) -> str | None:
    """
    Tell what is wrong with a command of ours; None for others.

    Args:
        command: The words of it.
        files: Names of files that the page has its reader write.
    """
    extras = {
        extra for word in command for found in re.findall(r"larkline\[([\w,]+)\]", word) for extra in found.split(",")
    }
    if unknown := extras - known_extras():
        return f"no extra {unknown}"
    match command:
        case ["make", *words]:
            return problem_with_make(words)
        case ["larkline", *words] | ["python", "-m", "larkline", *words]:
            return problem_with_larkline(words)
        case ["python", script, *_] if script.endswith(".py"):
            known = (ROOT / script).is_file() or script in files
            return None if known else f"no file {script}"
    return None


def known_extras() -> set[str]:
    """Give the extras that pyproject.toml offers."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(metadata["project"]["optional-dependencies"])


def problem_with_make(words: list[str]) -> str | None:
    """Look for a make command's targets and variables in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    targets = {target for line in phony for target in line.split()}
    for word in words:
        variable, is_assignment, _ = word.partition("=")
        if is_assignment and not re.search(rf"\b{variable}\b", makefile):
            return f"make knows no variable {variable}"
        if not is_assignment and not word.startswith("-") and word not in targets:
            return f"make knows no target {word}"
    return None


def problem_with_larkline(words: list[str]) -> str | None:
    """Ask the command line itself for the command and its options."""
    path, rest = [], list(words)
    if rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
        path.append(rest.pop(0))
    text = help_of(*path)
    if text is None:
        return f"larkline has no command {' '.join(path)}"
    if rest and not rest[0].startswith("-") and (deeper := help_of(*path, rest[0])) is not None:
        text = deeper
    options = rest[: rest.index("--")] if "--" in rest else rest
    for word in options:
        option = word.partition("=")[0]
        if option.startswith("-") and not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text):
            return f"larkline {' '.join(path)} has no option {option}"
    return None


@cache
def help_of(*path: str) -> str | None:
    """Give the help of a command; None when there is none."""
    command = [sys.executable, "-m", "larkline", *path, "--help"]
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout if done.returncode == 0 else None
