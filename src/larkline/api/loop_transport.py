"""Let a thread use a transport that lives in an event loop. Importing this module loads httpx2."""

from __future__ import annotations

import asyncio

import httpx2

from larkline.clock import Clock, timeout_at

__all__ = ["LoopTransport"]


class LoopTransport(httpx2.BaseTransport):
    """
    Run an awaitable transport in its loop and wait for it here; for any thread but the loop's own.

    Args:
        transport: What is run.
        loop: Where.
        clock: Whose time the limit is on.
        seconds: The limit of one exchange.
    """

    def __init__(
        self, transport: httpx2.AsyncBaseTransport, *, loop: asyncio.AbstractEventLoop, clock: Clock, seconds: float
    ) -> None:
        self._transport = transport
        self._loop = loop
        self._clock = clock
        self._seconds = seconds

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """
        Pass *request* on and give the answer, read completely.

        Raises:
            ReadTimeout: There was none within the limit.
            ConnectError: The loop is closed.
        """
        request.read()  # a body that comes piece by piece cannot be iterated over in the loop
        exchange = self._exchange(request)
        try:
            answer = asyncio.run_coroutine_threadsafe(exchange, self._loop)
        except RuntimeError as error:
            exchange.close()
            raise httpx2.ConnectError(str(error), request=request) from error
        try:
            return answer.result(self._seconds)  # in this machine's time, too: the loop may have stopped
        except TimeoutError as error:
            answer.cancel()
            raise httpx2.ReadTimeout("the event loop gave no answer", request=request) from error

    async def _exchange(self, request: httpx2.Request) -> httpx2.Response:
        async with timeout_at(self._clock, self._clock.now() + self._seconds):
            response = await self._transport.handle_async_request(request)
            try:
                stream = response.stream
                assert isinstance(stream, httpx2.AsyncByteStream)
                body = b"".join([chunk async for chunk in stream])
            finally:
                await response.aclose()
        return httpx2.Response(response.status_code, headers=response.headers, stream=httpx2.ByteStream(body))
