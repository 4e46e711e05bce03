"""What comes after the response."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline.cards.card import Card
from larkline.cards.components import Markdown
from larkline.clock import settle
from larkline.errors import (
    InvalidRequest,
    InvalidResponse,
    MissingCredentials,
    PlatformBroken,
    RateLimited,
    UpdateTokenSpent,
)
from larkline.payloads.responses import CardActionResponse
from larkline.payloads.toast import Toast
from tests.dispatch.desk import Desk, action, event, old_action, preview

TOAST = Toast.success("ok")


def card(text: str) -> Card:
    """Make a card that says *text*."""
    return Card(elements=[Markdown(text)])


def yielding(desk: Desk, *items: Any) -> None:
    """Register a handler that yields these, one after another."""

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        for item in items:
            yield item


def slow(desk: Desk, result: Any) -> asyncio.Event:
    """Register a handler that gives its result when it is told."""
    go = asyncio.Event()

    async def handler(payload):
        await go.wait()
        return result

    desk.router.on_card_action()(handler)
    desk.router.on_url_preview()(handler)
    desk.router.on_event()(handler)
    return go


async def overdue(desk: Desk, payload: bytes, go: asyncio.Event) -> None:
    """Hand in a delivery, let the deadline pass, and then let its handler finish."""
    handling = await desk.push(payload)
    assert handling is not None
    await handling.overdue()
    go.set()
    await settle()


async def test_each_card_yielded_later_is_an_update():
    """The first two by the token, 0.3 s after the response at the earliest, the others by the message's id."""
    desk = Desk()
    cards = [card(str(number)) for number in range(4)]
    yielding(desk, TOAST, *cards)
    await desk.clock.advance(10.0)
    await desk.push(action())
    before = list(desk.api.updates)
    await desk.clock.advance(0.29)
    still = list(desk.api.updates)
    await desk.clock.advance(0.02)

    assert (before, still) == ([], [])
    assert [(way, key, shown) for way, key, shown, _ in desk.api.updates] == [
        ("token", "c-1", cards[0].to_dict()),
        ("token", "c-1", cards[1].to_dict()),
        ("message", "om_1", cards[2].to_dict()),
        ("message", "om_1", cards[3].to_dict()),
    ]
    assert desk.api.updates[0][3] == pytest.approx(10.3)
    assert (desk.count("late_updates"), desk.failed) == (4, [])


async def test_the_card_of_a_late_answer_is_an_update():
    """A handler that returns after the deadline still changes the card."""
    desk = Desk()
    go = slow(desk, CardActionResponse(card=card("done")))
    await overdue(desk, action(), go)
    await desk.clock.advance(0.3)

    assert [shown for _, _, shown, _ in desk.api.updates] == [card("done").to_dict()]
    assert desk.body()["toast"]["type"] == "info"


async def test_old_cards_are_updated_late_too():
    """An old card callback has an update token with the same budget; its card is sent without a wrapper."""
    desk = Desk()

    @desk.router.on_legacy_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        yield card("x")
        yield {"elements": []}

    await desk.push(old_action(token="c-old"), kind="legacy_card")
    await desk.clock.advance(1.0)

    assert desk.body() == {"toast": {"type": "success", "content": "ok"}}
    assert [(way, key, shown) for way, key, shown, _ in desk.api.updates] == [
        ("token", "c-old", card("x").to_dict()),
        ("token", "c-old", {"elements": []}),
    ]


@pytest.mark.parametrize(
    ("late", "seen_by"),
    [
        (card("x"), None),
        ({"card": {"type": "raw", "data": {"elements": [{"tag": "hr"}]}}}, ["ou_alice"]),
        ({"card": {"type": "raw", "data": {"config": {"update_multi": False}, "elements": []}}}, ["ou_alice"]),
        ({"card": {"type": "raw", "data": {"config": {"update_multi": True}, "elements": []}}}, None),
        ({"card": {"type": "template", "data": {"template_id": "AAq1"}}}, None),
    ],
)
async def test_an_exclusive_card_is_updated_for_who_acted(late, seen_by):
    """A card of JSON 1.0 that is not shared needs to be told who sees the update; the platform refuses it otherwise."""
    desk = Desk()
    yielding(desk, TOAST, late)
    await desk.push(action())
    await desk.clock.advance(1.0)

    assert desk.api.seen_by == [seen_by]


async def test_a_late_toast_is_dropped_with_one_warning(caplog):
    """Nobody can see it; the warning says what to write instead, once for each delivery."""
    desk = Desk()
    yielding(desk, TOAST, TOAST, CardActionResponse(toast=TOAST, card=card("x")), TOAST)
    await desk.push(action())
    await desk.clock.advance(1.0)

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "yield the toast first" in caplog.text
    assert "m1" in caplog.text
    assert (desk.count("late_dropped"), desk.count("late_updates"), desk.failed) == (3, 1, [])


@pytest.mark.parametrize("result", [None, {}, CardActionResponse()], ids=["None", "dict", "response"])
async def test_a_late_nothing_is_nothing(result, caplog):
    """Who has nothing to say after the deadline needs no update and no warning."""
    desk = Desk()
    yielding(desk, TOAST, result)
    await desk.push(action())

    assert caplog.records == []
    assert desk.api.updates == []


