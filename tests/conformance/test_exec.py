"""Programs that name no domain, and so would go to the real platform, land on the emulator by ``exec``, unmodified."""

from __future__ import annotations

import asyncio
import json
import shutil

import pytest

from larkline import Toast
from larkline.emulator import Emulator
from tests.conformance.outside import PROGRAMS, lark_oapi_program, node_program

pytestmark = pytest.mark.oracle

COMMANDS = {"lark-oapi": lark_oapi_program("lark_oapi_default.py"), "node-sdk": node_program("node_sdk_default.mjs")}


@pytest.mark.parametrize("sdk", COMMANDS)
async def test_a_bot_on_the_default_domain(sdk):
    """It connects, answers a message with a card over the API, and a click with a toast."""
    async with Emulator(seed=1) as feishu, feishu.exec(COMMANDS[sdk], others="refuse") as bot:
        await bot.wait_online(60)
        said = await feishu.say("hi", by="ou_alice")
        message = await feishu.next_card(within=60)
        click = await feishu.click(message, "已处理", by="ou_alice")
        ways = dict(bot.ways)

    assert said.verdict.ok
    assert click.verdict.ok
    assert click.response.toast == Toast.success("已处理完成！")
    assert set(ways) == {("open.feishu.cn", "intercepted")}


TOOLCHAINS = {
    "java": (["java", str(PROGRAMS / "Discover.java")], "Java"),
    "go": (["go", "run", str(PROGRAMS / "discover.go")], "Go"),
}


@pytest.mark.parametrize("toolchain", TOOLCHAINS)
async def test_a_program_in_another_language(toolchain):
    """The HTTP client of the language's own library asks the real host for an endpoint, and the emulator answers."""
    command, name = TOOLCHAINS[toolchain]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{name} is not installed")
    async with Emulator(seed=1) as feishu:
        async with feishu.exec(command, others="refuse") as program:
            async with asyncio.timeout(100):
                status = await program.wait()
            output = program.output
        gateway = feishu.info()["gateway_url"]

    assert status == 0, output
    answer = json.loads(output[output.index('{"code"') :])
    assert answer["data"]["URL"].startswith(gateway)
