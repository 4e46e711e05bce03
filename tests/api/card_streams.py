"""What the tests of streaming cards have in common."""

from __future__ import annotations

import asyncio
from typing import Any

from larkline.api.client import Client
from larkline.cards.card import Card
from larkline.cards.markdown import Markdown
from larkline.clock import ManualClock, sleep_until
from tests.api.card_platform import CardPlatform
from tests.api.scripted import APP_ID, APP_SECRET

FINAL = Card(elements=[Markdown("all of it"), {"tag": "hr"}])


def client_of(platform: CardPlatform, **options: Any) -> Client:
    """Make a client that talks to *platform*."""
    options = {"clock": platform.clock, "random": lambda: 0.5, **options}
    return Client(APP_ID, APP_SECRET, transport=platform.transport, **options)


async def run(clock: ManualClock, work: Any, *, seconds: float = 60.0, step: float = 0.05) -> Any:
    """Move the clock until *work* is done."""
    task = asyncio.ensure_future(work)
    moved = 0.0
    while not task.done() and moved < seconds:
        await clock.advance(step)
        moved += step
    assert task.done(), "it does not end"
    return await task


def shown(platform: CardPlatform, card_id: str = "card_1") -> tuple[str, bool]:
    """Give the text that people see in the end, and whether the card still says that it is being made."""
    entity = platform.entities[card_id]
    return entity.element("answer")["content"], entity.streaming


async def stream_in_steps(client: Client, clock: ManualClock, *words: str) -> None:
    """Write words, a second apart."""
    async with client.cards.stream(to="oc_team") as s:
        for word in words:
            await s.write(word)
            await sleep_until(clock, clock.now() + 1)


class ModelFailed(Exception):
    """A failure of the producer."""
