"""Every way a delivery can end, and the one verdict it gets."""

from __future__ import annotations

import base64
import inspect
import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest

from larkline.emulator.both import Both
from larkline.emulator.verdicts.evidence import malformed, unreadable
from larkline.emulator.verdicts.judge import Observation, Reply, judge, judge_handler_error
from larkline.emulator.verdicts.rules import RULES
from larkline.facts.codes import CLIENT_CODES
from larkline.wire import long_connection, responses

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "callback_responses.json").read_text(encoding="utf-8"))


def reply(body: object = None, *, status: int = 200, raw: bytes | None = None) -> Reply:
    """Give a response with this JSON, or with these bytes, as its data."""
    data = json.dumps(body, ensure_ascii=False).encode() if raw is None else raw
    return Reply(status, data, base64.b64encode(data).decode())


def seen(answer: Reply | None, *, kind: Literal["card", "preview", "event"] = "card", **more: Any) -> Observation:
    """Say that a callback was answered in a tenth of a second."""
    return Observation(kind=kind, reply=answer, elapsed=0.1, **more)


@pytest.mark.parametrize("door", ["long_connection", "webhook"])
@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["id"])
def test_the_vectors_of_responses_get_their_codes(vector, door):
    """Each composed response ends with the code that stands beside it, whichever way it came."""
    late = vector["answer_after_ms"] > 3000
    answer = None if late else reply(status=vector["status"], raw=vector["body"].encode())
    verdict = judge(seen(answer, card_schema=vector["card_sent"], door=door))

    assert (verdict.code or 0) == vector["expect"]["error_code"]
    assert verdict.ok == (vector["expect"]["error_code"] == 0)


def hook(body: object = None, *, status: int = 200, raw: bytes | None = None, **more: Any) -> Observation:
    """Say that a webhook answered with this JSON, or with these bytes."""
    data = json.dumps(body, ensure_ascii=False).encode() if raw is None else raw
    return seen(Reply(status, data), door="webhook", **more)


def unreached(trouble: str, **more: Any) -> Observation:
    """Say that a webhook gave no answer."""
    return seen(None, door="webhook", trouble=(trouble, Both("why", "原因")), **more)


OLD_CARD = {"elements": [{"tag": "markdown", "content": "好"}]}
CARD = {"card": {"type": "raw", "data": {"schema": "2.0", "body": {"elements": []}}}}


