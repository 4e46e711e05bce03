"""A recording as a test: readable, passing against the same app, failing readably against another one (S13)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from larkline.emulator import Emulator, EmulatorError
from larkline.emulator.journal.details import kept_delivery
from larkline.emulator.recording.files import read_lines
from larkline.emulator.recording.pytest_file import pytest_of, pytest_of_deliveries
from tests.emulator.recording.test_recorder import play

BOT = """
from larkline import App, Button, Card, CardAction, Client, Header, Markdown, MessageReceived, Toast
from tests.emulator.stories import CARD

app = App()


@app.on_event("im.message.receive_v1")
async def greet(message: MessageReceived, client: Client) -> None:
    await client.messages.reply(message.message_id, CARD)


@app.on_card_action()
async def approve(action: CardAction) -> Toast:
    return Toast.success("已批准")
"""


def run_pytest(folder: Path, test: str, bot: str) -> subprocess.CompletedProcess[str]:
    """Run a test beside a bot, in a process of its own."""
    (folder / "bot.py").write_text(bot, encoding="utf-8")
    (folder / "test_recorded.py").write_text(test, encoding="utf-8")
    root = Path(__file__).parents[3]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:schemathesis",
        "-c",
        "/dev/null",
    ]
    return subprocess.run(
        [*command, "--rootdir", str(folder), str(folder / "test_recorded.py")],
        cwd=folder,
        env={"PATH": "", "PYTHONPATH": f"{folder}:{root}:{root / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


async def test_a_recording_becomes_a_test_that_passes_and_tells_what_changed(tmp_path):
    """The same app passes; with another toast the failure shows both texts."""
    _, text = await play(1)
    test = pytest_of(read_lines(text, "recording"), app="bot:app", name="Approve an order")
    same = run_pytest(tmp_path, test, BOT)
    changed = run_pytest(tmp_path, test, BOT.replace("已批准", "已拒绝"))

    assert same.returncode == 0, same.stdout + same.stderr
    assert changed.returncode == 1
    assert "已批准" in changed.stdout
    assert "已拒绝" in changed.stdout
    assert "click_2.delivery.response ==" in changed.stdout


async def test_the_test_reads_like_one_written_by_hand():
    """The plugin's verbs, names of people and texts of buttons, no ids."""
    _, text = await play(1)
    lines = pytest_of(read_lines(text, "recording"), app="bot:app", name="Approve").splitlines()

    assert lines[2] == "from bot import app"
    assert "def test_approve(feishu_sync):" in lines
    assert "        said_1 = feishu.say('42', by='ou_alice', to='oc_alice')" in lines
    assert "        card_1 = feishu.next_card()" in lines
    assert "        click_2 = feishu.click(card_1, '同意', by='ou_alice')" in lines
    assert "        feishu.clock.advance(60.0)" in lines
    assert any(line.startswith("        feishu.faults.add('duplicate', ") for line in lines)
    assert not any("om_" in line or "dlv_" in line for line in lines)


async def test_single_deliveries_become_a_test_too(tmp_path):
    """Messages are said again, everything else is triggered."""
    feishu, _ = await play(1)
    journal = feishu.core.journal
    kept = [kept_delivery(each, journal._masker, None) for each in feishu.deliveries()[:3]]
    test = pytest_of_deliveries(kept, app="bot:app")
    done = run_pytest(tmp_path, test, BOT)

    assert "feishu.say('42', by='ou_alice', to='oc_alice')" in test
    assert "feishu.trigger('card.action.trigger', paths={'event.action'" in test
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("app", ["bot", "bot:", "a b:c", "bot:app; import os", "bot:app\n"])
def test_a_target_that_is_none_is_refused(app):
    """What goes into a program is checked."""
    with pytest.raises(EmulatorError, match="MODULE:APP"):
        pytest_of([], app=app)


def test_hostile_texts_stay_texts():
    """Whatever was said or named cannot become code."""
    evil = '"""\nimport os; os._exit(1)\n#'
    row = {"kind": "action", "verb": "say", "text": evil, "by": evil, "to": evil}
    source = pytest_of([row], app="bot:app", name=evil)
    tree = compile(source, "test", "exec")

    assert "os" not in tree.co_names
    assert "def test_import_os_os__exit_1(feishu_sync):" in source


async def test_what_people_do_beside_cards_is_done_again(tmp_path):
    """Reactions, menus, members and the rest are steps of the test, on the message they were done to."""
    async with Emulator(seed=1) as feishu:
        feishu.user("ou_zhou", name="周舟")
        with feishu.recording() as tape:
            message, _ = feishu.begin_say("早", by="ou_bob", to="oc_team")
            feishu.react(message, "OK", by="ou_alice")
            feishu.unreact(message, "OK", by="ou_alice")
            feishu.recall(message)
            feishu.join("oc_team", "ou_zhou", by="ou_alice")
            feishu.leave("oc_team", "ou_zhou")
            feishu.remove_bot("oc_team")
            feishu.add_bot("oc_team", by="ou_bob")
            feishu.open_chat(by="ou_bob")
            feishu.press_menu("help", by="ou_alice")
            direct = await feishu.send("看一下", to="oc_alice")
            feishu.read(direct, by="ou_alice")
    test = pytest_of(read_lines(tape.text, "recording"), app="bot:app")
    calls = re.findall(r"(feishu\.(?!running).+)", test)

    assert calls == [
        "feishu.say('早', by='ou_bob', to='oc_team')",
        "feishu.react(said_1.message, 'OK', by='ou_alice')",
        "feishu.unreact(said_1.message, 'OK', by='ou_alice')",
        "feishu.recall(said_1.message, by='ou_bob')",
        "feishu.join('oc_team', 'ou_zhou', by='ou_alice')",
        "feishu.leave('oc_team', 'ou_zhou', by='ou_zhou')",
        "feishu.remove_bot('oc_team', by='ou_alice')",
        "feishu.add_bot('oc_team', by='ou_bob')",
        "feishu.open_chat(by='ou_bob')",
        "feishu.press_menu('help', by='ou_alice')",
        "feishu.send('看一下', to='oc_alice')",
        "feishu.read(message_1, by='ou_alice')",
    ]


async def test_an_action_is_not_credited_with_the_delivery_of_the_next_one():
    """What caused no delivery expects none."""
    rows: list[dict[str, Any]] = [
        {"kind": "action", "verb": "say", "text": "hm", "by": "ou_alice", "to": "oc_team"},
        {"kind": "action", "verb": "press_menu", "event_key": "help", "by": "ou_alice", "app_id": None},
        {"kind": "delivery", "reply": None, "verdict": {"code": None}},
    ]

    assert "assert said_1" not in pytest_of(rows, app="bot:app")
