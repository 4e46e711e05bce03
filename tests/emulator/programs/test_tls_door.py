"""Tests of the TLS port: an app whose addresses are https and wss alone works like any other."""

from __future__ import annotations

import socket
import sys

import pytest

from larkline.emulator.errors import PortTaken

BOT = """
import os
from larkline import App, CardAction, Toast

assert os.environ["LARK_DOMAIN"].startswith("https://127.0.0.1:")
app = App()

@app.on_card_action()
async def click(action: CardAction) -> Toast:
    return Toast.success("over TLS")

app.run()
"""


async def test_a_bot_over_tls(feishu):
    """It finds the endpoint by https, connects by wss, and answers; afterwards the plain address is back."""
    async with feishu.exec([sys.executable, "-c", BOT], tls_port=0) as program:
        await program.wait_online(60)
        click = await feishu.trigger("card.action.trigger")
        output = program.output

    assert click.verdict.ok
    assert "connected to wss://127.0.0.1:" in output
    assert feishu.core.gateway.startswith("ws://127.0.0.1:")


async def test_a_port_in_use(feishu):
    """It is named in the error, and nothing stays behind."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            async with feishu.exec([sys.executable, "-c", ""], tls_port=port):
                pass

    assert feishu.core.gateway.startswith("ws://127.0.0.1:")
