"""The event loop behind the WSGI door: one a process, in a thread, ended with the program."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any

import pytest

from larkline import App, Toast
from larkline.receivers.background_loop import BackgroundLoop, RunningLoop
from larkline.receivers.wsgi import WsgiDoor
from tests.receivers.hook import CLICK, LIMIT, SOME_EVENT
from tests.receivers.wsgi_server import call, environ, now, working
from tests.wire.sender import KEY, TOKEN


@pytest.fixture
def app() -> Iterator[App]:
    """An app whose event loop ends with the test."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    yield app
    app.wsgi().close()


# --- the event loop ---------------------------------------------------------------------------------------------------


_elsewhere: set[threading.Thread] = set()


@pytest.fixture(autouse=True)
def nothing_of_other_tests() -> None:
    """Other tests may have left loops to the end of the program."""
    _elsewhere.clear()
    _elsewhere.update(loops())


def loops() -> list[threading.Thread]:
    """Give the threads with loops of this test."""
    named = [thread for thread in threading.enumerate() if thread.name == "larkline-webhook"]
    return [thread for thread in named if thread not in _elsewhere]


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

    monkeypatch.setattr("larkline.receivers.background_loop.GLANCE_SECONDS", 0.001)
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
        patch.setattr("larkline.receivers.background_loop.asyncio.run", refuse)
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
    from tests.receivers.test_background_loop import loops
    from tests.receivers.wsgi_server import call, environ, now
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
