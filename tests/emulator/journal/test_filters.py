"""The language of filters, each word against one row."""

from __future__ import annotations

import pytest

from larkline.emulator.journal.filters import BadFilter, parse_filter

ROW = {
    "id": "dlv_1",
    "type": "card.action.trigger",
    "app_id": "cli_a",
    "transport": "webhook",
    "connection": "737",
    "url": "http://127.0.0.1/x",
    "attempt": 2,
    "duration_ms": 1200.5,
    "late_by_ms": None,
    "event_id": "e1",
    "chat": "oc_team",
    "user": "ou_alice",
    "encrypted": True,
    "replay_of": None,
    "faults": [{"kind": "duplicate"}],
    "verdict": {"outcome": "failed", "code": 200672, "rule": "reply.toast.object", "message": {"zh": "形状不对"}},
}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("", True),
        ("  ", True),
        ("toast", True),
        ("形状", True),
        ("TOAST", True),
        ("nothing", False),
        ("-nothing", True),
        ("type:card", True),
        ("type:im.", False),
        ("-type:card", False),
        ("type:card status:failed", True),
        ("type:card status:ok", False),
        ("status:advice", False),
        ("code:200672", True),
        ("code:2006", True),
        ("code:200341", False),
        ("code:ok", False),
        ("conn:737", True),
        ("chat:oc_team user:ou_alice", True),
        ("user:ou_bob", False),
        ("ms:>1000", True),
        ("ms:<1000", False),
        ("ms:>=1200.5", True),
        ("attempt:>1", True),
        ("attempt:2", True),
        ("attempt:=3", False),
        ("late:>0", False),
        ("fault:duplicate", True),
        ("fault:drop", False),
        ("fault:*", True),
        ("has:ciphertext", True),
        ("has:fault", True),
        ("has:code", True),
        ("-has:late", True),
        ("has:replay", False),
        ("has:advice", False),
        ("pinned:yes", False),
        ("pinned:no", True),
        ("event_id:e1 rule:toast app:cli_ via:webhook url:127", True),
        ('"card.action" -"im message"', True),
        ('type:"card.action.trigger"', True),
    ],
)
def test_each_word_is_looked_for(text, passes):
    """All of them have to hold."""
    assert parse_filter(text)(ROW) is passes


def test_what_is_ok_with_advice_is_ok_too():
    """And can be asked for alone, as on the page."""
    row = {**ROW, "verdict": {"outcome": "ok_advice", "advice": [{"rule": "late"}]}}

    assert parse_filter("status:ok status:advice has:advice -status:failed")(row)


def test_a_delivery_under_way_is_pending():
    """It has no verdict, so it is neither ok nor failed."""
    row = {**ROW, "verdict": None, "duration_ms": None}

    assert parse_filter("status:pending -status:ok -status:failed -ms:>0 -has:code")(row)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colour:red", "colour: is not known; known are type, conn"),
        ("ms:fast", "ms:fast is no comparison; write ms:>1000"),
        ("status:bad", "status:bad is not known; it is one of ok, advice"),
        ("pinned:maybe", "pinned:maybe is not known; it is yes or no"),
        ("has:luck", "has:luck is not known; it is one of ciphertext"),
    ],
)
def test_what_says_nothing_is_refused(text, problem):
    """With what would."""
    with pytest.raises(BadFilter) as caught:
        parse_filter(text)

    assert str(caught.value).startswith(problem)
