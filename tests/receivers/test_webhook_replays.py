"""Deliveries by HTTP: what is signed is taken once, and not for long."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from larkline import Toast
from larkline.clock import settle
from larkline.dispatch.dispatcher import Dispatcher
from larkline.errors import MalformedDelivery
from tests.receivers.hook import CLICK, PREVIEW, SOME_EVENT, Hook, shape
from tests.wire.sender import NOW, OLD_CARD, OLD_EVENT, card, plain

KINDS = {"card action": CLICK, "old card": OLD_CARD, "preview": PREVIEW, "event": SOME_EVENT, "old event": OLD_EVENT}
CALLBACKS = {name: document for name, document in KINDS.items() if "event" not in name}
EVENTS = {name: document for name, document in KINDS.items() if "event" in name}


def counting(hook: Hook, result: Any = None) -> list[object]:
    """Handle everything, and give the list of what was handled."""
    handled: list[object] = []

    async def handler(payload: Any) -> Any:
        handled.append(payload)

    hook.app.on_card_action()(handler)
    hook.app.on_legacy_card_action()(handler)
    hook.app.on_url_preview()(handler)
    hook.app.on_event()(handler)
    return handled


# --- the age of a signature -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", KINDS.values(), ids=KINDS)
async def test_a_captured_request_is_good_for_300_seconds(document, caplog):
    """After 301 it is refused, though it never came; the log has the skew and the setting, and it is counted."""
    hook = Hook()
    handled = counting(hook)
    async with hook.receiving():
        captured = hook.request(document)
        await hook.clock.advance(301)
        received = await hook.post(captured)
        counted = hook.count("refused_age")

    assert (received.status, counted, handled) == (401, 1, [])
    assert "the timestamp is 301 s old, and signature_max_age is 300 s" in caplog.text


@pytest.mark.parametrize(("skew", "status"), [(-301, 401), (-300, 200), (300, 200), (301, 401)])
async def test_the_window_is_open_to_both_sides(skew, status):
    """A clock may be wrong either way."""
    hook = Hook()
    async with hook.receiving():
        received = await hook.post(hook.request(CLICK, timestamp=NOW + skew))

    assert received.status == status


async def test_any_age_when_it_does_not_matter():
    """signature_max_age=None takes what is years old, and takes it once."""
    hook = Hook(signature_max_age=None)
    async with hook.receiving():
        received = [await hook.post(hook.request(CLICK, timestamp=1, nonce="same")) for _ in range(2)]

    assert [each.status for each in received] == [200, 401]


@pytest.mark.parametrize("edge", [-300, 300])
async def test_a_signature_is_remembered_as_long_as_it_is_good(edge):
    """Its timestamp may be from the future, so that it stays good for twice the window."""
    hook = Hook()
    handled = counting(hook)
    async with hook.receiving():
        captured = hook.request(CLICK, timestamp=NOW + edge)
        first = await hook.post(captured)
        await hook.clock.advance(300 + edge)  # now at the other edge of its window
        again = await hook.post(captured)

    assert (first.status, again.status, len(handled)) == (200, 401, 1)


# --- the second time --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", CALLBACKS.values(), ids=CALLBACKS)
async def test_a_captured_callback_is_refused(document, caplog):
    """It comes once; a second time it is somebody else's."""
    hook = Hook()
    handled = counting(hook)
    async with hook.receiving():
        captured = hook.request(document)
        received = [await hook.post(captured) for _ in range(3)]
        counted = hook.count("replays"), hook.count("refused_replay")

    assert [each.status for each in received] == [200, 401, 401]
    assert (len(handled), counted) == (1, (2, 2))
    assert caplog.text.count("somebody repeats a recorded request") == 2


@pytest.mark.parametrize("document", EVENTS.values(), ids=EVENTS)
async def test_a_captured_event_is_handled_once(document):
    """It gets the first answer again, since the platform may have sent it again."""
    hook = Hook()
    handled = counting(hook)
    async with hook.receiving():
        captured = hook.request(document)
        received = [await hook.post(captured) for _ in range(3)]

    assert [shape(each) for each in received] == [(200, {"msg": "success"})] * 3
    assert len(handled) == 1


@pytest.mark.parametrize("document", [CLICK, SOME_EVENT], ids=["card action", "event"])
async def test_the_same_delivery_signed_anew_is_another_request(document):
    """The memory is of signatures; the same event with a new one is handled again."""
    hook = Hook()
    handled = counting(hook)
    async with hook.receiving():
        received = [await hook.post(document) for _ in range(2)]

    assert [each.status for each in received] == [200, 200]
    assert len(handled) == 2


async def test_the_memory_is_of_the_whole_signature():
    """A nonce may come again, and another cut of timestamp and nonce is no other signature."""
    hook = Hook()
    async with hook.receiving():
        first = hook.request(CLICK, nonce="7")
        same_nonce = hook.request(SOME_EVENT, nonce="7")
        timestamp = str(NOW)
        moved = first.with_headers(timestamp=timestamp[:-1], nonce=timestamp[-1] + "7")
        received = [await hook.post(request) for request in (first, same_nonce, moved)]

    assert [each.status for each in received] == [200, 200, 401]


async def test_what_was_refused_is_not_remembered():
    """Nobody can fill the memory, or use up a signature, with requests that prove nothing."""
    hook = Hook()
    async with hook.receiving():
        request = hook.request(CLICK)
        refused = [
            await hook.post(replace(request, body=request.body + b" ")),
            await hook.post(request.with_headers(nonce="other")),
            await hook.post(replace(request, method="PUT")),
        ]
        received = await hook.post(request)

    assert [each.status for each in refused] == [401, 401, 405]
    assert received.status == 200


