"""The clients that an app gives its handlers, and makes its own late calls with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from larkline.api.loading import load
from larkline.api.settings import Settings as ApiSettings
from larkline.clock import Clock
from larkline.dispatch.late import UpdateGate
from larkline.errors import ConfigurationError
from larkline.links import Platform

if TYPE_CHECKING:
    from larkline.api.client import Client, SyncClient
    from larkline.stores import Values

__all__ = ["Clients", "TokenGate"]


class Clients:
    """
    The clients of a running app, made when first asked for.

    Args:
        api: Where the platform is, and the credentials.
        platform: A platform in this process; None for the real one.
        proxy: Address of a proxy; None leaves it to the environment.
        clock: Whose time they follow.
        gate: Asked before each use of an update token.
        store: Where a store app keeps its tickets; None for a self-built app.

    Attributes:
        card_sent: Told of each card that is sent; set it before the first client is made.
        preview_refreshed: Told of each preview token that the app refreshes; likewise.
    """

    def __init__(
        self,
        api: ApiSettings,
        platform: Platform | None,
        proxy: str | None,
        clock: Clock,
        gate: TokenGate,
        store: Values | None,
    ) -> None:
        self._api = api
        self._transport = None if platform is None else platform.api_transport
        # A platform in this process, and its clock, live in this loop; calls from threads have to reach it there.
        self._loop = None if platform is None else asyncio.get_running_loop()
        self._proxy = proxy
        self._clock = clock
        self._gate = gate
        self._store = store
        self._async: Client | None = None
        self._sync: SyncClient | None = None
        self.card_sent: Callable[[str, str], object] | None = None
        self.preview_refreshed: Callable[[str], object] | None = None

    async def client(self, tenant_key: str) -> Client:
        """Give the client for tasks that speaks for a tenant."""
        await load("larkline.api.client")
        if self._async is None:
            from larkline.api.client import Client

            self._async = Client(**self._options())
        return self._async.for_tenant(tenant_key) if self._store is not None and tenant_key else self._async

    async def sync_client(self, tenant_key: str) -> SyncClient:
        """Give the client for threads that speaks for a tenant."""
        await load("larkline.api.client")
        if self._sync is None:
            from larkline.api.client import SyncClient

            self._sync = SyncClient(**self._options(), loop=self._loop)
        return self._sync.for_tenant(tenant_key) if self._store is not None and tenant_key else self._sync

    def updater(self, tenant_key: str) -> _LateCalls:
        """Give what makes delayed updates for a tenant."""
        return _LateCalls(self, tenant_key)

    def refresher(self, tenant_key: str) -> _LateCalls:
        """Give what refreshes link previews for a tenant."""
        return _LateCalls(self, tenant_key)

    async def close(self) -> None:
        """Close their connections."""
        if self._async is not None:
            await self._async.aclose()
        if self._sync is not None:
            self._sync.close()

    def _options(self) -> dict[str, Any]:
        credentials = self._api.credentials()
        return {
            "app_id": credentials.app_id,
            "app_secret": credentials.app_secret,
            "domain": self._api.domain(),
            "app_type": "self_built" if self._store is None else "store",
            "store": self._store,
            "clock": self._clock,
            "transport": self._transport,
            "proxy": self._proxy,
            "update_gate": self._gate,
            "on_sent": self.card_sent,
            "on_refresh": self.preview_refreshed,
        }


class _LateCalls:
    """Makes the calls by which late results arrive."""

    def __init__(self, clients: Clients, tenant_key: str) -> None:
        self._clients = clients
        self._tenant_key = tenant_key

    async def update_by_token(
        self, update_token: str, card: Any, *, open_ids: list[str] | None, message_id: str
    ) -> None:
        client = await self._clients.client(self._tenant_key)
        await client.cards.update(update_token, card, open_ids=open_ids, message_id=message_id)

    async def update_message(self, message_id: str, card: Any) -> None:
        client = await self._clients.client(self._tenant_key)
        await client.messages.update(message_id, card)

    async def refresh_preview(self, preview_token: str, open_ids: list[str]) -> None:
        client = await self._clients.client(self._tenant_key)
        from larkline.api.file_calls import preview_refresh

        # Not by url_previews.refresh, which is the app's own and forgets what was kept.
        await client.make(preview_refresh(preview_token, open_ids=open_ids))


class TokenGate:
    """The gate of update tokens for tasks of the app's event loop, and for its threads."""

    def __init__(self, gate: UpdateGate) -> None:
        self._gate = gate
        self._loop = asyncio.get_running_loop()

    async def before_use(self, token: str) -> None:
        """Wait for a turn; as :meth:`larkline.dispatch.late.UpdateGate.before_use`."""
        await self._gate.before_use(token)

    def message_of(self, token: str) -> str:
        """Give the message that a token belongs to."""
        return self._gate.message_of(token)

    def before_use_sync(self, token: str) -> None:
        """Wait for a turn in a thread."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run_coroutine_threadsafe(self._gate.before_use(token), self._loop).result()
        else:
            raise ConfigurationError(
                "cards.update waits until the response has left, so it cannot be called on the event loop: "
                "write an async def handler, or drop inline=True"
            )
