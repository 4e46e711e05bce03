"""Deliveries in, handlers found, responses out."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from larkline.cards.card import Card
from larkline.cards.components import Markdown
from larkline.clock import settle
from larkline.dispatch.situation import Situation
from larkline.dispatch.threads import HandlerThreads
from larkline.errors import MalformedDelivery
from larkline.payloads.card_action import CardAction, CardValue
from larkline.payloads.event import Event
from larkline.payloads.legacy_card_action import LegacyCardAction
from larkline.payloads.message import MessageReceived
from larkline.payloads.toast import Toast
from larkline.payloads.url_preview import UrlPreview
from larkline.wire.delivery import Delivery, Response
from tests.dispatch.desk import Approve, Desk, action, event, message, old_action, preview, recorder
from tests.payloads.shapes import changed, compact, payload_vectors, sample, vectors
from tests.payloads.test_damaged_payloads import damaged

TOAST = Toast.success("ok")
TYPES = {"card.action.trigger": CardAction, "url.preview.get": UrlPreview, "im.message.receive_v1": MessageReceived}


class Strict(CardValue, tag="strict"):
    number: int


def everything(desk: Desk) -> list[Any]:
    """Register handlers for all there is; give the list in which their payloads appear."""
    seen: list[Any] = []
    desk.router.on_card_action()(recorder(seen, TOAST))
    desk.router.on_url_preview()(recorder(seen, {"inline": {"title": "T"}}))
    desk.router.on_event("im.message.receive_v1")(recorder(seen))
    desk.router.on_event()(recorder(seen))
    return seen


# --- what comes ---


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
    """A handler registered for its type as an event gives the response."""
    desk = Desk()
    payload, _ = DRIFTED[name]
    body = {"toast": {"content": "x"}} if name == "card action" else {"inline": {"title": "x"}}
    desk.router.on_event("card.action.trigger")(recorder([], body))
    desk.router.on_event("url.preview.get")(recorder([], body))
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


# --- what it knows ---


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


# --- too much at once ---


async def test_only_so_many_handlers_run_at_once():
    """Two run, two wait, the fifth is turned away; when one ends the next begins, in the order they came."""
    desk = Desk(max_concurrency=2)
    begun: list[str] = []
    go = {str(number): asyncio.Event() for number in range(5)}

    @desk.router.on_card_action()
    async def handler(payload):
        begun.append(payload.request_id)
        await go[payload.request_id].wait()
        return TOAST

    for number in range(5):
        await desk.push(action(), str(number))
    at_first = list(begun)
    go["1"].set()
    await settle()
    then = list(begun)
    for each in go.values():
        each.set()
    await desk.finish()

    assert (at_first, then, begun) == (["0", "1"], ["0", "1", "2"], ["0", "1", "2", "3"])
    assert [desk.body(number)["toast"]["type"] for number in "01234"] == ["success"] * 4 + ["warning"]
    assert desk.count("busy") == 1


@pytest.mark.parametrize(
    ("payload", "response"), [(event(), Response(500)), (preview(), Response(200, b"{}"))], ids=["event", "preview"]
)
async def test_when_busy_an_event_is_to_be_sent_again_and_a_link_stays_a_link(payload, response, caplog):
    """Each is logged with its id."""
    desk = Desk(max_concurrency=1)
    everything(desk)

    @desk.router.on_event("slow")
    async def slow(payload):
        await asyncio.Event().wait()

    await desk.push(event("slow"), "running")
    await desk.push(event("slow"), "waiting")
    await desk.push(payload)
    answered = desk.responses()
    await desk.dispatcher.drain(0.0)

    assert answered == [response]
    assert "delivery m1 is turned away" in caplog.text


async def test_deliveries_without_a_handler_are_never_too_many():
    """Answers that wait for a slow peer take no handler's place."""
    desk = Desk(max_concurrency=1)
    desk.held = True
    desk.router.on_card_action()(recorder([], TOAST))
    for number in range(10):
        await desk.push(event(), f"event-{number}")
    await desk.push(action(), "m1")
    in_flight = desk.dispatcher.in_flight
    await desk.let_go()
    await desk.finish()

    assert in_flight == 11
    assert desk.body("m1")["toast"]["type"] == "success"
    assert (desk.count("busy"), len(desk.sent)) == (0, 11)


