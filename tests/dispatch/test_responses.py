"""What is answered: the table of the contract, by itself."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest

from larkline.cards.card import Card, CardTemplate
from larkline.cards.components import Markdown
from larkline.dispatch.responses import (
    answer_for,
    busy_answer,
    failure_answer,
    late_parts,
    overdue_answer,
    unmatched_answer,
)
from larkline.dispatch.settings import Settings
from larkline.dispatch.situation import Situation
from larkline.errors import InvalidResponse
from larkline.facts.languages import CARD_LANGUAGES
from larkline.payloads.responses import CardActionResponse, CustomResponse, UrlPreviewResponse
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Response
from tests.dispatch.desk import CARD

ACTION, PREVIEW, EVENT = Situation.CARD_ACTION, Situation.URL_PREVIEW, Situation.EVENT
OLD = Situation.LEGACY_CARD_ACTION
TEXT = Card(elements=[Markdown("hi")])


def shape(response: Response) -> Any:
    """Give status and body, a toast of our own by its type only."""
    if response.body is None:
        return response.status
    body = json.loads(response.body)
    return response.status, f"{body['toast']['type']} toast" if "toast" in body else body


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda s: unmatched_answer(s, Settings()), [(200, {}), (200, {}), 200]),
        (lambda s: unmatched_answer(s, Settings(unknown_events="refuse")), [(200, {}), (200, {}), 500]),
        (lambda s: failure_answer(s, Settings()), [(200, "error toast"), (200, {}), 500]),
        (lambda s: failure_answer(s, Settings(on_handler_error="fail")), [500, (200, {}), 500]),
        (lambda s: overdue_answer(s, Settings()), [(200, "info toast"), (200, {}), 200]),
        (lambda s: overdue_answer(s, Settings(slow_events="redeliver")), [(200, "info toast"), (200, {}), 500]),
        (busy_answer, [(200, "warning toast"), (200, {}), 500]),
        (lambda s: answer_for(s, None, check="all", message_schema=None)[0], [(200, {}), (200, {}), 200]),
    ],
    ids=["unmatched", "refused", "failed", "fail", "overdue", "redeliver", "busy", "None"],
)
def test_each_situation_has_its_answer(answer, expected):
    """Card action (old or new), link preview and event, as the contract's table says."""
    assert [shape(answer(situation)) for situation in (ACTION, PREVIEW, EVENT)] == expected
    assert shape(answer(OLD)) == expected[0]


@pytest.mark.parametrize("answer", [busy_answer, lambda s: failure_answer(s, Settings())], ids=["busy", "failed"])
def test_our_own_toasts_speak_the_readers_language(answer):
    """They come in several languages of the platform, Chinese and English among them."""
    toast = json.loads(answer(ACTION).body)["toast"]

    assert {"zh_cn", "en_us"} <= set(toast["i18n"]) <= set(CARD_LANGUAGES)
    assert toast["content"] == toast["i18n"]["zh_cn"]
    assert len(set(toast["i18n"].values())) >= 3


@pytest.mark.parametrize(
    ("situation", "result", "body"),
    [
        (ACTION, Toast.success("ok"), {"toast": {"type": "success", "content": "ok"}}),
        (ACTION, CardTemplate("AAq"), {"card": {"type": "template", "data": {"template_id": "AAq"}}}),
        (ACTION, TEXT, {"card": {"type": "raw", "data": TEXT.to_dict()}}),
        (
            ACTION,
            CardActionResponse(toast=Toast.info("x"), card=TEXT),
            {"toast": {"type": "info", "content": "x"}, "card": {"type": "raw", "data": TEXT.to_dict()}},
        ),
        (ACTION, CardActionResponse(), {}),
        (ACTION, {}, {}),
        (ACTION, {"toast": {"content": "x"}}, {"toast": {"content": "x"}}),
        (PREVIEW, UrlPreviewResponse(title="T"), {"inline": {"title": "T"}}),
        (PREVIEW, {"inline": {"title": "T"}}, {"inline": {"title": "T"}}),
        (PREVIEW, {}, {}),
        (OLD, Toast.success("ok"), {"toast": {"type": "success", "content": "ok"}}),
        (OLD, TEXT, TEXT.to_dict()),
        (OLD, CardTemplate("AAq"), {"type": "template", "data": {"template_id": "AAq"}}),
        (OLD, {"toast": {"content": "x"}}, {"toast": {"content": "x"}}),
    ],
    ids=str,
)
def test_a_result_becomes_a_body(situation, result, body):
    """Each kind of response, in the platform's shape."""
    response, _ = answer_for(situation, result, check="documented", message_schema=None)

    assert response.status == 200
    assert json.loads(response.body or b"") == body


