"""What a handler is: its kind and the parameters it takes, judged once, when its decorator runs."""

from __future__ import annotations

import enum
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from larkline.errors import ConfigurationError, HandlerSignatureError

__all__ = ["Handler", "Kind", "check_hook", "check_order_by", "describe", "read_handler"]


class Kind(enum.Enum):
    """How a handler is run."""

    ASYNC = "async def"
    GENERATOR = "async generator"
    THREAD = "plain def, in a thread"
    INLINE = "plain def, on the event loop"


@dataclass(frozen=True, slots=True, eq=False)
class Handler:
    """
    A function that answers deliveries.

    Attributes:
        function: What the user wrote.
        kind: How it is run.
        takes_client: Whether it wants the client as its second argument.
        name: What logs call it, such as ``bot.approve``.
    """

    function: Callable[..., Any]
    kind: Kind
    takes_client: bool
    name: str


def describe(function: object) -> str:
    """Give the name by which a person would look for *function*."""
    target = list(_layers(function))[-1]
    name = getattr(target, "__qualname__", None) or type(target).__qualname__
    module = getattr(target, "__module__", None)
    return f"{module}.{name}" if module and module != "__main__" else str(name)


def read_handler(function: Callable[..., Any], *, inline: bool = False) -> Handler:
    """
    Judge a handler by the number and kind of its parameters; annotations are not looked at.

    A parameter with a default keeps its default: the client goes to handlers that need two arguments.

    Raises:
        HandlerSignatureError: It does not take one payload and, at most, the client after it; or it is a generator
            without ``async``, or no function; or *inline* was asked of something that is not a plain ``def``.
    """
    name = describe(function)
    if not callable(function):
        raise HandlerSignatureError(f"{name} is not a function; put the decorator on a def or an async def")
    if isinstance(function, type):
        raise HandlerSignatureError(f"{name} is a class; put the decorator on a def or an async def")
    kind = _kind(function, inline=inline, name=name)
    return Handler(function, kind, takes_client=_count_needed(function, name) == 2, name=name)


def check_order_by(order_by: object) -> None:
    """
    Check that a key function can be asked for a key.

    Raises:
        ConfigurationError: It is no function, or an ``async def``.
    """
    if order_by is None:
        return
    if not callable(order_by) or any(inspect.iscoroutinefunction(layer) for layer in _layers(order_by)):
        raise ConfigurationError("order_by= takes a plain function of the payload, such as lambda e: e.chat_id")


def check_hook(hook: Callable[..., Any]) -> None:
    """
    Check that a hook can be called without arguments.

    Raises:
        HandlerSignatureError: It wants some.
    """
    name = describe(hook)
    for parameter in [] if isinstance(hook, type) else _parameters(hook, name):
        if parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            raise HandlerSignatureError(f"{name} wants {parameter.name!r}, but a hook is called without arguments")


def _count_needed(function: Callable[..., Any], name: str) -> int:
    """Count the arguments without a default, or raise when a handler's two cannot fit."""
    parameters = _parameters(function, name)
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in positional if p.default is p.empty]
    keyword = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    takes_many = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if keyword:
        raise HandlerSignatureError(
            f"{name} needs the keyword argument {keyword[0]!r}, but a handler is called with the payload and, "
            "if it wants one, the client; give it a default"
        )
    if len(needed) > 2 or not (positional or takes_many):
        raise HandlerSignatureError(
            f"{name} takes {len(needed)} parameters; a handler takes the payload and, if it wants one, the client "
            "after it: def handler(payload) or def handler(payload, client)"
        )
    if positional and positional[0].name == "self":
        raise HandlerSignatureError(
            f"{name} looks like a method without its object; register the method of an object instead: "
            "app.on_event(…)(bot.greet)"
        )
    return len(needed)


def _parameters(function: Callable[..., Any], name: str) -> list[inspect.Parameter]:
    """
    Read the parameters of what is called.

    That is the outermost function of a decorated one, as it may add or take away some; where it takes whatever comes
    (``*args``), or does not say, those of the function inside it.
    """
    with suppress(TypeError, ValueError):
        own = list(_signature(function, follow_wrapped=False).parameters.values())
        if not any(p.kind is p.VAR_POSITIONAL for p in own):
            return own
    try:
        return list(_signature(function).parameters.values())
    except (TypeError, ValueError) as error:
        raise HandlerSignatureError(f"{name}: its parameters cannot be read ({error}); wrap it in a def") from error


if sys.version_info >= (3, 14):
    import annotationlib

    # There, asking for a signature evaluates the annotations, unless they are wanted as text.
    _signature = functools.partial(inspect.signature, annotation_format=annotationlib.Format.STRING)
else:
    _signature = inspect.signature


def _kind(function: Callable[..., Any], *, inline: bool, name: str) -> Kind:
    kind = Kind.INLINE if inline else Kind.THREAD
    for layer in _layers(function):
        if inspect.isasyncgenfunction(layer):
            kind = Kind.GENERATOR
            break
        if inspect.iscoroutinefunction(layer):
            kind = Kind.ASYNC
            break
    if kind in (Kind.GENERATOR, Kind.ASYNC):
        if inline:
            raise HandlerSignatureError(
                f"{name}: inline=True is for a plain def; an {kind.value} needs no thread anyway"
            )
    elif any(inspect.isgeneratorfunction(layer) for layer in _layers(function, wrapped=False)):
        raise HandlerSignatureError(f"{name} yields but is not async; write it as `async def` to respond and then work")
    return kind


def _layers(function: object, *, wrapped: bool = True) -> Iterator[object]:
    """
    Give a callable and what it calls in turn: of a partial, a method, a callable object, a decorated function.

    Args:
        function: Anything.
        wrapped: Whether to look into decorated functions.
    """
    yield function
    if isinstance(function, functools.partial):
        yield from _layers(function.func, wrapped=wrapped)
    elif inspect.ismethod(function):
        yield from _layers(function.__func__, wrapped=wrapped)
        return
    elif not inspect.isfunction(function) and not isinstance(function, type):
        call = getattr(type(function), "__call__", None)  # noqa: B004 - the function itself is wanted
        if inspect.isfunction(call):
            yield from _layers(call, wrapped=wrapped)
    if wrapped and (inside := getattr(function, "__wrapped__", None)) is not None:
        yield from _layers(inside)
