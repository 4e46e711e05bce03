"""What the app itself does with some events, before their handlers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from larkline.dispatch.handlers import Handler, Kind
from larkline.dispatch.routes import EventRoute, Middleware, Route
from larkline.payloads.event import Event

__all__ = ["Before", "BeforeHandlers"]

#: What is done with an event.
Before: TypeAlias = Callable[[Event], Awaitable[None]]


class BeforeHandlers:
    """
    Does something with some events before their handlers get them.

    An event is acknowledged when both are done; a failure here is a failure of the handling, so that it is sent again.

    Args:
        actions: By event type.
    """

    def __init__(self, actions: Mapping[str, Before]) -> None:
        self._actions = actions

    def route_for(self, event_type: str) -> EventRoute | None:
        """Give the route of an event that has no handler and yet is taken; None for all others."""
        return _NOTHING_MORE if event_type in self._actions else None

    def middleware_around(self, route: Route) -> list[Middleware]:
        """Give what surrounds a handler, outside of everything else."""
        return [self._around] if self._actions and isinstance(route, EventRoute) else []

    async def _around(self, payload: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        if isinstance(payload, Event) and (action := self._actions.get(payload.type)) is not None:
            await action(payload)
        return await handler(payload)


async def _nothing(_: Event) -> None:
    """Handle an event that nobody wants besides."""


_NOTHING_MORE = EventRoute(handler=Handler(_nothing, Kind.ASYNC, takes_client=False, name="larkline"))
