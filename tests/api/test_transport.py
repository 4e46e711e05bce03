"""The seam to another HTTP library, from both of its sides."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from larkline.api.client import Client, SyncClient
from larkline.api.transport import (
    HttpRequest,
    HttpResponse,
    SyncHttpRequest,
    SyncHttpResponse,
    TransportFailed,
)
from larkline.clock import ManualClock
from larkline.errors import ConfigurationError, PermissionDenied, PlatformBroken, RateLimited
from tests.api.scripted import APP_ID, APP_SECRET, MESSAGE, MESSAGES, TOKEN_PATH

TOKEN = {"code": 0, "msg": "ok", "tenant_access_token": "t-1", "expire": 7200}


class Library:
    """An HTTP library that is not httpx2, both of its kinds: it answers from a script."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[HttpRequest | SyncHttpRequest] = []
        self.bodies: list[bytes] = []
        self.open_now = 0

    def _answer(self, request: HttpRequest | SyncHttpRequest) -> tuple[int, dict[str, str], list[Any]]:
        self.requests.append(request)
        if request.url.endswith(TOKEN_PATH):
            return 200, {"Content-Type": "application/json"}, [json.dumps(TOKEN).encode()]
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, dict):
            body = json.dumps(answer).encode()
            status = 200 if answer.get("code") == 0 else 400
            return status, {"X-Tt-Logid": "LOG9", "Content-Type": "application/json"}, [body[:7], b"", body[7:]]
        status, headers, pieces = answer
        return status, headers, pieces

    @asynccontextmanager
    async def open(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
        """Take a request of a task."""
        body = request.body
        self.bodies.append(
            b"".join([piece async for piece in body]) if isinstance(body, AsyncIterable) else body or b""
        )
        status, headers, pieces = self._answer(request)

        async def given() -> AsyncIterator[bytes]:
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece

        self.open_now += 1
        try:
            yield HttpResponse(status, headers, given())
        finally:
            self.open_now -= 1


class SyncLibrary(Library):
    """The same for threads."""

    @contextmanager
    def open(self, request: SyncHttpRequest) -> Iterator[SyncHttpResponse]:  # type: ignore[override]  # on purpose
        """Take a request of a thread."""
        body = request.body
        whole = body if isinstance(body, bytes) else b"".join(body) if isinstance(body, Iterable) else b""
        self.bodies.append(whole)
        status, headers, pieces = self._answer(request)

        def given() -> Iterator[bytes]:
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece

        self.open_now += 1
        try:
            yield SyncHttpResponse(status, headers, given())
        finally:
            self.open_now -= 1


def client_of(library: Library, **options: Any) -> Client:
    """Make a client that uses another library."""
    options = {"clock": ManualClock(), "random": lambda: 0.5, **options}
    return Client(APP_ID, APP_SECRET, transport=library, **options)


async def test_calls_go_through_the_library():
    """It gets requests that are ready to be sent, and nothing else is asked of it."""
    library = Library({"code": 0, "data": MESSAGE})
    async with client_of(library) as client:
        message = await client.messages.send("hi", to="oc_team")

    token, call = library.requests
    assert (message.message_id, library.open_now) == ("om_1", 0)
    assert (token.method, token.url) == ("POST", f"https://open.feishu.cn{TOKEN_PATH}")
    assert (call.method, call.url) == ("POST", f"https://open.feishu.cn{MESSAGES}?receive_id_type=chat_id")
    assert call.headers["Authorization"] == "Bearer t-1"
    assert call.headers["Content-Length"] == str(len(library.bodies[1]))
    assert json.loads(library.bodies[1])["receive_id"] == "oc_team"
    assert "t-1" not in repr(call)


def test_calls_of_a_thread_go_through_the_library():
    """As for tasks."""
    library = SyncLibrary({"code": 0, "data": MESSAGE})
    with SyncClient(APP_ID, APP_SECRET, transport=library) as client:
        assert client.messages.send("hi", to="oc_team").message_id == "om_1"

    assert (len(library.requests), library.open_now) == (2, 0)
    assert "t-1" not in repr(library.requests[1])


async def test_a_query_and_a_path_are_percent_encoded():
    """The library gets an address that it can send as it is."""
    library = Library({"code": 0, "data": {}})
    async with client_of(library) as client:
        await client.request(
            "GET", "/open-apis/a b/群", params={"q": "a&b 群", "flag": True, "ids": ["1", "2"], "no": None}
        )

    assert library.requests[1].url == (
        "https://open.feishu.cn/open-apis/a%20b/%E7%BE%A4?q=a%26b+%E7%BE%A4&flag=true&ids=1&ids=2"
    )


async def test_the_facts_of_an_error():
    """Header names may come in any case."""
    library = Library({"code": 99991672, "msg": "no scope"})
    async with client_of(library) as client:
        with pytest.raises(PermissionDenied) as caught:
            await client.messages.get("om_1")

    assert (caught.value.log_id, caught.value.status) == ("LOG9", 400)


async def test_a_rate_limit_is_obeyed():
    """The rules of attempts are ours, whatever the library."""
    limited = (429, {"X-Ogw-Ratelimit-Reset": "60"}, [b'{"code":99991400,"msg":"slow"}'])
    async with client_of(Library(limited)) as client:
        with pytest.raises(RateLimited) as caught:
            await client.messages.get("om_1")

    assert caught.value.retry_after == 60.0


@pytest.mark.parametrize(
    ("trouble", "attempts", "text"),
    [
        (TransportFailed("no route", arrived=False), 3, "no route"),
        (TransportFailed("reset"), 1, "reset"),
        (ConnectionRefusedError("refused"), 3, "refused"),
        (TimeoutError(), 1, "no answer in time"),
        (ValueError("something of the library"), 1, "something of the library"),
    ],
)
async def test_its_failures(trouble, attempts, text):
    """A delayed update is made again only when it certainly did not arrive; what the library said is kept."""
    clock = ManualClock()
    library = Library(trouble)
    async with client_of(library, clock=clock) as client:
        updating = asyncio.create_task(client.cards.update("c-1", {"schema": "2.0", "body": {"elements": []}}))
        await clock.advance(5)
        with pytest.raises(PlatformBroken, match=text) as caught:
            await updating

    assert caught.value.__cause__ is trouble
    assert len(library.requests) - 1 == attempts


def test_its_failures_in_a_thread():
    """As for tasks."""
    library = SyncLibrary(ValueError("odd"))
    client = SyncClient(APP_ID, APP_SECRET, transport=library, retries=0)
    with client, pytest.raises(PlatformBroken, match="odd") as caught:
        client.messages.get("om_1")

    assert caught.value.__cause__ is library.answers[0]


async def test_our_own_mistakes_are_no_failures_of_the_network():
    """An error of ours, such as a missing credential, goes through the library unharmed."""
    wrong = ConfigurationError("wrong")
    async with client_of(Library(wrong)) as client:
        with pytest.raises(ConfigurationError, match="wrong"):
            await client.messages.get("om_1")


class SourceFailed(Exception):
    """A failure of the place an upload comes from."""


async def test_a_source_that_fails_is_no_failure_of_the_network():
    """Its own error comes back through the library, which may wrap what it likes."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"
        raise SourceFailed

    def sync_pieces() -> Iterator[bytes]:
        yield b"x"
        raise SourceFailed

    async with client_of(Library({"code": 0, "data": {"file_key": "f"}})) as client:
        with pytest.raises(SourceFailed):
            await client.files.upload(pieces(), name="a")
    sync_client = SyncClient(APP_ID, APP_SECRET, transport=SyncLibrary({"code": 0, "data": {"file_key": "f"}}))
    with sync_client, pytest.raises(SourceFailed):
        sync_client.files.upload(sync_pieces(), name="a")


@pytest.mark.parametrize("trouble", [TransportFailed("reset"), TimeoutError()])
async def test_an_upload_that_breaks_lets_go_of_its_source(trouble):
    """The generator that feeds it is closed when the call has failed, not some time later."""
    closed: list[bool] = []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x"
        finally:
            closed.append(True)

    class Breaking(Library):
        @asynccontextmanager
        async def open(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
            if isinstance(request.body, AsyncIterable):
                self.reading = aiter(request.body)
                await anext(self.reading)
                await anext(self.reading)
                raise trouble
            async with super().open(request) as response:
                yield response

    library = Breaking({"code": 0})
    async with client_of(library) as client:
        with pytest.raises(PlatformBroken):
            await client.files.upload(pieces(), name="a")
        assert closed == [True]


async def test_the_time_is_limited_by_the_client():
    """A library without limits of its own is cancelled."""
    clock = ManualClock()

    class Silent(Library):
        @asynccontextmanager
        async def open(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
            await asyncio.Event().wait()
            yield HttpResponse(200, {}, given())

    async def given() -> AsyncIterator[bytes]:
        yield b""

    async with client_of(Silent(None), clock=clock, retries=0, call_timeout=7.0) as client:
        calling = asyncio.create_task(client.messages.get("om_1"))
        await clock.advance(6.9)
        waiting = not calling.done()
        await clock.advance(0.2)
        with pytest.raises(PlatformBroken, match="no answer in time"):
            await calling

    assert waiting


async def test_files_are_streamed_through_the_library():
    """Both ways, piece by piece; an early end of a download is an error of the call."""
    file = (200, {"Content-Type": "image/png", "Content-Length": "4"}, [b"ab", b"cd"])
    broken = (200, {"Content-Type": "image/png"}, [b"ab", ValueError("cut")])
    library = Library({"code": 0, "data": {"image_key": "img_1"}}, file, broken)
    async with client_of(library) as client:
        assert await client.images.upload(b"pixels") == "img_1"
        async with client.images.download("img_1") as download:
            content = [piece async for piece in download]
        async with client.images.download("img_1") as download:
            with pytest.raises(PlatformBroken, match="cut"):
                await download.read()

    assert b"pixels" in library.bodies[1]
    assert library.requests[1].headers["Content-Length"] == str(len(library.bodies[1]))
    assert (content, download.size_bytes, library.open_now) == ([b"ab", b"cd"], None, 0)


def test_files_are_streamed_through_the_library_of_a_thread():
    """As for tasks."""
    file = (200, {"Content-Type": "image/png"}, [b"ab", b"cd"])
    broken = (200, {"Content-Type": "image/png"}, [b"ab", ValueError("cut")])
    library = SyncLibrary({"code": 0, "data": {"image_key": "img_1"}}, file, broken)
    with SyncClient(APP_ID, APP_SECRET, transport=library) as client:
        assert client.images.upload(b"pixels") == "img_1"
        with client.images.download("img_1") as download:
            assert download.read() == b"abcd"
        with client.images.download("img_1") as download, pytest.raises(PlatformBroken, match="cut"):
            download.read()

    assert b"pixels" in library.bodies[1]
    assert library.open_now == 0


def test_with_another_library_httpx2_is_not_loaded():
    """Whoever has an HTTP library pays for one."""
    program = """
import asyncio, sys
from contextlib import asynccontextmanager
from larkline.api.client import Client
from larkline.api.transport import HttpResponse

class Library:
    @asynccontextmanager
    async def open(self, request):
        async def pieces():
            yield b'{"code":0,"tenant_access_token":"t-1","expire":7200}'
        yield HttpResponse(200, {}, pieces())

async def main():
    async with Client("a", "b", transport=Library()) as client:
        await client.request("GET", "/open-apis/x")

asyncio.run(main())
print("httpx2" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "False"
