"""Let a thread use a transport that lives in an event loop."""

from __future__ import annotations

import asyncio
import gzip

import httpx2
import pytest

from larkline.api.loop_transport import LoopTransport
from larkline.clock import SystemClock


class Chunked(httpx2.AsyncByteStream):
    """A body in two pieces, which notes that it was closed."""

    closed = False

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self):
        """Give the pieces."""
        yield self.body[:5]
        await asyncio.sleep(0)
        yield self.body[5:]

    async def aclose(self) -> None:
        """Note it."""
        self.closed = True


async def test_an_answer_passes_unchanged():
    """Status, headers and a packed body in pieces arrive in the thread, and the answer is closed in the loop."""
    stream = Chunked(gzip.compress(b'{"code":0}'))

    class Transport(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            headers = {"Content-Encoding": "gzip", "X-Asked": request.url.path}
            return httpx2.Response(201, headers=headers, stream=stream)

    transport = LoopTransport(Transport(), loop=asyncio.get_running_loop(), clock=SystemClock(), seconds=20.0)

    def ask() -> httpx2.Response:
        with httpx2.Client(transport=transport) as client:
            return client.get("https://open.feishu.cn/a")

    answer = await asyncio.to_thread(ask)

    assert (answer.status_code, answer.headers["x-asked"], answer.json()) == (201, "/a", {"code": 0})
    assert stream.closed


async def test_what_the_transport_raises():
    """A failure in the loop is the failure in the thread."""

    class Transport(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            raise httpx2.ConnectError("nobody there")

    transport = LoopTransport(Transport(), loop=asyncio.get_running_loop(), clock=SystemClock(), seconds=20.0)

    with pytest.raises(httpx2.ConnectError, match="nobody there"):
        await asyncio.to_thread(transport.handle_request, httpx2.Request("GET", "https://open.feishu.cn/"))


def test_a_loop_that_does_not_run():
    """The limit holds in this machine's time, too, so that no thread hangs for ever."""

    class Transport(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            return httpx2.Response(200, stream=Chunked(b"too late"))

    loop = asyncio.new_event_loop()
    transport = LoopTransport(Transport(), loop=loop, clock=SystemClock(), seconds=0.01)
    with pytest.raises(httpx2.ReadTimeout):
        transport.handle_request(httpx2.Request("GET", "https://open.feishu.cn/"))
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