@pytest.mark.parametrize("result", [None, {}, Toast.info("x"), 3, object()], ids=lambda result: type(result).__name__)
def test_an_event_is_only_acknowledged(result):
    """Whatever a handler of events gives, the platform gets no body."""
    assert answer_for(EVENT, result, check="all", message_schema=None) == (Response(200), ())


WRONG: list[tuple[Situation, Any, str]] = [
    (ACTION, "done", "$"),
    (ACTION, 3, "$"),
    (ACTION, [Toast.info("x")], "$"),
    (ACTION, UrlPreviewResponse(title="T"), "$"),
    (ACTION, {"toast": "x"}, "$.toast"),
    (ACTION, {"toast": {"type": "happy", "content": "x"}}, "$.toast.type"),
    (ACTION, {"card": {"data": CARD}}, "$.card.type"),
    (ACTION, {"schema": "2.0", "body": {}}, "$.schema"),
    (ACTION, {"toast": {"content": 1j}}, "$"),
    (ACTION, {"card": {"type": "raw", "data": {"x": "y" * 31_000}}}, "$.card.data"),
    (PREVIEW, Toast.info("x"), "$"),
    (PREVIEW, "title", "$"),
    (PREVIEW, {"inline": []}, "$.inline"),
    (OLD, "done", "$"),
    (OLD, {"toast": "x"}, "$.toast"),
    (OLD, {"card": {"type": "raw", "data": CARD}}, "$.card"),
]


@pytest.mark.parametrize(("situation", "result", "path"), WRONG, ids=lambda value: str(value)[:40])
def test_what_the_platform_would_refuse_does_not_leave(situation, result, path):
    """The error says where, and which code the person would have seen."""
    with pytest.raises(InvalidResponse) as caught:
        answer_for(situation, result, check="documented", message_schema=None)

    assert caught.value.path == path
    assert caught.value.code in (200672, 200673, 200830)


def test_the_version_of_the_card_in_the_message_counts():
    """A card of JSON 2.0 is never answered with one of 1.0; what is not known is let pass."""
    old = {"card": {"type": "raw", "data": {"elements": []}}}
    allowed = [answer_for(ACTION, old, check="documented", message_schema=schema)[1] for schema in (None, "1.0")]

    with pytest.raises(InvalidResponse) as caught:
        answer_for(ACTION, old, check="documented", message_schema="2.0")
    assert caught.value.code == 200830
    assert allowed == [(), ()]


DOUBTFUL = {"toast": {"content": "x"}, "tost": {}}


def test_a_doubtful_response_is_sent_with_advice():
    """By default what is only thought to be wrong leaves."""
    response, advice = answer_for(ACTION, DOUBTFUL, check="documented", message_schema=None)

    assert json.loads(response.body or b"") == DOUBTFUL
    assert any("$.tost" in finding for finding in advice)


def test_doubtful_responses_can_be_refused():
    """check_responses="all" refuses them, too, and names the place."""
    with pytest.raises(InvalidResponse) as caught:
        answer_for(ACTION, DOUBTFUL, check="all", message_schema=None)

    assert caught.value.path == "$.tost"