@pytest.mark.parametrize(
    ("observation", "outcome", "code", "rule"),
    [
        (seen(reply({})), "ok", None, "ok"),
        (seen(reply({"toast": {"type": "success", "content": "好"}})), "ok", None, "ok"),
        (seen(reply(CARD), card_schema="2.0"), "ok", None, "ok"),
        (seen(reply({}), kind="preview"), "ok", None, "ok"),
        (seen(reply({"inline": {"title": "好"}}), kind="preview"), "ok", None, "ok"),
        (seen(Reply(200), kind="preview"), "ok", None, "ok"),
        (Observation(kind="card", online=False), "failed", 200340, "connection.offline"),
        (Observation(kind="preview", online=False), "failed", 200340, "connection.offline"),
        (Observation(kind="card", lost=True), "failed", 200341, "connection.lost"),
        (Observation(kind="card"), "failed", 200341, "response.late"),
        (seen(reply({}, status=500)), "failed", 200671, "response.status"),
        (seen(reply({}, status=0)), "failed", 200671, "response.status"),
        (seen(Reply(0, problem="no JSON")), "failed", 200672, "response.unreadable"),
        (seen(Reply(200, None, "%%%", "no base64")), "failed", 200672, "response.base64"),
        (seen(Reply(200, None, None, "data is no text")), "failed", 200672, "response.base64"),
        (seen(reply(raw=b"not json")), "failed", 200672, "response.json"),
        (seen(reply(raw=b"{} trailing")), "failed", 200672, "response.json"),
        (seen(reply(raw=b"\xef\xbb\xbf{}")), "failed", 200672, "response.json"),
        (seen(reply(raw=b"<html></html>")), "failed", 200672, "response.json"),
        (seen(reply(raw=base64.b64encode(b"{}"))), "failed", 200672, "response.json"),
        (seen(reply("no card.action.trigger event handle")), "failed", 200672, "response.json_string"),
        (seen(reply([])), "failed", 200672, "response.shape"),
        (seen(reply({"toast": "好"})), "failed", 200672, "response.shape"),
        (seen(reply({"toast": {"type": "loud"}})), "failed", 200672, "response.shape"),
        (seen(reply(CARD["card"]["data"])), "failed", 200672, "response.shape"),
        (seen(reply({"card": {"schema": "2.0"}})), "failed", 200673, "response.card"),
        (seen(reply({"card": {"type": "raw", "data": {}}})), "failed", 200673, "response.card"),
        (
            seen(reply({"card": {"type": "raw", "data": {"schema": "2.0", "body": {"elements": [{"tag": "note"}]}}}})),
            "failed",
            200673,
            "response.card",
        ),
        (
            seen(reply({"card": {"type": "raw", "data": {"elements": ["x" * 31 * 1024]}}})),
            "failed",
            200673,
            "response.card",
        ),
        (
            seen(reply({"card": {"type": "raw", "data": {"elements": []}}}), card_schema="2.0"),
            "failed",
            200830,
            "response.schema",
        ),
        (Observation(kind="event", online=False), "failed", None, "event.offline"),
        (Observation(kind="event", lost=True), "failed", None, "event.lost"),
        (Observation(kind="event"), "failed", None, "event.late"),
        (seen(Reply(500), kind="event"), "failed", None, "event.status"),
        (seen(Reply(200), kind="event"), "ok", None, "ok"),
        (seen(reply("anything"), kind="event"), "ok", None, "ok"),
        (seen(Reply(200)), "ok_advice", None, "response.no_data"),
        (seen(Reply(200, b"", "")), "ok_advice", None, "response.no_data"),
        (seen(reply(None)), "ok_advice", None, "response.remark"),
        (seen(reply({"msg": "success"})), "ok_advice", None, "response.remark"),
        (Observation(kind="card", reply=reply({}), elapsed=2.81), "ok_advice", None, "response.slow"),
        (Observation(kind="card", reply=reply({}), elapsed=2.8), "ok", None, "ok"),
        (seen(reply({}), string_value=True), "ok_advice", None, "action.string_value"),
        (seen(reply({}), early_update=True), "ok_advice", None, "update.early"),
        (
            seen(
                reply(
                    {"card": {"type": "raw", "data": {"elements": [{"tag": "markdown", "content": "x" * 28 * 1024}]}}}
                )
            ),
            "ok_advice",
            None,
            "card.nearly_full",
        ),
        (hook({}), "ok", None, "ok"),
        (hook(CARD, card_schema="2.0"), "ok", None, "ok"),
        (hook({}, kind="preview"), "ok", None, "ok"),
        (hook({"msg": "success"}), "ok_advice", None, "response.remark"),
        (hook(None), "ok_advice", None, "response.remark"),
        (hook({}, status=302), "failed", 200671, "webhook.status"),
        (hook({}, status=0), "failed", 200671, "webhook.status"),
        (hook(raw=b""), "failed", 200672, "webhook.empty"),
        (hook(raw=b"", kind="preview"), "failed", 200672, "webhook.empty"),
        (hook(raw=b"", kind="legacy_card"), "ok", None, "ok"),
        (hook(raw=b"", kind="event"), "ok", None, "ok"),
        (hook(raw=b"<html>", kind="event"), "ok", None, "ok"),
        (hook(raw=b"", kind="event", status=500), "failed", None, "event.status"),
        (hook(OLD_CARD, kind="legacy_card"), "ok", None, "ok"),
        (hook({"msg": "success"}, kind="legacy_card"), "ok", None, "ok"),
        (hook({"code": 0}, kind="legacy_card"), "failed", 200673, "response.card"),
        (hook(CARD, kind="legacy_card"), "failed", 200673, "response.card"),
        (hook(OLD_CARD, kind="legacy_card", card_schema="2.0"), "failed", 200830, "response.schema"),
        (hook(OLD_CARD), "failed", 200672, "response.shape"),
        (seen(None, door="webhook"), "failed", 200341, "response.late"),
        (unreached("no_url"), "failed", 200340, "webhook.no_url"),
        (unreached("refused"), "failed", 200342, "webhook.refused"),
        (unreached("tls"), "failed", 200342, "webhook.tls"),
        (unreached("forbidden"), "failed", 200342, "webhook.forbidden"),
        (unreached("dns"), "failed", 200343, "webhook.dns"),
        (unreached("broken"), "failed", 200341, "webhook.broken"),
        (unreached("too_large"), "failed", 200672, "webhook.too_large"),
        (unreached("no_url", kind="event"), "failed", None, "event.no_url"),
        (unreached("dns", kind="event"), "failed", None, "event.undelivered"),
    ],
)
def test_each_way_to_end_has_its_verdict(observation, outcome, code, rule):
    """Outcome, code and rule follow from what was seen."""
    verdict = judge(observation)

    assert (verdict.outcome, verdict.code, verdict.rule) == (outcome, code, rule)
    assert verdict.ok == (outcome != "failed")


