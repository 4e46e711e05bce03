"""Losses, moves, stops, failures and time in any order: whatever happens, the rules of staying connected hold."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import pytest

from larkline import App, Event
from larkline.clock import settle
from larkline.errors import ConnectionLost, FeishuError
from larkline.links import Refusal
from larkline.wire.endpoint import ClientConfig
from tests.receivers.fake_link import fake
from tests.receivers.scripted_platform import LIMIT_REACHED, data_frames, event, pong, soon

FAILURES = [ConnectionLost("down"), Refusal(*LIMIT_REACHED), Refusal(502, {}), OSError("odd"), None, None]


class Story:
    """
    One app and what happens to it.

    Args:
        seed: Decides what happens.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock, self.network = fake()
        self.network._config = ClientConfig(reconnect_nonce=3, reconnect_interval=10)
        self.app = App()
        self.going = asyncio.Event()
        self.started = 0
        self.moves: list[asyncio.Task[None]] = []

        @self.app.on_event("slow")
        async def slow(event: Event) -> None:
            await self.going.wait()

        @self.app.on_event("quick")
        async def quick(event: Event) -> None:
            return None

    async def step(self) -> None:
        """Let one thing happen."""
        often = [self.lose, self.deliver, self.move, self.pass_time]
        seldom = [
            self.fail,
            self.hold,
            self.let_go,
            self.answer,
            self.good,
            self.give_up_a_move,
            self.freeze,
            self.wait,
        ]
        happening = self.chance.choice([*often, *often, *seldom])
        result = happening()
        if result is not None:
            await result

    def lose(self) -> None:
        """End a link, the newest or another one."""
        if self.network.links:
            self.chance.choice(self.network.links[-2:]).put(ConnectionLost("reset"))

    def fail(self) -> None:
        """Let the next openings fail, or not."""
        self.network.failures = [self.chance.choice(FAILURES) for _ in range(self.chance.randrange(4))]

    def hold(self) -> None:
        """Let openings take their time."""
        self.network.hold.clear()

    def let_go(self) -> None:
        """Let openings come to an end."""
        self.network.hold.set()

    def deliver(self) -> None:
        """Push something."""
        if self.network.links:
            self.started += 1
            kind = self.chance.choice(["slow", "quick"])
            link = self.chance.choice(self.network.links[-2:])
            link.put(*data_frames(event(kind), message_id=f"m{self.started}"))

    def answer(self) -> None:
        """Let slow handlers end."""
        self.going.set()
        self.going = asyncio.Event()

    def good(self) -> None:
        """Answer a ping."""
        if self.network.links:
            self.network.links[-1].put(pong())

    def move(self) -> None:
        """Ask for a new connection."""
        self.moves.append(asyncio.create_task(self.app.reconnect()))

    def give_up_a_move(self) -> None:
        """Ask no more."""
        if self.moves:
            self.chance.choice(self.moves).cancel()

    def freeze(self) -> None:
        """Let a link take nothing any more, or take it again."""
        if self.network.links:
            link = self.network.links[-1]
            link.room.clear() if link.room.is_set() else link.room.set()

    async def pass_time(self) -> None:
        """Let time pass."""
        await self.clock.advance(self.chance.choice([0.1, 1.0, 2.6, 5.0, 11.0, 21.0]))

    async def wait(self) -> None:
        """Let everything run that can."""
        await settle(self.chance.choice([1, 2, 3, 20]))


@pytest.mark.parametrize(
    ("stories", "steps"),
    [pytest.param(60, 60, id="short"), pytest.param(3000, 80, id="long", marks=pytest.mark.soak)],
)
async def test_whatever_happens(stories, steps, caplog):
    """No error of ours, at most one link beside those that are being left, and after a stop nothing is left."""
    before = asyncio.all_tasks()
    unhandled: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unhandled.append(context))
    for seed in range(stories):
        story = Story(seed)
        await story.app.start(platform=story.network.platform())
        for _ in range(steps):
            await story.step()
            assert story.app.status().state in ("connected", "reconnecting"), seed
        story.network.hold.set()
        story.network.failures = []
        for link in story.network.links:
            link.room.set()
        await settle(50)
        for _ in range(12):  # longer than any pause, shorter than any silence
            if story.app.status().state != "connected":
                await story.clock.advance(1.0)
        connected = story.app.status().state == "connected"
        story.going.set()
        await soon(story.app.stop())
        for move in story.moves:
            with suppress(FeishuError, asyncio.CancelledError):
                await soon(move)
        await settle()

        assert connected, seed
        assert all(link.aborted for link in story.network.links), seed
        assert asyncio.all_tasks() == before, seed
        assert story.clock.next_alarm() is None, seed
    assert unhandled == []
    assert "a bug in larkline" not in caplog.text
