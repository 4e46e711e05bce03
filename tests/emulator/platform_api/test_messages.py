"""``im/v1/messages`` over HTTP: what is sent, answered, updated and read, and every documented refusal."""

from __future__ import annotations

import json

import pytest

from tests.emulator.tiny_client import answer

CARD = {"schema": "2.0", "header": {"title": {"tag": "plain_text", "content": "标题"}}, "body": {"elements": []}}


def text(content: str = "你好") -> str:
    """Give the content of a text message."""
    return json.dumps({"text": content}, ensure_ascii=False)


def card(*elements, **members) -> str:
    """Give the content of a card of JSON 2.0."""
    return json.dumps({**CARD, "body": {"elements": list(elements)}, **members}, ensure_ascii=False)


async def refused_content(api, msg_type: str, content: object):
    """Send something that is refused and give the answer."""
    body = {"receive_id": "oc_team", "msg_type": msg_type, "content": content}
    return await api.call("POST", "/im/v1/messages?receive_id_type=chat_id", status=400, json=body)


async def test_a_text_is_sent_and_read_back(api):
    """The item has the documented members, times as milliseconds in text."""
    sent = await api.send(text())
    read = (await api.call("GET", f"/im/v1/messages/{sent['message_id']}"))["data"]["items"][0]

    assert read == sent
    assert json.loads(sent["body"]["content"]) == {"text": "你好"}
    assert sent["create_time"].isdigit()
    assert len(sent["create_time"]) == 13
    assert sent["sender"]["id"] == api.feishu.app().app_id
    assert (sent["sender"]["id_type"], sent["sender"]["sender_type"]) == ("app_id", "app")
    assert (sent["deleted"], sent["updated"], sent["chat_id"]) == (False, False, "oc_team")


@pytest.mark.parametrize("kind", ["open_id", "union_id", "user_id", "email"])
async def test_a_person_is_reached_by_any_id(api, kind):
    """Every kind of id leads to the direct chat of the person with the bot."""
    receiver = getattr(api.feishu.user("ou_bob"), kind)
    body = {"receive_id": receiver, "msg_type": "text", "content": text()}
    sent = await api.call("POST", f"/im/v1/messages?receive_id_type={kind}", json=body)

    assert sent["data"]["chat_id"] == "oc_bob"


@pytest.mark.parametrize(
    ("kind", "receiver", "code"),
    [
        ("", "oc_team", 230001),
        ("phone", "oc_team", 230001),
        ("chat_id", "", 230001),
        ("chat_id", "oc_nowhere", 230034),
        ("open_id", "ou_nobody", 230034),
        ("chat_id", "oc_strangers", 230002),
        ("open_id", "ou_stranger", 230013),
    ],
)
async def test_a_receiver_that_cannot_be_reached_has_its_code(api, kind, receiver, code):
    """Wrong kinds, unknown ids, chats without the bot and people without access are told apart."""
    api.feishu.chat("oc_strangers", name="外部群", members=["ou_bob"]).bots.clear()
    api.feishu.user("ou_stranger", name="外人")
    api.feishu.core.world.direct_chat(api.feishu.user("ou_stranger"), api.feishu.app()).bots.clear()
    body = {"receive_id": receiver, "msg_type": "text", "content": text()}

    assert await api.refusal("POST", f"/im/v1/messages?receive_id_type={kind}", json=body) == code


@pytest.mark.parametrize(
    ("msg_type", "content", "code"),
    [
        ("text", "no json", 230001),
        ("text", "[]", 230001),
        ("text", '{"text":""}', 230001),
        ("text", None, 230001),
        ("text", text("x" * 150 * 1024), 230025),
        ("post", json.dumps({"zh_cn": "x" * 30 * 1024}), 230025),
        ("nothing", "{}", 230001),
        ("interactive", card({"tag": "markdown", "content": "x" * 30 * 1024}), 230025),
        ("interactive", "{", 230099),
        ("interactive", "[]", 230099),
    ],
)
async def test_content_that_is_refused_has_its_code(api, msg_type, content, code):
    """Wrong JSON, wrong types and too many bytes are told apart."""
    assert (await refused_content(api, msg_type, content))["code"] == code


@pytest.mark.parametrize(
    ("content", "sub_code"),
    [
        ("{", 200621),
        (card({"tag": "action", "actions": []}), 200861),
        (card({"tag": "note", "elements": []}), 200861),
        (card(*[{"tag": "hr"}] * 201), 11310),
        (card(*[{"tag": "table"}] * 6), 11310),
        (card(elements=[]), 200621),
        (json.dumps({"type": "template", "data": {}}), 200380),
        (json.dumps({"type": "card", "data": {"card_id": "1"}}), 11310),
    ],
)
async def test_a_card_that_is_refused_tells_the_reason_in_its_text(api, content, sub_code):
    """The code is 230099 and the reason's own code stands in the text, with the path."""
    refused = await refused_content(api, "interactive", content)

    assert refused["code"] == 230099
    assert f"ErrCode: {sub_code}; " in refused["msg"]


