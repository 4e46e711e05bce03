"""The sample bot, started by whoever asks for it."""

from __future__ import annotations

from larkline.cli.sample_bot import startable_bot
from larkline.emulator import Emulator


async def test_the_bot_connects_when_it_is_asked_for(monkeypatch):
    """Nobody is online before, the bot is afterwards however often it is asked for, and it goes with the block."""
    for name in ("LARK_APP_ID", "LARK_APP_SECRET", "LARK_DOMAIN"):
        monkeypatch.setenv(name, "")
    async with Emulator(seed=1) as feishu:
        info = await feishu.serve()
        async with startable_bot(info) as start:
            before = feishu.core.hub.online()
            await start()
            await start()
            await feishu.wait(online=1, timeout=10)
            during = feishu.core.hub.online()
        await feishu.wait(idle=0, timeout=10)

        assert (before, during) == (0, 1)
