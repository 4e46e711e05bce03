"""Tests of the conversation in the terminal."""

from __future__ import annotations

import asyncio
import io
import runpy
from pathlib import Path

import pytest

from larkline.cli.language import speak
from larkline.cli.talk import lines_of, say_to_bot, talk
from larkline.emulator import Emulator

EXAMPLE = Path(__file__).parents[2] / "examples" / "approval_bot.py"


@pytest.fixture(autouse=True)
def english():
    """The labels are compared in English."""
    speak("en")
    yield
    speak(None)


async def test_a_person_writes_and_clicks(capsys):
    """Buttons are clicked by number; the card is shown when it is sent and when it changes, also by a late update."""
    app = runpy.run_path(str(EXAMPLE))["app"]
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    async with Emulator(seed=1) as feishu, feishu.running(app):
        message = await say_to_bot(feishu, "A-1", by="ou_alice")
        assert message is not None
        talking = asyncio.create_task(talk(feishu, message, lines, by="ou_alice"))
        for line in ("7", "2"):  # no such button; ship it
            lines.put_nowait(line)
        await feishu.wait(deliveries=2)
        await feishu.clock.advance(3.0)
        async with asyncio.timeout(10):
            await feishu.core.changes.until(lambda: "已发货" in feishu.card_of(message).text, look_again=lambda: 0.05)
        lines.put_nowait("A-2")
        lines.put_nowait("q")
        await talking

    out = capsys.readouterr().out
    assert "There is no button 7." in out
    assert "toast: 正在发货…" in out
    assert "the bot sends a card:\n    订单 A-2" in out


async def test_texts_are_those_of_the_reader(capsys):
    """A person whose language a card has sees card, buttons and toast in it."""
    app = runpy.run_path(str(EXAMPLE))["app"]
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    async with Emulator(seed=1) as feishu, feishu.running(app):
        feishu.user("ou_alice", locale="en_us")
        message = await say_to_bot(feishu, "A-1", by="ou_alice")
        assert message is not None
        for line in ("1", "q"):
            lines.put_nowait(line)
        await talk(feishu, message, lines, by="ou_alice")

    out = capsys.readouterr().out
    assert (
        "    Order A-1\n    **Order** A-1\n    **Status** pending\n    Approve\n    Ship\n[1] Approve  [2] Ship\n"
        in out
    )
    assert "toast: Approved A-1" in out


async def test_the_end_of_the_input_ends_the_conversation():
    """Ctrl+D is a goodbye, too."""
    lines = lines_of(io.StringIO("hello\n"))

    assert [await lines.get(), await lines.get()] == ["hello", None]
