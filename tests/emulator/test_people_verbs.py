"""What people do that apps are only told of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.emulator import Emulator, EmulatorError, SyncEmulator
from larkline.payloads.envelope import decode_envelope
from tests.emulator.tiny_client import answer as answering
from tests.emulator.tiny_client import join


@pytest.fixture
async def heard(local: Emulator, connect_locally):
    """What the first app hears, as type and event."""
    events: list[tuple[str, dict[str, Any]]] = []

    async def handle(delivery):
        document = json.loads(delivery.payload)
        events.append((document["header"]["event_type"], document["event"]))
        return await answering({})(delivery)

    await connect_locally(handle)
    return events


async def test_a_recalled_message_is_gone_and_told_of(local, heard):
    """Every bot of the chat hears of it, with who recalled it."""
    mine, _ = local.begin_say("说错了", by="ou_alice", to="oc_team")
    other, _ = local.begin_say("也错了", by="ou_bob", to="oc_team")
    first = await local.recall(mine)
    await local.recall(other, by="ou_alice")
    told = [event for type_, event in heard if type_ == "im.message.recalled_v1"]

    assert first[0].verdict.ok
    assert local.messages("oc_team") == []
    assert [event["recall_type"] for event in told] == ["message_owner", "group_owner"]
    assert told[0].keys() == {"message_id", "chat_id", "recall_time", "recall_type"}
    assert told[0]["message_id"] == mine.message_id


async def test_an_emoji_is_put_there_and_taken_off(local, heard):
    """Both are told of, and the list of reactions shows what is there."""
    message = await local.send("你好", to="oc_team")
    await local.react(message, "OK", by="ou_bob")
    there = [(reaction.emoji, reaction.by) for reaction in message.reactions.values()]
    await local.unreact(message, "OK", by="ou_bob")

    assert there == [("OK", "ou_bob")]
    assert message.reactions == {}
    assert [type_ for type_, _ in heard] == ["im.message.reaction.created_v1", "im.message.reaction.deleted_v1"]
    assert heard[0][1]["reaction_type"] == {"emoji_type": "OK"}
    assert heard[0][1]["user_id"]["open_id"] == "ou_bob"


async def test_people_come_and_go(local, heard):
    """By themselves or by somebody else; the group has them, or has them no more."""
    local.user("ou_eve", name="小夏")
    await local.join("oc_team", "ou_eve", by="ou_bob")
    inside = list(local.chat("oc_team").members)
    await local.leave("oc_team", "ou_eve")

    assert inside == ["ou_alice", "ou_bob", "ou_eve"]
    assert local.chat("oc_team").members == ["ou_alice", "ou_bob"]
    assert [type_ for type_, _ in heard] == ["im.chat.member.user.added_v1", "im.chat.member.user.deleted_v1"]
    assert [event["operator_id"]["open_id"] for _, event in heard] == ["ou_bob", "ou_eve"]
    assert [user["name"] for user in heard[0][1]["users"]] == ["小夏"]


async def test_bots_come_and_go(local, heard):
    """The bot that comes or goes is told, nobody else is; without it nothing can be sent there."""
    other = local.app(name="另一个")
    silent = await local.remove_bot("oc_team", other.app_id)
    await local.remove_bot("oc_team")
    gone = list(local.chat("oc_team").bots)
    await local.add_bot("oc_team", by="ou_bob")

    assert [delivery.push.app_id for delivery in silent] == [other.app_id]
    assert gone == []
    assert local.chat("oc_team").bots == [local.app().app_id]
    assert [type_ for type_, _ in heard] == ["im.chat.member.bot.deleted_v1", "im.chat.member.bot.added_v1"]
    assert heard[1][1]["name"] == "项目组"


async def test_a_direct_chat_is_opened_and_a_menu_is_pressed(local, heard):
    """The last message is told of once there is one."""
    await local.open_chat(by="ou_bob")
    sent = await local.send("你好", to="oc_bob")
    await local.open_chat(by="ou_bob")
    await local.press_menu("help", by="ou_bob")
    first, second, menu = [event for _, event in heard]

    assert (first["chat_id"], "last_message_id" in first) == ("oc_bob", False)
    assert second["last_message_id"] == sent.message_id
    assert (menu["event_key"], menu["operator"]["operator_name"]) == ("help", "小王")
    types = ["im.chat.access_event.bot_p2p_chat_entered_v1"] * 2 + ["application.bot.menu_v6"]
    assert [type_ for type_, _ in heard] == types


async def test_reading_is_told_of_in_direct_chats(local, heard):
    """Of a bot's message there; a group tells nothing."""
    message = await local.send("你好", to="oc_bob")
    await local.read(message, by="ou_bob")

    assert heard[0][0] == "im.message.message_read_v1"
    assert heard[0][1]["message_id_list"] == [message.message_id]
    assert heard[0][1]["reader"]["reader_id"]["open_id"] == "ou_bob"


