"""Deliveries in, handlers found, responses out."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from larkline.cards.card import Card
from larkline.cards.components import Markdown
from larkline.clock import settle
from larkline.dispatch.situation import Situation
from larkline.errors import MalformedDelivery
from larkline.payloads.card_action import CardAction, CardValue
from larkline.payloads.event import Event
from larkline.payloads.legacy_card_action import LegacyCardAction
from larkline.payloads.message import MessageReceived
from larkline.payloads.url_preview import UrlPreview
from larkline.wire.delivery import Delivery, Response
from tests.dispatch.desk import (
    TOAST,
    Approve,
    Desk,
    action,
    event,
    everything,
    message,
    old_action,
    preview,
    recorder,
)
from tests.payloads.shapes import changed, compact, payload_vectors, sample, vectors
from tests.payloads.test_damaged_payloads import damaged

TYPES = {"card.action.trigger": CardAction, "url.preview.get": UrlPreview, "im.message.receive_v1": MessageReceived}


class Strict(CardValue, tag="strict"):
    number: int


@pytest.mark.parametrize("vector", payload_vectors("v1", "v2"), ids=lambda vector: vector["id"])
async def test_recorded_payloads_reach_their_handler(vector):
    """Each comes as the type it is expected to be, and is answered 200."""
    desk = Desk()
    seen = everything(desk)
    expected = vector["expect"]["dispatch_type"]
    response = await desk.answer(vector["payload"].encode())

    assert [type(payload) for payload in seen] == [TYPES.get(expected, Event)]
    assert getattr(seen[0], "type", expected) == expected
    assert seen[0].request_id == "m1"
    assert response.status == 200
    assert (response.body is None) is (expected not in ("card.action.trigger", "url.preview.get"))


@pytest.mark.parametrize("vector", payload_vectors(None, "card_v1"), ids=lambda vector: vector["id"])
async def test_recorded_payloads_of_no_known_envelope_are_refused(vector, caplog):
    """What is neither an event nor a callback is answered 500, with one warning; the old card is for webhooks."""
    desk = Desk()
    seen = everything(desk)

    assert await desk.answer(vector["payload"].encode()) == Response(500)
    assert seen == []
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize("vector", payload_vectors("card_v1"), ids=lambda vector: vector["id"])
async def test_recorded_old_cards_reach_their_handler(vector):
    """Handed in by a webhook as what they are, they come typed and are answered in their own form."""
    desk = Desk()
    seen = everything(desk)
    desk.router.on_legacy_card_action()(recorder(seen, Card(elements=[Markdown("hi")])))
    response = await desk.answer(vector["payload"].encode(), kind="legacy_card")

    assert [type(payload) for payload in seen] == [LegacyCardAction]
    assert seen[0].request_id == "m1"
    assert json.loads(response.body or b"") == Card(elements=[Markdown("hi")]).to_dict()


@pytest.mark.parametrize(
    ("payload", "kind", "situation"),
    [
        (action(), "delivery", Situation.CARD_ACTION),
        (preview(), "delivery", Situation.URL_PREVIEW),
        (message(), "delivery", Situation.EVENT),
        (event("some.future.event_v9"), "delivery", Situation.EVENT),
        (old_action(), "legacy_card", Situation.LEGACY_CARD_ACTION),
        (b"{", "legacy_card", Situation.LEGACY_CARD_ACTION),
    ],
    ids=["action", "preview", "message", "event", "old", "broken old"],
)
def test_a_door_may_ask_what_an_answer_would_be(payload, kind, situation):
    """Without handling the delivery, and without counting it."""
    desk = Desk()

    assert desk.dispatcher.situation_of(Delivery("m1", payload, 0.0, kind=kind)) is situation
    assert desk.dispatcher.counters == {}


def test_what_cannot_be_read_has_no_situation():
    """Whoever asks hears that the delivery is malformed."""
    with pytest.raises(MalformedDelivery):
        Desk().dispatcher.situation_of(Delivery("m1", b"{", 0.0))


async def test_an_old_card_without_a_handler_stays_as_it_is():
    """As any other callback that nobody answers."""
    desk = Desk()

    assert await desk.answer(old_action(), kind="legacy_card") == Response(200, b"{}")


async def test_a_broken_old_card_is_refused():
    """Status 500, like everything that cannot be read."""
    desk = Desk()
    desk.router.on_legacy_card_action()(recorder([]))

    assert await desk.answer(action(), kind="legacy_card") == Response(500)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        compact({"schema": "2.0", "header": {}}),
        compact({"schema": "2.0", "header": {"event_type": 3}}),
        compact({"header": {"event_type": "x"}}),
    ],
    ids=lambda payload: repr(payload[-30:]),
)
async def test_what_cannot_be_read_is_refused_once(payload, caplog):
    """Status 500, one warning with the delivery's id, one count; no handler hears of it."""
    desk = Desk()
    seen = everything(desk)

    assert await desk.answer(payload) == Response(500)
    assert seen == []
    assert desk.count("malformed") == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "delivery m1 cannot be read" in caplog.text


