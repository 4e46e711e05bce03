"""Tests of the webhook in views that cannot await."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import AsyncIterator

import pytest

from larkline import App, Card, CardAction, Toast
from tests.wire.sender import CALLBACK, KEY, TOKEN, encrypted

CLICK = CALLBACK | {
    "event": {"operator": {"open_id": "ou_1"}, "token": "c-1", "action": {"tag": "button", "value": {}}}
}


def test_a_view_without_await_gets_the_response_and_says_when_it_has_left():
    """What a handler does after its response starts with after_sent(), and not before."""
    app, went_on = App(encrypt_key=KEY, verification_token=TOKEN), threading.Event()

    @app.on_card_action()
    async def clicked(action: CardAction) -> AsyncIterator[Toast | Card]:
        yield Toast.info("…")
        went_on.set()

    request = encrypted(CLICK, timestamp=int(time.time()))
    received = app.wsgi().receive(dict(request.headers), request.body)
    before = went_on.is_set()
    received.after_sent()
    received.after_sent()

    assert (received.status, json.loads(received.body)["toast"]["content"]) == (200, "…")
    assert received.headers["Content-Type"] == "application/json; charset=utf-8"
    assert before is False
    assert went_on.wait(10)


@pytest.mark.parametrize(("method", "status"), [("GET", 405), ("POST", 401)])
def test_refusals_come_back_like_any_response(method, status):
    """Another method, or nothing signed: no exception, a status."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)

    assert app.wsgi().receive([], b"{}", method=method).status == status
