"""Check a response before it leaves, or judge one that arrived."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import InvalidResponse
from larkline.facts.callback_codes import NOT_200
from larkline.facts.delivery import CARD_BYTES
from larkline.payloads.response_check import (
    check_card_action_body,
    check_legacy_card_action_body,
    check_url_preview_body,
)
from tests.payloads.shapes import vectors

CARD_1 = {"elements": [{"tag": "hr"}]}
CARD_2 = {"schema": "2.0", "body": {"elements": []}}


def raw(data: object) -> dict[str, Any]:
    """Wrap a card."""
    return {"card": {"type": "raw", "data": data}}


def template(**data: object) -> dict[str, Any]:
    """Wrap a template."""
    return {"card": {"type": "template", "data": data}}


def code_of(vector: dict[str, Any]) -> int:
    """Judge a recorded answer the way its receiver would."""
    if vector["status"] != 200:
        return NOT_200
    try:
        body = json.loads(vector["body"])
    except ValueError:
        return 200672
    try:
        check_card_action_body(body, message_schema=vector["card_sent"])
    except InvalidResponse as error:
        return error.code
    return 0


@pytest.mark.parametrize(
    "vector",
    [vector for vector in vectors("callback_responses") if vector["answer_after_ms"] < 3000],
    ids=lambda vector: f"{vector['id']}-{vector['category']}",
)
def test_recorded_answers_are_judged_as_the_platform_would(vector):
    """The code is the one a person would see; how long it took is the judge's own business."""
    assert code_of(vector) == vector["expect"]["error_code"]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ([], "$", 200672),
        ("", "$", 200672),
        ("{}", "$", 200672),
        (3, "$", 200672),
        (False, "$", 200672),
        ({"toast": []}, "$.toast", 200672),
        ({"toast": {"type": "ok", "content": "x"}}, "$.toast.type", 200672),
        ({"toast": {"type": ["info"], "content": "x"}}, "$.toast.type", 200672),
        ({"toast": {"type": "", "content": "x"}}, "$.toast.type", 200672),
        ({"toast": {"type": "info", "content": 3}}, "$.toast.content", 200672),
        ({"toast": {"type": "info", "i18n": "x"}}, "$.toast.i18n", 200672),
        ({"toast": {"type": "info", "i18n": {"en_us": 3}}}, "$.toast.i18n.en_us", 200672),
        ({"toast": {"type": "info", "i18n": {"en_us": None}}}, "$.toast.i18n.en_us", 200672),
        (raw({**CARD_2, "elements": []}), "$.card.data.elements", 200673),
        (raw({"schema": "2.0", "body": {"elements": [{"tag": "note"}]}}), "$.card.data.body.elements[0]", 200673),
        (raw({"schema": "2.0", "config": {"update_multi": False}}), "$.card.data.config.update_multi", 200673),
        ({"card": "x"}, "$.card", 200673),
        ({"card": []}, "$.card", 200673),
        ({"card": {}}, "$.card.type", 200673),
        ({"card": {"data": CARD_2}}, "$.card.type", 200673),
        ({"card": CARD_2}, "$.card.type", 200673),
        ({"card": {"type": "card_json", "data": CARD_2}}, "$.card.type", 200673),
        ({"card": {"type": 1, "data": CARD_2}}, "$.card.type", 200673),
        ({"card": {"type": "raw"}}, "$.card.data", 200673),
        (raw(None), "$.card.data", 200673),
        (raw([]), "$.card.data", 200673),
        (raw({}), "$.card.data", 200673),
        (raw(json.dumps(CARD_2)), "$.card.data", 200673),
        (raw({"schema": "2.0", "x": "y" * CARD_BYTES}), "$.card.data", 200673),
        (template(), "$.card.data.template_id", 200673),
        (template(template_id=""), "$.card.data.template_id", 200673),
        (template(template_id=3), "$.card.data.template_id", 200673),
        (template(template_id="A", template_version_name=1), "$.card.data.template_version_name", 200673),
        (template(template_id="A", template_variable=[]), "$.card.data.template_variable", 200673),
        (template(template_id="A", template_variable={"x": "y" * CARD_BYTES}), "$.card.data", 200673),
        (CARD_2, "$.schema", 200672),
        (CARD_1, "$.elements", 200672),
        ({"header": {}, "i18n_elements": {}}, "$.i18n_elements", 200672),
        ({"toast": {"type": "info", "content": "x"}, **CARD_1}, "$.elements", 200672),
        ({"type": "raw", "data": CARD_2}, "$.type", 200672),
        ({"type": "template", "data": {"template_id": "A"}}, "$.type", 200672),
    ],
)
def test_what_the_platform_refuses_is_refused(body, path, code):
    """The path leads to the mistake, and the code is the one the person would have seen."""
    with pytest.raises(InvalidResponse) as caught:
        check_card_action_body(body)

    assert (caught.value.path, caught.value.code) == (path, code)
    assert str(code) in str(caught.value)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (CARD_2, 'wrap it as {"card": {"type": "raw", "data": {…}}}, or return a Card'),
        ({"type": "raw", "data": {}}, 'wrap it as {"card": {…}}'),
        ({"card": CARD_2}, "a card itself goes into data"),
        (raw("{}"), "as an object, not as text"),
        (raw({"x": "y" * CARD_BYTES}), "30,728 bytes of JSON, the platform takes 30,720"),
        ({"toast": {"type": "ok"}}, "one of info, success, error, warning, not 'ok'"),
        ([], "the body is a JSON object, not an array"),
        (True, "not true or false"),
        ({"toast": 1.5}, "not a number"),
        ({"card": {"type": "raw", "data": None}}, "not null or nothing"),
        ({"card": {"type": {}, "data": None}}, "not an object"),
    ],
)
def test_the_text_says_what_came_and_what_was_wanted(body, text):
    """A person who reads it knows what to change."""
    with pytest.raises(InvalidResponse) as caught:
        check_card_action_body(body)

    assert text in caught.value.problem


