"""What faults make of the frames of a delivery: other frames, in another order, at other times. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from larkline.emulator.faults.fault import Fault
from larkline.wire.frames import DATA, Frame, decode_frame, encode_frame

__all__ = ["Step", "empty_pong", "part_bytes", "steps_of"]

_UNKNOWN_METHOD = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One message to send, *wait* seconds after the one before."""

    message: bytes | str
    wait: float = 0.0


def part_bytes(size: int, faults: Sequence[Fault]) -> int | None:
    """Give the size of the parts a payload of *size* bytes is to be split into; None when no fault splits it."""
    for fault in faults:
        if fault.kind == "chunks":
            return max(1, -(-size // int(fault.number("parts"))))
    return None


def steps_of(messages: Sequence[bytes], faults: Sequence[Fault], *, pace: float) -> list[Step]:
    """
    Give what is sent instead of the frames of a delivery.

    Args:
        messages: The frames as they would have been sent.
        faults: What happens to the delivery; faults of other kinds change nothing here.
        pace: Seconds between two parts unless a fault says so.
    """
    steps = [Step(message, pace if index else 0.0) for index, message in enumerate(messages)]
    for fault in faults:
        if fault.kind == "chunks":
            steps = _chunks(steps, fault)
        elif fault.kind == "frame":
            steps = _noise(steps, fault)
    for fault in faults:
        if fault.kind == "duplicate" and fault.text("same") == "message":
            steps = steps * int(fault.number("copies"))
    return steps


def empty_pong(pong: bytes) -> bytes:
    """Give a pong without its configuration."""
    return encode_frame(replace(decode_frame(pong), payload=None))


def _chunks(steps: list[Step], fault: Fault) -> list[Step]:
    pace = fault.number("pace_ms") / 1000
    messages = [step.message for step in steps]
    if fault.text("order") == "reversed":
        messages.reverse()
    last = messages.pop()
    paced = [Step(message, pace if index else 0.0) for index, message in enumerate(messages)]
    if fault.flag("duplicate"):
        paced.insert(1, replace(paced[0], wait=pace))
    if not fault.flag("missing"):
        paced.append(Step(last, fault.number("late") or pace))
    return paced


def _noise(steps: list[Step], fault: Fault) -> list[Step]:
    what = fault.text("what")
    if what == "text":
        return [Step("this is no frame"), *steps]
    if what == "method":
        return [Step(_edited(steps[0], method=_UNKNOWN_METHOD, headers=(("type", "event"),))), *steps]
    return [replace(step, message=_changed(step, what, fault.text("header"))) for step in steps]


def _changed(step: Step, what: str, header: str) -> bytes:
    frame = _frame(step)
    if what == "header":
        return _edited(step, headers=(*frame.headers, ("x-unknown", "1")))
    if what == "missing_header":
        return _edited(step, headers=tuple(pair for pair in frame.headers if pair[0] != header))
    if what == "card_type":
        return _edited(step, headers=tuple((key, "card" if key == "type" else value) for key, value in frame.headers))
    whole = encode_frame(frame)
    return whole[: len(whole) // 2]


def _edited(step: Step, *, headers: tuple[tuple[str, str], ...], method: int = DATA) -> bytes:
    return encode_frame(replace(_frame(step), headers=headers, method=method))


def _frame(step: Step) -> Frame:
    assert isinstance(step.message, bytes), "texts are put in front last"
    return decode_frame(step.message)
