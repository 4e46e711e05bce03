"""Tests of the demo, as a person runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

#: Tells of every address that is connected to or looked up, and is not of this machine.
WATCHED = """
import sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "localhost"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if host not in ("127.0.0.1", "::1", "localhost", None):
        print("left for", host, file=sys.stderr)

sys.addaudithook(watch)
from larkline.cli.main import main
main()
"""


def run(
    *arguments: str, stdin: str | None = None, program: tuple[str, str] = ("-m", "larkline"), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    import os

    command = [sys.executable, *program, *arguments]
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


def test_nothing_leaves_this_machine():
    """Emulator and bot connect to nothing and look nothing up but this machine."""
    done = run("demo", "--once", program=("-c", WATCHED), NO_PROXY="*")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "left for" not in done.stderr


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
