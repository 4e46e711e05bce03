"""The client of the platform's API, for tasks."""

from __future__ import annotations

import random as randomness
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self

from larkline.api.calls import Access, Call, free_call
from larkline.api.card_groups import Cards
from larkline.api.core import AppType, Caller, Core, Given
from larkline.api.credentials import Credentials
from larkline.api.files import Files, Images, UrlPreviews
from larkline.api.hooks import OnRefresh, OnSent, UpdateGate
from larkline.api.messages import Messages
from larkline.api.settings import CALL_SECONDS, CONNECT_SECONDS, READ_SECONDS, TRANSFER_SECONDS, Settings, TimeLimits
from larkline.api.sync_client import SyncClient
from larkline.api.tickets import TicketStore
from larkline.clock import Clock

if TYPE_CHECKING:
    from larkline.api.http import AnyAsyncTransport

__all__ = ["Client", "SyncClient"]


class Client:
    """
    Call the platform's API as an app, in one of its tenants.

    Any number of tasks of one event loop may use a client at once. Nothing is read or loaded before the first call.
    Every call is limited in time, and made again when that is safe: at most *retries* times, with growing pauses,
    obeying the platform's rate limits.

    Args:
        app_id: Else the environment's ``LARK_APP_ID``.
        app_secret: Else the environment's ``LARK_APP_SECRET``.
        domain: Origin of the platform, else the environment's ``LARK_DOMAIN``, else Feishu's. Plain http is for
            loopback addresses only.
        app_type: "self_built" (企业自建应用), or "store" (商店应用), which calls through :meth:`for_tenant`.
        store: Where a store app's tickets are kept for all its instances, such as a ``SqliteStore``; None for the
            memory of this client, which asks for a ticket when it has none.
        credentials: What the app proves itself with, instead of an id and a secret.
        clock: Whose time limits, pauses and token lifetimes follow.
        transport: How requests are carried: a :class:`larkline.api.transport.Transport`, or a transport of httpx2; None
            for httpx2 and the network.
        proxy: Address of a proxy; None leaves it to the environment (``HTTPS_PROXY``, ``NO_PROXY`` …).
        update_gate: Asked before each use of an update token.
        on_sent: Told the message id and the schema ("2.0" or "1.0") of each card that was sent as JSON.
        on_refresh: Told each preview token before ``url_previews.refresh`` is made for it.
        connect_timeout: Seconds for opening a connection.
        read_timeout: Seconds without a byte of the answer.
        call_timeout: Seconds for one attempt as a whole.
        transfer_timeout: The same for an upload. A download is limited by *read_timeout* alone once it has begun.
        retries: How often a call may be made again.
        random: Gives numbers in [0, 1) for the jitter.

    Attributes:
        messages: Calls about messages.
        cards: Calls about cards and card entities.
        images: Calls about images.
        files: Calls about files.
        url_previews: Calls about link previews.

    Raises:
        ConfigurationError: *domain* is not one that secrets may be sent to, or *app_type* is none.
    """

    messages: Messages
    cards: Cards
    images: Images
    files: Files
    url_previews: UrlPreviews

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
        transport: AnyAsyncTransport | None = None,
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
        self._view(Core(given, transport), "", owns=True)

    def _view(self, core: Core, tenant: str, *, owns: bool) -> None:
        self._core = core
        self._owns = owns
        self._caller = caller = Caller(core, tenant)
        self.messages = Messages(caller)
        self.cards = Cards(caller)
        self.images = Images(caller)
        self.files = Files(caller)
        self.url_previews = UrlPreviews(caller)

    def __repr__(self) -> str:
        tenant = f", tenant {self.tenant_key!r}" if self.tenant_key else ""
        return f"<Client {self._core.given.settings!r}{tenant}>"

    @classmethod
    def from_env(cls) -> Self:
        """Make a client of what the environment says when the first call is made."""
        return cls()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; calls under way fail. Harmless when closed, and for the client of one tenant."""
        if self._owns:
            await self._core.aclose()

    @property
    def tenant_key(self) -> str:
        """The tenant this client speaks for; empty for the only one of a self-built app, and when none is chosen."""
        return self._caller.tenant

    def for_tenant(self, tenant_key: str) -> Client:
        """
        Give a client that speaks for one tenant of a store app; connections and tokens are shared with this one.

        In a handler the client already speaks for the tenant of the delivery.

        Raises:
            ConfigurationError: It is a self-built app, which has one tenant, or the key is empty.
        """
        self._core.given.check_tenant(tenant_key)
        view = object.__new__(type(self))
        view._view(self._core, str(tenant_key), owns=False)
        return view

    async def keep_app_ticket(self, app_ticket: str) -> None:
        """
        Take an app_ticket that came some other way than through an ``App``, which does this by itself.

        Raises:
            ConfigurationError: It is not a store app.
            ValueError: It is no ticket.
        """
        await self._core.keep_ticket(app_ticket)

    async def request(
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
        """
        Make any call of the API that takes JSON.

        Args:
            method: The HTTP method.
            path: From the root, as the documentation writes it: ``/open-apis/…``, without a query.
            params: The query; members that are None are left out, lists are repeated.
            json: The body.
            repeatable: Whether making the call twice does no more than making it once, so that it may be made again
                after a failure; None says so of GET only.
            access: Which access token it carries: the "tenant"'s, the "app"'s, a "user"'s, or "none".
            user_token: With ``access="user"``: the user access token.

        Returns:
            The member ``data`` of the answer, or the whole answer when it has no such object.

        Raises:
            ApiError: The platform refused or could not be reached; its kinds say which.
            MissingCredentials: There is no app id or no secret.
            ValueError: *path* is not a plain path, or *access* and *user_token* do not go together.
        """
        call = free_call(
            method, path, params=params, json=json, repeatable=repeatable, access=access, user_token=user_token
        )
        return await self.make(call)

    async def make(self, call: Call) -> dict[str, Any]:
        """
        Make *call*, more than once if its rules allow, and give the data of the answer.

        Raises:
            ApiError: As :meth:`request`.
            MissingCredentials: As :meth:`request`.
        """
        return await self._caller.make(call)
