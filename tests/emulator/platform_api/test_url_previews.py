"""Link previews: pulled when a link is written, again when the app asks for it, with cards that can be clicked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from larkline.wire.delivery import Delivery, Response
from tests.emulator.stories import button
from tests.emulator.stories import card as story_card

REFRESH = "/im/v2/url_previews/batch_update"
LINK = "https://git.example.com/issues/1"
CARD = story_card({"tag": "markdown", "content": "打开"}, button("关闭", value={"close": 1}))


class PreviewApp:
    """Answers previews, counting them, and clicks."""

    def __init__(self) -> None:
        self.pulls: list[dict[str, Any]] = []
        self.clicks: list[dict[str, Any]] = []
        self.card: dict[str, Any] | None = None
        self.template: str = ""
        self.click_response: dict[str, Any] = {}
        self.title: Callable[[str], str] = lambda _open_id: f"议题 第 {len(self.pulls)} 次"

    async def __call__(self, delivery: Delivery) -> Response:
        """Answer one delivery."""
        document = json.loads(delivery.payload)
        kind, event = document["header"]["event_type"], document["event"]
        body: dict[str, Any] = {}
        if kind == "url.preview.get":
            self.pulls.append(event)
            body = {"inline": {"title": self.title(event["operator"]["open_id"]), "image_key": "img_1"}}
            if self.template:
                body["card"] = {"type": "template", "data": {"template_id": self.template}}
            elif self.card is not None:
                body["card"] = {"type": "raw", "data": self.card}
        elif kind == "card.action.trigger":
            self.clicks.append(event)
            body = self.click_response
        return Response(200, json.dumps(body, ensure_ascii=False).encode())

    @property
    def token(self) -> str:
        """The token of the last preview."""
        token: str = self.pulls[-1]["context"]["preview_token"]
        return token


@pytest.fixture
async def app(api, connect_locally) -> PreviewApp:
    """An app that previews the links of one host."""
    app = PreviewApp()
    await connect_locally(app)
    api.feishu.configure(url_patterns=["https://git.example.com/issues/*"])
    return app


def titles(message: Any, open_id: str | None = None) -> list[str]:
    """Give what stands in the places of a message's links."""
    return [preview.inline_for(open_id).get("title", "") for preview in message.previews]


async def test_a_link_that_somebody_writes_is_previewed(api, app):
    """Only one the app has asked for; title and icon are kept with the message."""
    said = await api.feishu.say(f"看 {LINK} 和 https://other.example.com/", to="oc_team", by="ou_bob")

    assert [pull["context"]["url"] for pull in app.pulls] == [LINK]
    assert app.pulls[0]["context"]["open_message_id"] == said.message.message_id
    assert app.pulls[0]["operator"]["open_id"] == "ou_bob"
    assert app.token
    assert said.previews[0].response.title == "议题 第 1 次"
    assert said.message.previews[0].inline == {"title": "议题 第 1 次", "image_key": "img_1"}
    assert said.verdict.ok


async def test_no_link_is_previewed_while_no_app_asks_for_it(api, connect_locally):
    """The message reaches the bot, and that is all."""
    app = PreviewApp()
    await connect_locally(app)
    said = await api.feishu.say(LINK, to="oc_team")

    assert app.pulls == []
    assert said.message.previews == ()


async def test_a_draft_is_previewed_without_a_message(api, app):
    """It has no token and no ids, and nothing is kept."""
    seen = await api.feishu.preview(LINK, draft=True)

    assert app.pulls[0]["context"] == {"url": LINK, "preview_token": "", "open_message_id": "", "open_chat_id": ""}
    assert seen.response.title == "议题 第 1 次"
    assert seen.message_id == ""
    assert api.feishu.messages() == []


async def test_another_person_sees_the_same_link(api, app):
    """The token is the same one, and what the app answers is for that person alone."""
    app.title = lambda open_id: f"给 {open_id}"
    said = await api.feishu.say(LINK, to="oc_team", by="ou_alice")
    await api.feishu.preview(LINK, by="ou_bob", message=said.message)

    assert app.pulls[0]["context"]["preview_token"] == app.pulls[1]["context"]["preview_token"]
    assert titles(said.message, "ou_bob") == ["给 ou_bob"]
    assert titles(said.message, "ou_alice") == ["给 ou_alice"]


async def test_a_response_that_fails_leaves_the_link_as_it_is(api, app):
    """The verdict says why."""
    app.card = {"elements": 3}
    said = await api.feishu.say(LINK, to="oc_team")

    assert not said.verdict.ok
    assert titles(said.message) == [""]


async def test_a_refreshed_preview_is_pulled_again(api, app):
    """With the same token, in the name of whoever saw it first; everybody sees the new one."""
    said = await api.feishu.say(LINK, to="oc_team", by="ou_bob")
    done = await api.call("POST", REFRESH, json={"preview_tokens": [app.token]})
    await api.feishu.wait(idle=0)

    assert done == {"code": 0, "msg": "success", "data": {}}
    assert [pull["operator"]["open_id"] for pull in app.pulls] == ["ou_bob", "ou_bob"]
    assert app.pulls[0]["context"] == app.pulls[1]["context"]
    assert titles(said.message) == ["议题 第 2 次"]