DRIFTED: dict[str, tuple[bytes, Any]] = {
    "card action": (changed("card.action.trigger", event__action="none"), {}),
    "option that is a number": (changed("card.action.trigger", event__action__option=3), {}),
    "card action without an event": (changed("card.action.trigger", event=...), {}),
    "link preview": (changed("url.preview.get", event__context__url=...), {}),
    "message": (changed("im.message.receive_v1", event__message=[]), None),
}


@pytest.mark.parametrize("name", DRIFTED)
async def test_a_drifted_payload_reaches_the_handler_for_the_rest(name, caplog):
    """What has another shape than documented comes as an untyped event that says why, and is answered in its way."""
    payload, body = DRIFTED[name]
    desk = Desk()
    seen = everything(desk)
    response = await desk.answer(payload)

    assert [type(each) for each in seen] == [Event]
    assert seen[0].drift
    assert seen[0].raw == payload
    assert (response.status, response.body and json.loads(response.body)) == (200, body)
    assert desk.count("drifted") == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "has another shape than documented" in caplog.text


@pytest.mark.parametrize("name", ["card action", "link preview"])
async def test_a_drifted_callback_may_be_answered(name):
    """The handler of the rest, which gets it as an untyped event, gives the response."""
    desk = Desk()
    payload, _ = DRIFTED[name]
    body = {"toast": {"content": "x"}} if name == "card action" else {"inline": {"title": "x"}}
    desk.router.on_event()(recorder([], body))
    await desk.push(payload)

    assert desk.body() == body


async def test_a_drifted_message_goes_to_the_rest_first():
    """A handler of plain events can use it; without one the handler of messages gets it, so that it is not lost."""
    desk = Desk()
    payload, _ = DRIFTED["message"]
    messages: list[Any] = []
    rest: list[Any] = []
    desk.router.on_event("im.message.receive_v1")(recorder(messages))
    await desk.push(payload, "m1")
    desk.router.on_event()(recorder(rest))
    await desk.push(payload, "m2")

    assert [each.request_id for each in messages] == ["m1"]
    assert [each.request_id for each in rest] == ["m2"]


@pytest.mark.parametrize("name", DRIFTED)
async def test_a_drifted_payload_without_a_handler_is_answered(name):
    """Schema drift never fails a delivery."""
    payload, body = DRIFTED[name]
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))
    response = await desk.answer(payload)

    assert (response.status, response.body and json.loads(response.body)) == (200, body)


@pytest.mark.parametrize(
    ("payload", "settings", "response", "level"),
    [
        (action(), {}, Response(200, b"{}"), "WARNING"),
        (preview(), {}, Response(200, b"{}"), "WARNING"),
        (event(), {}, Response(200), "DEBUG"),
        (message(), {}, Response(200), "DEBUG"),
        (event(), {"unknown_events": "refuse"}, Response(500), "WARNING"),
        (action(), {"unknown_events": "refuse"}, Response(200, b"{}"), "WARNING"),
    ],
    ids=["action", "preview", "event", "message", "refused event", "action again"],
)
async def test_what_nobody_handles_is_answered(payload, settings, response, level, caplog):
    """A callback gets {}, an event what the settings say; each is logged once and counted."""
    caplog.set_level(logging.DEBUG, "larkline")
    desk = Desk(**settings)
    desk.router.on_event("another.event_v1")(recorder([]))

    assert await desk.answer(payload) == response
    assert desk.count("unmatched") == 1
    assert [record.levelname for record in caplog.records] == [level]
    assert "m1" in caplog.text


@pytest.mark.parametrize("value", ["approve", "", 3, ["action"], None, {"action": 3}, {"nothing": "known"}], ids=repr)
async def test_any_value_finds_a_handler(value):
    """A value is an object or a text, and whatever else comes does not fail the delivery."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_card_action(Approve)(recorder([]))
    desk.router.on_card_action()(recorder(seen, TOAST))
    await desk.answer(action(value))

    assert [each.value for each in seen] == [value]


async def test_a_value_that_does_not_fit_warns_once_and_goes_on(caplog):
    """One warning names the delivery and the member; the next route answers."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_card_action(Strict)(recorder([]))
    desk.router.on_card_action(Strict, name="b")(recorder([]))
    desk.router.on_card_action()(recorder(seen, TOAST))
    response = await desk.answer(action({"action": "strict", "number": "seven"}, name="b"))

    assert response.status == 200
    assert seen[0].value == {"action": "strict", "number": "seven"}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "m1" in caplog.text
    assert "number" in caplog.text
    assert "seven" not in caplog.text
    assert desk.count("misfits") == 1


