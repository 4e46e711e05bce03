"""What the bots of a chat are told of what a bot did by a call of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.emulator import Emulator
from tests.emulator.platform_api.conftest import api

__all__ = ["api"]  # a fixture of the calls
TYPES = ["im.message.reaction.*", "im.message.recalled_v1"]
SMILE = {"reaction_type": {"emoji_type": "SMILE"}}


def told(feishu: Emulator) -> list[tuple[str, str, dict[str, Any]]]:
    """Give app, type and inside of each event."""
    found = [(each.push.app_id, each.type, json.loads(each.push.payload)["event"]) for each in feishu.deliveries()]
    return [(app_id, type_, event) for app_id, type_, event in found if type_ != "im.message.receive_v1"]


async def test_a_reaction_of_a_bot_is_told_to_every_bot_of_the_chat(local, api):
    """With the app id instead of the ids of a person; once, and once more when it is taken away."""
    other = local.app(name="另一个")
    local.configure(event_types=TYPES)
    local.configure(event_types=TYPES, app_id=other.app_id)
    message = (await local.say("hi", by="ou_alice", to="oc_team")).message
    path = f"/im/v1/messages/{message.message_id}/reactions"
    added = (await api.call("POST", path, json=SMILE))["data"]
    await api.call("POST", path, json=SMILE)
    await api.call("DELETE", f"{path}/{added['reaction_id']}")
    apps = [local.app().app_id, other.app_id]
    event = {
        "message_id": message.message_id,
        "reaction_type": {"emoji_type": "SMILE"},
        "operator_type": "app",
        "app_id": local.app().app_id,
        "action_time": str(int(local.clock.time() * 1000)),
    }

    assert told(local) == [
        *((app_id, "im.message.reaction.created_v1", event) for app_id in apps),
        *((app_id, "im.message.reaction.deleted_v1", event) for app_id in apps),
    ]


async def test_a_recall_of_a_bot_is_told(local, api):
    """As one by the owner of the message."""
    local.configure(event_types=TYPES)
    sent = await api.send('{"text": "hi"}')
    await api.call("DELETE", f"/im/v1/messages/{sent['message_id']}")

    assert told(local) == [
        (
            local.app().app_id,
            "im.message.recalled_v1",
            {
                "message_id": sent["message_id"],
                "chat_id": "oc_team",
                "recall_time": str(int(local.clock.time() * 1000)),
                "recall_type": "message_owner",
            },
        )
    ]


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["*"], 0),
        (["im.message.receive_v1"], 0),
        (["im.*"], 1),
        (["*", "im.message.reaction.created_v1"], 1),
    ],
)
async def test_only_who_has_asked_for_it_is_told_of_what_bots_do(local, api, types, expected):
    """A bot that reacts is not told of it because nobody has said what it subscribes to."""
    local.configure(event_types=types)
    message = (await local.say("hi", by="ou_alice")).message
    await api.call("POST", f"/im/v1/messages/{message.message_id}/reactions", json=SMILE)

    assert len(told(local)) == expected
