"""Register handlers by decorator, alone or in groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from larkline.dispatch.handlers import Handler, Kind, check_order_by, read_handler
from larkline.dispatch.registry import Registry
from larkline.dispatch.routes import (
    CardActionRoute,
    EventRoute,
    LegacyCardActionRoute,
    Route,
    UrlPreviewRoute,
    check_host,
)
from larkline.errors import ConfigurationError, HandlerSignatureError
from larkline.payloads.card_action import CardAction, CardValue, FormValue
from larkline.payloads.event import Event
from larkline.payloads.legacy_card_action import LegacyCardAction
from larkline.payloads.message import MessageReceived
from larkline.payloads.url_preview import UrlPreview

if TYPE_CHECKING:
    from typing import Generic, TypeVar

    import typing_extensions

    from larkline.dispatch.decorators import (
        CardActionDecorator,
        EventDecorator,
        LegacyCardActionDecorator,
        UrlPreviewDecorator,
    )

    A = typing_extensions.TypeVar("A", default=Any)
    S = typing_extensions.TypeVar("S", default=Any)
    V = TypeVar("V", bound=CardValue)
    F = TypeVar("F", bound=FormValue)

    class _Clients(Generic[A, S]):
        """For type checkers: a router knows the types of the clients its handlers get, async and blocking."""
else:
    A = S = None

    class _Clients:
        """For the interpreter: ``Router[Client, SyncClient]`` is Router itself and costs nothing."""

        def __class_getitem__(cls, _):
            return cls


__all__ = ["Router"]

MESSAGE_RECEIVED = "im.message.receive_v1"


class Router(Registry, _Clients[A, S]):
    """
    A group of handlers.

    Handlers are registered with the decorators and come to life when the router is included in an App (or is one).
    The most specific route wins; two routes that could match the same delivery and are equally specific are refused
    when the decorator runs.
    """

    @overload
    def on_card_action(
        self,
        value_class: type[V],
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        form: None = None,
        inline: bool = False,
        order_by: Callable[[CardAction[V]], object] | None = None,
    ) -> CardActionDecorator[CardAction[V], A, S]: ...
    @overload
    def on_card_action(
        self,
        value_class: type[V],
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        form: type[F],
        inline: bool = False,
        order_by: Callable[[CardAction[V, F]], object] | None = None,
    ) -> CardActionDecorator[CardAction[V, F], A, S]: ...
    @overload
    def on_card_action(
        self,
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        form: None = None,
        inline: bool = False,
        order_by: Callable[[CardAction], object] | None = None,
    ) -> CardActionDecorator[CardAction, A, S]: ...
    @overload
    def on_card_action(
        self,
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        form: type[F],
        inline: bool = False,
        order_by: Callable[[CardAction[Any, F]], object] | None = None,
    ) -> CardActionDecorator[CardAction[Any, F], A, S]: ...
    def on_card_action(
        self,
        value_class: Any = None,
        /,
        *,
        name: str | None = None,
        component: str | None = None,
        value: Mapping[str, Any] | None = None,
        form: Any = None,
        inline: bool = False,
        order_by: Callable[[Any], object] | None = None,
    ) -> Any:
        """
        Answer card actions (卡片回传交互, ``card.action.trigger``): clicks, choices, submitted forms.

        Conditions are joined by "and"; without any the handler answers what no other does. A route with a value class
        beats one without, then one with a *form*, then more *value* members beat fewer, then *name*, then *component*.
        A value or a form that does not fit its class is passed on to the next route, with a warning.

        Args:
            value_class: A CardValue class; matches components that carry its tag and gives ``action.value`` its type.
            name: The component's ``name``.
            component: The component's ``tag``, such as ``"select_static"``.
            value: Members that the component's value must have, among others.
            form: A FormValue class; matches submitted forms that fit it and gives ``action.form`` its type.
            inline: Run a plain ``def`` on the event loop instead of in a thread; for handlers that never wait.
            order_by: Handle actions with the same key one after another, in the order they came.

        Raises:
            AmbiguousRoute: Another handler is as specific and could answer the same click.
            ConfigurationError: An argument is of the wrong kind.
            HandlerSignatureError: When the decorator runs: the handler takes the wrong parameters.
        """
        _check_card_action(value_class, value, form, component)
        _check_name("name", name)
        _check_name("component", component)
        check_order_by(order_by)

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            route = CardActionRoute(
                handler=read_handler(function, inline=inline),
                order_by=order_by,
                value_class=value_class,
                form=form,
                value=dict(value or {}),
                name=name,
                component=component,
            )
            return self._register(function, route)

        return register

    def on_url_preview(
        self,
        *,
        host: str | None = None,
        inline: bool = False,
        order_by: Callable[[UrlPreview], object] | None = None,
    ) -> UrlPreviewDecorator[UrlPreview, A, S]:
        """
        Answer link previews (拉取链接预览数据, ``url.preview.get``).

        Args:
            host: The host of the link, such as ``git.example.com``, or ``*.example.com`` for all hosts under
                example.com; None for all other links.
            inline: As for :meth:`on_card_action`.
            order_by: As for :meth:`on_card_action`.

        Raises:
            AmbiguousRoute: The host has a handler already.
            ConfigurationError: *host* is no host name.
            HandlerSignatureError: When the decorator runs: the handler takes the wrong parameters, or yields.
        """
        if host is not None and not isinstance(host, str):
            raise ConfigurationError(f"host={host!r}: it is a host name such as git.example.com")
        key = check_host(host)
        check_order_by(order_by)

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            handler = _answering_once(read_handler(function, inline=inline))
            return self._register(function, UrlPreviewRoute(handler=handler, order_by=order_by, host=key))

        return register

    @overload
    def on_event(  # type: ignore[overload-overlap]  # one type has a convenience form, all others come as Event
        self,
        event: Literal["im.message.receive_v1"] | type[MessageReceived],
        /,
        *,
        inline: bool = False,
        order_by: Callable[[MessageReceived], object] | None = None,
    ) -> EventDecorator[MessageReceived, A, S]: ...
    @overload
    def on_event(
        self,
        event: str | None = None,
        /,
        *,
        inline: bool = False,
        order_by: Callable[[Event], object] | None = None,
    ) -> EventDecorator[Event, A, S]: ...
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
            ConfigurationError: *event* is no event type.
            HandlerSignatureError: When the decorator runs: the handler takes the wrong parameters, or yields.
        """
        event_type = _event_type(event)
        check_order_by(order_by)

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            handler = _answering_once(read_handler(function, inline=inline))
            convenient = event_type == MESSAGE_RECEIVED
            route = EventRoute(handler=handler, order_by=order_by, type=event_type, convenient=convenient)
            return self._register(function, route)

        return register

    def on_legacy_card_action(
        self,
        *,
        inline: bool = False,
        order_by: Callable[[LegacyCardAction], object] | None = None,
    ) -> LegacyCardActionDecorator[LegacyCardAction, A, S]:
        """
        Answer old card callbacks (消息卡片回传交互（旧）, ``card.action.trigger_v1``), which come by webhook only.

        Without such a handler, a webhook does not even look at them.

        Args:
            inline: As for :meth:`on_card_action`.
            order_by: As for :meth:`on_card_action`.

        Raises:
            AmbiguousRoute: There is such a handler already.
            HandlerSignatureError: When the decorator runs: the handler takes the wrong parameters.
        """
        check_order_by(order_by)

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            return self._register(
                function, LegacyCardActionRoute(handler=read_handler(function, inline=inline), order_by=order_by)
            )

        return register

    def _register(self, function: Callable[..., Any], route: Route) -> Callable[..., Any]:
        self._add(route)
        return function


