"""The emulator as a library: people act, an app answers, time is moved."""

from __future__ import annotations

import asyncio
import json

import pytest

from larkline.cards.card import Card, CardTemplate
from larkline.clock import ManualClock
from larkline.emulator import Emulator, EmulatorError, NothingSent, UnknownThing
from larkline.emulator.errors import PortTaken
from larkline.errors import ConfigurationError, InvalidRequest
from larkline.payloads.envelope import decode_envelope
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Delivery, Response
from tests.emulator.tiny_client import TinyApp, answer, dial, join


def button(text: str, **members):
    """Give a button."""
    return {"tag": "button", "text": {"tag": "plain_text", "content": text}, **members}


def card(*elements, **members):
    """Give a card of JSON 2.0."""
    return {"schema": "2.0", "body": {"elements": list(elements)}, **members}


CARD = card({"tag": "markdown", "content": "订单 42"}, button("同意", value={"order": "42"}))


async def never(_delivery: Delivery) -> Response | None:
    """Do not answer."""
    return None


# --- the tenant -----------------------------------------------------------------------------------------------------


async def test_the_same_seed_gives_the_same_tenant():
    """Ids and credentials follow the seed; without one they differ each time."""
    ones, others, chance = Emulator(seed=7), Emulator(seed=7), Emulator()

    assert ones.info() == others.info()
    assert ones.info()["app_secret"] != chance.info()["app_secret"]


async def test_the_seeded_people_are_there(local):
    """Two people, a group, and a direct chat of each with the bot."""
    assert local.user("ou_alice").name == "阿丽"
    assert local.user("ou_bob").name == "小王"
    assert local.chat("oc_team").members == ["ou_alice", "ou_bob"]
    assert local.chat("oc_bob").kind == "p2p"


async def test_people_groups_and_apps_can_be_added(local):
    """A new person has a direct chat with every bot, a new app is in every group."""
    carol = local.user("ou_carol", name="小李")
    helper = local.app(name="助手")
    group = local.chat("oc_new", name="新群", members=["ou_carol"])
    message = await local.send("你好", to="ou_carol", app_id=helper.app_id)

    assert helper.app_id in local.chat("oc_team").bots
    assert group.bots == [local.app().app_id, helper.app_id]
    assert local.chat(message.chat_id).members == [carol.open_id]
    assert local.user("ou_carol", name="ignored") is carol


@pytest.mark.parametrize("look_up", ["user", "chat", "app", "card_of", "messages"])
async def test_an_unknown_id_names_the_known_ones(local, look_up):
    """The error helps whoever mistyped."""
    with pytest.raises(UnknownThing, match="'nobody'"):
        getattr(local, look_up)("nobody")


# --- acting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [Card.from_dict(CARD), CARD, CardTemplate("AAq1"), {"elements": [{"tag": "hr"}]}, "文字"]
)
async def test_the_bot_sends_anything(local, content):
    """A text, a card, card JSON or a template; what was sent can be looked at."""
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
    """The reference stands there, as there is no template to draw."""
    body = {"card": {"type": "template", "data": {"template_id": "AAq1"}}}
    await connect_locally(answer(body))
    message = await local.send(CARD)
    click = await local.click(message, "同意")

    assert click.response.card == CardTemplate("AAq1")
    assert local.card_of(message) == CardTemplate("AAq1")


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


# --- time -----------------------------------------------------------------------------------------------------------


async def test_an_answer_needs_no_time(local, connect_locally):
    """With time standing still a click is answered all the same."""
    await connect_locally(answer({}))
    before = local.clock.now()
    click = await local.click(await local.send(CARD), "同意")

    assert click.delivery.duration == 0.0
    assert local.clock.now() == before


async def test_silence_ends_after_three_seconds_by_the_clock(local, connect_locally):
    """Just before nothing is decided, then it is 200341."""
    await connect_locally(never)
    pending = local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(2.999)
    before = pending.delivery.verdict
    await local.clock.advance(0.001)
    click = await pending

    assert before is None
    assert (click.verdict.code, click.verdict.rule) == (200341, "response.late")


async def test_a_late_response_is_kept_and_not_applied(local, connect_locally):
    """It is shown with how late it was; the card stays and the verdict, too."""
    go = asyncio.Event()

    async def slow(_delivery: Delivery) -> Response:
        await go.wait()
        return Response(200, json.dumps({"card": {"type": "raw", "data": card()}}).encode())

    await connect_locally(slow)
    message = await local.send(CARD)
    pending = local.begin_click(message, "同意")
    await local.clock.advance(3.37)
    go.set()
    await local.clock.advance(0)
    click = await pending

    assert click.verdict.code == 200341
    assert click.delivery.late_by == pytest.approx(0.37)
    assert click.delivery.reply.status == 200
    assert local.card_of(message) == CARD


