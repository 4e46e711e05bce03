"""Small servers on loopback that do what a test tells them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from larkline.clock import settle

__all__ = ["CONNECT_PROXY", "Served", "TunnelProxy", "listening", "speaking"]

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
_GOODBYE = 20.0
CONNECT_PROXY = "HTTP/1.1 200 Connection established\r\n\r\n"


@dataclass
class Served:
    """A server and what it has heard."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)  # a client has gone

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"


@asynccontextmanager
async def listening(talk: Talk, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Served]:
    """Serve each connection with *talk*, until the block ends."""
    served = Served()
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        writers.append(writer)
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            tasks.discard(task)
            served.ended.set()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        gone = asyncio.create_task(server.wait_closed())  # asked before it closes: afterwards 3.11 waits for nobody
        await asyncio.sleep(0)
        server.close()
        await settle()  # who was let in last begins to be served, and is counted
        for task in list(tasks):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for writer in writers:
            writer.transport.abort()  # a close waits for a peer that may never take what was written
        async with asyncio.timeout(_GOODBYE):
            await gone  # who failed in its handshake was never served, but has a socket, too


@asynccontextmanager
async def speaking(answer: bytes | None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Served]:
    """Take one request, with a body if it announces one, and give *answer*; with None say nothing and stay."""
    request: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        request.append(head + await reader.readexactly(length))
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
            await writer.drain()

    async with listening(talk, tls=tls) as served:
        served.heard = request
        yield served


class TunnelProxy:
    """
    A proxy for CONNECT.

    Args:
        to: Host and port where every tunnel ends, whatever it is asked for; None for where it is asked to go.
        all_here: Take every name for one of this machine.
        refusal: A status line to answer with instead.
    """

    def __init__(
        self, *, to: tuple[str, int] | None = None, all_here: bool = False, refusal: bytes | None = None
    ) -> None:
        self.requests: list[str] = []
        self.port = 0
        self._to = to
        self._all_here = all_here
        self._refusal = refusal

    @asynccontextmanager
    async def running(self) -> AsyncIterator[TunnelProxy]:
        """Serve until the block ends."""
        async with listening(self._talk) as served:
            self.port = served.port
            yield self

    @property
    def targets(self) -> list[str]:
        """Where the tunnels were to lead."""
        return [request.split(" ")[1] for request in self.requests]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.requests.append(head)
        if self._refusal is not None:
            writer.write(self._refusal)
            return
        host, _, port = head.split(" ")[1].rpartition(":")
        asked = ("127.0.0.1" if self._all_here else host.strip("[]"), int(port))
        there_reader, there_writer = await asyncio.open_connection(*(self._to or asked))
        writer.write(CONNECT_PROXY.encode())
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_pipe(reader, there_writer))
                group.create_task(_pipe(there_reader, writer))
        finally:
            there_writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
    except OSError:  # a reset is passed on
        writer.transport.abort()