async def test_a_preview_is_refreshed_for_single_people(api, app):
    """Each is asked for, and the others keep what they see."""
    said = await api.feishu.say(LINK, to="oc_team", by="ou_alice")
    await api.call("POST", REFRESH, json={"preview_tokens": [app.token], "open_ids": ["ou_bob"]})
    await api.feishu.wait(idle=0)

    assert titles(said.message, "ou_bob") == ["议题 第 2 次"]
    assert titles(said.message, "ou_alice") == ["议题 第 1 次"]


async def test_somebody_outside_of_the_chat_is_not_asked_for(api, app):
    """They cannot see the link."""
    await api.feishu.say(LINK, by="ou_alice")
    await api.call("POST", REFRESH, json={"preview_tokens": [app.token], "open_ids": ["ou_bob"]})
    await api.feishu.wait(idle=0)

    assert len(app.pulls) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"preview_tokens": []},
        {"preview_tokens": "x"},
        {"preview_tokens": ["unknown"]},
        {"preview_tokens": [str(number) for number in range(11)]},
        {"open_ids": ["ou_nobody"]},
        {"open_ids": [str(number) for number in range(101)]},
        {"open_ids": [3]},
    ],
)
async def test_wrong_parameters_are_refused(api, app, change):
    """The code is 230001, and nothing is pulled."""
    await api.feishu.say(LINK, to="oc_team")

    assert await api.refusal("POST", REFRESH, json={"preview_tokens": [app.token], **change}) == 230001
    assert len(app.pulls) == 1


async def test_another_apps_preview_cannot_be_refreshed(api, app):
    """Its token is worth nothing to others."""
    await api.feishu.say(LINK, to="oc_team")
    api.become(api.feishu.app(name="另一个"))

    assert await api.refusal("POST", REFRESH, json={"preview_tokens": [app.token]}) == 230001


async def test_a_preview_is_refreshed_every_five_seconds(api, app):
    """Before that it is refused with 429."""
    await api.feishu.say(LINK, to="oc_team")
    await api.call("POST", REFRESH, json={"preview_tokens": [app.token]})
    await api.feishu.clock.advance(4.9)
    early = await api.refusal("POST", REFRESH, json={"preview_tokens": [app.token]}, status=429)
    await api.feishu.clock.advance(0.1)
    await api.call("POST", REFRESH, json={"preview_tokens": [app.token]})

    assert early == 99991400


async def test_an_app_makes_five_refreshes_within_a_second(api, app):
    """The sixth is refused with 429."""
    for _ in range(6):
        await api.feishu.say(LINK, to="oc_team")
    tokens = [pull["context"]["preview_token"] for pull in app.pulls]
    for token in tokens[:5]:
        await api.call("POST", REFRESH, json={"preview_tokens": [token]})

    assert await api.refusal("POST", REFRESH, json={"preview_tokens": tokens[5:6]}, status=429) == 99991400


async def test_the_card_of_a_preview_can_be_clicked(api, app):
    """The callback says that it is one, and its response changes the card below the link."""
    app.card = CARD
    new = story_card({"tag": "markdown", "content": "已关闭"})
    app.click_response = {"toast": {"type": "success", "content": "好"}, "card": {"type": "raw", "data": new}}
    said = await api.feishu.say(LINK, to="oc_team", by="ou_alice")
    before = api.feishu.card_of(said.message)
    click = await api.feishu.click(said.message, "关闭", by="ou_bob")
    event = app.clicks[0]

    assert before == CARD
    assert click.verdict.ok
    assert event["delivery_type"] == "url_preview"
    assert event["context"] == {
        "open_message_id": said.message.message_id,
        "open_chat_id": "oc_team",
        "url": LINK,
        "preview_token": app.token,
    }
    assert api.feishu.card_of(said.message, by="ou_alice") == new
    assert said.message.text == LINK


async def test_the_card_of_a_preview_takes_delayed_updates(api, app):
    """With the token of the click."""
    app.card = CARD
    said = await api.feishu.say(LINK, to="oc_team")
    await api.feishu.click(said.message, "关闭")
    new = story_card({"tag": "markdown", "content": "稍后"})
    await api.call("POST", "/interactive/v1/card/update", json={"token": app.clicks[0]["token"], "card": new})

    assert api.feishu.card_of(said.message) == new


async def test_a_preview_may_be_a_template(api, app):
    """Its card is filled in; an unknown one fails with its own code."""
    api.feishu.add_template("AAq", story_card({"tag": "markdown", "content": "模板"}))
    app.template = "AAq"
    good = await api.feishu.preview(LINK)
    app.template = "AAx"
    bad = await api.feishu.preview(LINK)

    assert api.feishu.card_of(good.message_id).text == "模板"
    assert bad.verdict.code == 200673
    assert "200380" in bad.verdict.evidence


async def test_a_reset_forgets_the_previews(api, app):
    """A token means nothing any more."""
    await api.feishu.say(LINK, to="oc_team")
    api.feishu.core.reset()

    assert await api.refusal("POST", REFRESH, json={"preview_tokens": [app.token]}) == 230001