async def test_without_a_signature_there_is_no_memory():
    """What only a token protects can be repeated; the log said so at the start."""
    hook = Hook(key="")
    handled = counting(hook)
    async with hook.receiving():
        received = [await hook.post(plain(CLICK)) for _ in range(2)]

    assert [each.status for each in received] == [200, 200]
    assert len(handled) == 2


# --- what failed may come again ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [CLICK, OLD_CARD, SOME_EVENT], ids=["card action", "old card", "event"])
async def test_the_identical_retry_after_a_500_is_run(document):
    """Only what was answered 200 is done."""
    hook = Hook(on_handler_error="fail")
    outcomes = [ValueError("boom"), None]
    handled = []

    async def handler(payload):
        handled.append(payload)
        if (outcome := outcomes.pop(0)) is not None:
            raise outcome

    hook.app.on_card_action()(handler)
    hook.app.on_legacy_card_action()(handler)
    hook.app.on_event()(handler)
    async with hook.receiving():
        request = hook.request(document)
        received = [await hook.post(request) for _ in range(3)]

    assert [each.status for each in received[:2]] == [500, 200]
    assert received[2].status == (200 if document is SOME_EVENT else 401)
    assert len(handled) == 2


async def test_a_request_that_was_cut_off_is_not_handled_twice():
    """Whoever asked has gone away; the handler goes on, and its answer is there when the request comes again."""
    hook = Hook()
    go = asyncio.Event()
    handled = []

    @hook.app.on_event()
    async def slow(event):
        handled.append(event)
        await go.wait()

    async with hook.receiving():
        request = hook.request(SOME_EVENT)
        first = await hook.begin(request)
        first.cancel()
        again = await hook.begin(request)
        go.set()
        received = await again
        third = await hook.post(request)

    assert first.cancelled()
    assert (received.status, third.status, len(handled)) == (200, 200, 1)


async def test_a_request_that_was_cut_off_is_answered_at_its_deadline():
    """The guard does not need anybody who waits."""
    hook = Hook()

    go = asyncio.Event()

    @hook.app.on_event()
    async def slow(_):
        await go.wait()

    async with hook.receiving():
        request = hook.request(SOME_EVENT)
        (await hook.begin(request)).cancel()
        again = await hook.begin(request)
        await hook.clock.advance(2.5)
        received = await again
        go.set()

    assert received.status == 200


# --- two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fails", "statuses"), [(False, [200] * 4), (True, [500] * 4)], ids=["handled", "failed"])
async def test_a_duplicate_of_an_event_waits_for_the_first(fails, statuses):
    """All get the first one's answer."""
    hook = Hook()
    go = asyncio.Event()
    handled = []

    @hook.app.on_event()
    async def slow(event):
        handled.append(event)
        await go.wait()
        if fails:
            raise ValueError("boom")

    async with hook.receiving():
        request = hook.request(SOME_EVENT)
        tasks = [await hook.begin(request) for _ in range(4)]
        waiting = [task.done() for task in tasks]
        go.set()
        received = await asyncio.gather(*tasks)

    assert waiting == [False] * 4
    assert [each.status for each in received] == statuses
    assert len({each.body for each in received}) == 1
    assert len(handled) == 1


async def test_a_duplicate_may_go_away():
    """The others still get their answer."""
    hook = Hook()
    go = asyncio.Event()

    @hook.app.on_event()
    async def slow(_):
        await go.wait()

    async with hook.receiving():
        request = hook.request(SOME_EVENT)
        first, second, third = [await hook.begin(request) for _ in range(3)]
        second.cancel()
        await settle()
        go.set()
        received = [await first, await third]

    assert second.cancelled()
    assert [each.status for each in received] == [200, 200]


@pytest.mark.parametrize("document", CALLBACKS.values(), ids=CALLBACKS)
async def test_a_duplicate_of_a_callback_is_refused_at_once(document):
    """Whether the first one is answered or not."""
    hook = Hook()
    go = asyncio.Event()

    async def slow(_):
        await go.wait()

    hook.app.on_card_action()(slow)
    hook.app.on_legacy_card_action()(slow)
    hook.app.on_url_preview()(slow)
    async with hook.receiving():
        request = hook.request(document)
        first = await hook.begin(request)
        again = await hook.post(request)
        go.set()
        received = await first

    assert (received.status, again.status) == (200, 401)


async def test_a_duplicate_of_an_old_card_that_cannot_be_read():
    """Each of them is refused, whoever comes first."""
    hook = Hook()
    hook.app.on_legacy_card_action()(lambda _: Toast.info("x"))
    async with hook.receiving():
        request = card({"action": {"tag": "button"}}, timestamp=NOW)
        received = await asyncio.gather(hook.take(request), hook.take(request))

    assert [each.status for each in received] == [400, 401]


async def test_a_duplicate_that_one_reader_takes_and_the_other_does_not(monkeypatch):
    """The door and the dispatcher read JSON by different libraries; where they differ, the request is refused."""

    def refuse(self, delivery):
        raise MalformedDelivery("not for me")

    hook = Hook()
    counting(hook)
    async with hook.receiving():
        request = hook.request(SOME_EVENT)
        await hook.post(request)
        monkeypatch.setattr(Dispatcher, "situation_of", refuse)
        received = await hook.post(request)

    assert received.status == 400
