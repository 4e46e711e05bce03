"""Card entities over HTTP: made, sent once, changed by numbered operations, streamed into."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.facts.cardkit import CARD_ENTITY_SECONDS, STREAMING_SECONDS
from tests.emulator.tiny_client import answer

CARDS = "/cardkit/v1/cards"
BUTTON = {
    "tag": "button",
    "element_id": "go",
    "text": {"tag": "plain_text", "content": "去"},
    "behaviors": [{"type": "callback", "value": {"k": "v"}}],
}

HR = {"tag": "hr", "element_id": "h"}


def card(text: str = "旧", *, streaming: bool = False, elements: Any = ()) -> dict[str, Any]:
    """Give a card with one text."""
    return {
        "schema": "2.0",
        "config": {"streaming_mode": streaming},
        "body": {"elements": [{"tag": "markdown", "element_id": "text", "content": text}, *elements]},
    }


class Desk:
    """Operates on one card, numbering from 1."""

    def __init__(self, api: Any, card_id: str) -> None:
        self.api = api
        self.card_id = card_id
        self.sequence = 0

    def body(self, members: dict[str, Any]) -> dict[str, Any]:
        """Number an operation, unless it is."""
        self.sequence += 1
        return {"sequence": self.sequence, **members}

    async def do(self, method: str, path: str, **members: Any) -> None:
        """Carry out an operation."""
        done = await self.api.call(method, f"{CARDS}/{self.card_id}{path}", json=self.body(members))
        assert done == {"code": 0, "msg": "success", "data": {}}

    async def refused(self, method: str, path: str, **members: Any) -> int:
        """Give the code that an operation is refused with."""
        code: int = await self.api.refusal(method, f"{CARDS}/{self.card_id}{path}", json=self.body(members))
        return code

    async def send(self) -> str:
        """Send the card to the group and give the message's id."""
        content = json.dumps({"type": "card", "data": {"card_id": self.card_id}})
        item = await self.api.send(content, msg_type="interactive")
        message_id: str = item["message_id"]
        return message_id


async def made(api: Any, content: dict[str, Any]) -> Desk:
    """Make a card entity."""
    answered = await api.call("POST", CARDS, json={"type": "card_json", "data": json.dumps(content)})
    return Desk(api, answered["data"]["card_id"])


@pytest.fixture
async def desk(api) -> Desk:
    """A card with a text, not sent."""
    return await made(api, card())


@pytest.fixture
async def streaming(api) -> Desk:
    """A card in streaming mode, not sent."""
    return await made(api, card(streaming=True))


async def test_a_message_shows_the_entity_and_what_becomes_of_it(api, desk):
    """The card that is sent is the card that is changed."""
    message_id = await desk.send()
    before = api.feishu.card_of(message_id)
    await desk.do("PATCH", "/elements/text", partial_element=json.dumps({"content": "新"}))

    assert before == card()
    assert api.feishu.card_of(message_id) == card("新")
    assert api.feishu.card_of(message_id, by="ou_bob").text == "新"


async def test_an_entity_is_made_of_a_template(api):
    """Its variables are filled in."""
    api.feishu.add_template("AAq", card("你好 ${name}"))
    data = json.dumps({"template_id": "AAq", "template_variable": {"name": "阿丽"}})
    answered = await api.call("POST", CARDS, json={"type": "template", "data": data})
    message_id = await Desk(api, answered["data"]["card_id"]).send()

    assert api.feishu.card_of(message_id).text == "你好 阿丽"


async def test_an_entity_is_sent_once(api, desk):
    """The second message is refused."""
    await desk.send()
    content = json.dumps({"type": "card", "data": {"card_id": desk.card_id}})
    body = {"receive_id": "oc_team", "msg_type": "interactive", "content": content}
    path = "/im/v1/messages?receive_id_type=chat_id"
    refused = await api.call("POST", path, json=body, status=400)

    assert refused["code"] == 230099
    assert "ErrCode: 11310" in refused["msg"]


