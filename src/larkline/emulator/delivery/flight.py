"""A delivery under way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from larkline.clock import Clock
from larkline.emulator.connection.session import GatewaySession
from larkline.emulator.faults.fault import Fault
from larkline.emulator.journal.exchange import Exchange
from larkline.emulator.webhook.requests import HookRequest
from larkline.emulator.webhook.webhooks import Way

__all__ = ["Course", "Flight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """
    Which way a delivery goes when it is not the way the app's settings say.

    Attributes:
        session: Over this long connection.
        way: To this webhook.
        prepared: The request as it is to be sent; None for one that is made and signed anew.
        replay_of: Id of the delivery it repeats.
    """

    session: GatewaySession | None = None
    way: Way | None = None
    prepared: HookRequest | None = None
    replay_of: str = ""


@dataclass(slots=True)
class Flight:
    """
    A delivery under way.

    Attributes:
        due: When its push was due, in seconds on the clock of the engine.
        session: The long connection it went to; None without one.
        way: The way to the webhook it went to; None for a long connection.
        obstacle: What keeps it from the app, such as its settings; empty when nothing does.
        faults: What goes wrong with it on purpose.
        course: The way it was told to go.
        over: Set when its verdict has come by a response or the end of its connection.
    """

    exchange: Exchange
    due: float
    session: GatewaySession | None = None
    way: Way | None = None
    obstacle: str = ""
    faults: tuple[Fault, ...] = ()
    course: Course = field(default_factory=Course)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def clock(self) -> Clock | None:
        """Whose time the limit of this delivery follows; None when nothing was sent."""
        if self.way is not None:
            return self.way.clock
        return None if self.session is None else self.session.clock
