"""Images, files and link previews, through both clients."""

from __future__ import annotations

import asyncio
import gc
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from larkline.api.client import Client, SyncClient
from larkline.clock import ManualClock
from larkline.errors import ApiError, InvalidRequest, PlatformBroken
from tests.api.scripted import APP_ID, APP_SECRET, TOKEN_PATH, ScriptedPlatform, ok, refused
from tests.api.test_uploads import parts_of

IMAGES, FILES = "/open-apis/im/v1/images", "/open-apis/im/v1/files"
MEGABYTE = 1_000_000


def client_of(platform: ScriptedPlatform, **options: Any) -> Client:
    """Make a client that talks to *platform*."""
    options = {"clock": ManualClock(), "random": lambda: 0.5, **options}
    return Client(APP_ID, APP_SECRET, transport=platform.transport, **options)


def file(content: bytes = b"content", **headers: str) -> httpx2.Response:
    """Build the answer that is a file."""
    return httpx2.Response(200, headers={"Content-Type": "application/octet-stream", **headers}, content=content)


async def test_the_uploads(tmp_path):
    """Method, path, fields and the file are what the platform documents; the key comes back."""
    path = tmp_path / "账单.PDF"
    path.write_bytes(b"%PDF")
    platform = ScriptedPlatform(
        ok({"image_key": "img_1"}), ok({"image_key": "img_2"}), *(ok({"file_key": f"file_{n}"}) for n in range(3))
    )
    async with client_of(platform) as client:
        keys = [
            await client.images.upload(b"\x89PNG"),
            await client.images.upload(b"\x89PNG", kind="avatar"),
            await client.files.upload(path),
            await client.files.upload(b"sound", name="a.bin", kind="opus", duration_ms=1500),
            await client.files.upload(b"text", name="notes.txt"),
        ]

    sent = [
        (request.method, request.url.path, parts_of(request.headers["content-type"], request.content))
        for request in platform.calls
    ]
    assert keys == ["img_1", "img_2", "file_0", "file_1", "file_2"]
    assert sent == [
        ("POST", IMAGES, {"image_type": b"message", "image": b"\x89PNG"}),
        ("POST", IMAGES, {"image_type": b"avatar", "image": b"\x89PNG"}),
        ("POST", FILES, {"file_type": b"pdf", "file_name": "账单.PDF".encode(), "file": b"%PDF"}),
        ("POST", FILES, {"file_type": b"opus", "file_name": b"a.bin", "duration": b"1500", "file": b"sound"}),
        ("POST", FILES, {"file_type": b"stream", "file_name": b"notes.txt", "file": b"text"}),
    ]
    assert {request.headers["authorization"] for request in platform.calls} == {"Bearer t-token1"}
    assert platform.calls[0].headers["content-length"] == str(len(platform.calls[0].content))


def test_the_uploads_of_a_thread(tmp_path):
    """As for tasks, an iterator included."""
    platform = ScriptedPlatform(ok({"image_key": "img_1"}), ok({"file_key": "file_1"}))
    with SyncClient(APP_ID, APP_SECRET, transport=platform.transport) as client:
        keys = [client.images.upload(iter([b"\x89", b"PNG"])), client.files.upload(b"x", name="a.mp4", kind=None)]

    first, second = platform.calls
    assert keys == ["img_1", "file_1"]
    assert parts_of(first.headers["content-type"], first.content)["image"] == b"\x89PNG"
    assert parts_of(second.headers["content-type"], second.content)["file_type"] == b"mp4"
    assert first.headers["transfer-encoding"] == "chunked"


async def test_the_downloads(tmp_path):
    """Each has its path, and gives the content with what the headers say of it."""
    named = {"Content-Disposition": 'attachment; filename="a.bin"'}
    platform = ScriptedPlatform(file(b"1"), file(b"2", **named), file(b"3"))
    async with client_of(platform) as client:
        async with client.images.download("img_1") as download:
            contents = [await download.read()]
        async with client.files.download("file/1") as download:
            contents.append(await download.read())
            name, size = download.name, download.size_bytes
        async with client.messages.resource("om_1", "file_2", kind="image") as download:
            await download.save(tmp_path / "c")

    assert [request.url.raw_path.decode() for request in platform.calls] == [
        f"{IMAGES}/img_1",
        f"{FILES}/file%2F1",
        "/open-apis/im/v1/messages/om_1/resources/file_2?type=image",
    ]
    assert contents == [b"1", b"2"]
    assert (name, size, (tmp_path / "c").read_bytes()) == ("a.bin", 1, b"3")


