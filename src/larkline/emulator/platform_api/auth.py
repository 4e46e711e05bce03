"""Endpoint discovery, access tokens and app tickets: the calls that carry an app's credentials."""

from __future__ import annotations

import json
from collections.abc import Callable
from hmac import compare_digest
from typing import Any

from starlette.requests import Request

from larkline.emulator.connection.attempts import Reason
from larkline.emulator.core import Core
from larkline.emulator.failures import ApiFailure
from larkline.emulator.http.json_input import read_json
from larkline.emulator.platform_api.operations import Answer, OpenHandler, OpenOperation
from larkline.emulator.world.tenant import AppRecord
from larkline.wire.endpoint import ENDPOINT_PATH

__all__ = ["AUTH"]

_AUTH = "/open-apis/auth/v3"


def _discover(core: Core, request: Request, body: bytes) -> tuple[int, Answer]:
    user_agent = request.headers.get("user-agent", "")
    refused = core.attempts.noting("discovery", address=_address(request), user_agent=user_agent)
    status, reply = core.answer_endpoint(body, user_agent=user_agent, host=request.url.hostname or "", refused=refused)
    answer: Answer = json.loads(reply)
    return status, answer


# --- self-built apps --------------------------------------------------------------------------------------------------


def _internal_tenant_token(core: Core, members: dict[str, Any]) -> Answer:
    """Give the token of a self-built app. Source: docs, 自建应用获取 tenant_access_token (documented)."""
    app = _self_built(core, members)
    token, expire = core.tokens.issue(app.app_id, now=core.clock.now())
    return {"code": 0, "msg": "ok", "tenant_access_token": token, "expire": expire}


def _internal_app_token(core: Core, members: dict[str, Any]) -> Answer:
    """Give the same token twice, as in the example of 自建应用获取 app_access_token (documented)."""
    answer = _internal_tenant_token(core, members)
    return {**answer, "app_access_token": answer["tenant_access_token"]}


def _self_built(core: Core, members: dict[str, Any]) -> AppRecord:
    app = _app(core, members)
    if app.app_type == "store":
        raise ApiFailure(10014, "a store app gets its tokens with its app_ticket", status=200)
    return app


# --- store apps -------------------------------------------------------------------------------------------------------


def _app_token(core: Core, members: dict[str, Any]) -> Answer:
    """Give the token of a store app itself. Source: docs, 商店应用获取 app_access_token (documented)."""
    app, ticket = _app(core, members), _text(members, "app_ticket")
    if app.app_type != "store":
        raise ApiFailure(10012, "a self-built app has no app_ticket", status=200)
    if not core.app_tickets.is_good(app, ticket):
        raise ApiFailure(10012, "app_ticket is invalid", status=200)
    token, expire = core.tokens.issue_for_app(app.app_id, now=core.clock.now())
    return {"code": 0, "msg": "success", "app_access_token": token, "expire": expire}


def _tenant_token(core: Core, members: dict[str, Any]) -> Answer:
    """
    Give the token of a store app for one tenant.

    Source: docs, 商店应用获取 tenant_access_token (documented); that a bad app token is 99991664 is assumed.
    """
    app_token, tenant_key = _text(members, "app_access_token"), _text(members, "tenant_key")
    token = core.tokens.find(app_token, now=core.clock.now())
    if token is None or not app_token.startswith("a-"):
        raise ApiFailure(99991664, "app_access_token is invalid", status=200)
    if tenant_key not in core.world.app(token.app_id).tenant_keys:
        raise ApiFailure(10013, "the tenant has not installed the app, or does not exist", status=200)
    value, expire = core.tokens.issue(token.app_id, now=core.clock.now(), tenant_key=tenant_key)
    return {"code": 0, "msg": "success", "tenant_access_token": value, "expire": expire}


def _resend_ticket(core: Core, members: dict[str, Any]) -> Answer:
    """Push a new ticket to a store app; it comes as an event. Source: docs, 重新推送 app_ticket (documented)."""
    app = _app(core, members)
    if app.app_type != "store":
        raise ApiFailure(10016, "a self-built app has no app_ticket", status=200)
    core.app_tickets.push(app)
    return {"code": 0, "msg": "success"}


