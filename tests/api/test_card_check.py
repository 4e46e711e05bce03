"""Cards are checked before they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.api import card_check
from larkline.api.calls import card_update, message_reply, message_send, message_update
from larkline.cards import Card, CardTemplate
from larkline.errors import InvalidCard

BAD = {"schema": "2.0", "body": {"elements": [{"tag": "action", "actions": []}, {"tag": "markdown"}]}}
NEW = {"schema": "2.0", "body": {"elements": [{"tag": "hologram", "glow": True}]}}


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch):
    """Each test begins as a process does."""
    monkeypatch.setattr(card_check, "_told", set())


@pytest.mark.parametrize(
    "send",
    [
        lambda card: message_send(card, to="oc_1"),
        lambda card: message_reply("om_1", card),
        lambda card: message_update("om_1", card),
        lambda card: card_update("c-1", card),
    ],
    ids=["send", "reply", "update", "cards.update"],
)
@pytest.mark.parametrize("card", [BAD, Card.from_dict(BAD)], ids=["dict", "Card"])
def test_what_the_platform_would_refuse_is_not_sent(send, card):
    """All documented problems come with the error, with the codes of the platform."""
    with pytest.raises(InvalidCard) as caught:
        send(card)

    assert [(problem.id, problem.path, problem.code) for problem in caught.value.problems] == [
        ("E_TAG_REMOVED", "/body/elements/0", 200861),
        ("E_REQUIRED", "/body/elements/1", 200621),
    ]


def test_what_may_be_new_is_sent_with_one_warning(caplog):
    """An unknown component is the platform's business; it is said once."""
    for _ in range(3):
        assert message_send(NEW, to="oc_1").json["content"] == Card.from_dict(NEW).to_json().decode()

    assert [record.message for record in caplog.records] == [
        (
            "a card is sent although: /body/elements/0: there is no component “hologram”; "
            "see the catalogue of components: larkline.cards"
        )
    ]


def test_warnings_do_not_pile_up(caplog):
    """After a thousand different remarks there is silence."""
    for number in range(1100):
        card_check.check_before_sending({"schema": "2.0", "body": {"elements": [{"tag": f"x{number}"}]}})

    assert len([record for record in caplog.records if record.name == "larkline.api"]) == 1000


@pytest.mark.parametrize(
    "reference",
    [
        CardTemplate("AAq", variables={"a": 1}),
        {"type": "template", "data": {"template_id": "AAq"}},
        {"type": "card", "data": {"card_id": "735"}},
    ],
    ids=["class", "template", "entity"],
)
def test_a_good_reference_passes(reference, caplog):
    """What it refers to is on the platform."""
    message_send(reference, to="oc_1")

    assert caplog.records == []


def test_a_bad_reference_does_not():
    """The id of a template is a text."""
    reference: dict[str, Any] = {"type": "template", "data": {"template_id": 3}}
    with pytest.raises(InvalidCard, match="/data/template_id: template_id is a text, not an integer"):
        message_send(reference, to="oc_1")
