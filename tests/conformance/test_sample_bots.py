"""
The official sample bots by ``exec``, in Python and Node, with nothing set: cards, menu and chats are there already.

Programs of ours make the calls of ``card_interaction_bot`` and ``echo_bot`` (both in lark-samples). With a checkout of
that repository in ``LARK_SAMPLES``, its own files run, too, unmodified.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from larkline.emulator import Emulator
from tests.conformance.outside import PROGRAMS, Console, lark_oapi_program, node_program, python_program
from tests.processes import started

pytestmark = pytest.mark.oracle

ALARM = {"lark-oapi": lark_oapi_program("lark_oapi_alarm.py"), "node-sdk": node_program("node_sdk_alarm.mjs")}
ECHO = {"lark-oapi": lark_oapi_program("lark_oapi_echo.py"), "node-sdk": node_program("node_sdk_echo.mjs")}
SAMPLES = os.environ.get("LARK_SAMPLES")


def sample(name: str, sdk: str, folder: Path) -> list[str]:
    """Give the command that runs a sample as it is in its repository, with the SDKs that are installed for us."""
    if not SAMPLES:
        pytest.skip("LARK_SAMPLES names no checkout of lark-samples")
    if not Path(SAMPLES, name, {"lark-oapi": "python/main.py", "node-sdk": "nodejs/index.js"}[sdk]).exists():
        pytest.skip("this checkout has no such sample")
    if sdk == "lark-oapi":
        return [python_program("")[0], str(Path(SAMPLES, name, "python", "main.py"))]
    (folder / "node_modules").symlink_to(PROGRAMS.parent / "node" / "node_modules", target_is_directory=True)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "index.js").write_bytes(Path(SAMPLES, name, "nodejs", "index.js").read_bytes())
    return [node_program("")[0], str(folder / "index.js")]


async def alarm_story(feishu: Emulator, command: list[str]) -> None:
    """Welcome, alarm by button, menu and message, and its end by the form."""
    async with feishu.exec(command, others="refuse") as bot:
        await bot.wait_online(60)
        entered = await feishu.open_chat(by="ou_alice")
        welcome = await feishu.next_card(within=30)
        raised = await feishu.click(welcome, "发起告警", by="ou_alice")
        by_button = await feishu.next_card(within=30, chat="oc_alice")
        chosen = await feishu.press_menu("send_alarm", by="ou_bob")
        by_menu = await feishu.next_card(within=30, chat="oc_bob")
        said = await feishu.say("hi", by="ou_alice", to="oc_team")
        in_group = await feishu.next_card(within=30, chat="oc_team")
        solved = await feishu.submit(by_button, {"notes_input": "重启了服务"}, button="已处理", by="ou_alice")

    assert [each.verdict and each.verdict.outcome for each in (*entered, *chosen)] == ["ok"] * 2
    assert [each.verdict.outcome for each in (raised, said, solved)] == ["ok"] * 3
    assert "欢迎使用告警机器人" in feishu.card_of(welcome).text
    assert raised.response.toast is None
    assert all("告警时间" in feishu.card_of(each).text for each in (by_menu, in_group))
    toast = solved.response.toast
    assert toast is not None
    assert (toast.type, toast.content) == ("info", "已处理完成！")
    assert "已解决" in feishu.card_of(by_button).text
    assert "重启了服务" in feishu.card_of(by_button).text


async def echo_story(feishu: Emulator, command: list[str]) -> None:
    """What is said comes back: in a direct chat as a message, in a group as a reply."""
    async with feishu.exec(command, others="refuse") as bot:
        await bot.wait_online(60)
        said = [await feishu.say("你好 x", by="ou_alice"), await feishu.say("大家好", by="ou_bob", to="oc_team")]
        async with asyncio.timeout(30):
            await feishu.core.changes.until(lambda: len(feishu.messages()) == 4)

    assert all(each.verdict.ok for each in said)
    answers = [message for message in feishu.messages() if message.sender_type == "app"]
    texts = [json.loads(message.content)["text"] for message in answers]
    assert ["你好 x" in texts[0], "大家好" in texts[1]] == [True, True]
    assert [message.parent_id for message in answers] == ["", said[1].message.message_id]


@pytest.mark.parametrize("sdk", ALARM)
async def test_the_alarm_bot(sdk, feishu):
    """From the welcome card to the resolved one."""
    await alarm_story(feishu, ALARM[sdk])


@pytest.mark.parametrize("sdk", ALARM)
async def test_the_official_alarm_bot(sdk, feishu, tmp_path):
    """The same with the sample itself."""
    await alarm_story(feishu, sample("card_interaction_bot", sdk, tmp_path))


@pytest.mark.parametrize("sdk", ECHO)
async def test_the_echo_bot(sdk, feishu):
    """A direct chat and a group."""
    await echo_story(feishu, ECHO[sdk])


@pytest.mark.parametrize("sdk", ECHO)
async def test_the_official_echo_bot(sdk, feishu, tmp_path):
    """The same with the sample itself."""
    await echo_story(feishu, sample("echo_bot", sdk, tmp_path))


@pytest.mark.parametrize("sdk", ALARM)
def test_the_alarm_bot_by_the_command(sdk, tmp_path):
    """``larkline exec`` serves it alike, and tells at the end that all went well."""
    command = [sys.executable, "-m", "larkline", "exec", "--lang", "en", "--port", "0", "--console-port", "0", "--"]
    here = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    with started(
        [*command, *ALARM[sdk]],
        env=here,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        assert "control API" in process.stderr.readline()
        [announced] = (tmp_path / "larkline").glob("*.json")
        with closing(Console(json.loads(announced.read_bytes()))) as console:
            console.call("POST", "/wait", online=1, timeout=60)
            console.call("POST", "/chats/oc_alice/messages", text="hi", by="ou_alice")
            console.call("POST", "/wait", deliveries=1, idle=True, timeout=60)
            *_, alarm = console.call("GET", "/chats/oc_alice/messages")["messages"]
            form = {"submit": "已处理", "values": {"notes_input": "重启"}}
            console.call("POST", f"/messages/{alarm['id']}/actions", **form, by="ou_alice")
            solved = console.call("GET", f"/messages/{alarm['id']}")
        process.send_signal(signal.SIGTERM)
        errors = process.stderr.read()
        process.wait(60)

    assert "已解决" in json.dumps(solved["card"], ensure_ascii=False)
    assert "deliveries: 2 ok" in errors
