"""Delayed updates over HTTP: when they work, how often, and what refuses them."""

from __future__ import annotations

import json

import pytest

from tests.emulator.tiny_client import answer

BUTTON = {"tag": "button", "text": {"tag": "plain_text", "content": "部署"}, "value": {"sha": "abc"}}
UPDATE = "/interactive/v1/card/update"


def card(text: str, **members):
    """Give a card of JSON 2.0 with one text and one button."""
    return {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": text}, BUTTON]}, **members}


def token_of(delivery) -> str:
    """Give the update token of a callback."""
    token: str = json.loads(delivery.push.payload)["event"]["token"]
    return token


@pytest.fixture
async def clicked(api, connect_locally):
    """A card that was clicked and answered, and its update token."""
    await connect_locally(answer({}))
    message = await api.feishu.send(card("等待"))
    click = await api.feishu.click(message, "部署")
    return message, token_of(click.delivery)


async def test_an_update_after_the_response_replaces_the_card(api, clicked):
    """The answer has no data, and everybody sees the new card."""
    message, token = clicked
    done = await api.call("POST", UPDATE, json={"token": token, "card": card("完成")})

    assert done == {"code": 0, "msg": "ok"}
    assert "完成" in api.feishu.card_of(message, by="ou_bob").text


async def test_a_token_works_twice(api, clicked):
    """The third use is 300040."""
    message, token = clicked
    for step in ("一", "二"):
        await api.call("POST", UPDATE, json={"token": token, "card": card(step)})

    assert await api.refusal("POST", UPDATE, json={"token": token, "card": card("三")}) == 300040
    assert "二" in api.feishu.card_of(message).text


async def test_a_refused_update_costs_no_use(api, clicked):
    """Only an update that was carried out counts."""
    _, token = clicked
    for _ in range(3):
        await api.refusal("POST", UPDATE, json={"token": token, "card": {}})
    for step in ("一", "二"):
        await api.call("POST", UPDATE, json={"token": token, "card": card(step)})


async def test_a_token_lives_30_minutes_by_the_clock(api, clicked):
    """Just before it works, then it is 300030."""
    _, token = clicked
    await api.feishu.clock.advance(1799)
    await api.call("POST", UPDATE, json={"token": token, "card": card("还行")})
    await api.feishu.clock.advance(1)

    assert await api.refusal("POST", UPDATE, json={"token": token, "card": card("太晚")}) == 300030


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"token": "c-unknown"}, 300020),
        ({"token": "nonsense"}, 300020),
        ({"token": None}, 10002),
        ({"card": None}, 10002),
        ({"card": "{}"}, 100030),
        ({"card": {}}, 10002),
        ({"card": card("x" * 31 * 1024)}, 100000),
        ({"card": {"elements": []}}, 200830),
        ({"card": {"config": {"update_multi": True}, "elements": []}}, 200830),
        ({"card": card("x", body={"elements": [{"tag": "action"}]})}, 11311),
        ({"card": card("x", body={"elements": [{"tag": "table"}] * 6})}, 11310),
        ({"card": {"type": "template", "data": {}}}, 11311),
    ],
)
async def test_an_update_that_is_refused_has_its_code(api, clicked, change, code):
    """Every documented refusal, and the card stays as it is."""
    message, token = clicked
    body = {"token": token, "card": card("新"), **change}

    assert await api.refusal("POST", UPDATE, json=body) == code
    assert "等待" in api.feishu.card_of(message).text


async def test_another_app_cannot_use_the_token(api, clicked):
    """A token belongs to the app that was called back."""
    _, token = clicked
    other = api.feishu.app(name="另一个")
    api.token = api.feishu.core.tokens.issue(other.app_id, now=api.feishu.clock.now())[0]

    assert await api.refusal("POST", UPDATE, json={"token": token, "card": card("新")}) == 200310


async def test_a_recalled_card_cannot_be_updated(api, clicked):
    """The code is 200000."""
    message, token = clicked
    message.deleted = True

    assert await api.refusal("POST", UPDATE, json={"token": token, "card": card("新")}) == 200000


async def test_a_template_can_take_the_place_of_the_card(api, clicked):
    """Its card is seen, with the variables filled in."""
    message, token = clicked
    api.feishu.add_template("AAq1", card("你好 ${name}"))
    template = {"type": "template", "data": {"template_id": "AAq1", "template_variable": {"name": "阿丽"}}}
    await api.call("POST", UPDATE, json={"token": token, "card": template})

    assert api.feishu.card_of(message) == card("你好 阿丽")


async def test_an_exclusive_card_is_updated_for_those_who_are_named(api, connect_locally):
    """Without open_ids it is 300090, with a stranger 200320, and the others keep their card."""
    await connect_locally(answer({}))
    old = {"elements": [{"tag": "markdown", "content": "旧"}, {"tag": "action", "actions": [BUTTON]}]}
    new = {"elements": [{"tag": "markdown", "content": "新"}]}
    message = await api.feishu.send(old, to="oc_team")
    token = token_of((await api.feishu.click(message, "部署", by="ou_alice")).delivery)

    assert await api.refusal("POST", UPDATE, json={"token": token, "card": new}) == 300090
    assert await api.refusal("POST", UPDATE, json={"token": token, "card": {**new, "open_ids": ["ou_x"]}}) == 200320
    await api.call("POST", UPDATE, json={"token": token, "card": {**new, "open_ids": ["ou_alice"]}})
    assert api.feishu.card_of(message, by="ou_alice") == new
    assert api.feishu.card_of(message, by="ou_bob") == old


async def test_an_update_before_the_response_snaps_back(api, connect_locally):
    """It is carried out, then the response takes it back, and the verdict says so."""
    seen: list[str] = []

    async def update_first(delivery):
        token = json.loads(delivery.payload)["event"]["token"]
        await api.call("POST", UPDATE, json={"token": token, "card": card("太早")})
        seen.append(api.feishu.card_of(message).text)
        return await answer({"toast": {"type": "info", "content": "好"}})(delivery)

    await connect_locally(update_first)
    message = await api.feishu.send(card("等待"))
    click = await api.feishu.click(message, "部署")

    assert "太早" in seen[0]
    assert "等待" in api.feishu.card_of(message).text
    assert (click.verdict.outcome, click.verdict.rule) == ("ok_advice", "update.early")
    assert click.response.toast is not None


async def test_a_response_with_a_card_wins_over_an_early_update(api, connect_locally):
    """The card of the response stays."""

    async def update_first(delivery):
        token = json.loads(delivery.payload)["event"]["token"]
        await api.call("POST", UPDATE, json={"token": token, "card": card("太早")})
        return await answer({"card": {"type": "raw", "data": card("响应")}})(delivery)

    await connect_locally(update_first)
    message = await api.feishu.send(card("等待"))
    await api.feishu.click(message, "部署")

    assert "响应" in api.feishu.card_of(message).text
