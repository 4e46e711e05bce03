"""A platform on loopback that does what a test tells it: discovery over HTTP, and a gateway with real WebSockets."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import random
import socket
import ssl
import struct
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from http import HTTPStatus
from typing import Any, Self, TypeVar

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from larkline import App
from larkline.clock import ManualClock
from larkline.links import Platform
from larkline.links.websocket import OpenNetwork
from larkline.wire.endpoint import ENDPOINT_PATH, ClientConfig, encode_endpoint_refusal, encode_endpoint_reply
from larkline.wire.frames import CONTROL, DATA, Frame, decode_frame, encode_frame

APP_ID = "cli_0123456789abcdef"
APP_SECRET = "s3cret-of-the-app"
TICKET = "t1cket-of-the-connection"
ACCESS_KEY = "acc3ss-of-the-connection"
SECRETS = (APP_SECRET, TICKET, ACCESS_KEY)
SERVICE = 33554678
#: Seconds for anything that happens soon; only a failing test waits so long.
LIMIT = 20.0
#: The platform asks for quick reconnections, so that tests need not move the clock for every one.
QUICK = ClientConfig(reconnect_count=-1, reconnect_interval=1, reconnect_nonce=0, ping_interval=120)

T = TypeVar("T")
#: What discovery does with one question: answers with status, body and headers, or takes the connection over.
Answer = tuple[int, bytes] | tuple[int, bytes, dict[str, str]] | Callable[["Exchange"], Awaitable[None]]

_silent = logging.Logger("tests.scripted_platform")  # noqa: LOG001 - it must not reach what a test reads
_silent.disabled = True


async def soon(work: Awaitable[T]) -> T:
    """Wait for something that is to happen soon."""
    return await asyncio.wait_for(work, LIMIT)


async def until(condition: Callable[[], object]) -> None:
    """Let the event loop run until *condition* holds."""
    async with asyncio.timeout(LIMIT):
        while not condition():  # noqa: ASYNC110 - what is looked at has no event
            await asyncio.sleep(0)


def event(kind: str, body: Any = None, *, event_id: str = "e1") -> bytes:
    """Write an event."""
    header = {"event_id": event_id, "token": "", "create_time": "1763000000000", "event_type": kind}
    header |= {"tenant_key": "t1", "app_id": APP_ID}
    return json.dumps({"schema": "2.0", "header": header, "event": body or {"n": 1}}).encode()


def click(value: Any = None, *, token: str = "c-1") -> bytes:
    """Write a card action."""
    body = {
        "operator": {"tenant_key": "t1", "open_id": "ou_1", "user_id": "u1", "union_id": "on_1"},
        "token": token,
        "action": {"value": {"k": "v"} if value is None else value, "tag": "button"},
        "host": "im_message",
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"},
    }
    return event("card.action.trigger", body)


def data_frames(
    payload: bytes, *, message_id: str, parts: int = 1, seq_id: int = 1, kind: str = "event"
) -> list[bytes]:
    """Write the frames of a delivery."""
    size = -(-len(payload) // parts)
    return [
        encode_frame(
            Frame(
                seq_id + index,
                2,
                SERVICE,
                DATA,
                (
                    ("type", "event"),
                    ("message_id", message_id),
                    ("sum", str(parts)),
                    ("seq", str(index)),
                    ("trace_id", "trace-" + message_id),
                ),
                payload=payload[index * size : (index + 1) * size],
            )
        )
        for index in range(parts)
    ]


def pong(payload: bytes | None = None) -> bytes:
    """Write a pong."""
    return encode_frame(Frame(0, 0, SERVICE, CONTROL, (("type", "pong"),), payload=payload))


class Exchange:
    """One question to discovery, for a script that answers it in its own way."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def hang(self) -> None:
        """Never answer; ends when the other side does."""
        await self.reader.read()