def test_every_rule_speaks_two_languages_and_names_its_source():
    """No row is without words, and every code is one the client is documented to show."""
    for name, rule in RULES.items():
        assert rule.zh, name
        assert rule.en, name
        assert rule.source, name
        assert rule.code is None or rule.code in CLIENT_CODES, name


def test_a_verdict_tells_what_shows_it():
    """The evidence is a place in the response, the message says how sure it is."""
    verdict = judge(seen(reply({"toast": {"type": "loud"}})))

    assert verdict.evidence.startswith("$.toast.type: ")
    assert verdict.message == {
        "zh": "响应体的格式不正确（文档）",
        "en": "the body of the response has a wrong shape (documented)",
    }
    assert "200672 response.shape" in str(verdict)


@pytest.mark.parametrize(
    ("raw", "hint"), [(b"\xef\xbb\xbf{}", "byte order mark"), (b" <p>", "HTML"), (b"e30=", "encoded twice")]
)
def test_what_is_no_json_is_explained(raw, hint):
    """The usual mistakes are named."""
    assert hint in judge(seen(reply(raw=raw))).evidence


def test_further_advice_stays_beside_the_verdict():
    """Advice that did not decide is kept, also beside a failure."""
    failed = judge(seen(Reply(500), string_value=True))
    advised = judge(seen(Reply(200), string_value=True))

    assert [note.rule for note in failed.advice] == ["action.string_value"]
    assert (advised.rule, [note.rule for note in advised.advice]) == ("action.string_value", ["response.no_data"])
    assert advised.to_json()["advice"][0]["message"]["en"]


@pytest.mark.parametrize(
    ("observation", "code"),
    [(seen(Reply(200)), 200672), (seen(reply({}), string_value=True), None), (seen(reply({"msg": "success"})), None)],
)
def test_the_strict_profile_fails_on_advice(observation, code):
    """What is only advised against fails there, with its code if it has one."""
    verdict = judge(observation, profile="strict")

    assert (verdict.outcome, verdict.code) == ("failed", code)


def test_the_strict_profile_lets_a_right_response_pass():
    """Without advice there is nothing to fail on."""
    assert judge(seen(reply({})), profile="strict").outcome == "ok"


@pytest.mark.parametrize(
    ("observation", "outcome"),
    [
        (seen(reply("text")), "ok_advice"),
        (seen(reply([])), "failed"),
        (Observation(kind="card", online=False), "failed"),
        (Observation(kind="card"), "failed"),
    ],
)
def test_the_lenient_profile_forgives_guesses(observation, outcome):
    """A response that is only assumed to fail passes there; what is documented still fails."""
    assert judge(observation, profile="lenient").outcome == outcome


def test_a_rule_can_be_switched_off():
    """Its advice and its failure no longer count."""
    assert judge(seen(Reply(200)), off={"response.no_data"}).outcome == "ok"
    assert judge(seen(reply("text")), off={"response.json_string"}).outcome == "ok"


def test_a_handler_that_raised_fails_the_delivery():
    """The code the person saw stays; the error is the evidence."""
    passed = judge_handler_error(judge(seen(reply({}))), ValueError("kaputt"))
    failed = judge_handler_error(judge(seen(Reply(500))), ValueError("kaputt"))

    assert (passed.outcome, passed.code, passed.rule) == ("failed", None, "handler.raised")
    assert (failed.code, failed.rule) == (200671, "handler.raised")
    assert passed.evidence == "ValueError: kaputt"


def test_the_platform_is_content_with_any_status_200():
    """Whether an event comes again does not depend on what is thought of its response."""
    assert seen(reply({"junk": 1})).acknowledged
    assert hook(raw=b"<html>").acknowledged
    assert not hook({}, status=201).acknowledged
    assert not seen(None).acknowledged


CHINESE = re.compile("[\u4e00-\u9fff]")
#: What reads alike in both languages: a status, a place, and what the app wrote there.
NEUTRAL = re.compile(r"(|HTTP \d+|code \d+|\$\S*|\$: '.*'|hash: HTTP \d+|\w+Error: .*)")


