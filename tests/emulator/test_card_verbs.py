"""Templates as a test keeps them: cards, JSON, files."""

from __future__ import annotations

import json

import pytest

from larkline import Card, CardTemplate, Markdown
from tests.emulator.tiny_client import TinyApp, answer

EXPORT = {"name": "问候", "dsl": {"elements": [{"tag": "markdown", "content": "${a}"}]}, "variables": [{"name": "a"}]}


async def test_a_template_comes_from_a_card_or_from_a_file(local, tmp_path):
    """What the card builder exports is read as it is."""
    file = tmp_path / "card.card"
    file.write_text(json.dumps(EXPORT), encoding="utf-8")
    local.add_template("built", Card(elements=[Markdown("你好 ${a}")]))
    local.add_template("exported", file)
    texts = [
        local.card_of(await local.send(CardTemplate(template_id, variables={"a": "阿丽"}))).text
        for template_id in ("built", "exported")
    ]

    assert texts == ["你好 阿丽", "阿丽"]
    assert [template.template_id for template in local.templates()][-2:] == ["built", "exported"]


@pytest.mark.parametrize("text", ["[]", "{", "{}"])
async def test_a_file_without_a_card_is_refused(local, tmp_path, text):
    """The error says so."""
    file = tmp_path / "card.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match="JSON"):
        local.add_template("A", file)


async def test_a_template_may_belong_to_one_app(local):
    """Another one is answered 200381."""
    other = local.app(name="另一个")
    local.add_template("A", {"elements": [{"tag": "hr"}]}, app_ids=[other.app_id])
    message = await local.send(CardTemplate("A"), app_id=other.app_id)

    assert local.card_of(message) == {"elements": [{"tag": "hr"}]}
    with pytest.raises(Exception, match="200381"):
        await local.send(CardTemplate("A"))


async def test_the_alarm_of_the_sample_bot_can_be_resolved(local, connect_locally):
    """Its form sends the notes, and the response shows the third template."""
    variables = {"alarm_time": "10:00", "complete_time": "10:05", "open_id": "ou_alice", "notes": "重启"}
    resolved = {"type": "template", "data": {"template_id": "alert_resolved_card", "template_variable": variables}}
    client = await connect_locally(answer({"card": resolved}))
    message = await local.send(CardTemplate("alert_card", variables={"alarm_time": "10:00"}))
    click = await local.submit(message, {"notes_input": "重启"}, button="已处理")
    action = json.loads(client.received[-1].payload)["event"]["action"]

    assert click.verdict.ok
    assert action["form_value"] == {"notes_input": "重启"}
    assert action["value"] == {"action": "complete_alarm", "time": "10:00"}
    assert "已解决" in local.card_of(message).text
    assert "重启" in local.card_of(message).text


async def test_a_click_on_a_new_card_is_not_answered_by_a_template_of_the_old_kind(local):
    """As by such a card itself: 200830, and the card stays."""
    local.add_template("AAold", {"elements": [{"tag": "markdown", "content": "old"}]})
    new = {
        "schema": "2.0",
        "body": {
            "elements": [
                {
                    "tag": "button",
                    "text": {"tag": "plain_text", "content": "Go"},
                    "behaviors": [{"type": "callback", "value": {"a": 1}}],
                }
            ]
        },
    }
    body = {"card": {"type": "template", "data": {"template_id": "AAold"}}}
    async with local.running(TinyApp(answer(body))):
        message = await local.send(new)
        click = await local.click(message, "Go")

    assert (click.verdict.code, click.verdict.rule) == (200830, "response.schema")
    assert local.card_of(message) == new
