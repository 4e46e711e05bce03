"""
The binary message of a long connection: one protobuf ``Frame`` of package ``pbbp2``, read and written.

The reader takes exactly what the protobuf runtime takes with every field optional, and then asks for what the schema
requires: four numbers, and a key and a value in each header. Only the limits named here are ours.

Source: lark-oapi 1.7.5, ws/pb/pbbp2.proto (observed).
"""

from __future__ import annotations

from dataclasses import dataclass

from larkline.errors import LocalProtocolError, MalformedFrame

__all__ = [
    "CONTROL",
    "DATA",
    "MAX_FIELDS",
    "MAX_FRAME_BYTES",
    "MAX_HEADERS",
    "MAX_HEADER_BYTES",
    "MAX_UNKNOWN_BYTES",
    "Frame",
    "decode_frame",
    "encode_frame",
    "parse_fields",
]

#: ``method`` of pings and pongs.
CONTROL = 0
#: ``method`` of deliveries and their responses.
DATA = 1

#: The longest frame that is read, in bytes.
MAX_FRAME_BYTES = 16 * 1024 * 1024
#: Most headers of one frame.
MAX_HEADERS = 256
#: The longest header, key and value together with their lengths, in bytes.
MAX_HEADER_BYTES = 64 * 1024
#: Most fields of one frame or header, repeated and unknown ones included.
MAX_FIELDS = 1024
#: Most bytes of unknown fields in one frame.
MAX_UNKNOWN_BYTES = 64 * 1024

_MASK_64 = 0xFFFF_FFFF_FFFF_FFFF
#: Groups may be nested this deep, as in the protobuf runtime.
_MAX_DEPTH = 100
#: Fields 5 to 9, of length-delimited values, and 1 to 4, of numbers.
_TEXT_TAGS = frozenset((0x2A, 0x32, 0x3A, 0x42, 0x4A))
_NUMBER_TAGS = frozenset((0x08, 0x10, 0x18, 0x20))
_BYTE = tuple(bytes((number,)) for number in range(256))

#: SeqID, LogID, service, method, headers, payload_encoding, payload_type, payload, LogIDNew, unknown fields.
Fields = tuple[
    int | None,
    int | None,
    int | None,
    int | None,
    list[tuple[bytes | None, bytes | None]],
    bytes | None,
    bytes | None,
    bytes | None,
    bytes | None,
    bytes,
]


@dataclass(frozen=True, slots=True)
class Frame:
    """
    One message of a long connection.

    The platform's numbers and texts are opaque: a response carries them back as they came.

    Attributes:
        seq_id: ``SeqID``, 0 to 2**64 - 1.
        log_id: ``LogID``, 0 to 2**64 - 1.
        service: The ``service_id`` of the connection's URL, a signed 32-bit number.
        method: :data:`CONTROL` or :data:`DATA`; a signed 32-bit number.
        headers: Keys and values in their order; a key may come twice.
        payload_encoding: As it came; no SDK reads it. None when the field is absent, which is not the same as empty.
        payload_type: As *payload_encoding*.
        payload: The bytes carried; None when the field is absent.
        log_id_new: ``LogIDNew``, as *payload_encoding*.
        unknown: Fields that the schema does not name, as they came; written back at the end. Unknown fields inside a
            header are dropped.
    """

    seq_id: int
    log_id: int
    service: int
    method: int
    headers: tuple[tuple[str, str], ...] = ()
    payload_encoding: str | None = None
    payload_type: str | None = None
    payload: bytes | None = None
    log_id_new: str | None = None
    unknown: bytes = b""

    def header(self, key: str) -> str | None:
        """Give the value of the first header with this key; None when there is none."""
        for name, value in self.headers:
            if name == key:
                return value
        return None


def decode_frame(data: bytes) -> Frame:
    """
    Read one frame.

    Raises:
        MalformedFrame: The bytes are no frame, lack a required field, hold a text that is not UTF-8, or break a limit
            of this module. The text says which.
    """
    seq_id, log_id, service, method, raw_headers, encoding, kind, payload, log_id_new, unknown = parse_fields(data)
    if seq_id is None or log_id is None or service is None or method is None:
        numbers = {"SeqID": seq_id, "LogID": log_id, "service": service, "method": method}
        missing = ", ".join(name for name, value in numbers.items() if value is None)
        raise MalformedFrame(f"a required field is missing: {missing}")
    try:
        headers = []
        for key, value in raw_headers:
            if key is None or value is None:
                raise MalformedFrame(f"a header has no {'key' if key is None else 'value'}")
            headers.append((key.decode(), value.decode()))
        return Frame(
            seq_id,
            log_id,
            service,
            method,
            tuple(headers),
            None if encoding is None else encoding.decode(),
            None if kind is None else kind.decode(),
            payload,
            None if log_id_new is None else log_id_new.decode(),
            unknown,
        )
    except UnicodeDecodeError as error:
        raise MalformedFrame("a text is not UTF-8") from error


