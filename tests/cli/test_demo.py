"""Tests of the demo, as a person runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    import os

    command = [sys.executable, "-m", "larkline", *arguments]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LARK", "LC_", "LANG"))}
    return subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**clean, "PYTHONIOENCODING": "utf-8", **environment},
    )


@pytest.mark.parametrize("order", ["abc-123", "订单 7", "a'b\"c $HOME `x` \\n *_~ <at id=all>", "9" * 80])
def test_the_order_travels_the_whole_way(order):
    """The text goes from the button's value through callback, toast and card into the journal, and the exit is 0."""
    done = run("demo", "--once", "--lang", "en", f"--order={order}")

    assert done.returncode == 0, done.stdout + done.stderr
    [delivery] = re.findall(r"^delivery: (\S+)$", done.stdout, re.MULTILINE)
    [journal] = re.findall(r"^journal: (.+)$", done.stdout, re.MULTILINE)
    assert delivery.encode() in Path(journal).read_bytes()
    assert not re.search(r"Traceback|ERROR|should be in", done.stderr)


def test_the_demo_speaks_chinese():
    """With --lang zh, or a Chinese locale, every label is Chinese."""
    done = run("demo", "--once", "--lang", "zh", "--order", "abc-123")

    assert done.returncode == 0
    assert "Toast 提示: 已批准 abc-123" in done.stdout
    assert "按钮回传参数" in done.stdout
    assert run("--help", LANG="zh_CN.UTF-8").stdout != run("--help", LANG="en_US.UTF-8").stdout


def test_the_journal_holds_no_secret():
    """Tokens and secrets are masked in what is printed and in the journal."""
    done = run("demo", "--once", "--lang", "en")

    [journal] = re.findall(r"^journal: (.+)$", done.stdout, re.MULTILINE)
    record = Path(journal).read_bytes().decode("latin-1")
    assert not re.search(r"\bc-[0-9a-f]{16,}", record + done.stdout)
    assert '"token": "***"' in done.stdout
