"""Descriptions of calls about images, files and link previews."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args
from urllib.parse import quote

from larkline.api.calls import Call, message_path
from larkline.api.uploads import Source, Upload
from larkline.errors import PlatformBroken
from larkline.facts.api import FILE_BYTES, IMAGE_BYTES, PREVIEW_REFRESH_OPEN_IDS, PREVIEW_REFRESH_TOKENS

__all__ = [
    "FileKind",
    "ImageKind",
    "ResourceKind",
    "file_get",
    "file_upload",
    "image_get",
    "image_upload",
    "no_file",
    "preview_refresh",
    "resource_get",
]

_IM = "/open-apis/im/v1"
#: What an uploaded image is for.
ImageKind: TypeAlias = Literal["message", "avatar"]
#: What an uploaded file is; ``stream`` is anything else.
FileKind: TypeAlias = Literal["opus", "mp4", "pdf", "doc", "xls", "ppt", "stream"]
#: What a resource of a message is: an image, or anything else.
ResourceKind: TypeAlias = Literal["image", "file"]
_KINDS: dict[str, FileKind] = {
    ".opus": "opus",
    ".mp4": "mp4",
    ".pdf": "pdf",
    ".doc": "doc",
    ".docx": "doc",
    ".xls": "xls",
    ".xlsx": "xls",
    ".ppt": "ppt",
    ".pptx": "ppt",
}


def image_upload(source: Source, *, kind: ImageKind = "message", size_bytes: int | None = None) -> Call:
    """
    Upload an image of at most 10 MB.

    Raises:
        ValueError: It is empty or too large, or *kind* is none.
        TypeError: *source* is nothing that bytes come from.
        OSError: It cannot be read.

    Source: docs, 上传图片 (documented).
    """
    _one_of(kind, get_args(ImageKind), "kind")
    upload = Upload({"image_type": kind}, "image", source, size_bytes=size_bytes, limit_bytes=IMAGE_BYTES)
    return Call("POST", f"{_IM}/images", repeatable=True, upload=upload, gives=("image_key",))


def file_upload(
    source: Source,
    *,
    name: str | None = None,
    kind: FileKind | None = None,
    duration_ms: int | None = None,
    size_bytes: int | None = None,
) -> Call:
    """
    Upload a file of at most 30 MB.

    Args:
        source: Where it comes from.
        name: What it is called; None takes the name of the file at a path.
        kind: None tells by the name.
        duration_ms: Of audio and video.
        size_bytes: How long it is, for a source that does not tell.

    Raises:
        ValueError: It is empty or too large, it has no name, or *kind* is none.
        TypeError: *source* is nothing that bytes come from.
        OSError: It cannot be read.

    Source: docs, 上传文件 (documented).
    """
    if name is None and isinstance(source, (str, os.PathLike)):
        name = os.path.basename(os.fspath(source))
    if not name or not name.isprintable():
        raise ValueError("an uploaded file needs a name: pass name=")
    kind = kind or _KINDS.get(os.path.splitext(name)[1].lower(), "stream")
    _one_of(kind, get_args(FileKind), "kind")
    fields = {"file_type": kind, "file_name": name}
    if duration_ms is not None:
        fields["duration"] = str(int(duration_ms))
    upload = Upload(fields, "file", source, size_bytes=size_bytes, limit_bytes=FILE_BYTES)
    return Call("POST", f"{_IM}/files", repeatable=True, upload=upload, gives=("file_key",))


def image_get(image_key: str) -> Call:
    """Download an image that this app uploaded."""
    return Call("GET", f"{_IM}/images/{_key(image_key)}", repeatable=True)


def file_get(file_key: str) -> Call:
    """Download a file that this app uploaded."""
    return Call("GET", f"{_IM}/files/{_key(file_key)}", repeatable=True)


def resource_get(message_id: str, file_key: str, *, kind: ResourceKind) -> Call:
    """Download an image, a file, an audio or a video that somebody sent."""
    _one_of(kind, get_args(ResourceKind), "kind")
    path = f"{message_path(message_id)}/resources/{_key(file_key)}"
    return Call("GET", path, params={"type": kind}, repeatable=True)


def no_file(call: Call) -> PlatformBroken:
    """Give the error for an answer that should have been a file."""
    error = PlatformBroken(code=0, msg="the answer is not a file", method=call.method, path=call.path)
    error.retryable = False
    return error


def preview_refresh(preview_tokens: str | Sequence[str], *, open_ids: Sequence[str] = ()) -> Call:
    """
    Have link previews asked for again.

    Raises:
        ValueError: There are no tokens, or too many of them or of *open_ids*.

    Source: docs, 更新 URL 预览 (documented).
    """
    tokens = [preview_tokens] if isinstance(preview_tokens, str) else [str(token) for token in preview_tokens]
    people = [str(open_id) for open_id in ([open_ids] if isinstance(open_ids, str) else open_ids)]
    if not 0 < len(tokens) <= PREVIEW_REFRESH_TOKENS or not all(tokens):
        raise ValueError(f"a refresh is of 1 to {PREVIEW_REFRESH_TOKENS} preview tokens, not of {len(tokens)}")
    if len(people) > PREVIEW_REFRESH_OPEN_IDS:
        raise ValueError(f"a refresh is for at most {PREVIEW_REFRESH_OPEN_IDS} people, or for everybody")
    body = {"preview_tokens": tokens, **({"open_ids": people} if people else {})}
    return Call("POST", "/open-apis/im/v2/url_previews/batch_update", json=body, repeatable=True, secrets=tuple(tokens))


def _key(key: str) -> str:
    if not key.strip("."):
        raise ValueError(f"{key!r} is not the key of an image or a file")
    return quote(key, safe="")


def _one_of(value: object, allowed: tuple[str, ...], name: str) -> None:
    if value not in allowed:
        raise ValueError(f"{name}={value!r}: it is one of {', '.join(allowed)}")