def encode_frame(frame: Frame) -> bytes:
    """
    Write one frame, its fields in the order of their numbers and unknown ones last.

    The four numbers are always written, also when they are 0; an absent field is left out, an empty one is kept.

    Raises:
        LocalProtocolError: A number does not fit its field, or a text cannot be written as UTF-8.
    """
    seq_id, log_id, service, method = frame.seq_id, frame.log_id, frame.service, frame.method
    if not (0 <= seq_id <= _MASK_64 and 0 <= log_id <= _MASK_64):
        raise LocalProtocolError("SeqID and LogID are numbers from 0 to 2**64 - 1")
    if not (-0x8000_0000 <= service <= 0x7FFF_FFFF and -0x8000_0000 <= method <= 0x7FFF_FFFF):
        raise LocalProtocolError("service and method are signed 32-bit numbers")
    parts = [b"\x08", _varint(seq_id), b"\x10", _varint(log_id), b"\x18", _varint(service), b"\x20", _varint(method)]
    try:
        for key_text, value_text in frame.headers:
            key = key_text.encode()
            value = value_text.encode()
            key_size = len(key)
            value_size = len(value)
            if key_size + value_size < 124:  # then every length is one byte
                parts += (
                    b"*%c\n%c" % (key_size + value_size + 4, key_size),
                    key,
                    b"\x12%c" % value_size,
                    value,
                )
            else:
                inner = b"".join((b"\n", _varint(key_size), key, b"\x12", _varint(value_size), value))
                parts += (b"*", _varint(len(inner)), inner)
        if frame.payload_encoding is not None:
            _add(parts, b"\x32", frame.payload_encoding.encode())
        if frame.payload_type is not None:
            _add(parts, b"\x3a", frame.payload_type.encode())
        if frame.payload is not None:
            _add(parts, b"\x42", frame.payload)
        if frame.log_id_new is not None:
            _add(parts, b"\x4a", frame.log_id_new.encode())
    except UnicodeEncodeError as error:
        raise LocalProtocolError("a text of the frame cannot be written as UTF-8") from error
    parts.append(frame.unknown)
    return b"".join(parts)


def parse_fields(data: bytes) -> Fields:
    """
    Read the fields of a frame without asking for any of them.

    This takes and refuses what the protobuf runtime (upb) takes and refuses when every field is optional and texts are
    bytes: the last value of a field wins, headers add up, a known field with another wire type is an unknown field.

    Raises:
        MalformedFrame: The bytes are not protobuf, or a limit of this module is broken.
    """
    end = len(data)
    if end > MAX_FRAME_BYTES:
        raise MalformedFrame(f"{end:,} bytes are more than the {MAX_FRAME_BYTES:,} of the longest frame")
    numbers: list[int | None] = [None] * 5  # by field number
    texts: list[bytes | None] = [None] * 10  # by field number
    headers: list[tuple[bytes | None, bytes | None]] = []
    unknown: list[bytes] = []
    try:
        pos = _read_fields(data, end, numbers, texts, headers, unknown)
    except IndexError:
        raise MalformedFrame("the frame ends inside a field") from None
    if pos != end:
        raise MalformedFrame(f"more than {MAX_FIELDS:,} fields")
    if len(headers) > MAX_HEADERS:
        raise MalformedFrame(f"more than {MAX_HEADERS} headers")
    _, seq_id, log_id, service, method = numbers
    *_, encoding, kind, payload, log_id_new = texts
    rest = _join_unknown(unknown) if unknown else b""
    return seq_id, log_id, _signed_32(service), _signed_32(method), headers, encoding, kind, payload, log_id_new, rest


def _read_fields(
    data: bytes,
    end: int,
    numbers: list[int | None],
    texts: list[bytes | None],
    headers: list[tuple[bytes | None, bytes | None]],
    unknown: list[bytes],
) -> int:
    """Sort the fields of a frame into the lists; gives the place where it stopped. IndexError: the data is cut."""
    pos = 0
    for _ in range(MAX_FIELDS):
        if pos == end:
            break
        start = pos
        tag = data[pos]
        pos += 1
        if tag >= 0x80:
            tag, pos = _read_limited(data, start, 0xFFFF_FFFF)
        if tag in _TEXT_TAGS:
            size = data[pos]
            pos += 1
            if size >= 0x80:
                size, pos = _read_limited(data, pos - 1, 0x7FFF_FFFF)
            start = pos
            pos += size
            if pos > end:
                raise MalformedFrame(f"a field of {size:,} bytes is cut")
            if tag == 0x2A:
                # Nearly all headers: a key and a value, both short, and nothing else.
                middle = start + 2 + data[start + 1] if 4 <= size < 0x80 and data[start] == 0x0A else end
                if middle + 2 <= pos and data[middle] == 0x12 and data[middle + 1] == pos - middle - 2:
                    headers.append((data[start + 2 : middle], data[middle + 2 : pos]))
                else:
                    headers.append(_read_header(data[start:pos]))
            else:
                texts[tag >> 3] = data[start:pos]
        elif tag in _NUMBER_TAGS:
            number = data[pos]
            pos += 1
            if number >= 0x80:
                number, pos = _read_varint(data, pos - 1)
            numbers[tag >> 3] = number
        else:
            pos = _skip(data, tag, pos, min(end, start + MAX_UNKNOWN_BYTES), _MAX_DEPTH)
            unknown.append(data[start:pos])
    return pos


