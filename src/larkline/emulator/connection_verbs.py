"""What the platform does to the long connections of its apps when it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from larkline.emulator.connection.hub import Choice
from larkline.emulator.core import Core
from larkline.facts.delivery import CONNECTION_LIMIT
from larkline.wire.endpoint import ClientConfig

if TYPE_CHECKING:
    from larkline.emulator.servers import Servers

__all__ = ["ConnectionVerbs"]


class ConnectionVerbs:
    """What can be done to the long connections of an :class:`~larkline.emulator.Emulator`."""

    core: Core
    _servers: Servers | None

    def drop_connections(self) -> None:
        """Reset every long connection, without a goodbye."""
        for session in self.core.hub.of_app():
            session.abort()

    def freeze_connections(self) -> None:
        """Let every long connection go silent without closing: nothing is read or written any more."""
        for session in self.core.hub.of_app():
            session.freeze()

    def choose_connection(
        self,
        how: Literal["random", "round_robin", "pinned"] = "random",
        *,
        connection: str = "",
        seed: int | None = None,
    ) -> None:
        """
        Say how the one connection is picked that gets a delivery.

        Args:
            how: ``random`` as on the platform; ``round_robin``, one after the other; ``pinned``, always this one.
            connection: The id of the pinned one.
            seed: Begin anew with this seed; None goes on.

        Raises:
            UnknownThing: There is no such connection.
        """
        self.core.hub.choose_by(Choice(how, connection), seed=seed)

    def limit_connections(self, limit: int = CONNECTION_LIMIT) -> None:
        """Allow so many long connections of one app at a time; those above are refused."""
        self.core.hub.limit = limit

    def tell_config(self, config: ClientConfig) -> None:
        """Tell clients, in the next pong and the next endpoint, how to ping and reconnect."""
        self.core.tell_config(config)

    async def stop_gateway(self, *, abruptly: bool = False) -> None:
        """Close the gateway's port and its connections: with a close frame, or with *abruptly* by a reset."""
        if self._servers is not None:
            await self._servers.gateway.stop(abruptly=abruptly)

    async def start_gateway(self) -> None:
        """Open the gateway again, on the same port."""
        if self._servers is not None:
            await self._servers.gateway.start()
