"""What every call of the API has in common: who calls, what is wrong with the token, the shape of the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from larkline.emulator.core import Core
from larkline.emulator.failures import ApiFailure, too_fast
from larkline.emulator.http.json_input import read_json
from larkline.emulator.journal.exchange import ApiCall
from larkline.emulator.platform_api.operations import Answer, Call, FileAnswer, OpenOperation, Operation
from larkline.emulator.world.tenant import AppRecord
from larkline.facts.api import (
    API_CALLS_PER_MINUTE,
    API_CALLS_PER_SECOND,
)

__all__ = ["open_route", "operation_route", "unknown_route"]

_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


def operation_route(core: Core, operation: Operation) -> Route:
    """Make the route of a call that needs an access token."""

    async def endpoint(request: Request) -> Response:
        started = core.clock.now()
        answer: Answer | FileAnswer
        app_id, headers = "", dict[str, str]()
        try:
            app, tenant_key = _caller(core, request.headers.get("authorization"), started)
            app_id = app.app_id
            _check_scopes(core, app, operation)
            _check_rate(core, app, operation, started)
            body = await _body(request) if operation.body == "json" else None
            call = Call(core, app, tenant_key, request, body, started, core.clock.time())
            status, answer = 200, await operation.handler(call)
        except ApiFailure as failure:
            status, answer, headers = failure.status, {"code": failure.code, "msg": failure.msg}, failure.headers
        return finish(core, request, status, answer, started=started, app_id=app_id, headers=headers)

    return Route(operation.path, endpoint, methods=[operation.method])


def open_route(core: Core, operation: OpenOperation) -> Route:
    """Make the route of a call that needs no access token."""

    async def endpoint(request: Request) -> Response:
        started = core.clock.now()
        status, answer = operation.handler(core, request, await request.body())
        return finish(core, request, status, answer, started=started)

    return Route(operation.path, endpoint, methods=[operation.method])


def unknown_route(core: Core) -> Route:
    """Make the route for everything that is not emulated: never a silent success."""

    async def endpoint(request: Request) -> Response:
        answer = {"code": 99991201, "msg": f"not found: {request.method} {request.url.path} is not emulated"}
        started = core.clock.now()
        try:
            app_id = _caller(core, request.headers.get("authorization"), started)[0].app_id
        except ApiFailure:
            app_id = ""
        return finish(core, request, 404, answer, started=started, app_id=app_id, implemented=False)

    return Route("/{path:path}", endpoint, methods=_ALL_METHODS)


def finish(
    core: Core,
    request: Request,
    status: int,
    answer: Answer | FileAnswer,
    *,
    started: float,
    app_id: str = "",
    headers: Mapping[str, str] = MappingProxyType({}),
    implemented: bool = True,
) -> Response:
    """Write the answer as the platform does, and enter the call into the journal."""
    log_id = core.ids.log_id()
    code = 0 if isinstance(answer, FileAnswer) else answer["code"]
    if not isinstance(answer, FileAnswer) and code != 0 and "data" not in answer:
        answer = {**answer, "error": {"log_id": log_id, "troubleshooter": ""}}
    core.journal.call(
        ApiCall(
            id=log_id,
            at=core.clock.time(),
            method=request.method,
            path=request.url.path,
            status=status,
            code=code,
            duration=core.clock.now() - started,
            app_id=app_id,
            implemented=implemented,
        )
    )
    core.changes.notify()
    ids = {"X-Tt-Logid": log_id, "X-Request-Id": core.ids.uuid()}
    if isinstance(answer, FileAnswer):
        named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(answer.name)}"} if answer.name else {}
        return Response(answer.data, headers={**ids, **named}, media_type=answer.media_type)
    return Response(
        json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
        status_code=status,
        headers={**ids, **headers},
        media_type="application/json; charset=utf-8",
    )


def _check_scopes(core: Core, app: AppRecord, operation: Operation) -> None:
    granted, wanted = app.abilities.scopes, operation.scopes
    if core.policies.scopes and wanted and granted is not None and granted.isdisjoint(wanted):
        raise ApiFailure(99991672, f"Access denied. One of the following scopes is required: [{', '.join(wanted)}]")


def _check_rate(core: Core, app: AppRecord, operation: Operation, now: float) -> None:
    """Refuse what comes too fast, if the platform is set to. Source: docs, 频控策略 (documented)."""
    if not core.policies.rate_limits:
        return
    for limit, window in ((API_CALLS_PER_SECOND, 1.0), (API_CALLS_PER_MINUTE, 60.0)):
        key = (app.app_id, operation.method, operation.path, str(window))
        wait = core.rates.take(*key, limit=limit, window=window, now=now)
        if wait:
            raise too_fast("request trigger frequency limit", limit=limit, wait=wait)


async def _body(request: Request) -> object:
    data = await request.body()
    try:
        return read_json(data) if data else None
    except ValueError as error:
        raise ApiFailure(9499, f"Bad Request: {error}") from None


def _caller(core: Core, authorization: str | None, now: float) -> tuple[AppRecord, str]:
    """
    Tell which app a token belongs to, and the tenant it speaks for.

    Raises:
        ApiFailure: 99991661 without a token, 99991671 for another prefix, 99991663 when it is invalid or expired,
            99991668 for a user's token, as no user signs in here; 99991664 for the token of a store app itself, which
            speaks for no tenant.
    """
    scheme, _, value = (authorization or "").partition(" ")
    value = value.strip()
    if scheme.lower() != "bearer" or not value:
        raise ApiFailure(99991661, "Missing access token for authorization")
    if value.startswith("u-"):
        raise ApiFailure(99991668, "Invalid access token for authorization")
    token = core.tokens.find(value, now=now)
    if value.startswith("a-") and token is not None:
        raise ApiFailure(99991664, "Invalid access token for authorization: this call needs a tenant access token")
    if not value.startswith("t-"):
        raise ApiFailure(99991671, "Invalid access token: it must start with 't-' or 'u-'")
    if token is None:
        raise ApiFailure(99991663, "Invalid access token for authorization")
    app = core.world.app(token.app_id)
    return app, token.tenant_key or app.tenant_keys[0]