#: What the types of events look like; all 254 of the catalogue do.
_EVENT_TYPE = re.compile(r"[A-Za-z0-9_.\-]+")
#: Callbacks, and what takes them.
_CALLBACKS = {
    "card.action.trigger": "on_card_action",
    "card.action.trigger_v1": "on_legacy_card_action",
    "url.preview.get": "on_url_preview",
}


def _check_card_action(value_class: object, value: object, form: object, component: object) -> None:
    if value_class is not None and (not _is_subclass(value_class, CardValue)):
        raise _wrong_argument("on_card_action", value_class, "a CardValue class; for a component's name write name=")
    if value is not None and not isinstance(value, Mapping):
        raise ConfigurationError(f"value={value!r}: it is a dict of members that the component's value must have")
    if value is not None and not (value and all(isinstance(key, str) for key in value)):
        raise ConfigurationError(f"value={value!r}: name a member that the component's value must have")
    if form is not None and not _is_subclass(form, FormValue):
        raise ConfigurationError(f"form={form!r}: it is a FormValue class")
    if form is not None and component not in (None, "button"):
        raise ConfigurationError(f"component={component!r}: a form is submitted by a button")


def _check_name(argument: str, name: object) -> None:
    if name is not None and not (isinstance(name, str) and name.strip()):
        raise ConfigurationError(f"{argument}={name!r}: it is a text; leave it out when it does not matter")


def _is_subclass(candidate: object, base: type) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, base) and candidate is not base


def _answering_once(handler: Handler) -> Handler:
    if handler.kind is Kind.GENERATOR:
        raise HandlerSignatureError(f"{handler.name} yields; only handlers of card actions can respond and go on")
    return handler


def _event_type(event: object) -> str | None:
    if event is None:
        return None
    if event is MessageReceived:
        return MESSAGE_RECEIVED
    if isinstance(event, str) and (decorator := _CALLBACKS.get(event)):
        raise ConfigurationError(f"{event} is no event, it wants an answer: write @app.{decorator}()")
    if isinstance(event, str) and _EVENT_TYPE.fullmatch(event):
        return event
    raise _wrong_argument("on_event", event, f"an event type such as {MESSAGE_RECEIVED!r} or its class")


def _wrong_argument(decorator: str, got: object, wanted: str) -> ConfigurationError:
    if callable(got) and not isinstance(got, type):
        return ConfigurationError(f"write @app.{decorator}() with parentheses")
    return ConfigurationError(f"{decorator}() takes {wanted}, not {got!r}")
