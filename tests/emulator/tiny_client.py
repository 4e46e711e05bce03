"""A client of a few lines on the app's side of the wire, as a fair opponent for the emulator."""

from __future__ import annotations

import asyncio
import contextlib
import json
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from larkline.clock import SystemClock
from larkline.errors import ConnectionLost
from larkline.links import Link, Platform
from larkline.wire.delivery import Delivery, Response
from larkline.wire.endpoint import ENDPOINT_PATH, Endpoint, endpoint_request, parse_endpoint_reply
from larkline.wire.long_connection import ConfigChanged, DeliveryReceived, LongConnection, PongReceived, Side

Handler = Callable[[Delivery], Awaitable[Response | None]]


def answer(body: object, status: int = 200) -> Handler:
    """Give a handler that always answers the same."""

    async def handle(_delivery: Delivery) -> Response:
        return Response(status, None if body is None else json.dumps(body, ensure_ascii=False).encode())

    return handle


class TinyClient:
    """Connects, pings, hands deliveries to one handler and sends what it gives; None sends nothing."""

    def __init__(self, link: Link, endpoint: Endpoint, handler: Handler, clock: Any) -> None:
        self.rules = LongConnection(Side.APP, service_id=endpoint.service_id, now=clock.now(), config=endpoint.config)
        self.received: list[Delivery] = []
        self.sent: list[bytes] = []
        self.configs: list[Any] = []
        self.pongs = 0
        self.ponged = asyncio.Event()
        self.link = link
        self.endpoint = endpoint
        self._handler = handler
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._start(self._pump())

    async def ping(self) -> None:
        """Send the ping of the protocol now."""
        self.rules.handle_deadline(now=self._clock.now() + self.rules.config.ping_interval)
        await self._transmit()

    async def close(self) -> None:
        """Close the link and end everything."""
        await self.link.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pump(self) -> None:
        await self._transmit()
        while True:
            try:
                message = await self.link.receive()
            except ConnectionLost:
                return
            self.rules.receive_message(message, now=self._clock.now())
            while (event := self.rules.next_event()) is not None:
                if isinstance(event, DeliveryReceived):
                    self.received.append(event.delivery)
                    self._start(self._handle(event.delivery))
                elif isinstance(event, PongReceived):
                    self.pongs += 1
                    self.ponged.set()
                elif isinstance(event, ConfigChanged):
                    self.configs.append(event.config)

    async def _handle(self, delivery: Delivery) -> None:
        response = await self._handler(delivery)
        if response is not None:
            with contextlib.suppress(ConnectionLost):
                self.rules.respond(delivery.id, response, now=self._clock.now())
                await self._transmit()

    async def _transmit(self) -> None:
        for frame in self.rules.messages_to_send():
            self.sent.append(frame)
            await self.link.send(frame)

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class WebSocketLink:
    """The client's end of a WebSocket, with as little as this test needs."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.heard_at = 0.0

    async def send(self, message: bytes) -> None:
        try:
            await self.connection.send(message)
        except ConnectionClosed as error:
            raise ConnectionLost(str(error)) from None

    async def receive(self) -> bytes | str:
        try:
            return await self.connection.recv()
        except ConnectionClosed as error:
            raise ConnectionLost(str(error)) from None

    async def ping(self) -> None:
        await (await self.connection.ping())

    async def close(self, code: int = 1000, reason: str = "") -> None:
        await self.connection.close(code, reason)

    def abort(self) -> None:
        self.connection.transport.abort()


class TinyApp:
    """The tiny client in the form of an app, for ``Emulator.running``."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def connected(self, *, platform: Platform) -> TinyApp:
        self._platform = platform
        return self

    async def __aenter__(self) -> TinyClient:
        self.client = await join(self._platform, self._handler)
        return self.client

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()


async def join(platform: Platform, handler: Handler) -> TinyClient:
    """Connect over the network of a platform in this process."""
    assert platform.app_id is not None
    assert platform.app_secret is not None
    question = endpoint_request(platform.app_id, platform.app_secret)
    status, body = await platform.network.post(
        platform.domain + ENDPOINT_PATH, question, {"User-Agent": "tiny"}, timeout=5.0
    )
    endpoint = parse_endpoint_reply(status, body)
    return TinyClient(await platform.network.connect(endpoint.url, timeout=5.0), endpoint, handler, platform.clock)


def post(url: str, body: bytes, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """Make an HTTP POST; gives status, body and headers, whatever the status."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


async def dial(info: dict[str, str], handler: Handler) -> TinyClient:
    """Connect over sockets to a served emulator."""
    question = endpoint_request(info["app_id"], info["app_secret"])
    status, body, _ = await asyncio.to_thread(post, info["platform_url"] + ENDPOINT_PATH, question)
    endpoint = parse_endpoint_reply(status, body)
    connection = await connect(endpoint.url, compression=None, ping_interval=None, proxy=None, close_timeout=0.5)
    return TinyClient(WebSocketLink(connection), endpoint, handler, SystemClock())
