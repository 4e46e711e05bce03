"""A TLS port in front of platform and gateway, for clients that take https and wss only."""

from __future__ import annotations

import asyncio
import logging
import ssl

from larkline.emulator.http.listener import listener_on
from larkline.emulator.programs.proxy import join

__all__ = ["TlsDoor"]

log = logging.getLogger("larkline.emulator.tls")
_HEAD_BYTES = 64 * 1024
_HEAD_SECONDS = 10.0


class TlsDoor:
    """
    Ends TLS, and hands each connection to the port it asks for.

    Args:
        context: What makes it this machine.
        platform: Port of the platform.
        gateway: Port of the long connections, which WebSocket upgrades go to.
    """

    def __init__(self, context: ssl.SSLContext, *, platform: int, gateway: int) -> None:
        self.port = 0
        self._context = context
        self._platform = platform
        self._gateway = gateway
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> None:
        """
        Listen on this machine; 0 takes a free port.

        Raises:
            PortTaken: The port is in use.
        """
        listener = listener_on("127.0.0.1", port)
        self.port = listener.getsockname()[1]
        self._server = await asyncio.start_server(self._take, sock=listener, ssl=self._context, limit=_HEAD_BYTES)

    async def stop(self) -> None:
        """Stop listening and close everything that is open; harmless when not started."""
        if self._server is None:
            return
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            port = self._gateway if b"\r\nupgrade: websocket" in head.lower() else self._platform
            inside = await asyncio.open_connection("127.0.0.1", port)
            inside[1].write(head)
            await join((reader, writer), inside)
        except (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError) as error:
            log.debug("a connection over TLS ended: %s", error)
        except asyncio.CancelledError:  # we are being stopped; the server of asyncio would log it otherwise
            return
        finally:
            self._open.discard(task)
            writer.close()
