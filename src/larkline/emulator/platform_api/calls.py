"""What every call of the API has in common: who calls, what is wrong with the token, the shape of the answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from larkline.emulator.core import Core
from larkline.emulator.failures import ApiFailure
from larkline.emulator.http.json_input import read_json
from larkline.emulator.journal.journal import ApiCall
from larkline.emulator.world.tenant import AppRecord

__all__ = ["Answer", "Call", "Handler", "api_route", "plain_route", "unknown_route"]

Answer = dict[str, Any]
_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class Call:
    """
    One authorised call.

    Attributes:
        app: Who calls.
        body: The decoded JSON of the request; None without a body.
        now: Seconds on the clock of lifetimes.
        at: Seconds since 1970-01-01 UTC.
    """

    core: Core
    app: AppRecord
    request: Request
    body: Any
    now: float
    at: float

    def members(self) -> dict[str, Any]:
        """
        Give the body as an object.

        Raises:
            ApiFailure: It is none.
        """
        if not isinstance(self.body, dict):
            raise ApiFailure(230001, "the body is no JSON object")
        return self.body


Handler = Callable[[Call], Awaitable[Answer]]


def api_route(core: Core, method: str, path: str, handler: Handler) -> Route:
    """Make a route for a call that needs an access token."""

    async def endpoint(request: Request) -> Response:
        started = core.clock.now()
        app_id = ""
        try:
            app = _caller(core, request.headers.get("authorization"), started)
            app_id = app.app_id
            data = await request.body()
            try:
                body = read_json(data) if data else None
            except ValueError as error:
                raise ApiFailure(9499, f"Bad Request: {error}") from None
            status, answer = 200, await handler(Call(core, app, request, body, started, core.clock.time()))
        except ApiFailure as failure:
            status, answer = failure.status, {"code": failure.code, "msg": failure.msg}
        return finish(core, request, status, answer, started=started, app_id=app_id)

    return Route(path, endpoint, methods=[method])


def plain_route(core: Core, path: str, handler: Callable[[Request, bytes], tuple[int, Answer]]) -> Route:
    """Make a route for a POST that needs no access token."""

    async def endpoint(request: Request) -> Response:
        started = core.clock.now()
        status, answer = handler(request, await request.body())
        return finish(core, request, status, answer, started=started)

    return Route(path, endpoint, methods=["POST"])


def unknown_route(core: Core) -> Route:
    """Make the route for everything that is not emulated: never a silent success."""

    async def endpoint(request: Request) -> Response:
        answer = {"code": 99991201, "msg": f"not found: {request.method} {request.url.path} is not emulated"}
        return finish(core, request, 404, answer, started=core.clock.now(), implemented=False)

    return Route("/{path:path}", endpoint, methods=_ALL_METHODS)


def finish(
    core: Core,
    request: Request,
    status: int,
    answer: Answer,
    *,
    started: float,
    app_id: str = "",
    implemented: bool = True,
) -> Response:
    """Write the answer as the platform does, and enter the call into the journal."""
    log_id = core.ids.log_id()
    if answer["code"] != 0 and "data" not in answer:
        answer = {**answer, "error": {"log_id": log_id, "troubleshooter": ""}}
    core.journal.call(
        ApiCall(
            id=log_id,
            at=core.clock.time(),
            method=request.method,
            path=request.url.path,
            status=status,
            code=answer["code"],
            duration=core.clock.now() - started,
            app_id=app_id,
            implemented=implemented,
        )
    )
    core.changes.notify()
    return Response(
        json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
        status_code=status,
        headers={"X-Tt-Logid": log_id, "X-Request-Id": core.ids.uuid()},
        media_type="application/json; charset=utf-8",
    )


def _caller(core: Core, authorization: str | None, now: float) -> AppRecord:
    """
    Tell which app a token belongs to.

    Raises:
        ApiFailure: 99991661 without a token, 99991671 for another prefix, 99991663 when it is invalid or expired,
            99991668 for a user's token, as no user signs in here.
    """
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise ApiFailure(99991661, "Missing access token for authorization")
    if token.startswith("u-"):
        raise ApiFailure(99991668, "Invalid access token for authorization")
    if not token.startswith("t-"):
        raise ApiFailure(99991671, "Invalid access token: it must start with 't-' or 'u-'")
    app_id = core.tokens.app_of(token, now=now)
    if app_id is None:
        raise ApiFailure(99991663, "Invalid access token for authorization")
    return core.tenant.app(app_id)
