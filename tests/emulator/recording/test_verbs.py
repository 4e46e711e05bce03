"""Replays and recordings as verbs of a test."""

from __future__ import annotations

import json

import pytest

from larkline.emulator import Emulator, SyncEmulator
from tests.emulator.recording.test_recorder import bot
from tests.emulator.stories import CARD


async def test_a_delivery_is_replayed_by_a_verb(local):
    """As sent, as new, or changed when something is."""
    async with local.running(bot()):
        first = await local.click(await local.send(CARD), "同意")
        sent = await local.replay(first.delivery)
        new = await local.replay(first.delivery.id, mode="as_new")
        edited = await local.replay(first.delivery, edits={"action.value": {"k": "v"}})

    assert sent.delivery.push.payload == first.delivery.push.payload
    assert new.delivery.push.event_id != first.delivery.push.event_id
    assert json.loads(edited.delivery.push.payload)["event"]["action"]["value"] == {"k": "v"}
    assert all(each.verdict.ok for each in (sent, new, edited))


async def test_a_cassette_is_written_once_and_then_compared(tmp_path):
    """The first run writes the file; the same steps pass, another answer fails with both sides."""
    path = tmp_path / "cassette.jsonl"

    async def once(toast: str) -> None:
        async with Emulator() as feishu, feishu.running(bot(toast)):
            with feishu.recording("click") as tape:
                await feishu.click(await feishu.send(CARD), "同意")
            tape.check(path)
            tape.check(path, order="chat")

    await once("已批准")
    await once("已批准")
    with pytest.raises(AssertionError, match="已拒绝"):
        await once("已拒绝")

    assert "已批准" in path.read_text(encoding="utf-8")


def test_the_verbs_are_there_without_async():
    """Simply called."""
    with SyncEmulator(seed=1) as feishu, feishu.running(bot()), feishu.recording() as tape:
        click = feishu.click(feishu.send(CARD), "同意")
        again = feishu.replay(click.delivery, mode="as_new")

    assert again.verdict.ok
    assert again.delivery.replay_of == click.delivery.id
    assert [json.loads(line)["kind"] for line in tape.text.splitlines()] == [
        "header",
        "action",
        "action",
        "delivery",
        "delivery",
    ]
