"""Forms with a file: what is read, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larkline.emulator.http.multipart import Part, read_form

TYPE = 'multipart/form-data; boundary="b1"'


def part(name: str, data: bytes, file_name: str = "") -> bytes:
    """Give one part with what stands before it."""
    named = f'; filename="{file_name}"' if file_name else ""
    return f'--b1\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + data + b"\r\n"


@given(st.binary().filter(lambda data: b"\r\n--b1" not in data))
def test_bytes_come_out_as_they_went_in(data):
    """Line ends, empty files and everything else."""
    body = part("kind", "文件".encode()) + part("file", data, "a.bin") + b"--b1--\r\n"

    assert read_form(TYPE, body) == {"kind": Part("文件".encode()), "file": Part(data, "a.bin")}


def test_the_last_of_several_fields_counts():
    """What stands before the first boundary does not."""
    body = b"preamble\r\n" + part("a", b"1") + part("a", b"2") + b"--b1--"

    assert read_form(TYPE, body)["a"].text == "2"


@pytest.mark.parametrize(
    ("content_type", "body", "problem"),
    [
        ("application/json", b"{}", "no multipart"),
        ("multipart/form-data", b"", "no multipart"),
        ("", b"", "no multipart"),
        (TYPE, b"", "does not end"),
        (TYPE, part("a", b"1"), "does not end"),
        (TYPE, b"--b1\r\n\r\n1\r\n--b1--", "no name"),
        (TYPE, b"--b1\r\nContent-Disposition: form-data; name=x\r\n--b1--", "no name"),
        (TYPE, part("a", b"1") * 51 + b"--b1--", "more than 50"),
    ],
)
def test_what_is_no_form_is_refused(content_type, body, problem):
    """The error says why."""
    with pytest.raises(ValueError, match=problem):
        read_form(content_type, body)
