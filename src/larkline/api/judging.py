"""Judge what came of an attempt, and leave a line about it in the log."""

from __future__ import annotations

import logging
from typing import Any

from larkline.api.answers import Answer, Failure
from larkline.api.attempts import Again, Attempts
from larkline.api.calls import Call
from larkline.errors import ApiError

__all__ = ["judge"]

log = logging.getLogger("larkline.api")


def judge(
    attempts: Attempts, call: Call, outcome: Answer | Failure, *, seconds: float, secrets: tuple[str, ...]
) -> dict[str, Any] | Again:
    """
    Do what :meth:`Attempts.judge` does and log path, code, duration and log id at DEBUG.

    Args:
        attempts: The attempts at *call*.
        call: What was asked.
        outcome: What came.
        seconds: How long it took.
        secrets: Texts that must not stand in an error.

    Raises:
        ApiError: The call failed and is not to be made again.
    """
    try:
        verdict = attempts.judge(outcome, secrets=secrets)
    except ApiError as error:
        _note(call, outcome, seconds, error, "")
        raise
    if isinstance(verdict, Again):
        _note(call, outcome, seconds, verdict.error, f", again in {verdict.delay:.1f} s")
    else:
        _note(call, outcome, seconds, None, "")
    return verdict


def _note(call: Call, outcome: Answer | Failure, seconds: float, error: ApiError | None, more: str) -> None:
    if not log.isEnabledFor(logging.DEBUG):
        return
    code = 0 if error is None else error.code
    log_id = outcome.headers.get("x-tt-logid", "") if isinstance(outcome, Answer) else ""
    log_id = error.log_id if error is not None and error.log_id else log_id
    what = f"code {code}" if code is not None or error is None else error.msg
    log.debug("%s %s: %s in %.0f ms, log id %s%s", call.method, call.path, what, seconds * 1000, log_id or "-", more)