async def test_the_path_of_a_bad_component_is_told(api):
    """The path walks through the card as the platform writes it."""
    refused = await refused_content(api, "interactive", card({"tag": "hr"}, {"tag": "action"}))

    assert "ErrPath: ROOT -> body -> elements -> [1](tag: action); " in refused["msg"]


async def test_a_limit_is_a_limit_and_not_one_less(api):
    """Thirty kilobytes, two hundred elements and five tables are still taken."""
    empty = len(card({"tag": "markdown", "content": ""}).encode())
    for content in (
        card({"tag": "markdown", "content": "x" * (30 * 1024 - empty)}),
        card(*[{"tag": "hr"}] * 199),
        card(*[{"tag": "table"}] * 5),
    ):
        assert (await api.send(content, msg_type="interactive"))["message_id"]


async def test_the_same_uuid_sends_one_message_within_an_hour(api):
    """The second call gives the first message; after an hour it sends a new one."""
    first = await api.send(text("一"), uuid="u1")
    again = await api.send(text("二"), uuid="u1")
    other = await api.send(text("三"), uuid="u2")
    await api.feishu.clock.advance(3600)
    later = await api.send(text("四"), uuid="u1")

    assert again["message_id"] == first["message_id"]
    assert len({first["message_id"], other["message_id"], later["message_id"]}) == 3
    assert len(api.feishu.messages()) == 3


async def test_a_uuid_of_more_than_50_characters_is_refused(api):
    """The longest uuid has 50 characters."""
    await api.send(text(), uuid="u" * 50)
    body = {"receive_id": "oc_team", "msg_type": "text", "content": text(), "uuid": "u" * 51}

    assert await api.refusal("POST", "/im/v1/messages?receive_id_type=chat_id", json=body) == 230001


async def test_a_reply_knows_what_it_answers(api):
    """It stands in the chat of its parent and names it, and the first message, too."""
    first = await api.send(text())
    reply = await api.call(
        "POST", f"/im/v1/messages/{first['message_id']}/reply", json={"msg_type": "text", "content": text("答")}
    )
    second = await api.call(
        "POST",
        f"/im/v1/messages/{reply['data']['message_id']}/reply",
        json={"msg_type": "text", "content": text("再答"), "reply_in_thread": True},
    )

    assert reply["data"]["chat_id"] == "oc_team"
    assert (reply["data"]["parent_id"], reply["data"]["root_id"]) == (first["message_id"], first["message_id"])
    assert second["data"]["root_id"] == first["message_id"]
    assert second["data"]["thread_id"].startswith("omt_")
    assert "thread_id" not in reply["data"]


async def test_the_same_uuid_sends_one_reply(api):
    """A reply is not sent twice to the same message, but to another one it is."""
    path = f"/im/v1/messages/{(await api.send(text()))['message_id']}/reply"
    other = f"/im/v1/messages/{(await api.send(text()))['message_id']}/reply"
    body = {"msg_type": "text", "content": text("答"), "uuid": "u1"}
    ids = [(await api.call("POST", place, json=body))["data"]["message_id"] for place in (path, path, other)]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("method", ["GET", "PATCH", "POST"])
async def test_a_message_that_is_not_there_cannot_be_used(api, method):
    """Unknown ids, and messages of chats without the bot, are refused."""
    hidden = await api.feishu.send("内部", to="oc_bob")
    api.feishu.chat("oc_bob").bots.clear()
    tail = "/reply" if method == "POST" else ""
    body = {"msg_type": "text", "content": text()}
    options = {} if method == "GET" else {"json": body}

    assert await api.refusal(method, f"/im/v1/messages/om_unknown{tail}", **options) == 230001
    assert await api.refusal(method, f"/im/v1/messages/nonsense{tail}", **options) == 230001
    assert await api.refusal(method, f"/im/v1/messages/{hidden.message_id}{tail}", **options) == 230002


async def test_a_deleted_message_has_its_own_code(api):
    """A message that was recalled is told from one that never was."""
    sent = await api.send(text())
    api.feishu.core.world.message(sent["message_id"]).deleted = True

    assert await api.refusal("GET", f"/im/v1/messages/{sent['message_id']}") == 230110


async def test_a_card_is_updated_for_everybody(api):
    """PATCH replaces the card and marks the message as updated."""
    sent = await api.send(card(), msg_type="interactive")
    await api.feishu.clock.advance(60)
    new = card({"tag": "markdown", "content": "新"})
    done = await api.call("PATCH", f"/im/v1/messages/{sent['message_id']}", json={"content": new})
    message = api.feishu.core.world.message(sent["message_id"])

    assert done["data"] == {}
    assert api.feishu.card_of(message) == json.loads(new)
    assert message.updated
    assert message.updated_at - message.created_at == pytest.approx(60)


