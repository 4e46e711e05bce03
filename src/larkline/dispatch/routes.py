"""Which handler answers which delivery: the most specific route wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec

from larkline.dispatch.handlers import Handler
from larkline.errors import AmbiguousRoute, ConfigurationError
from larkline.payloads.card_action import CardAction, CardValue, convert_value, with_typed

__all__ = ["CardActionRoute", "CardActionTable", "EventRoute", "EventTable", "UrlPreviewRoute", "UrlPreviewTable"]

#: A middleware: called with the payload and the rest of the chain, gives the response.
Middleware = Callable[[Any, Callable[[Any], Any]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A handler with what surrounds it."""

    handler: Handler
    middleware: tuple[Middleware, ...] = ()
    order_by: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardActionRoute(Route):
    """
    A handler for some card actions; a condition left out is no condition.

    Attributes:
        value_class: The class the component's value must be of.
        value: Members the component's value must have, among others.
        name: The component's ``name``.
        component: The component's ``tag``, such as ``select_static``.
    """

    value_class: type[CardValue] | None = None
    value: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    component: str | None = None

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """How specific the route is: value class, then value members, then name, then component."""
        return (
            int(self.value_class is not None),
            len(self.value),
            int(self.name is not None),
            int(self.component is not None),
        )

    def overlaps(self, other: CardActionRoute) -> bool:
        """Whether one card action could match both routes."""
        pairs = ((self.value_tag, other.value_tag), (self.name, other.name), (self.component, other.component))
        if any(a is not None and b is not None and a != b for a, b in pairs):
            return False
        return all(_same(self.value[key], other.value[key]) for key in self.value.keys() & other.value.keys())

    def matches(self, action: CardAction[Any, Any]) -> bool:
        """Whether *action* fulfils every condition but the value class, which is asked for by its tag."""
        if self.name is not None and action.name != self.name:
            return False
        if self.component is not None and action.tag != self.component:
            return False
        if not self.value:
            return True
        value = action.value
        return isinstance(value, dict) and all(
            key in value and _same(value[key], wanted) for key, wanted in self.value.items()
        )

    @property
    def value_tag(self) -> str | None:
        """The tag of the value class."""
        return None if self.value_class is None else str(self.value_class.__struct_config__.tag)

    def describe(self) -> str:
        """The conditions as they were written."""
        parts = [self.value_class.__name__] if self.value_class is not None else []
        parts += [f"value={dict(self.value)!r}"] if self.value else []
        parts += [f"name={self.name!r}"] if self.name is not None else []
        parts += [f"component={self.component!r}"] if self.component is not None else []
        return f"on_card_action({', '.join(parts)})"


def _same(a: object, b: object) -> bool:
    """Equal as JSON: true is not 1."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


class CardActionTable:
    """The routes of card actions."""

    def __init__(self) -> None:
        self._routes: list[CardActionRoute] = []
        self._by_tag: dict[str | None, list[CardActionRoute]] = {}

    def __iter__(self) -> Any:
        return iter(self._routes)

    def add(self, route: CardActionRoute) -> None:
        """
        Add a route.

        Raises:
            AmbiguousRoute: Another route is as specific and could match the same action.
        """
        for other in self._routes:
            if other.rank == route.rank and other.overlaps(route):
                raise AmbiguousRoute(
                    f"{route.describe()} on {route.handler.name} and {other.describe()} on {other.handler.name} "
                    "could answer the same click and neither is more specific; add name=, component= or value= to one"
                )
        self._routes.append(route)
        self._routes.sort(key=lambda r: r.rank, reverse=True)
        self._by_tag.clear()

    def find(
        self, action: CardAction[Any, Any]
    ) -> tuple[CardActionRoute | None, CardAction[Any, Any], msgspec.ValidationError | None]:
        """
        Find the route for *action* and give the action its typed value.

        A value that carries a class's tag but does not fit the class is passed on to the next route; the reason is
        the third member of the result, for a log line.
        """
        misfit: msgspec.ValidationError | None = None
        value = action.value
        tag = value.get("action") if isinstance(value, dict) else None
        for route in self._candidates(tag if isinstance(tag, str) else None):
            if not route.matches(action):
                continue
            if route.value_class is None:
                return route, action, misfit
            try:
                typed = convert_value(value, route.value_class)
            except msgspec.ValidationError as error:
                misfit = misfit or error
            else:
                return route, with_typed(action, value=typed), misfit
        return None, action, misfit

    def _candidates(self, tag: str | None) -> list[CardActionRoute]:
        if tag not in self._by_tag:
            known = any(r.value_tag == tag for r in self._routes) if tag is not None else False
            key = tag if known else None  # unknown tags share one list: what a peer sends must not make this grow
            if key not in self._by_tag:
                self._by_tag[key] = [r for r in self._routes if r.value_class is None or r.value_tag == key]
            return self._by_tag[key]
        return self._by_tag[tag]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPreviewRoute(Route):
    """A handler for the links of one host, or of all."""

    host: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRoute(Route):
    """
    A handler for one type of event, or for the rest.

    Attributes:
        type: The event type; None for the rest.
        convenient: Whether the handler takes the convenience form of the type instead of the plain event.
    """

    type: str | None = None
    convenient: bool = False


R = TypeVar("R", UrlPreviewRoute, EventRoute)


class _KeyedTable(Generic[R]):
    """Routes with one key each; None is the rest."""

    def __init__(self) -> None:
        self._routes: dict[str | None, R] = {}

    def __iter__(self) -> Any:
        return iter(self._routes.values())

    def add(self, key: str | None, route: R, *, what: str) -> None:
        """
        Add a route.

        Raises:
            AmbiguousRoute: The key has a handler already.
        """
        other = self._routes.get(key)
        if other is not None:
            raise AmbiguousRoute(
                f"{what} has two handlers, {other.handler.name} and {route.handler.name}; a delivery gets one response"
            )
        self._routes[key] = route


class UrlPreviewTable(_KeyedTable[UrlPreviewRoute]):
    """The routes of link previews."""

    def find(self, host: str) -> UrlPreviewRoute | None:
        """Find the route for a link to *host*: the host itself, else the nearest ``*.`` pattern, else the rest."""
        host = host.lower()
        if (route := self._routes.get(host)) is not None:
            return route
        rest = host
        while "." in rest:
            rest = rest.split(".", 1)[1]
            if (route := self._routes.get(f"*.{rest}")) is not None:
                return route
        return self._routes.get(None)


class EventTable(_KeyedTable[EventRoute]):
    """The routes of events."""

    def find(self, event_type: str) -> EventRoute | None:
        """Find the route for *event_type*, else the one for the rest."""
        return self._routes.get(event_type) or self._routes.get(None)


def check_host(host: str | None) -> str | None:
    """
    Check the host of a link preview route and give it in lower case.

    Raises:
        ConfigurationError: It is a URL, or has a path or a port.
    """
    if host is None:
        return None
    if not host or "/" in host or ":" in host.strip("[]"):
        raise ConfigurationError(f"host={host!r} is not a host name; write it as git.example.com or *.example.com")
    return host.lower()
