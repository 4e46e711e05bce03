"""The webhook as a process: `app.serve()`."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from larkline import App, ConfigurationError
from larkline.process import Asked
from larkline.receivers.asgi import AsgiDoor
from larkline.serving import PathDoor, _make_server, _serve
from tests.receivers.asgi_server import serve
from tests.receivers.hook import CLICK, LIMIT, SOME_EVENT, Hook
from tests.receivers.wsgi_server import now
from tests.wire.sender import ADDRESS_CHECK, KEY, TOKEN, Request, compact, sealed

CHECK = Request(sealed(compact(ADDRESS_CHECK)))


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Serving sets up logging where there is none; that must not outlive the test."""
    logger = logging.getLogger("larkline")
    level, handlers = logger.level, list(logger.handlers)
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/a", 200),
        ("/a/", 200),
        ("/b/c", 200),
        ("/", 404),
        ("/a/b", 404),
        ("/A", 404),
        ("/b", 404),
        ("//a", 404),
        ("", 404),
    ],
)
async def test_only_the_paths_are_there(path, status):
    """A slash at the end does not matter; everything else is 404, and never a redirect."""
    hook = Hook()
    door = PathDoor(hook.app.asgi(), ["/a", "/b/c/"])
    async with hook.receiving():
        answer = await serve(door, CHECK.headers, [CHECK.body], path=path)

    assert answer.status == status
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["content-type"].startswith("application/json")


async def test_the_root_may_be_a_path():
    """As with any other."""
    hook = Hook()
    async with hook.receiving():
        answer = await serve(PathDoor(hook.app.asgi(), ["/"]), CHECK.headers, [CHECK.body], path="/")

    assert answer.status == 200


# --- in this process --------------------------------------------------------------------------------------------------


class Serving:
    """An app that is served in this event loop."""

    def __init__(self, app: App, *, drain: float = 10.0) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.asked = Asked()
        server = _make_server(app._webhooks, ["/hook"])
        self.task = asyncio.create_task(_serve(app._webhooks, server, self.listener, ["/hook"], self.asked, drain))

    async def send(self, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection and send something."""
        reader, writer = await asyncio.open_connection(*self.address)
        writer.write(data)
        await writer.drain()
        return reader, writer

    async def stopped(self) -> None:
        """Ask it to stop, and wait for it."""
        self.asked.set()
        await asyncio.wait_for(self.task, LIMIT)


def raw(request: Request) -> bytes:
    """Write a request as it goes over a connection."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
    head = f"POST /hook HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(request.body)}\r\n\r\n"
    return head.encode() + request.body


async def test_a_client_that_sends_no_more_does_not_keep_the_server(monkeypatch):
    """It has as long as the platform would wait, and is cut off."""
    monkeypatch.setattr("larkline.serving.HANG_UP_SECONDS", 0.05)
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    serving = Serving(app)
    half = raw(now(CLICK))[:-10]
    _, writer = await serving.send(half)
    _, idle = await serving.send(b"")
    reader, answered = await serving.send(raw(CHECK))
    answer = await asyncio.wait_for(reader.readuntil(b"}"), LIMIT)  # the others have been accepted, too
    await serving.stopped()
    for each in (writer, idle, answered):
        each.close()

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert app.status().state == "idle"


async def test_what_is_in_flight_is_answered_before_the_end():
    """New connections are refused; requests that are there get their answer, and what goes on after it ends."""
    app = App(encrypt_key=KEY, verification_token=TOKEN)
    begun, go, lines = asyncio.Event(), asyncio.Event(), []

    @app.on_card_action()
    async def deploy(_):
        begun.set()
        await go.wait()
        yield {}
        lines.append("working")

    serving = Serving(app)
    reader, writer = await serving.send(raw(now(CLICK)))
    await asyncio.wait_for(begun.wait(), LIMIT)
    serving.asked.set()
    while serving.listener.fileno() >= 0:  # noqa: ASYNC110 - the server closes it when it stops to listen
        await asyncio.sleep(0)
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the system likes it
        await asyncio.open_connection(*serving.address)
    early = serving.task.done()
    go.set()
    answer = await asyncio.wait_for(reader.read(), LIMIT)
    await asyncio.wait_for(serving.task, LIMIT)
    writer.close()

    assert not early
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"{}")
    assert lines == ["working"]


