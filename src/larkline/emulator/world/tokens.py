"""Credentials with a life: access tokens, tickets of a connection, update tokens of a click."""

from __future__ import annotations

from dataclasses import dataclass

from larkline.emulator.world.ids import Ids
from larkline.facts.api import TENANT_TOKEN_SECONDS
from larkline.facts.delivery import UPDATE_TOKEN_SECONDS, UPDATE_TOKEN_USES
from larkline.facts.platform import TICKET_SECONDS, TOKEN_RENEWAL_SECONDS

__all__ = ["AccessTokens", "Ticket", "Tickets", "Token", "UpdateToken", "UpdateTokens"]

_KEPT_UPDATE_TOKENS = 10_000  #: expired and used ones are kept, so that their use gets the right code


@dataclass(frozen=True, slots=True)
class Token:
    """
    An access token that was given out.

    Attributes:
        tenant_key: The tenant it speaks for; empty for the token of a store app itself, and for an app that has one
            tenant only.
    """

    value: str
    app_id: str
    tenant_key: str
    expires_at: float


class AccessTokens:
    """Give out access tokens and tell whose they are. Times are seconds on one clock."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._newest: dict[tuple[str, str, str], Token] = {}
        self._by_value: dict[str, Token] = {}

    def issue(self, app_id: str, *, now: float, tenant_key: str = "") -> tuple[str, int]:
        """
        Give the app's token for a tenant and the seconds it has left.

        The same token comes back while at least 30 minutes remain; then a new one, and the old one stays valid.

        Source: docs, "自建应用获取 tenant_access_token" (documented).
        """
        return self._issue("t-g", app_id, tenant_key, now)

    def issue_for_app(self, app_id: str, *, now: float) -> tuple[str, int]:
        """Give the token of a store app itself, with which it gets those for its tenants; by the same rules."""
        return self._issue("a-g", app_id, "", now)

    def find(self, value: str, *, now: float) -> Token | None:
        """Give the record of a token; None when it is unknown or its time is over."""
        token = self._by_value.get(value)
        return token if token is not None and now < token.expires_at else None

    def expiries(self) -> list[tuple[float, str]]:
        """Give when each token expires, and which app's it is."""
        return [(token.expires_at, token.app_id) for token in self._by_value.values()]

    def revoke(self, app_id: str) -> None:
        """Make every token of an app invalid."""
        self._newest = {key: token for key, token in self._newest.items() if token.app_id != app_id}
        self._by_value = {value: token for value, token in self._by_value.items() if token.app_id != app_id}

    def revoke_all(self) -> None:
        """Make every token given out so far invalid."""
        self._newest.clear()
        self._by_value.clear()

    def _issue(self, prefix: str, app_id: str, tenant_key: str, now: float) -> tuple[str, int]:
        key = (prefix, app_id, tenant_key)
        token = self._newest.get(key)
        if token is None or token.expires_at - now < TOKEN_RENEWAL_SECONDS:
            token = Token(f"{prefix}{self._ids.hex(38)}", app_id, tenant_key, now + TENANT_TOKEN_SECONDS)
            self._newest[key] = token
            self._drop_expired(now)
            self._by_value[token.value] = token
        return token.value, int(token.expires_at - now)

    def _drop_expired(self, now: float) -> None:
        self._by_value = {value: token for value, token in self._by_value.items() if now < token.expires_at}


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to open one long connection."""

    app_id: str
    connection_id: str
    user_agent: str
    expires_at: float


class Tickets:
    """Give out one-time tickets of long connections. Times are seconds on one clock."""

    def __init__(self) -> None:
        self._open: dict[str, Ticket] = {}

    def issue(self, value: str, *, app_id: str, connection_id: str, user_agent: str, now: float) -> None:
        """Let *value* open one connection within the next two minutes."""
        self._open = {key: ticket for key, ticket in self._open.items() if now < ticket.expires_at}
        self._open[value] = Ticket(app_id, connection_id, user_agent, now + TICKET_SECONDS)

    def expiries(self) -> list[tuple[float, str]]:
        """Give when each open ticket expires, and which app's it is."""
        return [(ticket.expires_at, ticket.app_id) for ticket in self._open.values()]

    def redeem(self, value: str, *, now: float) -> Ticket | None:
        """Take a ticket, which cannot be used again; None when it is unknown, used or expired."""
        ticket = self._open.pop(value, None)
        return ticket if ticket is not None and now < ticket.expires_at else None


@dataclass(slots=True)
class UpdateToken:
    """The right to update one card after one click."""

    value: str
    app_id: str
    message_id: str
    open_id: str
    event_id: str
    expires_at: float
    uses_left: int = UPDATE_TOKEN_USES


class UpdateTokens:
    """Give out update tokens. Times are seconds on one clock."""

    def __init__(self) -> None:
        self._tokens: dict[str, UpdateToken] = {}

    def issue(self, value: str, *, app_id: str, message_id: str, open_id: str, event_id: str, now: float) -> None:
        """Register the token of a click."""
        while len(self._tokens) >= _KEPT_UPDATE_TOKENS:
            del self._tokens[next(iter(self._tokens))]
        expires_at = now + UPDATE_TOKEN_SECONDS
        self._tokens[value] = UpdateToken(value, app_id, message_id, open_id, event_id, expires_at)

    def find(self, value: str) -> UpdateToken | None:
        """Give the record of a token, used up and expired ones too; None when it was never given out."""
        return self._tokens.get(value)

    def expiries(self) -> list[tuple[float, str]]:
        """Give when each token expires, and the card of which message it is for."""
        return [(token.expires_at, token.message_id) for token in self._tokens.values()]

    def forget(self) -> None:
        """Forget every token."""
        self._tokens.clear()