async def test_a_repeated_send_gives_the_first_message(api, desk):
    """Its uuid tells that it is no second one."""
    content = json.dumps({"type": "card", "data": {"card_id": desk.card_id}})
    first = await api.send(content, msg_type="interactive", uuid="u1")
    again = await api.send(content, msg_type="interactive", uuid="u1")

    assert again["message_id"] == first["message_id"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", 300307),
        ("{}", 300307),
        ("{", 200220),
        ("[]", 200220),
        (json.dumps({"elements": [{"tag": "hr"}]}), 300303),
        (json.dumps({"schema": "2.0", "body": {"elements": []}}), 300307),
        (json.dumps({**card(), "config": {"update_multi": False}}), 300302),
        (json.dumps(card(elements=[{"tag": "hr", "element_id": "text"}])), 300301),
        (json.dumps(card(elements=[{"tag": "hr"}] * 200)), 300305),
        (json.dumps(card("x" * 31_000)), 200860),
        (json.dumps(card(elements=[{"tag": "action", "actions": []}])), 200220),
    ],
)
async def test_what_is_no_entity_is_refused(api, data, code):
    """Each reason has its code."""
    assert await api.refusal("POST", CARDS, json={"type": "card_json", "data": data}) == code


@pytest.mark.parametrize("body", [None, {}, {"type": "card_json"}, {"type": "x", "data": "{}"}, {"type": 1, "data": 2}])
async def test_a_create_without_its_parameters_is_refused(api, body):
    """The code is 10002."""
    assert await api.refusal("POST", CARDS, json=body) == 10002


async def test_the_whole_card_is_replaced(api, desk):
    """By card JSON; the schema must not go down."""
    message_id = await desk.send()
    await desk.do("PUT", "", card={"type": "card_json", "data": json.dumps(card("全新"))})

    assert api.feishu.card_of(message_id) == card("全新")
    old = json.dumps({"elements": [{"tag": "hr"}]})
    assert await desk.refused("PUT", "", card={"type": "card_json", "data": old}) == 300303
    assert await desk.refused("PUT", "", card={"type": "template", "data": "{}"}) == 10002


async def test_settings_change_members_of_the_config(api, desk):
    """What is not named stays; a card_link is set as a whole."""
    message_id = await desk.send()
    link = {"url": "https://example.com"}
    settings = {"config": {"summary": {"content": "摘要"}}, "card_link": link}
    await desk.do("PATCH", "/settings", settings=json.dumps(settings))
    shown = api.feishu.card_of(message_id)

    assert shown["config"] == {"streaming_mode": False, "summary": {"content": "摘要"}}
    assert shown["card_link"] == link
    assert await desk.refused("PATCH", "/settings", settings=json.dumps({"header": {}})) == 300122
    assert await desk.refused("PATCH", "/settings", settings="{") == 10002
    assert await desk.refused("PATCH", "/settings", settings=json.dumps({"config": {"update_multi": False}})) == 300302


async def test_components_are_added_replaced_and_deleted(api, desk):
    """Each by its element_id."""
    message_id = await desk.send()
    hr = {"tag": "hr", "element_id": "line"}
    await desk.do(
        "POST", "/elements", type="insert_before", target_element_id="text", elements=json.dumps([hr, BUTTON])
    )
    added = [each["element_id"] for each in api.feishu.card_of(message_id)["body"]["elements"]]
    await desk.do("PUT", "/elements/line", element=json.dumps({"tag": "markdown", "content": "一"}))
    await desk.do("DELETE", "/elements/text")

    assert added == ["line", "go", "text"]
    assert api.feishu.card_of(message_id)["body"]["elements"] == [{"tag": "markdown", "content": "一"}, BUTTON]


