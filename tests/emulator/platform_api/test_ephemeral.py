"""Cards that one person sees: who does, who does not, and how they go."""

from __future__ import annotations

import json

import pytest

from larkline.emulator.errors import EmulatorError
from tests.emulator.stories import CARD, card
from tests.emulator.tiny_client import answer

SEND, DELETE = "/ephemeral/v1/send", "/ephemeral/v1/delete"
BODY = {"chat_id": "oc_team", "open_id": "ou_alice", "msg_type": "interactive", "card": CARD}


async def test_a_card_is_shown_to_one_person(api):
    """Nobody else sees it, and no call reads it."""
    sent = await api.call("POST", SEND, json=BODY)
    message_id = sent["data"]["message_id"]

    assert api.feishu.card_of(message_id, by="ou_alice") == CARD
    with pytest.raises(EmulatorError, match="not shown to ou_bob"):
        api.feishu.card_of(message_id, by="ou_bob")
    assert await api.refusal("GET", f"/im/v1/messages/{message_id}") == 230001
    assert await api.refusal("PATCH", f"/im/v1/messages/{message_id}", json={"content": json.dumps(CARD)}) == 230001


async def test_the_person_can_click_it(api, connect_locally):
    """The response changes what they see."""
    new = card({"tag": "markdown", "content": "好"})
    await connect_locally(answer({"card": {"type": "raw", "data": new}}))
    sent = await api.call("POST", SEND, json=BODY)
    click = await api.feishu.click(sent["data"]["message_id"], "同意", by="ou_alice")

    assert click.verdict.ok
    assert api.feishu.card_of(sent["data"]["message_id"], by="ou_alice") == new


async def test_it_is_deleted_once(api):
    """The second time it is 18051; another message is 230001."""
    sent = await api.call("POST", SEND, json=BODY)
    ordinary = await api.send(json.dumps({"text": "字"}))
    body = {"message_id": sent["data"]["message_id"]}
    await api.call("POST", DELETE, json=body)

    assert api.feishu.messages("oc_team")[0].message_id == ordinary["message_id"]
    assert await api.refusal("POST", DELETE, json=body) == 18051
    assert await api.refusal("POST", DELETE, json={"message_id": ordinary["message_id"]}) == 230001


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"chat_id": "oc_alice"}, 230001),
        ({"chat_id": "oc_nothing"}, 230001),
        ({"open_id": "ou_nobody"}, 230001),
        ({"open_id": ""}, 230001),
        ({"open_id": "", "user_id": "alice"}, 0),
        ({"msg_type": "text"}, 230001),
        ({"card": "{}"}, 230001),
        ({"card": card({"tag": "note", "elements": []})}, 230099),
        ({"card": {"type": "template", "data": {"template_id": "welcome_card"}}}, 0),
    ],
)
async def test_what_cannot_be_shown_is_refused(api, change, code):
    """Only cards, only in groups, only to somebody who is there."""
    answered = await api.call("POST", SEND, json={**BODY, **change}, status=400 if code else 200)

    assert answered["code"] == code
