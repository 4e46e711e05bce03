"""Damage valid frames in small ways: the mutated frame finds bugs that random bytes do not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

#: Bytes with a meaning in protobuf: tags of known and unknown fields, group ends, edges of numbers.
_TELLING = bytes.fromhex(
    "00 01 02 04 06 07 08 0a 0b 0c 0d 10 12 13 14 18 20 2a 2b 2c 32 3a 42 4a 50 5b 5c 7f 80 81 fe ff"
)
_PIECES = (
    b"\x80",
    b"\x80\x00",
    b"\x80\x80\x80\x80\x00",
    b"\x80\x80\x80\x80\x10",
    b"\xff\xff\xff\xff\x07",
    b"\xff\xff\xff\xff\x0f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x53\x08\x01\x54",
    b"\x53\x5b\x5c\x54",
    b"\x53\x03\x04\x54",
    b"\x53\x00\x01\x54",
    b"\x53\x06\x54",
    b"\x53" * 99 + b"\x54" * 99,
    b"\x53" * 100 + b"\x54" * 100,
    b"\x53" * 101 + b"\x54" * 101,
    b"\x2a\x00",
    b"\x2a\x02\x0a\x00",
    b"\xaa\x80\x00\x04\x0a\x00\x12\x00",
    b"\x51\x01\x02\x03\x04\x05\x06\x07\x08",
    b"\x55\x01\x02\x03\x04",
    b"\xfa\xff\xff\xff\x0f\x00",
)


def mutate(random: Random, frame: bytes, others: Sequence[bytes]) -> bytes:
    """Change, insert, delete, cut, duplicate or splice, mostly once and up to four times."""
    data = bytearray(frame)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        place = random.randint(0, len(data))
        # Most of a frame is payload, where damage means nothing; so stay near the front half of the time.
        if random.random() < 0.5:
            place = min(place, random.randint(0, 64))
        kind = random.randrange(8)
        if kind <= 1 and place < len(data):
            data[place] = random.choice(_TELLING) if random.random() < 0.6 else random.randrange(256)
        elif kind == 2:
            data[place:place] = random.randbytes(random.randint(1, 3))
        elif kind == 3:
            data[place:place] = random.choice(_PIECES)
        elif kind == 4:
            del data[place : place + random.randint(1, 4)]
        elif kind == 5:
            del data[place:]
        elif kind == 6:
            data[place:place] = data[place : place + random.randint(1, 40)]
        else:
            other = random.choice(others)
            data[place:] = other[random.randint(0, len(other)) :]
    return bytes(data)
