"""The commands that act on a running emulator, each as a process of its own against a real one."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline.cli.acting import pairs
from larkline.cli.finding import announced, find_console
from larkline.emulator import Emulator
from larkline.errors import ConfigurationError
from larkline.wire.delivery import Delivery, Response
from tests.emulator.conftest import connect, served  # noqa: F401 - fixtures
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
TOAST = {"toast": {"type": "success", "content": "好"}}


class Shell:
    """Runs commands for one emulator."""

    def __init__(self, feishu: Emulator) -> None:
        self.feishu = feishu
        self._processes: list[asyncio.subprocess.Process] = []
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("LARK", "LC_", "LANG"))},
            "LARKLINE_TOKEN": feishu.info()["token"],
            "PYTHONIOENCODING": "utf-8",
        }

    async def run(self, *arguments: str, where: bool = True) -> tuple[int, str, str]:
        """Give exit status and output."""
        place = ["--console-url", self.feishu.info()["console_url"]] if where else []
        process = await self.start(*arguments, *place)
        out, err = await process.communicate()
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """Start a command that looks for the emulator itself, unless it is told."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "larkline",
            *arguments,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._processes.append(process)
        return process

    async def end(self) -> None:
        """Kill what a test that failed has left running."""
        for process in self._processes:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@pytest.fixture
async def shell(served: Emulator) -> AsyncIterator[Shell]:  # noqa: F811
    """Commands for a served emulator."""
    found = Shell(served)
    yield found
    await found.end()


async def test_an_event_is_triggered_with_values(shell, connect):  # noqa: F811
    """JSON where it is JSON; each verdict is one line, or one JSON object."""
    client = await connect(answer(None))
    status, out, err = await shell.run(
        "trigger",
        "application.bot.menu_v6",
        "--set",
        "event.event_key=help",
        "--set",
        "event.timestamp=5",
        "--times",
        "2",
    )
    asked = await shell.run("trigger", "application.bot.menu_v6", "--json")

    assert (status, err) == (0, "")
    assert len(out.splitlines()) == 2
    assert "✓ application.bot.menu_v6" in out
    assert json.loads(asked[1])["verdict"]["outcome"] == "ok"
    event = json.loads(client.received[0].payload)["event"]
    assert (event["event_key"], event["timestamp"]) == ("help", 5)


async def test_a_failed_delivery_is_exit_1(shell):
    """Nobody is online; the line says the code."""
    status, out, _ = await shell.run("trigger", "card.action.trigger", "--lang", "zh")

    assert status == 1
    assert "✕ card.action.trigger" in out
    assert "200340" in out


@pytest.mark.parametrize(
    ("type_", "warned"), [("im.message.recieve_v1", True), ("my.own_v1", False), ("card.action.trigger_v1", False)]
)
async def test_a_misspelt_type_is_sent_with_a_warning(shell, connect, type_, warned):  # noqa: F811
    """It may be new, so it goes out; beside the line stands what was probably meant."""
    await connect(answer({}))
    _, out, err = await shell.run("trigger", type_)

    assert type_ in out
    assert ("did you mean im.message.receive_v1" in err) == warned


async def test_a_person_speaks_and_clicks(shell, connect):  # noqa: F811
    """The newest card is meant by last; the toast is printed."""
    await connect(answer(TOAST))
    said = await shell.run("say", "你好", "--by", "ou_bob", "--json")
    await shell.feishu.send(CARD)
    clicked = await shell.run("click", "last", "同意")
    wrong = await shell.run("click", "last", "没有")

    assert (said[0], json.loads(said[1])["chat"]) == (0, "oc_bob")
    assert clicked[0] == 0
    assert clicked[1].splitlines()[1] == "toast: 好"
    assert wrong[0] == 2
    assert "button “同意”" in wrong[2]


