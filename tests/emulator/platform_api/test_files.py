"""Images and files over HTTP: uploads with their limits, downloads, what people send."""

from __future__ import annotations

import json
from typing import Any

import pytest

from larkline.emulator.errors import EmulatorError
from larkline.emulator.platform_api import files
from larkline.wire.delivery import Delivery, Response
from tests.emulator.tiny_client import answer
from tests.emulator.world.test_files import gif, png

IMAGES, FILES = "/im/v1/images", "/im/v1/files"


async def upload_image(api: Any, data: bytes, *, status: int = 200, kind: str = "message") -> dict[str, Any]:
    """Upload an image and give the answer."""
    form = {"data": {"image_type": kind}, "files": {"image": ("a", data)}}
    answered: dict[str, Any] = await api.call("POST", IMAGES, status=status, **form)
    return answered


async def upload_file(api: Any, data: bytes, *, status: int = 200, **fields: str) -> dict[str, Any]:
    """Upload a file and give the answer."""
    form = {"data": {"file_type": "stream", "file_name": "报告.txt", **fields}, "files": {"file": ("a", data)}}
    answered: dict[str, Any] = await api.call("POST", FILES, status=status, **form)
    return answered


async def download(api: Any, path: str) -> Any:
    """Download something."""
    return await api.client.get("/open-apis" + path, headers={"Authorization": f"Bearer {api.token}"})


async def test_an_uploaded_image_can_be_downloaded(api):
    """Under the key it was given, with its type."""
    data = png(640, 480) + b"\r\n--binary\x00"
    key = (await upload_image(api, data))["data"]["image_key"]
    got = await download(api, f"{IMAGES}/{key}")

    assert key.startswith("img_v3_")
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, data, "image/png")
    assert got.headers["x-tt-logid"]


@pytest.mark.parametrize("duration", ["1000", ""], ids=["sound", "none, as the official Python SDK sends it"])
async def test_an_uploaded_file_can_be_downloaded(api, duration):
    """With its name."""
    key = (await upload_file(api, b"text", duration=duration))["data"]["file_key"]
    got = await download(api, f"{FILES}/{key}")

    assert key.startswith("file_v3_")
    assert (got.content, got.headers["content-type"]) == (b"text", "application/octet-stream")
    assert "%E6%8A%A5%E5%91%8A.txt" in got.headers["content-disposition"]


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"", "message", 234010),
        (b"no image", "message", 234011),
        (png(12_000, 12_000), "avatar", 0),
        (png(12_001, 1), "message", 234039),
        (gif(2_000, 2_000), "message", 0),
        (gif(1, 2_001), "message", 234039),
        (png(), "sticker", 234001),
    ],
)
async def test_an_image_has_its_limits(api, data, kind, code):
    """Format, pixels and purpose."""
    answered = await upload_image(api, data, kind=kind, status=400 if code else 200)

    assert answered["code"] == code


@pytest.mark.parametrize(
    ("data", "fields", "code"),
    [
        (b"", {}, 234010),
        (b"x", {"file_type": "exe"}, 234001),
        (b"x", {"file_name": ""}, 234001),
        (b"x", {"duration": "long"}, 234001),
    ],
)
async def test_a_file_has_its_limits(api, data, fields, code):
    """It has a type, a name and at least one byte."""
    assert (await upload_file(api, data, status=400, **fields))["code"] == code


@pytest.mark.parametrize(("size", "code"), [(100, 0), (101, 234006)])
async def test_the_size_is_limited(api, monkeypatch, size, code):
    """To the byte."""
    monkeypatch.setattr(files, "FILE_BYTES", 100)

    assert (await upload_file(api, b"x" * size, status=400 if code else 200))["code"] == code


async def test_an_image_of_more_than_ten_megabytes_is_refused_with_its_code(api):
    """The port takes more, so that the call can answer."""
    answered = await upload_image(api, png() + bytes(10 * 1024 * 1024), status=400)

    assert answered["code"] == 234006


