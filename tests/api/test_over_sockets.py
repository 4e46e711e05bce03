"""Calls and files over real sockets on this machine, through httpx2 and through another library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from larkline.api.client import Client, SyncClient
from larkline.api.transport import HttpRequest, HttpResponse, TransportFailed
from larkline.errors import PlatformBroken
from tests.api.scripted import APP_ID, APP_SECRET, MESSAGE, MESSAGES, TOKEN_PATH


class AiohttpTransport:
    """The whole of what it takes."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @asynccontextmanager
    async def open(self, request: HttpRequest) -> AsyncIterator[HttpResponse]:
        """Carry one request."""
        try:
            async with self._session.request(
                request.method, request.url, headers=request.headers, data=request.body, allow_redirects=False
            ) as response:
                yield HttpResponse(response.status, response.headers, response.content.iter_any())
        except aiohttp.ClientConnectorError as error:
            raise TransportFailed(f"no connection: {error.os_error}", arrived=False) from error


class Server:
    """A platform that notes what it is sent."""

    def __init__(self) -> None:
        self.uploads: list[tuple[dict[str, str], int, str | None]] = []
        self.origin = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        if request.path == TOKEN_PATH:
            return web.json_response({"code": 0, "tenant_access_token": "t-1", "expire": 7200})
        assert request.headers["Authorization"] == "Bearer t-1"
        if request.path == "/open-apis/im/v1/files" and request.method == "POST":
            fields: dict[str, str] = {}
            size = 0
            async for part in await request.multipart():
                assert isinstance(part, aiohttp.BodyPartReader)
                if part.name == "file":
                    while piece := await part.read_chunk():
                        size += len(piece)
                else:
                    fields[str(part.name)] = await part.text()
            self.uploads.append((fields, size, request.headers.get("Transfer-Encoding")))
            return web.json_response({"code": 0, "data": {"file_key": "file_1"}})
        if request.path == "/open-apis/im/v1/files/file_1":
            headers = {
                "Content-Disposition": 'attachment; filename="a.bin"',
                "Content-Type": "application/octet-stream",
            }
            return web.Response(body=b"x" * 300_000, headers=headers)
        if request.path == MESSAGES:
            return web.json_response({"code": 0, "data": {**MESSAGE, "echo": await request.json()}})
        return web.json_response({"code": 230001, "msg": "wrong"}, status=400, headers={"X-Tt-Logid": "LOG1"})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Run a server."""
    served = Server()
    app = web.Application(client_max_size=100_000_000)
    app.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield served
    await runner.cleanup()


def check(server: Server, folder: Path, raw: dict[str, Any], size: int, name: str) -> None:
    """Check what came of it."""
    assert json.loads(raw["echo"]["content"]) == {"text": "hi 群"}
    assert server.uploads == [
        ({"file_type": "pdf", "file_name": "a.pdf"}, 200_000, None),
        ({"file_type": "mp4", "file_name": "b.mp4", "duration": "3000"}, 10_000, "chunked"),
    ]
    assert (size, name) == (300_000, "a.bin")
    assert (folder / "saved.bin").read_bytes() == b"x" * 300_000


@pytest.mark.parametrize("library", ["httpx2", "aiohttp"])
async def test_everything_works_over_sockets(library, server, tmp_path):
    """Calls, uploads with and without a known length, and downloads."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"y" * 1000

    path = tmp_path / "a.pdf"
    path.write_bytes(b"z" * 200_000)
    async with aiohttp.ClientSession() as session:
        transport = AiohttpTransport(session) if library == "aiohttp" else None
        async with Client(APP_ID, APP_SECRET, domain=server.origin, transport=transport) as client:
            message = await client.messages.send("hi 群", to="oc_team")
            await client.files.upload(path)
            await client.files.upload(pieces(), name="b.mp4", duration_ms=3000)
            async with client.files.download("file_1") as download:
                size = await download.save(tmp_path / "saved.bin")

    check(server, tmp_path, message.raw, size, download.name)


async def test_everything_works_over_sockets_in_a_thread(server, tmp_path):
    """As for tasks."""

    def use() -> None:
        path = tmp_path / "a.pdf"
        path.write_bytes(b"z" * 200_000)
        with SyncClient(APP_ID, APP_SECRET, domain=server.origin) as client:
            message = client.messages.send("hi 群", to="oc_team")
            client.files.upload(path)
            client.files.upload((b"y" * 1000 for _ in range(10)), name="b.mp4", duration_ms=3000)
            with client.files.download("file_1") as download:
                size = download.save(tmp_path / "saved.bin")
        check(server, tmp_path, message.raw, size, download.name)

    await asyncio.to_thread(use)


async def test_nobody_there():
    """The library's own error is the cause."""
    async with aiohttp.ClientSession() as session:
        transport = AiohttpTransport(session)
        async with Client(APP_ID, APP_SECRET, domain="http://127.0.0.1:9", transport=transport, retries=0) as client:
            with pytest.raises(PlatformBroken, match="no connection") as caught:
                await client.messages.get("om_1")

    assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)