async def test_an_invalid_late_card_is_told_and_the_work_goes_on(caplog):
    """The platform would refuse it, so it is not sent; the next one is."""
    desk = Desk()
    steps: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        yield {"card": {"type": "raw"}}
        steps.append("went on")
        yield card("x")

    await desk.push(action())
    await desk.clock.advance(1.0)

    assert steps == ["went on"]
    assert (desk.count("invalid_responses"), desk.count("late_updates")) == (1, 1)
    assert [type(error) for _, error in desk.failed] == [InvalidResponse]
    assert "gave an invalid response after its response had left" in caplog.text


async def test_late_cards_follow_the_same_checks():
    """The version of the card in the message counts, doubts are told once, and the checks can be switched off."""
    old = {"card": {"type": "raw", "data": {"elements": []}}}
    desks = [Desk(), Desk(check_responses="off")]
    for desk in desks:
        desk.dispatcher.card_sent("om_1", "2.0")
        yielding(desk, TOAST, old, {**old, "doubt": 1})
        await desk.push(action())
        await desk.clock.advance(1.0)

    assert [len(desk.api.updates) for desk in desks] == [0, 2]
    assert [desk.count("invalid_responses") for desk in desks] == [2, 0]


async def test_late_cards_can_be_dropped(caplog):
    """late_responses="drop" makes no call and says so."""
    desk = Desk(late_responses="drop")
    yielding(desk, TOAST, card("x"))
    await desk.push(action())
    await desk.clock.advance(1.0)

    assert desk.api.updates == []
    assert (desk.count("late_dropped"), desk.failed) == (1, [])
    assert "late_responses='drop'" in caplog.text


REFUSED = InvalidRequest(code=230_000, msg="not a shared card")
LIMITED = RateLimited(code=99991400, msg="slow down")


@pytest.mark.parametrize(
    ("failures", "message_id", "told"),
    [
        ([UpdateTokenSpent(code=1, msg="spent")], "", UpdateTokenSpent),
        ([UpdateTokenSpent(code=1, msg="spent"), LIMITED], "om_1", RateLimited),
        ([REFUSED], "om_1", InvalidRequest),
        ([PlatformBroken(code=None, msg="gone")], "om_1", PlatformBroken),
        ([MissingCredentials("no app id")], "om_1", MissingCredentials),
        ([RuntimeError("this client is closed")], "om_1", RuntimeError),
    ],
    ids=["no message", "limited", "refused", "broken", "no credentials", "closed"],
)
async def test_a_card_that_cannot_be_delivered_is_logged_and_told(failures, message_id, told, caplog):
    """Nothing is lost silently, and the handler's work goes on."""
    desk = Desk()
    yielding(desk, TOAST, card("x"), card("y"))
    desk.api.failures = [*failures]
    await desk.push(action(message_id=message_id))
    await desk.clock.advance(1.0)

    assert [type(error) for _, error in desk.failed] == [told]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "m1" in caplog.text
    assert (desk.count("late_lost"), desk.count("late_updates"), desk.count("failed")) == (1, 1, 0)
    assert ("without credentials" in caplog.text) is (told is MissingCredentials)


async def test_without_credentials_no_client_is_made():
    """The clients may already refuse when they are asked for."""
    desk = Desk()
    yielding(desk, TOAST, card("x"))

    def refuse(_: str) -> Any:
        raise MissingCredentials("no app id")

    desk.dispatcher.late._updater = refuse
    await desk.push(action())

    assert [type(error) for _, error in desk.failed] == [MissingCredentials]


async def test_a_late_card_is_sent_for_the_tenant_of_its_callback():
    """A store app speaks for the tenant in which somebody clicked."""
    desk = Desk()
    yielding(desk, TOAST, card("x"))
    await desk.push(action(tenant_key="t2"))
    await desk.clock.advance(1)

    assert desk.asked_for == ["t2"]


async def test_a_callback_without_a_token_is_updated_by_its_message():
    """There is nothing to spend, and nothing to wait for."""
    desk = Desk()
    yielding(desk, TOAST, card("x"))
    await desk.push(action(token=""))

    assert [(way, key) for way, key, *_ in desk.api.updates] == [("message", "om_1")]


async def test_neither_token_nor_message_is_lost_loudly():
    """Whoever waits for the card is told that it cannot come."""
    desk = Desk()
    yielding(desk, TOAST, card("x"))
    desk.api.failures = [ValueError("the update token is empty")]
    await desk.push(action(token="", message_id=""))

    assert desk.count("late_lost") == 1


async def test_a_late_link_preview_of_nothing_needs_no_warning(caplog):
    """A handler that leaves the link alone may do so late."""
    desk = Desk()
    go = slow(desk, None)
    caplog.set_level(logging.ERROR)
    await overdue(desk, preview(), go)

    assert (desk.body(), desk.count("late_dropped"), caplog.records) == ({}, 0, [])


async def test_a_late_event_needs_nothing(caplog):
    """It was acknowledged, its handler is done: no warning, no update."""
    desk = Desk()
    go = slow(desk, None)
    caplog.set_level(logging.ERROR)
    await overdue(desk, event(), go)

    assert [response.status for response in desk.responses()] == [200]
    assert (desk.count("late_dropped"), desk.failed, caplog.records) == (0, [], [])


async def test_a_drain_gives_late_cards_their_time():
    """A card that is yielded while the app stops still goes out."""
    desk = Desk()
    yielding(desk, TOAST, card("x"))
    await desk.push(action())
    draining = asyncio.ensure_future(desk.dispatcher.drain(10.0))
    await desk.clock.advance(1.0)

    assert await draining == 0
    assert len(desk.api.updates) == 1