class Gate:
    """The platform's end of one connection."""

    def __init__(self, connection: ServerConnection, platform: ScriptedPlatform) -> None:
        self.connection = connection
        self.path = "" if connection.request is None else connection.request.path
        self.headers = Headers() if connection.request is None else connection.request.headers
        self.platform = platform
        self.pings: asyncio.Queue[Frame] = asyncio.Queue()
        self.responses: asyncio.Queue[Frame] = asyncio.Queue()
        self.ended = asyncio.Event()
        self.ping_count = 0
        self.answers_pings = True
        self._order = 0

    async def serve(self) -> None:
        """Read what the app sends until it goes."""
        try:
            async for message in self.connection:
                assert isinstance(message, bytes)
                frame = decode_frame(message)
                if frame.method == DATA:
                    self.responses.put_nowait(frame)
                    continue
                self.ping_count += 1
                self.pings.put_nowait(frame)
                if self.answers_pings:
                    with suppress(
                        ConnectionClosed
                    ):  # the app may have gone, and what it sent before is still to be read
                        await self.connection.send(pong(json.dumps(self.platform.config.to_json()).encode()))
        except ConnectionClosed:
            pass
        finally:
            self.ended.set()

    async def send(self, *messages: bytes | str) -> None:
        """Send WebSocket messages."""
        for message in messages:
            await self.connection.send(message)

    async def push(self, payload: bytes, *, message_id: str | None = None, parts: int = 1) -> str:
        """Send a delivery; gives its message id."""
        self._order += 1
        message_id = message_id or f"m-{self._order}"
        await self.send(*data_frames(payload, message_id=message_id, parts=parts, seq_id=self._order * 100))
        return message_id

    async def response(self) -> Frame:
        """Wait for the next response."""
        return await soon(self.responses.get())

    async def ask(self, payload: bytes, **options: Any) -> tuple[int, Any]:
        """Send a delivery and wait for its response; gives its code and its body."""
        message_id = await self.push(payload, **options)
        frame = await self.response()
        assert frame.header("message_id") == message_id
        return read(frame)

    def freeze(self) -> None:
        """Read nothing more, so that nothing is answered, not even a ping of the link; the connection stays open."""
        self.connection.transport.pause_reading()

    def abort(self) -> None:
        """Drop the connection with a TCP reset."""
        if self.connection.transport.is_closing():
            return
        opened = self.connection.transport.get_extra_info("socket")
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.transport.abort()

    async def gone(self) -> tuple[int | None, str]:
        """Wait for the end; gives code and reason of the app's goodbye, without one None."""
        await soon(self.ended.wait())
        await soon(self.connection.wait_closed())
        received = self.connection.protocol.close_rcvd
        return (None, "") if received is None else (received.code, received.reason)


def read(frame: Frame) -> tuple[int, Any]:
    """Read a response: its code, and its decoded data or None."""
    members = json.loads(frame.payload or b"")
    data = members.get("data")
    return members["code"], None if data is None else json.loads(base64.b64decode(data))