async def test_an_overdue_delivery_may_still_be_waiting():
    """The deadline holds for those that wait for a place, too; they run afterwards."""
    desk = Desk(max_concurrency=1)
    go = asyncio.Event()
    ran: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()
        ran.append(payload.request_id)
        return TOAST

    await desk.push(action(), "m1")
    waiting = await desk.push(action(token="c-2"), "m2")
    assert waiting is not None
    await waiting.overdue()
    go.set()
    await desk.finish()

    assert desk.body("m2")["toast"]["type"] == "info"
    assert ran == ["m1", "m2"]


# --- the end ---


async def test_draining_waits_for_handlers():
    """Those in flight are answered, deliveries that come meanwhile too, and nothing is cancelled."""
    desk = Desk()
    go = asyncio.Event()

    @desk.router.on_card_action()
    async def handler(payload):
        await go.wait()
        return TOAST

    await desk.push(action(), "m1")
    draining = asyncio.ensure_future(desk.dispatcher.drain(10.0))
    await desk.clock.advance(9.0)
    await desk.push(action(token="c-2"), "m2")
    still = draining.done()
    go.set()
    left = await draining

    assert (still, left) == (False, 0)
    assert [desk.body(each)["toast"]["type"] for each in ("m1", "m2")] == ["success", "success"]
    assert desk.count("cancelled") == 0


async def test_draining_stops_what_takes_too_long(caplog):
    """After the limit the unfinished are named, answered, stopped and counted; an event is to be sent again."""
    desk = Desk()
    ends: list[str] = []

    async def never(payload):
        try:
            await asyncio.Event().wait()
        finally:
            ends.append(payload.request_id)

    desk.router.on_card_action()(never)
    desk.router.on_event()(never)
    for number, payload in enumerate((action(), event())):
        await desk.push(payload, f"m{number}")
    draining = asyncio.ensure_future(desk.dispatcher.drain(10.0))
    await desk.clock.advance(10.0)
    left = await draining

    assert (left, desk.count("cancelled"), desk.dispatcher.in_flight) == (2, 2, 0)
    assert sorted(ends) == ["m0", "m1"]
    assert desk.body("m0")["toast"]["type"] == "error"
    assert desk.responses("m1") == [Response(500)]
    assert desk.failed == []
    for name in ("m0", "m1"):
        assert f"never is stopped unfinished after 10 s, on delivery {name}" in caplog.text


async def test_draining_at_once_answers_what_waits():
    """Without time to spare, what runs, what waits and what never began is answered and stopped."""
    desk = Desk(max_concurrency=1)
    ran: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload):
        ran.append(payload.request_id)
        await asyncio.Event().wait()

    await desk.push(action(), "m1")
    await desk.push(action(token="c-2"), "m2")
    desk.start(action(token="c-3"), "m3")  # turned away, and its answer has not begun to leave
    left = await desk.dispatcher.drain(0.0)

    assert (left, ran) == (2, ["m1"])
    assert [desk.body(each)["toast"]["type"] for each in ("m1", "m2", "m3")] == ["error", "error", "warning"]


async def test_a_response_on_its_way_is_not_cut_off():
    """A drain that is over lets a response leave that is being sent."""
    desk = Desk()
    desk.held = True
    desk.router.on_card_action()(recorder([], TOAST))
    await desk.push(action(), "m1")
    await desk.push(event(), "m2")
    draining = asyncio.ensure_future(desk.dispatcher.drain(0.0))
    await settle()
    await desk.let_go()
    await draining

    assert desk.body("m1")["toast"]["type"] == "success"
    assert desk.responses("m2") == [Response(200)]