async def test_deliveries_are_listed_and_replayed(shell, connect):  # noqa: F811
    """What passes the filter is listed; an id is delivered again, as new if told so."""
    await connect(answer(None))
    first = await shell.feishu.say("一")
    await shell.feishu.trigger("application.bot.menu_v6")
    listed = await shell.run("tail", "--once", "--filter", "type:im.message")
    replayed = await shell.run("replay", first.delivery.id, "--as", "new", "--times", "2", "--json")

    assert [line.split()[0] for line in listed[1].splitlines()] == [first.delivery.id]
    rows = [json.loads(line) for line in replayed[1].splitlines()]
    assert [row["replay_of"] for row in rows] == [first.delivery.id] * 2
    assert len({row["event_id"] for row in rows}) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send these signals")
@SIGNALS
async def test_a_signal_ends_what_follows_the_deliveries(shell, connect, number):  # noqa: F811
    """Exit status 0, after what was printed, without a word about the signal."""
    await connect(answer(None))
    said = await shell.feishu.say("一")
    process = await shell.start("tail", "--console-url", shell.feishu.info()["console_url"])
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    process.send_signal(number)
    out, err = await asyncio.wait_for(process.communicate(), 60)

    assert line.decode().startswith(said.delivery.id)
    assert (process.returncode, out, err) == (0, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send these signals")
@SIGNALS
async def test_a_signal_ends_what_waits_for_a_verdict(shell, connect, number):  # noqa: F811
    """There is nothing to finish: 130 at SIGINT, by SIGTERM 143 in a shell, in silence; the delivery goes on."""
    go = asyncio.Event()

    async def wait(_delivery: Delivery) -> Response:
        await go.wait()
        return Response(200)

    await connect(wait)
    process = await shell.start("trigger", "add_bot", "--console-url", shell.feishu.info()["console_url"])
    await asyncio.wait_for(shell.feishu.core.changes.until(lambda: len(shell.feishu.deliveries()) == 1), 60)
    process.send_signal(number)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    go.set()
    await shell.feishu.wait(filter="status:ok")

    assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGTERM)
    assert (out, err) == (b"", b"")


async def test_several_are_replayed_in_the_order_given(shell, connect):  # noqa: F811
    """Each id once, one after the other."""
    await connect(answer(None))
    first, second = await shell.feishu.say("一"), await shell.feishu.say("二")
    ids = [second.delivery.id, first.delivery.id]
    replayed = await shell.run("replay", *ids, "--pace", "fast", "--json")

    assert [json.loads(line)["replay_of"] for line in replayed[1].splitlines()] == ids


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["trigger", "a b"], "is no type of an event"),
        (["trigger", "add_bot", "--set", "x"], "'x' is not of the form name=value"),
        (["tail", "--once", "--filter", "colour:red"], "colour: is not known"),
        (["click", "last", "x"], "no card has been sent yet"),
        (["say", "x", "--by", "ou_nobody"], "ou_nobody has no direct chat"),
        (["replay", "dlv_x"], "no delivery 'dlv_x'"),
    ],
)
async def test_what_cannot_be_done_is_one_sentence(shell, arguments, problem):
    """And exit 2, without a traceback."""
    status, out, err = await shell.run(*arguments)

    assert (status, out) == (2, "")
    assert err.startswith("larkline: ")
    assert problem in err
    assert len(err.strip().splitlines()) == 1


async def test_a_wrong_token_and_a_closed_port_are_told(shell):
    """With what helps."""
    shell.environment["LARKLINE_TOKEN"] = "wrong"
    refused = await shell.run("tail", "--once")
    nobody = await shell.run("tail", "--once", "--console-url", "http://127.0.0.1:1", where=False)

    assert (refused[0], nobody[0]) == (2, 2)
    assert "the token is missing or wrong" in refused[2]
    assert "nobody answers at http://127.0.0.1:1" in nobody[2]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["click", "om_x", "好"], "没有这条消息：'om_x'；已有：无"),
        (["trigger", "im.message.receive_v1", "--set", "event.nix=1"], "im.message.receive_v1 没有 event.nix；可用："),
        (["tail", "--once", "--filter", "status:bad"], "status:bad 无效；可选：ok, failed, advice, pending"),
    ],
)
async def test_in_chinese_a_refusal_is_told_in_chinese(shell, arguments, problem):
    """What the emulator says, whether it was asked over HTTP or here."""
    status, out, err = await shell.run(*arguments, "--lang", "zh")

    assert (status, out) == (2, "")
    assert err.startswith(f"larkline: {problem}")


