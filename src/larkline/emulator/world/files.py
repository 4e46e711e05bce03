"""Images and files that were uploaded, under the keys the platform gave them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from larkline.emulator.world.ids import Ids
from larkline.facts.platform import KEPT_FILE_BYTES

__all__ = ["Files", "StoredFile", "image_kind", "image_size"]

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """
    Something that was uploaded.

    Attributes:
        owner: The app that uploaded it; empty when a person did.
        media_type: Of its bytes.
        name: What it is called; empty for an image.
    """

    key: str
    kind: Literal["image", "file"]
    owner: str
    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"
    name: str = ""


class Files:
    """Keeps what was uploaded; when it becomes too much, the oldest goes."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._files: dict[str, StoredFile] = {}
        self._size = 0

    def add_image(self, data: bytes, media_type: str, *, owner: str) -> StoredFile:
        """Keep an image under a new ``image_key``."""
        key = f"img_v3_{self._ids.hex(4)}_{self._ids.uuid()}"
        return self._keep(StoredFile(key=key, kind="image", owner=owner, data=data, media_type=media_type))

    def add_file(self, data: bytes, name: str, *, owner: str) -> StoredFile:
        """Keep a file under a new ``file_key``."""
        key = f"file_v3_{self._ids.hex(4)}_{self._ids.uuid()}"
        return self._keep(StoredFile(key=key, kind="file", owner=owner, data=data, name=name))

    def find(self, key: str) -> StoredFile | None:
        """Give what has this key; None when nothing has."""
        return self._files.get(key)

    def forget(self) -> None:
        """Forget everything."""
        self._files.clear()
        self._size = 0

    def _keep(self, stored: StoredFile) -> StoredFile:
        self._files[stored.key] = stored
        self._size += len(stored.data)
        while self._size > KEPT_FILE_BYTES and len(self._files) > 1:
            oldest = self._files.pop(next(iter(self._files)))
            self._size -= len(oldest.data)
        return stored


def image_kind(data: bytes) -> str | None:
    """Tell the media type of an image by its first bytes; None when the platform takes no such image."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def image_size(data: bytes) -> tuple[int, int] | None:
    """Tell width and height of a PNG, GIF, BMP or JPEG in pixels; None when they cannot be told."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data.startswith(b"GIF8") and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data.startswith(b"BM") and len(data) >= 26:
        width, height = (int.from_bytes(data[at : at + 4], "little", signed=True) for at in (18, 22))
        return abs(width), abs(height)
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Go through the segments up to the one that tells the size (SOF0 to SOF15, without DHT, JPG and DAC)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + max(length, 2)
    return None