def test_the_downloads_of_a_thread(tmp_path):
    """As for tasks."""
    platform = ScriptedPlatform(file(b"1"), file(b"2"), file(b"3"))
    with SyncClient(APP_ID, APP_SECRET, transport=platform.transport) as client:
        with client.images.download("img_1") as download:
            contents = [download.read()]
        with client.files.download("file_1") as download:
            contents += list(download)
        with client.messages.resource("om_1", "file_2") as download:
            download.save(tmp_path / "c")

    assert platform.calls[2].url.params["type"] == "file"
    assert contents == [b"1", b"2"]
    assert (tmp_path / "c").read_bytes() == b"3"


async def test_a_refused_download():
    """An answer that says why there is no file is an error with its facts."""
    platform = ScriptedPlatform(refused(234002, msg="no", headers={"X-Tt-Logid": "LOG1"}))
    async with client_of(platform) as client:
        with pytest.raises(ApiError) as caught:
            async with client.files.download("file_1"):
                raise AssertionError

    assert (caught.value.code, caught.value.log_id, caught.value.path) == (234002, "LOG1", f"{FILES}/file_1")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(234001, status=200), InvalidRequest),
        (ok({}), PlatformBroken),
        (httpx2.Response(200, headers={"Content-Type": "text/html"}, content=b"<html>log in"), PlatformBroken),
        (httpx2.Response(404, content=b"gone"), PlatformBroken),
    ],
)
async def test_what_is_no_file(answer, kind):
    """An API answer with status 200, and the page of something between us, are not taken for the file."""
    async with client_of(ScriptedPlatform(answer), retries=0) as client:
        with pytest.raises(kind):
            async with client.images.download("img_1"):
                raise AssertionError
    sync_client = SyncClient(APP_ID, APP_SECRET, transport=ScriptedPlatform(answer).transport, retries=0)
    with sync_client, pytest.raises(kind), sync_client.images.download("img_1"):
        raise AssertionError


async def test_a_file_of_json():
    """What somebody sent may look like an answer; its name tells that it is a file."""
    headers = {"Content-Type": "application/json", "Content-Disposition": 'attachment; filename="a.json"'}
    platform = ScriptedPlatform(httpx2.Response(200, headers=headers, content=b'{"code":1}'))
    async with client_of(platform) as client, client.files.download("file_1") as download:
        assert await download.read() == b'{"code":1}'


async def test_a_download_is_begun_again():
    """Until the first byte it is a call like any other: stale tokens are replaced, failures waited for."""
    clock = ManualClock()
    platform = ScriptedPlatform(refused(99991663), httpx2.ReadError("reset"), file(b"1"))
    async with client_of(platform, clock=clock) as client:

        async def fetch() -> bytes:
            async with client.images.download("img_1") as download:
                return await download.read()

        fetching = asyncio.create_task(fetch())
        await clock.advance(1)
        assert await fetching == b"1"

    assert platform.tokens_given == 2
    assert len(platform.calls) == 3


def test_a_download_is_begun_again_in_a_thread():
    """As for tasks."""
    platform = ScriptedPlatform(refused(99991663), httpx2.ConnectError("no"), file(b"1"))
    client = SyncClient(APP_ID, APP_SECRET, transport=platform.transport, random=lambda: -0.5)
    with client, client.images.download("img_1") as download:
        assert download.read() == b"1"

    assert (platform.tokens_given, len(platform.calls)) == (2, 3)


class Dripping(httpx2.AsyncByteStream):
    """A body that stops after its first piece."""

    async def __aiter__(self):
        yield b"first"
        await asyncio.Event().wait()


async def test_a_download_that_stops_is_given_up():
    """Each piece has its time, however long the whole takes."""
    clock = ManualClock()
    headers = {"Content-Type": "image/png"}
    platform = ScriptedPlatform(lambda _: httpx2.Response(200, headers=headers, stream=Dripping()))
    async with client_of(platform, clock=clock, read_timeout=10.0) as client, client.images.download("x") as download:
        pieces = aiter(download)
        assert await anext(pieces) == b"first"
        waiting = asyncio.ensure_future(anext(pieces))
        await clock.advance(9.9)
        assert not waiting.done()
        await clock.advance(0.2)
        with pytest.raises(PlatformBroken, match="no answer in time"):
            await waiting


class Cut(httpx2.AsyncByteStream, httpx2.SyncByteStream):
    """A body that ends too early."""

    def __iter__(self):
        yield b"first"
        raise httpx2.RemoteProtocolError("cut")

    async def __aiter__(self):
        for piece in self:
            yield piece


