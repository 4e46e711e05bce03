"""Check a card in a file, and say everything that is wrong with it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from larkline.cards.check import check_card
from larkline.cli.language import language, say
from larkline.errors import ConfigurationError, Problem

__all__ = ["check_file", "read_card"]

_BOM = b"\xef\xbb\xbf"
_CERTAINTIES = {
    "documented": "certainty_documented",
    "observed": "certainty_observed",
    "assumed": "certainty_assumed",
}


def check_file(name: str, *, as_json: bool) -> int:
    """
    Check the card in a file; ``-`` is the standard input. Gives the exit status: 1 with an error, else 0.

    Raises:
        ConfigurationError: The file cannot be read.
    """
    problems = check_card(read_card(name))
    failed = any(problem.severity == "error" for problem in problems)
    if as_json:
        report = {"file": name, "ok": not failed, "problems": [_record(problem) for problem in problems]}
        click.echo(json.dumps(report, ensure_ascii=not _can_print("中")))
        return int(failed)
    for problem in problems:
        _show(problem)
    _sum_up(name, problems)
    return int(failed)


def read_card(name: str) -> bytes:
    """
    Give what stands in a file; ``-`` is the standard input.

    Raises:
        ConfigurationError: The file cannot be read.
    """
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise ConfigurationError(say("card_unreadable", file=name, error=error.strerror or error)) from None
    return data.removeprefix(_BOM)


def _show(problem: Problem) -> None:
    error = problem.severity == "error"
    chinese = language() == "zh"
    message = problem.message_zh if chinese and problem.message_zh else problem.message
    remedy = problem.remedy_zh if chinese and problem.remedy_zh else problem.remedy
    code = "" if problem.code is None else f"  {say('card_code', code=problem.code)}"
    mark = click.style("✕", fg="red") if error else click.style("!", fg="yellow")
    click.echo(f"{mark} {problem.path or '/'}  {problem.id}{code}  {say(_CERTAINTIES[problem.certainty])}")
    click.echo(f"    {message}")
    if remedy:
        click.echo(f"    → {remedy}")


def _sum_up(name: str, problems: tuple[Problem, ...]) -> None:
    errors = sum(problem.severity == "error" for problem in problems)
    if not problems:
        click.echo(say("card_good", file=name))
    else:
        click.echo(say("card_sum", file=name, errors=errors, warnings=len(problems) - errors))


def _record(problem: Problem) -> dict[str, Any]:
    return {
        "id": problem.id,
        "severity": problem.severity,
        "path": problem.path,
        "err_path": problem.err_path,
        "code": problem.code,
        "certainty": problem.certainty,
        "refused": problem.refused,
        "message": {"en": problem.message, "zh": problem.message_zh},
        "remedy": {"en": problem.remedy, "zh": problem.remedy_zh},
    }


def _can_print(text: str) -> bool:
    """Whether the terminal, or whatever reads us, takes this text."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeError:
        return False
    return True