def test_a_card_cannot_go_back_a_version():
    """The message holds a card JSON 2.0: 1.0 cannot replace it, whatever else it is."""
    with pytest.raises(InvalidResponse, match=r"a card JSON 1\.0 cannot replace it") as caught:
        check_card_action_body(raw(CARD_1), message_schema="2.0")
    assert (caught.value.path, caught.value.code) == ("$.card.data.schema", 200830)

    with pytest.raises(InvalidResponse, match=r'"schema": "2\.0" is missing'):
        check_card_action_body(raw({"body": {"elements": []}}), message_schema="2.0")

    assert check_card_action_body(raw(CARD_1), message_schema="1.0") == ()
    assert check_card_action_body(raw(CARD_1)) == ()
    assert check_card_action_body(template(template_id="A"), message_schema="2.0") == ()


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        (None, ["$: null is taken as {}"]),
        ({"msg": "success"}, ["$.msg: not known there; known are toast, card"]),
        ({"toast": {"content": "x"}}, ["$.toast.type: missing; it is one of info, success, error, warning"]),
        ({"toast": {"type": "info"}}, ["$.toast: it says nothing: neither content nor i18n is set"]),
        (
            {"toast": {"type": "info", "content": "x", "text": "y"}},
            ["$.toast.text: not known there; known are type, content, i18n"],
        ),
        ({"card": {"type": "raw", "data": CARD_2, "x": 1}}, ["$.card.x: not known there; known are type, data"]),
        (
            template(template_id="A", variables={}),
            ["$.card.data.variables: not known there; known are template_id, template_version_name, template_variable"],
        ),
        (
            raw({"body": {"elements": []}}),
            [
                (
                    "$.card.data.body: a card of JSON 1.0 has no body, so that nothing of it is shown; "
                    'add "schema": "2.0" to the root'
                )
            ],
        ),
        (
            raw({"schema": "2.0", "body": {"elements": [{"tag": "hologram"}, {"tag": "hr", "glow": True}]}}),
            [
                (
                    "$.card.data.body.elements[0]: there is no component “hologram”; "
                    "see the catalogue of components: larkline.cards"
                ),
                "$.card.data.body.elements[1].glow: hr has no property “glow”; remove it",
            ],
        ),
    ],
)
def test_what_looks_like_a_mistake_is_told(body, advice):
    """It is sent all the same, because the platform is not known to refuse it."""
    assert list(map(str, check_card_action_body(body))) == advice


def test_an_unknown_language_is_told():
    """The text names the locale keys of the platform."""
    (advice,) = check_card_action_body({"toast": {"type": "info", "i18n": {"en": "x"}}})

    assert str(advice).startswith("$.toast.i18n.en: not known there; known are zh_cn, en_us")


def test_a_step_up_in_version_is_told():
    """The documentation wants the same version; nobody knows what a client does."""
    (advice,) = check_card_action_body(raw(CARD_2), message_schema="1.0")

    assert str(advice) == "$.card.data.schema: the message holds a card JSON 1.0; the docs want the same version"


