"""``im/v1/messages``: what changes after it was sent, and how it is listed."""

from __future__ import annotations

import json

import pytest

POST = json.dumps({"zh_cn": {"title": "标题", "content": [[{"tag": "text", "text": "正文"}]]}})


def text(content: str = "你好") -> str:
    """Give the content of a text message."""
    return json.dumps({"text": content}, ensure_ascii=False)


def path(sent, tail: str = "") -> str:
    """Give the path of a message."""
    return f"/im/v1/messages/{sent['message_id']}{tail}"


def fresh_token(api) -> None:
    """Let the app have a token that is good now."""
    api.token = api.feishu.core.tokens.issue(api.feishu.app().app_id, now=api.feishu.clock.now())[0]


async def test_a_text_is_edited(api):
    """The answer is the message with its new content, marked as updated."""
    sent = await api.send(text())
    await api.feishu.clock.advance(5)
    edited = await api.call("PUT", path(sent), json={"msg_type": "text", "content": text("改了")})

    assert json.loads(edited["data"]["body"]["content"]) == {"text": "改了"}
    assert edited["data"]["updated"]
    assert int(edited["data"]["update_time"]) - int(sent["create_time"]) == pytest.approx(5000, abs=1)
    assert api.feishu.messages()[-1].text == "改了"


async def test_a_post_is_edited_as_a_post(api):
    """A post takes a post, a text takes a text, and nothing changes into the other."""
    post, plain = await api.send(POST, msg_type="post"), await api.send(text())
    await api.call("PUT", path(post), json={"msg_type": "post", "content": POST})
    codes = [
        await api.refusal("PUT", path(post), json={"msg_type": "text", "content": text()}),
        await api.refusal("PUT", path(plain), json={"msg_type": "post", "content": POST}),
        await api.refusal("PUT", path(plain), json={"msg_type": "interactive", "content": "{}"}),
    ]

    assert codes == [230055, 230055, 230055]


async def test_what_cannot_be_edited_has_its_code(api):
    """A card, somebody else's message, and a content that could not be sent either."""
    card = await api.send(json.dumps({"schema": "2.0", "body": {"elements": []}}), msg_type="interactive")
    said, _ = api.feishu.begin_say("你好", to="oc_team")
    plain = await api.send(text())
    codes = [
        await api.refusal("PUT", path(card), json={"msg_type": "text", "content": text()}),
        await api.refusal("PUT", f"/im/v1/messages/{said.message_id}", json={"msg_type": "text", "content": text()}),
        await api.refusal("PUT", path(plain), json={"msg_type": "text", "content": "no JSON"}),
        await api.refusal("PUT", path(plain), json={"msg_type": "text", "content": text("长" * 60_000)}),
    ]

    assert codes == [230054, 230071, 230001, 230025]


async def test_a_text_is_edited_20_times_at_most(api):
    """The next edit is 230072."""
    sent = await api.send(text())
    for count in range(20):
        await api.call("PUT", path(sent), json={"msg_type": "text", "content": text(str(count))})

    assert await api.refusal("PUT", path(sent), json={"msg_type": "text", "content": text("21")}) == 230072


async def test_a_message_is_recalled(api):
    """It is gone for everybody: each further call has the code for that."""
    sent = await api.send(text())
    done = await api.call("DELETE", path(sent))
    body = {"msg_type": "text", "content": text()}
    codes = {
        "GET": await api.refusal("GET", path(sent)),
        "DELETE": await api.refusal("DELETE", path(sent)),
        "PUT": await api.refusal("PUT", path(sent), json=body),
        "PATCH": await api.refusal("PATCH", path(sent), json=body),
        "reply": await api.refusal("POST", path(sent, "/reply"), json=body),
    }

    assert done["data"] == {}
    assert codes == {"GET": 230110, "DELETE": 230110, "PUT": 230110, "PATCH": 230110, "reply": 230011}
    assert api.feishu.messages() == []