async def test_a_response_shortly_before_the_limit_gets_advice(local, connect_locally):
    """After 2.9 s the response counts, with a remark."""
    go = asyncio.Event()

    async def slow(delivery: Delivery) -> Response | None:
        await go.wait()
        return await answer({})(delivery)

    await connect_locally(slow)
    pending = local.begin_click(await local.send(CARD), "同意")
    await local.clock.advance(2.9)
    go.set()
    click = await pending

    assert (click.verdict.outcome, click.verdict.rule) == ("ok_advice", "response.slow")
    assert click.delivery.duration == pytest.approx(2.9)


async def test_nobody_online_is_told_at_once(local):
    """A click fails with 200340 without waiting, an event fails without a code."""
    click = await local.click(await local.send(CARD), "同意")
    said = await local.say("你好")

    assert (click.verdict.code, click.verdict.rule) == (200340, "connection.offline")
    assert (said.verdict.code, said.verdict.rule) == (None, "event.offline")


async def test_a_second_response_changes_nothing(local, connect_locally):
    """Each delivery has exactly one verdict."""
    client = await connect_locally(answer({}))
    message = await local.send(CARD)
    click = await local.click(message, "同意")
    verdict, reply = click.verdict, click.delivery.reply
    await client.link.send(client.sent[-1])
    await local.clock.advance(0)

    assert click.verdict is verdict
    assert click.delivery.reply is reply
    assert local.core.journal.judged == 1


# --- running an app -------------------------------------------------------------------------------------------------


async def test_an_app_runs_inside_the_block():
    """It is online when the block begins and gone when it ends."""
    async with Emulator(seed=1) as feishu:
        async with feishu.running(TinyApp(answer({}))):
            online = feishu.core.hub.online()
            click = await feishu.click(await feishu.send(CARD), "同意")
        await feishu.core.changes.until(lambda: not feishu.core.hub.sessions)

    assert online == 1
    assert click.verdict.ok


class RaisingApp(TinyApp):
    """An app that tells of a failed handler and answers an error toast, as ours does."""

    def __init__(self, *errors: BaseException) -> None:
        self._errors = list(errors)
        super().__init__(self._fail)

    async def _fail(self, delivery: Delivery) -> Response:
        assert self._platform.handler_failed is not None
        self._platform.handler_failed(delivery.id, self._errors.pop(0))
        return Response(200, json.dumps({"toast": {"type": "error", "content": "出错"}}).encode())


async def test_what_a_handler_raises_is_raised_again():
    """The verdict fails by handler.raised, the error stands with the click and ends the block."""
    error = ValueError("kaputt")
    async with Emulator(seed=1) as feishu:
        with pytest.raises(ValueError, match="kaputt"):
            async with feishu.running(RaisingApp(error)):
                click = await feishu.click(await feishu.send(CARD), "同意")

    assert click.error is error
    assert (click.verdict.outcome, click.verdict.rule) == ("failed", "handler.raised")
    assert click.response.toast == Toast.error("出错")


async def test_several_errors_are_raised_together():
    """Two handlers that raised give a group."""

    async def story(feishu: Emulator) -> None:
        async with feishu.running(RaisingApp(ValueError("一"), KeyError("二"))):
            message = await feishu.send(CARD)
            await feishu.click(message, "同意")
            await feishu.click(message, "同意")

    async with Emulator(seed=1) as feishu:
        with pytest.raises(ExceptionGroup) as caught:
            await story(feishu)

    assert [type(error) for error in caught.value.exceptions] == [ValueError, KeyError]


async def test_raising_again_can_be_switched_off():
    """The verdict and the click still tell."""
    app = RaisingApp(ValueError("kaputt"))
    async with Emulator(seed=1) as feishu, feishu.running(app, raise_handler_errors=False):
        click = await feishu.click(await feishu.send(CARD), "同意")

    assert isinstance(click.error, ValueError)


async def test_a_failure_of_the_block_keeps_its_own_error():
    """What a handler raised is added to it as a note."""

    async def story(feishu: Emulator) -> None:
        async with feishu.running(RaisingApp(ValueError("kaputt"))):
            await feishu.click(await feishu.send(CARD), "同意")
            raise LookupError("of the test")

    async with Emulator(seed=1) as feishu:
        with pytest.raises(LookupError) as caught:
            await story(feishu)

    assert caught.value.__notes__ == ["a handler of the app raised ValueError: kaputt"]


async def test_an_error_after_the_response_still_fails_the_delivery(local, connect_locally):
    """A handler that goes on after its response and then raises takes the verdict back."""
    await connect_locally(answer({}))
    click = await local.click(await local.send(CARD), "同意")
    before = click.verdict.ok
    platform = local.platform()
    assert platform.handler_failed is not None
    platform.handler_failed(click.delivery.id, RuntimeError("spät"))
    platform.handler_failed("unknown", RuntimeError("nobody asks"))

    assert before
    assert click.verdict.rule == "handler.raised"
    assert isinstance(click.error, RuntimeError)


