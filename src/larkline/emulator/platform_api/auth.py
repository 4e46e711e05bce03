"""Endpoint discovery and access tokens: the calls that carry an app's credentials."""

from __future__ import annotations

import json
from hmac import compare_digest

from starlette.requests import Request
from starlette.routing import Route

from larkline.emulator.core import Core
from larkline.emulator.http.json_input import read_json
from larkline.emulator.platform_api.calls import Answer, plain_route
from larkline.wire.endpoint import ENDPOINT_PATH

__all__ = ["auth_routes"]


def auth_routes(core: Core) -> list[Route]:
    """Give the routes."""

    def discover(request: Request, body: bytes) -> tuple[int, Answer]:
        status, reply = core.answer_endpoint(body, user_agent=request.headers.get("user-agent", ""))
        answer: Answer = json.loads(reply)
        return status, answer

    def tenant_token(_request: Request, body: bytes) -> tuple[int, Answer]:
        return _token(core, body, with_app_token=False)

    def app_token(_request: Request, body: bytes) -> tuple[int, Answer]:
        return _token(core, body, with_app_token=True)

    return [
        plain_route(core, ENDPOINT_PATH, discover),
        plain_route(core, "/open-apis/auth/v3/tenant_access_token/internal", tenant_token),
        plain_route(core, "/open-apis/auth/v3/app_access_token/internal", app_token),
    ]


def _token(core: Core, body: bytes, *, with_app_token: bool) -> tuple[int, Answer]:
    """
    Give the token of a self-built app.

    The answer is flat and always HTTP 200 but for a body that cannot be read. The app token has the same value as
    the tenant token, as in the example of its page.

    Source: docs, 自建应用获取 tenant_access_token (documented); which of 10014 and 10015 stands for what is assumed.
    """
    try:
        members = read_json(body)
    except ValueError:
        members = None
    if not isinstance(members, dict):
        return 400, {"code": 10003, "msg": "invalid param"}
    app_id, app_secret = members.get("app_id"), members.get("app_secret")
    if not isinstance(app_id, str) or not isinstance(app_secret, str) or not app_id or not app_secret:
        return 400, {"code": 10003, "msg": "invalid param"}
    app = core.tenant.apps.get(app_id)
    if app is None:
        return 200, {"code": 10014, "msg": "app_id not exist or app not enabled"}
    if not compare_digest(app.app_secret.encode(), app_secret.encode("utf-8", "surrogatepass")):
        return 200, {"code": 10015, "msg": "app secret invalid"}
    token, expire = core.tokens.issue(app_id, now=core.clock.now())
    answer: Answer = {"code": 0, "msg": "ok", "tenant_access_token": token, "expire": expire}
    if with_app_token:
        answer["app_access_token"] = token
    return 200, answer