# --- both -------------------------------------------------------------------------------------------------------------


def _app(core: Core, members: dict[str, Any]) -> AppRecord:
    """
    Give the app whose credentials these are.

    That 10014 stands for the id and 10015 for the secret is assumed.
    """
    app_id, app_secret = _text(members, "app_id"), _text(members, "app_secret")
    app = core.world.apps.get(app_id)
    if app is None:
        raise ApiFailure(10014, "app_id not exist or app not enabled", status=200)
    if not compare_digest(app.app_secret.encode(), app_secret.encode("utf-8", "surrogatepass")):
        raise ApiFailure(10015, "app secret invalid", status=200)
    return app


def _text(members: dict[str, Any], key: str) -> str:
    value = members.get(key)
    if not isinstance(value, str) or not value:
        raise ApiFailure(10003, f"invalid param: {key} is needed, a text that is not empty")
    return value


def _answering(handler: Callable[[Core, dict[str, Any]], Answer]) -> OpenHandler:
    """Read the members of the body and write failures; the answers are flat, and HTTP 200 but for 10003."""

    def handle(core: Core, request: Request, body: bytes) -> tuple[int, Answer]:
        refused = core.attempts.noting(
            "token", address=_address(request), user_agent=request.headers.get("user-agent", "")
        )
        try:
            members = read_json(body)
        except ValueError:
            members = None
        try:
            if not isinstance(members, dict):
                raise ApiFailure(10003, "invalid param: the body is no JSON object")
            return 200, handler(core, members)
        except ApiFailure as failure:
            if (reason := _REASONS.get(failure.code)) is not None:
                app_id = members.get("app_id") if isinstance(members, dict) else ""
                known = isinstance(app_id, str) and app_id in core.world.apps
                if reason == "unknown_app" and known:
                    reason = "store_app"
                refused(reason, failure.code, app_id=app_id if isinstance(app_id, str) else "")
            return failure.status, {"code": failure.code, "msg": failure.msg}

    return handle


#: Which refusals of a token show why an app does not get in.
_REASONS: dict[int, Reason] = {10003: "no_credential", 10014: "unknown_app", 10015: "wrong_secret"}


def _address(request: Request) -> str:
    """Give address and port of a client."""
    return "" if request.client is None else f"{request.client.host}:{request.client.port}"


#: What :func:`platform_app` serves of this.
AUTH = (
    OpenOperation(
        path=ENDPOINT_PATH,
        handler=_discover,
        codes=(403, 514, 1000040344),
        test="test_auth.py::test_discovery_takes_any_content_type",
    ),
    OpenOperation(
        path=f"{_AUTH}/tenant_access_token/internal",
        handler=_answering(_internal_tenant_token),
        codes=(10003, 10014, 10015),
        test="test_auth.py::test_the_same_token_comes_back_while_half_an_hour_remains",
    ),
    OpenOperation(
        path=f"{_AUTH}/app_access_token/internal",
        handler=_answering(_internal_app_token),
        codes=(10003, 10014, 10015),
        test="test_auth.py::test_the_app_token_comes_with_the_tenant_token",
    ),
    OpenOperation(
        path=f"{_AUTH}/app_access_token",
        handler=_answering(_app_token),
        codes=(10003, 10012, 10014, 10015),
        test="test_store_apps.py::test_a_ticket_gives_an_app_token_and_that_a_token_for_each_tenant",
    ),
    OpenOperation(
        path=f"{_AUTH}/tenant_access_token",
        handler=_answering(_tenant_token),
        codes=(10003, 10013, 99991664),
        test="test_store_apps.py::test_a_ticket_gives_an_app_token_and_that_a_token_for_each_tenant",
    ),
    OpenOperation(
        path=f"{_AUTH}/app_ticket/resend",
        handler=_answering(_resend_ticket),
        codes=(10003, 10014, 10015, 10016),
        test="test_store_apps.py::test_a_ticket_is_pushed_when_it_is_asked_for",
    ),
)
