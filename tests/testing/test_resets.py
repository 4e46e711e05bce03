"""Tests of starting over: everything of the run is gone, and nothing of it stays in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections import deque

import pytest

from larkline import App, Button, Card, CardAction, Client, MessageReceived, Toast
from larkline.emulator import Emulator


def bot() -> App:
    """Make an app that answers messages and clicks."""
    app = App()

    @app.on_event(MessageReceived)
    async def answer(message: MessageReceived, client: Client) -> None:
        await client.messages.reply(message.message_id, Card(elements=[Button("好", value={"k": "v"})]))

    @app.on_card_action()
    async def click(action: CardAction) -> Toast:
        return Toast.success("好")

    return app


async def story(feishu: Emulator) -> None:
    """Let an app come, something happen, and the app go; then start over."""
    async with feishu.running(bot()):
        await feishu.say("hi")
        click = await feishu.click(await feishu.next_card(within=10), "好")
    assert click.verdict.ok
    await feishu.reset()


async def test_everything_is_gone(feishu):
    """Messages, deliveries, people and faults of before are; another story goes as the first one did."""
    feishu.user("ou_carol", name="Carol")
    await feishu.faults.add("signature", times=5)
    await story(feishu)
    left = (feishu.messages(), feishu.deliveries(), feishu.faults.list(), sorted(feishu.core.world.people))
    await story(feishu)

    assert left == ([], [], [], ["ou_alice", "ou_bob"])


async def grows_by(feishu: Emulator, *, times: int) -> int:
    """Tell by how many bytes memory has grown over so many stories, after as many to warm up."""
    feishu.core.feed._changes = deque(maxlen=10)  # it holds 10,000, which these few stories would not fill
    for _ in range(times):
        await story(feishu)
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(5):
            await story(feishu)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(times):
            await story(feishu)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return after - before


@pytest.mark.parametrize(
    "times", [pytest.param(60, id="short"), pytest.param(1000, id="thousand", marks=pytest.mark.soak)]
)
async def test_memory_stays_flat(feishu, times):
    """Starting over again and again leaves nothing behind; caches may fill up."""
    assert await grows_by(feishu, times=times) < 100_000 + 100 * times


def test_without_async(feishu_sync):
    """The same by a simple call."""
    feishu_sync.send("hi")
    feishu_sync.reset()

    assert feishu_sync.messages() == []