def test_half_an_emoji_in_a_card_is_no_failure():
    """Another SDK may send it; its size is counted as if it were a question mark."""

    def card(count: int) -> dict[str, Any]:
        return raw({"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "\ud83d" * count}]}})

    assert check_card_action_body(card(1)) == ()
    with pytest.raises(InvalidResponse, match="bytes of JSON"):
        check_card_action_body(card(CARD_BYTES))


def test_a_card_nested_without_end_is_refused():
    """A recursion bomb ends in the same error as every other bad card."""
    data: dict[str, Any] = {}
    for _ in range(5_000):
        data = {"a": data}

    for card in (data, {"x": "\ud83d", **data}):
        with pytest.raises(InvalidResponse, match="it has no JSON form"):
            check_card_action_body(raw(card))


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ([], "$", 200672),
        ("x", "$", 200672),
        ({"inline": "x"}, "$.inline", 200672),
        ({"inline": {"title": 3}}, "$.inline.title", 200672),
        ({"inline": {"image_key": 3}}, "$.inline.image_key", 200672),
        ({"inline": {"i18n_title": []}}, "$.inline.i18n_title", 200672),
        ({"inline": {"i18n_title": {"en_us": 1}}}, "$.inline.i18n_title.en_us", 200672),
        ({"inline": {"url": "https://a"}}, "$.inline.url", 200672),
        ({"inline": {"url": {"pc": 3}}}, "$.inline.url.pc", 200672),
        ({"card": {"type": "raw"}}, "$.card.data", 200673),
        (template(), "$.card.data.template_id", 200673),
        (CARD_2, "$.schema", 200672),
    ],
)
def test_a_bad_link_preview_is_refused(body, path, code):
    """Shape and types of the documentation, with the codes of card actions."""
    with pytest.raises(InvalidResponse) as caught:
        check_url_preview_body(body)

    assert (caught.value.path, caught.value.code) == (path, code)


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        (None, ["$: null is taken as {}"]),
        ({}, []),
        ({"inline": {}}, []),
        ({"toast": {}}, ["$.toast: not known there; known are inline, card"]),
        ({"inline": {"text": "x"}}, ["$.inline.text: not known there; known are title, i18n_title, image_key, url"]),
        (
            {"inline": {"url": {"mac": "x"}}},
            ["$.inline.url.mac: not known there; known are copy_url, ios, android, pc, web"],
        ),
        (raw(CARD_1), []),
    ],
)
def test_what_looks_like_a_mistake_in_a_link_preview_is_told(body, advice):
    """It is sent all the same."""
    assert list(map(str, check_url_preview_body(body))) == advice


MEMBERS = st.sampled_from(
    [
        "toast",
        "card",
        "inline",
        "type",
        "content",
        "i18n",
        "data",
        "schema",
        "body",
        "template_id",
        "en_us",
        "url",
        "title",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["raw", "template", "info", "2.0", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=4),
    max_leaves=15,
)


def verdict(body: object, message_schema: Literal["1.0", "2.0"] | None) -> tuple[int, tuple[str, ...]]:
    """Give the code, 0 for a good body, and every place that is named."""
    try:
        remarks = check_card_action_body(body, message_schema=message_schema) + check_url_preview_body(body)
        return 0, tuple(remark.path for remark in remarks)
    except InvalidResponse as error:
        return error.code, (error.path,)


@given(JSON, st.sampled_from(["1.0", "2.0", None]))
def test_any_json_gets_a_verdict(body, message_schema):
    """Whatever another SDK answers, the check says yes, or no with a code; it never fails."""
    code, places = verdict(body, message_schema)

    assert code in (0, 200672, 200673, 200830)
    assert all(place.startswith("$") for place in places)


# --- older callbacks --------------------------------------------------------------------------------------------------

CARD = {"config": {"update_multi": True}, "elements": [{"tag": "hr"}]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        None,
        {"msg": "success"},
        {"toast": {"type": "success", "content": "ok"}},
        CARD,
        {**CARD, "open_ids": ["ou_alice"]},
        {**CARD, "toast": {"type": "info", "content": "ok"}},
        {"type": "template", "data": {"template_id": "AAq1"}},
        {"toast": {"type": "info", "content": "ok"}, "type": "template", "data": {"template_id": "AAq1"}},
        {"i18n_elements": {"zh_cn": []}, "header": {"title": {"tag": "plain_text", "content": "t"}}},
    ],
)
def test_every_form_of_the_older_callback_passes(body):
    """Nothing, a toast, a card at the top level, a template, and cards for some people."""
    advice = check_legacy_card_action_body(body)

    assert [str(each) for each in advice] == ([] if body is not None else ["$: null is taken as {}"])


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ([], "$", 200672),
        ("{}", "$", 200672),
        ({"toast": "ok"}, "$.toast", 200672),
        ({"toast": {"type": "party"}}, "$.toast.type", 200672),
        ({"card": {"type": "raw", "data": CARD}}, "$.card", 200673),
        ({"type": "template"}, "$.data", 200673),
        ({"type": "template", "data": {}}, "$.data.template_id", 200673),
        ({**CARD, "open_ids": "ou_alice"}, "$.open_ids", 200673),
        ({"elements": [{"tag": "markdown", "content": "x" * 40_000}]}, "$", 200673),
    ],
)
def test_what_the_older_callback_refuses(body, path, code):
    """The place and the code are named."""
    with pytest.raises(InvalidResponse) as caught:
        check_legacy_card_action_body(body)

    assert (caught.value.path, caught.value.code) == (path, code)


