"""An app as a process: signals, what stands on stderr, the exit status."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from larkline import App
from larkline.errors import ConfigurationError
from larkline.process import set_up_logging
from tests.bot_program import PROGRAM, bot, hold
from tests.receivers.scripted_platform import (
    APP_ID,
    APP_SECRET,
    SECRETS,
    Exchange,
    ScriptedPlatform,
    event,
    read,
    refused,
)


@pytest.fixture(autouse=True)
def _level():
    """Running an app sets the level of our loggers; other tests have theirs."""
    level = logging.getLogger("larkline").level
    yield
    logging.getLogger("larkline").setLevel(level)


# --- ending as asked --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("kind", ["task", "thread"])
async def test_what_is_in_flight_is_answered_before_the_end(number, kind):
    """Thirty callbacks, in tasks or in threads: thirty answers, a close frame, exit 0, within a second of the last."""
    async with ScriptedPlatform() as platform, bot(platform) as program:
        gate = await platform.gate()
        ids = await hold(gate, kind, 30)
        program.process.send_signal(number)
        stopping = await program.line("stopping")
        await gate.push(event("release"), message_id="release")
        answers = {(frame := await gate.response()).header("message_id"): read(frame) for _ in range(31)}
        last = time.monotonic()
        goodbye = await gate.gone()
        status = await program.ended()
        took = time.monotonic() - last

    assert "30 deliveries in flight" in stopping
    assert answers.pop("release") == (200, None)
    assert answers == {key: (200, {"toast": {"type": "info", "content": "done"}}) for key in ids}
    assert goodbye == (1000, "client closed")
    assert status == 0
    assert took < 1.0
    assert "Traceback" not in "".join(program.lines)


@pytest.mark.parametrize("kind", ["task", "thread", "to_thread"])
async def test_a_handler_that_never_ends_does_not_keep_the_process(kind):
    """After the time to drain it is answered for, and the process ends with 0, however stuck the handler is."""
    async with ScriptedPlatform() as platform, bot(platform, "drain=0.1") as program:
        gate = await platform.gate()
        await hold(gate, kind, 3)
        program.process.send_signal(signal.SIGTERM)
        answers = [read(await gate.response()) for _ in range(3)]
        goodbye = await gate.gone()
        status = await program.ended()

    assert [(code, body["toast"]["type"]) for code, body in answers] == [(200, "error")] * 3
    assert goodbye == (1000, "client closed")
    assert status == 0
    assert "is stopped unfinished" in "".join(program.lines)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_at_once(number):
    """Whoever does not want to wait asks again."""
    async with ScriptedPlatform() as platform, bot(platform, "drain=3600.0") as program:
        gate = await platform.gate()
        await hold(gate, "thread", 1)
        program.process.send_signal(signal.SIGTERM)
        await program.line("stopping")
        program.process.send_signal(number)
        status = await program.ended()

    assert status == -number
    assert gate.responses.empty()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("moment", ["asking", "pausing"])
async def test_a_signal_before_there_is_a_connection(number, moment):
    """Nothing to answer, nothing to say: exit 0."""
    async with ScriptedPlatform() as platform:
        platform.answers.extend([Exchange.hang] if moment == "asking" else [refused(1, "busy")] * 100)
        async with bot(platform, "log_level='DEBUG'") as program:
            if moment == "asking":
                while not platform.questions:  # noqa: ASYNC110 - the platform notes them without an event
                    await asyncio.sleep(0)
            else:
                await program.line("cannot connect")
            program.process.send_signal(number)
            status = await program.ended()

    assert status == 0
    assert "Traceback" not in "".join(program.lines)


# --- what cannot work -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refused(10014, "app secret invalid"), "10014"),
        (refused(514, "auth failed"), "514"),
        (refused(1000040351, "Incorrect domain name"), "Incorrect domain name"),
    ],
)
async def test_a_refused_app_ends_with_one_sentence(answer, words):
    """Exit 1, the platform's words on stderr, no traceback and no secret."""
    async with ScriptedPlatform() as platform:
        platform.answers.append(answer)
        async with bot(platform) as program:
            status = await program.ended()

    assert status == 1
    (line,) = program.lines
    assert line.startswith("larkline: ")
    assert words in line
    assert not any(secret in line for secret in SECRETS)