@pytest.mark.parametrize("seed", range(4))
async def test_damaged_payloads_are_all_answered(seed):
    """A thousand mutations of real payloads: each gets exactly one response, and none gets out of hand."""
    desk = Desk()
    seen = everything(desk)
    desk.router.on_card_action(Strict)(recorder(seen, TOAST))
    random = Random(seed)
    bases = [sample(name) for name in TYPES] + [each["payload"].encode() for each in vectors("payloads")]
    for number in range(250):
        await desk.push(damaged(random.choice(bases), random), str(number))
    await desk.finish()

    assert {number: len(responses) for number, responses in desk.sent.items()} == {str(n): 1 for n in range(250)}
    assert desk.failed == []
    assert 0 < len(seen) < 250
    assert desk.count("deliveries") == 250


async def test_an_event_that_cannot_be_read_late_is_the_handlers_affair():
    """The inner JSON is decoded when the handler looks at it; what it raises then is answered as its failure."""
    desk = Desk()

    @desk.router.on_event()
    async def handler(payload):
        with suppress(MalformedDelivery):
            return payload.event

    response = await desk.answer(changed("im.message.receive_v1", header__event_type="x", event=[1]))

    assert response == Response(200)


async def test_what_happened_is_counted():
    """Counters and the time of the last delivery, for the status of the app."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))
    desk.router.on_url_preview()(recorder([], "nonsense"))
    await desk.clock.advance(7.0)
    for number, payload in enumerate((action(), preview(), event(), b"{")):
        await desk.push(payload, str(number))

    assert dict(desk.dispatcher.counters) == {
        "deliveries": 4,
        "handled": 1,
        "invalid_responses": 1,
        "unmatched": 1,
        "malformed": 1,
    }
    assert desk.dispatcher.last_delivery_at == 7.0
    assert desk.dispatcher.in_flight == 0


async def test_advice_about_a_response_is_given_once(caplog):
    """A response that looks wrong leaves; the same finding is not repeated for each click."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], {"toast": {"content": "x"}, "tost": {}}))
    for number in range(3):
        await desk.push(action(), str(number))

    assert len(desk.sent) == 3
    assert caplog.text.count("$.tost") == 1


async def test_the_memory_for_advice_is_bounded():
    """A handler whose every response is wrong in another place does not make it grow."""
    desk = Desk()
    numbers = iter(range(3000))

    @desk.router.on_card_action()
    async def handler(payload):
        return {f"member{next(numbers)}": 1}

    for number in range(1500):
        desk.start(action(), str(number))
        if number % 100 == 0:
            await settle()
    await desk.finish()

    assert len(desk.dispatcher._warned) == 1000


async def test_a_card_is_never_answered_with_an_older_one():
    """The version of a card this app sent is remembered by its message, for some time."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], {"card": {"type": "raw", "data": {"elements": []}}}))
    desk.dispatcher.card_sent("om_1", "2.0")
    await desk.push(action(), "known")
    await desk.push(action(message_id="om_2"), "unknown")
    for number in range(20_000):
        desk.dispatcher.card_sent(f"om_x{number}", "1.0")
    await desk.push(action(), "forgotten")

    assert desk.body("known")["toast"]["type"] == "error"
    assert "card" in desk.body("unknown")
    assert "card" in desk.body("forgotten")
    assert desk.count("invalid_responses") == 1
    assert len(desk.dispatcher._schemas) == 10_000


async def test_the_delivery_is_handled_as_it_came():
    """Raw bytes, request id, tenant and time reach the handler."""
    desk = Desk()
    seen = everything(desk)
    payload = action(tenant_key="t7")
    await desk.push(payload, "m7")

    assert (seen[0].raw, seen[0].request_id, seen[0].tenant_key) == (payload, "m7", "t7")
    assert seen[0].decoded_at == desk.clock.time()


async def test_start_gives_a_handling_only_when_a_handler_runs():
    """What is on its way already has no deadline to watch."""
    desk = Desk(max_concurrency=1)
    desk.router.on_card_action()(recorder([], TOAST))
    found = [desk.start(action(), "1"), desk.start(event(), "2"), desk.start(b"{", "3")]
    busy = [desk.start(action(), "4"), desk.start(action(), "5")]
    await desk.finish()

    assert [handling is not None for handling in (*found, *busy)] == [True, False, False, True, False]
    assert {number: len(responses) for number, responses in desk.sent.items()} == dict.fromkeys("12345", 1)


async def test_an_answer_of_ours_that_cannot_leave_is_logged(caplog):
    """A connection that is lost before an unmatched delivery is answered is no bug, and nobody's failure."""
    desk = Desk()
    desk.lost = True
    await desk.push(event())

    assert desk.failed == []
    assert "the response to m1 could not leave: its connection is gone" in caplog.text


async def test_nobody_needs_to_be_told_of_failures():
    """Outside of an emulator there is nobody to tell."""
    desk = Desk()
    desk.dispatcher._handler_failed = None

    @desk.router.on_card_action()
    async def handler(payload):
        raise ValueError

    await desk.push(action())

    assert desk.body()["toast"]["type"] == "error"


def test_a_delivery_says_which_door_it_came_through():
    """Over a long connection unless it is told otherwise."""
    assert Delivery("m1", b"", 0.0).transport == "long_connection"
