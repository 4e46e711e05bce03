"""The webhook as a WSGI application."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from larkline import App, ConfigurationError, CustomResponse, Toast
from larkline.wire.webhook import MAX_BODY_BYTES
from tests.receivers.hook import CLICK, LIMIT, SOME_EVENT
from tests.receivers.wsgi_server import Call, call, environ, now, working
from tests.wire.sender import KEY, OLD_CARD, TOKEN, Request


@pytest.fixture
def app() -> Iterator[App]:
    """An app whose event loop ends with the test."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    yield app
    app.wsgi().close()


# --- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [CLICK, OLD_CARD], ids=["card action", "old card"])
def test_a_request_is_answered(app, document):
    """By the rules of PEP 3333."""
    app.on_card_action()(lambda action: Toast.success(str(action.value)))
    app.on_legacy_card_action()(lambda action: Toast.success(str(action.value)))
    done = Call(app.wsgi(), environ(now(document)))
    body = done.finish()

    assert done.status == "200 OK"
    assert done.headers == {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body))}
    assert json.loads(body)["toast"]["content"] == "{'k': 'v'}"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"REQUEST_METHOD": "GET"}, "405 Method Not Allowed"),
        ({"HTTP_X_LARK_SIGNATURE": "0" * 64}, "401 Unauthorized"),
        ({"CONTENT_LENGTH": ""}, "401 Unauthorized"),
        ({"CONTENT_LENGTH": "many"}, "401 Unauthorized"),
        ({"CONTENT_LENGTH": "-5"}, "401 Unauthorized"),
        ({"CONTENT_LENGTH": "10"}, "401 Unauthorized"),
        ({"CONTENT_LENGTH": "100000"}, "200 OK"),
        ({"HTTP_X_REQUEST_ID": "\xe4\xbd\xa0"}, "200 OK"),
    ],
)
def test_what_a_server_may_hand_over(app, changes, status):
    """Nothing of it is an exception."""
    environment = {**environ(now(CLICK)), **changes}
    statuses = []
    response = app.wsgi()(environment, lambda status, _: statuses.append(status))
    b"".join(response)

    assert statuses == [status]


def test_a_status_without_a_name(app):
    """A handler may answer an old card with any number."""
    app.on_legacy_card_action()(lambda _: CustomResponse(499, {"content": "x"}))

    assert call(app.wsgi(), now(OLD_CARD)) == ("499 Unknown", b'{"content":"x"}')


class Trickle(io.RawIOBase):
    """Gives less than it is asked for, and counts what it gave."""

    def __init__(self, body: bytes, size: int) -> None:
        self._body = io.BytesIO(body)
        self._size = size
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        """Give a part."""
        part = self._body.read(min(size, self._size))
        self.given += len(part)
        return part


@pytest.mark.parametrize("terminated", [False, True], ids=["with a length", "in chunks"])
def test_a_body_comes_in_parts(app, terminated):
    """Also without a length, from servers that put chunks together and know where they end."""
    request = now(CLICK)
    changes: dict[str, Any] = {"wsgi.input": Trickle(request.body, 7)}
    if terminated:
        changes |= {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    statuses = []
    b"".join(app.wsgi()({**environ(request), **changes}, lambda status, _: statuses.append(status)))

    assert statuses == ["200 OK"]


@pytest.mark.parametrize("terminated", [False, True], ids=["with a length", "in chunks"])
def test_a_body_that_is_too_large_is_not_read_to_its_end(app, terminated):
    """413, after one byte more than is looked at."""
    body = Trickle(bytes(3 * MAX_BODY_BYTES), 65536)
    changes: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(3 * MAX_BODY_BYTES)}
    if terminated:
        changes |= {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    statuses = []
    b"".join(app.wsgi()({**environ(Request(b"")), **changes}, lambda status, _: statuses.append(status)))

    assert statuses == ["413 Request Entity Too Large"]
    assert body.given == MAX_BODY_BYTES + 1


def test_views_of_frameworks(app):
    """hook.receive() is for code that cannot await; after_sent() may be called again."""
    app.on_card_action()(lambda _: Toast.success("ok"))
    request = now(CLICK)
    received = app.wsgi().receive(dict(request.headers), request.body)
    received.after_sent()
    received.after_sent()

    assert (received.status, json.loads(received.body)["toast"]["content"]) == (200, "ok")
    assert received.headers["Content-Type"] == "application/json; charset=utf-8"


def test_doors_may_be_separated(app):
    """Each takes its kind."""
    app.on_legacy_card_action()(lambda _: None)
    callbacks, old_cards = app.wsgi(only="callbacks"), app.wsgi(only="legacy_cards")
    statuses = [call(door, now(document))[0][:3] for door in (callbacks, old_cards) for document in (CLICK, OLD_CARD)]

    assert statuses == ["200", "401", "400", "200"]
    with pytest.raises(ConfigurationError):
        app.wsgi(only="events")


# --- after the response -----------------------------------------------------------------------------------------------


def test_what_goes_on_waits_for_the_close(app):
    """The server closes the body once it has sent it."""
    done = working(app)
    made = Call(app.wsgi(), environ(now(CLICK)))
    body = b"".join(made.response)
    call(app.wsgi(), now(SOME_EVENT))  # a turn of the loop, and more
    early = done.is_set()
    made.response.close()

    assert json.loads(body)["toast"]["content"] == "deploying"
    assert not early
    assert done.wait(LIMIT)


def test_a_body_that_nobody_wants(app):
    """A server may close it without looking at it, and twice."""
    done = working(app)
    response: Any = app.wsgi()(environ(now(CLICK)), lambda *_: None)
    response.close()
    response.close()

    assert done.wait(LIMIT)


def test_a_server_that_fails_to_start_the_response(app, caplog):
    """It hears of its own error; what the handler does next goes on at once."""
    done = working(app)

    def fail(*_):
        raise OSError("the client has gone")

    with pytest.raises(OSError, match="the client has gone"):
        app.wsgi()(environ(now(CLICK)), fail)

    assert done.wait(LIMIT)
    app.wsgi().close()
    assert caplog.text == ""