# --- what cannot be served --------------------------------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], app: App, *arguments: Any, **options: Any) -> str:
    """Serve what cannot be served; gives the one sentence, without the name in front."""
    with pytest.raises(SystemExit) as ended:
        app.serve(*arguments, **options)
    output = capsys.readouterr()
    assert (ended.value.code, output.out, output.err.count("\n")) == (1, "", 1)
    assert output.err.startswith("larkline: ")
    return output.err


def test_a_port_that_is_taken(capsys):
    """One sentence, exit 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refused(capsys, App(), port=port)

    assert sentence == f"larkline: cannot listen on 127.0.0.1 port {port}: {os.strerror(errno.EADDRINUSE)}\n"


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
    ],
    ids=["privileged", "unknown name"],
)
def test_what_the_system_refuses(error, capsys, monkeypatch):
    """In its own words, as far as they are about the cause."""

    def refuse(*_: Any, **__: Any) -> None:
        raise type(error)(error.errno, f"{error.strerror} (while attempting to bind on address ('somewhere', 80))")

    monkeypatch.setattr(socket, "create_server", refuse)
    sentence = refused(capsys, App(), "somewhere", 80)

    assert sentence == f"larkline: cannot listen on somewhere port 80: {error.strerror}\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"port": 99999}, "port=99999: it is 0 to 65535"),
        ({"port": -1}, "port=-1: it is 0 to 65535"),
        ({"host": "例" * 70}, "it is no name of a host"),
        ({"host": "203.0.113.7"}, "cannot listen on 203.0.113.7"),
        ({"path": "webhook"}, "a path begins with /"),
        ({"path": []}, "a path begins with /"),
        ({"path": ["/a", ""]}, "a path begins with /"),
        ({"log_level": "LOUD"}, "log_level='LOUD'"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(options, words, capsys):
    """Exit 1, no traceback."""
    assert words in refused(capsys, App(encrypt_key=KEY), **options)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "example.com"])
def test_what_is_unchecked_stays_on_this_machine(host, capsys, monkeypatch):
    """insecure=True without key and token is served to nobody else."""
    for name in ("LARK_ENCRYPT_KEY", "LARK_VERIFICATION_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    assert "anybody could call; serve on 127.0.0.1" in refused(capsys, App(insecure=True), host=host)


def test_a_domain_that_secrets_must_not_go_to(capsys):
    """It is found before the first request."""
    app = App(encrypt_key=KEY, domain="http://example.com")

    assert "plain http" in refused(capsys, app, port=0, log_level="CRITICAL")


def test_a_server_that_is_not_installed(capsys, monkeypatch):
    """The sentence holds the command that installs it."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    assert 'pip install "larkline[serve]"' in refused(capsys, App(encrypt_key=KEY), port=0, log_level="CRITICAL")


async def test_in_an_event_loop_there_is_another_way():
    """The exception says which."""
    with pytest.raises(ConfigurationError, match=r"serve app\.asgi\(\) there"):
        App().serve()


# --- as a process -----------------------------------------------------------------------------------------------------


PROGRAM = """
    import sys
    from larkline import App, Toast

    app = App({arguments})

    @app.on_card_action()
    def answer(action):
        print("asked", flush=True)
        sys.stdin.readline()
        return Toast.success("answered")

    @app.on_legacy_card_action()
    async def old(action):
        yield Toast.success("old")
        print("worked", flush=True)

    app.serve(port=0, path=["/one", "/two"], host={host!r})
"""


