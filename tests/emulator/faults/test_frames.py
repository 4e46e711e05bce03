"""What faults make of frames, without a connection."""

from __future__ import annotations

import pytest

from larkline.clock import ManualClock
from larkline.emulator.faults.fault import Fault
from larkline.emulator.faults.frames import Step, empty_pong, part_bytes, steps_of
from larkline.emulator.faults.registry import FaultRegistry
from larkline.errors import MalformedFrame
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame


def fault(kind: str, **fields) -> Fault:
    """Give a fault."""
    return FaultRegistry(ManualClock(), seed=1).add(kind, **fields)


def delivery(seq: int = 0, total: int = 1) -> bytes:
    """Give one frame of a delivery."""
    headers = (("type", "event"), ("message_id", "m1"), ("sum", str(total)), ("seq", str(seq)), ("trace_id", "t1"))
    return encode_frame(Frame(1, 2, 3, DATA, headers, payload=b"part %d" % seq))


def test_without_a_fault_of_frames_nothing_changes():
    """The frames go out one after the other, at the usual pace."""
    parts = [delivery(seq, 2) for seq in range(2)]

    assert steps_of(parts, [fault("delay")], pace=0.005) == [Step(parts[0], 0.0), Step(parts[1], 0.005)]
    assert part_bytes(100, [fault("delay")]) is None


@pytest.mark.parametrize(("size", "parts", "each"), [(100, 3, 34), (1, 5, 1), (0, 2, 1), (10, 10, 1)])
def test_a_payload_is_cut_into_equal_parts(size, parts, each):
    """No part is empty, and there are no more than asked for."""
    assert part_bytes(size, [fault("chunks", parts=parts)]) == each


def test_chunks_and_duplicates_go_together():
    """Reversed parts at a pace, the last one late, and all of it a second time."""
    parts = [delivery(seq, 3) for seq in range(3)]
    chunks = fault("chunks", order="reversed", pace_ms=20, late=6.0)
    steps = steps_of(parts, [chunks, fault("duplicate", same="message", copies=2)], pace=0.005)

    once = [Step(parts[2], 0.0), Step(parts[1], 0.02), Step(parts[0], 6.0)]
    assert steps == once * 2


def test_a_part_comes_twice():
    """The first one, right after itself."""
    parts = [delivery(seq, 3) for seq in range(3)]
    steps = steps_of(parts, [fault("chunks", duplicate=True, pace_ms=20)], pace=0.005)

    assert [step.message for step in steps] == [parts[0], parts[0], parts[1], parts[2]]


@pytest.mark.parametrize(
    ("what", "count"), [("header", 1), ("missing_header", 1), ("card_type", 1), ("method", 2), ("text", 2)]
)
def test_noise_leaves_the_payload_alone(what, count):
    """Only truncating touches the payload; extra frames come before the delivery."""
    steps = steps_of([delivery()], [fault("frame", what=what)], pace=0.0)
    last = steps[-1].message

    assert len(steps) == count
    assert isinstance(last, bytes)
    assert decode_frame(last).payload == b"part 0"


def test_a_truncated_frame_cannot_be_read():
    """Half of a frame is no frame."""
    [step] = steps_of([delivery()], [fault("frame", what="truncated")], pace=0.0)

    assert isinstance(step.message, bytes)
    with pytest.raises(MalformedFrame):
        decode_frame(step.message)


def test_an_empty_pong_is_still_a_pong():
    """Only its configuration is gone."""
    pong = Frame(0, 0, 3, CONTROL, (("type", "pong"),), payload=b"{}")

    assert decode_frame(empty_pong(encode_frame(pong))) == Frame(0, 0, 3, CONTROL, (("type", "pong"),))