async def test_each_app_is_told_with_its_own_ids(local, heard):
    """Two apps in one group know the same person by two open ids."""
    other = local.app(name="另一个")
    events: list[dict[str, Any]] = []

    async def handle(delivery):
        events.append(json.loads(delivery.payload)["event"])
        return await answering({})(delivery)

    client = await join(local.platform(other.app_id), handle)
    await local.wait(online=1, app_id=other.app_id)
    message = await local.send("你好", to="oc_team")
    await local.react(message)
    await client.close()

    assert heard[0][1]["user_id"]["open_id"] == "ou_alice"
    assert events[0]["user_id"]["open_id"] == other.sees(local.user("ou_alice")).open_id


async def test_every_event_has_the_envelope_of_its_tenant(local):
    """What happens in the second tenant goes to the store app with the key of that tenant."""
    store = local.app(name="商店应用", app_type="store")
    told = local.press_menu("help", by="ou_carol")
    envelope = decode_envelope(told.deliveries[0].push.payload)

    assert (envelope.app_id, envelope.tenant_key) == (store.app_id, local.user("ou_carol").tenant_key)


REFUSED = {
    "recall of a bot's message": (lambda feishu, sent, _said: feishu.recall(sent), "by the API"),
    "recall twice": (lambda feishu, _sent, said: (feishu.recall(said), feishu.recall(said)), "already"),
    "recall from outside": (lambda feishu, _sent, said: feishu.recall(said, by="ou_eve"), "ou_eve"),
    "no emoji": (lambda feishu, sent, _said: feishu.react(sent, "no emoji"), "no emoji"),
    "emoji from outside": (lambda feishu, sent, _said: feishu.react(sent, by="ou_eve"), "ou_eve"),
    "emoji not there": (lambda feishu, sent, _said: feishu.unreact(sent), "SMILE"),
    "reading a group": (lambda feishu, sent, _said: feishu.read(sent), "direct"),
    "joining twice": (lambda feishu, _sent, _said: feishu.join("oc_team", "ou_bob"), "already"),
    "joining another tenant": (lambda feishu, _sent, _said: feishu.join("oc_team", "ou_carol"), "tenant"),
    "joining a direct chat": (lambda feishu, _sent, _said: feishu.join("oc_bob", "ou_alice"), "direct chat"),
    "leaving from outside": (lambda feishu, _sent, _said: feishu.leave("oc_team", "ou_eve"), "ou_eve"),
    "a bot twice": (lambda feishu, _sent, _said: feishu.add_bot("oc_team"), "cli_"),
    "a bot that is not there": (lambda feishu, _sent, _said: feishu.remove_bot("oc_partner"), "cli_"),
}


@pytest.mark.parametrize(("act", "word"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_done_is_refused_and_changes_nothing(local, act, word):
    """The error says who or what is in the way."""
    local.app(name="商店应用", app_type="store")
    local.user("ou_eve", name="小夏")
    sent = await local.send("你好", to="oc_team")
    said, _ = local.begin_say("好", by="ou_bob", to="oc_team")
    members = list(local.chat("oc_team").members)

    with pytest.raises(EmulatorError, match=word):
        act(local, sent, said)
    assert local.chat("oc_team").members == members
    assert sent.reactions == {}


def test_the_verbs_are_there_without_async():
    """Each comes back with the deliveries that have their verdict."""
    with SyncEmulator(seed=1) as feishu:
        feishu.user("ou_eve", name="小夏")
        message = feishu.send("你好", to="oc_bob")
        said = feishu.say("你好", by="ou_bob").message
        told = [
            feishu.react(said, by="ou_bob"),
            feishu.unreact(said, by="ou_bob"),
            feishu.read(message, by="ou_bob"),
            feishu.recall(said),
            feishu.join("oc_team", "ou_eve"),
            feishu.leave("oc_team", "ou_eve"),
            feishu.remove_bot("oc_team"),
            feishu.add_bot("oc_team"),
            feishu.open_chat(),
            feishu.press_menu("help"),
        ]

    assert [len(deliveries) for deliveries in told] == [1] * 10
    assert all(deliveries[0].verdict is not None for deliveries in told)
