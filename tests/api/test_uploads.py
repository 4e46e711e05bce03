"""What is uploaded, as a stream."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest

from larkline.api.uploads import PIECE_BYTES, Upload

DATA = bytes(range(256)) * 1000


def upload(source: Any, *, size_bytes: int | None = None, limit_bytes: int = 10_000_000, **fields: str) -> Upload:
    """Make an upload of a field ``file``."""
    return Upload(fields, "file", source, size_bytes=size_bytes, limit_bytes=limit_bytes)


async def body_of(what: Upload) -> bytes:
    """Read it as a task does."""
    return b"".join([piece async for piece in what.pieces()])


def parts_of(content_type: str, body: bytes) -> dict[str, bytes]:
    """Read a multipart body with a parser that is not ours."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts: dict[str, bytes] = {}
    for part in message.iter_parts():
        content: Any = part.get_payload(decode=True)
        parts[str(part.get_param("name", header="content-disposition"))] = content
    return parts


def sources(tmp_path) -> dict[str, Any]:
    """Give the same bytes from everywhere, as functions that make a source."""
    path = tmp_path / "data.bin"
    path.write_bytes(DATA)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(DATA), 1000):
            yield DATA[start : start + 1000]

    return {
        "bytes": DATA,
        "bytearray": bytearray(DATA),
        "memoryview": memoryview(DATA),
        "path": path,
        "name": str(path),
        "memory": io.BytesIO(DATA),
        "list": [DATA[:5], b"", DATA[5:]],
        "generator": (DATA[start : start + 777] for start in range(0, len(DATA), 777)),
        "async generator": pieces(),
    }


KINDS = ["bytes", "bytearray", "memoryview", "path", "name", "memory", "list", "generator", "async generator"]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_source_gives_its_bytes(kind, tmp_path):
    """The body has the fields, then the file, and is as long as it says."""
    what = upload(sources(tmp_path)[kind], image_type="message", name="账单.pdf")
    body = await body_of(what)

    assert parts_of(what.content_type, body) == {
        "image_type": b"message",
        "name": "账单.pdf".encode(),
        "file": DATA,
    }
    assert what.length in (None, len(body))
    assert (what.length is None) is (kind in ("list", "generator", "async generator"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "async generator"])
def test_every_source_gives_its_bytes_to_a_thread(kind, tmp_path):
    """As for tasks."""
    what = upload(sources(tmp_path)[kind])

    assert parts_of(what.content_type, b"".join(what.sync_pieces()))["file"] == DATA


def test_a_thread_cannot_wait_for_an_async_iterator(tmp_path):
    """The error says what to use."""
    with pytest.raises(TypeError, match="use Client"):
        list(upload(sources(tmp_path)["async generator"]).sync_pieces())


@pytest.mark.parametrize("kind", KINDS)
async def test_what_can_be_read_again_is_sent_again(kind, tmp_path):
    """An iterator can be taken once; everything else starts from its beginning."""
    what = upload(sources(tmp_path)[kind])
    assert what.can_start
    first = await body_of(what)

    assert what.can_start is (kind not in ("list", "generator", "async generator"))
    if what.can_start:
        assert await body_of(what) == first


async def test_an_open_file_is_read_from_where_it_stands(tmp_path):
    """Also when it is sent again, and it stays open."""
    with tempfile.TemporaryFile() as file:
        file.write(b"0123456789")
        file.seek(4)
        what = upload(file)
        bodies = [parts_of(what.content_type, await body_of(what))["file"] for _ in range(2)]

        assert bodies == [b"456789"] * 2
        assert not file.closed


async def test_a_file_that_cannot_be_wound_back():
    """A pipe is sent once, and its length is not known."""

    class Pipe(io.RawIOBase):
        """Gives a few bytes."""

        def __init__(self) -> None:
            super().__init__()
            self.left = [b"ab", b"cd"]

        def readable(self) -> bool:
            """Can be read."""
            return True

        def seekable(self) -> bool:
            """Cannot be wound back."""
            return False

        def read(self, size: int = -1) -> bytes:
            """Give the next bytes."""
            return self.left.pop(0) if self.left else b""

    what = upload(Pipe())
    assert (what.length, what.can_start) == (None, True)
    assert parts_of(what.content_type, await body_of(what))["file"] == b"abcd"
    assert not what.can_start


