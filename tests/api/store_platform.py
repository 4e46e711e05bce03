"""The token side of a platform as a store app sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2

from tests.api.scripted import APP_ID, APP_SECRET, ok, refused

AUTH = "/open-apis/auth/v3"
ASKED = {
    f"{AUTH}/app_ticket/resend": "resend",
    f"{AUTH}/app_access_token": "app",
    f"{AUTH}/tenant_access_token": "tenant",
    f"{AUTH}/app_access_token/internal": "internal app",
    f"{AUTH}/tenant_access_token/internal": "internal tenant",
}


class StorePlatform:
    """
    Give out tokens for the current ticket, and tell each other call whose token it carried.

    Attributes:
        ticket: The ticket that is good.
        asked: What was asked for, in order: "resend", "app", "tenant", or "call" for anything else.
        on_resend: Called when the ticket is asked for again.
        seen: The token of each other call.
        refusals: Codes to refuse the next questions with, by what is asked for.
    """

    def __init__(self, ticket: str = "ticket-1") -> None:
        self.ticket = ticket
        self.asked: list[str] = []
        self.on_resend: Callable[[], object] = lambda: None
        self.seen: list[str] = []
        self.refusals: dict[str, list[int]] = {}
        self.bodies: list[dict[str, Any]] = []
        self._given: dict[str, str] = {}

    @property
    def transport(self) -> httpx2.MockTransport:
        """What a client is given."""
        return httpx2.MockTransport(self.answer)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        what = ASKED.get(request.url.path, "call")
        self.asked.append(what)
        body = json.loads(request.content or b"{}")
        if self.refusals.get(what):
            return refused(self.refusals[what].pop(0), msg=f"no: {request.content.decode()}")
        if what == "call":
            token = request.headers["authorization"].removeprefix("Bearer ")
            self.seen.append(token)
            return ok({"token": token, "tenant": self._given.get(token)})
        self.bodies.append(body)
        if what != "tenant" and (body["app_id"], body["app_secret"]) != (APP_ID, APP_SECRET):
            return refused(10014)
        if what == "resend":
            self.on_resend()
            return ok()
        if what == "app" and body["app_ticket"] != self.ticket:
            return refused(10012, msg=f"{body['app_ticket']} is not good", headers={"X-Tt-Logid": "LOG12"})
        if what == "tenant" and body["app_access_token"] not in self._given:
            return refused(99991664, msg="app token")
        tenant = body.get("tenant_key", "")
        token = f"{'a' if what.endswith('app') else 't'}-{len(self._given) + 1}"
        self._given[token] = tenant
        return ok(expire=7200, **{"app_access_token" if token[0] == "a" else "tenant_access_token": token})

    def forget(self) -> None:
        """Let every token be invalid from now on."""
        self._given.clear()
