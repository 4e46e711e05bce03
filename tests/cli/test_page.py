"""The page's address, as the command line gives it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from larkline.cli import emulator

#: The command line, interrupted as soon as it has told anything.
HASTY = """
import os, signal, sys
import click
from larkline.cli.main import main

told = click.echo

def tell(*what, **how):
    click.echo = told
    told(*what, **how)
    os.kill(os.getpid(), signal.SIGINT)

click.echo = tell
sys.argv[0] = "larkline"
main()
"""
PAGE = re.compile(r"http://127\.0\.0\.1:\d+/#token=[0-9a-f]{32}")


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command line; it is asked to end with the block."""
    command = [sys.executable, "-m", "larkline", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)


def head_of(process: subprocess.Popen[str], lines: int) -> str:
    """Read the first lines that are printed."""
    assert process.stdout is not None
    return "".join(process.stdout.readline() for _ in range(lines))


@pytest.mark.parametrize(
    "arguments",
    [("emulator", "--port=0", "--console-port=0", "--lang=en"), ("demo", "--lang=en")],
    ids=["emulator", "demo"],
)
def test_the_page_is_the_first_address(arguments):
    """The whole address of the page, token included, stands before every other one."""
    with started(*arguments) as process:
        head = head_of(process, 4)

    assert PAGE.search(head)
    assert re.findall(r"\w+://", head)[0] == "http://"
    assert head.index("#token=") < head.index("platform: ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a process of its own")
@pytest.mark.parametrize("command", [["emulator", "--port=0", "--console-port=0"], ["demo"]], ids=lambda one: one[0])
def test_who_has_read_the_address_can_end_it(command):
    """Signals are heard before anything is told, so that it ends with 0, however soon one comes."""
    done = subprocess.run(
        [sys.executable, "-c", HASTY, *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert PAGE.search(done.stdout)


def test_headless_names_no_page():
    """With --headless there is no page, and none is named."""
    with started("emulator", "--port=0", "--console-port=0", "--headless", "--lang=en") as process:
        head = head_of(process, 5)

    assert "#token=" not in head
    assert "control API" in head


@pytest.mark.parametrize(
    ("terminal", "screen", "opened"), [(True, ":0", True), (True, "", False), (False, ":0", False)]
)
def test_a_browser_is_opened_for_a_person_with_a_screen(monkeypatch, terminal, screen, opened):
    """Only at a terminal, and only where there is a display."""
    seen: list[str] = []
    monkeypatch.setattr("webbrowser.open", seen.append)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    emulator.open_page({"console_url": "http://127.0.0.1:1", "token": "t"})

    assert seen == (["http://127.0.0.1:1/#token=t"] if opened else [])
