"""What the platform does to long connections, for tests without ``async``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from larkline.emulator.sync_loop import SyncLoop
from larkline.facts.delivery import CONNECTION_LIMIT
from larkline.wire.endpoint import ClientConfig

if TYPE_CHECKING:
    from larkline.emulator.emulator import Emulator

__all__ = ["SyncConnections"]


class SyncConnections(SyncLoop):
    """The verbs of :class:`~larkline.emulator.connection_verbs.ConnectionVerbs`, simply called."""

    _emulator: Emulator

    def drop_connections(self) -> None:
        """Reset every long connection, without a goodbye."""
        self._run(self._emulator.drop_connections)

    def freeze_connections(self) -> None:
        """Let every long connection go silent without closing."""
        self._run(self._emulator.freeze_connections)

    def choose_connection(
        self,
        how: Literal["random", "round_robin", "pinned"] = "random",
        *,
        connection: str = "",
        seed: int | None = None,
    ) -> None:
        """Say how the one connection is picked that gets a delivery."""
        self._run(lambda: self._emulator.choose_connection(how, connection=connection, seed=seed))

    def limit_connections(self, limit: int = CONNECTION_LIMIT) -> None:
        """Allow so many long connections of one app at a time."""
        self._run(lambda: self._emulator.limit_connections(limit))

    def tell_config(self, config: ClientConfig) -> None:
        """Tell clients how to ping and reconnect."""
        self._run(lambda: self._emulator.tell_config(config))

    def stop_gateway(self, *, abruptly: bool = False) -> None:
        """Close the gateway's port and its connections."""
        self._call(self._emulator.stop_gateway(abruptly=abruptly))

    def start_gateway(self) -> None:
        """Open the gateway again, on the same port."""
        self._call(self._emulator.start_gateway())
