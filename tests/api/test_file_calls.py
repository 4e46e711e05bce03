"""Descriptions of calls about files and link previews."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from larkline.api import file_calls


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.opus", "opus"),
        ("a.MP4", "mp4"),
        ("a.docx", "doc"),
        ("a.xlsx", "xls"),
        ("a.pptx", "ppt"),
        ("a.tar.gz", "stream"),
        ("a", "stream"),
        (".pdf", "stream"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_name(name, kind):
    """What the platform shows in its own way is told from the rest."""
    call = file_calls.file_upload(b"x", name=name)

    assert call.upload is not None
    assert f"\r\n\r\n{kind}\r\n".encode() in next(iter(call.upload.sync_pieces()))


@pytest.mark.parametrize("source", [b"x", iter([b"x"])])
def test_a_file_without_a_name(source):
    """The platform wants one, and it cannot be guessed."""
    with pytest.raises(ValueError, match="name="):
        file_calls.file_upload(source)


def test_the_name_of_a_path(tmp_path):
    """Its last part is the name, unless another one is given."""
    path = tmp_path / "report.pdf"
    path.write_bytes(b"x")
    heads = []
    for call in (
        file_calls.file_upload(path),
        file_calls.file_upload(str(path)),
        file_calls.file_upload(path, name="b"),
    ):
        assert call.upload is not None
        heads.append(next(iter(call.upload.sync_pieces())))

    assert [b"report.pdf" in head for head in heads] == [True, True, False]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: file_calls.image_upload(b"x", kind="picture"), "avatar"),  # type: ignore[arg-type]  # wrong on purpose
        (lambda: file_calls.file_upload(b"x", name="a", kind="zip"), "stream"),  # type: ignore[arg-type]  # as above
        (lambda: file_calls.file_upload(b"x", name="a\nb"), "name="),
        (lambda: file_calls.resource_get("om_1", "k", kind="video"), "image, file"),  # type: ignore[arg-type]  # as above
        (lambda: file_calls.image_upload(bytes(10 * 1024 * 1024 + 1)), "234006"),
        (lambda: file_calls.file_upload(bytes(30 * 1024 * 1024 + 1), name="a"), "234006"),
        (lambda: file_calls.image_get(""), "key"),
        (lambda: file_calls.file_get(".."), "key"),
        (lambda: file_calls.resource_get("", "k", kind="file"), "message"),
    ],
    ids=range(9),
)
def test_mistakes(make, problem):
    """They surface where the call is described."""
    with pytest.raises(ValueError, match=problem):
        make()


def test_a_file_that_is_not_there():
    """The system's own error says so."""
    with pytest.raises(FileNotFoundError):
        file_calls.image_upload(Path("there is no such file"))


@pytest.mark.parametrize(
    ("tokens", "people", "problem"),
    [
        ([], [], "1 to 10"),
        ([""], [], "1 to 10"),
        ([str(number) for number in range(11)], [], "not of 11"),
        (["a"], [f"ou_{number}" for number in range(101)], "100 people"),
    ],
)
def test_a_refresh_that_the_platform_would_refuse(tokens, people, problem):
    """The numbers are the platform's."""
    with pytest.raises(ValueError, match=problem):
        file_calls.preview_refresh(tokens, open_ids=people)


def test_one_person_is_not_a_list_of_letters():
    """A text where a list belongs is taken as one id."""
    call = file_calls.preview_refresh("pt_1", open_ids="ou_a")
    body: Any = call.json

    assert body == {"preview_tokens": ["pt_1"], "open_ids": ["ou_a"]}
    assert call.secrets == ("pt_1",)