class ScriptedPlatform:
    """
    Discovery and a gateway.

    Args:
        config: Told by discovery and in pongs.
        tls: For both servers; None is plain.
        host: How the addresses name this machine.
    """

    def __init__(
        self, *, config: ClientConfig = QUICK, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.config = config
        self.host = host
        self.answers: deque[Answer] = deque()  # of discovery; when there are none it lets everybody in
        self.api: deque[Answer] = deque()  # of every other path, in order
        self.refusals: deque[tuple[int, dict[str, str]]] = deque()  # of upgrades, one each
        self.always_refused: tuple[int, dict[str, str]] | None = None
        self.questions: list[tuple[str, dict[str, str], bytes]] = []
        self.refused = 0
        self.gates: list[Gate] = []
        self.url: str | None = None  # what discovery gives instead of the gateway's address
        self._tls = tls
        self._new: asyncio.Queue[Gate] = asyncio.Queue()
        self._discovery: asyncio.Server | None = None
        self._gateway: Server | None = None
        self._ports = [0, 0]
        self._exchanges: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    @property
    def domain(self) -> str:
        """Where the app is told the platform is."""
        return f"http{'s' if self._tls else ''}://{self.host}:{self._ports[0]}"

    @property
    def gateway_url(self) -> str:
        """The address of the gateway, with secrets."""
        scheme = "wss" if self._tls else "ws"
        query = f"device_id=7&access_key={ACCESS_KEY}&service_id={SERVICE}&ticket={TICKET}"
        return self.url or f"{scheme}://{self.host}:{self._ports[1]}/ws/v2?{query}"

    def app(self, **options: Any) -> App:
        """Make an app of this platform."""
        return App(APP_ID, APP_SECRET, domain=self.domain, **options)

    def on(self, clock: ManualClock, network: OpenNetwork | None = None) -> Platform:
        """Say how an app gets here when its time is on *clock*."""
        return Platform(domain=self.domain, network=network or OpenNetwork(clock), clock=clock)

    async def gate(self, *, within: float = LIMIT) -> Gate:
        """Wait for the next connection."""
        return await asyncio.wait_for(self._new.get(), within)

    async def start(self) -> None:
        """Listen, on the ports of the time before when there was one."""
        await self.start_gateway()
        self._discovery = await asyncio.start_server(self._exchange, "127.0.0.1", self._ports[0], ssl=self._tls)
        self._ports[0] = self._discovery.sockets[0].getsockname()[1]

    async def start_gateway(self) -> None:
        """Let the gateway listen again."""
        self._gateway = await serve(
            self._serve,
            "127.0.0.1",
            self._ports[1],
            ssl=self._tls,
            process_request=self._decide,
            compression=None,
            ping_interval=None,
            max_size=None,
            close_timeout=2.0,
            logger=_silent,
        )
        self._ports[1] = self._gateway.sockets[0].getsockname()[1]

    async def kill_gateway(self) -> None:
        """End the gateway as kill -9 does: its port closes, its connections are reset."""
        assert self._gateway is not None
        gateway, self._gateway = self._gateway, None
        gateway.close(close_connections=False)
        for gate in self.gates:
            if not gate.ended.is_set():
                gate.abort()
        await soon(gateway.wait_closed())

    async def kill(self) -> None:
        """End both servers."""
        if self._discovery is not None:
            self._discovery.close()
            self._discovery = None
        for exchange in self._exchanges:
            exchange.cancel()
        if self._exchanges:
            await asyncio.wait(self._exchanges)
        if self._gateway is not None:
            await self.kill_gateway()

    # --- the servers --------------------------------------------------------------------------------------------------

    async def _serve(self, connection: ServerConnection) -> None:
        gate = Gate(connection, self)
        self.gates.append(gate)
        self._new.put_nowait(gate)
        await gate.serve()

    def _decide(self, connection: ServerConnection, request: Request) -> Response | None:
        refusal = self.refusals.popleft() if self.refusals else self.always_refused
        if refusal is None:
            return None
        self.refused += 1
        status, headers = refusal
        response = connection.respond(HTTPStatus(status), "refused")
        response.headers.update(headers)
        return response

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._exchanges.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.questions.append((head[0], headers, body))
            if f" {ENDPOINT_PATH} " not in head[0]:
                answer = self.api.popleft() if self.api else (404, b"")
            else:
                answer = self.answers.popleft() if self.answers else self._welcome()
            if callable(answer):
                await answer(Exchange(reader, writer))
            else:
                _write(writer, answer[0], answer[1], answer[2] if len(answer) == 3 else {})
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            self._exchanges.discard(task)
            writer.close()

    def _welcome(self) -> Answer:
        return 200, encode_endpoint_reply(self.gateway_url, self.config)


def _write(writer: asyncio.StreamWriter, status: int, body: bytes, headers: dict[str, str]) -> None:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


def refused(code: int, msg: str = "no") -> Answer:
    """Write discovery's refusal."""
    return 200, encode_endpoint_refusal(code, msg)


LIMIT_REACHED = (
    403,
    {"Handshake-Status": "514", "Handshake-Msg": "exceed conn limit", "Handshake-Autherrcode": "1000040350"},
)


class LogBook(logging.Handler):
    """Reads along, and tells when something was logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []
        self.warnings = 0
        self._watching: list[tuple[str, int, asyncio.Future[None]]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)
        lag = str(record.msg).startswith("the event loop stood still")  # of the machine that runs the tests
        self.warnings += record.levelno >= logging.WARNING and not lag
        for text, count, future in self._watching:
            if len(self.lines(text)) >= count:
                future.get_loop().call_soon_threadsafe(_finish, future)

    def lines(self, text: str = "", *, level: int = logging.NOTSET) -> list[str]:
        """Give the lines that hold *text* and are at least of *level*."""
        found = [record.getMessage() for record in self.records if record.levelno >= level]
        return [line for line in found if text in line]

    async def wait_for(self, text: str, count: int = 1) -> None:
        """Wait until *count* lines hold *text*."""
        if len(self.lines(text)) >= count:
            return
        future = asyncio.get_running_loop().create_future()
        entry = (text, count, future)
        self._watching.append(entry)
        try:
            await soon(future)
        finally:
            self._watching.remove(entry)


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


@contextmanager
def log_book(*names: str) -> Iterator[LogBook]:
    """Read along with some loggers, at DEBUG; without names with all there are."""
    book = LogBook()
    loggers = [logging.getLogger(name) for name in names or ("",)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(book)
        logger.setLevel(logging.DEBUG)
    try:
        yield book
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(book)
            logger.setLevel(level)


@asynccontextmanager
async def connected(app: App, platform: ScriptedPlatform, clock: ManualClock | None = None) -> AsyncIterator[Gate]:
    """Connect an app and give the platform's end."""
    async with app.connected(platform=None if clock is None else platform.on(clock)):
        yield await platform.gate()


def shuffled(items: Sequence[T], seed: int) -> list[T]:
    """Give the items in another order, always the same."""
    mixed = list(items)
    random.Random(seed).shuffle(mixed)
    return mixed
