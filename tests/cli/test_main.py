"""Tests of the entry point."""

from __future__ import annotations

import sys

import pytest

from larkline.cli.main import main


def test_without_click_one_sentence_says_what_to_install(monkeypatch, capsys):
    """The pip command, exit 2."""
    monkeypatch.setitem(sys.modules, "click", None)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err == 'larkline 需要安装附加依赖：pip install "larkline[cli]"\n'


def test_the_version_is_told(monkeypatch, capsys):
    """`larkline --version` names itself and ends with 0."""
    monkeypatch.setattr(sys, "argv", ["larkline", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("larkline, version ")


def test_an_interrupt_ends_without_a_traceback(monkeypatch, capsys):
    """While modules are loaded, and while a command works: 130, and not a word."""

    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    for place in ("larkline.cli.main.say", "larkline.cli.explain.run_explain"):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["larkline", "explain", "200672"])
            patch.setattr(place, interrupted)
            if place.startswith("larkline.cli.main"):
                patch.setitem(sys.modules, "click", None)
            with pytest.raises(SystemExit) as ended:
                main()

        assert ended.value.code == 130
        assert capsys.readouterr() == ("", "")