@pytest.mark.parametrize(
    ("environment", "arguments", "words"),
    [
        ({"LARK_APP_ID": ""}, "", "LARK_APP_ID"),
        ({"LARK_APP_SECRET": ""}, "", "LARK_APP_SECRET"),
        ({"LARK_DOMAIN": "http://open.feishu.cn"}, "", "plain http"),
        ({"LARK_LOG_LEVEL": "LOUD"}, "", "LOUD"),
        ({}, "log_level='LOUD'", "LOUD"),
        ({"LARK_DOMAIN": "https://open.feishu.example", "HTTPS_PROXY": "gopher://me:hunter2@x"}, "", "proxy"),
        ({"LARK_DOMAIN": "https://127.0.0.1:1", "SSL_CERT_FILE": "missing.pem"}, "", "SSL_CERT_FILE"),
    ],
)
async def test_a_wrong_configuration_ends_with_one_sentence(environment, arguments, words):
    """Exit 1, and what is wrong on stderr."""
    async with ScriptedPlatform() as platform, bot(platform, arguments, **environment) as program:
        status = await program.ended()

    assert status == 1
    (line,) = program.lines
    assert line.startswith("larkline: ")
    assert words in line
    assert "hunter2" not in line
    assert platform.questions == []


async def test_an_app_that_is_refused_later_ends_with_one_sentence():
    """The platform forbids it on a reconnection: exit 1."""
    async with ScriptedPlatform() as platform, bot(platform, "log_level='CRITICAL'") as program:
        gate = await platform.gate()
        await hold(gate, "task", 1)
        platform.answers.append(refused(403, "forbidden"))
        await gate.push(event("release"), message_id="release")
        gate.abort()
        status = await program.ended()

    assert status == 1
    assert program.lines == ["larkline: the platform refused the long connection (discovery 403): forbidden\n"]


async def test_network_trouble_is_waited_out_in_sight():
    """It is told on stderr what is wrong and when it is tried again."""
    async with ScriptedPlatform() as platform:
        platform.answers.append((503, b""))
        async with bot(platform) as program:
            trouble = await program.line("cannot connect")
            pause = await program.line("connecting in")
            program.process.send_signal(signal.SIGTERM)
            status = await program.ended()

    assert "HTTP 503" in trouble
    assert "attempt 1" in pause
    assert status == 0


# --- what stands on the console ---------------------------------------------------------------------------------------


async def test_the_console_says_where_it_is_connected_to():
    """One line at INFO, with the address masked; nothing of anybody else."""
    async with ScriptedPlatform() as platform, bot(platform) as program:
        await platform.gate()
        line = await program.line("connected to")
        program.process.send_signal(signal.SIGTERM)
        await program.ended()

    assert "INFO" in line
    assert "connected to ws://127.0.0.1:" in line
    assert "access_key=***" in line
    assert not any(secret in "".join(program.lines) for secret in SECRETS)


@pytest.mark.parametrize(
    ("variable", "argument", "shown"), [("WARNING", "", False), ("WARNING", "'info'", True), ("", "", True)]
)
async def test_the_level_comes_from_the_argument_or_the_environment(variable, argument, shown):
    """``run(log_level=…)`` wins over LARK_LOG_LEVEL, which is not set when it is empty."""
    async with ScriptedPlatform() as platform:
        arguments = f"log_level={argument}" if argument else ""
        async with bot(platform, arguments, LARK_LOG_LEVEL=variable) as program:
            gate = await platform.gate()
            await hold(gate, "task", 0)
            program.process.send_signal(signal.SIGTERM)
            await program.ended()

    assert bool(program.lines) == shown


async def test_logging_that_is_set_up_is_left_alone():
    """A program with handlers of its own gets no second line, and its level stays unless one is given."""
    program = "import logging\nlogging.basicConfig(format='mine: %(message)s', level='INFO')\n" + PROGRAM
    async with ScriptedPlatform() as platform, bot(platform, program=program) as running:
        await platform.gate()
        await running.line("connected to")
        running.process.send_signal(signal.SIGTERM)
        await running.ended()

    assert all(line.startswith("mine: ") for line in running.lines)
    assert len([line for line in running.lines if "connected to" in line]) == 1


