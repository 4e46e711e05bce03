"""A TLS port in front of platform and gateway, for clients that take https and wss only."""

from __future__ import annotations

import asyncio
import logging
import ssl

from larkline.emulator.http.listener import listener_on
from larkline.emulator.programs.stream_door import StreamDoor, join

__all__ = ["TlsDoor"]

log = logging.getLogger("larkline.emulator.tls")


class TlsDoor(StreamDoor):
    """
    Ends TLS, and hands each connection to the port it asks for.

    Args:
        context: What makes it this machine.
        platform: Port of the platform.
        gateway: Port of the long connections, which WebSocket upgrades go to.
    """

    def __init__(self, context: ssl.SSLContext, *, platform: int, gateway: int) -> None:
        super().__init__(log)
        self._context = context
        self._platform = platform
        self._gateway = gateway

    async def start(self, port: int = 0) -> None:
        """
        Listen on this machine; 0 takes a free port.

        Raises:
            PortTaken: The port is in use.
        """
        await self._listen(sock=listener_on("127.0.0.1", port), ssl=self._context)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        port = self._gateway if b"\r\nupgrade: websocket" in head.lower() else self._platform
        inside = await asyncio.open_connection("127.0.0.1", port)
        inside[1].write(head)
        await join((reader, writer), inside)
