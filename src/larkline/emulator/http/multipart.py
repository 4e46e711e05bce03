"""Read the body of a form with a file (multipart/form-data, RFC 7578). Pure."""

from __future__ import annotations

from email.message import Message as Headers
from email.parser import HeaderParser
from typing import NamedTuple

__all__ = ["Part", "read_form"]

_MAX_PARTS = 50


class Part(NamedTuple):
    """
    One field of a form.

    Attributes:
        file_name: What the file is called; None for a field without a file.
    """

    data: bytes
    file_name: str | None = None

    @property
    def text(self) -> str:
        """The field as text."""
        return self.data.decode("utf-8", "replace")


def read_form(content_type: str, body: bytes) -> dict[str, Part]:
    """
    Give the fields of a form by name; of several with one name, the last.

    Raises:
        ValueError: It is no such form.
    """
    outer = Headers()
    outer["Content-Type"] = content_type
    boundary = outer.get_param("boundary")
    if outer.get_content_type() != "multipart/form-data" or not isinstance(boundary, str) or not boundary:
        raise ValueError("the body is no multipart/form-data with a boundary")
    mark = b"\r\n--" + boundary.encode("latin-1", "replace")
    pieces = (b"\r\n" + body).split(mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("the form does not end with its boundary")
    if len(pieces) > _MAX_PARTS + 2:
        raise ValueError(f"the form has more than {_MAX_PARTS} parts")
    fields: dict[str, Part] = {}
    for piece in pieces[1:-1]:
        head, blank, data = piece.partition(b"\r\n\r\n")
        headers = HeaderParser().parsestr(head.decode("utf-8", "replace").lstrip("\r\n"))
        name = headers.get_param("name", header="content-disposition")
        if not blank or not isinstance(name, str):
            raise ValueError("a part of the form has no name")
        fields[name] = Part(data, headers.get_filename())
    return fields
