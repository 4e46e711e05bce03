"""What a callback is answered with."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import msgspec
import pytest

from larkline.cards.card import Card, CardTemplate
from larkline.cards.components import Div
from larkline.errors import InvalidResponse
from larkline.facts.languages import PREVIEW_LANGUAGES
from larkline.payloads.addresses import OpenId
from larkline.payloads.response_check import check_card_action_body, check_url_preview_body
from larkline.payloads.responses import (
    CardActionResponse,
    CustomResponse,
    UrlPreviewResponse,
    UrlSet,
    card_action_body,
    legacy_card_action_body,
    url_preview_body,
)
from larkline.payloads.toast import Toast

CARD = Card(elements=[Div("x")])
CARD_JSON = {"schema": "2.0", "body": {"elements": [{"tag": "div", "text": {"tag": "plain_text", "content": "x"}}]}}
TEMPLATE = CardTemplate("AAq", variables={"a": 1})
TEMPLATE_JSON = {"type": "template", "data": {"template_id": "AAq", "template_variable": {"a": 1}}}
TOAST = Toast.success("好")
TOAST_JSON = {"type": "success", "content": "好"}


@pytest.mark.parametrize(
    ("response", "body"),
    [
        (None, {}),
        (TOAST, {"toast": TOAST_JSON}),
        (CARD, {"card": {"type": "raw", "data": CARD_JSON}}),
        (TEMPLATE, {"card": TEMPLATE_JSON}),
        (CardActionResponse(), {}),
        (CardActionResponse(toast=TOAST), {"toast": TOAST_JSON}),
        (CardActionResponse(card=TEMPLATE), {"card": TEMPLATE_JSON}),
        (
            CardActionResponse(toast=TOAST, card=CARD),
            {"toast": TOAST_JSON, "card": {"type": "raw", "data": CARD_JSON}},
        ),
        ({}, {}),
        ({"toast": TOAST_JSON}, {"toast": TOAST_JSON}),
        (MappingProxyType({"toast": MappingProxyType(TOAST_JSON)}), {"toast": TOAST_JSON}),
        ({"card": CARD}, {"card": {"type": "raw", "data": CARD_JSON}}),
        ({"card": TEMPLATE}, {"card": TEMPLATE_JSON}),
        ({"card": {"type": "raw", "data": CARD}}, {"card": {"type": "raw", "data": CARD_JSON}}),
        ({"x": date(2026, 1, 2), "y": OpenId("ou_1"), "z": (1,)}, {"x": "2026-01-02", "y": "ou_1", "z": [1]}),
    ],
)
def test_what_a_handler_gives_becomes_the_body(response, body):
    """Every form a handler may give has the platform's shape afterwards, as plain JSON."""
    made = card_action_body(response)

    assert made == body
    assert msgspec.json.decode(msgspec.json.encode(made)) == body


@pytest.mark.parametrize(
    "response", [TOAST, CARD, TEMPLATE, CardActionResponse(toast=TOAST, card=CARD), CardActionResponse(), None]
)
def test_what_is_built_here_passes_the_check(response):
    """The classes cannot make a body that is refused or warned about."""
    assert check_card_action_body(card_action_body(response), message_schema="2.0") == ()


@pytest.mark.parametrize("response", ["ok", 3, True, [TOAST], Toast, UrlPreviewResponse(), Div("x"), object()])
def test_anything_else_is_refused(response):
    """The text says what a handler may give, and what it gave."""
    with pytest.raises(
        InvalidResponse, match=r"a card action is answered with .* not with an object of type"
    ) as caught:
        card_action_body(response)

    assert (caught.value.path, caught.value.code) == ("$", 200672)


@pytest.mark.parametrize(
    "response", [{"a": {1, 2}.__iter__()}, {"a": object()}, {"a": "\ud800"}, {1.5: object()}, {"a": 10**5000}]
)
@pytest.mark.parametrize("make", [card_action_body, url_preview_body, legacy_card_action_body])
def test_a_dict_without_a_json_form_is_refused(make, response):
    """The mistake is found before anything is sent."""
    with pytest.raises(InvalidResponse, match="it has no JSON form"):
        make(response)


def test_a_dict_that_holds_itself_is_refused():
    """A loop has no JSON form."""
    loop: dict[str, object] = {}
    loop["me"] = loop

    with pytest.raises(InvalidResponse, match="it has no JSON form"):
        card_action_body(loop)


@pytest.mark.parametrize(
    ("keywords", "problem"),
    [
        ({"toast": "ok"}, "toast is a Toast, not an object of type str"),
        ({"card": {"schema": "2.0"}}, r"use Card\.from_dict"),
        ({"card": TOAST}, "card is a Card or a CardTemplate"),
    ],
)
def test_a_wrong_part_is_refused_when_it_is_given(keywords, problem):
    """Mistakes surface where they are made."""
    with pytest.raises(TypeError, match=problem):
        CardActionResponse(**keywords)


