"""Uploaded files: which bytes are an image, how large it is, and what is kept."""

from __future__ import annotations

import struct

import pytest

from larkline.emulator.world import files
from larkline.emulator.world.files import Files, image_kind, image_size
from larkline.emulator.world.ids import Ids


def png(width: int = 1, height: int = 1) -> bytes:
    """Give the beginning of a PNG."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\x00\x00\x00"


def gif(width: int = 1, height: int = 1) -> bytes:
    """Give the beginning of a GIF."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00"


def jpeg(width: int = 1, height: int = 1) -> bytes:
    """Give the beginning of a JPEG, with a comment before its size."""
    comment = b"\xff\xfe" + struct.pack(">H", 4) + b"hi"
    return b"\xff\xd8" + comment + b"\xff\xc0" + struct.pack(">HBHH", 11, 8, height, width) + b"\x00" * 6


def bmp(width: int = 1, height: int = 1) -> bytes:
    """Give the beginning of a BMP, which may stand on its head."""
    return b"BM" + b"\x00" * 16 + struct.pack("<ii", width, -height)


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [
        (png(640, 480), "image/png", (640, 480)),
        (gif(640, 480), "image/gif", (640, 480)),
        (jpeg(640, 480), "image/jpeg", (640, 480)),
        (bmp(640, 480), "image/bmp", (640, 480)),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", None),
        (b"II*\x00", "image/tiff", None),
        (b"\x00\x00\x01\x00", "image/x-icon", None),
        (b"\x89PNG\r\n\x1a\n", "image/png", None),
        (b"\xff\xd8\xff\xe0", "image/jpeg", None),
        (b"%PDF-1.7", None, None),
        (b"<svg/>", None, None),
        (b"", None, None),
    ],
)
def test_an_image_is_known_by_its_bytes(data, kind, size):
    """Its size, too, unless it is of a kind that hides it, or is cut off."""
    assert image_kind(data) == kind
    assert image_size(data) == size


def test_the_oldest_file_goes_when_there_is_too_much(monkeypatch):
    """One is kept in any case."""
    monkeypatch.setattr(files, "KEPT_FILE_BYTES", 10)
    kept = Files(Ids(1))
    first = kept.add_file(b"x" * 6, "a", owner="cli_1")
    second = kept.add_file(b"x" * 6, "b", owner="cli_1")
    large = kept.add_image(b"x" * 20, "image/png", owner="cli_1")

    assert [kept.find(each.key) is not None for each in (first, second, large)] == [False, False, True]
