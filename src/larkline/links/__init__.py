"""Carry frames: over a WebSocket, or in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from larkline.clock import Clock

__all__ = ["Link", "Network", "Platform", "Refusal"]


class Refusal(Exception):
    """
    The peer answered the WebSocket upgrade with something else than 101.

    Attributes:
        status: The HTTP status.
        headers: The response headers, names in lower case.
    """

    def __init__(self, status: int, headers: dict[str, str]) -> None:
        self.status = status
        self.headers = headers
        super().__init__(f"HTTP {status}")


class Link(Protocol):
    """An open connection that carries whole binary messages both ways."""

    @property
    def heard_at(self) -> float:
        """When the last byte of the peer came, in seconds on the clock."""

    async def send(self, message: bytes) -> None:
        """
        Send one message; returns once it is handed to the transport.

        Raises:
            ConnectionLost: The link is closed.
        """

    async def receive(self) -> bytes | str:
        """
        Wait for the next message; safe to cancel. Text is given as str.

        Raises:
            ConnectionLost: The link is closed.
        """

    async def ping(self) -> None:
        """Send a ping of the link itself (RFC 6455); its pong moves :attr:`heard_at`."""

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Say goodbye and close; bounded in time, harmless when closed."""

    def abort(self) -> None:
        """Drop the link at once, without a goodbye."""


class Network(Protocol):
    """The way from an app to the platform."""

    async def post(self, url: str, body: bytes, headers: dict[str, str], *, timeout: float) -> tuple[int, bytes]:
        """
        Make one HTTP POST and give the status and the body.

        Raises:
            ConnectionLost: No answer came within *timeout* seconds, or none at all.
        """

    async def connect(self, url: str, *, timeout: float) -> Link:
        """
        Open a WebSocket.

        Raises:
            Refusal: The platform answered the upgrade with an HTTP error.
            ConnectionLost: The link could not be opened within *timeout* seconds.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """
    Where the platform is, how it is reached and whose time counts: the real one, or an emulator in this process.

    Attributes:
        domain: Origin of the platform, such as ``https://open.feishu.cn``; no path.
        network: Opens long connections and asks for their addresses.
        clock: Whose time all deadlines follow.
        api_transport: An ``httpx2`` transport for API calls; None for the ordinary one.
        app_id: Credentials to use instead of the app's own; None keeps them.
        app_secret: As *app_id*; never shown.
        encrypt_key: As *app_secret*, for webhooks.
        verification_token: As *encrypt_key*.
        handler_failed: Told of each handler that failed, with the delivery's id and the exception.
    """

    domain: str
    network: Network
    clock: Clock
    api_transport: Any = None
    app_id: str | None = None
    app_secret: str | None = field(default=None, repr=False)
    encrypt_key: str | None = field(default=None, repr=False)
    verification_token: str | None = field(default=None, repr=False)
    handler_failed: Callable[[str, BaseException], None] | None = None
