"""Tests of the webhook as a serverless function."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from larkline import App, Card, CardAction, Event, LegacyCardAction, Router, Toast
from larkline.errors import ConfigurationError
from tests.wire.sender import (
    ADDRESS_CHECK,
    CALLBACK,
    EVENT,
    KEY,
    OLD_CARD,
    TOKEN,
    Request,
    card,
    encrypted,
    plain,
    sealed,
)

CLICK = CALLBACK | {
    "event": {"operator": {"open_id": "ou_1"}, "token": "c-1", "action": {"tag": "button", "value": {}}}
}


def make_app(**settings: Any) -> App:
    """Make an app that answers clicks."""
    app = App(encrypt_key=KEY, verification_token=TOKEN, **settings)

    @app.on_card_action(name="never-asked")
    async def other(action: CardAction) -> Toast:
        return Toast.error("not me")

    @app.on_card_action()
    async def clicked(action: CardAction) -> Toast:
        return Toast.success("clicked")

    return app


def signed(document: Any) -> Request:
    """Encrypt and sign a delivery, now."""
    return encrypted(document, timestamp=int(time.time()))


def function_url(request: Request) -> dict[str, Any]:
    """Describe a request as a function URL and format 2.0 of an API Gateway do."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/webhook/event",
        "headers": {name.lower(): value for name, value in request.headers},
        "requestContext": {"http": {"method": request.method, "path": "/webhook/event"}},
        "body": request.body.decode(),
        "isBase64Encoded": False,
    }


def rest_api(request: Request) -> dict[str, Any]:
    """Describe a request as format 1.0 of an API Gateway does."""
    return {
        "resource": "/{proxy+}",
        "path": "/webhook/event",
        "httpMethod": request.method,
        "headers": dict(request.headers),
        "multiValueHeaders": {name: [value] for name, value in request.headers},
        "body": request.body.decode(),
        "isBase64Encoded": False,
    }


def binary(request: Request) -> dict[str, Any]:
    """Describe a request as a gateway does that takes every body for binary."""
    body = base64.b64encode(request.body).decode()
    return function_url(request) | {"body": body, "isBase64Encoded": True}


def shouting(request: Request) -> dict[str, Any]:
    """Describe a request as a gateway does that writes headers its own way, and knows them once."""
    event = rest_api(request) | {"headers": {name.upper(): value for name, value in request.headers}}
    del event["multiValueHeaders"]
    return event


SHAPES = [function_url, rest_api, binary, shouting]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_click_is_answered(shape):
    """However the gateway describes the request, the signature holds, and the handler answers."""
    answer = make_app().lambda_handler()(shape(signed(CLICK)), None)

    assert answer["statusCode"] == 200
    assert answer["headers"] == {"Content-Type": "application/json; charset=utf-8"}
    assert json.loads(answer["body"]) == {"toast": {"type": "success", "content": "clicked"}}
    assert answer["isBase64Encoded"] is False


@pytest.mark.parametrize("shape", SHAPES)
def test_the_address_check_is_answered(shape):
    """The console can save the function's address."""
    answer = make_app().lambda_handler()(shape(plain(sealed(json.dumps(ADDRESS_CHECK).encode()))), None)

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"challenge": "c-1"})


@pytest.mark.parametrize("shape", SHAPES)
def test_a_wrong_signature_is_refused(shape):
    """Who does not know the Encrypt Key gets a 401."""
    answer = make_app().lambda_handler()(shape(signed(CLICK).with_headers(signature="0" * 64)), None)

    assert (answer["statusCode"], answer["body"]) == (401, '{"msg":"unauthorized"}')


def test_an_old_card_is_answered():
    """Old cards come through the same door."""
    app = make_app()

    @app.on_legacy_card_action()
    async def old(action: LegacyCardAction) -> Toast:
        return Toast.info("old")

    answer = app.lambda_handler()(rest_api(card(OLD_CARD, timestamp=int(time.time()))), None)

    assert json.loads(answer["body"]) == {"toast": {"type": "info", "content": "old"}}


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ({}, 405),
        ({"httpMethod": "GET", "headers": None, "multiValueHeaders": None, "body": None}, 405),
        ({"httpMethod": "POST", "headers": None, "multiValueHeaders": None, "body": None}, 401),
        ({"requestContext": {"http": {"method": "POST"}}, "body": "no base64", "isBase64Encoded": True}, 401),
        ({"requestContext": None, "httpMethod": "POST", "body": "\ud800"}, 401),
        ({"httpMethod": "POST", "multiValueHeaders": {"X-Lark-Signature": ["a", "b"]}, "body": "{}"}, 401),
    ],
)
def test_whatever_is_no_delivery_is_refused(event, status):
    """A warm-up call, a browser, a broken gateway: nothing raises, nothing gets through."""
    assert make_app().lambda_handler()(event, None)["statusCode"] == status


