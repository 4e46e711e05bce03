"""People and the bot act, and the app answers."""

from __future__ import annotations

import json

import pytest

from larkline.cards.card import Card, CardTemplate
from larkline.emulator import EmulatorError, NothingSent
from larkline.errors import InvalidRequest
from larkline.payloads.envelope import decode_envelope
from larkline.payloads.toast import Toast
from tests.emulator.stories import CARD, button, card
from tests.emulator.tiny_client import answer


@pytest.mark.parametrize("content", [Card.from_dict(CARD), CARD, {"elements": [{"tag": "hr"}]}, "文字"])
async def test_the_bot_sends_anything(local, content):
    """A text, a card or card JSON; what was sent can be looked at."""
    message = await local.send(content, to="oc_team")

    assert local.messages("oc_team") == [message]
    if content == "文字":
        assert message.text == "文字"
    else:
        assert local.card_of(message) == content


async def test_what_the_platform_would_refuse_is_refused(local):
    """The error has the platform's code."""
    with pytest.raises(InvalidRequest) as caught:
        await local.send(card({"tag": "action"}))

    assert caught.value.code == 230099


async def test_a_click_reaches_the_app_as_documented(local, connect_locally):
    """The callback names the person, the card, the value and a fresh update token, in microseconds."""
    client = await connect_locally(answer({}))
    message = await local.send(CARD)
    await local.click(message, "同意", by="ou_bob")
    envelope = decode_envelope(client.received[0].payload)
    event = json.loads(bytes(envelope.event))

    assert (envelope.schema, envelope.type) == ("2.0", "card.action.trigger")
    assert len(envelope.create_time) == 16
    assert envelope.token == local.app().verification_token
    assert envelope.app_id == local.app().app_id
    assert event["operator"]["open_id"] == "ou_bob"
    assert event["action"] == {"tag": "button", "value": {"order": "42"}}
    assert event["context"] == {"open_message_id": message.message_id, "open_chat_id": "oc_team"}
    assert event["token"].startswith("c-")
    assert event["host"] == "im_message"


async def test_the_answer_of_a_click_can_be_looked_at(local, connect_locally):
    """Toast and card of the response, and the card everybody then sees."""
    new = card({"tag": "markdown", "content": "已批准"})
    await connect_locally(answer({"toast": {"type": "success", "content": "好"}, "card": {"type": "raw", "data": new}}))
    message = await local.send(CARD)
    click = await local.click(message, "同意")

    assert click.response.toast == Toast.success("好")
    assert click.response.card == Card.from_dict(new)
    assert click.verdict.ok
    assert click.error is None
    assert local.card_of(message, by="ou_bob") == new
    assert "已批准" in local.card_of(message).text


async def test_an_exclusive_card_changes_for_who_clicked(local, connect_locally):
    """A card of 1.0 without update_multi keeps its look for everybody else."""
    old = {"elements": [{"tag": "action", "actions": [button("同意", value={})]}]}
    new = {"elements": [{"tag": "markdown", "content": "已批准"}]}
    await connect_locally(answer({"card": {"type": "raw", "data": new}}))
    message = await local.send(old)
    await local.click(message, "同意", by="ou_alice")

    assert local.card_of(message, by="ou_alice") == new
    assert local.card_of(message, by="ou_bob") == old


async def test_a_template_in_a_response_takes_the_cards_place(local, connect_locally):
    """Its card stands there."""
    local.add_template("AAq1", {"schema": "2.0", "body": {"elements": [{"tag": "hr"}]}})
    body = {"card": {"type": "template", "data": {"template_id": "AAq1"}}}
    await connect_locally(answer(body))
    message = await local.send(CARD)
    click = await local.click(message, "同意")

    assert click.response.card == CardTemplate("AAq1")
    assert local.card_of(message) == {"schema": "2.0", "body": {"elements": [{"tag": "hr"}]}}


async def test_a_failed_response_changes_nothing(local, connect_locally):
    """The card stays and the person sees a code."""
    await connect_locally(answer({"card": {"type": "raw", "data": {"elements": []}}}))
    message = await local.send(CARD)
    click = await local.click(message, "同意")

    assert click.verdict.code == 200830
    assert local.card_of(message) == CARD
    assert click.response.toast is None
    assert click.response.card is None