class Process:
    """A program that serves an app."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[str] = []
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.urls = re.findall(r"http://[^ ,\n]*", self.logged("receiving on "))

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._grown:
                self.log.append(line)
                self._grown.notify_all()

    def logged(self, text: str) -> str:
        """Wait for a line in the log."""
        with self._grown:
            assert self._grown.wait_for(lambda: any(text in line for line in self.log), LIMIT), self.log
            return next(line for line in self.log if text in line)

    def post(self, request: Request, url: str | None = None) -> httpx2.Response:
        """Send a request."""
        with httpx2.Client(trust_env=False, timeout=LIMIT) as http:
            return http.post(url or self.urls[0], headers=dict(request.headers), content=request.body)

    def asked(self) -> None:
        """Wait until a click is being handled."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "asked\n"

    def end(self, number: signal.Signals, line: str = "") -> tuple[int, str]:
        """Send a signal, and a line when it is heard; gives status and the rest of the output."""
        self.process.send_signal(number)
        self.logged("stopping; ")
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line)
        self.process.stdin.close()
        rest = self.process.stdout.read()
        status = self.process.wait(LIMIT)
        self._reader.join(LIMIT)
        return status, rest


@contextlib.contextmanager
def started(arguments: str = "", *, host: str = "127.0.0.1", **environment: str) -> Iterator[Process]:
    """Start a program that serves an app; it is ended with the block."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LARK")}
    source = textwrap.dedent(PROGRAM.format(arguments=arguments, host=host))
    with subprocess.Popen(
        [sys.executable, "-X", "dev", "-c", source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**inherited, "LARK_ENCRYPT_KEY": KEY, "LARK_VERIFICATION_TOKEN": TOKEN, **environment},
    ) as process:
        try:
            yield Process(process)
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_answers_what_is_in_flight(number):
    """The click gets its toast, then the process ends with 0 and without a word of complaint."""
    with started() as process:
        answers: list[httpx2.Response] = []
        asking = threading.Thread(target=lambda: answers.append(process.post(now(CLICK), process.urls[1])))
        asking.start()
        process.asked()
        status, _ = process.end(number, "go\n")
        asking.join(LIMIT)

    assert (status, answers[0].status_code) == (0, 200)
    assert answers[0].json()["toast"]["content"] == "answered"
    assert "stopping; 1 deliveries in flight get 10 s" in "".join(process.log)
    complaints = [line for line in process.log if "INFO" not in line]
    assert [line for line in complaints if not line.startswith("Executing ")] == []  # asyncio, of a slow machine


def test_what_is_served():
    """The paths that were named, the rest not; what goes on after a response; no name of the server."""
    with started() as process:
        old = Request(compact({"open_id": "ou_1", "token": "c-1", "action": {"tag": "button"}}))
        answers = [
            process.post(CHECK),
            process.post(CHECK, process.urls[1] + "/"),
            process.post(CHECK, process.urls[0] + "/more"),
            process.post(old),
            process.post(now(SOME_EVENT)),
        ]
        with httpx2.Client(trust_env=False) as http:
            got = http.get(process.urls[0])
        status, _ = process.end(signal.SIGTERM)

    assert [url.rpartition("/")[2] for url in process.urls] == ["one", "two"]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 401, 200]
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert "server" not in got.headers
    assert status == 0
    assert not [secret for secret in (KEY, TOKEN) if secret in "".join(process.log)]


def test_without_secrets_the_first_line_says_so():
    """At the start, before any request; and every one is answered 401."""
    with started(LARK_ENCRYPT_KEY="", LARK_VERIFICATION_TOKEN="") as process:
        answer = process.post(CHECK)
        process.end(signal.SIGTERM)

    assert "every request is answered 401: set LARK_ENCRYPT_KEY" in process.log[0]
    assert answer.status_code == 401


def test_insecure_is_served_on_this_machine():
    """With a warning."""
    with started("insecure=True", host="localhost", LARK_ENCRYPT_KEY="", LARK_VERIFICATION_TOKEN="") as process:
        answer = process.post(Request(compact(SOME_EVENT)))
        process.end(signal.SIGTERM)

    assert "every request is accepted unchecked" in process.log[0]
    assert answer.status_code == 200


def test_a_door_is_an_asgi_door():
    """So that everything tests/receivers shows of one holds here."""
    assert isinstance(App().asgi(), AsgiDoor)
