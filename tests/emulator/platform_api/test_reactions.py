"""``im/v1/messages/:message_id/reactions``: emojis on messages."""

from __future__ import annotations

import json

import pytest

TEXT = json.dumps({"text": "你好"})


def emoji(kind: object) -> dict[str, object]:
    """Give the body of a reaction."""
    return {"reaction_type": {"emoji_type": kind}}


async def react(api, sent, kind: str = "SMILE"):
    """Put an emoji on a message and give what is told of it."""
    answer = await api.call("POST", f"/im/v1/messages/{sent['message_id']}/reactions", json=emoji(kind))
    return answer["data"]


async def test_a_bot_reacts_and_takes_it_back(api):
    """The same emoji stays one; once taken back it is gone."""
    sent = await api.send(TEXT)
    done = await react(api, sent)
    again = await react(api, sent)
    path = f"/im/v1/messages/{sent['message_id']}/reactions"
    gone = (await api.call("DELETE", f"{path}/{done['reaction_id']}"))["data"]
    left = (await api.call("GET", path))["data"]["items"]

    assert done == again == gone
    assert done["operator"] == {"operator_id": api.feishu.app().app_id, "operator_type": "app"}
    assert done["reaction_type"] == {"emoji_type": "SMILE"}
    assert len(done["action_time"]) == 13
    assert left == []
    assert await api.refusal("DELETE", f"{path}/{done['reaction_id']}") == 231011


async def test_reactions_are_listed_by_kind_and_by_pages(api):
    """Oldest first."""
    sent = await api.send(TEXT)
    for kind in ("SMILE", "OK", "DONE"):
        await react(api, sent, kind)
    path = f"/im/v1/messages/{sent['message_id']}/reactions"
    first = (await api.call("GET", path + "?page_size=2"))["data"]
    rest = (await api.call("GET", f"{path}?page_size=2&page_token={first['page_token']}"))["data"]
    some = (await api.call("GET", path + "?reaction_type=OK"))["data"]

    kinds = [[item["reaction_type"]["emoji_type"] for item in page["items"]] for page in (first, rest, some)]
    assert kinds == [["SMILE", "OK"], ["DONE"], ["OK"]]
    assert (first["has_more"], rest["has_more"]) == (True, False)


@pytest.mark.parametrize("body", [None, {}, [], {"reaction_type": "SMILE"}, emoji(5), emoji("no emoji"), emoji("")])
async def test_a_reaction_that_is_none_is_refused(api, body):
    """It needs an emoji_type that looks like one."""
    sent = await api.send(TEXT)
    options = {} if body is None else {"json": body}

    assert await api.refusal("POST", f"/im/v1/messages/{sent['message_id']}/reactions", **options) == 231001


async def test_what_the_bot_may_not_touch_has_its_code(api):
    """Others' reactions, those of another message, messages that are gone or out of reach."""
    one, two, gone = [await api.send(TEXT) for _ in range(3)]
    done = await react(api, one)
    other = api.feishu.app(name="另一个")
    hidden = await api.feishu.send("内部", to="oc_team", app_id=other.app_id)
    hidden.chat_id = api.feishu.core.world.direct_chat(api.feishu.user("ou_bob"), other).chat_id
    await api.call("DELETE", f"/im/v1/messages/{gone['message_id']}")
    codes = {
        "another message": await api.refusal(
            "DELETE", f"/im/v1/messages/{two['message_id']}/reactions/{done['reaction_id']}"
        ),
        "recalled": await api.refusal("POST", f"/im/v1/messages/{gone['message_id']}/reactions", json=emoji("OK")),
        "unknown": await api.refusal("GET", "/im/v1/messages/om_x/reactions"),
        "out of reach": await api.refusal("GET", f"/im/v1/messages/{hidden.message_id}/reactions"),
        "no page": await api.refusal("GET", f"/im/v1/messages/{one['message_id']}/reactions?page_token=x"),
    }
    api.token = api.feishu.core.tokens.issue(other.app_id, now=api.feishu.clock.now())[0]
    codes["another bot's"] = await api.refusal(
        "DELETE", f"/im/v1/messages/{one['message_id']}/reactions/{done['reaction_id']}"
    )

    assert codes == {
        "another message": 231010,
        "recalled": 231003,
        "unknown": 231003,
        "out of reach": 231008,
        "no page": 231012,
        "another bot's": 231007,
    }
