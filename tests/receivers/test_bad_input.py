"""Whatever the platform sends, the client stays connected, answers what follows, and does not grow."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import random
import tracemalloc

import pytest

from larkline import App, CardAction, Event, Toast
from larkline.clock import ManualClock
from larkline.wire.delivery import Response
from larkline.wire.frames import CONTROL, DATA, Frame, encode_frame
from larkline.wire.long_connection import DeliveryReceived, FrameIgnored, LongConnection, Side
from tests.receivers.scripted_platform import (
    SERVICE,
    Gate,
    ScriptedPlatform,
    click,
    connected,
    data_frames,
    event,
    log_book,
    pong,
)
from tests.wire.mutations import mutate
from tests.wire.vectors import valid_frames, vectors

TOAST = (200, {"toast": {"type": "info", "content": "ok"}})


def answering(app: App) -> App:
    """Let an app answer clicks, take messages, and fail on one kind of event."""

    @app.on_card_action()
    async def answer(action: CardAction) -> Toast:
        return Toast.info("ok")

    @app.on_event("im.message.receive_v1")
    async def message(event: object) -> None:
        return None

    @app.on_event("fails")
    async def fail(event: Event) -> None:
        raise RuntimeError("on purpose")

    return app


def data_frame(payload: bytes | None = None, **headers: str) -> bytes:
    """Write a data frame with the headers of a delivery, some of them other ones."""
    usual = {"type": "event", "message_id": "bad", "sum": "1", "seq": "0", "trace_id": "t"}
    return encode_frame(
        Frame(1, 2, SERVICE, DATA, tuple((usual | headers).items()), payload=payload or event("im.message.receive_v1"))
    )


def config(**members: object) -> bytes:
    """Write a pong with a configuration."""
    return pong(json.dumps(members).encode())


#: What is sent; the code that it is answered with, or None; how many warnings about frames there are.
BAD: dict[str, tuple[list[bytes | str], int | None, int]] = {
    "empty message": ([b""], None, 1),
    "random bytes": ([random.Random(1).randbytes(300)], None, 1),
    "truncated frame": ([data_frame()[:-100]], None, 1),
    "text message": (["{}"], None, 1),
    "data frame without headers": ([encode_frame(Frame(1, 2, SERVICE, DATA, payload=click()))], None, 1),
    "seq beyond sum": ([data_frame(sum="2", seq="2")], None, 1),
    "sum not a number": ([data_frame(sum="many")], None, 1),
    "negative sum": ([data_frame(sum="-1")], None, 1),
    "negative seq": ([data_frame(sum="2", seq="-1")], None, 1),
    "payload not JSON": ([data_frame(b"not json")], 500, 0),
    "payload an array": ([data_frame(b"[]")], 500, 0),
    "payload nested too deep": ([data_frame(b"[" * 100_000)], 500, 0),
    "payload not UTF-8": ([data_frame(b'{"schema":"\xff"}')], 500, 0),
    "unknown event type": ([data_frame(event("no.such_v1"))], 200, 0),
    "unknown message type": ([data_frame(type="letter")], None, 1),
    "unknown method": ([encode_frame(Frame(1, 2, SERVICE, 7, (("type", "event"),)))], None, 1),
    "unknown control type": ([encode_frame(Frame(1, 2, SERVICE, CONTROL, (("type", "pang"),)))], None, 1),
    "pong with junk": ([pong(b"\x00junk")], None, 1),
    "pong with an array": ([pong(b"[]")], None, 1),
    "pong with null": ([pong(b"null")], None, 0),
    "pong with negative members": ([config(PingInterval=-5, ReconnectNonce=-1, ReconnectInterval=-1)], None, 0),
    "pong with members of other types": ([config(PingInterval="1", ReconnectCount=True, ReconnectNonce=1e99)], None, 0),
    "sum of 20 million": ([data_frame(sum="20000000", seq="19999999")], None, 1),
    "the same part twice with other bytes": (
        [data_frame(b"a", sum="2"), data_frame(b"b", sum="2")],
        None,
        1,
    ),
    "a handler that raises": ([data_frame(event("fails"))], 500, 0),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_input(name):
    """One warning at most; the next three callbacks are answered on the same connection."""
    messages, code, warnings = BAD[name]
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        with log_book("larkline.connection") as book:
            async with connected(app, platform) as gate:
                await gate.send(*messages)
                if code is not None:
                    assert json.loads((await gate.response()).payload or b"")["code"] == code
                for _ in range(3):
                    assert await gate.ask(click()) == TOAST
                status = app.status()

    assert len(platform.gates) == 1
    assert len(book.lines("a frame was ignored")) == warnings
    assert status.counters.get("frames_ignored", 0) == warnings
    assert (status.in_flight, status.state) == (0, "connected")


async def test_a_pong_with_a_negative_interval_floods_nobody():
    """No ping follows the other; the interval stays what it was."""
    async with ScriptedPlatform() as platform, connected(answering(platform.app()), platform) as gate:
        for interval in (-5, 0, "soon", None):
            await gate.send(config(PingInterval=interval))
        for _ in range(50):
            await gate.ask(click())

        assert gate.ping_count == 1


async def test_a_sum_of_20_million_allocates_nothing():
    """Memory follows what has come, not what is announced."""
    async with ScriptedPlatform() as platform, connected(answering(platform.app()), platform) as gate:
        await gate.ask(click())
        tracemalloc.start()
        try:
            for count in range(200):
                await gate.send(data_frame(b"x", message_id=f"m{count}", sum="20000000", seq=str(count)))
            await gate.ask(click())
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert peak < 2_000_000


# --- valid frames, damaged --------------------------------------------------------------------------------------------


def samples() -> list[bytes]:
    """Give valid frames: recorded ones, dialogs, and deliveries that are answered."""
    dialogs = [
        bytes.fromhex(step["send_hex"])
        for vector in vectors("ws_dialogs")
        for step in vector["steps"]
        if "send_hex" in step and vector["category"] != "garbage"
    ]
    ours = [click(), event("im.message.receive_v1"), event("fails"), event("no.such_v1")]
    whole = [frame for number, payload in enumerate(ours) for frame in data_frames(payload, message_id=f"s{number}")]
    parts = data_frames(click(), message_id="parts", parts=3)
    return [*valid_frames(), *dialogs, *whole, *parts, pong(b'{"PingInterval":60}')]


def judged(message: bytes, connection: LongConnection) -> int:
    """Give how many warnings the rules want for a message, by the rules' own account."""
    connection.receive_message(message, now=0.0)
    ignored = 0
    while (happened := connection.next_event()) is not None:
        if isinstance(happened, FrameIgnored):
            ignored += 1
        elif isinstance(happened, DeliveryReceived):
            connection.respond(happened.delivery.id, Response(200), now=0.0)
    return ignored


