"""The things of the local platform."""

from __future__ import annotations

from larkline.emulator import Emulator
from larkline.emulator.world.tenant import Messages


async def test_the_oldest_messages_are_forgotten():
    """However long a bot talks, memory has an end; what is forgotten is unknown from then on."""
    async with Emulator(seed=1, frozen=True) as feishu:
        sent = [await feishu.send(str(number)) for number in range(5)]
    told: list[tuple[str, str]] = []
    messages = Messages(kept=3)
    messages.told = lambda what, message_id: told.append((what, message_id))
    for message in sent:
        messages[message.message_id] = message

    assert list(messages.values()) == sent[2:]
    assert told == [("added", message.message_id) for message in sent]
