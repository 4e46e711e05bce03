"""Open one long connection: ask where it goes, and go there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from larkline.links import Link, Network, Refusal
from larkline.wire.endpoint import (
    ENDPOINT_PATH,
    ClientConfig,
    Endpoint,
    endpoint_request,
    parse_endpoint_reply,
    read_handshake_refusal,
)

__all__ = ["Opener", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What a receiver needs to know.

    Attributes:
        domain: Origin of the platform.
        app_id: The app id.
        app_secret: The app secret; never shown.
        user_agent: Sent with the endpoint question.
        discovery_timeout: Seconds for the endpoint question as a whole.
        open_timeout: Seconds to open the WebSocket.
    """

    domain: str
    app_id: str
    app_secret: str = field(repr=False)
    user_agent: str
    discovery_timeout: float = 15.0
    open_timeout: float = 15.0


class Opener:
    """
    Opens connections, one at a time.

    Args:
        config_changed: Called with the configuration that came with each address, before it is used.
    """

    def __init__(self, settings: Settings, network: Network, *, config_changed: Callable[[ClientConfig], None]) -> None:
        self._settings = settings
        self._network = network
        self._config_changed = config_changed

    async def open(self, config: ClientConfig) -> tuple[Link, Endpoint]:
        """
        Open a connection.

        Args:
            config: What holds where the platform says nothing.

        Raises:
            ConnectionRefused: The platform does not want it; its ``fatal`` says for how long.
            ConnectionLost: The platform could not be reached.
        """
        endpoint = await self._discover(config)
        self._config_changed(endpoint.config)
        try:
            return await self._network.connect(endpoint.url, timeout=self._settings.open_timeout), endpoint
        except Refusal as refusal:
            raise read_handshake_refusal(refusal.status, refusal.headers) from None

    async def _discover(self, config: ClientConfig) -> Endpoint:
        settings = self._settings
        headers = {"Content-Type": "application/json", "User-Agent": settings.user_agent, "locale": "zh"}
        status, answer = await self._network.post(
            settings.domain.rstrip("/") + ENDPOINT_PATH,
            endpoint_request(settings.app_id, settings.app_secret),
            headers,
            timeout=settings.discovery_timeout,
        )
        return parse_endpoint_reply(status, answer, config=config)