async def test_a_download_that_is_cut_is_an_error(tmp_path):
    """It is not taken for the whole, and leaves no file."""
    cut = ScriptedPlatform(lambda _: httpx2.Response(200, headers={"Content-Type": "image/png"}, stream=Cut()))
    async with client_of(cut) as client, client.images.download("img_1") as download:
        with pytest.raises(PlatformBroken, match="connection broke") as caught:
            await download.save(tmp_path / "a")
    sync_client = SyncClient(APP_ID, APP_SECRET, transport=cut.transport)
    broke = pytest.raises(PlatformBroken, match="connection broke")
    with sync_client, sync_client.images.download("img_1") as sync_download, broke:
        sync_download.save(tmp_path / "a")

    assert isinstance(caught.value.__cause__, httpx2.RemoteProtocolError)
    assert (caught.value.path, list(tmp_path.iterdir())) == (f"{IMAGES}/img_1", [])


@pytest.mark.parametrize(
    "trouble", [refused(99991663), httpx2.ReadError("reset"), httpx2.ConnectError("no"), refused(1, status=500)]
)
async def test_an_upload_is_made_again(trouble, tmp_path):
    """What can be read again is sent again, whole."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"content")
    clock = ManualClock()
    platform = ScriptedPlatform(trouble, ok({"file_key": "file_1"}))
    async with client_of(platform, clock=clock) as client:
        uploading = asyncio.create_task(client.files.upload(path))
        for _ in range(40):
            await asyncio.sleep(0.005)  # files are read in threads
            await clock.advance(0.1)
        assert await uploading == "file_1"

    assert [parts_of(each.headers["content-type"], each.content)["file"] for each in platform.calls] == [b"content"] * 2


@pytest.mark.parametrize("trouble", [refused(99991663), httpx2.ReadError("reset"), refused(1, status=500)])
async def test_an_upload_from_an_iterator_is_made_once(trouble):
    """What was taken from it is gone, so that the caller decides."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"content"

    platform = ScriptedPlatform(trouble, ok({"file_key": "file_1"}))
    async with client_of(platform) as client:
        with pytest.raises(ApiError):
            await client.files.upload(pieces(), name="a")

    assert len(platform.calls) == 1


class Broken(Exception):
    """A failure of the place an upload comes from."""