def _read_header(data: bytes) -> tuple[bytes | None, bytes | None]:
    """Read a header of any shape."""
    key: bytes | None = None
    value: bytes | None = None
    end = len(data)
    if end > MAX_HEADER_BYTES:
        raise MalformedFrame(f"a header of more than {MAX_HEADER_BYTES:,} bytes")
    pos = 0
    for _ in range(MAX_FIELDS):
        if pos == end:
            return key, value
        tag, pos = _read_limited(data, pos, 0xFFFF_FFFF)
        if tag == 0x0A or tag == 0x12:
            size, pos = _read_limited(data, pos, 0x7FFF_FFFF)
            start = pos
            pos += size
            if pos > end:
                raise MalformedFrame("a header is cut")
            if tag == 0x0A:
                key = data[start:pos]
            else:
                value = data[start:pos]
        else:
            pos = _skip(data, tag, pos, end, _MAX_DEPTH - 1)
    if pos == end:
        return key, value
    raise MalformedFrame(f"more than {MAX_FIELDS} fields in a header")


def _skip(data: bytes, tag: int, pos: int, end: int, depth: int) -> int:
    """
    Give the place after the value of an unknown field whose tag has been read.

    The value must end before *end*. Groups may be nested *depth* deep.
    """
    open_groups: list[int] = []
    while True:
        wire_type = tag & 7
        if wire_type == 4:
            if not open_groups or open_groups.pop() != tag >> 3:
                raise MalformedFrame("the end of a group that is not open")
        elif tag < 8 and not open_groups:  # inside a group the runtime does not ask
            raise MalformedFrame("a field has the number 0")
        elif wire_type == 0:
            _, pos = _read_varint(data, pos)
        elif wire_type == 2:
            size, pos = _read_limited(data, pos, 0x7FFF_FFFF)
            pos += size
        elif wire_type == 3:
            if len(open_groups) == depth:
                raise MalformedFrame(f"groups are nested more than {depth} deep")
            open_groups.append(tag >> 3)
        else:
            pos += _fixed_size(wire_type)
        if pos > end:
            raise MalformedFrame(f"an unknown field is cut, or longer than {MAX_UNKNOWN_BYTES:,} bytes")
        if not open_groups:
            return pos
        tag, pos = _read_limited(data, pos, 0xFFFF_FFFF)


def _fixed_size(wire_type: int) -> int:
    """Give the size of a value of a fixed size, in bytes."""
    if wire_type == 1:
        return 8
    if wire_type == 5:
        return 4
    raise MalformedFrame(f"wire type {wire_type} does not exist")


def _read_varint(data: bytes, pos: int) -> tuple[int, int]:
    """Read a number of at most ten bytes; it wraps at 64 bits. Gives the number and the place after it."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK_64, pos
    raise MalformedFrame("a number is longer than ten bytes")


def _read_limited(data: bytes, pos: int, limit: int) -> tuple[int, int]:
    """Read a tag or a length: a number of at most five bytes and at most *limit*."""
    value = 0
    for shift in range(0, 35, 7):
        byte = data[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if value > limit:
                break
            return value, pos
    raise MalformedFrame("a tag or a length is too large")


def _join_unknown(fields: list[bytes]) -> bytes:
    """Give the unknown fields as they came."""
    joined = b"".join(fields)
    if len(joined) > MAX_UNKNOWN_BYTES:
        raise MalformedFrame(f"more than {MAX_UNKNOWN_BYTES:,} bytes of unknown fields")
    return joined


def _signed_32(value: int | None) -> int | None:
    """Cut a number to 32 bits and read it as signed."""
    if value is None or value < 0x8000_0000:
        return value
    value &= 0xFFFF_FFFF
    return value - 0x1_0000_0000 if value >= 0x8000_0000 else value


def _varint(value: int) -> bytes:
    """Write a number; a negative one takes ten bytes."""
    if 0 <= value < 0x80:
        return _BYTE[value]
    value &= _MASK_64
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _add(parts: list[bytes], tag: bytes, value: bytes) -> None:
    """Write a field of bytes."""
    parts += (tag, _varint(len(value)), value)
