"""Two responses, place by place."""

from __future__ import annotations

import json

import pytest

from larkline.emulator.journal.reply_diff import compare, differences


@pytest.mark.parametrize(
    ("a", "b", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [{"path": "$.a", "a": 1, "b": 2}]),
        ({"a": 1}, {}, [{"path": "$.a", "a": 1}]),
        ({}, {"b": None}, [{"path": "$.b", "b": None}]),
        (
            {"a": {"b": [1, 2]}},
            {"a": {"b": [1, 3, 4]}},
            [{"path": "$.a.b[1]", "a": 2, "b": 3}, {"path": "$.a.b[2]", "b": 4}],
        ),
        ({"a": 1}, {"a": True}, [{"path": "$.a", "a": 1, "b": True}]),
        ([], {}, [{"path": "$", "a": [], "b": {}}]),
    ],
)
def test_each_difference_has_its_place(a, b, changes):
    """With the value of each side that has one."""
    assert differences(a, b) == changes


def test_verdicts_and_status_are_compared_too():
    """A response that is no JSON is compared as text."""
    verdict = {"outcome": "ok", "rule": "ok", "code": None, "message": {"en": "fine"}}
    a = {"id": "a", "response": {"code": 200, "body": json.dumps({"toast": {"content": "x"}})}, "verdict": verdict}
    b = {"id": "b", "response": {"code": 500, "body": "<html>"}, "verdict": {**verdict, "outcome": "failed"}}
    nothing = {"id": "c", "response": None, "verdict": None}

    assert compare(a, a)["same"]
    assert [change["path"] for change in compare(a, b)["changes"]] == ["$.response", "$.code", "$.verdict.outcome"]
    assert not compare(a, nothing)["same"]
