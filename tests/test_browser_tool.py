"""Tests of tools/browser.py: it looks for a browser, installs one where it can, and never stands in the way."""

from __future__ import annotations

import subprocess

import pytest

from tools import browser


@pytest.fixture
def machine(monkeypatch):
    """A machine whose programs are in a set, and the commands that were run on it; installing brings a browser."""
    programs: set[str] = set()
    ran: list[list[str]] = []

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        programs.update({"chromium"} if "install" in command else ())
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in programs else None)
    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    return programs, ran


def test_a_browser_that_is_there_is_left_alone(machine, capsys):
    """Any of the family will do."""
    programs, ran = machine
    programs.add("microsoft-edge")

    browser.main()

    assert ran == []
    assert capsys.readouterr().out == ""


def test_root_gets_a_browser_and_fonts_from_the_system(machine):
    """With apt-get, without questions."""
    programs, ran = machine
    programs.add("apt-get")

    browser.main()

    assert [command[1] for command in ran] == ["update", "install"]
    assert {"chromium", "fonts-noto-cjk", "-y"} <= set(ran[1])


@pytest.mark.parametrize("lacks", ["root", "apt-get"])
def test_whoever_cannot_install_is_told_what_happens(machine, monkeypatch, capsys, lacks):
    """One sentence; nothing is run, and make goes on."""
    programs, ran = machine
    if lacks == "root":
        programs.add("apt-get")
        monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)

    browser.main()

    assert ran == []
    assert "the tests of the console page are skipped" in capsys.readouterr().out
