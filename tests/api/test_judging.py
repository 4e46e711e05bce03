"""Judge what came of an attempt, and leave a line about it in the log."""

from __future__ import annotations

import logging

import pytest

from larkline.api.answers import Answer, Failure
from larkline.api.attempts import Again, Attempts
from larkline.api.calls import free_call
from larkline.api.judging import judge
from larkline.errors import InvalidRequest

CALL = free_call("GET", "/open-apis/x", params={"secret_of_the_query": "1"})


def judged(outcome: Answer | Failure) -> object:
    """Judge the first outcome of a call that took a quarter of a second."""
    attempts = Attempts(CALL, random=lambda: 0.5)
    try:
        return judge(attempts, CALL, outcome, seconds=0.25, secrets=("t-1",))
    except InvalidRequest as error:
        return error


@pytest.mark.parametrize(
    ("outcome", "verdict", "line"),
    [
        (
            Answer(200, {"x-tt-logid": "LOG1"}, b'{"code":0,"data":{}}'),
            dict,
            "GET /open-apis/x: code 0 in 250 ms, log id LOG1",
        ),
        (
            Answer(400, {}, b'{"code":230001,"msg":"t-1","error":{"log_id":"LOG2"}}'),
            InvalidRequest,
            "GET /open-apis/x: code 230001 in 250 ms, log id LOG2",
        ),
        (
            Answer(500, {"x-tt-logid": "LOG3"}, b'{"code":1}'),
            Again,
            "GET /open-apis/x: code 1 in 250 ms, log id LOG3, again in 0.5 s",
        ),
        (
            Failure(OSError(), "broke at t-1", arrived=True),
            Again,
            "GET /open-apis/x: broke at *** in 250 ms, log id -, again in 0.5 s",
        ),
    ],
)
def test_each_attempt_leaves_a_line(caplog, outcome, verdict, line):
    """Path, code, duration and log id stand in it, the query and secrets do not."""
    with caplog.at_level(logging.DEBUG, "larkline.api"):
        came = judged(outcome)

    assert isinstance(came, verdict)
    assert caplog.messages == [line]


def test_no_line_without_debug(caplog):
    """At INFO calls are silent."""
    with caplog.at_level(logging.INFO, "larkline.api"):
        judged(Answer(200, {}, b'{"code":0}'))

    assert caplog.messages == []
