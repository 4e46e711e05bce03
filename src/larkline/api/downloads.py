"""What is downloaded, as a stream: to wherever it goes, with no more than a piece in memory."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO, Protocol, TypeAlias
from urllib.parse import unquote
from uuid import uuid4

from larkline.facts.api import DOWNLOAD_BYTES

__all__ = ["Download", "SyncDownload", "Target", "Writable", "name_in"]


class Writable(Protocol):
    """A file opened in binary mode, or something like it."""

    def write(self, data: bytes, /) -> object:
        """Take *data*."""


#: Where a download goes: the path of a file, or an open file.
Target: TypeAlias = str | os.PathLike[str] | Writable


class _About:
    """What the headers of a download say."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        #: The name the sender gave the file, without any folder; empty when there is none.
        self.name = name_in(headers.get("content-disposition", ""))
        #: Such as ``image/png``.
        self.content_type = headers.get("content-type", "")
        length = headers.get("content-length", "")
        packed = headers.get("content-encoding", "identity") != "identity"
        #: How long it is; None when that is not known.
        self.size_bytes = int(length) if length.isascii() and length.isdigit() and not packed else None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}, {self.content_type or 'no content type'}>"


class Download(_About):
    """
    A file or an image that is being downloaded.

    Iterate over it, or :meth:`save` or :meth:`read` it; once, and inside the block that opened it.

    Args:
        headers: Of the response, names in lower case.
        pieces: The body.
    """

    def __init__(self, headers: Mapping[str, str], pieces: AsyncIterator[bytes]) -> None:
        super().__init__(headers)
        self._pieces = pieces

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the content, piece by piece."""
        return self._pieces

    async def read(self, *, limit_bytes: int = DOWNLOAD_BYTES) -> bytes:
        """
        Give the content as a whole.

        Raises:
            ValueError: It is longer than *limit_bytes*.
            PlatformBroken: The connection ended early.
        """
        content = bytearray()
        async for piece in self:
            content += _within(piece, len(content), limit_bytes)
        return bytes(content)

    async def save(self, target: Target) -> int:
        """
        Write the content into a file, and give its length in bytes.

        Args:
            target: A path, or a file opened in binary mode, which stays open. At a path the file appears when it is
                complete; one of the same name is replaced.

        Raises:
            OSError: The file cannot be written.
            PlatformBroken: The connection ended early.
        """
        saving = _Saving(target)
        try:
            await asyncio.to_thread(saving.open)
            async for piece in self:
                await asyncio.to_thread(saving.write, piece)
            await asyncio.to_thread(saving.done)
        except BaseException:
            saving.give_up()
            raise
        return saving.size


class SyncDownload(_About):
    """
    The same as :class:`Download`, without ``await``.

    Args:
        headers: As there.
        pieces: As there.
    """

    def __init__(self, headers: Mapping[str, str], pieces: Iterator[bytes]) -> None:
        super().__init__(headers)
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        """Give the content, piece by piece."""
        return self._pieces

    def read(self, *, limit_bytes: int = DOWNLOAD_BYTES) -> bytes:
        """Give the content as a whole; as :meth:`Download.read`."""
        content = bytearray()
        for piece in self:
            content += _within(piece, len(content), limit_bytes)
        return bytes(content)

    def save(self, target: Target) -> int:
        """Write the content into a file, and give its length in bytes; as :meth:`Download.save`."""
        saving = _Saving(target)
        try:
            saving.open()
            for piece in self:
                saving.write(piece)
            saving.done()
        except BaseException:
            saving.give_up()
            raise
        return saving.size


def _within(piece: bytes, length: int, limit: int) -> bytes:
    if length + len(piece) > limit:
        raise ValueError(f"the download is longer than {limit:,} bytes")
    return piece


class _Saving:
    """A file that is being written: under another name until it is complete."""

    def __init__(self, target: Target) -> None:
        self._write: Callable[[bytes], object] | None = None
        self._path = ""
        self._file: BinaryIO | None = None
        self.size = 0
        if isinstance(target, (str, os.PathLike)):
            self._path = os.fspath(target)
            self._draft = f"{self._path}.{uuid4().hex[:8]}.part"
        else:
            self._write = target.write

    def open(self) -> None:
        """Make the file."""
        if self._path:
            self._file = open(self._draft, "xb")  # noqa: SIM115 - closed by done() and give_up()
            self._write = self._file.write

    def write(self, piece: bytes) -> None:
        """Add to it."""
        assert self._write is not None
        self._write(piece)
        self.size += len(piece)

    def done(self) -> None:
        """Give it its name."""
        if self._file is not None:
            self._file.close()
            os.replace(self._draft, self._path)

    def give_up(self) -> None:
        """Leave nothing behind."""
        if self._file is not None:
            self._file.close()
            with suppress(FileNotFoundError):
                os.unlink(self._draft)


_EXTENDED_NAME = re.compile(r";\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)
_NAME = re.compile(r';\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))', re.IGNORECASE)


def name_in(disposition: str) -> str:
    """
    Give the name of a file from the header ``Content-Disposition``, without any folder; empty when there is none.

    Source: RFC 6266 (documented).
    """
    if found := _EXTENDED_NAME.search(disposition):
        name = unquote(found[1])
    elif found := _NAME.search(disposition):
        name = found[2] or re.sub(r"\\(.)", r"\1", found[1] or "")
    else:
        return ""
    name = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in name if char.isprintable()).strip(". ")