async def test_pieces_are_small(tmp_path):
    """A large file is never in memory as a whole."""
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 1_000_000)
    sizes = [len(piece) async for piece in upload(path).pieces()]

    assert max(sizes) <= PIECE_BYTES
    assert len(sizes) > 15


async def test_an_announced_size_is_the_length():
    """Who has an iterator and knows its length can say so."""
    what = upload(iter([b"ab", b"cd"]), size_bytes=4)

    assert what.length == len(await body_of(what))


@pytest.mark.parametrize(("pieces", "problem"), [([b"abc"], "gave 3"), ([b"abcde"], "longer than the 4")])
async def test_a_size_that_is_wrong(pieces, problem):
    """The body is not sent as if it were complete."""
    with pytest.raises(ValueError, match=problem):
        await body_of(upload(iter(pieces), size_bytes=4))
    with pytest.raises(ValueError, match=problem):
        list(upload(iter(pieces), size_bytes=4).sync_pieces())


async def test_a_file_that_changes_while_it_is_sent(tmp_path):
    """What was announced is what is sent, or it fails."""
    path = tmp_path / "log.txt"
    path.write_bytes(b"abcd")
    what = upload(path)
    path.write_bytes(b"abcdef")

    with pytest.raises(ValueError, match="longer"):
        await body_of(what)


@pytest.mark.parametrize("empty", [b"", io.BytesIO()])
def test_an_empty_file_is_found_at_once(empty):
    """The platform would refuse it with 234010."""
    with pytest.raises(ValueError, match="234010"):
        upload(empty)


async def test_an_empty_iterator_is_found_at_its_end():
    """It is not sent as an empty file."""
    with pytest.raises(ValueError, match="234010"):
        await body_of(upload(iter([])))


def test_a_file_that_is_too_large_is_found_at_once(tmp_path):
    """Nothing of it is read."""
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(31)
    with pytest.raises(ValueError, match=r"31 bytes.*234006"):
        upload(path, limit_bytes=30)
    with pytest.raises(ValueError, match="234006"):
        upload(iter([b"x"]), size_bytes=31, limit_bytes=30)


async def test_an_iterator_that_is_too_long_is_stopped():
    """It ends at the limit, not at the end of the memory."""

    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1000

    with pytest.raises(ValueError, match="234006"):
        await body_of(upload(endless(), limit_bytes=30_000))


@pytest.mark.parametrize("source", [5, None, object()])
def test_what_gives_no_bytes(source):
    """The mistake surfaces where it is made."""
    with pytest.raises(TypeError, match="path, bytes"):
        upload(source)


@pytest.mark.parametrize("source", [["text"], io.StringIO("text"), [5]])
async def test_pieces_that_are_no_bytes(source):
    """A file opened as text is told from one opened as bytes."""
    with pytest.raises(TypeError, match="'rb'"):
        await body_of(upload(source))


def test_a_file_that_is_not_there(tmp_path):
    """The system's own error names it."""
    with pytest.raises(FileNotFoundError, match=r"gone\.bin"):
        upload(tmp_path / "gone.bin")


async def test_an_abandoned_iterator_is_closed():
    """When the request fails half-way, the generator that feeds it can clean up."""
    closed: list[bool] = []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x"
        finally:
            closed.append(True)

    body = upload(pieces()).pieces()
    for _ in range(3):
        await anext(body)
    await body.aclose()

    assert closed == [True]


def test_each_body_has_a_boundary_of_its_own():
    """No content can be taken for the end of a part, since nobody can guess it."""
    boundaries = {re.search("boundary=(.+)", upload(b"x").content_type)[1] for _ in range(10)}  # type: ignore[index]

    assert len(boundaries) == 10


def test_it_shows_nothing_of_the_file():
    """Its repr is for logs."""
    assert repr(upload(b"secret")) == "<Upload of 6 bytes>"
    assert repr(upload(iter([b"secret"]))) == "<Upload of unknown bytes>"