async def test_a_source_that_fails():
    """Its own error reaches the caller; it is no failure of the network."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"content"
        raise Broken

    def sync_pieces() -> Iterator[bytes]:
        yield b"content"
        raise Broken

    platform = ScriptedPlatform(ok({"file_key": "file_1"}))
    async with client_of(platform) as client:
        with pytest.raises(Broken):
            await client.files.upload(pieces(), name="a")
        with pytest.raises(Broken):
            await client.files.upload(sync_pieces(), name="a")
    with SyncClient(APP_ID, APP_SECRET, transport=platform.transport) as sync_client, pytest.raises(Broken):
        sync_client.files.upload(sync_pieces(), name="a")


async def test_an_upload_has_a_limit_of_its_own():
    """Sending 30 MB may take longer than any answer."""
    clock = ManualClock()
    go = asyncio.Event()

    class Slow(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            if request.url.path == TOKEN_PATH:
                return ok(tenant_access_token="t-1", expire=7200)
            await request.aread()
            await go.wait()
            return ok({"file_key": "file_1"})

    options: Any = {"clock": clock, "retries": 0}
    async with Client(APP_ID, APP_SECRET, transport=Slow(), **options) as client:
        uploading = asyncio.create_task(client.files.upload(b"x", name="a"))
        await clock.advance(299)
        go.set()
        assert await uploading == "file_1"
        go.clear()
        uploading = asyncio.create_task(client.files.upload(b"x", name="a"))
        await clock.advance(301)
        with pytest.raises(PlatformBroken, match="no answer in time"):
            await uploading


class Counting(httpx2.AsyncBaseTransport, httpx2.BaseTransport):
    """A network that swallows uploads and gives out 30 MB, piece by piece."""

    def __init__(self) -> None:
        self.swallowed = 0

    def _answer(self, path: str) -> httpx2.Response | None:
        if path == TOKEN_PATH:
            return ok(tenant_access_token="t-1", expire=7200)
        return None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Take a request of a task."""
        if (answer := self._answer(request.url.path)) is not None:
            return answer
        assert isinstance(request.stream, httpx2.AsyncByteStream)
        async for piece in request.stream:
            self.swallowed += len(piece)
        if request.method == "POST":
            return ok({"file_key": "file_1"})
        return httpx2.Response(200, headers={"Content-Type": "video/mp4"}, stream=Given())

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Take a request of a thread."""
        if (answer := self._answer(request.url.path)) is not None:
            return answer
        assert isinstance(request.stream, httpx2.SyncByteStream)
        for piece in request.stream:
            self.swallowed += len(piece)
        if request.method == "POST":
            return ok({"file_key": "file_1"})
        return httpx2.Response(200, headers={"Content-Type": "video/mp4"}, stream=Given())


class Given(httpx2.AsyncByteStream, httpx2.SyncByteStream):
    """Thirty megabytes."""

    def __iter__(self):
        for _ in range(480):
            yield bytes(62_500)

    async def __aiter__(self):
        for piece in self:
            yield piece


async def test_thirty_megabytes_do_not_stay_in_memory(tmp_path):
    """From a file, from an iterator, into a file and through the hands of the caller."""
    path, network = tmp_path / "large.mp4", Counting()
    with path.open("wb") as opened:
        opened.truncate(30 * MEGABYTE)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield bytes(100_000)

    async with Client(APP_ID, APP_SECRET, transport=network) as client:
        await client.files.upload(b"first, so that everything is loaded", name="a")
        gc.collect()
        tracemalloc.start()
        try:
            await client.files.upload(path)
            await client.files.upload(pieces(), name="b.mp4")
            async with client.files.download("file_1") as download:
                saved = await download.save(tmp_path / "saved.mp4")
            seen = 0
            async with client.messages.resource("om_1", "file_1") as download:
                async for piece in download:
                    seen += len(piece)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert network.swallowed > 60 * MEGABYTE
    assert (saved, seen) == (30 * MEGABYTE, 30 * MEGABYTE)
    assert peak < 3 * MEGABYTE


def test_thirty_megabytes_do_not_stay_in_memory_of_a_thread(tmp_path):
    """As for tasks."""
    path, network = tmp_path / "large.mp4", Counting()
    with path.open("wb") as opened:
        opened.truncate(30 * MEGABYTE)
    with SyncClient(APP_ID, APP_SECRET, transport=network) as client:
        client.files.upload(b"first, so that everything is loaded", name="a")
        gc.collect()
        tracemalloc.start()
        try:
            client.files.upload(path)
            client.files.upload((bytes(100_000) for _ in range(300)), name="b.mp4")
            with client.files.download("file_1") as download:
                saved = download.save(tmp_path / "saved.mp4")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert (network.swallowed > 60 * MEGABYTE, saved) == (True, 30 * MEGABYTE)
    assert peak < 3 * MEGABYTE


async def test_link_previews_are_refreshed():
    """One token or several, for everybody or for some."""
    platform = ScriptedPlatform(ok({}))
    async with client_of(platform) as client:
        await client.url_previews.refresh("pt_1")
        await client.url_previews.refresh(["pt_1", "pt_2"], open_ids=["ou_a"])
    with SyncClient(APP_ID, APP_SECRET, transport=platform.transport) as sync_client:
        sync_client.url_previews.refresh(["pt_3"], open_ids=("ou_b",))

    assert [(request.method, request.url.path) for request in platform.calls] == [
        ("POST", "/open-apis/im/v2/url_previews/batch_update")
    ] * 3
    assert platform.bodies() == [
        {"preview_tokens": ["pt_1"]},
        {"preview_tokens": ["pt_1", "pt_2"], "open_ids": ["ou_a"]},
        {"preview_tokens": ["pt_3"], "open_ids": ["ou_b"]},
    ]


async def test_a_message_of_another_type():
    """What was uploaded can be sent: the content of any type of message as a dict."""
    message = {"message_id": "om_1"}
    platform = ScriptedPlatform(ok(message))
    told: list[Any] = []
    async with client_of(platform, on_sent=lambda *args: told.append(args)) as client:
        await client.messages.send({"image_key": "img_1"}, to="oc_team", message_type="image")
        await client.messages.reply("om_0", {"file_key": "file_1"}, message_type="file")
        with pytest.raises(TypeError, match="dict"):
            await client.messages.send("text", to="oc_team", message_type="image")

    assert [(body["msg_type"], json.loads(body["content"])) for body in platform.bodies()] == [
        ("image", {"image_key": "img_1"}),
        ("file", {"file_key": "file_1"}),
    ]
    assert told == []


async def test_a_message_is_recalled():
    """A second attempt that finds it recalled has done what was asked; a first one has not."""
    clock = ManualClock()
    platform = ScriptedPlatform(ok({}), httpx2.ReadError("reset"), refused(230011), refused(230011))
    async with client_of(platform, clock=clock) as client:
        await client.messages.delete("om_1")
        deleting = asyncio.create_task(client.messages.delete("om_1"))
        await clock.advance(1)
        await deleting
        with pytest.raises(InvalidRequest):
            await client.messages.delete("om_1")
    with SyncClient(APP_ID, APP_SECRET, transport=ScriptedPlatform(ok({})).transport) as sync_client:
        sync_client.messages.delete("om_2")

    assert {(each.method, each.url.path) for each in platform.calls} == {("DELETE", "/open-apis/im/v1/messages/om_1")}
