"""Which handler answers which delivery: the most specific route wins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from larkline.dispatch.handlers import Handler
from larkline.errors import AmbiguousRoute, ConfigurationError
from larkline.payloads.card_action import CardAction, CardValue, FormValue, convert_value, with_typed

__all__ = [
    "CardActionRoute",
    "CardActionTable",
    "EventRoute",
    "EventTable",
    "LegacyCardActionRoute",
    "LegacyCardActionTable",
    "Middleware",
    "Route",
    "Surroundings",
    "UrlPreviewRoute",
    "UrlPreviewTable",
    "check_host",
]

#: A middleware: called with the payload and the rest of the chain, gives the response.
Middleware = Callable[[Any, Callable[[Any], Awaitable[Any]]], Awaitable[Any]]


class Surroundings(Protocol):
    """What a handler was registered in: a router."""

    @property
    def outer_middleware(self) -> list[Middleware]:
        """The middleware around all its handlers, outermost first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """
    A handler with what surrounds it.

    Attributes:
        handler: Answers.
        within: The routers through which it was included, outermost first.
        order_by: Gives the key of a payload; those with the same key are handled one after another.
    """

    handler: Handler
    within: tuple[Surroundings, ...] = ()
    order_by: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CardActionRoute(Route):
    """
    A handler for some card actions; a condition left out is no condition.

    Attributes:
        value_class: The class the component's value must be of.
        form: The class the submitted form must fit.
        value: Members the component's value must have, among others.
        name: The component's ``name``.
        component: The component's ``tag``, such as ``select_static``.
    """

    value_class: type[CardValue] | None = None
    form: type[FormValue] | None = None
    value: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    component: str | None = None

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """How specific the route is: value class, then form, then value members, then name, then component."""
        return (
            int(self.value_class is not None),
            int(self.form is not None),
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
        """Whether *action* fulfils every condition but the classes, which are asked for by conversion."""
        if self.name is not None and action.name != self.name:
            return False
        if self.component is not None and action.tag != self.component:
            return False
        if self.form is not None and not action.submitted:
            return False
        if not self.value:
            return True
        value = action.value
        return isinstance(value, dict) and all(
            key in value and _same(value[key], wanted) for key, wanted in self.value.items()
        )

    def typed(self, action: CardAction[Any, Any]) -> CardAction[Any, Any]:
        """
        Give *action* the value and the form its handler is promised.

        Raises:
            Exception: One does not fit: a msgspec.ValidationError, or whatever the user's class raises.
        """
        if self.value_class is None and self.form is None:
            return action
        return with_typed(
            action,
            value=... if self.value_class is None else convert_value(action.value, self.value_class),
            form=... if self.form is None else self.form.from_form(action.form),
        )

    @property
    def value_tag(self) -> str | None:
        """The tag of the value class."""
        return None if self.value_class is None else str(self.value_class.__struct_config__.tag)

    def describe(self) -> str:
        """The conditions as they were written."""
        parts = [self.value_class.__name__] if self.value_class is not None else []
        parts += [f"form={self.form.__name__}"] if self.form is not None else []
        parts += [f"value={dict(self.value)!r}"] if self.value else []
        parts += [f"name={self.name!r}"] if self.name is not None else []
        parts += [f"component={self.component!r}"] if self.component is not None else []
        return f"on_card_action({', '.join(parts)})"


def _same(a: object, b: object) -> bool:
    """Equal as JSON: true is not 1, wherever it stands."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(_same, a, b))
    return a == b


class CardActionTable:
    """The routes of card actions."""

    def __init__(self) -> None:
        self._routes: list[CardActionRoute] = []
        self._by_tag: dict[str, list[CardActionRoute]] | None = None
        self._for_any: list[CardActionRoute] = []

    def __iter__(self) -> Iterator[CardActionRoute]:
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
        self._by_tag = None

    def remove(self, route: CardActionRoute) -> None:
        """Take a route out again."""
        self._routes.remove(route)
        self._by_tag = None

    def find(
        self, action: CardAction[Any, Any]
    ) -> tuple[CardActionRoute | None, CardAction[Any, Any], Exception | None]:
        """
        Find the route for *action* and give the action its typed value and form.

        A value that carries a class's tag but does not fit the class, or a form that does not fit, is passed on to the
        next route; the reason is the third member of the result, for a log line.
        """
        misfit: Exception | None = None
        for route in self._candidates(action.value):
            if not route.matches(action):
                continue
            try:
                return route, route.typed(action), misfit
            except Exception as error:  # a __post_init__ of the user's may raise anything
                misfit = misfit or error
        return None, action, misfit

    def _candidates(self, value: object) -> list[CardActionRoute]:
        """Give the routes whose value class, if they have one, has the tag that *value* carries."""
        by_tag = self._by_tag
        if by_tag is None:
            self._for_any = [r for r in self._routes if r.value_class is None]
            by_tag = self._by_tag = {
                tag: [r for r in self._routes if r.value_tag in (None, tag)]
                for tag in {r.value_tag for r in self._routes}
                if tag is not None
            }
        tag = value.get("action") if isinstance(value, dict) else None
        return by_tag.get(tag, self._for_any) if isinstance(tag, str) else self._for_any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UrlPreviewRoute(Route):
    """A handler for the links of one host, or of all."""

    host: str | None = None

    @property
    def key(self) -> str | None:
        """What must be unique."""
        return self.host

    def describe(self) -> str:
        """The decorator as it was written."""
        return "on_url_preview()" if self.host is None else f"on_url_preview(host={self.host!r})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventRoute(Route):
    """
    A handler for one type of event, or for the rest.

    Attributes:
        type: The event type; None for the rest.
        convenient: Whether the handler takes the convenience form of the type instead of the plain event.
    """

    type: str | None = None
    convenient: bool = False

    @property
    def key(self) -> str | None:
        """What must be unique."""
        return self.type

    def describe(self) -> str:
        """The decorator as it was written."""
        return "on_event()" if self.type is None else f"on_event({self.type!r})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LegacyCardActionRoute(Route):
    """The handler for old card callbacks; there is one, since their cards tell nothing to choose by."""

    @property
    def key(self) -> str | None:
        """What must be unique."""
        return None

    def describe(self) -> str:
        """The decorator as it was written."""
        return "on_legacy_card_action()"


R = TypeVar("R", UrlPreviewRoute, EventRoute, LegacyCardActionRoute)


class _KeyedTable(Generic[R]):
    """Routes with one key each; None is the rest."""

    def __init__(self) -> None:
        self._routes: dict[str | None, R] = {}

    def __iter__(self) -> Iterator[R]:
        return iter(self._routes.values())

    def add(self, route: R) -> None:
        """
        Add a route.

        Raises:
            AmbiguousRoute: The key has a handler already.
        """
        other = self._routes.setdefault(route.key, route)
        if other is not route:
            raise AmbiguousRoute(
                f"{route.describe()} has two handlers, {other.handler.name} and {route.handler.name}; "
                "a delivery gets one response"
            )

    def remove(self, route: R) -> None:
        """Take a route out again."""
        del self._routes[route.key]


class UrlPreviewTable(_KeyedTable[UrlPreviewRoute]):
    """The routes of link previews."""

    def find(self, host: str) -> UrlPreviewRoute | None:
        """Find the route for a link to *host*: the host itself, else the nearest ``*.`` pattern, else the rest."""
        host = host.lower().removesuffix(".")
        if len(host) > 253:  # no host name is longer; a link of ten thousand dots shall not keep us busy
            return self._routes.get(None)
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

    @property
    def rest(self) -> EventRoute | None:
        """The route for the rest."""
        return self._routes.get(None)


class LegacyCardActionTable(_KeyedTable[LegacyCardActionRoute]):
    """The route of old card callbacks."""

    def find(self) -> LegacyCardActionRoute | None:
        """Find the route."""
        return self._routes.get(None)


def check_host(host: str | None) -> str | None:
    """
    Check the host of a link preview route and give it in lower case.

    Raises:
        ConfigurationError: It is a URL, or has a path or a port, or a star elsewhere than in ``*.`` at its beginning.
    """
    if host is None:
        return None
    plain = host.removeprefix("*.").removesuffix(".")
    if not plain or any(sign in "*/:@?#[]" or sign.isspace() for sign in plain):
        raise ConfigurationError(f"host={host!r} is not a host name; write it as git.example.com or *.example.com")
    return host.lower().removesuffix(".")
