"""What changes a card, without HTTP: responses, update tokens, the lock during a click."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.clock import ManualClock
from larkline.emulator.core import Core
from larkline.emulator.delivery.pushes import CARD_ACTION, Push
from larkline.emulator.failures import ApiFailure
from larkline.emulator.world.messaging import Draft

OLD = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "旧"}]}}
NEW = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "新"}]}}


class Story:
    """One card in the group, clicked once by 阿丽."""

    def __init__(self, card: dict[str, Any]) -> None:
        core = Core(seed=1, clock=ManualClock())
        self.tokens = core.update_tokens
        self.cards = core.cards
        self.app = core.world.app()
        draft = Draft(message_type="interactive", content=json.dumps(card))
        self.message = core.messaging.create(
            self.app, draft, receive_id="oc_team", receive_id_type="chat_id", now=0.0, at=0.0
        )
        self.click = Push(
            app_id=self.app.app_id,
            type=CARD_ACTION,
            event_id="e1",
            payload=b"{}",
            message_id=self.message.message_id,
            open_id="ou_alice",
        )
        self.tokens.issue(
            "c-1",
            app_id=self.app.app_id,
            message_id=self.message.message_id,
            open_id="ou_alice",
            event_id="e1",
            now=0.0,
        )

    def update(self, card: dict[str, Any], *, now: float = 1.0) -> None:
        """Carry out a delayed update."""
        self.cards.update(self.app, {"token": "c-1", "card": card}, now=now, at=now)


@pytest.fixture
def story():
    """A shared card."""
    return Story(OLD)


def test_a_card_is_locked_from_the_click_to_its_end(story):
    """The lock belongs to the message that was clicked."""
    before = story.cards.is_locked(story.message.message_id)
    story.cards.begun(story.click)
    during = story.cards.is_locked(story.message.message_id)
    story.cards.concluded(story.click)

    assert (before, during, story.cards.is_locked(story.message.message_id)) == (False, True, False)


def test_the_card_of_a_response_replaces_the_old_one(story):
    """Without a card in the response nothing changes."""
    story.cards.apply(story.click, {"toast": {}})
    untouched = story.message.card_for(story.click.open_id)
    story.cards.apply(story.click, {"card": {"type": "raw", "data": NEW}})

    assert untouched == OLD
    assert story.message.card == NEW


def test_an_exclusive_card_is_replaced_for_one_person():
    """Everybody else keeps what was sent."""
    story = Story({"elements": [{"tag": "hr"}]})
    story.cards.apply(story.click, {"card": {"type": "raw", "data": {"elements": []}}})

    assert story.message.card_for("ou_alice") == {"elements": []}
    assert story.message.card_for("ou_bob") == {"elements": [{"tag": "hr"}]}


def test_an_early_update_snaps_back_when_the_response_comes(story):
    """Two early updates give way to the card as it was before both."""
    story.cards.begun(story.click)
    story.update(NEW)
    story.update({"schema": "2.0", "body": {"elements": []}})
    early = story.cards.responded(story.click)

    assert early
    assert story.message.card == OLD


def test_an_update_after_the_response_stays(story):
    """The ordinary order is no race."""
    story.cards.begun(story.click)
    early = story.cards.responded(story.click)
    story.cards.concluded(story.click)
    story.update(NEW)

    assert not early
    assert story.message.card == NEW
    assert story.message.updated


def test_the_version_of_the_clicked_card_is_told(story):
    """That of a template is the version of its card; an event has no card."""
    with_template = Story({"type": "template", "data": {"template_id": "alert_card", "template_variable": {}}})
    event = Push(app_id="a", type="add_bot", event_id="e", payload=b"{}", message_id=story.message.message_id)

    assert story.cards.card_schema(story.click) == "2.0"
    assert with_template.cards.card_schema(with_template.click) == "2.0"
    assert story.cards.card_schema(event) is None


@pytest.mark.parametrize(("now", "code"), [(1799.9, None), (1800.0, 300030)])
def test_the_token_ends_after_30_minutes(story, now, code):
    """To the tenth of a second."""
    found = None
    try:
        story.update(NEW, now=now)
    except ApiFailure as failure:
        found = failure.code

    assert found == code
