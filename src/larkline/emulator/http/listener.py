"""Take a port of this machine."""

from __future__ import annotations

import socket
import sys

from larkline.emulator.errors import PortTaken

__all__ = ["listener_on", "origin_of"]


def listener_on(host: str, port: int) -> socket.socket:
    """
    Bind a TCP socket; port 0 takes a free one.

    Raises:
        PortTaken: The port is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, since asyncio switches Nagle's algorithm off only then: it costs 40 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would take over a port in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(port, error.strerror or str(error)) from None
    return listener


def origin_of(scheme: str, host: str, port: int) -> str:
    """Write an address without a path."""
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
