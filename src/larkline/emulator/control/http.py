"""The shape of the control API: a bearer token, JSON in, JSON out, every error as code, message and hint."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from larkline.emulator.errors import ComponentNotFound, EmulatorError, NothingSent, UnknownThing
from larkline.emulator.http.json_input import read_json
from larkline.emulator.webhook.address_check import AddressCheckFailed
from larkline.errors import ApiError

__all__ = ["ControlError", "ControlHandler", "control_route", "missing_route", "number", "text"]

ControlHandler = Callable[[Request, dict[str, Any]], Awaitable[dict[str, Any]]]
_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
_log = logging.getLogger("larkline.emulator.control")


class ControlError(Exception):
    """A request the control API refuses; *hint* says what to do instead."""

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)


def control_route(method: str, path: str, handler: ControlHandler, *, token: str | None) -> Route:
    """
    Make a route.

    Args:
        token: What the request must carry; None lets everybody of this machine in.
    """

    async def endpoint(request: Request) -> Response:
        try:
            if token is not None:
                _check_token(request, token)
            return answer(200, await handler(request, await _body(request)))
        except ControlError as error:
            return refuse(error)
        except Exception as error:
            return refuse(_explained(error))

    return Route("/api/v1" + path, endpoint, methods=[method])


def missing_route() -> Route:
    """Make the route for every other path."""

    async def endpoint(request: Request) -> Response:
        problem = f"{request.method} {request.url.path} is not part of this API"
        return refuse(ControlError(404, "not_found", problem, "the paths begin with /api/v1"))

    return Route("/{path:path}", endpoint, methods=_ALL_METHODS)


def answer(status: int, body: dict[str, Any]) -> Response:
    """Give JSON that no cache keeps and no browser takes for something else."""
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
        status_code=status,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        media_type="application/json; charset=utf-8",
    )


def refuse(error: ControlError) -> Response:
    """Give an error in the one shape all errors have."""
    return answer(error.status, {"code": error.code, "message": error.message, "hint": error.hint})


def text(body: dict[str, Any], key: str, default: str | None = None) -> str:
    """
    Give a text of the body.

    Raises:
        ControlError: It is missing and has no default, or it is no text.
    """
    value = body.get(key, default)
    if not isinstance(value, str):
        raise ControlError(400, "bad_request", f"{key} is missing or no text", f'send {{"{key}": "…"}}')
    return value


def number(body: dict[str, Any], key: str, default: float | None = None) -> float | None:
    """
    Give a number of the body; None when it is absent.

    Raises:
        ControlError: It is no number, or a negative one.
    """
    value = body.get(key, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ControlError(400, "bad_request", f"{key} is no number of at least 0")
    return value


def _check_token(request: Request, token: str) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not compare_digest(given.strip().encode(), token.encode()):
        hint = "send Authorization: Bearer TOKEN with the token printed at the start"
        raise ControlError(401, "unauthorized", "the token is missing or wrong", hint)


async def _body(request: Request) -> dict[str, Any]:
    data = await request.body()
    if request.method == "GET" or not data:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ControlError(
            415, "not_json", f"the body is {kind or 'of no type'}", "send Content-Type: application/json"
        )
    try:
        body = read_json(data)
    except ValueError as error:
        raise ControlError(400, "bad_request", str(error)) from None
    if not isinstance(body, dict):
        raise ControlError(400, "bad_request", "the body is no JSON object")
    return body


def _explained(error: Exception) -> ControlError:
    """Give the answer for what the emulator raised."""
    if isinstance(error, UnknownThing):
        return ControlError(404, "not_found", f"no {error.kind} {error.key!r}", error.hint)
    if isinstance(error, ComponentNotFound):
        message, _, offers = str(error).partition(". Choose from: ")
        return ControlError(404, "component_not_found", message, offers)
    if isinstance(error, NothingSent):
        return ControlError(409, "nothing_sent", str(error), error.open_url)
    if isinstance(error, AddressCheckFailed):
        hint = "it has to answer url_verification: status 200 and the challenge it was sent, as JSON"
        return ControlError(400, f"address_{error.problem}", str(error), hint)
    if isinstance(error, ApiError):
        return ControlError(400, "refused", str(error), f"code {error.code}")
    if isinstance(error, TimeoutError):
        return ControlError(408, "timeout", str(error))
    if isinstance(error, EmulatorError | ValueError):
        return ControlError(400, "bad_request", str(error))
    _log.error("a request of the control API failed", exc_info=error)
    return ControlError(500, "failed", f"{type(error).__name__}: {error}", "this is a bug of the emulator")