def test_an_emulator_is_found_by_its_file(tmp_path, monkeypatch):
    """Only its owner can read it; it goes with the emulator, and without one the sentence says what to do."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("LARKLINE_TOKEN", raising=False)
    info: dict[str, Any] = {"console_url": "http://127.0.0.1:5", "token": "t"}
    with announced(info):
        [path] = (tmp_path / "larkline").iterdir()
        found = find_console(None), find_console("http://127.0.0.1:5/")
        mode, folder = stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)
        with pytest.raises(ConfigurationError, match="LARKLINE_TOKEN"):
            find_console("http://127.0.0.1:6")

    assert found == (("http://127.0.0.1:5", "t"), ("http://127.0.0.1:5", "t"))
    assert (mode, folder) == (0o600, 0o700)
    with pytest.raises(ConfigurationError, match="start one with larkline emulator"):
        find_console(None)


def test_a_folder_open_to_others_is_not_believed(tmp_path, monkeypatch):
    """Somebody else could have put a file there."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with announced({"console_url": "http://127.0.0.1:5", "token": "t"}):
        (tmp_path / "larkline").chmod(0o777)
        with pytest.raises(ConfigurationError):
            find_console(None)


def test_values_are_json_where_they_can_be():
    """Everything else is a text."""
    assert pairs(["a=1", "b=x y", 'c={"d":[true]}', "e=", "f=a=b"]) == {
        "a": 1,
        "b": "x y",
        "c": {"d": [True]},
        "e": "",
        "f": "a=b",
    }


async def test_what_happens_is_recorded_and_exported(shell, connect, tmp_path):  # noqa: F811
    """As JSON lines or a test; a session file is replayed elsewhere, and its rows are shown there."""
    await connect(answer(TOAST))
    begun = await shell.run("record", "start", "--name", "approval", "--json")
    await shell.feishu.click(await shell.feishu.send(CARD), "同意")
    stopped = await shell.run("record", "stop", "--as", "pytest", "--app", "shop.bot:app", "-o", str(tmp_path / "t.py"))
    again = await shell.run("record", "stop")
    session = await shell.run("export", "--as", "jsonl", "-o", str(tmp_path / "s.jsonl"))
    har = await shell.run("export", shell.feishu.deliveries()[0].id, "--as", "har")
    async with Emulator(seed=2) as elsewhere:
        await elsewhere.serve()
        other = Shell(elsewhere)
        replayed = await other.run("replay", str(tmp_path / "s.jsonl"), "--as", "new", "--json")

    assert json.loads(begun[1])["id"] == "rec_1"
    assert stopped[0] == 0
    assert "from shop.bot import app" in (tmp_path / "t.py").read_text(encoding="utf-8")
    assert (again[0], "nothing is being recorded" in again[2]) == (2, True)
    assert session[1].startswith("1 steps written to")
    assert json.loads(har[1])["log"]["entries"][0]["comment"] == shell.feishu.deliveries()[0].id
    assert (replayed[0], json.loads(replayed[1])["type"]) == (1, "card.action.trigger")


async def test_files_that_are_not_there_are_told(shell, tmp_path):
    """Reading and writing, in one sentence."""
    unwritable = await shell.run("export", "--as", "curl", "-o", str(tmp_path / "no" / "x"))
    (tmp_path / "x.jsonl").write_bytes(b"\xff\xfe")
    unreadable = await shell.run("replay", str(tmp_path / "x.jsonl"))

    assert (unwritable[0], unreadable[0]) == (2, 2)
    assert "cannot be written" in unwritable[2]
    assert "cannot be read" in unreadable[2]
