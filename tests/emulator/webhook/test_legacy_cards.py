"""Clicks on cards of JSON 1.0 in the older form, ``card.action.trigger_v1``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.emulator.webhook.legacy_cards import legacy_card, legacy_viewers
from larkline.payloads.toast import Toast
from tests.emulator.hook_app import HookAnswered, HookApp
from tests.emulator.hook_server import answering, http, serving
from tests.emulator.stories import CARD, button


def old_card(text: str = "旧", **members: Any) -> dict[str, Any]:
    """Give a card of JSON 1.0 with a button and a date picker."""
    actions = [button("同意", value={"k": "v"}), {"tag": "date_picker", "placeholder": {"tag": "plain_text"}}]
    return {"elements": [{"tag": "markdown", "content": text}, {"tag": "action", "actions": actions}], **members}


OLD = old_card()
NEW = {"elements": [{"tag": "markdown", "content": "新"}]}


@pytest.fixture
def feishu(local):
    """An emulator whose app wants the older form."""
    local.configure(legacy_cards=True)
    return local


def answers(*bodies: object) -> HookApp:
    """Give an app that answers these bodies, one after the other; bytes as they are."""
    rest = iter(bodies)

    async def answer(_headers: dict[str, str], _body: bytes) -> HookAnswered:
        body = next(rest)
        return HookAnswered(200, body if isinstance(body, bytes) else json.dumps(body).encode())

    return HookApp(answer)


async def test_the_body_is_flat_and_signed_in_its_own_way(feishu):
    """Who, where, what and the update token, without an envelope; the headers name the click."""
    app = answers({"toast": {"type": "info", "content": "好"}})
    async with feishu.running(app, webhook=True):
        message = await feishu.send(OLD)
        click = await feishu.click(message, "同意", by="ou_bob")

    [request] = app.requests
    body = json.loads(app.payload(request))
    token = body.pop("token")
    assert body == {
        "open_id": "ou_bob",
        "user_id": "bob",
        "open_message_id": message.message_id,
        "open_chat_id": "oc_team",
        "tenant_key": feishu.core.world.tenant_key,
        "action": {"value": {"k": "v"}, "tag": "button"},
    }
    assert token.startswith("c-")
    assert request[0]["X-Refresh-Token"]
    assert click.delivery.type == "card.action.trigger_v1"
    assert click.verdict.outcome == "ok"
    assert click.response.toast == Toast.info("好")
    assert click.response.card is None


async def test_a_picked_date_is_told_with_its_zone(feishu):
    """The action holds what the newer form holds."""
    app = answers({})
    async with feishu.running(app, webhook=True):
        await feishu.select(await feishu.send(OLD), "date_picker", "2026-12-01")

    action = json.loads(app.requests[0][1])["action"]
    assert action == {"tag": "date_picker", "option": "2026-12-01 +0800", "timezone": "Asia/Shanghai"}


async def test_cards_of_json_2_and_apps_without_the_setting_use_the_newer_form(feishu):
    """Cards of JSON 2.0 know nothing else; without the setting no card does."""
    app = answers({}, {})
    async with feishu.running(app, webhook=True):
        new = await feishu.click(await feishu.send(CARD), "同意")
        feishu.configure(legacy_cards=False)
        old = await feishu.click(await feishu.send(OLD), "同意")

    assert (new.delivery.type, old.delivery.type) == ("card.action.trigger", "card.action.trigger")


@pytest.mark.parametrize("body", [b"", {}, {"msg": "success"}])
async def test_nothing_and_what_sdks_say_instead_leave_the_card(body, feishu):
    """An empty answer, an empty object, and the default of the official SDKs are all right."""
    async with feishu.running(answers(body), webhook=True):
        message = await feishu.send(OLD)
        click = await feishu.click(message, "同意")

    assert click.verdict.outcome == "ok"
    assert feishu.card_of(message, by="ou_alice") == OLD


async def test_the_card_stands_at_the_top(feishu):
    """It is shown together with the toast; without update_multi only to the person who clicked."""
    async with feishu.running(answers({**NEW, "toast": {"type": "success", "content": "好"}}), webhook=True):
        message = await feishu.send(OLD)
        click = await feishu.click(message, "同意", by="ou_alice")

    assert click.verdict.outcome == "ok"
    assert click.response.toast == Toast.success("好")
    assert click.response.card == NEW
    assert feishu.card_of(message, by="ou_alice") == NEW
    assert feishu.card_of(message, by="ou_bob") == OLD


async def test_a_shared_card_changes_for_everybody(feishu):
    """When both, the old and the new one, are shared."""
    shared: dict[str, Any] = {"config": {"update_multi": True}}
    async with feishu.running(answers({**NEW, **shared}), webhook=True):
        message = await feishu.send(old_card(**shared))
        await feishu.click(message, "同意", by="ou_alice")

    assert feishu.card_of(message) == {**NEW, **shared}
    assert feishu.card_of(message, by="ou_bob") == {**NEW, **shared}


async def test_open_ids_say_who_sees_an_exclusive_card(feishu):
    """Not the person who clicked, unless named."""
    async with feishu.running(answers({**NEW, "open_ids": ["ou_bob"]}), webhook=True):
        message = await feishu.send(OLD)
        click = await feishu.click(message, "同意", by="ou_alice")

    assert click.verdict.outcome == "ok"
    assert click.response.card == NEW
    assert feishu.card_of(message, by="ou_bob") == NEW
    assert feishu.card_of(message, by="ou_alice") == OLD


async def test_a_template_is_named_at_the_top(feishu):
    """With its type and data; people see its card."""
    feishu.add_template("AAq1", {"elements": [{"tag": "markdown", "content": "${a}"}]})
    template = {"type": "template", "data": {"template_id": "AAq1", "template_variable": {"a": "b"}}}
    async with feishu.running(answers({**template, "toast": {"type": "info", "content": "好"}}), webhook=True):
        message = await feishu.send(OLD)
        click = await feishu.click(message, "同意")

    assert click.verdict.outcome == "ok"
    assert feishu.card_of(message, by="ou_alice") == {"elements": [{"tag": "markdown", "content": "b"}]}


@pytest.mark.parametrize(
    ("body", "code", "rule"),
    [
        ({"card": {"type": "raw", "data": NEW}}, 200673, "response.card"),
        ({"status": "ok"}, 200673, "response.card"),
        ({"elements": [{"tag": "markdown", "content": "x" * 31_000}]}, 200673, "response.card"),
        ({"type": "template", "data": {}}, 200673, "response.card"),
        ({"open_ids": "ou_bob", **NEW}, 200673, "response.card"),
        ({"toast": "好"}, 200672, "response.shape"),
        (b"<html>", 200672, "response.json"),
        (b"[]", 200672, "response.shape"),
    ],
)
async def test_a_wrong_answer_has_its_code(body, code, rule, feishu):
    """What is no toast has to be a card: 200673; what is no object 200672."""
    async with feishu.running(answers(body), webhook=True):
        message = await feishu.send(OLD)
        click = await feishu.click(message, "同意")

    assert (click.verdict.code, click.verdict.rule) == (code, rule)
    assert feishu.card_of(message, by="ou_alice") == OLD


async def test_a_click_keeps_its_refresh_token_until_it_was_answered(feishu):
    """A second click after a failed one has the same one; after an answer it is new."""
    app = answers(b"<html>", {}, {})
    async with feishu.running(app, webhook=True):
        message = await feishu.send(OLD)
        for _ in range(3):
            await feishu.click(message, "同意")

    one, two, three = [headers["X-Refresh-Token"] for headers, _ in app.requests]
    assert one == two != three


async def test_the_update_token_of_an_old_card_updates_it(feishu):
    """It is the same kind of token, used in the same way."""
    async with feishu.running(answers({}), webhook=True):
        message = await feishu.send(old_card(config={"update_multi": True}))
        await feishu.click(message, "同意")
        token = json.loads(feishu.deliveries()[0].push.payload)["token"]
        card = {**NEW, "config": {"update_multi": True}}
        feishu.core.cards.update(feishu.app(), {"token": token, "card": card}, now=1.0, at=1.0)

    assert feishu.card_of(message) == card


async def test_without_an_address_the_click_fails(feishu):
    """The older form has no other way, even when the app has a long connection."""
    click = await feishu.click(await feishu.send(OLD), "同意")

    assert (click.verdict.code, click.verdict.rule) == (200340, "webhook.no_url")


async def test_over_the_network_it_goes_to_its_own_address(local):
    """Saving one switches the older form on; the address check there is encrypted, the callback is not."""
    key = local.app().encrypt_key

    async def answer(_request: object) -> bytes:
        return http({})

    async with serving(answering(key, answer)) as server:
        await local.save_webhook(card_url=server.url("/card"))
        click = await local.click(await local.send(OLD), "同意")

    check, request = server.requests
    assert (click.verdict.outcome, click.delivery.url) == ("ok", server.url("/card"))
    assert list(check.json) == ["encrypt"]
    assert request.json["open_id"] == "ou_alice"
    assert len(request.headers["X-Lark-Signature"]) == 40


async def test_it_can_be_triggered(feishu):
    """With fields and paths of its flat body; the message it names is there to be updated."""
    app = answers({})
    async with feishu.running(app, webhook=True):
        answered = await feishu.trigger(
            "card.action.trigger_v1", paths={"action.value": {"a": 1}, "action.name": "b"}, open_id="ou_bob"
        )

    body = json.loads(app.payload(app.requests[0]))
    assert answered.verdict.outcome == "ok"
    assert body["open_id"] == "ou_bob"
    assert body["action"] == {"value": {"a": 1}, "tag": "button", "name": "b"}
    assert feishu.core.world.message(body["open_message_id"]).sender_id == feishu.app().app_id
    assert feishu.core.update_tokens.find(body["token"]) is not None


def test_what_of_a_response_is_the_card():
    """Everything but the toast, the readers and the word that all is well."""
    assert legacy_card({"toast": {}, "open_ids": [], "msg": "success"}) is None
    assert legacy_card({"toast": {}, **NEW}) == NEW


@pytest.mark.parametrize(
    ("open_ids", "viewers"),
    [(None, []), ([], []), (["ou_b", 1, "ou_c"], ["ou_b", "ou_c"]), ("ou_b", [])],
)
def test_who_sees_the_card_of_a_response(open_ids, viewers):
    """Those it names, if it names any."""
    assert legacy_viewers({"open_ids": open_ids}) == viewers
