"""The client of the platform's API, for threads."""

from __future__ import annotations

import asyncio
import random as randomness
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self

from larkline.api.calls import Access, Call, free_call
from larkline.api.card_groups import SyncCards
from larkline.api.core import AppType, Given
from larkline.api.credentials import Credentials
from larkline.api.files import SyncFiles, SyncImages, SyncUrlPreviews
from larkline.api.hooks import OnRefresh, OnSent, UpdateGate
from larkline.api.messages import SyncMessages
from larkline.api.settings import CALL_SECONDS, CONNECT_SECONDS, READ_SECONDS, TRANSFER_SECONDS, Settings, TimeLimits
from larkline.api.sync_core import SyncCaller, SyncCore
from larkline.api.tickets import TicketStore
from larkline.clock import Clock

if TYPE_CHECKING:
    from larkline.api.http import AnySyncTransport

__all__ = ["SyncClient"]


class SyncClient:
    """
    The same as :class:`larkline.Client`, without ``await``; for any number of threads at once.

    Args:
        app_id: As there.
        app_secret: As there.
        domain: As there.
        app_type: As there.
        store: As there; used in *loop*, else in an event loop of its own each time.
        credentials: As there.
        clock: As there.
        transport: A :class:`larkline.api.transport.SyncTransport`, or a transport of httpx2; one that can only be
            awaited is run in *loop*.
        proxy: As there.
        update_gate: As there.
        on_sent: As there; called in the thread that makes the call.
        on_refresh: As there; called in the thread that makes the call.
        connect_timeout: As there.
        read_timeout: As there.
        call_timeout: As there.
        transfer_timeout: As there.
        retries: As there.
        random: As there.
        loop: The event loop that such a *transport*, a *store*, or a *clock* that is moved, lives in. The client must
            then not be used in that loop's own thread. None: pauses are of this machine's time.

    Attributes:
        messages: As there.
        cards: As there.
        images: As there.
        files: As there.
        url_previews: As there.

    Raises:
        ConfigurationError: *domain* is not one that secrets may be sent to, or *app_type* is none.
    """

    messages: SyncMessages
    cards: SyncCards
    images: SyncImages
    files: SyncFiles
    url_previews: SyncUrlPreviews

    def __init__(
        self,
        app_id: str | None = None,
        app_secret: str | None = None,
        *,
        domain: str | None = None,
        app_type: AppType = "self_built",
        store: TicketStore | None = None,
        credentials: Credentials | None = None,
        clock: Clock | None = None,
        transport: AnySyncTransport | None = None,
        proxy: str | None = None,
        update_gate: UpdateGate | None = None,
        on_sent: OnSent | None = None,
        on_refresh: OnRefresh | None = None,
        connect_timeout: float = CONNECT_SECONDS,
        read_timeout: float = READ_SECONDS,
        call_timeout: float = CALL_SECONDS,
        transfer_timeout: float = TRANSFER_SECONDS,
        retries: int = 2,
        random: Callable[[], float] = randomness.random,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        given = Given(
            settings=Settings(app_id, app_secret, domain),
            limits=TimeLimits(connect_timeout, read_timeout, call_timeout, transfer_timeout),
            app_type=app_type,
            credentials=credentials,
            store=store,
            clock=clock,
            proxy=proxy,
            update_gate=update_gate,
            on_sent=on_sent,
            on_refresh=on_refresh,
            retries=retries,
            random=random,
        )
        self._view(SyncCore(given, transport, loop), "", owns=True)

    def _view(self, core: SyncCore, tenant: str, *, owns: bool) -> None:
        self._core = core
        self._owns = owns
        self._caller = caller = SyncCaller(core, tenant)
        self.messages = SyncMessages(caller)
        self.cards = SyncCards(caller)
        self.images = SyncImages(caller)
        self.files = SyncFiles(caller)
        self.url_previews = SyncUrlPreviews(caller)

    def __repr__(self) -> str:
        tenant = f", tenant {self.tenant_key!r}" if self.tenant_key else ""
        return f"<SyncClient {self._core.given.settings!r}{tenant}>"

    @classmethod
    def from_env(cls) -> Self:
        """Make a client of what the environment says when the first call is made."""
        return cls()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; calls under way fail. Harmless when closed, and for the client of one tenant."""
        if self._owns:
            self._core.close()

    @property
    def tenant_key(self) -> str:
        """The tenant this client speaks for; as :attr:`larkline.Client.tenant_key`."""
        return self._caller.tenant

    def for_tenant(self, tenant_key: str) -> SyncClient:
        """Give a client that speaks for one tenant of a store app; as :meth:`larkline.Client.for_tenant`."""
        self._core.given.check_tenant(tenant_key)
        view = object.__new__(type(self))
        view._view(self._core, str(tenant_key), owns=False)
        return view

    def keep_app_ticket(self, app_ticket: str) -> None:
        """Take an app_ticket; as :meth:`larkline.Client.keep_app_ticket`."""
        self._core.keep_ticket(app_ticket)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        repeatable: bool | None = None,
        access: Access = "tenant",
        user_token: str = "",
    ) -> dict[str, Any]:
        """Make any call of the API; as :meth:`larkline.Client.request`."""
        call = free_call(
            method, path, params=params, json=json, repeatable=repeatable, access=access, user_token=user_token
        )
        return self.make(call)

    def make(self, call: Call) -> dict[str, Any]:
        """
        Make *call*, more than once if its rules allow, and give the data of the answer.

        Raises:
            ApiError: The platform refused or could not be reached.
            MissingCredentials: There is no app id or no secret.
        """
        return self._caller.make(call)
