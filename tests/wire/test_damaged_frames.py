"""Damaged frames on a long connection: none does harm, and each leaves one trace."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from random import Random

import pytest

from larkline.errors import MalformedFrame
from larkline.wire.delivery import Response
from larkline.wire.fragments import Fragments
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame
from larkline.wire.long_connection import (
    DeliveryReceived,
    FrameIgnored,
    LongConnection,
    PingReceived,
    ResponseReceived,
    Side,
)
from tests.wire.mutations import mutate
from tests.wire.vectors import valid_frames

HEADERS = (("type", "event"), ("message_id", "m"), ("sum", "1"), ("seq", "0"), ("trace_id", "t"))


def delivery(number: int) -> bytes:
    """Write a good delivery with an id of its own."""
    headers = tuple((key, f"good-{number}" if key == "message_id" else value) for key, value in HEADERS)
    return encode_frame(Frame(0, 0, 1, DATA, headers, payload=b"{}"))


def fate(message: bytes) -> str:
    """Say what a fresh app's end has to do with a message: "refuse", "pass" over it, or "take" it."""
    try:
        frame = decode_frame(message)
    except MalformedFrame:
        return "refuse"
    kind = frame.header("type")
    if frame.method == CONTROL:
        return "pass" if kind == "ping" or (kind == "pong" and not _is_junk(frame.payload)) else "refuse"
    if frame.method != DATA or kind not in ("event", "card") or not 0 < len(frame.header("message_id") or "") <= 512:
        return "refuse"
    total, place = frame.header("sum"), frame.header("seq")
    if not all(text is None or (text.isascii() and text.isdigit() and len(text) < 10) for text in (total, place)):
        return "refuse"
    if int(total or 0) <= 1:
        return "take"
    return "take" if place is not None and int(place) < int(total or 0) <= 4096 else "refuse"


def _is_junk(payload: bytes | None) -> bool:
    """Whether the payload of a pong is anything but absent, null or a JSON object."""
    try:
        return bool(payload) and not isinstance(json.loads((payload or b"").decode()), dict | None)
    except ValueError:
        return True


def damaged(seed: int, count: int) -> list[bytes]:
    """Give mutated frames."""
    random = Random(seed)
    seeds = valid_frames()
    return [mutate(random, random.choice(seeds), seeds) for _ in range(count)]


def drain(connection: LongConnection, now: float) -> Counter[str]:
    """Answer what is to be answered; count what happened by the name of the event."""
    happened: Counter[str] = Counter()
    while (event := connection.next_event()) is not None:
        happened[type(event).__name__] += 1
        if isinstance(event, DeliveryReceived):
            connection.respond(event.delivery.id, Response(200), now=now)
    connection.messages_to_send()
    return happened


def check(seed: int, count: int) -> None:
    """Send damaged frames, and a good one after each, to one app's end."""
    fragments = Fragments()
    connection = LongConnection(Side.APP, service_id=1, now=0.0, fragments=fragments)
    drain(connection, 0.0)
    for number, message in enumerate(damaged(seed, count)):
        now = 20.0 * number  # so that no fragment meets one of an earlier message
        fragments.handle_deadline(now=now)
        connection.receive_message(message, now=now)
        happened = drain(connection, now)

        wanted = fate(message)
        assert happened["FrameIgnored"] == (wanted == "refuse"), message.hex()
        assert happened["DeliveryReceived"] + fragments.waiting_messages == (wanted == "take"), message.hex()
        assert connection.is_open
        connection.receive_message(delivery(number), now=now)
        assert drain(connection, now) == {"DeliveryReceived": 1}
    assert connection.in_flight == 0
    assert connection.counters.frames_in == 2 * count


def test_a_damaged_frame_leaves_one_trace():
    """No exception, one FrameIgnored for each refused frame and none else, and the next delivery is answered."""
    check(seed=11, count=1_500)


@pytest.mark.soak
def test_many_damaged_frames_leave_one_trace_each():
    """The same for fifty thousand."""
    check(seed=12, count=50_000)


def test_the_damage_is_of_every_kind():
    """Among the mutated frames are some to refuse, to pass over and to take."""
    fates = Counter(map(fate, damaged(11, 1_500)))

    assert set(fates) == {"refuse", "pass", "take"}
    assert min(fates.values()) > 10


def test_refused_frames_leave_nothing_behind():
    """Thousands of refused frames do not make the connection larger."""
    refused = [message for message in damaged(13, 4_000) if fate(message) == "refuse"]
    connection = LongConnection(Side.APP, service_id=1, now=0.0)
    for message in refused[:500]:
        connection.receive_message(message, now=0.0)
        drain(connection, 0.0)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for message in refused[500:]:
            connection.receive_message(message, now=0.0)
            drain(connection, 0.0)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(refused) > 2_000
    assert after - before < 20_000


def test_incomplete_payloads_leave_nothing_behind():
    """Payloads that never become complete are dropped, each with one FrameIgnored."""
    fragments = Fragments()
    connection = LongConnection(Side.APP, service_id=1, now=0.0, fragments=fragments, silence=1e9)
    for number in range(500):
        headers = (("type", "event"), ("message_id", str(number)), ("sum", "3"), ("seq", "1"))
        connection.receive_message(encode_frame(Frame(0, 0, 1, DATA, headers, payload=b"x")), now=0.0)
    drain(connection, 0.0)
    connection.handle_deadline(now=10.0)

    assert drain(connection, 10.0)["FrameIgnored"] == 500
    assert (fragments.waiting_bytes, fragments.waiting_messages) == (0, 0)


def test_the_platform_takes_damaged_frames_as_well():
    """On the platform's side a damaged frame is a response, a ping, or ignored; and the next ping is answered."""
    connection = LongConnection(Side.PLATFORM, service_id=1, now=0.0)
    ping = encode_frame(Frame(0, 0, 1, CONTROL, (("type", "ping"),)))
    for message in damaged(14, 1_500):
        connection.receive_message(message, now=0.0)
        events = list(iter(connection.next_event, None))

        assert len(events) <= 1
        assert all(isinstance(event, FrameIgnored | PingReceived | ResponseReceived) for event in events)
        connection.messages_to_send()
        connection.receive_message(ping, now=0.0)
        assert connection.next_event() == PingReceived(1)
        assert len(connection.messages_to_send()) == 1
    assert connection.in_flight == 0