async def test_a_form_is_filled_in_and_submitted(local, connect_locally):
    """The values travel under the names of the fields."""
    client = await connect_locally(answer({}))
    form = card(
        {
            "tag": "form",
            "name": "f",
            "elements": [
                {"tag": "input", "name": "reason", "required": True},
                button("提交", name="send", form_action_type="submit"),
            ],
        }
    )
    message = await local.send(form)
    with pytest.raises(NothingSent) as caught:
        await local.submit(message)
    await local.submit(message, {"reason": "回家"})

    assert caught.value.missing == ("reason",)
    assert json.loads(client.received[0].payload)["event"]["action"]["form_value"] == {"reason": "回家"}


async def test_the_other_components_can_be_acted_on(local, connect_locally):
    """Selecting, typing and ticking each send their own fields."""
    client = await connect_locally(answer({}))
    callback = [{"type": "callback", "value": {"k": 1}}]
    message = await local.send(
        card(
            {"tag": "select_static", "name": "s", "options": [{"text": {"content": "一"}, "value": "1"}]},
            {"tag": "input", "name": "i"},
            {"tag": "checker", "name": "c", "behaviors": callback},
        )
    )
    await local.select(message, "s", "一")
    await local.enter(message, "i", "好")
    await local.check(message, "c")
    actions = [json.loads(delivery.payload)["event"]["action"] for delivery in client.received]

    assert [(a.get("option"), a.get("input_value"), a.get("checked")) for a in actions] == [
        ("1", None, None),
        (None, "好", None),
        (None, None, True),
    ]


async def test_a_link_that_opens_sends_nothing(local):
    """The error tells the link."""
    message = await local.send(card(button("看", url="https://example.com/")))
    with pytest.raises(NothingSent) as caught:
        await local.click(message, "看")

    assert caught.value.open_url == "https://example.com/"


async def test_a_stranger_cannot_click(local):
    """Only people in the chat see its cards; a text has no card."""
    message = await local.send(CARD, to="oc_alice")
    words = await local.send("文字")
    with pytest.raises(EmulatorError, match="ou_bob is not in the chat"):
        await local.click(message, "同意", by="ou_bob")
    with pytest.raises(EmulatorError, match="holds no card"):
        await local.click(words, "同意")


async def test_saying_something_waits_for_the_bot(local, connect_locally):
    """The event is acknowledged when ``say`` returns, and names chat, person and text."""
    client = await connect_locally(answer(None))
    said = await local.say("你好", by="ou_bob")
    document = json.loads(client.received[0].payload)
    message = document["event"]["message"]

    assert said.verdict.ok
    assert said.message.text == "你好"
    assert len(document["header"]["create_time"]) == 13
    assert message["chat_id"] == "oc_bob"
    assert message["chat_type"] == "p2p"
    assert json.loads(message["content"]) == {"text": "你好"}
    assert document["event"]["sender"]["sender_id"]["open_id"] == "ou_bob"


async def test_every_bot_of_a_group_hears_what_is_said(local, connect_locally):
    """One delivery for each; the verdict is that of the one that failed."""
    await connect_locally(answer(None))
    local.app(name="无人在线")
    said = await local.say("大家好", to="oc_team")

    assert [delivery.verdict.rule for delivery in said.deliveries] == ["ok", "event.offline"]
    assert said.verdict.rule == "event.offline"


async def test_one_cannot_speak_where_one_is_not(local):
    """Someone else's chat, or one without a bot, is no place to talk to it."""
    local.chat("oc_empty", name="无机器人", members=["ou_alice"]).bots.clear()
    with pytest.raises(EmulatorError, match="not in the chat"):
        await local.say("你好", by="ou_alice", to="oc_bob")
    with pytest.raises(EmulatorError, match="no bot"):
        await local.say("你好", by="ou_alice", to="oc_empty")


async def test_a_link_gets_its_preview(local, connect_locally):
    """The callback names the link and its message, and the answer can be looked at."""
    client = await connect_locally(answer({"inline": {"title": "标题", "image_key": "img_1"}}))
    preview = await local.preview("https://git.example.com/1")
    event = json.loads(client.received[0].payload)["event"]

    assert (preview.response.title, preview.response.image_key) == ("标题", "img_1")
    assert preview.verdict.ok
    assert event["context"]["url"] == "https://git.example.com/1"
    assert event["context"]["open_chat_id"] == "oc_alice"
    assert event["context"]["preview_token"]


async def test_a_link_in_a_draft_has_no_message(local, connect_locally):
    """While somebody is still typing, ids and token are empty."""
    client = await connect_locally(answer({}))
    preview = await local.preview("https://git.example.com/1", draft=True)
    context = json.loads(client.received[0].payload)["event"]["context"]

    assert (context["preview_token"], context["open_message_id"], context["open_chat_id"]) == ("", "", "")
    assert preview.response.title == ""
    assert local.messages() == []
