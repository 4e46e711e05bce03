"""
Every recipe of examples/webhook as a real server, driven by a sender that shares no code with ours.

Each server is started once; the platform's API that it calls is a fake one on loopback.
"""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.examples.fake_platform import UPDATE_PATH, FakePlatform, fake_platform
from tests.examples.recipe_servers import COMMANDS, Server, running
from tests.wire.sender import ADDRESS_CHECK, EVENT, OLD_CARD, Request, card, encrypted, plain, sealed

PATH = "/webhook/event"
AT_ONCE = "lambda_function"  # nothing runs there after the response
#: Flask's own server ends without a word; Django does not tell an ASGI application when its server stops.
ENDS_AT_ONCE = {"flask_app", "django_async", AT_ONCE}
numbers = itertools.count()


@pytest.fixture(scope="module")
def platform() -> Iterator[FakePlatform]:
    """The platform's API, as far as the bot calls it."""
    with fake_platform() as platform:
        yield platform


@pytest.fixture(scope="module", params=COMMANDS)
def server(request, platform) -> Iterator[Server]:
    """A recipe that runs."""
    with running(request.param, platform.url) as server:
        yield server


class Client:
    """One connection to a recipe."""

    def __init__(self, server: Server) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def begin(self, request: Request) -> None:
        """Send a request."""
        self._http.request(request.method, PATH, request.body, dict(request.headers))

    def arrived(self) -> bytes:
        """Look at what has arrived of the response, without taking it."""
        try:
            return bytes(self._http.sock.recv(65536, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return b""

    def finish(self) -> tuple[int, bytes]:
        """Wait for the response; gives status and body."""
        response = self._http.getresponse()
        body = response.read()
        self._http.close()
        return response.status, body


def ask(server: Server, request: Request) -> tuple[int, bytes]:
    """Send a request and give the response."""
    client = Client(server)
    client.begin(request)
    return client.finish()


def delivery(event_type: str, event: dict[str, Any]) -> dict[str, Any]:
    """Give an event or a callback as the platform writes it."""
    number = next(numbers)
    header = EVENT["header"] | {"event_type": event_type, "event_id": f"ev_{number}"}  # type: ignore[operator]
    return {"schema": "2.0", "header": header, "event": event}


def now(document: dict[str, Any]) -> Request:
    """Encrypt and sign a delivery, now."""
    return encrypted(document, timestamp=int(time.time()), nonce=f"n-{next(numbers)}")


def click(version: str) -> dict[str, Any]:
    """Give a click on the button of a card."""
    event = {
        "operator": {"open_id": "ou_1"},
        "token": f"c-{version}",
        "action": {"tag": "button", "value": {"action": "deploy", "version": version}},
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"},
    }
    return delivery("card.action.trigger", event)


def message(text: str) -> dict[str, Any]:
    """Give a message that somebody wrote."""
    content = {
        "message_id": "om_1",
        "chat_id": "oc_1",
        "chat_type": "p2p",
        "message_type": "text",
        "create_time": "1700000000000",
        "content": json.dumps({"text": text}),
    }
    sender = {"sender_id": {"open_id": "ou_1"}, "sender_type": "user", "tenant_key": "tk"}
    return delivery("im.message.receive_v1", {"sender": sender, "message": content})


def test_the_address_check_is_answered(server):
    """The console can save the address: the challenge comes back, though it is encrypted and not signed."""
    status, body = ask(server, plain(sealed(json.dumps(ADDRESS_CHECK | {"challenge": '"c"\\'}).encode())))

    assert (status, json.loads(body)) == (200, {"challenge": '"c"\\'})


def test_a_message_is_acknowledged_and_answered(server, platform):
    """An event is answered 200, and its handler's call arrives at the platform."""
    status, _ = ask(server, now(message("你好")))
    call = platform.next_call()

    assert status == 200
    assert (call.path, json.loads(call.body["content"])) == (
        "/open-apis/im/v1/messages/om_1/reply",
        {"text": "收到：你好"},
    )


def test_a_link_preview_is_answered(server):
    """A callback is answered by what its handler returns."""
    event = {"operator": {"open_id": "ou_1"}, "context": {"url": "https://example.com/1", "preview_token": "p"}}
    status, body = ask(server, now(delivery("url.preview.get", event)))

    assert (status, json.loads(body)) == (200, {"inline": {"title": "预览 https://example.com/1"}})


def test_an_old_card_is_answered(server):
    """A card in the old format, signed in the old way, comes through the same door."""
    click = OLD_CARD | {"action": {"tag": "button", "value": {"version": "1.0"}}}
    status, body = ask(server, card(click, timestamp=int(time.time())))

    assert (status, json.loads(body)["toast"]["content"]) == (200, "旧卡片：1.0")


def test_a_wrong_signature_is_refused(server):
    """Who does not know the Encrypt Key gets a 401, which tells nothing."""
    status, body = ask(server, now(click("1.0")).with_headers(signature="0" * 64))

    assert (status, body) == (401, b'{"msg":"unauthorized"}')


def test_only_post_is_answered(server):
    """The door, or the framework in front of it, answers 405 to anything else."""
    status, _ = ask(server, Request(b"", method="GET"))

    assert status == 405


@pytest.mark.parametrize("server", [name for name in COMMANDS if name != AT_ONCE], indirect=True)
def test_a_delayed_update_follows_the_response(server, platform):
    """The card that a handler yields after its toast arrives at the platform when the response is there already."""
    client = Client(server)
    platform.observer = client.arrived
    client.begin(now(click("1.1")))
    call = platform.next_call()
    platform.observer = lambda: None
    status, body = client.finish()

    assert (call.path, call.body["token"]) == (UPDATE_PATH, "c-1.1")
    assert "**1.1** 已上线" in json.dumps(call.body["card"], ensure_ascii=False)
    assert (status, json.loads(body)["toast"]["content"]) == (200, "部署中…")
    assert body in call.seen
    assert call.seen.endswith((body, b"\r\n0\r\n\r\n"))
    assert "after_sent" not in server.log, "it was only after a second that the work went on"
    assert "Traceback" not in server.log


@pytest.mark.parametrize("server", ["fastapi_app"], indirect=True)
def test_other_routes_live_beside_it(server):
    """The webhook leaves the rest of an application alone."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/health")
    health = json.loads(connection.getresponse().read())
    connection.close()

    assert health == {"state": "receiving"}


@pytest.mark.parametrize("server", [AT_ONCE], indirect=True)
def test_a_function_answers_at_once(server):
    """Where nothing runs after the response, the handler's result is all of it."""
    status, body = ask(server, now(click("1.1")))

    assert (status, json.loads(body)["toast"]["content"]) == (200, "1.1 已登记")
    assert "Traceback" not in server.log


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ENDS_AT_ONCE])
def test_a_server_that_stops_lets_handlers_finish(name, platform):
    """Where the recipe takes part in the life of the server, what goes on after a response outlives SIGTERM."""
    with running(name, platform.url) as server:
        status, _ = ask(server, now(click("3.1")))
        server.stop()
        call = platform.next_call()

    assert (status, call.path, call.body["token"]) == (200, UPDATE_PATH, "c-3.1")
    assert "Traceback" not in server.log


@pytest.mark.parametrize("server", ["wsgi", "django_sync"], indirect=True)
def test_both_processes_of_a_prefork_server_answer(server, platform):
    """While one worker waits for the rest of a request, the other one answers; both go on after their response."""
    first, second = now(click("2.1")), now(click("2.2"))
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as busy:
        headers = "".join(f"{name}: {value}\r\n" for name, value in first.headers)
        busy.sendall(f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}".encode())
        busy.sendall(f"Content-Length: {len(first.body)}\r\nConnection: close\r\n\r\n".encode())
        status, _ = ask(server, second)
        by_second = platform.next_call()
        busy.sendall(first.body)
        by_first = platform.next_call()
        answer = b"".join(iter(lambda: busy.recv(65536), b""))

    assert (status, by_second.body["token"]) == (200, "c-2.2")
    assert by_first.body["token"] == "c-2.1"
    assert "部署中…".encode() in answer
