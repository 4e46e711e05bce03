"""What people and tests do with faults: add, list, clear."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from larkline.emulator.faults.fault import BadFault, Fault
from larkline.wire.endpoint import ClientConfig

if TYPE_CHECKING:
    from larkline.emulator.core import Core

__all__ = ["Faults"]

_SHOWN = 20  #: So many ids are offered instead of an unknown one.


class Faults:
    """
    The faults of an emulator::

        await feishu.faults.add("delay", seconds=3.5, type="card.action.trigger", times=1)
        await feishu.faults.add("limit_on_reconnect")
        await feishu.faults.clear()
    """

    def __init__(self, core: Core) -> None:
        self._core = core

    async def add(self, name: str, /, **fields: Any) -> Fault:
        """
        Let something go wrong from now on.

        Args:
            name: A kind (``drop``, ``delay``, …) or a preset (``half_open_link``, …).
            fields: The parameters of the kind; its scope (``app``, ``connection``, ``type``, ``chat``, for API calls
                ``method`` and ``path``); ``times`` (None: until it is cleared), ``lasts`` (seconds on the emulator's
                clock), ``probability`` and its ``seed``.

        Raises:
            BadFault: It cannot be; the error names the field.
        """
        self._check_scope(fields)
        fault = self._core.faults.add(name, **fields)
        if fault.kind == "gateway_restart":
            await self._restart(fault)
        return fault

    def list(self) -> list[Fault]:
        """List the faults that can still happen."""
        return self._core.faults.list()

    async def clear(self, fault_id: str | None = None) -> int:
        """
        Take one fault away, or all; gives how many.

        Raises:
            UnknownThing: There is no such fault.
        """
        return self._core.faults.clear(fault_id)

    def _check_scope(self, fields: Mapping[str, Any]) -> None:
        """Refuse a scope that nothing can ever be in. A connection that has ended may be named: it is known."""
        world, hub = self._core.world, self._core.hub
        known: dict[str, Collection[str]] = {
            "app": world.apps,
            "chat": world.chats,
            "connection": [*hub.sessions, *(session.connection_id for session in hub.ended)],
        }
        for name, ids in known.items():
            wanted = fields.get(name)
            if isinstance(wanted, str) and wanted and wanted not in ids:
                choices = ", ".join(list(ids)[:_SHOWN])
                raise BadFault(
                    name,
                    f"there is no {name} {wanted!r}; choices: {choices or 'none'}",
                    f"没有 {wanted!r}；可选：{choices or '无'}",
                )

    async def _restart(self, fault: Fault) -> None:
        """Close the connections in the scope of a restart, and say what clients are told afterwards."""
        core = self._core
        config = core.config
        told = {key: int(fault.number(key)) for key in ("reconnect_interval", "reconnect_nonce", "ping_interval")}
        if any(told.values()):
            core.tell_config(
                ClientConfig(
                    reconnect_count=config.reconnect_count,
                    reconnect_interval=told["reconnect_interval"] or config.reconnect_interval,
                    reconnect_nonce=told["reconnect_nonce"] or config.reconnect_nonce,
                    ping_interval=told["ping_interval"] or config.ping_interval,
                )
            )
        sessions = core.hub.of_app(fault.scope.app or None)
        if fault.text("how") == "reset":
            for session in sessions:
                session.abort()
        else:
            await asyncio.gather(*(session.close(1001, "the gateway restarts") for session in sessions))
