"""The long connections that are open: who may open one, and which one gets a delivery."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from larkline.emulator.connection.attempts import Refused, ignored
from larkline.emulator.connection.session import GatewaySession
from larkline.emulator.errors import UnknownThing, known_ids
from larkline.emulator.world.tokens import Ticket, Tickets
from larkline.facts.delivery import CONNECTION_LIMIT
from larkline.facts.long_connection import AUTH_FAILED, CONNECTION_LIMIT_EXCEEDED, NO_CREDENTIAL
from larkline.links import Refusal
from larkline.wire.endpoint import handshake_refusal_headers

__all__ = ["Admission", "Choice", "Hub", "too_many"]

_KEPT_ENDED = 50


class Admission:
    """A place among the connections of an app, taken from the handshake until the link is gone."""

    def __init__(self, ticket: Ticket, release: Callable[[], None]) -> None:
        self.ticket = ticket
        self._release: Callable[[], None] | None = release

    def release(self) -> None:
        """Give the place back; harmless when that was done."""
        release, self._release = self._release, None
        if release is not None:
            release()


@dataclass(frozen=True, slots=True)
class Choice:
    """
    How the one connection is picked that gets a delivery.

    Attributes:
        how: ``random`` as on the platform, ``round_robin``, or ``pinned`` to one connection.
        connection: The pinned one; while it is not there, chance decides.
    """

    how: Literal["random", "round_robin", "pinned"] = "random"
    connection: str = ""


class Hub:
    """
    All long connections of all apps.

    Args:
        tickets: Checked at each handshake.
        seed: Decides which connection gets a delivery; None for chance.
        limit: Connections of one app at a time.

    Attributes:
        choice: How a connection is picked; see :meth:`choose_by`.
        seed: What chance began with; None when nobody said.
        ended: The sessions that ended last, the oldest first.
        lost: Called with each session that ends.
        refuse: Asked, before a client is let in, why it is not; None lets it in.
        changed: Called whenever a connection comes, goes or gets online.
    """

    def __init__(self, tickets: Tickets, *, seed: int | None, limit: int = CONNECTION_LIMIT) -> None:
        self.limit = limit
        self.sessions: dict[str, GatewaySession] = {}
        self.ended: deque[GatewaySession] = deque(maxlen=_KEPT_ENDED)
        self.lost: Callable[[GatewaySession], None] = lambda _session: None
        self.refuse: Callable[[Ticket], Refusal | None] = lambda _ticket: None
        self.changed: Callable[[], None] = lambda: None
        self._tickets = tickets
        self._places: dict[str, int] = {}
        self.seed = seed
        self._random = random.Random(seed)
        self.choice = Choice()
        self._turns: Counter[str] = Counter()

    def admit(self, url: str, *, now: float, refused: Refused = ignored) -> Admission:
        """
        Let a client in, or refuse its WebSocket upgrade.

        Args:
            url: Address or path of the upgrade, with its query.
            now: Seconds on the clock of the tickets.
            refused: Told why the client is not let in.

        Raises:
            Refusal: With the headers a client reads the reason from.

        Source: vectors of refused upgrades; 514 with 1000040350 is the connection limit (observed).
        """
        values = parse_qs(urlsplit(url).query).get("ticket", [""])
        ticket = self._tickets.redeem(values[0], now=now)
        if ticket is None:
            refused("ticket", NO_CREDENTIAL)
            raise _refusal(403, AUTH_FAILED, "invalid ticket", NO_CREDENTIAL)
        app_id = ticket.app_id
        if (refusal := self.refuse(ticket)) is not None:
            refused("fault", _code_of(refusal), app_id=app_id, user_agent=ticket.user_agent)
            raise refusal
        if self._places.get(app_id, 0) >= self.limit:
            refused("limit", CONNECTION_LIMIT_EXCEEDED, app_id=app_id, user_agent=ticket.user_agent)
            raise too_many()
        self._places[app_id] = self._places.get(app_id, 0) + 1

        def release() -> None:
            self._places[app_id] -= 1

        return Admission(ticket, release)

    def add(self, session: GatewaySession) -> None:
        """Count a session among the open ones."""
        self.sessions[session.connection_id] = session
        self.changed()

    def remove(self, session: GatewaySession) -> None:
        """Forget a session that has ended."""
        if self.sessions.pop(session.connection_id, None) is not None:
            self.ended.append(session)
            self.lost(session)
            self.changed()

    def of_app(self, app_id: str | None = None) -> list[GatewaySession]:
        """List the open sessions of an app, or of all, in the order they came."""
        return [s for s in self.sessions.values() if app_id in (None, s.app_id)]

    def online(self, app_id: str | None = None) -> int:
        """Count the connections that are online."""
        return sum(session.online for session in self.of_app(app_id))

    def choose_by(self, choice: Choice, *, seed: int | None = None) -> None:
        """
        Pick connections in this way from now on.

        Args:
            seed: Begin anew with this seed; None goes on.

        Raises:
            UnknownThing: The connection it is pinned to is not there.
        """
        if choice.how == "pinned":
            self.find(choice.connection)
        self.choice = choice
        self._turns.clear()
        if seed is not None:
            self.seed = seed
            self._random.seed(seed)

    def find(self, connection_id: str) -> GatewaySession:
        """
        Give an open session.

        Raises:
            UnknownThing: There is none with this id.
        """
        session = self.sessions.get(connection_id)
        if session is None:
            raise UnknownThing("connection", connection_id, known_ids(self.sessions, "open", "已建立"))
        return session

    def choose(self, app_id: str) -> GatewaySession | None:
        """
        Pick the one connection that gets the next delivery; None when there is none.

        Each has the same chance (documented: docs, 使用长连接接收事件, cluster mode), unless :meth:`choose_by` says
        otherwise. Connections that have not sent a ping yet are taken only when no other is there, paused ones never.
        """
        sessions = [session for session in self.of_app(app_id) if session.is_open and not session.paused]
        candidates = [session for session in sessions if session.online] or sessions
        if not candidates:
            return None
        if self.choice.how == "pinned":
            candidates = [s for s in candidates if s.connection_id == self.choice.connection] or candidates
        if self.choice.how == "round_robin":
            self._turns[app_id] += 1
            return candidates[(self._turns[app_id] - 1) % len(candidates)]
        return self._random.choice(candidates)


def too_many() -> Refusal:
    """Give the refusal of a connection over the limit."""
    return _refusal(403, AUTH_FAILED, "exceed conn limit", CONNECTION_LIMIT_EXCEEDED)


def _code_of(refusal: Refusal) -> int:
    """Give the code a client reads from a refusal: the detail, else the first one, else the HTTP status."""
    given = (refusal.headers.get(name, "") for name in ("handshake-autherrcode", "handshake-status"))
    return next((int(value) for value in given if value.isdigit()), refusal.status)


def _refusal(status: int, code: int, msg: str, detail: int) -> Refusal:
    headers = handshake_refusal_headers(code, msg, detail)
    return Refusal(status, {name.lower(): value for name, value in headers.items()})
