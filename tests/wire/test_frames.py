"""The binary message of a long connection."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.errors import LocalProtocolError, MalformedFrame
from larkline.wire.frames import (
    CONTROL,
    MAX_FIELDS,
    MAX_FRAME_BYTES,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_UNKNOWN_BYTES,
    Fields,
    Frame,
    decode_frame,
    encode_frame,
    parse_fields,
)
from tests.wire.mutations import mutate
from tests.wire.oracle import parse_with_protobuf
from tests.wire.strategies import frames
from tests.wire.vectors import valid_frames, vectors

PING = Frame(0, 0, 33554678, CONTROL, (("type", "ping"),))
BARE = bytes.fromhex("0801100218032001")


def parse_or_none(data: bytes) -> Fields | None:
    """Give the fields as we read them; None when we refuse the bytes."""
    try:
        return parse_fields(data)
    except MalformedFrame:
        return None


def field(tag: bytes, value: bytes) -> bytes:
    """Write a length-delimited field."""
    size, length = len(value), b""
    while size >= 0x80:
        length += bytes((size & 0x7F | 0x80,))
        size >>= 7
    return tag + length + bytes((size,)) + value


def header(key: bytes, value: bytes) -> bytes:
    """Write a header as a field of a frame."""
    return field(b"\x2a", field(b"\x0a", key) + field(b"\x12", value))


# --- recorded frames --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("frames"), ids=lambda vector: vector["id"])
def test_a_recorded_frame_is_read_as_recorded(vector):
    """A recorded frame gives the recorded values, or MalformedFrame where the record says error."""
    data = bytes.fromhex(vector["hex"])
    if vector["expect"] == "error":
        with pytest.raises(MalformedFrame):
            decode_frame(data)
        return

    frame = decode_frame(data)

    wanted = vector["decoded"]
    payload = None if wanted["payload_hex"] is None else bytes.fromhex(wanted["payload_hex"])
    assert (str(frame.seq_id), str(frame.log_id)) == (wanted["SeqID"], wanted["LogID"])
    assert (frame.service, frame.method) == (wanted["service"], wanted["method"])
    assert [list(pair) for pair in frame.headers] == wanted["headers"]
    assert (frame.payload_encoding, frame.payload_type) == (wanted["payload_encoding"], wanted["payload_type"])
    assert (frame.payload, frame.log_id_new) == (payload, wanted["LogIDNew"])


@pytest.mark.parametrize(
    "vector", [vector for vector in vectors("frames") if vector["expect"] == "ok"], ids=lambda vector: vector["id"]
)
def test_a_frame_is_written_as_the_python_sdk_writes_it(vector):
    """A frame that is read and written again has the bytes that the official Python SDK makes of it."""
    data = bytes.fromhex(vector["hex"])
    wanted = vector["observed"]["python"]["reserialized"]

    written = encode_frame(decode_frame(data))

    assert written == (data if wanted == "same" else bytes.fromhex(wanted))


def test_every_verdict_of_the_records_is_covered():
    """The recorded frames know two verdicts, and both occur."""
    assert {vector["expect"] for vector in vectors("frames")} == {"ok", "error"}


def test_a_ping_has_the_bytes_of_the_official_sdk():
    """Numbers that are 0 are written, absent fields are not."""
    assert encode_frame(PING).hex() == "0800100018f681801020002a0c0a0474797065120470696e67"


# --- against the protobuf runtime -------------------------------------------------------------------------------------


def differences(count: int, seed: int) -> list[bytes]:
    """Give the mutated frames on which we and the protobuf runtime differ."""
    random = Random(seed)
    seeds = [*valid_frames(), encode_frame(PING) + b"\x51ABCDEFGH\x53\x5b\x08\x01\x5c\x54\x55ABCD"]
    mutated = (mutate(random, random.choice(seeds), seeds) for _ in range(count))
    return [data for data in mutated if parse_or_none(data) != parse_with_protobuf(data)]


def test_mutated_frames_are_read_as_protobuf_reads_them():
    """Twenty thousand damaged frames are taken or refused, and read, as the protobuf runtime does it."""
    assert differences(20_000, seed=20261122) == []


@pytest.mark.soak
def test_many_mutated_frames_are_read_as_protobuf_reads_them():
    """A million damaged frames are read as the protobuf runtime reads them."""
    assert differences(1_000_000, seed=7) == []


def test_the_mutations_reach_both_verdicts():
    """Enough of the damaged frames are still good, so that the comparison means something."""
    random = Random(3)
    seeds = valid_frames()
    taken = sum(parse_with_protobuf(mutate(random, random.choice(seeds), seeds)) is not None for _ in range(1_000))

    assert 50 < taken < 500


@pytest.mark.parametrize("inside_header", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 98, 99, 100, 101, 120])
def test_groups_nest_as_deep_as_in_protobuf(depth, inside_header):
    """Unknown groups are skipped to the depth at which the protobuf runtime gives up."""
    groups = b"\x53" * depth + b"\x54" * depth
    data = field(b"\x2a", groups) if inside_header else groups

    assert parse_or_none(data) == parse_with_protobuf(data)


@given(frames())
def test_protobuf_reads_what_we_write(frame):
    """The protobuf runtime reads our frames, and we read them as it does."""
    data = encode_frame(frame)

    assert parse_with_protobuf(data) == parse_fields(data)


@given(frames())
def test_a_frame_survives_writing_and_reading(frame):
    """What was written is read."""
    assert decode_frame(encode_frame(frame)) == frame


@given(frames(), st.data())
def test_a_damaged_frame_is_refused_cleanly(frame, data):
    """One changed byte gives MalformedFrame or another frame, never a different error."""
    raw = bytearray(encode_frame(frame))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with suppress(MalformedFrame):
        decode_frame(bytes(raw))


# --- the rules of protobuf, one by one --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("00", "number 0"),
        ("0200", "number 0"),
        ("0b0c0c", "not open"),
        ("535c", "not open"),
        ("0e", "wire type 6"),
        ("0f", "wire type 7"),
        ("530e54", "wire type 6"),
        ("53", "ends inside"),
        ("08", "ends inside"),
        ("ffffffff1f00", "too large"),
        ("80808080800100", "too large"),
        ("808080801000", "too large"),
        ("42ffffffff0f", "too large"),
        ("428080808008", "too large"),
        ("528080808008", "too large"),
        ("2a060a8080808008", "too large"),
        ("428280808080002020", "too large"),
        ("08ffffffffffffffffffff01", "ten bytes"),
        ("420378", "is cut"),
        ("2a030a0561", "is cut"),
        ("515152", "is cut"),
        ("520a61", "is cut"),
    ],
)
def test_a_refusal_says_what_is_wrong(data, text):
    """Each kind of damage has its own words, and protobuf refuses it as well."""
    raw = bytes.fromhex(data)

    assert parse_with_protobuf(raw) is None
    with pytest.raises(MalformedFrame, match=text):
        parse_fields(raw)


@pytest.mark.parametrize(
    ("data", "service"),
    [
        ("18ffffffff0f", -1),
        ("188080808008", -(2**31)),
        ("18ffffffff1f", -1),
        ("1880808080f8ffffffff01", -(2**31)),
        ("18ffffffff07", 2**31 - 1),
    ],
)
def test_a_signed_number_is_cut_to_32_bits(data, service):
    """Service and method are the lower 32 bits of what came, with a sign."""
    assert parse_fields(bytes.fromhex(data))[2] == service


def test_a_large_number_wraps_at_64_bits():
    """What a ten-byte number holds beyond 64 bits is lost."""
    assert parse_fields(bytes.fromhex("08ffffffffffffffffff7f"))[0] == 2**64 - 1


def test_a_tag_may_be_longer_than_needed():
    """A known field is known in every spelling of its tag."""
    assert parse_fields(bytes.fromhex("888080800005"))[0] == 5


def test_unknown_fields_are_written_back_at_the_end():
    """What we do not know goes back as it came, after what we know."""
    data = bytes.fromhex("7805") + BARE + bytes.fromhex("c3020805c402")

    frame = decode_frame(data)

    assert frame.unknown.hex() == "7805c3020805c402"
    assert encode_frame(frame) == BARE + frame.unknown


def test_a_header_of_an_unusual_shape_is_read():
    """In a header the order is free, the last of a field counts and unknown fields are passed over."""
    inner = bytes.fromhex("120178 7805 0a016b 12027979 530801 54")

    assert decode_frame(BARE + field(b"\x2a", inner)).headers == (("k", "yy"),)


def test_the_first_header_of_a_key_counts():
    """A key may come twice; the first one is given, None when there is none."""
    frame = decode_frame(BARE + header(b"k", b"1") + header(b"k", b"2"))

    assert frame.headers == (("k", "1"), ("k", "2"))
    assert frame.header("k") == "1"
    assert frame.header("K") is None


# --- the schema -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("", "SeqID, LogID, service, method"),
        ("0a0178100218032001", "SeqID"),
        ("08011002180312", "is cut|ends inside"),
        ("08011002180320012a03120178", "no key"),
        ("08011002180320012a030a0178", "no value"),
        ("08011002180320012a00", "no key"),
        ("0801100218032001320180", "UTF-8"),
        ("08011002180320012a060a01ff120178", "UTF-8"),
        ("08011002180320014a03eda080", "UTF-8"),
    ],
)
def test_what_the_schema_requires_is_asked_for(data, text):
    """A missing required field or a text that is not UTF-8 is named."""
    with pytest.raises(MalformedFrame, match=text):
        decode_frame(bytes.fromhex(data))


# --- our limits -------------------------------------------------------------------------------------------------------


def test_a_frame_of_the_largest_size_is_read():
    """The limit itself is allowed, one byte more is not."""
    space = MAX_FRAME_BYTES - len(BARE) - 5
    data = BARE + field(b"\x42", bytes(space))

    assert len(data) == MAX_FRAME_BYTES
    assert len(decode_frame(data).payload or b"") == space
    with pytest.raises(MalformedFrame, match="longest frame"):
        decode_frame(data + b"\x00")


def test_the_number_of_headers_is_limited():
    """As many headers as the limit are read, one more is refused."""
    data = BARE + header(b"k", b"v") * MAX_HEADERS

    assert len(decode_frame(data).headers) == MAX_HEADERS
    with pytest.raises(MalformedFrame, match="headers"):
        decode_frame(data + header(b"k", b"v"))


def test_the_size_of_a_header_is_limited():
    """A header of the limit is read, a larger one is refused."""
    largest = header(b"k", bytes(MAX_HEADER_BYTES - 7))

    assert len(decode_frame(BARE + largest).headers[0][1]) == MAX_HEADER_BYTES - 7
    with pytest.raises(MalformedFrame, match="header of more than"):
        decode_frame(BARE + header(b"k", bytes(MAX_HEADER_BYTES - 6)))


def test_the_number_of_fields_is_limited():
    """As many fields as the limit are read, also inside a header; one more is refused."""
    assert parse_fields(b"\x08\x01" * MAX_FIELDS)[0] == 1
    assert parse_fields(field(b"\x2a", b"\x50\x01" * MAX_FIELDS))[4] == [(None, None)]
    with pytest.raises(MalformedFrame, match="fields"):
        parse_fields(b"\x08\x01" * (MAX_FIELDS + 1))
    with pytest.raises(MalformedFrame, match="fields in a header"):
        parse_fields(field(b"\x2a", b"\x50\x01" * (MAX_FIELDS + 1)))


def test_the_size_of_unknown_fields_is_limited():
    """Unknown fields up to the limit are kept; more, in one piece or in many, is refused."""
    half = field(b"\x52", bytes(MAX_UNKNOWN_BYTES // 2 - 4))

    assert len(parse_fields(half + half)[9]) == MAX_UNKNOWN_BYTES
    with pytest.raises(MalformedFrame, match="of unknown fields"):
        parse_fields(half + half + b"\x50\x01")
    with pytest.raises(MalformedFrame, match="unknown field is cut"):
        parse_fields(field(b"\x52", bytes(MAX_UNKNOWN_BYTES)))
    with pytest.raises(MalformedFrame, match="unknown field is cut"):
        parse_fields(b"\x53" + b"\x50\x01" * MAX_UNKNOWN_BYTES + b"\x54")


# --- writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "frame",
    [
        Frame(-1, 0, 0, 0),
        Frame(0, 2**64, 0, 0),
        Frame(2**64, 0, 0, 0),
        Frame(0, -1, 0, 0),
        Frame(0, 0, 2**31, 0),
        Frame(0, 0, -(2**31) - 1, 0),
        Frame(0, 0, 0, 2**31),
        Frame(0, 0, 0, -(2**31) - 1),
        Frame(0, 0, 0, 0, (("k", "\ud800"),)),
        Frame(0, 0, 0, 0, log_id_new="\ud800"),
    ],
)
def test_what_cannot_be_written_is_our_mistake(frame):
    """A number that does not fit, or half a surrogate pair, is a LocalProtocolError."""
    with pytest.raises(LocalProtocolError):
        encode_frame(frame)


@pytest.mark.parametrize(
    "frame",
    [Frame(0, 2**64 - 1, -(2**31), 2**31 - 1), Frame(2**64 - 1, 0, 2**31 - 1, -(2**31)), Frame(127, 128, 127, 128)],
)
def test_the_largest_and_smallest_numbers_are_written(frame):
    """The edges of every number survive, and protobuf reads the same."""
    data = encode_frame(frame)

    assert decode_frame(data) == frame
    assert parse_with_protobuf(data) == parse_fields(data)


@pytest.mark.parametrize("size", [0, 1, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 300, 20_000])
def test_headers_of_every_length_are_written(size):
    """Where a length begins to take two bytes, protobuf still reads what was written, key and value alike."""
    headers = (("k" * size, ""), ("", "v" * size), ("key", "v" * size), ("k" * (size // 2), "v" * (size - size // 2)))
    frame = Frame(1, 2, 3, 1, headers, payload_type="p" * size)

    data = encode_frame(frame)

    assert decode_frame(data) == frame
    assert parse_with_protobuf(data) == parse_fields(data)
