"""Old card callbacks, from the body that came to the body that goes back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.cards.card import Card, CardTemplate
from larkline.cards.components import Markdown
from larkline.errors import AmbiguousRoute, HandlerSignatureError, InvalidResponse
from larkline.payloads.legacy_card_action import LegacyCardAction
from larkline.payloads.responses import CardActionResponse, CustomResponse
from larkline.payloads.toast import Toast
from larkline.wire.delivery import Delivery, Response
from tests.dispatch.desk import Desk, action, old_action, recorder

OLD_CARD = {"config": {"wide_screen_mode": True}, "elements": [{"tag": "hr"}]}
NEW_CARD = Card(elements=[Markdown("done")])
TEMPLATE = CardTemplate("AAq1", version_name="1.0.0", variables={"a": "b"})
TEMPLATE_BODY = {
    "type": "template",
    "data": {"template_id": "AAq1", "template_version_name": "1.0.0", "template_variable": {"a": "b"}},
}
WORDS = {"content": "hello", "i18n": {"zh_cn": "你好", "en_us": "hello"}}


async def answer(desk: Desk, result: Any) -> Response:
    """Have a handler give *result*; gives what goes back."""
    desk.router.on_legacy_card_action()(recorder([], result))
    return await desk.answer(old_action(), kind="legacy_card")


# --- what comes -------------------------------------------------------------------------------------------------------


async def test_the_handler_gets_what_stands_in_the_body():
    """And the header beside it; the type is its own."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_legacy_card_action()(recorder(seen))
    desk.router.on_card_action()(recorder([]))
    payload = old_action(token="c-7")
    delivery = Delivery("r-1", payload, 0.0, transport="webhook", kind="legacy_card", refresh_token="fresh-1")

    async def send(_: Response) -> None:
        return None

    desk.dispatcher.start(delivery, send)
    await desk.finish()

    (got,) = seen
    assert isinstance(got, LegacyCardAction)
    assert (got.value, got.tag, got.operator.open_id) == ({"order_id": "42"}, "button", "ou_alice")
    assert (got.update_token, got.refresh_token, got.request_id, got.raw) == ("c-7", "fresh-1", "r-1", payload)


async def test_old_and_new_have_handlers_of_their_own():
    """Each is asked for its kind only."""
    desk = Desk()
    old: list[Any] = []
    new: list[Any] = []
    desk.router.on_legacy_card_action()(recorder(old))
    desk.router.on_card_action()(recorder(new))
    await desk.answer(old_action(), "m1", kind="legacy_card")
    await desk.answer(action(), "m2")

    assert [type(each).__name__ for each in (*old, *new)] == ["LegacyCardAction", "CardAction"]


async def test_without_a_handler_nothing_changes():
    """As for a new one; the webhook would not even have looked at it."""
    desk = Desk()

    assert await desk.answer(old_action(), kind="legacy_card") == Response(200, b"{}")
    assert desk.count("unmatched") == 1


def test_there_is_one_handler():
    """A second one would never be asked."""
    desk = Desk()
    desk.router.on_legacy_card_action()(recorder([]))

    with pytest.raises(AmbiguousRoute):
        desk.router.on_legacy_card_action()(recorder([]))


def test_a_handler_that_cannot_be_called():
    """It is found when the decorator runs."""

    async def nothing():
        """Take no action."""

    with pytest.raises(HandlerSignatureError):
        Desk().router.on_legacy_card_action()(nothing)  # type: ignore[arg-type]


async def coroutine(action):
    """Wait for nothing."""
    return Toast.info(action.tag)


async def with_client(action, client):
    """Have a client."""
    return Toast.info(client)


def plain(action):
    """Run in a thread, or at once."""
    return Toast.info(action.tag)


def plain_with_client(action, client):
    """Run in a thread, with a client."""
    return Toast.info(client)


@pytest.mark.parametrize(
    ("handler", "inline", "text"),
    [
        (coroutine, False, "button"),
        (with_client, False, "client of t1"),
        (plain, False, "button"),
        (plain, True, "button"),
        (plain_with_client, False, "sync client of t1"),
    ],
    ids=["async", "async with client", "plain", "inline", "plain with client"],
)
async def test_every_kind_of_handler(handler, inline, text):
    """Coroutines and plain functions, with and without their client."""
    desk = Desk()
    desk.router.on_legacy_card_action(inline=inline)(handler)
    await desk.answer(old_action(), kind="legacy_card")

    assert desk.body()["toast"]["content"] == text


# --- what goes back ---------------------------------------------------------------------------------------------------


FORMS: dict[str, tuple[Any, Any]] = {
    "nothing": (None, {}),
    "an empty dict": ({}, {}),
    "the answer of the official SDKs": ({"msg": "success"}, {"msg": "success"}),
    "a toast": (Toast.success("ok", i18n={"en_us": "fine"}), Toast.success("ok", i18n={"en_us": "fine"}).to_dict()),
    "a card": (NEW_CARD, NEW_CARD.to_dict()),
    "a card template": (TEMPLATE, TEMPLATE_BODY),
    "toast and card": (
        CardActionResponse(toast=Toast.info("x"), card=NEW_CARD),
        {"toast": Toast.info("x").to_dict(), **NEW_CARD.to_dict()},
    ),
    "toast and template": (
        CardActionResponse(toast=Toast.info("x"), card=TEMPLATE),
        {"toast": Toast.info("x").to_dict(), **TEMPLATE_BODY},
    ),
    "an old card": (OLD_CARD, OLD_CARD),
    "an old card with a toast": (
        {**OLD_CARD, "toast": {"type": "info", "content": "x"}},
        {**OLD_CARD, "toast": {"type": "info", "content": "x"}},
    ),
    "an old card for some": ({**OLD_CARD, "open_ids": ["ou_1"]}, {**OLD_CARD, "open_ids": ["ou_1"]}),
    "a new card for some": (
        {**NEW_CARD.to_dict(), "open_ids": ["ou_1", "ou_2"]},
        {**NEW_CARD.to_dict(), "open_ids": ["ou_1", "ou_2"]},
    ),
}


