"""An endpoint of the control API as data: from it come the route, the checks and the description."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from larkline.emulator.both import Both
from larkline.emulator.control.errors import ControlError, explained
from larkline.emulator.control.schemas import Schema, checked, record
from larkline.emulator.control.session import Keys
from larkline.emulator.errors import WrongValue
from larkline.emulator.http.json_input import read_json

__all__ = ["API", "Body", "Call", "Operation", "missing_route", "refuse", "route_of"]

API = "/api/v1"
Body = dict[str, Any]
_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
_NOTHING = record()


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call of an operation, checked.

    Attributes:
        body: The JSON object of the request; empty without one.
        query: The parameters of the query that were given, as what they are described as.
    """

    request: Request
    body: Body
    query: Body

    @property
    def id(self) -> str:
        """The ``{id}`` of the path."""
        return str(self.request.path_params["id"])


Handler = Callable[[Call], Awaitable[Body | Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """
    One method of one path.

    Attributes:
        path: Below ``/api/v1``; at most one ``{id}`` in it.
        summary: What it does, in one sentence.
        handler: Gives the JSON of the answer.
        body: What the request takes; None when it takes no body.
        query: The parameters of the query.
        answer: What comes back with status 200.
        is_open: Whether it needs no token.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    summary: str
    handler: Handler = field(repr=False)
    answer: Schema
    body: Schema | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    is_open: bool = False


def route_of(operation: Operation, keys: Keys) -> Route:
    """Make the route of an operation: who calls, whether what came fits, then its handler."""

    async def endpoint(request: Request) -> Response:
        try:
            if not operation.is_open:
                keys.check(request)
            query = _query(request, operation.query)
            body = await _body(request)
            checked(body, operation.body or _NOTHING)
            given = await operation.handler(Call(request, body, query))
        except Exception as error:
            return refuse(explained(error))
        return given if isinstance(given, Response) else _answer(200, given)

    return Route(API + operation.path, endpoint, methods=[operation.method])


def missing_route() -> Route:
    """Make the route for every other path."""

    async def endpoint(request: Request) -> Response:
        call = f"{request.method} {request.url.path}"
        problem = Both(f"{call} is not part of this API", f"控制接口没有 {call}")
        see = Both(f"see GET {API}/openapi.json", f"请参阅 GET {API}/openapi.json")
        return refuse(ControlError(404, "not_found", problem, see))

    return Route("/{path:path}", endpoint, methods=_ALL_METHODS)


def refuse(error: ControlError) -> Response:
    """Give an error in the one shape all errors have."""
    message, hint = error.message, error.hint
    i18n = {"message": message.to_json(), "hint": hint.to_json()}
    return _answer(error.status, {"code": error.code, "message": message.en, "hint": hint.en, "i18n": i18n})


def _answer(status: int, body: Body) -> Response:
    """Give JSON that no cache keeps and no browser takes for something else."""
    return Response(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
        status_code=status,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        media_type="application/json; charset=utf-8",
    )


def _query(request: Request, wanted: Mapping[str, Schema]) -> Body:
    """Read the query; a parameter is a text, a whole number, or true or false."""
    query: Body = {}
    for name, given in request.query_params.items():
        schema = wanted.get(name)
        if schema is None:
            known = ", ".join(wanted)
            raise WrongValue(
                f"the parameter {name!r} is not known here",
                f"没有 {name!r} 这个参数",
                hint=Both(f"known are {known}", f"可用：{known}")
                if known
                else Both("there are none", "不接受任何参数"),
            )
        value: Any = given
        if schema["type"] == "integer" and re.fullmatch("-?[0-9]{1,18}", given, re.ASCII):
            value = int(given)
        elif schema["type"] == "boolean" and given in ("true", "false"):
            value = given == "true"
        checked(value, schema, name)
        query[name] = value
    return query


async def _body(request: Request) -> Body:
    data = await request.body()
    if request.method == "GET" or not data:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        what = Both(f"the body is {kind or 'of no type'}", f"请求体的类型是 {kind}" if kind else "请求体没有类型")
        send = Both("send Content-Type: application/json", "请发送 Content-Type: application/json")
        raise ControlError(415, "not_json", what, send)
    body = read_json(data)
    if not isinstance(body, dict):
        raise WrongValue("the body is no JSON object", "请求体不是 JSON 对象")
    return body
