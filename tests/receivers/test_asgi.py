"""The webhook as an ASGI application."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from larkline import App, ConfigurationError, Toast
from larkline.clock import settle
from larkline.wire.webhook import MAX_BODY_BYTES
from tests.receivers.asgi_server import serve
from tests.receivers.hook import CLICK, LIMIT, SOME_EVENT, Hook
from tests.wire.sender import OLD_CARD


def toasting() -> tuple[Hook, list[Any]]:
    """Give an app that answers clicks, and the list of what it was asked."""
    hook = Hook()
    seen: list[Any] = []

    @hook.app.on_card_action()
    async def answer(action):
        seen.append(action)
        return Toast.success("ok")

    return hook, seen


# --- requests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
async def test_a_body_comes_in_any_parts(size):
    """The parts are put together, empty ones between them included."""
    hook, seen = toasting()
    async with hook.receiving():
        request = hook.request(CLICK)
        chunks = [request.body[start : start + size] for start in range(0, len(request.body), size)]
        chunks = [b"", *(part for chunk in chunks for part in (chunk, b""))]
        answer = await serve(hook.app.asgi(), request.headers, chunks)

    assert (answer.status, len(seen), answer.received) == (200, 1, len(chunks))
    assert json.loads(answer.body) == {"toast": {"type": "success", "content": "ok"}}
    assert answer.headers == {
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(answer.body)),
    }


@pytest.mark.parametrize("place", range(3))
async def test_a_client_that_goes_away_is_left_alone(place):
    """Nothing is handled and nothing sent, wherever the body ends."""
    hook, seen = toasting()
    async with hook.receiving():
        request = hook.request(CLICK)
        parts: list[bytes | None] = [request.body[:10], request.body[10:20], request.body[20:]]
        parts[place] = None
        answer = await serve(hook.app.asgi(), request.headers, parts)

    assert (answer.messages, seen) == ([], [])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
async def test_other_methods(method):
    """405, and what is allowed."""
    hook = Hook()
    async with hook.receiving():
        answer = await serve(hook.app.asgi(), [], [], method=method)

    assert (answer.status, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(("version", "close"), [("1.1", "close"), ("1.0", "close"), ("2", None), ("3", None)])
async def test_a_body_that_is_too_large_is_not_read_to_its_end(version, close):
    """413 after the first megabyte; HTTP/1 then has to close the connection."""
    hook = Hook()
    async with hook.receiving():
        endless = [bytes(64 * 1024)] * 1000
        answer = await serve(hook.app.asgi(), [], endless, http_version=version)

    assert answer.status == 413
    assert answer.received == MAX_BODY_BYTES // (64 * 1024) + 1
    assert answer.headers.get("connection") == close


async def test_a_body_of_just_the_size_is_read():
    """It is looked at, and found to be nothing."""
    hook = Hook()
    async with hook.receiving():
        answer = await serve(hook.app.asgi(), [], [bytes(MAX_BODY_BYTES)])

    assert (answer.status, "connection" in answer.headers) == (401, False)


# --- after the response -----------------------------------------------------------------------------------------------


async def test_what_goes_on_starts_after_the_last_send():
    """When a line after the yield runs, the server has the whole response."""
    hook = Hook()
    events: list[str] = []

    @hook.app.on_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        events.append("working")

    async with hook.receiving():
        request = hook.request(CLICK)
        await serve(
            hook.app.asgi(), request.headers, [request.body], sent=lambda message: events.append(message["type"])
        )
        await settle()

    assert events == ["http.response.start", "http.response.body", "working"]


@pytest.mark.parametrize("failing", ["http.response.start", "http.response.body"])
async def test_a_response_that_cannot_be_sent(failing, caplog):
    """The server hears of its own error; what the handler does after it goes on at once, and nobody is blamed."""
    hook = Hook()
    lines = []

    @hook.app.on_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        lines.append("working")

    def sent(message):
        if message["type"] == failing:
            raise OSError("the client has gone")

    async with hook.receiving():
        request = hook.request(CLICK)
        with pytest.raises(OSError, match="the client has gone"):
            await serve(hook.app.asgi(), request.headers, [request.body], sent=sent)
        await settle()

        assert hook.app.status().in_flight == 0
    assert lines == ["working"]
    assert caplog.text == ""


# --- the life of a server ---------------------------------------------------------------------------------------------


class Life:
    """The life of an ASGI server, with the application in it."""

    def __init__(self, application: Any) -> None:
        self.said: list[str] = []
        self._inbox: asyncio.Queue[str] = asyncio.Queue()
        self._outbox: asyncio.Queue[Any] = asyncio.Queue()
        self._task = asyncio.create_task(application({"type": "lifespan"}, self._receive, self._outbox.put))

    async def _receive(self) -> Any:
        return {"type": await self._inbox.get()}

    async def say(self, what: str) -> Any:
        """Tell the application, and wait for its answer."""
        self._inbox.put_nowait(what)
        return await asyncio.wait_for(self._outbox.get(), LIMIT)

    async def ended(self) -> None:
        """Wait for the end."""
        await asyncio.wait_for(self._task, LIMIT)


async def test_a_server_starts(caplog):
    """The doors open, and what cannot be checked is said then, once."""
    app = App(verification_token="v-1")
    life = Life(app.asgi())
    answer = await life.say("lifespan.startup")
    state = app.status().state
    await serve(app.asgi(), [], [])
    await life.say("lifespan.shutdown")
    await life.ended()

    assert (answer, state) == ({"type": "lifespan.startup.complete"}, "receiving")
    assert caplog.text.count("requests are checked by the Verification Token alone") == 1


async def test_a_server_with_a_wrong_configuration_does_not_start():
    """It hears why."""
    life = Life(App(verification_token="v-1", domain="http://example.com").asgi())
    answer = await life.say("lifespan.startup")
    await life.ended()

    assert answer["type"] == "lifespan.startup.failed"
    assert answer["message"].startswith("larkline: the platform's domain")


async def test_a_server_that_ends_lets_handlers_finish():
    """What goes on after a response ends before the server does; then nothing is left."""
    app = App(verification_token="v-0123456789abcdef")
    go, done = asyncio.Event(), []

    @app.on_event()
    async def slow(_):
        await go.wait()
        done.append("handled")

    before = asyncio.all_tasks()
    life = Life(app.asgi())
    await life.say("lifespan.startup")
    request = asyncio.create_task(serve(app.asgi(), [], [json.dumps(SOME_EVENT).encode()]))
    await settle()
    ending = asyncio.create_task(life.say("lifespan.shutdown"))
    await settle()
    early = ending.done()
    go.set()
    answer = await request

    assert await ending == {"type": "lifespan.shutdown.complete"}
    await life.ended()
    assert (early, done, answer.status) == (False, ["handled"], 200)
    assert asyncio.all_tasks() == before
    assert app.status().state == "idle"


# --- what else a server may ask ---------------------------------------------------------------------------------------


async def test_a_websocket_is_refused():
    """There is none."""
    hook = Hook()
    async with hook.receiving():
        answer = await serve(hook.app.asgi(), [], [], kind="websocket")

    assert answer.messages == [{"type": "websocket.close", "code": 1000}]


async def test_what_nobody_knows_is_passed_over():
    """A scope of the future gets no answer, and no error."""
    hook = Hook()
    answer = await serve(hook.app.asgi(), [], [], kind="http/9")

    assert (answer.messages, answer.received) == ([], 0)


async def test_two_doors_of_one_app():
    """Each takes its kind; what one has taken, the other has seen."""
    hook, seen = toasting()
    hook.app.on_legacy_card_action()(lambda _: Toast.info("old"))
    callbacks, old_cards = hook.app.asgi(only="callbacks"), hook.app.asgi(only="legacy_cards")
    async with hook.receiving():
        new, old = hook.request(CLICK), hook.request(OLD_CARD)
        statuses = [
            (await serve(door, request.headers, [request.body])).status
            for door, request in (
                *((old_cards, new), (callbacks, old), (callbacks, new), (old_cards, old)),
                *((callbacks, new), (old_cards, old)),
            )
        ]

    assert statuses == [400, 401, 200, 200, 401, 401]
    assert len(seen) == 1


def test_a_door_is_for_something():
    """What it takes is one of two."""
    with pytest.raises(ConfigurationError, match="it is 'callbacks', 'legacy_cards' or None"):
        App().asgi(only="events")  # type: ignore[arg-type]
