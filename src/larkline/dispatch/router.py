"""Register handlers by decorator, alone or in groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from larkline.dispatch.handlers import Handler, Kind, describe, read_handler
from larkline.dispatch.routes import (
    CardActionRoute,
    CardActionTable,
    EventRoute,
    EventTable,
    Middleware,
    UrlPreviewRoute,
    UrlPreviewTable,
    check_host,
)
from larkline.errors import ConfigurationError, HandlerSignatureError
from larkline.payloads.card_action import CardAction, CardValue
from larkline.payloads.event import Event
from larkline.payloads.message import MessageReceived
from larkline.payloads.url_preview import UrlPreview

if TYPE_CHECKING:
    from larkline.dispatch.decorators import (
        CardActionDecorator,
        EventDecorator,
        MiddlewareFunction,
        UrlPreviewDecorator,
    )

__all__ = ["Router"]

V = TypeVar("V", bound=CardValue)
M = TypeVar("M", bound="MiddlewareFunction")
MESSAGE_RECEIVED = "im.message.receive_v1"


class Router:
    """
    A group of handlers.

    Handlers are registered with the decorators and come to life when the router is included in an App (or is one).
    The most specific route wins; two routes that could match the same delivery and are equally specific are refused
    when the decorator runs.
    """

    def __init__(self) -> None:
        self.card_actions = CardActionTable()
        self.url_previews = UrlPreviewTable()
        self.events = EventTable()
        self._middleware: list[Middleware] = []

    @property
    def outer_middleware(self) -> tuple[Middleware, ...]:
        """The middleware around all handlers of this router, outermost first."""
        return tuple(self._middleware)

    @overload
    def on_card_action(
        self,
        value_class: type[V],
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        inline: bool = False,
        order_by: Callable[[CardAction[V]], object] | None = None,
    ) -> CardActionDecorator[CardAction[V]]: ...
    @overload
    def on_card_action(
        self,
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        inline: bool = False,
        order_by: Callable[[CardAction], object] | None = None,
    ) -> CardActionDecorator[CardAction]: ...
    def on_card_action(
        self,
        value_class: Any = None,
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        inline: bool = False,
        order_by: Callable[[Any], object] | None = None,
    ) -> Any:
        """
        Answer card actions (卡片回传交互, ``card.action.trigger``): clicks, choices, submitted forms.

        Conditions are joined by "and"; without any the handler answers what no other does. A route with a value class
        beats one without, then more *value* members beat fewer, then *name*, then *component*.

        Args:
            value_class: A CardValue class; matches components that carry its tag and gives ``action.value`` its type.
            name: The component's ``name``.
            component: The component's ``tag``, such as ``"select_static"``.
            value: Members that the component's value must have, among others.
            inline: Run a plain ``def`` on the event loop instead of in a thread; for handlers that never wait.
            order_by: Handle actions with the same key one after another, in the order they came.

        Raises:
            AmbiguousRoute: Another handler is as specific and could answer the same click.
            HandlerSignatureError: When the decorator runs: the handler takes the wrong parameters.
        """
        if value_class is not None and not (isinstance(value_class, type) and issubclass(value_class, CardValue)):
            if callable(value_class) and not isinstance(value_class, type):
                raise ConfigurationError("write @app.on_card_action() with parentheses")
            raise ConfigurationError(
                f"on_card_action() takes a CardValue class, not {value_class!r}; for a component's name write name="
            )

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self.card_actions.add(
                CardActionRoute(
                    handler=read_handler(function, inline=inline),
                    middleware=(),
                    order_by=order_by,
                    value_class=value_class,
                    value=dict(value or {}),
                    name=name,
                    component=component,
                )
            )
            return function

        return register

    def on_url_preview(
        self,
        *,
        host: str | None = None,
        inline: bool = False,
        order_by: Callable[[UrlPreview], object] | None = None,
    ) -> UrlPreviewDecorator[UrlPreview]:
        """
        Answer link previews (拉取链接预览数据, ``url.preview.get``).

        Args:
            host: The host of the link, such as ``git.example.com`` or ``*.example.com``; None for all other links.
            inline: As for :meth:`on_card_action`.
            order_by: As for :meth:`on_card_action`.

        Raises:
            AmbiguousRoute: The host has a handler already.
            HandlerSignatureError: When the decorator runs: the handler takes the wrong parameters, or yields.
        """
        if callable(host):
            raise ConfigurationError("write @app.on_url_preview() with parentheses")
        key = check_host(host)

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            handler = _answering_once(read_handler(function, inline=inline))
            route = UrlPreviewRoute(handler=handler, order_by=order_by, host=key)
            self.url_previews.add(key, route, what=_preview_name(key))
            return function

        return register

    @overload
    def on_event(  # type: ignore[overload-overlap]  # one type has a convenience form, all others come as Event
        self,
        event: Literal["im.message.receive_v1"] | type[MessageReceived],
        /,
        *,
        inline: bool = False,
        order_by: Callable[[MessageReceived], object] | None = None,
    ) -> EventDecorator[MessageReceived]: ...
    @overload
    def on_event(
        self,
        event: str | None = None,
        /,
        *,
        inline: bool = False,
        order_by: Callable[[Event], object] | None = None,
    ) -> EventDecorator[Event]: ...
    def on_event(
        self,
        event: Any = None,
        /,
        *,
        inline: bool = False,
        order_by: Callable[[Any], object] | None = None,
    ) -> Any:
        """
        Take events (事件).

        Args:
            event: The event type, such as ``"im.message.receive_v1"``, or its class; None for all other events.
            inline: As for :meth:`on_card_action`.
            order_by: As for :meth:`on_card_action`; ``lambda message: message.chat_id`` keeps each chat in order.

        Raises:
            AmbiguousRoute: The type has a handler already.
            HandlerSignatureError: When the decorator runs: the handler takes the wrong parameters, or yields.
        """
        event_type = _event_type(event)

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            handler = _answering_once(read_handler(function, inline=inline))
            convenient = event_type == MESSAGE_RECEIVED
            route = EventRoute(handler=handler, order_by=order_by, type=event_type, convenient=convenient)
            self.events.add(event_type, route, what=_event_name(event_type))
            return function

        return register

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

    def include(self, router: Router) -> None:
        """
        Take over the handlers that *router* has now, with its middleware around them.

        Raises:
            AmbiguousRoute: One of them clashes with a handler that is there already.
            ConfigurationError: A router cannot include itself.
        """
        if router is self:
            raise ConfigurationError("a router cannot include itself")
        inner = tuple(router._middleware)
        for action in router.card_actions:
            self.card_actions.add(replace(action, middleware=inner + action.middleware))
        for preview in router.url_previews:
            route = replace(preview, middleware=inner + preview.middleware)
            self.url_previews.add(preview.host, route, what=_preview_name(preview.host))
        for event in router.events:
            taken = replace(event, middleware=inner + event.middleware)
            self.events.add(event.type, taken, what=_event_name(event.type))


def _answering_once(handler: Handler) -> Handler:
    if handler.kind is Kind.GENERATOR:
        raise HandlerSignatureError(f"{handler.name} yields; only handlers of card actions can respond and go on")
    return handler


def _event_type(event: object) -> str | None:
    if event is None or (isinstance(event, str) and event):
        return event
    if event is MessageReceived:
        return MESSAGE_RECEIVED
    if callable(event) and not isinstance(event, type):
        raise ConfigurationError("write @app.on_event() with parentheses")
    raise ConfigurationError(f"on_event() takes an event type such as {MESSAGE_RECEIVED!r} or its class, not {event!r}")


def _preview_name(host: str | None) -> str:
    return "on_url_preview()" if host is None else f"on_url_preview(host={host!r})"


def _event_name(event_type: str | None) -> str:
    return "on_event()" if event_type is None else f"on_event({event_type!r})"
