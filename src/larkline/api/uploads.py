"""What is uploaded, as a stream: from wherever it comes to a multipart body, with no more than a piece in memory."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable, Iterator, Mapping
from contextlib import aclosing, suppress
from typing import Any, Protocol, TypeAlias, runtime_checkable
from uuid import uuid4

__all__ = ["PIECE_BYTES", "Readable", "Source", "SyncSource", "Upload"]

#: How much is read from a file at a time.
PIECE_BYTES = 64 * 1024


@runtime_checkable
class Readable(Protocol):
    """A file opened in binary mode, or something like it."""

    def read(self, size: int, /) -> bytes:
        """Give at most *size* bytes; none at the end."""


#: Where a client for threads takes bytes from: the path of a file, the bytes, an open file, or pieces.
SyncSource: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | Readable | Iterable[bytes]
#: Where a client for tasks takes bytes from.
Source: TypeAlias = SyncSource | AsyncIterable[bytes]


class Upload:
    """
    A multipart body: a few fields, then one file.

    Args:
        fields: Form fields that stand before the file.
        field: The name of the file's field.
        source: Where the file comes from. A file that is open is read from where it stands, and left open.
        size_bytes: How long it is, for a source that does not tell.
        limit_bytes: The platform's limit.

    Raises:
        ValueError: It is empty, or longer than the platform takes.
        TypeError: *source* is nothing that bytes come from.
        OSError: There is no such file, or it cannot be read.
    """

    def __init__(
        self, fields: Mapping[str, str], field: str, source: Source, *, size_bytes: int | None, limit_bytes: int
    ) -> None:
        boundary = uuid4().hex
        lines = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        # The name of the file goes into a field where the platform wants it, so that no header needs an odd encoding.
        lines.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="file"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        self._head = "".join(lines).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._content = _content_of(source)
        known = self._content.size_bytes
        self._size = known if known is not None else size_bytes
        self._limit = limit_bytes
        if self._size is not None:
            self._check(self._size)
        self.content_type = f"multipart/form-data; boundary={boundary}"

    def __repr__(self) -> str:
        return f"<Upload of {self._size if self._size is not None else 'unknown'} bytes>"

    @property
    def length(self) -> int | None:
        """The length of the whole body in bytes; None when it is not known."""
        return None if self._size is None else len(self._head) + self._size + len(self._tail)

    @property
    def can_start(self) -> bool:
        """Whether the body can be sent now: always at first, and again when its source can be read again."""
        return not self._content.spent

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """
        Give the body from its beginning, for a task.

        Raises:
            ValueError: The source is empty, too long, or not as long as it was.
        """
        yield self._head
        sent = 0
        async with aclosing(self._content.for_task()) as content:
            async for piece in content:
                sent = self._add(sent, piece)
                yield piece
        self._finish(sent)
        yield self._tail

    def sync_pieces(self) -> Generator[bytes, None, None]:
        """Do the same for a thread."""
        yield self._head
        sent = 0
        for piece in self._content.for_thread():
            sent = self._add(sent, piece)
            yield piece
        self._finish(sent)
        yield self._tail

    def _add(self, sent: int, piece: object) -> int:
        if not isinstance(piece, (bytes, bytearray, memoryview)):
            raise TypeError(f"an upload is made of bytes, not of {type(piece).__name__}: open files with mode 'rb'")
        sent += len(piece)
        if self._size is None:
            self._check_limit(sent)
        elif sent > self._size:
            raise ValueError(f"the file is longer than the {self._size:,} bytes it had")
        return sent

    def _finish(self, sent: int) -> None:
        if self._size is None:
            self._check(sent)
        elif sent != self._size:
            raise ValueError(f"the file had {self._size:,} bytes and gave {sent:,}")

    def _check(self, size: int) -> None:
        if size <= 0:
            raise ValueError("the file is empty, and the platform takes no empty file (code 234010)")
        self._check_limit(size)

    def _check_limit(self, size: int) -> None:
        if size > self._limit:
            raise ValueError(f"the file has {size:,} bytes or more, the platform takes {self._limit:,} (code 234006)")


class _Content(Protocol):
    """Bytes that can be had piece by piece."""

    @property
    def size_bytes(self) -> int | None:
        """How many; None when that is not known."""

    @property
    def spent(self) -> bool:
        """Whether they were given and cannot be given again."""

    def for_task(self) -> AsyncGenerator[bytes, None]:
        """Give them, without keeping the event loop waiting."""

    def for_thread(self) -> Iterator[bytes]:
        """Give them."""


def _content_of(source: Source) -> _Content:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _Bytes(bytes(source))
    if isinstance(source, (str, os.PathLike)):
        return _Path(os.fspath(source))
    if isinstance(source, Readable):
        return _Handle(source)
    if isinstance(source, (AsyncIterable, Iterable)):
        pieces: Any = source
        return _Pieces(pieces)
    raise TypeError(
        f"an upload comes from a path, bytes, an open file or an iterator, not from {type(source).__name__}"
    )


class _Bytes:
    spent = False

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size_bytes = len(data)

    async def for_task(self) -> AsyncGenerator[bytes, None]:
        for piece in self.for_thread():
            yield piece

    def for_thread(self) -> Iterator[bytes]:
        view = memoryview(self._data)
        for start in range(0, len(view), PIECE_BYTES):
            yield bytes(view[start : start + PIECE_BYTES])


class _Path:
    """A file by its name: opened anew for each attempt."""

    spent = False

    def __init__(self, path: str) -> None:
        self._path = path
        self.size_bytes = os.stat(path).st_size

    async def for_task(self) -> AsyncGenerator[bytes, None]:
        file = await asyncio.to_thread(open, self._path, "rb", PIECE_BYTES)
        try:
            while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
                yield piece
        finally:
            file.close()

    def for_thread(self) -> Iterator[bytes]:
        with open(self._path, "rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece


class _Handle:
    """An open file: read from where it stood; again only if it can be wound back."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._start: int | None = None
        self._begun = False
        self.size_bytes: int | None = None
        with suppress(AttributeError, OSError, ValueError):
            start = file.tell()
            end = file.seek(0, os.SEEK_END)
            file.seek(start)
            self._start, self.size_bytes = start, end - start

    @property
    def spent(self) -> bool:
        return self._begun and self._start is None

    async def for_task(self) -> AsyncGenerator[bytes, None]:
        self._begin()
        while piece := await asyncio.to_thread(self._file.read, PIECE_BYTES):
            yield piece

    def for_thread(self) -> Iterator[bytes]:
        self._begin()
        while piece := self._file.read(PIECE_BYTES):
            yield piece

    def _begin(self) -> None:
        if self._begun and self._start is not None:
            self._file.seek(self._start)
        self._begun = True


class _Pieces:
    """An iterator: given once."""

    size_bytes = None

    def __init__(self, pieces: AsyncIterable[bytes] | Iterable[bytes]) -> None:
        self._pieces = pieces
        self.spent = False

    async def for_task(self) -> AsyncGenerator[bytes, None]:
        self.spent = True
        if not isinstance(self._pieces, AsyncIterable):
            iterator = iter(self._pieces)
            while taken := await asyncio.to_thread(_take, iterator):
                yield taken[0]
            return
        try:
            async for piece in self._pieces:
                yield piece
        finally:
            if isinstance(self._pieces, AsyncGenerator):
                await self._pieces.aclose()

    def for_thread(self) -> Iterator[bytes]:
        if isinstance(self._pieces, AsyncIterable):
            raise TypeError("a SyncClient cannot wait for an async iterator; use Client, or a plain iterator")
        self.spent = True
        yield from self._pieces


def _take(iterator: Iterator[bytes]) -> tuple[bytes, ...]:
    """Give the next piece, or nothing at the end."""
    for piece in iterator:
        return (piece,)
    return ()