async def test_only_own_messages_are_recalled_and_in_time(api):
    """The time is a setting of the tenant, a day at first."""
    said, _ = api.feishu.begin_say("你好", to="oc_team")
    early, late = await api.send(text()), await api.send(text())
    await api.feishu.clock.advance(86400)
    fresh_token(api)
    await api.call("DELETE", path(early))
    await api.feishu.clock.advance(1)
    codes = [
        await api.refusal("DELETE", f"/im/v1/messages/{said.message_id}"),
        await api.refusal("DELETE", path(late)),
    ]
    api.feishu.policies.recall_seconds = 7 * 86400
    await api.call("DELETE", path(late))

    assert codes == [230026, 230009]


async def test_a_topic_ends_with_its_first_message(api):
    """An answer in a topic whose first message was recalled is 230019."""
    root = await api.send(text("话题"))
    body = {"msg_type": "text", "content": text("答"), "reply_in_thread": True}
    answer = (await api.call("POST", path(root, "/reply"), json=body))["data"]
    await api.call("DELETE", path(root))

    assert await api.refusal("POST", path(answer, "/reply"), json=body) == 230019


async def listed(api, **query):
    """List messages and give the texts and the rest of the answer."""
    query = {"container_id_type": "chat", "container_id": "oc_team", **query}
    data = (await api.call("GET", "/im/v1/messages", params=query))["data"]
    return [json.loads(item["body"]["content"])["text"] for item in data["items"]], data


async def test_the_messages_of_a_chat_are_listed_by_pages(api):
    """Oldest first, unless asked otherwise; each page tells how to get the next one."""
    for count in range(5):
        await api.send(text(str(count)))
    await api.send(text("elsewhere"), to="oc_bob")
    first, data = await listed(api, page_size="2")
    second, more = await listed(api, page_size="2", page_token=data["page_token"])
    last, end = await listed(api, page_size="2", page_token=more["page_token"])
    newest, _ = await listed(api, sort_type="ByCreateTimeDesc", page_size="1")

    assert (first, second, last, newest) == (["0", "1"], ["2", "3"], ["4"], ["4"])
    assert (data["has_more"], end["has_more"], end["page_token"]) == (True, False, "")


async def test_the_messages_of_a_time_and_of_a_thread_are_listed(api):
    """Seconds bound the time; the answers in a thread stand there and not in the chat."""
    root = await api.send(text("话题"))
    body = {"msg_type": "text", "content": text("答"), "reply_in_thread": True}
    answer = (await api.call("POST", path(root, "/reply"), json=body))["data"]
    now = int(api.feishu.clock.time())
    await api.feishu.clock.advance(60)
    await api.send(text("later"))
    early, _ = await listed(api, end_time=str(now + 1))
    late, _ = await listed(api, start_time=str(now + 2))
    thread, _ = await listed(api, container_id_type="thread", container_id=answer["thread_id"])

    assert (early, late, thread) == (["话题"], ["later"], ["话题", "答"])


async def test_a_recalled_message_is_listed_as_such(api):
    """It is marked as deleted, and what it said is gone."""
    sent = await api.send(text("秘密"))
    await api.call("DELETE", path(sent))
    query = {"container_id_type": "chat", "container_id": "oc_team"}
    item = (await api.call("GET", "/im/v1/messages", params=query))["data"]["items"][0]

    assert item["deleted"]
    assert "秘密" not in item["body"]["content"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"container_id_type": "user"}, 230001),
        ({"container_id": "oc_nowhere"}, 230001),
        ({"container_id_type": "thread", "container_id": "omt_x"}, 230001),
        ({"page_size": "0"}, 230001),
        ({"page_size": "51"}, 230001),
        ({"page_token": "x"}, 230001),
        ({"page_token": "LTU="}, 230001),
        ({"sort_type": "x"}, 230001),
        ({"start_time": "yesterday"}, 230001),
        ({"container_id": "oc_other"}, 230002),
    ],
)
async def test_a_list_that_cannot_be_given_has_its_code(api, query, code):
    """An unknown place, a page that is none, a time that is none, a chat without the bot."""
    api.feishu.chat("oc_other", name="别处", members=["ou_bob"]).bots.clear()
    query = {"container_id_type": "chat", "container_id": "oc_team", **query}

    assert await api.refusal("GET", "/im/v1/messages", params=query) == code
