"""A TCP port of this machine that serves each connection by the head of its first request."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from typing import Any

__all__ = ["StreamDoor", "join"]

_HEAD_BYTES = 64 * 1024
_HEAD_SECONDS = 10.0
_PIECE = 64 * 1024


class StreamDoor(ABC):
    """
    One port.

    Args:
        log: Told of connections that ended badly.
    """

    def __init__(self, log: logging.Logger) -> None:
        self.port = 0
        self._log = log
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Stop listening and close everything that is open; harmless when not started."""
        if self._server is None:
            return
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _listen(self, **options: Any) -> None:
        """Listen where the options of :func:`asyncio.start_server` say."""
        self._server = await asyncio.start_server(self._take, limit=_HEAD_BYTES, **options)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            await self._serve(reader, writer, head)
        except (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError) as error:
            self._log.debug("a connection ended: %s", error)
        except asyncio.CancelledError:  # we are being stopped; the server of asyncio would log it otherwise
            return
        finally:
            self._open.discard(task)
            writer.close()

    @abstractmethod
    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        """Serve a connection whose first request has this head, until it ends."""


async def join(
    one: tuple[asyncio.StreamReader, asyncio.StreamWriter], other: tuple[asyncio.StreamReader, asyncio.StreamWriter]
) -> None:
    """Carry bytes both ways until both sides have ended."""
    try:
        async with asyncio.TaskGroup() as pumps:
            pumps.create_task(_pump(one[0], other[1]))
            pumps.create_task(_pump(other[0], one[1]))
    except* OSError:
        pass  # one side is gone; the other is closed below
    finally:
        other[1].close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_PIECE):
        writer.write(piece)
        await writer.drain()
    if writer.can_write_eof():
        with contextlib.suppress(OSError):
            writer.write_eof()
    else:
        writer.close()  # TLS knows no half-closed connection
