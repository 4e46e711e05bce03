"""Whatever goes wrong in a handler."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline.errors import InvalidResponse
from larkline.wire.delivery import Response
from tests.dispatch.desk import (
    TOAST,
    Desk,
    action,
    event,
    toast_of,
)


class Broken:
    """Ways to fail, each a handler."""

    @staticmethod
    async def raises(payload):
        raise ValueError("broken")

    @staticmethod
    async def exits(payload):
        raise SystemExit(3)

    @staticmethod
    async def is_cancelled_inside(payload):
        task = asyncio.ensure_future(asyncio.sleep(3600))
        task.cancel()
        await task

    @staticmethod
    async def raises_a_base_exception(payload):
        class Odd(BaseException):
            pass

        raise Odd

    @staticmethod
    def raises_in_a_thread(payload):
        raise ValueError("broken")

    @staticmethod
    def exits_in_a_thread(payload):
        raise SystemExit(3)

    @staticmethod
    def stops_an_iteration(payload):
        return next(iter(()))

    @staticmethod
    def is_cancelled_in_a_thread(payload):
        raise asyncio.CancelledError

    @staticmethod
    async def yields_nothing_but_trouble(payload):
        if payload:
            raise ValueError("broken")
        yield None

    @staticmethod
    async def forgets_to_await(payload):
        return asyncio.sleep(0)

    @staticmethod
    def gives_a_generator(payload):
        return (toast for toast in (TOAST,))

    @staticmethod
    async def gives_nonsense(payload):
        return "done"

    @staticmethod
    async def yields_nonsense(payload):
        yield 3

    @staticmethod
    def gives_nonsense_in_a_thread(payload):
        return {"toast": "x"}


FAILURES = {name: function.__func__ for name, function in vars(Broken).items() if isinstance(function, staticmethod)}
INVALID = {"gives_nonsense", "yields_nonsense", "gives_nonsense_in_a_thread"}


@pytest.mark.parametrize("name", FAILURES)
async def test_whatever_goes_wrong_is_answered_once_and_told(name, caplog):
    """The person sees the error toast, the failure is logged and counted once, and the loop lives on."""
    desk = Desk()
    desk.router.on_card_action()(FAILURES[name])
    response = await desk.answer(action())
    counter = "invalid_responses" if name in INVALID else "failed"

    assert toast_of(response) == "error"
    assert desk.count(counter) == 1
    assert [delivery_id for delivery_id, _ in desk.failed] == ["m1"]
    assert isinstance(desk.failed[0][1], InvalidResponse) is (name in INVALID)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert name in caplog.text
    assert "m1" in caplog.text


@pytest.mark.parametrize("name", [name for name in FAILURES if not name.startswith(("yields", "gives_nonsense"))])
async def test_a_failed_event_is_to_be_sent_again(name):
    """An event that was not handled is answered 500; a result that goes nowhere is no failure."""
    desk = Desk()
    desk.router.on_event()(FAILURES[name])

    assert await desk.answer(event()) == Response(500)


async def test_a_failure_can_be_shown_as_the_clients_own_error():
    """on_handler_error="fail" answers a card action with 500."""
    desk = Desk(on_handler_error="fail")
    desk.router.on_card_action()(Broken.raises)

    assert await desk.answer(action()) == Response(500)


async def test_who_is_told_of_failures_may_fail():
    """The response leaves nevertheless."""
    desk = Desk()
    desk.router.on_card_action()(Broken.raises)

    def fail(delivery_id: str, error: BaseException) -> None:
        raise RuntimeError("told too much")

    desk.dispatcher._handler_failed = fail

    assert toast_of(await desk.answer(action())) == "error"


def test_an_event_loop_that_is_thrown_away_leaves_no_noise():
    """A handling that is only garbage now awaits nothing any more, which Python would refuse."""
    desk = Desk()
    desk.held = True

    @desk.router.on_card_action()
    async def handler(payload) -> AsyncIterator[Any]:
        try:
            yield TOAST
        finally:
            await asyncio.sleep(0)

    loop = asyncio.new_event_loop()
    handling = loop.run_until_complete(desk.push(action()))
    loop.close()
    (task,) = desk.dispatcher._running
    coroutine: Any = task.get_coro()
    coroutine.close()
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # asyncio's own complaint is not the point

    assert handling is not None
    assert handling.answered
    assert (desk.failed, desk.sent) == ([], {})


async def test_the_end_of_the_program_is_not_held_up(caplog):
    """KeyboardInterrupt in a handler is not its failure: it goes to whoever runs the event loop."""
    failed: list[Any] = []

    async def story() -> None:
        desk = Desk()
        desk.failed = failed

        @desk.router.on_card_action()
        async def handler(payload):
            raise KeyboardInterrupt

        await desk.push(action())

    with pytest.raises(KeyboardInterrupt):
        await asyncio.to_thread(asyncio.run, story())
    assert (failed, caplog.text) == ([], "")