async def test_deliveries_can_be_listed(local, connect_locally):
    """In the order they were pushed, each with its verdict."""
    await connect_locally(answer({}))
    await local.click(await local.send(CARD), "同意")
    await local.say("你好")

    assert [(delivery.type, delivery.verdict.ok) for delivery in local.deliveries()] == [
        ("card.action.trigger", True),
        ("im.message.receive_v1", True),
    ]


async def test_a_wait_that_fails_says_what_was_missing(local, connect_locally):
    """Connections, deliveries, or something under way."""
    with pytest.raises(TimeoutError, match="0 of 1 connections"):
        await local.wait(online=1, timeout=0.01)
    with pytest.raises(TimeoutError, match="0 of 3 deliveries"):
        await local.wait(deliveries=3, timeout=0.01)
    await connect_locally(never)
    local.begin_say("你好")
    with pytest.raises(TimeoutError, match="1 deliveries are under way"):
        await local.wait(idle=0, timeout=0.01)


async def test_waiting_ends_when_it_comes_true(local, connect_locally):
    """A wait for deliveries and for quiet returns by itself."""
    await connect_locally(answer(None))
    for _ in range(3):
        local.begin_say("你好")
    await local.wait(deliveries=3, idle=0.02)

    assert local.core.engine.in_flight == 0


async def test_wrong_credentials_are_refused_without_a_socket(local):
    """The network in memory answers as the port does."""
    platform = local.platform()
    status, body = await platform.network.post(
        "http://localhost/callback/ws/endpoint", b'{"AppID":"x","AppSecret":"y"}', {}, timeout=1.0
    )
    other, _ = await platform.network.post("http://localhost/other", b"{}", {}, timeout=1.0)

    assert (status, json.loads(body)["code"], other) == (200, 514, 404)


async def test_trouble_can_be_made_without_a_socket(local):
    """Dropped links end, frozen ones go silent, and a limit refuses."""
    client = await join(local.platform(), never)
    await local.wait(online=1)
    local.freeze_connections()
    before = client.link.heard_at
    await local.clock.advance(1)
    await client.link.ping()
    frozen = client.link.heard_at == before
    local.drop_connections()
    await local.core.changes.until(lambda: not local.core.hub.sessions)
    local.limit_connections(0)
    with pytest.raises(Exception, match="HTTP 403"):
        await join(local.platform(), never)
    await client.close()

    assert frozen


# --- served ---------------------------------------------------------------------------------------------------------


async def test_a_served_emulator_tells_where_it_is(served):
    """The keys of ``--json``, and the journal's path."""
    info = served.info()

    assert set(info) == {
        "platform_url",
        "gateway_url",
        "console_url",
        "token",
        "app_id",
        "app_secret",
        "encrypt_key",
        "verification_token",
        "journal",
    }
    assert len({info["platform_url"], info["console_url"], info["gateway_url"]}) == 3


async def test_it_is_not_served_twice_nor_to_other_machines(served):
    """A second call and a foreign address are refused with a sentence."""
    with pytest.raises(ConfigurationError, match="already"):
        await served.serve()
    async with Emulator() as other:
        with pytest.raises(ConfigurationError, match="loopback"):
            await other.serve(host="0.0.0.0")


async def test_a_taken_port_is_named_and_leaves_nothing_open(served):
    """The error carries the port; what had been opened is closed again."""
    taken = int(served.info()["console_url"].rpartition(":")[2])
    async with Emulator() as other:
        with pytest.raises(PortTaken, match=str(taken)) as caught:
            await other.serve(console_port=taken)
        await other.serve()

    assert caught.value.port == taken


async def test_deadlines_of_other_programs_do_not_follow_the_clock(served):
    """Moving time leaves a delivery over a socket alone, as its program lives in real time."""
    go = asyncio.Event()

    async def slow(delivery: Delivery) -> Response | None:
        await go.wait()
        return await answer({})(delivery)

    client = await dial(served.info(), slow)
    await served.wait(online=1)
    pending = served.begin_click(await served.send(CARD), "同意")
    await served.clock.advance(60)
    go.set()
    click = await pending
    await client.close()

    assert click.verdict.outcome == "ok"


async def test_starting_and_stopping_are_quick():
    """Three ports are open and closed again well within a second each."""
    loop = asyncio.get_running_loop()
    async with Emulator(seed=1) as feishu:
        begun = loop.time()
        await feishu.serve()
        up = loop.time() - begun
        begun = loop.time()
    down = loop.time() - begun

    assert up < 1.0
    assert down < 1.0


def test_it_can_be_made_and_let_go_without_a_loop():
    """A plain fixture makes one before the loop of the test runs."""
    feishu = Emulator(seed=1)

    assert isinstance(feishu.clock, ManualClock)
    feishu.abandon()