async def test_a_body_that_is_no_form_is_refused(api):
    """The code is 234001, as for a form without a file."""
    assert await api.refusal("POST", IMAGES, json={}) == 234001
    assert await api.refusal("POST", FILES, data={"file_type": "stream", "file_name": "a"}) == 234001
    fields = {"data": {"image_type": "message"}, "files": {"other": ("a", b"x")}}
    assert await api.refusal("POST", IMAGES, **fields) == 234001


async def test_only_the_app_that_uploaded_something_downloads_it(api):
    """An unknown key is 234001, another app's 234002."""
    key = (await upload_image(api, png()))["data"]["image_key"]
    unknown = await api.refusal("GET", IMAGES + "/img_v3_nothing")
    as_file = await api.refusal("GET", f"{FILES}/{key}")
    api.become(api.feishu.app(name="另一个"))

    assert (unknown, as_file) == (234001, 234001)
    assert await api.refusal("GET", f"{IMAGES}/{key}") == 234002


async def test_what_a_person_sends_can_be_downloaded(api, connect_locally):
    """By the bot that got the message, with the key in it."""
    events: list[dict[str, Any]] = []

    async def handle(delivery: Delivery) -> Response:
        events.append(json.loads(delivery.payload)["event"]["message"])
        return Response(200, b"{}")

    await connect_locally(handle)
    image = await api.feishu.share(png())
    await api.feishu.share(b"text", name="a.txt", to="oc_team")
    keys = [json.loads(event["content"]) for event in events]
    path = f"/im/v1/messages/{image.message.message_id}/resources"
    got = await download(api, f"{path}/{keys[0]['image_key']}?type=image")
    other = await download(api, f"/im/v1/messages/{events[1]['message_id']}/resources/{keys[1]['file_key']}?type=file")

    assert [event["message_type"] for event in events] == ["image", "file"]
    assert got.content == png()
    assert other.content == b"text"
    assert keys[1]["file_name"] == "a.txt"
    assert await api.refusal("GET", f"{path}/{keys[1]['file_key']}?type=file") == 234003
    assert await api.refusal("GET", f"{path}/{keys[0]['image_key']}") == 234001
    assert await api.refusal("GET", f"{path}/{keys[0]['image_key']}?type=file") == 234001


async def test_a_card_has_no_resources(api):
    """The code is 234043."""
    content = json.dumps({"schema": "2.0", "body": {"elements": [{"tag": "img", "img_key": "img_1"}]}})
    item = await api.send(content, msg_type="interactive")

    assert await api.refusal("GET", f"/im/v1/messages/{item['message_id']}/resources/img_1?type=image") == 234043


async def test_something_without_a_name_has_to_be_an_image(api, connect_locally):
    """The error says what is missing."""
    await connect_locally(answer({}))
    with pytest.raises(EmulatorError, match="give the file a name"):
        await api.feishu.share(b"text")


async def test_a_reset_forgets_the_files(api):
    """The key means nothing any more."""
    key = (await upload_image(api, png()))["data"]["image_key"]
    api.feishu.core.reset()

    assert await api.refusal("GET", f"{IMAGES}/{key}") == 234001


@pytest.mark.parametrize(("key", "refused"), [("img_v3_02aa_x", False), ("", True), ("https://a.test/b.png", True)])
async def test_a_card_shows_images_by_their_keys(api, key, refused):
    """What cannot be one is refused with 200570; one of the platform's, which is not known here, is taken."""
    content = json.dumps({"schema": "2.0", "body": {"elements": [{"tag": "img", "img_key": key}]}})
    body = {"receive_id": "oc_team", "msg_type": "interactive", "content": content}
    path = "/im/v1/messages?receive_id_type=chat_id"
    answered = await api.call("POST", path, json=body, status=400 if refused else 200)

    assert ("ErrCode: 200570" in answered["msg"]) is refused