@pytest.mark.parametrize(
    ("situation", "result"), [(ACTION, {"toast": "x"}), (PREVIEW, {"inline": []}), (ACTION, DOUBTFUL)]
)
def test_the_checks_can_be_switched_off(situation, result):
    """check_responses="off" sends everything that has a JSON form."""
    response, advice = answer_for(situation, result, check="off", message_schema="2.0")

    assert json.loads(response.body or b"") == result
    assert advice == ()


@pytest.mark.parametrize(
    ("result", "has_toast", "card"),
    [
        (None, False, None),
        (Toast.info("x"), True, None),
        (TEXT, False, TEXT.to_dict()),
        (CardTemplate("AAq"), False, {"type": "template", "data": {"template_id": "AAq"}}),
        (CardActionResponse(toast=Toast.info("x"), card=TEXT), True, TEXT.to_dict()),
        ({"card": {"type": "raw", "data": CARD}}, False, CARD),
        ({"toast": None, "card": None}, False, None),
        ({}, False, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_late_result_is_taken_apart(result, has_toast, card):
    """A card goes out as what cards.update takes; a toast can only be noticed."""
    parts = late_parts(ACTION, result, check="documented", message_schema=None)

    assert (parts.has_toast, parts.card) == (has_toast, card)


def test_late_results_are_checked_by_the_same_rules():
    """The three degrees of checking and the version of the card hold for late cards, too."""
    old = {"card": {"type": "raw", "data": {"elements": []}}}

    with pytest.raises(InvalidResponse):
        late_parts(ACTION, old, check="documented", message_schema="2.0")
    with pytest.raises(InvalidResponse):
        late_parts(ACTION, DOUBTFUL, check="all", message_schema=None)
    assert late_parts(ACTION, old, check="off", message_schema="2.0").card == {"elements": []}
    assert late_parts(ACTION, DOUBTFUL, check="documented", message_schema=None).advice
    assert str(late_parts(ACTION, {"card": "x"}, check="off", message_schema=None).card) == "x"


@pytest.mark.parametrize(
    ("result", "has_toast", "card"),
    [
        (None, False, None),
        (TEXT, False, TEXT.to_dict()),
        (CardActionResponse(toast=Toast.info("x"), card=TEXT), True, TEXT.to_dict()),
        ({"elements": []}, False, {"elements": []}),
        (MappingProxyType({"elements": (), "toast": {"content": "x"}}), True, {"elements": []}),
        ({"toast": {"content": "x"}}, True, None),
        (
            {"type": "template", "data": {"template_id": "AAq"}},
            False,
            {"type": "template", "data": {"template_id": "AAq"}},
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_late_result_of_an_old_card_is_taken_apart(result, has_toast, card):
    """There a card stands at the top level, in a dict of the user's, too."""
    parts = late_parts(OLD, result, check="documented", message_schema=None)

    assert (parts.has_toast, parts.card) == (has_toast, card)


def test_the_checks_hold_for_old_cards():
    """Refused, let pass or not looked at, as for the new ones; the version of the card counts, late or not."""
    old: dict[str, Any] = {"elements": []}

    for give in (lambda **how: answer_for(OLD, old, **how), lambda **how: late_parts(OLD, old, **how)):
        with pytest.raises(InvalidResponse) as caught:
            give(check="documented", message_schema="2.0")
        assert caught.value.code == 200830
        assert give(check="off", message_schema="2.0")


def test_an_old_card_may_be_answered_with_a_status():
    """A CustomResponse says status and body itself."""
    result = CustomResponse(status=400, body={"content": "hello"})

    assert answer_for(OLD, result, check="all", message_schema=None) == (Response(400, b'{"content":"hello"}'), ())
    with pytest.raises(InvalidResponse):
        answer_for(ACTION, result, check="documented", message_schema=None)
