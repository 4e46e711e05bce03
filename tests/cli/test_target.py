"""Tests of MODULE:APP."""

from __future__ import annotations

import sys

import pytest

from larkline import App
from larkline.cli.target import find_app
from larkline.errors import ConfigurationError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a bot, as the current one."""
    (tmp_path / "my_bot.py").write_text("from larkline import App\napp = App()\nother = App()\nnumber = 1\n")
    (tmp_path / "needs_more.py").write_text("import there_is_no_such_module\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    for name in ("my_bot", "needs_more"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("target", ["my_bot:app", "my_bot", "my_bot.py", "my_bot.py:app", "my_bot:other"])
def test_an_app_is_found(target, folder):
    """The name of the App may be left out when it is app; the file may be named like a file."""
    assert isinstance(find_app(target), App)


@pytest.mark.parametrize("target", ["no_such_bot:app", "my_bot:missing", "my_bot:number", ":app", "", "./my_bot"])
def test_a_wrong_target_is_named(target, folder):
    """The sentence says what was looked for."""
    with pytest.raises(ConfigurationError, match=r"MODULE:APP|no module"):
        find_app(target)


def test_a_bot_that_lacks_a_module_itself_tells_so(folder):
    """A missing import inside the bot is not mistaken for a missing bot."""
    with pytest.raises(ModuleNotFoundError, match="there_is_no_such_module"):
        find_app("needs_more:app")
