"""Tests of ``larkline load``."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from larkline.cli.commands import larkline
from tests.processes import started

BOT = """
from larkline import App, CardAction, Toast

app = App()
sick = App(on_handler_error="fail")

@app.on_card_action()
async def click(action: CardAction) -> Toast:
    return Toast.info("ok")

@sick.on_card_action()
async def fail(action: CardAction) -> Toast:
    raise RuntimeError("on purpose")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a bot in it, from which the command runs."""
    (tmp_path / "load_bot.py").write_text(BOT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def listens(port: int) -> bool:
    """Tell whether somebody listens on this port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(larkline, ["load", *arguments])


def test_an_app_in_this_process(folder):
    """Every click is counted, with how long its response took."""
    done = run("load_bot:app", "--rate", "100", "--seconds", "0.2", "--json")
    report = json.loads(done.output)

    assert done.exit_code == 0, done.output
    assert (report["sent"], report["ok"], report["failed"], report["rules"]) == (20, 20, 0, {})
    assert 0 < report["milliseconds"]["p50"] <= report["milliseconds"]["max"]


def test_failures_are_counted_by_their_rule(folder):
    """The report says what failed how often; the exit status is 1."""
    done = run("load_bot:sick", "--rate", "100", "--seconds", "0.1", "--lang", "en")

    assert done.exit_code == 1
    assert "0 ok, 10 failed" in done.output
    assert "10× handler.raised: a handler of the app raised" in done.output


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["http://192.0.2.1/webhook"], "192.0.2.1: "),
        (["http://127.0.0.1:9/webhook"], "127.0.0.1:9: "),
        (["no_such_module:app"], "no module"),
        (["load_bot:app", "--rate", "501"], "501"),
        (["load_bot:app", "--seconds", "601"], "601"),
    ],
)
def test_what_is_refused(folder, arguments, problem):
    """Another machine without leave, nobody there, no such app, too much: a sentence and 2."""
    done = run(*arguments, "--lang", "en")

    assert done.exit_code == 2
    assert problem in done.output


def test_a_webhook_on_this_machine(folder, monkeypatch):
    """An address is checked with the keys of the environment, and then gets the clicks, encrypted and signed."""
    environment = {"LARK_ENCRYPT_KEY": "key", "LARK_VERIFICATION_TOKEN": "token"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    server = "import load_bot, socket; s = socket.create_server(('127.0.0.1', 0)); p = s.getsockname()[1]; s.close()"
    code = f"{server}; print(p, flush=True); load_bot.app.serve(port=p)"
    with started([sys.executable, "-c", code], cwd=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        while not listens(port):
            assert process.poll() is None
        done = run(f"http://127.0.0.1:{port}/webhook/event", "--rate", "50", "--seconds", "0.2", "--json")

    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["ok"] == 10


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send SIGTERM")
def test_a_signal_ends_it_with_the_report(folder):
    """What was sent until then is counted."""
    loud = BOT.replace('return Toast.info("ok")', 'print("clicked", flush=True)')
    (folder / "loud_bot.py").write_text(loud, encoding="utf-8")
    command = [sys.executable, "-m", "larkline", "load", "loud_bot:app", "--rate", "50", "--seconds", "600", "--json"]
    with started(command, cwd=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.terminate()
        *clicks, report = process.stdout.read().splitlines()
        process.wait(60)

    assert first == "clicked\n"
    assert process.returncode == 0
    assert json.loads(report)["sent"] == json.loads(report)["ok"] == 1 + len(clicks)
