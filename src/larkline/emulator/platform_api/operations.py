"""The calls of the platform's API as data: where each is, what it needs and may answer, and who carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from starlette.requests import Request

from larkline.emulator.core import Core
from larkline.emulator.failures import ApiFailure
from larkline.emulator.world.pages import page_of
from larkline.emulator.world.tenant import AppRecord
from larkline.facts.api import LONGEST_PAGE

__all__ = [
    "USER_ID_TYPES",
    "Answer",
    "Call",
    "FileAnswer",
    "Handler",
    "OpenHandler",
    "OpenOperation",
    "Operation",
    "success",
    "text_in",
]

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """
    The answer to a download.

    Attributes:
        name: What the file is called; empty for none.
    """

    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"
    name: str = ""


T = TypeVar("T")
#: The items of a page, and the members that say whether there is another one.
Page = tuple[list[T], dict[str, Any]]
USER_ID_TYPES = ("open_id", "union_id", "user_id")


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call that was let in.

    Attributes:
        app: Who calls.
        tenant_key: The tenant the app speaks for.
        body: The decoded JSON of the request; None without a body.
        now: Seconds on the clock of lifetimes.
        at: Seconds since 1970-01-01 UTC.
    """

    core: Core
    app: AppRecord
    tenant_key: str
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

    def path(self, name: str) -> str:
        """Give a parameter of the path."""
        value: str = self.request.path_params[name]
        return value

    def query(self, name: str, default: str = "") -> str:
        """Give a parameter of the query."""
        return self.request.query_params.get(name, default)

    def id_type(self, *, wrong: int) -> str:
        """
        Give the ``user_id_type`` of the query.

        Raises:
            ApiFailure: With the code *wrong*; there is no such type.
        """
        kind = self.query("user_id_type", "open_id")
        if kind not in USER_ID_TYPES:
            raise ApiFailure(wrong, f"user_id_type is one of {', '.join(USER_ID_TYPES)}, not {kind!r}")
        return kind

    def page(self, items: Sequence[T], *, wrong: int, size: int = 20, most: int = LONGEST_PAGE) -> Page[T]:
        """
        Give the page the query asks for.

        Args:
            wrong: The code for a ``page_size`` or a ``page_token`` that makes no sense.
            size: The size of a page when the query gives none.

        Raises:
            ApiFailure: With the code *wrong*.
        """
        given = self.query("page_size", str(size))
        if not (given.isascii() and given.isdigit() and 1 <= int(given) <= most):
            raise ApiFailure(wrong, f"page_size is a number from 1 to {most}, not {given!r}")
        try:
            return page_of(items, size=int(given), token=self.query("page_token"))
        except ValueError as error:
            raise ApiFailure(wrong, str(error)) from None


def success(data: Mapping[str, Any]) -> Answer:
    """Give the answer of a call that was carried out."""
    return {"code": 0, "msg": "success", "data": dict(data)}


def text_in(members: Mapping[str, Any], key: str, *, wrong: int) -> str:
    """
    Give a text among the members of a body.

    Raises:
        ApiFailure: With the code *wrong*; it is missing, or no text.
    """
    value = members.get(key)
    if not isinstance(value, str):
        raise ApiFailure(wrong, f"{key} is missing or no text")
    return value


Handler = Callable[[Call], Awaitable[Answer | FileAnswer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """
    One call of the API.

    Attributes:
        path: From the root, with its parameters in braces.
        handler: Carries the call out.
        test: The test that shows it, as ``file.py::test`` under ``tests/emulator/platform_api``; names several with
            one prefix by the prefix.
        codes: What it answers when it does not do what it was asked for, beside what every call answers.
        scopes: Any of these is needed when scopes are enforced; empty when none is.
        tier: 1 for what most apps call, 2 for the settings of an app.
        body: ``json``, or ``raw`` when the handler reads the request itself.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    handler: Handler
    test: str
    codes: tuple[int, ...] = ()
    scopes: tuple[str, ...] = ()
    tier: Literal[1, 2] = 1
    body: Literal["json", "raw"] = "json"


#: Carries out a call that needs no token: the core, the request and its body in, the HTTP status and the answer out.
OpenHandler = Callable[[Core, Request, bytes], tuple[int, Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOperation:
    """One POST that needs no access token; the attributes as in :class:`Operation`."""

    path: str
    handler: OpenHandler
    test: str
    codes: tuple[int, ...] = ()
    tier: Literal[1, 2] = 1
    method: Literal["POST"] = "POST"
