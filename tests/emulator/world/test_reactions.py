"""Emojis of people, which no call puts there."""

from __future__ import annotations

import pytest

from larkline.emulator import Emulator
from larkline.emulator.failures import ApiFailure


async def test_a_person_and_a_bot_may_react_alike():
    """Each has a reaction of their own, and takes away only that."""
    async with Emulator(seed=1, frozen=True) as feishu:
        message = await feishu.send("你好")
        reactions, alice = feishu.core.reactions, feishu.user("ou_alice")
        hers = reactions.add(message, "OK", alice, at=1.0)
        its = reactions.add(message, "OK", feishu.app(), at=2.0)
        with pytest.raises(ApiFailure) as refused:
            reactions.remove(message, its.reaction_id, alice)
        reactions.remove(message, hers.reaction_id, alice)

    assert (hers.by, its.by) == ("ou_alice", feishu.app().app_id)
    assert refused.value.code == 231007
    assert list(message.reactions) == [its.reaction_id]
