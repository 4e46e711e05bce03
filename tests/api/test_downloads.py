"""What is downloaded, as a stream."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from larkline.api.downloads import Download, SyncDownload, name_in


async def given(*pieces: bytes, error: Exception | None = None) -> AsyncIterator[bytes]:
    """Give pieces, and then perhaps fail."""
    for piece in pieces:
        yield piece
    if error is not None:
        raise error


def sync_given(*pieces: bytes, error: Exception | None = None) -> Iterator[bytes]:
    """Do the same for a thread."""
    yield from pieces
    if error is not None:
        raise error


async def test_the_pieces_of_a_download():
    """They come as they are."""
    assert [piece async for piece in Download({}, given(b"a", b"bc"))] == [b"a", b"bc"]
    assert list(SyncDownload({}, sync_given(b"a", b"bc"))) == [b"a", b"bc"]


async def test_a_whole_download():
    """It can be had as bytes, up to a limit."""
    assert await Download({}, given(b"a", b"bc")).read() == b"abc"
    assert SyncDownload({}, sync_given(b"a", b"bc")).read(limit_bytes=3) == b"abc"
    with pytest.raises(ValueError, match="longer than 2"):
        await Download({}, given(b"a", b"bc")).read(limit_bytes=2)
    with pytest.raises(ValueError, match="longer than 2"):
        SyncDownload({}, sync_given(b"a", b"bc")).read(limit_bytes=2)


@pytest.mark.parametrize("convert", [str, lambda path: path])
async def test_saving_to_a_path(tmp_path, convert):
    """The file appears when it is complete, in the place of an older one, and nothing else stays."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    seen: list[bytes] = []

    async def looking() -> AsyncIterator[bytes]:
        yield b"new "
        seen.append(path.read_bytes())
        yield b"content"

    size = await Download({}, looking()).save(convert(path))

    assert (size, path.read_bytes(), seen) == (11, b"new content", [b"old"])
    assert list(tmp_path.iterdir()) == [path]


def test_saving_to_a_path_in_a_thread(tmp_path):
    """As for tasks."""
    path = tmp_path / "a.bin"

    assert SyncDownload({}, sync_given(b"new ", b"content")).save(path) == 11
    assert path.read_bytes() == b"new content"
    assert list(tmp_path.iterdir()) == [path]


async def test_saving_to_an_open_file():
    """It stays open."""
    file, other = io.BytesIO(), io.BytesIO()

    assert await Download({}, given(b"ab", b"c")).save(file) == 3
    assert SyncDownload({}, sync_given(b"ab", b"c")).save(other) == 3
    assert file.getvalue() == other.getvalue() == b"abc"


async def test_a_download_that_breaks_leaves_nothing(tmp_path):
    """Half a file would look like a whole one."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    broken = OSError("reset")
    with pytest.raises(OSError, match="reset"):
        await Download({}, given(b"half", error=broken)).save(path)
    with pytest.raises(OSError, match="reset"):
        SyncDownload({}, sync_given(b"half", error=broken)).save(path)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


async def test_a_place_that_cannot_be_written(tmp_path):
    """The system's own error says why."""
    with pytest.raises(FileNotFoundError):
        await Download({}, given(b"x")).save(tmp_path / "no" / "a.bin")
    with pytest.raises(FileNotFoundError):
        SyncDownload({}, sync_given(b"x")).save(tmp_path / "no" / "a.bin")


@pytest.mark.parametrize(
    ("headers", "name", "content_type", "size"),
    [
        ({}, "", "", None),
        ({"content-type": "image/png", "content-length": "12"}, "", "image/png", 12),
        ({"content-length": "12", "content-encoding": "gzip"}, "", "", None),
        ({"content-length": "12", "content-encoding": "identity"}, "", "", 12),
        ({"content-length": "a dozen"}, "", "", None),
        ({"content-disposition": 'attachment; filename="a.pdf"'}, "a.pdf", "", None),
    ],
)
def test_what_the_headers_say(headers, name, content_type, size):
    """Name, type and size are there when the platform tells them."""
    download = SyncDownload(headers, sync_given())

    assert (download.name, download.content_type, download.size_bytes) == (name, content_type, size)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="report.pdf"', "report.pdf"),
        ("attachment; filename=report.pdf", "report.pdf"),
        ("attachment; filename=x.pdf; filename*=UTF-8''%E8%B4%A6%E5%8D%95.pdf", "账单.pdf"),
        ("attachment;filename*=utf-8'zh'%E8%B4%A6.pdf", "账.pdf"),
        ('attachment; filename="账单.pdf"', "账单.pdf"),
        (r'attachment; filename="a \"b\".txt"', 'a "b".txt'),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\Windows\\x.dll"', "x.dll"),
        ("attachment; filename*=UTF-8''..%2F..%2Fx.sh", "x.sh"),
        ('attachment; filename=".."', ""),
        ('attachment; filename="a\x00b\n.txt"', "ab.txt"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_file(disposition, name):
    """It is a plain name that can be given to a file, whatever the sender wrote."""
    assert name_in(disposition) == name


def test_it_can_be_printed():
    """With what is known of it."""
    headers: dict[str, Any] = {"content-type": "image/png", "content-disposition": 'x; filename="a.png"'}

    assert repr(SyncDownload(headers, sync_given())) == "<SyncDownload 'a.png', image/png>"
    assert repr(SyncDownload({}, sync_given())) == "<SyncDownload '', no content type>"
