"""When an update token may be used, and by whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline.cards.card import Card
from larkline.cards.components import Markdown
from larkline.clock import settle
from larkline.errors import UpdateTokenSpent
from larkline.payloads.toast import Toast
from tests.dispatch.desk import Desk, action

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


async def test_no_update_before_the_response_has_left():
    """However long the response takes, the moment counts from its leaving."""
    desk = Desk()
    desk.held = True
    go = slow(desk, card("done"))
    handling = await desk.push(action())
    assert handling is not None
    answering = asyncio.ensure_future(handling.overdue())
    await settle()
    go.set()
    await desk.clock.advance(60.0)
    before = list(desk.api.updates)
    await desk.let_go()
    await desk.clock.advance(0.3)
    await answering

    assert before == []
    assert [when for *_, when in desk.api.updates] == [pytest.approx(60.3)]


async def test_the_handlers_own_updates_share_the_budget():
    """Two uses for everybody together: what the handler spends, its later cards do not have."""
    desk = Desk()

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        await desk.api.update_by_token(payload.update_token, "its own")
        yield card("first")
        yield card("second")

    await desk.push(action())
    await desk.clock.advance(1.0)

    assert [way for way, *_ in desk.api.updates] == ["token", "token", "message"]
    with pytest.raises(UpdateTokenSpent):
        await desk.api.update_by_token("c-1", "third")


async def test_the_handlers_own_update_waits_for_its_response():
    """A task that updates the card may be started before the response; it goes out after it."""
    desk = Desk()
    tasks: list[asyncio.Task[None]] = []

    @desk.router.on_card_action()
    async def handler(payload):
        tasks.append(asyncio.ensure_future(desk.api.update_by_token(payload.update_token, "early")))
        tasks.append(asyncio.ensure_future(desk.api.update_by_token(payload.update_token, "too")))
        await asyncio.sleep(0)
        return TOAST

    desk.held = True
    await desk.push(action())
    await desk.clock.advance(5.0)
    before = list(desk.api.updates)
    await desk.let_go()
    await desk.clock.advance(0.3)
    await asyncio.gather(*tasks)

    assert before == []
    assert [when for *_, when in desk.api.updates] == [pytest.approx(5.3)] * 2
    assert desk.gate._waiting == {}


async def test_who_gives_up_waiting_keeps_the_budget():
    """A cancelled update, before or after the response, has used nothing."""
    desk = Desk()
    yielding(desk, TOAST)
    desk.tokens.issue("c-1", now=0.0)
    waiting = asyncio.ensure_future(desk.api.update_by_token("c-1", "x"))
    await settle()
    waiting.cancel()
    await desk.push(action())
    sleeping = asyncio.ensure_future(desk.api.update_by_token("c-1", "y"))
    await settle()
    used = desk.tokens.uses_left("c-1", now=0.0)
    sleeping.cancel()
    await settle()

    assert (used, desk.tokens.uses_left("c-1", now=0.0)) == (1, 2)
    assert desk.api.updates == []


async def test_a_token_older_than_thirty_minutes_is_not_used():
    """A card that comes then goes out by the message's id."""
    desk = Desk()
    go = asyncio.Event()

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        await go.wait()
        yield card("late")

    await desk.push(action())
    await desk.clock.advance(1801.0)
    go.set()
    await settle()

    assert [(way, key) for way, key, *_ in desk.api.updates] == [("message", "om_1")]


async def test_the_moment_before_the_first_update_can_be_set():
    """It is only assumed, so it is an argument."""
    desk = Desk(first_use_after=2.0)
    yielding(desk, TOAST, card("x"))
    await desk.push(action())
    await desk.clock.advance(1.9)
    before = len(desk.api.updates)
    await desk.clock.advance(0.2)

    assert (before, len(desk.api.updates)) == (0, 1)


async def test_a_stopped_handling_lets_go_of_its_token():
    """Whoever waits for a response that will never be given goes on, and nothing is kept."""
    desk = Desk()

    @desk.router.on_card_action()
    async def handler(payload):
        await asyncio.Event().wait()

    await desk.push(action())
    waiting = asyncio.ensure_future(desk.api.update_by_token("c-1", "x"))
    await settle()
    next(iter(desk.dispatcher._running)).cancel()
    await desk.clock.advance(1.0)

    assert waiting.done()
    assert desk.gate._waiting == {}


async def test_a_handler_that_waits_for_its_own_response_is_told_so(caplog):
    """Its update goes out once it has been answered for; the log says what to write instead."""
    desk = Desk()

    @desk.router.on_card_action()
    async def handler(payload):
        await desk.api.update_by_token(payload.update_token, "early")
        return TOAST

    handling = await desk.push(action())
    assert handling is not None
    await handling.overdue()
    await desk.clock.advance(0.3)

    assert [shown for _, _, shown, _ in desk.api.updates] == ["early"]
    assert "waits in cards.update for its own response to leave: yield that first" in caplog.text
