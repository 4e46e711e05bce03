"""Tests of ``larkline doctor MODULE:APP``: the types that nothing in the app handles."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from larkline import App
from larkline.cli.commands import larkline
from larkline.cli.subscribed import subscribed_types, without_handler
from larkline.errors import ConfigurationError

BOT = """
from larkline import App, Router

app, router = App(), Router()


@router.on_card_action()
async def clicked(action):
    return None


@app.on_event("im.message.receive_v1")
async def heard(message):
    return None


app.include(router)
"""
ENV = {"LARK_APP_ID": "cli_cd613e30d8f16adf", "LARK_APP_SECRET": "s3cret", "LARK_DOMAIN": None, "NO_PROXY": "*"}


@pytest.fixture
def bot(tmp_path, monkeypatch):
    """The name of a module with an app that handles messages and clicks."""
    (tmp_path / "checked_bot.py").write_text(BOT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return "checked_bot:app"


def run(*arguments: str, **env: str) -> Result:
    """Run the command offline."""
    return CliRunner(env={**ENV, **env}).invoke(larkline, ["doctor", "--offline", "--lang", "en", *arguments])


def test_types_without_a_handler_are_named(bot):
    """Those of included routers count; the status is 1."""
    good = run(bot, "--types", "im.message.receive_v1,card.action.trigger")
    bad = run(bot, "--types", "im.message.receive_v1,url.preview.get,im.chat.updated_v1,card.action.trigger_v1")

    assert (good.exit_code, good.output) == (0, "✓ nothing is wrong\n")
    assert bad.exit_code == 1
    assert [line.partition(" is subscribed")[0] for line in bad.output.splitlines()] == [
        "✕ url.preview.get",
        "✕ im.chat.updated_v1",
        "✕ card.action.trigger_v1",
    ]
    assert f"{bot} has no handler for it" in bad.output


def test_what_is_subscribed_in_the_emulator_counts(bot, feishu_sync):
    """By name, in the draft, too; a pattern says nothing. Without an emulator nothing is subscribed."""
    info = feishu_sync.serve()
    where = ("--console-url", info["console_url"])
    feishu_sync.configure(event_types=["*", "im.message.receive_v1", "!im.chat.updated_v1"])
    good = run(bot, *where, LARKLINE_TOKEN=info["token"])
    feishu_sync.configure(event_types=["im.message.recalled_v1"])
    bad = run(bot, *where, LARKLINE_TOKEN=info["token"])
    alone = run(bot)

    assert (good.exit_code, alone.exit_code) == (0, 0)
    assert bad.exit_code == 1
    assert "✕ im.message.recalled_v1 is subscribed to" in bad.output


def test_an_emulator_that_was_named_has_to_be_there(bot, monkeypatch):
    """Else nothing is subscribed."""
    monkeypatch.delenv("LARKLINE_TOKEN", raising=False)

    assert subscribed_types(None) == []
    with pytest.raises(ConfigurationError):
        subscribed_types("http://127.0.0.1:9")


def test_a_handler_for_the_rest_takes_every_event():
    """But no callback."""
    app = App()

    @app.on_event()
    async def anything(event):
        return None

    found = without_handler(app, "bot:app", ["im.message.receive_v1", "card.action.trigger", "card.action.trigger"])

    assert [finding.values["type"] for finding in found] == ["card.action.trigger"]