async def test_a_card_can_be_updated_for_14_days(api):
    """After 14 days the code is 230031."""
    sent = await api.send(card(), msg_type="interactive")
    await api.feishu.clock.advance(14 * 86400)
    api.token = api.feishu.core.tokens.issue(api.feishu.app().app_id, now=api.feishu.clock.now())[0]
    await api.call("PATCH", f"/im/v1/messages/{sent['message_id']}", json={"content": card()})
    await api.feishu.clock.advance(1)

    assert await api.refusal("PATCH", f"/im/v1/messages/{sent['message_id']}", json={"content": card()}) == 230031


V1 = {"config": {"update_multi": True}, "elements": []}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (CARD, V1, 230099),
        ({"elements": []}, V1, 230001),
        (V1, {"elements": []}, 230001),
        (CARD, {**CARD, "config": {"update_multi": False}}, 230001),
        (CARD, "{", 230099),
    ],
)
async def test_an_update_that_is_refused_has_its_code(api, before, after, code):
    """2.0 never becomes 1.0, and both cards must be shared."""
    sent = await api.send(json.dumps(before), msg_type="interactive")
    content = after if isinstance(after, str) else json.dumps(after)

    assert await api.refusal("PATCH", f"/im/v1/messages/{sent['message_id']}", json={"content": content}) == code


async def test_only_ones_own_cards_can_be_updated(api):
    """A text, a person's message and another bot's card stay as they are."""
    written, _ = api.feishu.begin_say("你好", to="oc_team")
    other = await api.feishu.send(CARD, to="oc_team", app_id=api.feishu.app(name="另一个").app_id)
    own_text = await api.send(text())
    codes = [
        await api.refusal("PATCH", f"/im/v1/messages/{message_id}", json={"content": card()})
        for message_id in (written.message_id, other.message_id, own_text["message_id"])
    ]

    assert codes == [230027, 230027, 230054]


async def test_a_card_is_locked_while_a_click_waits(api, connect_locally):
    """PATCH during an interaction is refused; after the verdict it works."""

    async def never(_delivery):
        return None

    await connect_locally(never)
    button = {"tag": "button", "text": {"tag": "plain_text", "content": "同意"}}
    message = await api.feishu.send({**CARD, "body": {"elements": [button]}})
    click = await api.feishu.begin_click(message, "同意")
    locked = await api.call("PATCH", f"/im/v1/messages/{message.message_id}", status=400, json={"content": card()})
    await api.feishu.clock.advance(3)
    await click
    await api.call("PATCH", f"/im/v1/messages/{message.message_id}", json={"content": card()})

    assert "ErrCode: 11310; ErrMsg: card action is lock" in locked["msg"]


async def test_a_card_is_read_in_its_reduced_form_unless_asked_otherwise(api):
    """A reading bot gets a title and rows; with user_card_content it gets the card."""
    content = card(
        {"tag": "markdown", "content": "正文"},
        {"tag": "hr"},
        {"tag": "button", "text": {"tag": "plain_text", "content": "好"}, "type": "primary"},
    )
    sent = await api.send(content, msg_type="interactive")
    path = f"/im/v1/messages/{sent['message_id']}"
    reduced = (await api.call("GET", path))["data"]["items"][0]
    whole = (await api.call("GET", path + "?card_msg_content_type=user_card_content"))["data"]["items"][0]

    assert json.loads(whole["body"]["content"]) == json.loads(content)
    assert json.loads(reduced["body"]["content"]) == {
        "title": "标题",
        "elements": [
            [{"tag": "text", "text": "正文"}],
            [{"tag": "hr"}],
            [{"tag": "button", "text": "好", "type": "primary"}],
        ],
    }


@pytest.mark.parametrize("member", [{"reply_in_thread": "yes"}, {"uuid": 5}, {"msg_type": None}])
async def test_a_member_of_the_wrong_type_is_refused(api, member):
    """Types are checked, not guessed."""
    sent = await api.send(text())
    body = {"msg_type": "text", "content": text(), **member}

    assert await api.refusal("POST", f"/im/v1/messages/{sent['message_id']}/reply", json=body) == 230001


async def test_the_answer_of_a_click_is_what_a_bot_reads(api, connect_locally):
    """A card replaced by a response is read as it is now."""
    new = {**CARD, "body": {"elements": [{"tag": "markdown", "content": "已批准"}]}}
    await connect_locally(answer({"card": {"type": "raw", "data": new}}))
    button = {"tag": "button", "text": {"tag": "plain_text", "content": "同意"}}
    message = await api.feishu.send({**CARD, "body": {"elements": [button]}})
    await api.feishu.click(message, "同意")
    item = (await api.call("GET", f"/im/v1/messages/{message.message_id}"))["data"]["items"][0]

    assert json.loads(item["body"]["content"])["elements"] == [[{"tag": "text", "text": "已批准"}]]
