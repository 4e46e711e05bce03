"""The types of the decorators: which handlers each accepts. There is nothing here at run time but names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, overload

if TYPE_CHECKING:
    from larkline.api.client import Client, SyncClient
    from larkline.cards.card import Card, CardTemplate
    from larkline.payloads.responses import CardActionResponse, UrlPreviewResponse
    from larkline.payloads.toast import Toast

    CardActionResult: TypeAlias = Toast | Card | CardTemplate | CardActionResponse | dict[str, Any] | None
    UrlPreviewResult: TypeAlias = UrlPreviewResponse | dict[str, Any] | None
    C = TypeVar("C", bound=CardActionResult)
    U = TypeVar("U", bound=UrlPreviewResult)

__all__ = ["CardActionDecorator", "EventDecorator", "Hook", "MiddlewareFunction", "UrlPreviewDecorator"]

P = TypeVar("P", contravariant=True)
Q = TypeVar("Q")

#: Around every handler: ``async def middleware(payload, handle)``, which awaits ``handle(payload)`` for the response.
MiddlewareFunction: TypeAlias = Callable[[Any, Callable[[Any], Awaitable[Any]]], Awaitable[Any]]
#: Called when the state of the connection changes; takes nothing.
Hook: TypeAlias = Callable[[], object]


class CardActionDecorator(Protocol[Q]):
    """Accepts handlers of card actions; gives them back as they are."""

    @overload
    def __call__(self, handler: Callable[[Q], Coroutine[Any, Any, C]], /) -> Callable[[Q], Coroutine[Any, Any, C]]: ...
    @overload
    def __call__(
        self, handler: Callable[[Q, Client], Coroutine[Any, Any, C]], /
    ) -> Callable[[Q, Client], Coroutine[Any, Any, C]]: ...
    @overload
    def __call__(self, handler: Callable[[Q], AsyncIterator[C]], /) -> Callable[[Q], AsyncIterator[C]]: ...
    @overload
    def __call__(self, handler: Callable[[Q, Client], AsyncIterator[C]], /) -> Callable[[Q, Client], AsyncIterator[C]]: ...
    @overload
    def __call__(self, handler: Callable[[Q], C], /) -> Callable[[Q], C]: ...
    @overload
    def __call__(self, handler: Callable[[Q, SyncClient], C], /) -> Callable[[Q, SyncClient], C]: ...


class UrlPreviewDecorator(Protocol[Q]):
    """Accepts handlers of link previews; gives them back as they are."""

    @overload
    def __call__(self, handler: Callable[[Q], Coroutine[Any, Any, U]], /) -> Callable[[Q], Coroutine[Any, Any, U]]: ...
    @overload
    def __call__(
        self, handler: Callable[[Q, Client], Coroutine[Any, Any, U]], /
    ) -> Callable[[Q, Client], Coroutine[Any, Any, U]]: ...
    @overload
    def __call__(self, handler: Callable[[Q], U], /) -> Callable[[Q], U]: ...
    @overload
    def __call__(self, handler: Callable[[Q, SyncClient], U], /) -> Callable[[Q, SyncClient], U]: ...


class EventDecorator(Protocol[Q]):
    """Accepts handlers of events; gives them back as they are. An event has no response, so they return nothing."""

    @overload
    def __call__(
        self, handler: Callable[[Q], Coroutine[Any, Any, None]], /
    ) -> Callable[[Q], Coroutine[Any, Any, None]]: ...
    @overload
    def __call__(
        self, handler: Callable[[Q, Client], Coroutine[Any, Any, None]], /
    ) -> Callable[[Q, Client], Coroutine[Any, Any, None]]: ...
    @overload
    def __call__(self, handler: Callable[[Q], None], /) -> Callable[[Q], None]: ...
    @overload
    def __call__(self, handler: Callable[[Q, SyncClient], None], /) -> Callable[[Q, SyncClient], None]: ...
