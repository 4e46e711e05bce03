"""What stands around a handler."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline.payloads.card_action import CardAction
from larkline.payloads.toast import Toast
from tests.dispatch.desk import (
    TOAST,
    Desk,
    action,
    event,
    message,
    preview,
    recorder,
    toast_of,
)


async def broken(payload):
    """Fail."""
    raise ValueError("broken")


async def test_middleware_may_answer_instead_of_the_handler():
    """When it does not call on, the handler does not run."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_card_action()(recorder(seen, TOAST))

    @desk.router.middleware
    async def closed(payload, handle):
        return Toast.warning("closed")

    assert toast_of(await desk.answer(action())) == "warning"
    assert seen == []


async def test_middleware_may_change_payload_and_response():
    """What it passes on is what the handler gets; what it returns is what leaves."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_card_action()(recorder(seen, TOAST))

    @desk.router.middleware
    async def changing(payload, handle):
        return {"toast": {"content": (await handle(CardAction(name="other"))).content + "!"}}

    await desk.push(action())

    assert seen[0].name == "other"
    assert desk.body() == {"toast": {"content": "ok!"}}


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_failing_middleware_is_a_failed_handler(when):
    """Its exception is answered, told and counted like one of the handler."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))

    @desk.router.middleware
    async def failing(payload, handle):
        if when == "after":
            await handle(payload)
        raise ValueError("middleware")

    assert toast_of(await desk.answer(action())) == "error"
    assert [str(error) for _, error in desk.failed] == ["middleware"]


async def test_middleware_sees_the_handlers_failure():
    """It may turn an exception into a response."""
    desk = Desk()
    desk.router.on_card_action()(broken)

    @desk.router.middleware
    async def kind(payload, handle):
        try:
            return await handle(payload)
        except ValueError as error:
            return Toast.info(str(error))

    await desk.push(action())

    assert desk.body()["toast"]["content"] == "broken"
    assert desk.failed == []


async def test_middleware_may_try_again():
    """Called twice, the handler runs twice; only the second generator goes on, the first is closed."""
    desk = Desk()
    steps: list[str] = []
    runs = iter("ab")

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        name = next(runs)
        try:
            yield Toast.info(name)
            steps.append(f"{name} goes on")
        finally:
            steps.append(f"{name} ends")

    @desk.router.middleware
    async def twice(payload, handle):
        await handle(payload)
        return await handle(payload)

    await desk.push(action())

    assert desk.body()["toast"]["content"] == "b"
    assert steps == ["a ends", "b goes on", "b ends"]


async def test_a_generator_goes_on_whatever_the_middleware_answered():
    """The response is another one, what was begun is still done."""
    desk = Desk()
    steps: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        yield TOAST
        steps.append("after")

    @desk.router.middleware
    async def other(payload, handle):
        await handle(payload)

    await desk.push(action())

    assert (desk.body(), steps) == ({}, ["after"])


async def test_a_generator_is_closed_when_the_middleware_fails():
    """The person saw an error, so what comes after the first yield is not done."""
    desk = Desk()
    steps: list[str] = []

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        try:
            yield TOAST
            steps.append("went on")
        finally:
            steps.append("closed")

    @desk.router.middleware
    async def failing(payload, handle):
        await handle(payload)
        raise ValueError("middleware")

    await desk.push(action())

    assert steps == ["closed"]


async def test_middleware_may_call_on_in_a_task_of_its_own():
    """A time limit of the user's (asyncio.wait_for) around the handler works."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))

    @desk.router.middleware
    async def limited(payload, handle):
        return await asyncio.wait_for(handle(payload), 10.0)

    assert toast_of(await desk.answer(action())) == "success"


async def test_middleware_that_forgets_to_await_is_told():
    """The handler would never run; that is said, not swallowed."""
    desk = Desk()
    desk.router.on_card_action()(recorder([], TOAST))

    @desk.router.middleware
    async def forgetful(payload, handle):
        return handle(payload)

    assert toast_of(await desk.answer(action())) == "error"
    assert "nobody awaited" in str(desk.failed[0][1])


async def test_middleware_surrounds_every_kind_of_delivery():
    """Card actions, link previews and events all pass it."""
    desk = Desk()
    seen: list[str] = []

    @desk.router.middleware
    async def noting(payload, handle):
        seen.append(type(payload).__name__)
        return await handle(payload)

    desk.router.on_card_action()(recorder([]))
    desk.router.on_url_preview()(recorder([]))
    desk.router.on_event("im.message.receive_v1")(recorder([]))
    desk.router.on_event()(recorder([]))
    for number, payload in enumerate((action(), preview(), message(), event())):
        await desk.push(payload, str(number))

    assert seen == ["CardAction", "UrlPreview", "MessageReceived", "Event"]