@pytest.mark.parametrize(
    ("method", "path", "members", "code"),
    [
        ("POST", "/elements", {"type": "append", "elements": '[{"tag": "hr", "element_id": "text"}]'}, 300301),
        ("POST", "/elements", {"type": "append", "elements": '[{"tag": "note", "elements": []}]'}, 200220),
        ("POST", "/elements", {"type": "append", "elements": "[]"}, 10002),
        ("POST", "/elements", {"type": "append", "elements": "no JSON"}, 10002),
        ("POST", "/elements", {"type": "insert_after", "elements": '[{"tag": "hr"}]'}, 10002),
        ("POST", "/elements", {"type": "beside", "elements": '[{"tag": "hr"}]'}, 10002),
        (
            "POST",
            "/elements",
            {"type": "insert_after", "target_element_id": "nobody", "elements": '[{"tag": "hr"}]'},
            300315,
        ),
        ("POST", "/elements", {"type": "append", "target_element_id": 3, "elements": '[{"tag": "hr"}]'}, 10002),
        ("PUT", "/elements/nobody", {"element": '{"tag": "hr"}'}, 300313),
        ("PUT", "/elements/text", {"element": "[]"}, 10002),
        ("PATCH", "/elements/nobody", {"partial_element": "{}"}, 300313),
        ("PATCH", "/elements/text", {"partial_element": '{"tag": "hr"}'}, 300312),
        ("DELETE", "/elements/nobody", {}, 300314),
        ("POST", "/batch_update", {"actions": "[]"}, 10002),
        ("POST", "/batch_update", {"actions": '[{"action": "dance", "params": {}}]'}, 10002),
        ("POST", "/batch_update", {"actions": '[{"action": "delete_elements"}]'}, 10002),
        ("POST", "/batch_update", {"actions": '[{"action": "delete_elements", "params": {}}]'}, 10002),
    ],
)
async def test_what_cannot_be_done_is_refused(api, desk, method, path, members, code):
    """Each reason has its code, and the card stays as it was."""
    message_id = await desk.send()

    assert await desk.refused(method, path, **members) == code
    assert api.feishu.card_of(message_id) == card()


async def test_a_batch_does_several_things_at_once(api, desk):
    """All five kinds of actions, in their order."""
    message_id = await desk.send()
    actions = [
        {"action": "partial_update_setting", "params": {"settings": {"config": {"enable_forward": False}}}},
        {"action": "add_elements", "params": {"type": "append", "elements": [BUTTON, HR]}},
        {"action": "delete_elements", "params": {"element_ids": ["h"]}},
        {
            "action": "partial_update_element",
            "params": {"element_id": "text", "partial_element": {"content": "新", "element_id": "t2"}},
        },
        {"action": "update_element", "params": {"element_id": "go", "element": {"tag": "hr"}}},
    ]
    await desk.do("POST", "/batch_update", actions=json.dumps(actions))
    shown = api.feishu.card_of(message_id)

    assert shown["config"]["enable_forward"] is False
    assert shown["body"]["elements"] == [
        {"tag": "markdown", "element_id": "t2", "content": "新"},
        {"tag": "hr"},
    ]


async def test_a_batch_is_done_as_a_whole_or_not_at_all(api, desk):
    """An action that fails takes those before it back."""
    message_id = await desk.send()
    actions = [
        {"action": "delete_elements", "params": {"element_ids": ["text"]}},
        {"action": "update_element", "params": {"element_id": "nobody", "element": {"tag": "hr"}}},
    ]

    assert await desk.refused("POST", "/batch_update", actions=json.dumps(actions)) == 300313
    assert api.feishu.card_of(message_id) == card()


# --- numbers, repetitions, pace ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sequence", "code"), [(5, 300317), (4, 300317), (0, 10002), ("6", 10002), (2**31, 10002)])
async def test_numbers_must_rise(desk, sequence, code):
    """Gaps are allowed, the same number and a lower one are not."""
    await desk.do("PATCH", "/elements/text", sequence=5, partial_element="{}")

    assert await desk.refused("PATCH", "/elements/text", sequence=sequence, partial_element="{}") == code


async def test_a_refused_operation_uses_up_no_number(desk):
    """The same number works afterwards."""
    refused = await desk.refused("DELETE", "/elements/nobody", sequence=1)
    await desk.do("PATCH", "/elements/text", sequence=1, partial_element="{}")

    assert refused == 300314


