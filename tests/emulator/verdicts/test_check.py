"""Tests of judging a reply without delivering anything: every cause of a 200672, and what is wanted instead."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from larkline.emulator import EmulatorError, check_reply
from larkline.emulator.both import same
from larkline.emulator.verdicts.judge import Observation, judge
from larkline.emulator.verdicts.remedies import REMEDIES
from larkline.emulator.verdicts.rules import RULES

CARD = {"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "好"}]}}
WRAPPED = {"card": {"type": "raw", "data": CARD}}
TOAST = {"toast": {"type": "info", "content": "好"}}


@pytest.mark.parametrize(
    ("reply", "rule", "evidence", "fixed"),
    [
        ('"好"', "response.json_string", "$: '好'", None),
        (json.dumps(json.dumps(TOAST)), "response.json_string", '$: \'{"toast"', TOAST),
        ({"toast": "好"}, "response.shape", "$.toast: a toast is an object, not a text", TOAST),
        ({"toast": {"type": "ok", "content": "好"}}, "response.shape", "$.toast.type: one of", TOAST),
        ({"card": CARD}, "response.card", "$.card.type:", WRAPPED),
        (CARD, "response.shape", "$.schema: this is a card at the top level", WRAPPED),
        ({"type": "raw", "data": CARD}, "response.shape", '$.type: this is the inside of "card"', WRAPPED),
        (base64.b64encode(b"{}"), "response.json", "data was encoded twice", {}),
        ("<html><body>502</body></html>", "response.json", "it looks like HTML", None),
        ("", "webhook.empty", "the body has 0 bytes", None),
        (None, "webhook.empty", "the body has 0 bytes", None),
        (b"\xef\xbb\xbf{}", "response.json", "it begins with a byte order mark", {}),
        ("{} ok", "response.json", "", None),
        ("[]", "response.shape", "$: the body is a JSON object, not an array", None),
    ],
)
def test_each_cause_is_told_apart(reply, rule, evidence, fixed):
    """The verdict names the place, what came, what was wanted, and mends what can be mended."""
    verdict = check_reply("card.action.trigger", reply)
    shown = verdict.to_json()

    assert (verdict.rule, verdict.ok) == (rule, False)
    assert verdict.code in (200672, 200673)
    assert evidence in verdict.evidence
    assert verdict.fixed == fixed
    assert shown["got"]
    assert shown["want"]
    assert shown["example"] == (REMEDIES[rule].example if fixed is None else fixed)
    assert check_reply("card.action.trigger", shown["example"]).ok


def test_wrong_base64_in_a_frame():
    """The data of a response frame that is no base64 shows as it came."""
    verdict = check_reply("card.action.trigger", "{}", door="long_connection", encoded=True)

    assert (verdict.code, verdict.rule, verdict.got) == (200672, "response.base64", "'{}'")


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"door": "long_connection"}, "ok"),
        ({"door": "long_connection", "encoded": True, "reply": "e30="}, "ok"),
        ({"door": "long_connection", "reply": None}, "response.no_data"),
        ({"door": "long_connection", "status": 500}, "response.status"),
        ({"status": 302}, "webhook.status"),
        ({"elapsed": 2.9}, "response.slow"),
        ({"reply": WRAPPED, "card_schema": "2.0"}, "ok"),
        ({"reply": {"card": {"type": "raw", "data": {"elements": []}}}, "card_schema": "2.0"}, "response.schema"),
        ({"kind": "event", "reply": None}, "ok"),
        ({"kind": "event", "status": 500}, "event.status"),
        ({"kind": "url.preview.get", "reply": {"inline": {"title": "好"}}}, "ok"),
        ({"kind": "card.action.trigger_v1", "reply": {"elements": []}}, "ok"),
        ({"reply": '"x"', "profile": "lenient"}, "response.json_string"),
        ({"reply": {"msg": 1}, "profile": "strict"}, "response.remark"),
        ({"reply": {"msg": 1}, "rules_off": ["response.remark"]}, "ok"),
    ],
)
def test_circumstances_count(options, rule):
    """Door, status, time, the card before, and the profile decide with it."""
    arguments: dict[str, Any] = {"kind": "card.action.trigger", "reply": {}, **options}

    assert check_reply(**arguments).rule == rule


def test_an_unknown_kind():
    """What cannot be answered is refused with what can."""
    with pytest.raises(EmulatorError, match=r"'card' is no kind of a reply; there are card.action.trigger"):
        check_reply("card", {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("elapsed", "rule"), [(2.7, "ok"), (2.9, "response.slow"), (2.999, "response.slow"), (3.0, "response.late")]
)
def test_a_reply_at_the_limit_does_not_count(elapsed, rule):
    """Just before three seconds it is in time, at three seconds no longer, for callbacks and events alike."""
    assert check_reply("card.action.trigger", TOAST, elapsed=elapsed).rule == rule
    assert check_reply("event", None, elapsed=elapsed).ok == (elapsed < 3.0)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"door": "ws"}, "'ws' is no door of a reply; there are long_connection, webhook"),
        ({"profile": "Strict"}, "'Strict' is no profile of a reply; there are documented, strict, lenient"),
        ({"card_schema": "2"}, "'2' is no card_schema of a reply"),
        ({"rules_off": ["respons.slow"]}, "'respons.slow' is no rule of the verdicts; there is response.slow"),
        ({"elapsed": -1.0}, "elapsed is -1.0"),
        ({"reply": {"toast": object()}}, "the reply has no JSON form"),
    ],
)
def test_a_slip_in_the_question_is_no_verdict(wrong: dict[str, Any], sentence: str) -> None:
    """A misspelt option is told, with what there is, instead of being passed over."""
    with pytest.raises(EmulatorError) as told:
        check_reply("card.action.trigger", wrong.pop("reply", {}), **wrong)

    assert sentence in str(told.value)


@pytest.mark.parametrize("reply", [[TOAST], 5, True, bytearray(b"[]")])
def test_any_json_value_can_be_judged(reply):
    """What is no object is judged, not refused."""
    assert check_reply("card.action.trigger", reply).rule == "response.shape"


@pytest.mark.parametrize(
    "card", [json.dumps(CARD), json.dumps(WRAPPED["card"]), {"type": "raw", "data": json.dumps(CARD)}]
)
def test_a_card_as_text_is_mended(card):
    """JSON inside of JSON is taken out of its quotes."""
    assert check_reply("card.action.trigger", {**TOAST, "card": card}).fixed == {**TOAST, **WRAPPED}


@pytest.mark.parametrize("where", ["top", "in a column"])
def test_an_unknown_component_of_json_2_is_refused(where):
    """With its place, and a rule of its own that can be switched off; cards of JSON 1.0 show a strip for it."""
    blink = {"tag": "blink"}
    column = {"tag": "column_set", "columns": [{"tag": "column", "elements": [blink]}]}
    elements = [{"tag": "markdown", "content": "好"}, blink if where == "top" else column]
    new = {"card": {"type": "raw", "data": {"schema": "2.0", "body": {"elements": elements}}}}
    old = {"card": {"type": "raw", "data": {"elements": elements}}}
    verdict = check_reply("card.action.trigger", new)
    inside = "" if where == "top" else ".columns[0].elements[0]"

    assert (verdict.code, verdict.rule) == (200673, "response.component")
    assert verdict.evidence.startswith(f"$.card.data.body.elements[1]{inside}: ")
    assert verdict.got == '{"tag": "blink"}'
    assert check_reply("card.action.trigger", new, rules_off=["response.component"]).ok
    assert check_reply("card.action.trigger", old).rule == "response.remark"


@pytest.mark.parametrize("rule", sorted(set(REMEDIES)))
def test_each_remedy_belongs_to_a_rule(rule):
    """No remedy is left over, none is empty, and its example is right where it is a response."""
    remedy = REMEDIES[rule]

    assert rule in RULES
    assert remedy.zh
    assert remedy.en
    if remedy.example is not None:
        assert check_reply("card.action.trigger", remedy.example, card_schema="2.0").outcome == "ok"


@pytest.mark.parametrize(
    ("seen", "rule"),
    [
        (Observation(kind="card", waited=0.5, elapsed=0.6, reply=None), "response.late"),
        (Observation(kind="event", repeated=same("evt came before")), "event.late"),
    ],
)
def test_advice_does_not_hide_a_failure(seen, rule):
    """What failed stays what the verdict is about; the advice stands beside it."""
    verdict = judge(seen)

    assert (verdict.rule, [note.rule for note in verdict.advice]) == (
        rule,
        ["response.waited" if seen.waited else "event.repeated"],
    )
