"""The webhook as a WSGI application, and the event loop behind it."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any
from wsgiref.validate import validator

import pytest

from larkline import App, ConfigurationError, CustomResponse, Toast
from larkline.receivers.wsgi import BackgroundLoop, RunningLoop, WsgiDoor
from larkline.wire.webhook import MAX_BODY_BYTES
from tests.receivers.hook import CLICK, LIMIT, SOME_EVENT
from tests.wire.sender import KEY, OLD_CARD, TOKEN, Request, card, encrypted


@pytest.fixture
def app() -> Iterator[App]:
    """An app whose event loop ends with the test."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    yield app
    app.wsgi().close()


def now(document: Any, nonce: str = "n-1") -> Request:
    """Make a request that is signed now."""
    make = card if document == OLD_CARD else encrypted
    return make(document, timestamp=int(time.time()), nonce=nonce)


def environ(request: Request, **changes: Any) -> dict[str, Any]:
    """Give the environment of a request, as PEP 3333 has it."""
    names = {name: "HTTP_" + name.upper().replace("-", "_") for name, _ in request.headers}
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": "/webhook/event",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{names[name]: value for name, value in request.headers if name != "Content-Type"},
        **changes,
    }


class Call:
    """One call of an application, as a server makes it; whether it follows the rules is checked on the way."""

    def __init__(self, application: Any, environment: dict[str, Any]) -> None:
        self.status = ""
        self.headers: dict[str, str] = {}
        self.response: Any = validator(application)(environment, self._start)

    def _start(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        self.status, self.headers = status, dict(headers)
        return lambda _: None

    def finish(self) -> bytes:
        """Send the body, and close it."""
        body = b"".join(self.response)
        self.response.close()
        return body


def call(application: Any, request: Request, **changes: Any) -> tuple[str, bytes]:
    """Make a whole call; gives status and body."""
    done = Call(application, environment := environ(request, **changes))
    assert environment
    return done.status, done.finish()


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


def working(app: App) -> threading.Event:
    """Let clicks be answered before the work is done; gives what tells that it is done."""
    done = threading.Event()

    @app.on_card_action()
    async def deploy(_):
        yield Toast.info("deploying")
        done.set()

    return done


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


# --- the event loop ---------------------------------------------------------------------------------------------------


def loops() -> list[threading.Thread]:
    """Give the threads with our loops."""
    return [thread for thread in threading.enumerate() if thread.name == "larkline-webhook"]


def test_threads_share_one_loop(app):
    """Many requests at once, from many threads, are all answered; handlers wait without keeping each other."""
    arrived: list[Any] = []
    all_there = asyncio.Event()

    @app.on_card_action()
    async def together(action):
        arrived.append(action)
        if len(arrived) == 40:
            all_there.set()
        await all_there.wait()
        return Toast.success("ok")

    application = app.wsgi()
    with ThreadPoolExecutor(40) as pool:
        requests = [now(CLICK, nonce=str(number)) for number in range(40)]
        answers = list(pool.map(lambda request: call(application, request), requests))

    assert {status for status, _ in answers} == {"200 OK"}
    assert {json.loads(body)["toast"]["content"] for _, body in answers} == {"ok"}
    assert [thread.daemon for thread in loops()] == [True]


def test_the_loop_ends_with_the_door(app):
    """close() lets handlers finish, and leaves no thread; the next request has a new loop, and a door to close."""
    done = threading.Event()

    @app.on_event()
    def slow(_):
        done.wait(LIMIT)

    application = app.wsgi()
    with ThreadPoolExecutor(1) as pool:
        request = pool.submit(call, application, now(SOME_EVENT))
        while not app.status().in_flight:
            pass
        closing = threading.Thread(target=application.close)
        closing.start()
        done.set()
        closing.join(LIMIT)
        status, _ = request.result(LIMIT)
    gone, state = loops(), app.status().state
    application.close()
    again = call(application, now(CLICK))
    application.close()

    assert (status, gone, state, again[0]) == ("200 OK", [], "idle", "200 OK")
    assert loops() == []


def test_the_loop_cannot_wait_for_itself(app):
    """A handler that calls the WSGI application hears what to do instead of waiting for ever."""
    errors = []
    application = app.wsgi()

    @app.on_card_action()
    async def confused(_):
        try:
            application.receive({}, b"")
        except RuntimeError as error:
            errors.append(str(error))

    call(application, now(CLICK))

    assert errors == ["this would wait for itself: in an event loop, await app.receive() instead"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_loop_that_died_is_replaced(app):
    """A handler may even end its thread: whoever waits is told, and the next request is answered."""
    application = app.wsgi()

    def end():
        raise SystemExit

    @app.on_event()
    async def deadly(_):
        asyncio.get_running_loop().call_soon(end)

    call(application, now(CLICK))
    (thread,) = loops()
    with pytest.raises(CancelledError):
        call(application, now(SOME_EVENT))
    thread.join(LIMIT)
    status, _ = call(application, now(CLICK, nonce="n-2"))

    assert (status, len(loops())) == ("200 OK", 1)


async def test_who_waits_for_a_dead_loop_is_told(monkeypatch):
    """What was handed to a loop that never runs again does not wait for ever."""

    async def nothing():
        return 7

    monkeypatch.setattr("larkline.receivers.wsgi.GLANCE_SECONDS", 0.001)
    dead = threading.Thread(target=str)
    dead.start()
    dead.join()
    loop = asyncio.new_event_loop()
    running = RunningLoop(loop, dead, asyncio.Event(), os.getpid())
    with pytest.raises(RuntimeError, match="ended before it had an answer"):
        running.run(nothing())
    loop.close()


def test_a_timeout_of_the_work_is_its_own():
    """It is raised as any other error."""

    async def late():
        raise TimeoutError("of the work")

    async def nothing():
        pass

    loop = BackgroundLoop(nothing)
    with pytest.raises(TimeoutError, match="of the work"):
        loop.run(late())
    loop.close()


def test_a_loop_that_cannot_start_says_so(monkeypatch):
    """Whoever asks gets the reason, and the next one tries again."""

    async def nothing():
        return 7

    def refuse(main):
        main.close()
        raise OSError("too many open files")

    loop = BackgroundLoop(nothing)
    with monkeypatch.context() as patch:
        patch.setattr("larkline.receivers.wsgi.asyncio.run", refuse)
        with pytest.raises(OSError, match="too many open files"):
            loop.run(nothing())

    assert loop.run(nothing()) == 7
    loop.close()


def test_nothing_runs_in_a_loop_that_has_ended(app):
    """What comes too late is dropped without a word."""
    done = working(app)
    response: Any = app.wsgi()(environ(now(CLICK)), lambda *_: None)
    app.wsgi().close()
    response.close()

    assert done.is_set()
    assert loops() == []


# --- processes --------------------------------------------------------------------------------------------------------


PROGRAM = """
    import os, sys, threading, time
    sys.path[:0] = {path!r}
    from larkline import App, Toast
    from tests.receivers.test_wsgi import call, now, environ, loops
    from tests.receivers.hook import CLICK, SOME_EVENT
    from tests.wire.sender import KEY, TOKEN

    app = App(encrypt_key=KEY, verification_token=TOKEN)
    application = app.wsgi()
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program with an app; every warning is an error."""
    source = textwrap.dedent(PROGRAM.format(path=sys.path)) + textwrap.dedent(program)
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", source]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_has_a_loop_of_its_own():
    """Servers fork after they have loaded the app, even after it was used; parent and children go on."""
    done = run("""
        import logging, warnings
        logging.disable()
        warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork.*")

        @app.on_card_action()
        async def answer(action):
            return Toast.success(str(os.getpid()))

        captured = now(CLICK, "a")
        print("parent", call(application, captured)[0], len(loops()), flush=True)
        for name in ("first", "second"):
            child = os.fork()
            if child == 0:
                status, body = call(application, now(CLICK, name))
                own = str(os.getpid()) in body.decode()
                again = call(application, captured)[0]
                print(name, status, own, again, len(loops()), app.status().counters["deliveries"], flush=True)
                sys.exit(7)
            print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        print("parent", call(application, now(CLICK, "b"))[0], len(loops()), app.status().counters["deliveries"])
    """)

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "parent 200 OK 1",
        "first 200 OK True 401 Unauthorized 1 1",
        "ended 7",
        "second 200 OK True 401 Unauthorized 1 1",
        "ended 7",
        "parent 200 OK 1 2",
    ]
    assert done.returncode == 0


def test_a_program_that_ends_lets_handlers_finish():
    """What was promised in a response is done before the process is gone."""
    done = run("""
        import asyncio, atexit
        begun = threading.Event()

        @app.on_card_action()
        async def deploy(action):
            yield Toast.info("deploying")
            go, loop = asyncio.Event(), asyncio.get_running_loop()
            atexit.register(lambda: loop.call_soon_threadsafe(go.set))
            begun.set()
            await go.wait()
            print("deployed", flush=True)

        print(call(application, now(CLICK))[0], flush=True)
        begun.wait(20)
        print("ending", flush=True)
    """)

    assert done.stderr == ""
    assert done.stdout.splitlines() == ["200 OK", "ending", "deployed"]
    assert done.returncode == 0


def test_a_program_that_was_never_asked_just_ends():
    """Without a request there is no thread."""
    done = run("print(len(loops()), threading.active_count())")

    assert (done.stdout, done.stderr, done.returncode) == ("0 1\n", "", 0)


def test_a_door_has_no_loop_before_it_is_needed():
    """Making one starts nothing."""
    assert isinstance(App().wsgi(), WsgiDoor)
    assert loops() == []
