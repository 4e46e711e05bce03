"""What an HTTP answer means: the data that was asked for, or the error that says what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from larkline.api.calls import Call
from larkline.errors import (
    ApiError,
    InvalidRequest,
    PermissionDenied,
    PlatformBroken,
    RateLimited,
    TokenRejected,
    UpdateTokenSpent,
)
from larkline.facts.api import RATE_LIMIT_RESET_HEADER
from larkline.facts.api_codes import API_CODES, Family

__all__ = ["Answer", "Failure", "failure_error", "masked", "read_answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """
    An HTTP answer, complete.

    Attributes:
        status: The HTTP status.
        headers: The headers, names in lower case.
        body: The body, decompressed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """
    No answer.

    Attributes:
        cause: What the HTTP library, or the clock, said.
        problem: The same in a few words, without addresses of proxies.
        arrived: Whether the platform may have got the call; False when the connection was never there.
    """

    cause: Exception
    problem: str
    arrived: bool


_ERRORS: dict[Family, type[ApiError]] = {
    "token": TokenRejected,
    "permission": PermissionDenied,
    "request": InvalidRequest,
    "rate": RateLimited,
    "spent": UpdateTokenSpent,
    "busy": ApiError,
    "other": ApiError,
}


def read_answer(call: Call, answer: Answer, *, secrets: tuple[str, ...] = ()) -> dict[str, Any] | ApiError:
    """
    Give what the call asked for, or the error to raise.

    The code decides; the HTTP status decides about codes that are not known. What was asked for is the member
    ``data``, or the whole document for the calls whose answer is flat. Without what :attr:`Call.gives` names in it, the
    call has failed for good: the platform has done what it was asked to do.

    Args:
        call: What was asked.
        answer: What came.
        secrets: Texts that must not stand in the error beside those of the call.

    Source: docs, 服务端 API 调用概述 and 通用错误码 (documented).
    """
    facts = _Facts(call, answer, (*secrets, *call.secrets))
    document = _document(answer.body)
    if document is None:
        kind = answer.headers.get("content-type", "").split(";")[0]
        wrong = f"the answer is not the JSON object of the platform's API ({kind or 'no content type'})"
        return facts.error(_by_status(answer.status) if answer.status == 429 else PlatformBroken, None, wrong)
    code = document.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        return facts.error(PlatformBroken, None, "the answer has no code")
    facts.read(document)
    if code == 0 and 200 <= answer.status < 300:
        data = document.get("data")
        given = data if isinstance(data, dict) else ({} if "data" in document and data is None else document)
        if not call.gives or _can_be_used(_at(given, call.gives)):
            return given
        error = facts.error(PlatformBroken, 0, f"the answer has no usable {call.gives[-1]}")
        error.retryable = False
        return error
    known = API_CODES.get(code)
    error = facts.error(_ERRORS[known.family] if known else _by_status(answer.status), code, facts.msg)
    if known is not None and known.family == "busy":
        error.retryable = True
    return error


def failure_error(call: Call, failure: Failure, *, secrets: tuple[str, ...] = ()) -> PlatformBroken:
    """Give the error for a call that got no answer; its cause is kept."""
    text = masked(failure.problem, (*secrets, *call.secrets))
    error = PlatformBroken(code=None, msg=text, method=call.method, path=call.path)
    error.__cause__ = failure.cause
    return error


def masked(text: str, secrets: tuple[str, ...]) -> str:
    """Replace every one of *secrets* in *text* by three stars."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return text


class _Facts:
    """What every error of one answer has in common."""

    def __init__(self, call: Call, answer: Answer, secrets: tuple[str, ...]) -> None:
        self._call = call
        self._answer = answer
        self._secrets = secrets
        self._log_id = answer.headers.get("x-tt-logid") or answer.headers.get("x-request-id", "")
        self.msg = ""

    def read(self, document: dict[str, Any]) -> None:
        """Take the platform's text and, when the header has none, its log id."""
        msg = document.get("msg")
        self.msg = msg if isinstance(msg, str) else ""
        details = document.get("error")
        if not self._log_id and isinstance(details, dict) and isinstance(details.get("log_id"), str):
            self._log_id = details["log_id"]

    def error(self, kind: type[ApiError], code: int | None, msg: str) -> ApiError:
        """Make an error of this answer."""
        error = kind(
            code=code,
            msg=masked(msg, self._secrets),
            log_id=self._log_id,
            status=self._answer.status,
            method=self._call.method,
            path=self._call.path,
        )
        if isinstance(error, RateLimited):
            error.retry_after = _retry_after(self._answer.headers)
        return error


def _document(body: bytes) -> dict[str, Any] | None:
    try:
        document = msgspec.json.decode(body)
    except (ValueError, RecursionError):  # msgspec's errors and wrong UTF-8 are ValueErrors
        return None
    return document if isinstance(document, dict) else None


def _at(data: object, where: tuple[str | int, ...]) -> object:
    """Give what stands at a place; None when there is no such place."""
    for step in where:
        try:
            data = data[step]  # type: ignore[index]  # whatever has no members raises
        except (TypeError, LookupError):
            return None
    return data


def _can_be_used(value: object) -> bool:
    """Tell whether an id, a key or a token can stand in the path or in a header of a later call."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value and value != ""


def _by_status(status: int) -> type[ApiError]:
    """Tell what an unknown code means by the status it came with."""
    if status == 401:
        return TokenRejected
    if status == 403:
        return PermissionDenied
    if status == 429:
        return RateLimited
    if 400 <= status < 500:
        return InvalidRequest
    return ApiError if 200 <= status < 300 else PlatformBroken


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Give the seconds to wait; None when the platform did not say, or said something else than a number."""
    for name in (RATE_LIMIT_RESET_HEADER, "retry-after"):
        text = headers.get(name, "").strip()
        if text.isascii() and text.replace(".", "", 1).isdigit():
            return float(text)
    return None
