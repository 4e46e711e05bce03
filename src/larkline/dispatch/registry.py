"""Hold the handlers of a router, and those of the routers it includes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from larkline.dispatch.handlers import Kind, describe, read_handler
from larkline.dispatch.routes import (
    CardActionRoute,
    CardActionTable,
    EventRoute,
    EventTable,
    LegacyCardActionRoute,
    LegacyCardActionTable,
    Middleware,
    Route,
    UrlPreviewRoute,
    UrlPreviewTable,
)
from larkline.errors import AmbiguousRoute, ConfigurationError, HandlerSignatureError

if TYPE_CHECKING:
    from larkline.dispatch.decorators import MiddlewareFunction

    M = TypeVar("M", bound=MiddlewareFunction)

__all__ = ["Registry"]


class Registry:
    """A group of handlers and what surrounds them; :class:`larkline.dispatch.router.Router` adds the decorators."""

    def __init__(self) -> None:
        self.card_actions = CardActionTable()
        self.url_previews = UrlPreviewTable()
        self.events = EventTable()
        self.legacy_card_actions = LegacyCardActionTable()
        self._middleware: list[Middleware] = []
        self._included_in: list[Registry] = []

    @property
    def outer_middleware(self) -> list[Middleware]:
        """The middleware around all handlers of this router, outermost first."""
        return self._middleware

    def middleware(self, function: M) -> M:
        """
        Put *function* around every handler of this router, those registered later included.

        It is an ``async def middleware(payload, handle)`` that awaits ``handle(payload)`` and returns the response;
        for a handler that yields, that is the first thing it yields. The first middleware registered is outermost.

        Raises:
            HandlerSignatureError: It is not an ``async def`` with two parameters.
        """
        handler = read_handler(function)
        if handler.kind is not Kind.ASYNC or not handler.takes_client:
            raise HandlerSignatureError(f"{describe(function)} must be an async def middleware(payload, handle)")
        self._middleware.append(function)
        return function

    def include(self, router: Registry) -> None:
        """
        Answer with the handlers of *router*, too, those registered later included; its middleware stays around them.

        Raises:
            AmbiguousRoute: One of its handlers clashes with one that is here already; then none is taken over.
            ConfigurationError: A router cannot include itself, neither directly nor through others.
        """
        if not isinstance(router, Registry):
            raise ConfigurationError(f"include() takes a Router, not {router!r}")
        if router is self or router in self._ancestors():
            raise ConfigurationError("a router cannot include itself")
        if self in router._included_in:
            raise AmbiguousRoute("the router is included already; a delivery gets one response")
        routes: Iterable[Route] = (
            *router.card_actions,
            *router.url_previews,
            *router.events,
            *router.legacy_card_actions,
        )
        _put([place for route in routes for place in self._places(_within(router, route))])
        router._included_in.append(self)

    def handles(self, type_: str) -> bool:
        """Tell whether there is a handler for a type of event, or for a callback, such as ``card.action.trigger``."""
        callbacks: dict[str, Iterable[Route]] = {
            "card.action.trigger": self.card_actions,
            "url.preview.get": self.url_previews,
            "card.action.trigger_v1": self.legacy_card_actions,
        }
        if type_ in callbacks:
            return any(True for _ in callbacks[type_])
        return self.events.find(type_) is not None

    def _add(self, route: Route) -> None:
        """
        Add a route here and wherever this router is included.

        Raises:
            AmbiguousRoute: It clashes with another one in one of these places; then it is added nowhere.
        """
        _put(list(self._places(route)))

    def _places(self, route: Route) -> Iterator[tuple[Registry, Route]]:
        yield self, route
        for parent in self._included_in:
            yield from parent._places(_within(self, route))

    def _ancestors(self) -> Iterator[Registry]:
        for parent in self._included_in:
            yield parent
            yield from parent._ancestors()


def _within(router: Registry, route: Route) -> Route:
    return replace(route, within=(router, *route.within))


def _put(places: list[tuple[Registry, Route]]) -> None:
    """Add each route to its place, or none at all."""
    undo: list[Callable[[], Any]] = []
    try:
        for router, route in places:
            undo.append(_put_one(router, route))
    except AmbiguousRoute:
        for step in undo:
            step()
        raise


def _put_one(router: Registry, route: Route) -> Callable[[], Any]:
    """Add a route and give what takes it out again."""
    if isinstance(route, CardActionRoute):
        router.card_actions.add(route)
        return lambda: router.card_actions.remove(route)
    if isinstance(route, UrlPreviewRoute):
        router.url_previews.add(route)
        return lambda: router.url_previews.remove(route)
    if isinstance(route, LegacyCardActionRoute):
        router.legacy_card_actions.add(route)
        return lambda: router.legacy_card_actions.remove(route)
    assert isinstance(route, EventRoute)  # there are four kinds
    router.events.add(route)
    return lambda: router.events.remove(route)