async def through(gate: Gate, number: int) -> None:
    """Wait until the client has come so far: the answer to a click of our own."""
    await gate.send(*data_frames(click(), message_id=f"probe-{number}"))
    while (await gate.response()).header("message_id") != f"probe-{number}":
        pass


@pytest.mark.parametrize(
    ("count", "seed"), [(1000, 20261122), pytest.param(30_000, 5, marks=pytest.mark.soak)], ids=["short", "long"]
)
async def test_random_mutations_of_valid_frames(count, seed):
    """No crash, no hang, no growth; a frame that cannot be used is one warning, and the connection stays."""
    chance = random.Random(seed)
    frames = samples()
    rules = LongConnection(Side.APP, service_id=SERVICE, now=0.0)
    wanted = 0
    warnings: list[int] = []
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        with log_book("larkline") as book:
            async with connected(app, platform, ManualClock()) as gate:  # no time passes, so that nothing expires
                await gate.ask(click())
                for number in range(count):
                    damaged = mutate(chance, chance.choice(frames), frames)
                    before = book.warnings
                    await gate.send(damaged)
                    await through(gate, number)
                    warnings.append(book.warnings - before)
                    wanted += judged(damaged, rules)
                assert app.status().in_flight == 0
                sizes = _sizes(app)

    assert len(platform.gates) == 1
    assert "critical" not in {record.levelname.lower() for record in book.records}
    assert app.status().counters.get("frames_ignored", 0) == wanted
    assert max(warnings) <= 1
    assert sizes == (0, 0, 0)


def _sizes(app: App) -> tuple[int, int, int]:
    """Give how much a session keeps that should be gone once all is answered."""
    (session,) = app._running.receiver._serving  # type: ignore[union-attr]  # it is running
    return len(session._handlings), len(session._errands), session._unsent


async def test_bad_frames_leave_no_memory_behind():
    """After thousands of them there is no more than after hundreds."""
    chance = random.Random(11)
    frames = samples()
    async with ScriptedPlatform() as platform:
        app = answering(platform.app())
        logging.getLogger("larkline").setLevel(logging.CRITICAL + 1)
        try:
            async with connected(app, platform) as gate:
                await _storm(gate, chance, frames, 300, 0)
                gc.collect()
                tracemalloc.start()
                await _storm(gate, chance, frames, 300, 300)
                gc.collect()
                first, _ = tracemalloc.get_traced_memory()
                await _storm(gate, chance, frames, 1500, 600)
                gc.collect()
                second, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            logging.getLogger("larkline").setLevel(logging.NOTSET)

    assert second - first < 600_000


async def _storm(gate: Gate, chance: random.Random, frames: list[bytes], count: int, start: int) -> None:
    for _ in range(count):
        await gate.send(mutate(chance, chance.choice(frames), frames))
        await asyncio.sleep(0)
    await through(gate, start)
    while not gate.responses.empty():
        gate.responses.get_nowait()
