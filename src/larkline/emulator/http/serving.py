"""Serve ASGI applications in the running event loop, quickly up and quickly down, without touching signals."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Generator
from typing import Literal

import uvicorn

from larkline.emulator.http.door import ASGIApp
from larkline.emulator.http.listener import listener_on, origin_of

__all__ = ["HttpServer"]

#: Longer than clients keep an idle connection (httpx: 5 s), so that none is closed just as its next request leaves.
_IDLE_SECONDS = 75
#: How long the peer of an open response has to read on, once the server stops; then that is cut off, else ended.
_READ_SECONDS = 0.5
_END_SECONDS = 1


class _Server(uvicorn.Server):
    """A server that leaves the signals to the program and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; whoever does not read any more is cut off, as what is still to be sent would keep the socket open."""
        cutting = asyncio.get_running_loop().call_later(_READ_SECONDS, self._cut_off)
        try:
            await super().shutdown(sockets)
        finally:
            cutting.cancel()
            self._cut_off()

    def _cut_off(self) -> None:
        for connection in list(self.server_state.connections):
            if connection.transport.get_write_buffer_size() > 0:
                connection.transport.abort()


class HttpServer:
    """
    One HTTP port.

    Args:
        app: What answers.
        host: Address to listen on.
        names_as_given: Whether the names of headers keep their case; httptools would write them all small.
    """

    def __init__(self, app: ASGIApp, *, host: str = "127.0.0.1", names_as_given: bool = False) -> None:
        self._app = app
        self._host = host
        self._http: Literal["h11", "auto"] = "h11" if names_as_given else "auto"
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None
        self._listener: socket.socket | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return origin_of("http", self._host, self.port)

    async def start(self, port: int = 0) -> None:
        """
        Listen; 0 takes a free port.

        Raises:
            PortTaken: The port is in use.
        """
        listener = self._listener = listener_on(self._host, port)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            http=self._http,
            ws="none",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_END_SECONDS,
            timeout_keep_alive=_IDLE_SECONDS,
        )
        self._server = _Server(config)
        self._task = asyncio.get_running_loop().create_task(self._server.serve(sockets=[listener]), name=self.url)
        waiting = asyncio.get_running_loop().create_task(self._server.listening.wait())
        try:
            await asyncio.wait([self._task, waiting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self._task.done():
            await self._task
            raise RuntimeError(f"the server of {self.url} ended at once")

    async def stop(self) -> None:
        """Stop listening and end what is open; harmless when not started."""
        server, task, self._server, self._task = self._server, self._task, None, None
        if server is not None and task is not None:
            server.should_exit = True
            await task

    def abandon(self) -> None:
        """Close the port when the event loop is gone."""
        if self._listener is not None:
            self._listener.close()
