"""``im/v1/chats``: the groups of a bot, a new one, and who is in a chat."""

from __future__ import annotations

import pytest


async def test_the_groups_of_the_bot_are_listed_by_pages(api):
    """Direct chats, groups of other bots and of other tenants are not among them."""
    api.feishu.app(name="商店应用", app_type="store")
    for chat_id in ("oc_one", "oc_two"):
        api.feishu.chat(chat_id, name=chat_id, members=["ou_alice"])
    api.feishu.chat("oc_two").bots.clear()
    first = (await api.call("GET", "/im/v1/chats?page_size=1"))["data"]
    rest = (await api.call("GET", f"/im/v1/chats?page_token={first['page_token']}"))["data"]

    assert [chat["chat_id"] for chat in (*first["items"], *rest["items"])] == ["oc_team", "oc_one"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert first["items"][0]["name"] == "项目组"
    assert first["items"][0]["tenant_key"] == api.feishu.tenant().tenant_key


async def test_a_chat_is_told_about(api):
    """Name, kind and how many are in it."""
    group = (await api.call("GET", "/im/v1/chats/oc_team"))["data"]
    direct = (await api.call("GET", "/im/v1/chats/oc_bob"))["data"]

    assert (group["name"], group["chat_mode"], group["user_count"], group["bot_count"]) == ("项目组", "group", "2", "1")
    assert direct["chat_mode"] == "p2p"


async def test_the_people_of_a_chat_are_listed(api):
    """With the kind of id that is asked for, by pages; bots are not among them."""
    first = (await api.call("GET", "/im/v1/chats/oc_team/members?page_size=1"))["data"]
    whole = (await api.call("GET", "/im/v1/chats/oc_team/members?member_id_type=user_id"))["data"]

    assert [member["member_id"] for member in first["items"]] == ["ou_alice"]
    assert first["has_more"]
    assert [(member["member_id"], member["name"]) for member in whole["items"]] == [("alice", "阿丽"), ("bob", "小王")]
    assert whole["member_total"] == 2


async def test_another_app_sees_people_by_its_own_ids(api):
    """What it is told is what it can send to."""
    other = api.feishu.app(name="另一个")
    api.token = api.feishu.core.tokens.issue(other.app_id, now=api.feishu.clock.now())[0]
    members = (await api.call("GET", "/im/v1/chats/oc_team/members"))["data"]["items"]
    user = (await api.call("GET", f"/contact/v3/users/{members[0]['member_id']}"))["data"]["user"]

    assert members[0]["member_id"] == other.sees(api.feishu.user("ou_alice")).open_id
    assert user["name"] == "阿丽"


async def test_a_group_is_made(api):
    """With the bot, the owner and the people named, who can be written to and can write there."""
    other = api.feishu.app(name="另一个")
    body = {
        "name": "新群",
        "description": "说明",
        "owner_id": "ou_bob",
        "user_id_list": ["ou_alice", "ou_bob"],
        "bot_id_list": [other.app_id],
    }
    made = (await api.call("POST", "/im/v1/chats", json=body))["data"]
    chat = api.feishu.chat(made["chat_id"])
    shown = (await api.call("GET", f"/im/v1/chats/{made['chat_id']}"))["data"]
    _, deliveries = api.feishu.begin_say("大家好", by="ou_alice", to=chat)

    assert (made["name"], made["description"], made["owner_id"]) == ("新群", "说明", "ou_bob")
    assert shown["owner_id"] == "ou_bob"
    assert (chat.members, chat.bots) == (["ou_bob", "ou_alice"], [api.feishu.app().app_id, other.app_id])
    assert len(deliveries) == 2


async def test_a_group_of_nobody_belongs_to_the_bot(api):
    """Without a body there is only the bot in it."""
    made = (await api.call("POST", "/im/v1/chats"))["data"]
    chat = api.feishu.chat(made["chat_id"])

    assert (chat.members, chat.bots) == ([], [api.feishu.app().app_id])
    assert made["owner_id"] == ""


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": 5}, 232001),
        ({"user_id_list": "ou_alice"}, 232001),
        ({"user_id_list": [5]}, 232001),
        ({"user_id_list": ["ou_nobody"]}, 232030),
        ({"owner_id": "ou_nobody"}, 232030),
        ({"bot_id_list": ["cli_nobody"]}, 232001),
    ],
)
async def test_a_group_that_cannot_be_made_has_its_code(api, body, code):
    """Unknown people, unknown bots, other types; there is no new chat."""
    before = len(api.feishu.core.world.chats)

    assert await api.refusal("POST", "/im/v1/chats", json=body) == code
    assert len(api.feishu.core.world.chats) == before


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/oc_nowhere", 232006),
        ("/oc_partner", 232010),
        ("/oc_partner/members", 232010),
        ("/oc_other", 232011),
        ("/oc_team?user_id_type=phone", 232015),
        ("/oc_team/members?member_id_type=phone", 232015),
        ("/oc_team/members?page_size=101", 232001),
        ("?page_size=x", 232001),
        ("?page_token=x", 232001),
        ("?user_id_type=phone", 232015),
    ],
)
async def test_a_chat_that_cannot_be_shown_has_its_code(api, path, code):
    """Unknown, of another tenant, without the bot, or asked for wrongly."""
    api.feishu.app(name="商店应用", app_type="store")
    api.feishu.chat("oc_other", name="别处", members=["ou_bob"]).bots.clear()

    assert await api.refusal("GET", f"/im/v1/chats{path}") == code
