"""Tests of judging a reply through the control API."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from tests.emulator.stories import button
from tests.emulator.tiny_client import TinyApp, answer


async def post(served, **body: Any) -> httpx2.Response:
    """Ask for a verdict."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:
        return await client.post("/api/v1/replies/check", json=body)


async def test_a_reply_is_judged_without_a_delivery(served):
    """It says what a person would have seen and mends it; nothing is delivered."""
    answer = await post(served, kind="card.action.trigger", reply={"toast": "好"})
    verdict = answer.json()

    assert answer.status_code == 200
    assert (verdict["outcome"], verdict["code"], verdict["rule"]) == ("failed", 200672, "response.shape")
    assert verdict["got"] == '"好"'
    assert verdict["example"] == {"toast": {"type": "info", "content": "好"}}
    assert served.deliveries() == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"kind": "toast", "reply": {}}, "kind: 'toast' is not known"),
        ({"kind": "event"}, "reply is missing"),
        ({"kind": "event", "reply": {}, "elapsed": -1}, "elapsed is -1"),
        ({"kind": "event", "reply": {}, "door": "back"}, "door: 'back' is not known"),
    ],
)
async def test_what_makes_no_sense_is_refused(served, body, problem):
    """With what was wrong."""
    answer = await post(served, **body)

    assert answer.status_code == 400
    assert answer.json()["message"] == problem


async def test_a_reply_is_judged_as_this_platform_would(served):
    """With its templates, and without the rules that are switched off in it."""
    served.add_template("AAq1", {"elements": [{"tag": "markdown", "content": "好"}]})
    known, unknown = [
        await post(
            served, kind="card.action.trigger", reply={"card": {"type": "template", "data": {"template_id": id_}}}
        )
        for id_ in ("AAq1", "AAq2")
    ]
    listed = await post(served, kind="card.action.trigger", reply=[])
    late = await post(served, kind="card.action.trigger", reply={}, elapsed=3.5)

    assert known.json()["outcome"] == "ok"
    assert (unknown.json()["code"], unknown.json()["evidence"][:21]) == (200673, "$.card.data: 200380 t")
    assert (listed.json()["code"], late.json()["code"]) == (200672, 200341)


async def test_a_rule_that_is_off_stays_off():
    """The emulator's switched-off rules count for replies that somebody writes, too."""
    async with Emulator(seed=1, rules_off={"response.shape"}) as feishu:
        await feishu.serve()
        answer = await post(feishu, kind="card.action.trigger", reply={"toast": "好"})

    assert answer.json()["outcome"] == "ok"


async def test_a_reply_is_judged_for_the_card_that_was_clicked(served):
    """Told which delivery it answers, it knows the version of the card: a card of JSON 1.0 cannot follow one of 2.0."""
    shown = {"schema": "2.0", "body": {"elements": [button("同意")]}}
    async with served.running(TinyApp(answer({}))):
        click = await served.click(await served.send(shown, to="oc_team"), "同意", by="ou_alice")
    old = {"card": {"type": "raw", "data": {"elements": [{"tag": "markdown", "content": "好"}]}}}
    alone = await post(served, kind="card.action.trigger", reply=old)
    answering = await post(served, kind="card.action.trigger", reply=old, delivery=click.delivery.id)

    assert alone.json()["outcome"] == "ok"
    assert answering.json()["code"] == 200830
