"""The calls of the platform's API as data: where each is, what it needs and may answer, and who carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request

from larkline.emulator.core import Core
from larkline.emulator.failures import ApiFailure
from larkline.emulator.world.tenant import AppRecord

__all__ = ["Answer", "Call", "Handler", "OpenHandler", "OpenOperation", "Operation"]

Answer = dict[str, Any]


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


Handler = Callable[[Call], Awaitable[Answer]]


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
