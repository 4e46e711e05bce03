"""What the platform insists on when it is set to: rates, scopes, abilities of an app, words."""

from __future__ import annotations

import json

import pytest

TEXT = json.dumps({"text": "你好"})


def body(to: str, **members) -> dict[str, object]:
    """Give a message to a chat."""
    return {"receive_id": to, "msg_type": "text", "content": TEXT, **members}


async def send(api, to: str = "oc_team", *, status: int = 200, kind: str = "chat_id", **members) -> int:
    """Send a text and give the code."""
    path = f"/im/v1/messages?receive_id_type={kind}"
    code: int = (await api.call("POST", path, status=status, json=body(to, **members)))["code"]
    return code


async def test_rates_are_free_unless_switched_on(api):
    """A test may send as fast as it likes."""
    codes = {await send(api) for _ in range(60)}

    assert codes == {0}


async def test_a_chat_takes_five_messages_a_second(api):
    """Of all bots together; other chats, and the next second, are free. The same uuid counts once."""
    api.feishu.policies.rate_limits = True
    other = api.feishu.app(name="另一个")
    for count in range(4):
        await send(api, uuid=f"u{count}")
    await send(api, uuid="u0")
    await api.feishu.send("从另一个机器人", to="oc_team", app_id=other.app_id)
    refused = await send(api, status=400)
    await send(api, "oc_bob")
    await api.feishu.clock.advance(1)

    assert refused == 230020
    assert await send(api) == 0


async def test_a_person_takes_five_messages_a_second(api):
    """By whatever id they are reached."""
    api.feishu.policies.rate_limits = True
    for kind, to in (("chat_id", "oc_bob"), ("open_id", "ou_bob"), ("user_id", "bob")):
        await send(api, to, kind=kind)
        await send(api, to, kind=kind) if kind != "user_id" else None

    assert await send(api, "ou_bob", kind="open_id", status=400) == 230020


async def test_a_message_is_updated_five_times_a_second(api):
    """The sixth update of one card is 230020."""
    api.feishu.policies.rate_limits = True
    card = json.dumps({"schema": "2.0", "body": {"elements": []}})
    sent = await api.send(card, msg_type="interactive")
    path = f"/im/v1/messages/{sent['message_id']}"
    for _ in range(5):
        await api.call("PATCH", path, json={"content": card})

    assert await api.refusal("PATCH", path, json={"content": card}) == 230020


async def test_an_app_makes_fifty_calls_of_one_kind_a_second(api):
    """The next one is 429 and says when there is room again; another call and another app are free."""
    api.feishu.policies.rate_limits = True
    other = api.feishu.app(name="另一个")
    for _ in range(50):
        await api.call("GET", "/bot/v3/info")
    headers = {"Authorization": f"Bearer {api.token}"}
    refused = await api.client.get("/open-apis/bot/v3/info", headers=headers)
    await api.call("GET", "/im/v1/chats")
    await api.feishu.clock.advance(0.5)
    still = await api.client.get("/open-apis/bot/v3/info", headers=headers)
    api.token = api.feishu.core.tokens.issue(other.app_id, now=api.feishu.clock.now())[0]
    await api.call("GET", "/bot/v3/info")
    await api.feishu.clock.advance(0.5)

    assert (refused.status_code, refused.json()["code"]) == (429, 99991400)
    assert refused.headers["x-ogw-ratelimit-limit"] == "50"
    assert (refused.headers["x-ogw-ratelimit-reset"], still.headers["x-ogw-ratelimit-reset"]) == ("1", "1")
    assert (await api.client.get("/open-apis/bot/v3/info", headers=headers)).status_code == 200


async def test_an_app_makes_a_thousand_calls_of_one_kind_a_minute(api):
    """Then it waits for the rest of the minute."""
    api.feishu.policies.rate_limits = True
    for _ in range(20):
        for _ in range(50):
            await api.call("GET", "/bot/v3/info")
        await api.feishu.clock.advance(1)
    headers = {"Authorization": f"Bearer {api.token}"}
    refused = await api.client.get("/open-apis/bot/v3/info", headers=headers)

    assert refused.status_code == 429
    assert refused.headers["x-ogw-ratelimit-limit"] == "1000"
    assert refused.headers["x-ogw-ratelimit-reset"] == "40"


async def test_scopes_count_when_they_are_switched_on(api):
    """A call needs one of its scopes; the answer names them. Some calls need none."""
    api.feishu.app().abilities.scopes = {"im:message:send_as_bot"}
    free = await send(api, status=200)
    await api.call("GET", "/im/v1/chats")
    api.feishu.policies.scopes = True
    sent = await send(api)
    await api.call("GET", "/bot/v3/info")
    refused = await api.call("GET", "/im/v1/chats", status=400)

    assert (free, sent, refused["code"]) == (0, 0, 99991672)
    assert "im:chat:readonly" in refused["msg"]


async def test_an_app_has_every_scope_unless_said_otherwise(api):
    """Switching scopes on alone refuses nothing."""
    api.feishu.policies.scopes = True

    assert (await api.call("GET", "/im/v1/chats"))["code"] == 0


async def test_an_app_without_a_bot_cannot_send(api):
    """Sending and answering are 230006, looking at a chat is 232025."""
    sent = await api.send(TEXT)
    api.feishu.app().abilities.bot = False
    codes = [
        await send(api, status=400),
        await api.refusal("POST", f"/im/v1/messages/{sent['message_id']}/reply", json=body("")),
        await api.refusal("GET", "/im/v1/chats/oc_team"),
    ]

    assert codes == [230006, 230006, 232025]


async def test_a_person_outside_the_availability_is_not_reached(api):
    """By no id, and the contact calls do not know them either; others are reached."""
    api.feishu.app().abilities.hidden_from.add("ou_bob")
    codes = [await send(api, to, kind=kind, status=400) for kind, to in (("open_id", "ou_bob"), ("user_id", "bob"))]

    assert codes == [230013, 230013]
    assert await send(api, "ou_alice", kind="open_id") == 0
    assert await api.refusal("GET", "/contact/v3/users/ou_bob") == 41050


@pytest.mark.parametrize("method", ["POST", "reply", "PUT"])
async def test_a_sensitive_word_is_refused(api, method):
    """Wherever it would be put."""
    sent = await api.send(TEXT)
    api.feishu.policies.sensitive_words.add("机密")
    content = {"msg_type": "text", "content": json.dumps({"text": "这是机密"}, ensure_ascii=False)}
    path = {"POST": "?receive_id_type=chat_id", "reply": f"/{sent['message_id']}/reply"}.get(
        method, f"/{sent['message_id']}"
    )
    verb = "PUT" if method == "PUT" else "POST"

    assert await api.refusal(verb, f"/im/v1/messages{path}", json={**content, "receive_id": "oc_team"}) == 230022
