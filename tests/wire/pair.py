"""Both ends of a long connection, joined in memory, with a clock that is moved."""

from __future__ import annotations

from collections import deque

from larkline.wire.delivery import Response
from larkline.wire.endpoint import ClientConfig
from larkline.wire.events import Event, ProbeDue
from larkline.wire.fragments import Fragments
from larkline.wire.long_connection import LongConnection, Side

SERVICE_ID = 33554678


class End:
    """
    One end, with what happened there.

    It does what a shell does for :class:`ProbeDue`, and keeps every other event for the test.
    """

    def __init__(self, connection: LongConnection) -> None:
        self.connection = connection
        self.probes: list[float] = []  #: When the rules asked for a ping of the link.
        self._happened: deque[Event] = deque()

    def next_event(self) -> Event | None:
        """Give the next thing that happened; None when there is nothing more."""
        return self._happened.popleft() if self._happened else None

    def events(self) -> list[Event]:
        """Give everything that happened since the last call."""
        happened = list(self._happened)
        self._happened.clear()
        return happened

    def collect(self, now: float) -> bool:
        """Take what happened from the rules; tells whether they asked for a probe."""
        probed = False
        while (event := self.connection.next_event()) is not None:
            if isinstance(event, ProbeDue):
                self.probes.append(now)
                probed = True
            else:
                self._happened.append(event)
        return probed


class ConnectionPair:
    """
    An app and the platform on one link.

    Args:
        now: The time at which both were opened, in seconds. Nothing is sent before the first call of another method.
        ping_interval: Of the configuration that both begin with, in seconds.
        app: Further arguments for the app's end.
    """

    def __init__(self, *, now: float = 0.0, ping_interval: float = 120.0, **app: float | Fragments) -> None:
        config = ClientConfig(ping_interval=ping_interval)
        self.now = now
        self.app = End(LongConnection(Side.APP, service_id=SERVICE_ID, now=now, config=config, **app))  # type: ignore[arg-type]  # by name
        self.platform = End(LongConnection(Side.PLATFORM, service_id=SERVICE_ID, now=now, config=config))
        self._is_cut = False

    def cut(self) -> None:
        """Let nothing through any more, without telling either end."""
        self._is_cut = True

    def mend(self) -> None:
        """Let everything through again; what was sent in between is lost."""
        self._is_cut = False

    def settle(self) -> None:
        """Carry everything that is to be sent, both ways, until there is no more."""
        busy = True
        while busy:
            up = self.app.connection.messages_to_send()
            down = self.platform.connection.messages_to_send()
            for message in [] if self._is_cut else up:
                self.platform.connection.receive_message(message, now=self.now)
            for message in [] if self._is_cut else down:
                self.app.connection.receive_message(message, now=self.now)
            self.platform.collect(self.now)
            if self.app.collect(self.now) and not self._is_cut:
                self.app.connection.heard(at=self.now)  # the pong of the link
            busy = bool(up or down)

    def advance_to(self, when: float) -> None:
        """Move the clock, stopping at each deadline on the way."""
        self.settle()
        while (deadline := self.app.connection.next_deadline()) is not None and deadline <= when:
            self.now = max(self.now, deadline)
            self.app.connection.handle_deadline(now=self.now)
            self.settle()
        self.now = when

    def push(self, payload: bytes, message_id: str = "m", *, max_fragment_bytes: int | None = None) -> None:
        """Let the platform push a delivery, and carry it."""
        frames = self.platform.connection.push(
            payload, message_id=message_id, trace_id="t", max_fragment_bytes=max_fragment_bytes, now=self.now
        )
        for frame in [] if self._is_cut else frames:
            self.app.connection.receive_message(frame, now=self.now)
        self.settle()

    def respond(self, response: Response, message_id: str = "m") -> None:
        """Let the app answer, and carry it."""
        self.app.connection.respond(message_id, response, now=self.now)
        self.settle()