async def test_a_peer_that_does_not_read_does_not_keep_the_drain():
    """A last response gets a second to leave, then everything is stopped."""
    desk = Desk()
    desk.held = True
    desk.router.on_card_action()(recorder([], TOAST))
    await desk.push(action(), "m1")
    await desk.push(event(), "m2")
    draining = asyncio.ensure_future(desk.dispatcher.drain(0.0))
    await desk.clock.advance(2.0)

    assert draining.done()
    assert (desk.sent, desk.dispatcher.in_flight) == ({}, 0)


async def test_a_handler_that_does_not_stop_does_not_keep_the_drain(caplog):
    """One that swallows its cancellation is named and left alone."""
    desk = Desk()
    go = asyncio.Event()

    @desk.router.on_event()
    async def stubborn(payload):
        while not go.is_set():
            with suppress(asyncio.CancelledError):
                await go.wait()

    await desk.push(event())
    draining = asyncio.ensure_future(desk.dispatcher.drain(0.0))
    await desk.clock.advance(3.0)
    done = draining.done()
    go.set()
    await settle()

    assert done
    assert "stubborn does not stop; it is left alone" in caplog.text


async def test_a_thread_that_runs_on_does_not_keep_the_drain():
    """A plain handler cannot be stopped; its delivery is answered, and its end interests nobody."""
    desk = Desk()
    go, done = threading.Event(), threading.Event()

    @desk.router.on_card_action()
    def stuck(payload):
        go.wait(20.0)
        done.set()
        return TOAST

    await desk.push(action())
    left = await desk.dispatcher.drain(0.0)
    desk.dispatcher.close()
    go.set()
    done.wait(20.0)
    await settle()

    assert left == 1
    assert desk.body()["toast"]["type"] == "error"


async def test_a_handler_may_stop_its_own_app():
    """It does not wait for itself, and is not cancelled: its response still leaves."""
    desk = Desk()

    @desk.router.on_card_action()
    async def shutdown(payload):
        assert await desk.dispatcher.drain(10.0) == 0
        desk.dispatcher.close()
        return TOAST

    await desk.push(action())

    assert desk.body()["toast"]["type"] == "success"


async def test_closing_stops_what_is_left():
    """Nothing lives on in the event loop, and the threads are let go."""
    desk = Desk()
    ended: list[str] = []

    @desk.router.on_event("async")
    async def never(payload):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("async")

    desk.router.on_event("thread")(lambda payload: None)
    desk.start(event("thread"), "m0")
    await desk.finish()
    pool = desk.dispatcher.threads
    await desk.push(event("async"), "m1")
    desk.dispatcher.close()
    await settle()

    assert isinstance(pool, HandlerThreads)
    assert ended == ["async"]
    assert desk.dispatcher.in_flight == 0
    with pytest.raises(RuntimeError):
        pool.submit(print)


def test_closing_after_the_event_loop_is_gone_is_harmless():
    """An app that is cleaned up late has nothing left to stop."""
    desk = Desk()

    async def story() -> None:
        @desk.router.on_event()
        async def never(payload):
            await asyncio.Event().wait()

        desk.start(event())
        await settle()

    asyncio.run(story())
    desk.dispatcher.close()

    assert desk.sent == {}


async def test_a_task_that_is_cancelled_before_it_began_leaves_nothing():
    """Whoever cancels all tasks of a loop finds a dispatcher that lets go."""
    desk = Desk()
    desk.router.on_card_action(order_by=lambda payload: "key")(recorder([], TOAST))
    desk.start(action(), "m1")
    (task,) = desk.dispatcher._running
    task.cancel()
    await settle()
    await desk.push(action(), "m2")

    assert desk.dispatcher.in_flight == 0
    assert list(desk.sent) == ["m2"]
    assert desk.dispatcher._lanes == {}


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
