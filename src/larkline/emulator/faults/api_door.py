"""Faults of API calls: an ASGI application in front of the platform's own, for every path alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from larkline.clock import sleep_until
from larkline.emulator.failures import too_fast
from larkline.emulator.faults.fault import Fault, Subject
from larkline.emulator.http.door import ASGIApp, Message, Receive, Scope, Send
from larkline.emulator.journal.exchange import ApiCall
from larkline.facts.api_codes import API_CODES

if TYPE_CHECKING:
    from larkline.emulator.core import Core

__all__ = ["FaultyApi"]

_RATE_LIMIT = 99991400
_TOKEN_CODES = {"tenant": 99991663, "app": 99991664, "user": 99991677}
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_PREFIX = "/open-apis/"


class FaultyApi:
    """
    Answers a call as a fault says, or hands it on.

    Args:
        app: What answers otherwise.
    """

    def __init__(self, app: ASGIApp, core: Core) -> None:
        self._app = app
        self._core = core

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        if not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        app_id = self._caller(scope)
        subject = Subject(door="api", app=app_id, method=scope["method"], path=scope["path"])
        kinds = ("api_error", "api_slow", *(("token_expired",) if app_id else ()))
        faults = self._core.faults.happening("api", subject, kinds=kinds)
        refusing = next((fault for fault in faults if fault.kind != "api_slow"), None)
        slow = sum(fault.number("seconds") for fault in faults if fault.kind == "api_slow")
        if refusing is not None:
            await self._refuse(refusing, scope, app_id, send)
        else:
            await self._app(scope, receive, self._slowly(send, slow) if slow else send)

    async def _refuse(self, fault: Fault, scope: Scope, app_id: str, send: Send) -> None:
        core = self._core
        code, status, headers = _answer_of(fault)
        if fault.kind == "token_expired":
            core.tokens.revoke(app_id)
        log_id = core.ids.log_id()
        meaning = API_CODES[code].meaning if code in API_CODES else "failed by a fault"
        answer: dict[str, Any] = {"code": code, "msg": meaning, "error": {"log_id": log_id, "troubleshooter": ""}}
        body, kind = json.dumps(answer).encode(), "application/json; charset=utf-8"
        shape = "json" if fault.kind == "token_expired" else fault.text("body")
        if shape == "malformed":
            body = body[: len(body) // 2]
        elif shape == "html":
            body, kind = _HTML, "text/html"
        call = ApiCall(
            id=log_id,
            at=core.clock.time(),
            method=scope["method"],
            path=scope["path"],
            status=status,
            code=code,
            duration=0.0,
            app_id=app_id,
            fault=fault.label,
        )
        core.journal.call(call)
        fields = {"content-type": kind, "content-length": str(len(body)), "x-tt-logid": log_id, **headers}
        pairs = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})

    def _slowly(self, send: Send, seconds: float) -> Send:
        """Give what sends the second half of each body late."""
        clock = self._core.clock

        async def send_slowly(message: Message) -> None:
            body = message.get("body", b"")
            if message["type"] == "http.response.body" and body:
                half = len(body) // 2
                await send({"type": "http.response.body", "body": body[:half], "more_body": True})
                await sleep_until(clock, clock.now() + seconds)
                message = {**message, "body": body[half:]}
            await send(message)

        return send_slowly

    def _caller(self, scope: Scope) -> str:
        """Tell which app calls; empty without a token of one."""
        for name, value in scope["headers"]:
            if name == b"authorization":
                text = value.decode("latin-1").partition(" ")[2].strip()
                token = self._core.tokens.find(text, now=self._core.clock.now())
                return "" if token is None else token.app_id
        return ""


def _answer_of(fault: Fault) -> tuple[int, int, dict[str, str]]:
    """Give code, HTTP status and further headers of the answer of a fault."""
    if fault.kind == "token_expired":
        return _TOKEN_CODES[fault.text("token")], 400, {}
    code, status = int(fault.number("code")), int(fault.number("status"))
    if code == _RATE_LIMIT and status in (0, 429):
        return code, 429, too_fast("", limit=int(fault.number("limit")), wait=fault.number("reset")).headers
    return code, status or 400, {}
