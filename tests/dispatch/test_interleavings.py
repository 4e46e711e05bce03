"""One response per delivery, in every order in which things can happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from larkline.clock import settle
from larkline.errors import ConnectionLost
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Delivery, Response
from tests.dispatch.desk import CARD, Desk, action, event, preview

LATE_CARD = {"card": {"type": "raw", "data": CARD}}
KINDS = ("coroutine", "generator", "middleware", "wrapped")
moves = st.sampled_from(
    ["turn", "step", "raise", "overdue", "send returns", "connection lost", "door fails", "time", "drain", "cancel"]
)


class Story:
    """
    One delivery whose handler, door and clock are moved one by one.

    Attributes:
        sends: Responses that were begun to be sent.
        left: How many sends have returned, in whatever way.
        broken: What was seen that must not be.
    """

    def __init__(self, kind: str, payload: bytes, *, steps: int) -> None:
        self.desk = Desk(max_concurrency=1)
        self.sends: list[Response] = []
        self.left = 0
        self.broken: list[str] = []
        self.steps = steps
        self._gates: list[asyncio.Future[None]] = []
        self._door: asyncio.Future[None] | None = None
        if kind == "middleware":
            self.desk.router.middleware(self.middleware)
        in_front = kind == "wrapped"
        handler = self.wrapped if in_front else self.coroutine
        self.desk.router.on_card_action(inline=in_front)(self.generator if kind == "generator" else handler)
        self.desk.router.on_url_preview(inline=in_front)(handler)
        self.desk.router.on_event(inline=in_front)(handler)
        self.handling = self.desk.dispatcher.start(Delivery("m1", payload, 0.0), self.send)

    async def send(self, response: Response) -> None:
        """Wait in the middle of sending until somebody moves the door."""
        self.sends.append(response)
        self._door = asyncio.get_running_loop().create_future()
        try:
            await self._door
        finally:
            self.left += 1

    async def _gate(self) -> None:
        gate = asyncio.get_running_loop().create_future()
        self._gates.append(gate)
        await gate

    async def coroutine(self, payload: Any) -> Any:
        """Take some steps, then answer."""
        for _ in range(self.steps):
            await self._gate()
        return None

    def wrapped(self, payload: Any) -> Any:
        """Stand as a plain function in front of the coroutine."""
        return self.coroutine(payload)

    async def generator(self, payload: Any) -> AsyncIterator[Any]:
        """Take a step before the response and some after it."""
        await self._gate()
        yield Toast.info("working")
        for _ in range(self.steps):
            if not self.left:
                self.broken.append("went on before the response had left")
            await self._gate()
            yield LATE_CARD

    async def middleware(self, payload: Any, handle: Any) -> Any:
        """Wait before and after the handler."""
        await self._gate()
        response = await handle(payload)
        await self._gate()
        return response

    def move(self, what: str, errands: list[asyncio.Task[Any]]) -> None:
        """Let one thing happen."""
        open_gates = [gate for gate in self._gates if not gate.done()]
        door = self._door if self._door is not None and not self._door.done() else None
        if what == "step" and open_gates:
            open_gates[0].set_result(None)
        elif what == "raise" and open_gates:
            open_gates[0].set_exception(ValueError("handler"))
        elif what == "overdue" and self.handling is not None:
            errands.append(asyncio.ensure_future(self.handling.overdue()))
        elif what == "send returns" and door:
            door.set_result(None)
        elif what == "connection lost" and door:
            door.set_exception(ConnectionLost("gone"))
        elif what == "door fails" and door:
            door.set_exception(OSError("broken door"))
        elif what == "time":
            errands.append(asyncio.ensure_future(self.desk.clock.advance(0.3)))
        elif what == "drain":
            errands.append(asyncio.ensure_future(self.desk.dispatcher.drain(0.0)))
        elif what == "cancel":
            for task in list(self.desk.dispatcher._running):
                task.cancel()

    async def play(self, story: list[str]) -> None:
        """Let things happen in this order, then bring everything to its end."""
        errands: list[asyncio.Task[Any]] = []
        for what in story:
            if what == "turn":
                await settle(6)
            self.move(what, errands)
        for _ in range(20):
            await settle(4)
            self.move("step", errands)
            self.move("send returns", errands)
        await self.desk.clock.advance(5.0)
        await self.desk.dispatcher.drain(0.0)
        await asyncio.gather(*errands)


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(KINDS),
    st.sampled_from([action(), preview(), event()]),
    st.integers(0, 3),
    st.lists(moves, max_size=16),
)
def test_there_is_one_response_in_every_interleaving(kind, payload, steps, story):
    """Whatever comes first, the answer, the deadline, a failure or the end: one response is begun, never a second."""
    asyncio.run(run(kind, payload, steps, story))


async def run(kind: str, payload: bytes, steps: int, story: list[str]) -> None:
    """Play a story and look at what came of it."""
    played = Story(kind, payload, steps=steps)
    await played.play(story)

    assert played.broken == []
    assert len(played.sends) == 1 or (not played.sends and "cancel" in story)
    assert played.left == len(played.sends)
    assert played.desk.dispatcher.in_flight == 0
    assert played.desk.gate._waiting == {}
    assert [str(error) for _, error in played.desk.failed].count("handler") <= 1
