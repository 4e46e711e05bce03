"""The three ports of a served emulator: platform, gateway, console."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING

from larkline.emulator.connection.gateway import Gateway
from larkline.emulator.control.api import control_app
from larkline.emulator.http.guard import ANY_ADDRESS
from larkline.emulator.http.serving import HttpServer
from larkline.emulator.platform_api.app import platform_app
from larkline.errors import ConfigurationError

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["Servers"]


class Servers:
    """
    Real servers on this machine for programs of their own.

    Args:
        host: Where to listen: a loopback address, or with *dangerously* any one.
        token: What requests to the console's port must carry.
        page: Whether the console's port serves the page, too.
        dangerously: Whether other machines may come in. Every call of the control API then needs the token.

    Raises:
        ConfigurationError: *host* is not of this machine alone.
    """

    def __init__(
        self, emulator: Emulator, *, host: str, token: str, page: bool = True, dangerously: bool = False
    ) -> None:
        if not dangerously and not _is_loopback(host):
            raise ConfigurationError(
                f"the emulator listens on a loopback address such as 127.0.0.1, not on {host}; "
                "--dangerously-bind lets other machines in"
            )
        allowed = (host.lower(), ANY_ADDRESS) if dangerously else ()
        self.token = token
        self._own_ports = emulator.core.own_ports
        self._feed = emulator.core.feed
        self.gateway = Gateway(emulator.core, host=host, allowed_hosts=allowed)
        platform = platform_app(emulator.core, allowed_hosts=allowed)
        self._platform = HttpServer(platform, host=host, names_as_given=True)
        console = control_app(emulator, token=token, page=page, allowed_hosts=allowed, all_closed=dangerously)
        self._console = HttpServer(console, host=host)

    async def start(self, *, port: int, console_port: int, gateway_port: int) -> None:
        """
        Listen on all three ports; 0 takes a free one.

        Raises:
            PortTaken: A port is in use; then none is open.
        """
        try:
            await self.gateway.start(gateway_port)
            await self._platform.start(port)
            await self._console.start(console_port)
            self._own_ports.update((self.gateway.port, self._platform.port, self._console.port))
        except BaseException:
            await self.stop()
            raise

    def addresses(self) -> dict[str, str]:
        """Give where they listen, and the token."""
        return {
            "platform_url": self._platform.url,
            "gateway_url": self.gateway.origin,
            "console_url": self._console.url,
            "token": self.token,
        }

    def abandon(self) -> None:
        """Close the ports when the event loop is gone."""
        self.gateway.abandon()
        self._platform.abandon()
        self._console.abandon()

    async def stop(self) -> None:
        """Close all ports and connections."""
        self._own_ports.clear()
        self._feed.end()
        await asyncio.gather(self.gateway.stop(), self._platform.stop(), self._console.stop())


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
