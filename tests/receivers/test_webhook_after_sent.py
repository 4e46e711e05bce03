"""Deliveries by HTTP: what goes on after the response, and when."""

from __future__ import annotations

import asyncio

import pytest

from larkline import Card, Markdown, Toast
from larkline.clock import settle
from larkline.stores.memory import MemoryStore
from tests.receivers.hook import CLICK, LIMIT, SOME_EVENT, Hook, body, shape
from tests.wire.sender import ADDRESS_CHECK, OLD_CARD, Request


async def test_nothing_runs_after_the_response_before_it_has_left():
    """The line after a yield waits for after_sent(); cards yielded later are delayed updates, 0.3 s after it."""
    hook = Hook()
    lines = []

    @hook.app.on_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        lines.append("working")
        yield Card(elements=[Markdown("done")])
        lines.append("done")

    async with hook.receiving():
        received = await (await hook.begin(CLICK))
        await settle()
        before = list(lines)
        await received.after_sent()
        await settle()
        after, calls = list(lines), len(hook.api.calls)
        await hook.clock.advance(0.3)
        await hook.quiet()

    assert body(received)["toast"]["content"] == "deploying"
    assert (before, after, calls) == ([], ["working"], 0)
    assert lines == ["working", "done"]
    (update,) = hook.api.bodies()
    assert update["token"] == "c-update-token"


async def test_after_sent_may_be_called_again():
    """The second call does nothing, nor does one for a response after which nothing goes on."""
    hook = Hook()
    async with hook.receiving():
        for received in (await hook.post(CLICK), await hook.post(ADDRESS_CHECK), await hook.post(Request(b""))):
            await received.after_sent()
            await received.after_sent()
        await settle()

        assert hook.app.status().in_flight == 0


async def test_a_forgotten_after_sent_is_made_up_for(caplog):
    """After a second everything goes on, and one line says so, however often it happens."""
    hook = Hook()
    lines = []

    @hook.app.on_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        lines.append(hook.clock.now())

    async with hook.receiving():
        for _ in range(3):
            await hook.take(hook.request(CLICK))
        await hook.clock.advance(0.875)
        early = list(lines)
        await hook.clock.advance(0.125)
        await hook.take(hook.request(SOME_EVENT))
        await hook.clock.advance(1.0)

        assert hook.app.status().in_flight == 0
    assert (early, lines) == ([], [1.0] * 3)
    assert [record.levelname for record in caplog.records if "after_sent()" in record.message] == ["WARNING"]


async def test_a_late_answer_follows_as_an_update():
    """The guard answers; the card that the handler gives later is a delayed update, after the response has left."""
    hook = Hook()
    go = asyncio.Event()

    @hook.app.on_card_action()
    async def slow(_):
        await go.wait()
        return Card(elements=[Markdown("late")])

    async with hook.receiving():
        receiving = await hook.begin(CLICK)
        await hook.clock.advance(2.5)
        received = await receiving
        go.set()
        await settle()
        before = len(hook.api.calls)
        await received.after_sent()
        await hook.clock.advance(0.3)
        await hook.quiet()

    assert (shape(received), before) == ((200, "info toast"), 0)
    assert [update["token"] for update in hook.api.bodies()] == ["c-update-token"]


@pytest.mark.parametrize("document", [CLICK, OLD_CARD], ids=["card action", "old card"])
async def test_a_late_card_without_credentials_is_logged(document, caplog):
    """An app that only receives needs none; what cannot follow is said."""
    hook = Hook(credentials=False)

    async def deploy(_):
        yield Toast.info("deploying")
        yield Card(elements=[Markdown("done")])

    hook.app.on_card_action()(deploy)
    hook.app.on_legacy_card_action()(deploy)
    async with hook.receiving():
        received = await hook.post(document)
        await hook.clock.advance(0.3)
        await hook.quiet()

    assert shape(received) == (200, "info toast")
    assert "without credentials no result can follow" in caplog.text
    assert hook.api.requests == []