async def test_an_operation_with_a_known_uuid_is_not_done_again(api, desk):
    """Its number is not looked at; with other content it is 200770."""
    message_id = await desk.send()
    for _ in range(2):
        await desk.do("POST", "/elements", sequence=1, uuid="u1", type="append", elements='[{"tag": "hr"}]')
    other = await desk.refused("POST", "/elements", uuid="u1", type="append", elements='[{"tag": "hr"}, {"tag": "hr"}]')

    assert len(api.feishu.card_of(message_id)["body"]["elements"]) == 2
    assert other == 200770
    assert await desk.refused("PATCH", "/elements/text", uuid="x" * 65, partial_element="{}") == 10002


async def test_a_card_takes_ten_operations_within_a_second(api, desk):
    """The eleventh at once is refused with 429; a tenth of a second later there is room again."""
    for _ in range(10):
        await desk.do("PATCH", "/elements/text", partial_element="{}")
    body = {"sequence": 11, "partial_element": "{}"}
    refused = await api.call("PATCH", f"{CARDS}/{desk.card_id}/elements/text", json=body, status=429)
    await api.feishu.clock.advance(0.1)
    await desk.do("PATCH", "/elements/text", partial_element="{}")

    assert refused["code"] == 99991400


async def test_an_entity_lives_14_days(api, desk):
    """To the second; then it can neither be changed nor sent."""
    await api.feishu.clock.advance(CARD_ENTITY_SECONDS - 1)
    api.renew()
    await desk.do("PATCH", "/elements/text", partial_element="{}")
    await api.feishu.clock.advance(1)
    changed = await desk.refused("PATCH", "/elements/text", partial_element="{}")
    content = json.dumps({"type": "card", "data": {"card_id": desk.card_id}})
    body = {"receive_id": "oc_team", "msg_type": "interactive", "content": content}

    assert changed == 200750
    assert await api.refusal("POST", "/im/v1/messages?receive_id_type=chat_id", json=body) == 230099


async def test_unknown_and_foreign_entities_are_refused(api, desk):
    """No such card is 200740, another app's is 300311."""
    unknown = await Desk(api, "7000000000000000000").refused("DELETE", "/elements/text")
    api.become(api.feishu.app(name="另一个"))

    assert unknown == 200740
    assert await desk.refused("DELETE", "/elements/text") == 300311


async def test_a_card_cannot_be_changed_while_a_click_waits_for_its_response(api, connect_locally):
    """It is 200810 until the response is there."""
    await connect_locally(answer({}))
    desk = await made(api, card(elements=[BUTTON]))
    message_id = await desk.send()
    pending = await api.feishu.begin_click(message_id, "去")
    during = await desk.refused("DELETE", "/elements/text")
    await pending
    await desk.do("DELETE", "/elements/text")

    assert during == 200810


async def test_the_response_to_a_click_replaces_the_entitys_card(api, connect_locally):
    """Later operations find the components of the new card."""
    new = card("新", elements=[{"tag": "markdown", "element_id": "second", "content": "二"}])
    await connect_locally(answer({"card": {"type": "raw", "data": new}}))
    desk = await made(api, card(elements=[BUTTON]))
    message_id = await desk.send()
    await api.feishu.click(message_id, "去")
    await desk.do("DELETE", "/elements/text")

    assert api.feishu.card_of(message_id).text == "二"


# --- streaming --------------------------------------------------------------------------------------------------------


async def test_streamed_text_is_seen_at_once(api, streaming):
    """In the message, for everybody."""
    message_id = await streaming.send()
    seen = []
    for text in ("你", "你好", "你好！"):
        await streaming.do("PUT", "/elements/text/content", content=text)
        seen.append(api.feishu.card_of(message_id).text)

    assert seen == ["你", "你好", "你好！"]


