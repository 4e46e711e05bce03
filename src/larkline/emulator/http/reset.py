"""Reset a TCP connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys

__all__ = ["reset"]


def reset(transport: asyncio.WriteTransport) -> None:
    """End a connection with a RST instead of a goodbye."""
    sock = transport.get_extra_info("socket")
    if sock is not None:
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