@pytest.mark.parametrize(
    "observation",
    [
        seen(None),
        seen(None, kind="event"),
        seen(None, online=False),
        seen(reply({}), forged="hash", door="webhook"),
        unreached("refused"),
        unreached("refused", kind="event"),
        hook(raw=b""),
        hook(status=302),
        hook(raw=b"<html>"),
        hook(raw=b"\xef\xbb\xbf{}"),
        hook(raw=b"{} ok"),
        hook(raw=b'{"a":'),
        hook(raw=b"e30="),
        hook("text"),
        hook({"toast": "ok"}),
        hook({"card": {"type": "raw", "data": {}}}),
        hook({"unknown": 1}),
        hook({"x": 1}, kind="legacy_card"),
        hook({}, string_value=True, early_update=True, waited=1.0, repeated=Both("twice", "两次")),
        seen(reply({}), waited=0.6),
        seen(Reply(0, None, None, "the payload of the response is no JSON")),
        seen(Reply(200)),
        seen(Reply(200, None, "{}", "data of the response is no base64")),
        seen(Reply(200, None, None, "data of the response is no text")),
        seen(Reply(500), client="c2", handled_by="c1"),
        seen(Reply(500), kind="event"),
        seen(Reply(0, None, None, "the response has no number as code"), kind="event"),
        Observation(kind="card", reply=reply({}), elapsed=2.9),
    ],
)
def test_what_shows_it_is_said_in_both_languages(observation):
    """Verdict, advice and what belongs there are Chinese in Chinese and English in English."""
    told = judge(observation).to_json()

    for note in (told, *told["advice"]):
        assert not CHINESE.search(note["evidence"])
        assert CHINESE.search(note["evidence_zh"]) or NEUTRAL.fullmatch(note["evidence_zh"])
        assert not CHINESE.search(note["message"]["en"])
        assert CHINESE.search(note["message"]["zh"])


@pytest.mark.parametrize("rule", sorted(RULES))
def test_where_a_rule_is_known_from_is_said_in_both_languages(rule):
    """The Chinese source is Chinese; a page of the documentation comes with its address."""
    told = RULES[rule].source_json()

    assert CHINESE.search(told["text_zh"])
    assert "docs," not in told["text_zh"]
    assert told["page"] is None or told["page"]["title"] in told["text"]
    assert told["page"] is not None or "卡片回传交互回调" not in told["text"]


def test_everything_the_wire_says_of_a_response_is_translated():
    """No sentence of the wire is missing in Chinese."""
    source = inspect.getsource(responses) + inspect.getsource(long_connection)
    said = {*re.findall(r'(?:problem or|problem =|took_ms,) "([^"]+)"', source), responses.NO_BASE64}

    assert len(said) == 8
    assert all(CHINESE.search(unreadable(each).zh) for each in said)


@pytest.mark.parametrize(
    ("data", "zh"),
    [
        (b"{} ok", "JSON 格式错误（第 3 字节）：JSON 之后还有多余的内容"),
        (b'{"a":x}', "JSON 格式错误（第 5 字节）：无效字符"),
        (b'{"a":', "无法解析：内容不完整"),
    ],
)
def test_why_something_is_no_json_is_said_in_chinese(data, zh):
    """The byte where reading stopped is named."""
    told = judge(hook(raw=data)).to_json()

    assert told["evidence_zh"] == zh


def test_a_reason_that_is_not_known_stays_as_it_is():
    """A new version of the JSON library may say something else."""
    assert malformed(ValueError("something new"), Both("", "")) == Both("something new", "无法解析：something new")


@pytest.mark.parametrize(
    ("filled", "schema", "expected"),
    [
        ({"elements": []}, "2.0", ("failed", 200830, "response.schema")),
        ({"elements": []}, "1.0", ("ok", None, "ok")),
        ({"schema": "2.0", "body": {"elements": []}}, "2.0", ("ok", None, "ok")),
    ],
)
def test_a_template_counts_as_what_it_is_made_of(filled, schema, expected):
    """A message of JSON 2.0 is not answered by a template of JSON 1.0."""
    body = {"card": {"type": "template", "data": {"template_id": "AAq1"}}}
    verdict = judge(seen(reply(body), card_schema=schema, check=lambda _card: filled))

    assert (verdict.outcome, verdict.code, verdict.rule) == expected


@pytest.mark.parametrize(
    ("body", "rule"),
    [({"card": {"type": "raw", "data": {"elements": []}}}, "card.streaming"), ({}, "ok")],
)
def test_a_card_for_one_in_streaming_mode_is_remarked_on(body, rule):
    """It is passed over, which nobody would see otherwise; a toast alone is fine."""
    assert judge(seen(reply(body), streaming=True)).rule == rule
