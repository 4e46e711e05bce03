"""The types of the decorators: which handlers each accepts. There is nothing here at run time but names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, overload

if TYPE_CHECKING:
    from larkline.payloads.responses import AnyCardActionResponse, AnyUrlPreviewResponse, CustomResponse

    # What a handler may give, by how it is written: `def`, `async def`, `async def` with yield.
    _ActionLater = Coroutine[Any, Any, AnyCardActionResponse] | AsyncIterator[AnyCardActionResponse]
    _Legacy = AnyCardActionResponse | CustomResponse
    _LegacyLater = Coroutine[Any, Any, _Legacy] | AsyncIterator[_Legacy]
    _PreviewLater = Coroutine[Any, Any, AnyUrlPreviewResponse]
    ActionAny = TypeVar("ActionAny", bound=AnyCardActionResponse | _ActionLater)
    ActionLater = TypeVar("ActionLater", bound=_ActionLater)
    ActionNow = TypeVar("ActionNow", bound=AnyCardActionResponse)
    LegacyAny = TypeVar("LegacyAny", bound=_Legacy | _LegacyLater)
    LegacyLater = TypeVar("LegacyLater", bound=_LegacyLater)
    LegacyNow = TypeVar("LegacyNow", bound=_Legacy)
    PreviewAny = TypeVar("PreviewAny", bound=AnyUrlPreviewResponse | _PreviewLater)
    PreviewLater = TypeVar("PreviewLater", bound=_PreviewLater)
    PreviewNow = TypeVar("PreviewNow", bound=AnyUrlPreviewResponse)
    EventAny = TypeVar("EventAny", bound=Coroutine[Any, Any, None] | None)

__all__ = [
    "CardActionDecorator",
    "EventDecorator",
    "Hook",
    "LegacyCardActionDecorator",
    "MiddlewareFunction",
    "UrlPreviewDecorator",
]

P = TypeVar("P")
A = TypeVar("A")
S = TypeVar("S")

#: Around every handler: ``async def middleware(payload, handle)``, which awaits ``handle(payload)`` for the response.
MiddlewareFunction: TypeAlias = Callable[[Any, Callable[[Any], Awaitable[Any]]], Awaitable[Any]]
#: Called when the state of the connection changes; takes nothing.
Hook: TypeAlias = Callable[[], object]


class CardActionDecorator(Protocol[P, A, S]):
    """Accepts handlers of card actions; gives them back as they are. *A* and *S* are the two kinds of client."""

    @overload
    def __call__(self, handler: Callable[[P], ActionAny], /) -> Callable[[P], ActionAny]: ...
    @overload
    def __call__(self, handler: Callable[[P, A], ActionLater], /) -> Callable[[P, A], ActionLater]: ...
    @overload
    def __call__(self, handler: Callable[[P, S], ActionNow], /) -> Callable[[P, S], ActionNow]: ...


class LegacyCardActionDecorator(Protocol[P, A, S]):
    """Accepts handlers of old card callbacks; gives them back as they are."""

    @overload
    def __call__(self, handler: Callable[[P], LegacyAny], /) -> Callable[[P], LegacyAny]: ...
    @overload
    def __call__(self, handler: Callable[[P, A], LegacyLater], /) -> Callable[[P, A], LegacyLater]: ...
    @overload
    def __call__(self, handler: Callable[[P, S], LegacyNow], /) -> Callable[[P, S], LegacyNow]: ...


class UrlPreviewDecorator(Protocol[P, A, S]):
    """Accepts handlers of link previews; gives them back as they are."""

    @overload
    def __call__(self, handler: Callable[[P], PreviewAny], /) -> Callable[[P], PreviewAny]: ...
    @overload
    def __call__(self, handler: Callable[[P, A], PreviewLater], /) -> Callable[[P, A], PreviewLater]: ...
    @overload
    def __call__(self, handler: Callable[[P, S], PreviewNow], /) -> Callable[[P, S], PreviewNow]: ...


class EventDecorator(Protocol[P, A, S]):
    """Accepts handlers of events; gives them back as they are. An event has no response, so they return nothing."""

    @overload
    def __call__(self, handler: Callable[[P], EventAny], /) -> Callable[[P], EventAny]: ...
    @overload
    def __call__(
        self, handler: Callable[[P, A], Coroutine[Any, Any, None]], /
    ) -> Callable[[P, A], Coroutine[Any, Any, None]]: ...
    @overload
    def __call__(self, handler: Callable[[P, S], None], /) -> Callable[[P, S], None]: ...