@pytest.mark.parametrize(
    ("response", "body"),
    [
        (None, {}),
        (UrlPreviewResponse(), {}),
        (UrlPreviewResponse(title="x"), {"inline": {"title": "x"}}),
        (
            UrlPreviewResponse(title="x", i18n_title={"en_us": "y"}, image_key="img_1", url="https://a", card=TEMPLATE),
            {
                "inline": {
                    "title": "x",
                    "i18n_title": {"en_us": "y"},
                    "image_key": "img_1",
                    "url": {
                        "copy_url": "https://a",
                        "ios": "https://a",
                        "android": "https://a",
                        "pc": "https://a",
                        "web": "https://a",
                    },
                },
                "card": TEMPLATE_JSON,
            },
        ),
        (
            UrlPreviewResponse(url=UrlSet(copy_url="https://a", pc="https://b")),
            {"inline": {"url": {"copy_url": "https://a", "pc": "https://b"}}},
        ),
        (UrlPreviewResponse(card=CARD), {"card": {"type": "raw", "data": CARD_JSON}}),
        ({"inline": {"title": "x"}}, {"inline": {"title": "x"}}),
    ],
)
def test_a_link_preview_becomes_the_body(response, body):
    """One address stands for all clients, a set for some."""
    made = url_preview_body(response)

    assert made == body
    assert check_url_preview_body(made) == ()


@pytest.mark.parametrize("response", [TOAST, CARD, "x", CardActionResponse()])
def test_a_link_preview_is_answered_with_nothing_else(response):
    """A toast or a card alone is no link preview."""
    with pytest.raises(InvalidResponse, match="a link preview is answered with a UrlPreviewResponse"):
        url_preview_body(response)


@pytest.mark.parametrize(
    ("keywords", "error", "problem"),
    [
        ({"i18n_title": {"ms_my": "x"}}, ValueError, "'ms_my' is no language of link previews"),
        ({"url": 3}, TypeError, "url is a text or a UrlSet"),
        ({"card": {}}, TypeError, "card is a Card"),
    ],
)
def test_a_wrong_part_of_a_preview_is_refused_when_it_is_given(keywords, error, problem):
    """Mistakes surface where they are made."""
    with pytest.raises(error, match=problem):
        UrlPreviewResponse(**keywords)


def test_previews_have_languages_of_their_own():
    """Sixteen, but not the same sixteen as cards."""
    assert len(PREVIEW_LANGUAGES) == 16
    assert UrlPreviewResponse(i18n_title=dict.fromkeys(PREVIEW_LANGUAGES, "x")).i18n_title


@pytest.mark.parametrize(
    ("response", "body"),
    [
        (None, {}),
        (TOAST, {"toast": TOAST_JSON}),
        (CARD, CARD_JSON),
        (TEMPLATE, TEMPLATE_JSON),
        (CardActionResponse(toast=TOAST, card=CARD), {"toast": TOAST_JSON, **CARD_JSON}),
        (CardActionResponse(toast=TOAST, card=TEMPLATE), {"toast": TOAST_JSON, **TEMPLATE_JSON}),
        ({"elements": []}, {"elements": []}),
        (
            CustomResponse(400, {"content": "hello", "i18n": {"en_us": "hi"}}),
            {"content": "hello", "i18n": {"en_us": "hi"}},
        ),
        (CustomResponse(), {}),
    ],
)
def test_an_older_callback_wants_the_card_at_the_top(response, body):
    """The same classes serve the older callback, whose card is not wrapped."""
    assert legacy_card_action_body(response) == body


def test_an_older_callback_takes_nothing_else_either():
    """A text is no response there."""
    with pytest.raises(InvalidResponse):
        legacy_card_action_body("ok")


@pytest.mark.parametrize("status", [200, 204, 299, 400, 404, 500, 599])
def test_a_custom_status_is_a_final_one(status):
    """Success and failure may be told by any status."""
    assert CustomResponse(status).status == status


@pytest.mark.parametrize(
    ("status", "problem"),
    [(301, "forbids redirects"), (399, "forbids redirects"), (100, "final"), (600, "final"), (0, "final")],
)
def test_a_redirect_is_refused_when_it_is_built(status, problem):
    """The platform forbids redirects; other numbers are no final status."""
    with pytest.raises(ValueError, match=problem):
        CustomResponse(status)


@pytest.mark.parametrize(
    ("status", "body"), [(204, {"content": "x"}), (205, {}), (200.5, None), ("302", None), (True, None)]
)
def test_a_custom_response_that_http_does_not_have_is_refused(status, body):
    """A 204 has no body, a status is a whole number; it is told where the response is built."""
    with pytest.raises(ValueError, match="status"):
        CustomResponse(status, body)