def test_an_older_card_cannot_replace_a_newer_one():
    """A card JSON 2.0 stays one."""
    with pytest.raises(InvalidResponse) as caught:
        check_legacy_card_action_body(CARD, message_schema="2.0")

    assert caught.value.code == 200830


def test_everything_in_a_card_is_looked_at():
    """The first problem is told with its place, the number of the others, and the command that shows them all."""
    button = {"tag": "button", "text": {"tag": "plain_text"}, "width": "1px", "behaviors": [{"type": "callback"}]}
    with pytest.raises(InvalidResponse) as caught:
        check_card_action_body(raw({"schema": "2.0", "body": {"elements": [button]}}))

    assert (caught.value.path, caught.value.code) == ("$.card.data.body.elements[0].width", 200673)
    assert caught.value.problem == (
        "width is “1px”, outside of 100px to ∞; choose a value in that range; and 1 more, see `larkline card check`"
    )


def test_an_older_card_callback_is_looked_at_too():
    """Its card stands at the top level, so do the paths."""
    with pytest.raises(InvalidResponse) as caught:
        check_legacy_card_action_body({"elements": [{"tag": "table", "columns": [], "rows": [{"a": 1}]}]})

    assert (caught.value.path, caught.value.code) == ("$.elements[0].rows[0].a", 200673)


CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("check", "body"),
    [
        (check_card_action_body, 3),
        (check_card_action_body, {"toast": "ok"}),
        (check_card_action_body, {"toast": {"type": "loud"}}),
        (check_card_action_body, {"toast": {"type": "info", "content": 3}}),
        (check_card_action_body, {"toast": {"type": "info", "i18n": []}}),
        (check_card_action_body, {"card": []}),
        (check_card_action_body, {"card": CARD_2}),
        (check_card_action_body, {"card": {"type": "raw", "data": "{}"}}),
        (check_card_action_body, raw({})),
        (check_card_action_body, raw({"x": "x" * 40_000})),
        (check_card_action_body, raw({"x": object()})),
        (check_card_action_body, raw({"schema": "2.0", "body": {"elements": [{"tag": "hr", "margin": 3}]}})),
        (check_card_action_body, template(template_id=3)),
        (check_card_action_body, template(template_id="A", template_variable=[])),
        (check_card_action_body, CARD_1),
        (check_card_action_body, {"type": "raw", "data": CARD_1}),
        (check_url_preview_body, {"inline": True}),
        (check_legacy_card_action_body, {"card": {}}),
        (check_legacy_card_action_body, {**CARD_1, "open_ids": "ou_alice"}),
    ],
)
def test_a_refusal_has_its_sentence_in_chinese_too(check, body):
    """Whatever is refused, the error carries both sentences."""
    with pytest.raises(InvalidResponse) as caught:
        check(body)

    assert CHINESE.search(caught.value.problem_zh)
    assert not CHINESE.search(caught.value.problem)


@pytest.mark.parametrize("body", [None, {"x": 1}, {"toast": {}}, raw({"schema": "2.0", "glow": 1})])
def test_a_remark_has_its_sentence_in_chinese_too(body):
    """Whatever is told and sent all the same, both sentences are there."""
    remarks = check_card_action_body(body, message_schema="1.0")

    assert remarks
    assert all(CHINESE.search(remark.text_zh) for remark in remarks)