@pytest.mark.parametrize(("result", "body"), FORMS.values(), ids=FORMS)
async def test_every_form_of_a_response(result, body):
    """A card stands at the top level, and nothing is wrapped."""
    response = await answer(Desk(), result)

    expected = {"toast": body} if isinstance(result, Toast) else body
    assert (response.status, json.loads(response.body or b"")) == (200, expected)


@pytest.mark.parametrize("status", [200, 201, 400, 404, 429, 499, 500, 503])
async def test_a_status_and_a_body_of_ones_own(status):
    """What a CustomResponse says goes out as it is, texts in several languages included."""
    response = await answer(Desk(), CustomResponse(status, WORDS))

    assert (response.status, json.loads(response.body or b"")) == (status, WORDS)


async def test_a_status_alone():
    """Its body is an empty object."""
    assert await answer(Desk(), CustomResponse(400)) == Response(400, b"{}")


@pytest.mark.parametrize("status", [100, 199, 300, 301, 302, 307, 308, 399, 600, 0, -1])
def test_some_statuses_are_refused_when_they_are_written(status):
    """Redirects above all, which the platform forbids."""
    with pytest.raises(ValueError, match=str(status)):
        CustomResponse(status)


WRONG = {
    "the wrapper of the new callbacks": ({"card": {"type": "raw", "data": OLD_CARD}}, "$.card"),
    "a toast that is a text": ({"toast": "hi"}, "$.toast"),
    "a template without an id": ({"type": "template", "data": {}}, "$.data.template_id"),
    "some who are no list": ({**OLD_CARD, "open_ids": "ou_1"}, "$.open_ids"),
    "a number": (7, "$"),
    "a list": ([OLD_CARD], "$"),
    "a text": ("ok", "$"),
    "a body without JSON": (CustomResponse(200, {"x": object()}), "$"),
}


@pytest.mark.parametrize(("result", "path"), WRONG.values(), ids=WRONG)
async def test_what_the_platform_would_refuse_is_found_before_it_leaves(result, path):
    """The person gets the toast for errors, and the log the place of the mistake."""
    desk = Desk()
    response = await answer(desk, result)

    assert (response.status, json.loads(response.body or b"")["toast"]["type"]) == (200, "error")
    ((_, error),) = desk.failed
    assert isinstance(error, InvalidResponse)
    assert error.path == path


async def test_nothing_is_checked_when_that_is_wanted():
    """check_responses="off" sends what looks wrong."""
    response = await answer(Desk(check_responses="off"), {"card": "x"})

    assert response == Response(200, b'{"card":"x"}')


@pytest.mark.parametrize(("setting", "status"), [("toast", 200), ("fail", 500)])
async def test_a_handler_that_fails(setting, status):
    """As for a new card action."""
    desk = Desk(on_handler_error=setting)

    @desk.router.on_legacy_card_action()
    async def fail(_):
        raise ValueError("boom")

    response = await desk.answer(old_action(), kind="legacy_card")

    assert (response.status, response.body is None) == (status, setting == "fail")


# --- what comes later -------------------------------------------------------------------------------------------------


async def late(*results: Any) -> Desk:
    """Have a handler yield a toast, and results after it."""
    desk = Desk()

    @desk.router.on_legacy_card_action()
    async def work(_):
        yield Toast.info("working")
        for result in results:
            yield result

    await desk.push(old_action(token="c-old"), kind="legacy_card")
    await desk.clock.advance(1.0)
    await desk.finish()
    return desk


@pytest.mark.parametrize(
    ("result", "card"),
    [
        (NEW_CARD, NEW_CARD.to_dict()),
        (OLD_CARD, OLD_CARD),
        ({**OLD_CARD, "open_ids": ["ou_1"]}, {**OLD_CARD, "open_ids": ["ou_1"]}),
        (CardActionResponse(card=NEW_CARD), NEW_CARD.to_dict()),
    ],
    ids=["a card", "an old card", "an old card for some", "a response"],
)
async def test_a_card_that_comes_later_is_a_delayed_update(result, card):
    """With the token of the body, after the response has left."""
    desk = await late(result)

    assert desk.body()["toast"]["content"] == "working"
    assert [update[:3] for update in desk.api.updates] == [("token", "c-old", card)]


async def test_what_is_no_card_cannot_follow():
    """A toast that comes later is dropped, and a status has left already: both are said, and the work goes on."""
    desk = await late(Toast.info("x"), CustomResponse(400), NEW_CARD)

    assert len(desk.api.updates) == 1
    assert desk.count("late_dropped") == 1
    assert [type(error) for _, error in desk.failed] == [InvalidResponse]


async def test_a_status_may_come_first():
    """The response of a handler that goes on may be one of its own."""
    desk = Desk()

    @desk.router.on_legacy_card_action()
    async def work(_):
        yield CustomResponse(400, WORDS)
        yield NEW_CARD

    await desk.push(old_action(), kind="legacy_card")
    await desk.clock.advance(1.0)
    await desk.finish()

    assert desk.responses()[0].status == 400
    assert len(desk.api.updates) == 1
