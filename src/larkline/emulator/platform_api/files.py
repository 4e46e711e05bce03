"""``/open-apis/im/v1/images`` and ``files``: upload, download, and what people send in messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from larkline.emulator.failures import ApiFailure
from larkline.emulator.http.multipart import Part, read_form
from larkline.emulator.platform_api.operations import Answer, Call, FileAnswer, Operation, success
from larkline.emulator.world.files import StoredFile, image_kind, image_size
from larkline.facts.api import DOWNLOAD_BYTES, FILE_BYTES, GIF_PIXELS, IMAGE_BYTES, IMAGE_PIXELS

__all__ = ["FILES", "UPLOAD_PATHS"]

_IMAGES, _FILES = "/open-apis/im/v1/images", "/open-apis/im/v1/files"
#: Where bodies may be as large as an upload is.
UPLOAD_PATHS = (_IMAGES, _FILES)
_IMAGE_TYPES = ("message", "avatar")
_FILE_TYPES = ("opus", "mp4", "pdf", "doc", "xls", "ppt", "stream")


async def _upload_image(call: Call) -> Answer:
    form = await _form(call)
    _one_of(form, "image_type", _IMAGE_TYPES)
    data = _file(form, "image", IMAGE_BYTES)
    kind, size = image_kind(data), image_size(data)
    if kind is None:
        raise ApiFailure(234011)
    most = GIF_PIXELS if kind == "image/gif" else IMAGE_PIXELS
    if size is not None and max(size) > most:
        raise ApiFailure(234039, f"the image has {size[0]} x {size[1]} pixels, at most {most} x {most} are allowed")
    return success({"image_key": call.core.files.add_image(data, kind, owner=call.app.app_id).key})


async def _upload_file(call: Call) -> Answer:
    form = await _form(call)
    _one_of(form, "file_type", _FILE_TYPES)
    name = form["file_name"].text if "file_name" in form else ""
    if not name:
        raise ApiFailure(234001, "file_name is missing")
    duration = form["duration"].text if "duration" in form else ""
    if duration and not duration.isdecimal():
        raise ApiFailure(234001, "duration is a number of milliseconds")
    data = _file(form, "file", FILE_BYTES)
    return success({"file_key": call.core.files.add_file(data, name, owner=call.app.app_id).key})


async def _image(call: Call) -> FileAnswer:
    return _own(call, "image_key", "image")


async def _file_of_app(call: Call) -> FileAnswer:
    return _own(call, "file_key", "file")


async def _resource(call: Call) -> FileAnswer:
    """Give a file that is in a message. Source: docs, 获取消息中的资源文件 (documented)."""
    wanted = call.query("type")
    if wanted not in ("image", "file"):
        raise ApiFailure(234001, f"type is image or file, not {wanted!r}")
    message = call.core.messaging.find(call.app, call.path("message_id"), tenant_key=call.tenant_key)
    if message.message_type == "interactive":
        raise ApiFailure(234043)
    key = call.path("file_key")
    if key not in _keys(json.loads(message.content)):
        raise ApiFailure(234003, "File not in msg.")
    return _answer(call.core.files.find(key), wanted)


def _own(call: Call, name: str, kind: str) -> FileAnswer:
    stored = call.core.files.find(call.path(name))
    if stored is not None and stored.owner != call.app.app_id:
        raise ApiFailure(234002)
    return _answer(stored, kind)


def _answer(stored: StoredFile | None, kind: str) -> FileAnswer:
    if stored is None or stored.kind != kind:
        raise ApiFailure(234001, f"there is no {kind} with this key")
    if len(stored.data) > DOWNLOAD_BYTES:
        raise ApiFailure(234037)
    return FileAnswer(stored.data, stored.media_type, stored.name)


async def _form(call: Call) -> dict[str, Part]:
    try:
        return read_form(call.request.headers.get("content-type", ""), await call.request.body())
    except ValueError as error:
        raise ApiFailure(234001, str(error)) from None


def _one_of(form: dict[str, Part], name: str, allowed: tuple[str, ...]) -> None:
    value = form[name].text if name in form else ""
    if value not in allowed:
        raise ApiFailure(234001, f"{name} is one of {', '.join(allowed)}, not {value!r}")


def _file(form: dict[str, Part], name: str, most: int) -> bytes:
    if name not in form:
        raise ApiFailure(234001, f"{name} is missing")
    data = form[name].data
    if not data:
        raise ApiFailure(234010)
    if len(data) > most:
        raise ApiFailure(234006, f"the file has {len(data)} bytes, at most {most} are allowed")
    return data


def _keys(content: Any) -> Iterator[str]:
    """Go through every key of an image or a file in the content of a message."""
    if isinstance(content, list):
        for each in content:
            yield from _keys(each)
    elif isinstance(content, dict):
        for name, value in content.items():
            if name in ("image_key", "file_key") and isinstance(value, str):
                yield value
            else:
                yield from _keys(value)


_TEST = "test_files.py::"
_SCOPES = ("im:resource", "im:resource:upload")

#: What :func:`platform_app` serves of this. Source: docs, 上传图片, 上传文件, 下载图片, 下载文件 (documented).
FILES = (
    Operation(
        method="POST",
        path=_IMAGES,
        handler=_upload_image,
        codes=(234001, 234006, 234010, 234011, 234039),
        test=_TEST + "test_an_uploaded_image_can_be_downloaded",
        scopes=_SCOPES,
        body="raw",
    ),
    Operation(
        method="POST",
        path=_FILES,
        handler=_upload_file,
        codes=(234001, 234006, 234010),
        test=_TEST + "test_an_uploaded_file_can_be_downloaded",
        scopes=_SCOPES,
        body="raw",
    ),
    Operation(
        method="GET",
        path=_IMAGES + "/{image_key}",
        handler=_image,
        codes=(234001, 234002, 234037),
        test=_TEST + "test_an_uploaded_image_can_be_downloaded",
        scopes=("im:resource",),
    ),
    Operation(
        method="GET",
        path=_FILES + "/{file_key}",
        handler=_file_of_app,
        codes=(234001, 234002, 234037),
        test=_TEST + "test_an_uploaded_file_can_be_downloaded",
        scopes=("im:resource",),
    ),
    Operation(
        method="GET",
        path="/open-apis/im/v1/messages/{message_id}/resources/{file_key}",
        handler=_resource,
        codes=(230001, 230002, 230110, 234001, 234003, 234037, 234043),
        test=_TEST + "test_what_a_person_sends_can_be_downloaded",
        scopes=("im:message", "im:message:readonly"),
    ),
)
