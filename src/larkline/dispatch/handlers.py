"""What a handler is: its kind and the parameters it takes, judged once, when its decorator runs."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from larkline.errors import HandlerSignatureError

__all__ = ["Handler", "Kind", "describe", "read_handler"]


class Kind(enum.Enum):
    """How a handler is run."""

    ASYNC = "async def"
    GENERATOR = "async generator"
    THREAD = "plain def, in a thread"
    INLINE = "plain def, on the event loop"


@dataclass(frozen=True, slots=True)
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
    target = inspect.unwrap(function) if callable(function) else function
    while hasattr(target, "func"):  # functools.partial
        target = target.func
    name = getattr(target, "__qualname__", None) or type(target).__qualname__
    module = getattr(target, "__module__", None)
    return f"{module}.{name}" if module and module != "__main__" else str(name)


def read_handler(function: Callable[..., Any], *, inline: bool = False) -> Handler:
    """
    Judge a handler by the number and kind of its parameters; annotations are not looked at.

    Raises:
        HandlerSignatureError: It does not take one payload and, at most, the client after it; or it is a generator
            without ``async``; or *inline* was asked of something that is not a plain ``def``.
    """
    name = describe(function)
    if not callable(function):
        raise HandlerSignatureError(f"{name} is not a function; put the decorator on a def or an async def")
    kind = _kind(function, inline=inline, name=name)
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError) as error:
        raise HandlerSignatureError(f"{name}: its parameters cannot be read ({error}); wrap it in a def") from error
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
    return Handler(function, kind, takes_client=len(needed) == 2, name=name)


def _kind(function: Callable[..., Any], *, inline: bool, name: str) -> Kind:
    target: Any = inspect.unwrap(function)
    while hasattr(target, "func"):
        target = inspect.unwrap(target.func)
    if not (inspect.isfunction(target) or inspect.ismethod(target)) and hasattr(target, "__call__"):  # noqa: B004
        call = type(target).__call__
        target = call if inspect.isfunction(call) else target
    if inspect.isasyncgenfunction(target):
        kind = Kind.GENERATOR
    elif inspect.iscoroutinefunction(target):
        kind = Kind.ASYNC
    elif inspect.isgeneratorfunction(target):
        raise HandlerSignatureError(f"{name} yields but is not async; write it as `async def` to respond and then work")
    else:
        return Kind.INLINE if inline else Kind.THREAD
    if inline:
        raise HandlerSignatureError(f"{name}: inline=True is for a plain def; an {kind.value} needs no thread anyway")
    return kind
