"""Frames for readers: every field with its number and place, and what is broken told, not raised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from larkline.emulator.journal.frame_dump import dump_frame
from larkline.wire.frames import Frame, encode_frame

FRAME = Frame(seq_id=7, log_id=300, service=1, method=1, headers=(("type", "event"), ("seq", "0")), payload=b'{"a":1}')


def test_every_field_is_shown_in_its_place():
    """Number, name, offset, length and value, in the order of the bytes."""
    data = encode_frame(FRAME)
    dump = dump_frame(data)
    fields = {field["name"]: field for field in dump["fields"]}

    assert (dump["bytes"], dump["hex"], dump["problem"]) == (len(data), data.hex(), None)
    assert [(f["number"], f["name"]) for f in dump["fields"]][:4] == [
        (1, "SeqID"),
        (2, "LogID"),
        (3, "service"),
        (4, "method"),
    ]
    assert [f["value"] for f in dump["fields"] if f["name"] == "headers"] == [
        {"key": "type", "value": "event"},
        {"key": "seq", "value": "0"},
    ]
    assert (fields["LogID"]["value"], fields["payload"]["value"]) == (300, '{"a":1}')
    assert sum(field["bytes"] for field in dump["fields"]) == len(data)


def test_what_is_broken_ends_the_list():
    """With the place where reading stopped, and why."""
    data = encode_frame(FRAME)
    cut = dump_frame(data[:-3])

    assert cut["problem"] == f"at byte {len(data) - 9}: 7 bytes are announced, 4 are there"
    assert cut["i18n"]["problem"]["zh"] == f"第 {len(data) - 9} 字节：声明有 7 字节，实有 4 字节"
    assert dump_frame(b"\x08\x01\x0f")["problem"] == "at byte 2: wire type 7 is not used"
    assert dump_frame(b"\x08\xff")["problem"] == "at byte 0: a number is cut off"
    assert dump_frame(b"\x08" + b"\xff" * 10)["problem"] == "at byte 0: a number has more than ten bytes"


@given(st.data())
def test_damaged_frames_are_shown_too(data):
    """One changed byte, or a cut, never raises."""
    raw = bytearray(encode_frame(FRAME))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    dump = dump_frame(bytes(raw[: data.draw(st.integers(0, len(raw)))]))

    assert set(dump) == {"bytes", "hex", "fields", "problem", "i18n"}