def test_everything_happens_in_one_event_loop():
    """What a handler opens in one call, such as a connection, can be used in the next."""
    app, loops = App(encrypt_key=KEY, verification_token=TOKEN), []

    @app.on_event()
    async def note(event: Event) -> None:
        loops.append((asyncio.get_running_loop(), threading.current_thread()))

    handler = app.lambda_handler()
    for number in range(2):
        handler(function_url(signed(EVENT | {"n": number})), None)

    assert len(loops) == 2
    assert loops[0] == loops[1]
    assert loops[0][1] is not threading.current_thread()


def test_a_replay_is_refused_in_a_later_call():
    """Signatures are remembered from call to call."""
    handler = make_app().lambda_handler()
    request = function_url(signed(CLICK))
    first, second = handler(request, None), handler(request, None)

    assert (first["statusCode"], second["statusCode"]) == (200, 401)


def test_a_handler_that_answered_has_ended():
    """Its last lines have run when the function returns."""
    app, ended = App(encrypt_key=KEY, verification_token=TOKEN), []

    @app.on_card_action()
    async def clicked(action: CardAction) -> Toast:
        try:
            return Toast.success("clicked")
        finally:
            ended.append(True)

    app.lambda_handler()(function_url(signed(CLICK)), None)

    assert ended == [True]
    assert app.status().in_flight == 0


async def never_ends() -> None:
    """Wait for what never comes."""
    await asyncio.get_running_loop().create_future()


def test_a_handler_still_running_at_the_deadline_is_cancelled(caplog):
    """It is answered for, then stopped, since nothing runs after the response; an error in the log says so."""
    app, stopped = App(encrypt_key=KEY, verification_token=TOKEN, response_deadline=0.05), []

    @app.on_card_action()
    async def slow(action: CardAction) -> Card:
        try:
            await never_ends()
        finally:
            stopped.append(True)
        return Card()

    answer = app.lambda_handler()(function_url(signed(CLICK)), None)

    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["toast"]["type"] == "info"
    assert stopped == [True]
    assert app.status().in_flight == 0
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert any("slow is stopped unfinished" in error for error in errors)
    assert any("nothing runs after it here" in error for error in errors)


@pytest.mark.parametrize(("slow_events", "status"), [("acknowledge", 200), ("redeliver", 500)])
def test_a_slow_event_can_be_asked_for_again(slow_events, status):
    """With slow_events="redeliver" the platform sends again what was stopped."""
    app = App(encrypt_key=KEY, verification_token=TOKEN, response_deadline=0.05, slow_events=slow_events)

    @app.on_event()
    async def slow(event: Event) -> None:
        await never_ends()

    assert app.lambda_handler()(function_url(signed(EVENT)), None)["statusCode"] == status
    assert app.status().counters["cancelled"] == 1


def test_a_plain_handler_answers():
    """A plain def runs in a thread, as everywhere."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)

    @app.on_card_action()
    def clicked(action: CardAction) -> Toast:
        return Toast.success(threading.current_thread().name)

    answer = app.lambda_handler()(function_url(signed(CLICK)), None)

    assert json.loads(answer["body"])["toast"]["content"].startswith("larkline-handler")


def test_handlers_that_yield_are_refused_by_name():
    """What comes after a yield would never run; the mistake shows when the function is loaded."""
    app, router = make_app(), Router()

    @router.on_card_action(component="input")
    async def deploy(action: CardAction) -> AsyncIterator[Toast | Card]:
        yield Toast.info("…")

    @router.on_legacy_card_action()
    async def old(action: LegacyCardAction) -> AsyncIterator[Toast | Card]:
        yield Toast.info("…")

    app.include(router)
    with pytest.raises(ConfigurationError, match=r"cannot yield: .*\.deploy, .*\.old; return the response instead"):
        app.lambda_handler()


def test_calls_of_several_threads_take_turns():
    """A runtime that calls from several threads at once gets every answer, and no call stops another one's handler."""
    app, inside = App(encrypt_key=KEY, verification_token=TOKEN), []

    @app.on_event()
    async def count(event: Event) -> None:
        inside.append(app.status().in_flight)
        await asyncio.sleep(0)

    handler = app.lambda_handler()
    events = [function_url(signed(EVENT | {"n": number})) for number in range(8)]
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda event=event: answers.append(handler(event, None))) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer["statusCode"] for answer in answers] == [200] * 8
    assert inside == [1] * 8