@pytest.mark.parametrize(
    ("element_id", "content", "code"),
    [("go", "字", 300310), ("nobody", "字", 300313), ("text", "", 10002), ("text", "x" * 100_001, 10002)],
)
async def test_only_texts_take_streamed_text(api, element_id, content, code):
    """A button is 300310, nothing of this id 300313."""
    desk = await made(api, card(streaming=True, elements=[BUTTON]))

    assert await desk.refused("PUT", f"/elements/{element_id}/content", content=content) == code


async def test_without_the_streaming_mode_no_text_is_streamed(desk):
    """It is 300309 until the settings open it, and again when they close it."""
    before = await desk.refused("PUT", "/elements/text/content", content="一")
    await desk.do("PATCH", "/settings", settings=json.dumps({"config": {"streaming_mode": True}}))
    await desk.do("PUT", "/elements/text/content", content="二")
    await desk.do("PATCH", "/settings", settings=json.dumps({"config": {"streaming_mode": False}}))

    assert before == 300309
    assert await desk.refused("PUT", "/elements/text/content", content="三") == 300309


async def test_the_streaming_mode_closes_by_itself(api, streaming):
    """After ten minutes the card shows it, text is refused with 200850, and the settings open it again."""
    message_id = await streaming.send()
    await api.feishu.clock.advance(STREAMING_SECONDS - 1)
    await streaming.do("PUT", "/elements/text/content", content="一")
    open_ = api.feishu.card_of(message_id)["config"]["streaming_mode"]
    await api.feishu.clock.advance(1)
    closed = api.feishu.card_of(message_id)["config"]["streaming_mode"]
    late = await streaming.refused("PUT", "/elements/text/content", content="二")
    await streaming.do("PATCH", "/settings", settings=json.dumps({"config": {"streaming_mode": True}}))
    await streaming.do("PUT", "/elements/text/content", content="三")

    assert (open_, closed, late) == (True, False, 200850)


async def test_a_card_in_streaming_mode_is_not_replaced_by_a_response(api, connect_locally):
    """The click calls back all the same, and the verdict says that nothing came of the card."""
    await connect_locally(answer({"card": {"type": "raw", "data": card("新")}}))
    desk = await made(api, card(streaming=True, elements=[BUTTON]))
    message_id = await desk.send()
    click = await api.feishu.click(message_id, "去")

    assert (click.verdict.outcome, click.verdict.rule) == ("ok_advice", "card.streaming")
    assert api.feishu.card_of(message_id).text == "旧\n去"


# --- messages that become entities ------------------------------------------------------------------------------------


async def test_the_card_of_a_message_becomes_an_entity(api):
    """It is converted once, and changed in the message."""
    item = await api.send(json.dumps(card()), msg_type="interactive")
    body = {"message_id": item["message_id"]}
    first = await api.call("POST", CARDS + "/id_convert", json=body)
    again = await api.call("POST", CARDS + "/id_convert", json=body)
    await Desk(api, first["data"]["card_id"]).do("PATCH", "/elements/text", partial_element='{"content": "新"}')

    assert again == first
    assert api.feishu.card_of(item["message_id"]).text == "新"


async def test_only_a_card_of_ones_own_can_be_converted(api):
    """A text is 10002, another app's card 300311, and JSON 1.0 is 300303."""
    text = await api.send(json.dumps({"text": "字"}))
    old = await api.send(json.dumps({"config": {"update_multi": True}, "elements": []}), msg_type="interactive")
    own = await api.send(json.dumps(card()), msg_type="interactive")
    convert = CARDS + "/id_convert"

    assert await api.refusal("POST", convert, json={"message_id": text["message_id"]}) == 10002
    assert await api.refusal("POST", convert, json={"message_id": old["message_id"]}) == 300303
    api.become(api.feishu.app(name="另一个"))
    assert await api.refusal("POST", convert, json={"message_id": own["message_id"]}) == 300311


async def test_a_reset_forgets_the_entities(api, desk):
    """The id means nothing any more."""
    api.feishu.core.reset()

    assert await desk.refused("DELETE", "/elements/text") == 200740