async def test_who_has_gone_away_is_not_answered():
    """A request that is cancelled leaves its handler alone, which goes on as if the response were lost."""
    hook = Hook()
    lines = []
    go = asyncio.Event()

    @hook.app.on_card_action()
    async def deploy(_):
        await go.wait()
        yield Toast.info("deploying")
        lines.append("working")

    async with hook.receiving():
        receiving = await hook.begin(CLICK)
        receiving.cancel()
        await settle()
        go.set()
        await settle()

        assert hook.count("undelivered") == 1
    assert receiving.cancelled()
    assert lines == ["working"]


async def test_closing_lets_everything_go_on(caplog):
    """What waits for a response to leave waits no longer when the doors close, and nobody is blamed."""
    hook = Hook()
    lines = []

    @hook.app.on_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        lines.append("working")

    async with hook.receiving():
        await hook.take(hook.request(CLICK))
        await hook.take(hook.request(SOME_EVENT))

    assert lines == ["working"]
    assert caplog.text == ""


async def test_closing_waits_for_the_guard(caplog):
    """An answer that the guard gave may still be on its way; no task is left of it, and none is cut off."""
    hook = Hook()
    go = asyncio.Event()

    @hook.app.on_card_action()
    async def slow(_):
        await go.wait()

    before = asyncio.all_tasks()
    async with hook.receiving():
        receiving = await hook.begin(CLICK)
        await hook.clock.advance(2.5)
        received = await receiving
        go.set()

    assert shape(received) == (200, "info toast")
    assert asyncio.all_tasks() == before
    assert "could not leave" not in caplog.text


async def test_closing_stops_what_does_not_end(caplog):
    """A handler gets ten seconds; a request it has not answered is answered as if it had failed."""
    hook = Hook()
    hook.app.on_event()(lambda _: None)

    @hook.app.on_card_action()
    async def stuck(_):
        await asyncio.Event().wait()

    async with asyncio.timeout(20):
        app = hook.app.receiving(platform=hook.platform)
        await app.__aenter__()
        receiving = await hook.begin(CLICK)
        closing = asyncio.create_task(app.__aexit__(None, None, None))
        await hook.clock.advance(2.5)
        received = await receiving
        await received.after_sent()
        await hook.clock.advance(7.375)
        early = closing.done()
        await hook.clock.advance(0.125)
        await closing

    assert shape(received) == (200, "info toast")
    assert not early
    assert "is stopped unfinished after 10 s" in caplog.text


async def test_old_cards_respond_and_work_too():
    """A card that is yielded later is a delayed update with the token of the old card."""
    hook = Hook()

    @hook.app.on_legacy_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        yield Card(elements=[Markdown("done")])

    async with hook.receiving():
        received = await hook.post(OLD_CARD)
        await hook.clock.advance(0.3)
        await hook.quiet()

    assert shape(received) == (200, "info toast")
    assert [update["token"] for update in hook.api.bodies()] == ["c-update-token"]


async def test_closing_ends_what_a_store_holds_up(monkeypatch):
    """A memory of signatures that does not answer keeps nobody from closing."""

    async def hang(*_, **__):
        await asyncio.Event().wait()

    monkeypatch.setattr(MemoryStore, "commit", hang)
    monkeypatch.setattr("larkline.receivers.webhook.AFTER_SENT_SECONDS", 0.01)
    hook = Hook()

    @hook.app.on_card_action()
    async def slow(_):
        await asyncio.Event().wait()

    before = asyncio.all_tasks()
    block = hook.app.receiving(platform=hook.platform)
    await block.__aenter__()
    receiving = await hook.begin(CLICK)
    await hook.clock.advance(2.5)
    receiving.cancel()
    closing = asyncio.create_task(block.__aexit__(None, None, None))
    await hook.clock.advance(12.0)
    await asyncio.wait_for(closing, LIMIT)
    await settle()

    assert asyncio.all_tasks() == before