@contextmanager
def bare_logging() -> Iterator[logging.Logger]:
    """Take away all handlers and levels, those of pytest, too; gives our logger."""
    root, ours = logging.getLogger(), logging.getLogger("larkline")
    kept = [(logger, logger.handlers[:], logger.level) for logger in (root, ours)]
    for logger in (root, ours):
        logger.handlers[:] = []
    ours.setLevel(logging.NOTSET)
    try:
        yield ours
    finally:
        for logger, handlers, level in kept:
            logger.handlers[:] = handlers
            logger.setLevel(level)


def test_a_console_handler_is_set_up_once():
    """Running a second app in the same process adds none; the level follows the argument."""
    seen = []
    with bare_logging() as ours:
        for level in (None, "debug", None):
            set_up_logging(level)
            seen.append((len(ours.handlers), ours.level))

    assert seen == [(1, logging.INFO), (1, logging.DEBUG), (1, logging.DEBUG)]


def test_a_program_with_handlers_keeps_them():
    """Handlers at the root are enough; only a level that is given is set."""
    seen = []
    with bare_logging() as ours:
        logging.getLogger().addHandler(logging.NullHandler())
        for level in (None, logging.ERROR):
            set_up_logging(level)
            seen.append((len(ours.handlers), ours.level))

    assert seen == [(0, logging.NOTSET), (0, logging.ERROR)]


@pytest.mark.parametrize("level", ["LOUD", " ", "15", 1.5, True, []])
def test_what_is_no_level(level):
    """The error names what came and what is possible; nothing is changed."""
    with bare_logging() as ours:
        with pytest.raises(ConfigurationError, match=r"log_level=.*DEBUG, INFO, WARNING, ERROR or CRITICAL"):
            set_up_logging(level)

        assert (ours.handlers, ours.level) == ([], logging.NOTSET)


# --- where it runs ----------------------------------------------------------------------------------------------------


async def test_run_in_a_running_loop():
    """A notebook or a web framework has a loop: the error says what to write there, and leaves no coroutine behind."""
    with pytest.raises(ConfigurationError, match=r"async with app\.connected\(\)"):
        App("a", "b").run()


def test_run_in_a_thread():
    """Without signals, which belong to the main thread: until the app is stopped."""
    states: list[str] = []

    async def serve(app: App, ran: threading.Thread) -> None:
        async with ScriptedPlatform() as platform:
            app._given = replace(app._given, app_id=APP_ID, app_secret=APP_SECRET, domain=platform.domain)
            ran.start()
            gate = await platform.gate()
            states.append(app.status().state)
            await gate.push(event("stop"))
            assert read(await gate.response()) == (200, None)
            assert await gate.gone() == (1000, "client closed")
            await asyncio.to_thread(ran.join, 20.0)

    app = App("a", "b")
    ending: list[asyncio.Task[None]] = []

    @app.on_event("stop")
    async def stop(event: object) -> None:
        ending.append(asyncio.get_running_loop().create_task(app.stop()))

    thread = threading.Thread(target=app.run)
    asyncio.run(serve(app, thread))

    assert not thread.is_alive()
    assert states[0] in ("connecting", "connected")
    assert app.status().state == "stopped"


class _Kill(logging.Handler):
    """Sends this process a signal as soon as something is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Send it."""
        os.kill(os.getpid(), signal.SIGTERM)


def test_signal_handlers_are_given_back():
    """After run() the program has the handlers it had before."""

    def mine(*_: object) -> None:
        """Do nothing."""

    before = signal.signal(signal.SIGTERM, mine)
    interrupt = signal.getsignal(signal.SIGINT)
    app = App(APP_ID, APP_SECRET, domain="http://127.0.0.1:1", log_level="WARNING")
    killing = _Kill()
    logging.getLogger("larkline.connection").addHandler(killing)  # it cannot connect, and says so
    try:
        app.run()
        after = (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT))
    finally:
        logging.getLogger("larkline.connection").removeHandler(killing)
        signal.signal(signal.SIGTERM, before)

    assert after == (mine, interrupt)
    assert app.status().state == "stopped"
