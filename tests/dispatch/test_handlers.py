"""What counts as a handler, and how it is run."""

from __future__ import annotations

import functools
import inspect
import sys
import types
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from larkline.dispatch.handlers import Kind, check_hook, check_order_by, describe, read_handler
from larkline.errors import ConfigurationError, HandlerSignatureError


async def coroutine(payload):
    """Be an async def."""
    return payload


async def generator(payload):
    """Be an async generator."""
    yield payload


def plain(payload):
    """Be a plain def."""
    return payload


async def with_client(payload, client):
    """Want the client."""
    return client


def two(payload, client):
    """Want the client, too."""
    return client


class Bot:
    async def method(self, payload, client):
        return client

    async def stream(self, payload):
        yield payload

    @staticmethod
    async def static(payload):
        return payload

    @classmethod
    def of_class(cls, payload):
        return payload

    async def __call__(self, payload):
        return payload


def logged(function):
    """A well-behaved decorator: a plain def around whatever it is given."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def logged_async(function):
    """A decorator for async functions."""

    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        return await function(*args, **kwargs)

    return wrapper


def with_database(function):
    """A decorator that gives its function something else than the client."""

    @functools.wraps(function)
    async def wrapper(payload):
        return await function(payload, "database")

    return wrapper


class Timed:
    """A decorator that is a class."""

    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function

    async def __call__(self, *args):
        return await self.function(*args)


def nothing():
    """Take nothing."""


def three(a, b, c):
    """Take too much."""


def needs_keyword(payload, *, chat):
    """Need what nobody gives."""


def only_keywords(**options):
    """Take no payload."""


def yields(payload):
    """Yield without async."""
    yield payload


def collected(function):
    """A decorator that makes a plain function of a generator."""

    @functools.wraps(function)
    def wrapper(payload):
        return list(function(payload))

    return wrapper


HANDLERS: dict[str, tuple[Any, Kind, bool]] = {
    "async def": (coroutine, Kind.ASYNC, False),
    "async generator": (generator, Kind.GENERATOR, False),
    "plain def": (plain, Kind.THREAD, False),
    "async def with client": (with_client, Kind.ASYNC, True),
    "plain def with client": (two, Kind.THREAD, True),
    "lambda": (lambda payload: None, Kind.THREAD, False),
    "any number": (lambda *args: None, Kind.THREAD, False),
    "keyword with default": (lambda payload, *, verbose=False: None, Kind.THREAD, False),
    "any keywords": (lambda payload, **options: None, Kind.THREAD, False),
    "second with default": (lambda payload, limit=3: None, Kind.THREAD, False),
    "only a default": (lambda payload=None: None, Kind.THREAD, False),
    "positional only": (lambda payload, client, /: None, Kind.THREAD, True),
    "partial by keyword": (functools.partial(with_client, client="fixed"), Kind.ASYNC, False),
    "partial by position": (functools.partial(two, "first"), Kind.THREAD, False),
    "partial with client": (functools.partial(lambda db, payload, client: None, "db"), Kind.THREAD, True),
    "partial generator": (functools.partial(generator), Kind.GENERATOR, False),
    "bound method": (Bot().method, Kind.ASYNC, True),
    "bound generator": (Bot().stream, Kind.GENERATOR, False),
    "static method": (Bot.static, Kind.ASYNC, False),
    "class method": (Bot.of_class, Kind.THREAD, False),
    "callable object": (Bot(), Kind.ASYNC, False),
    "partial of an object": (functools.partial(Bot()), Kind.ASYNC, False),
    "decorated async def": (logged(with_client), Kind.ASYNC, True),
    "decorated generator": (logged(generator), Kind.GENERATOR, False),
    "decorated plain def": (logged(plain), Kind.THREAD, False),
    "decorated twice": (logged(logged(two)), Kind.THREAD, True),
    "decorated by an async def": (logged_async(with_client), Kind.ASYNC, True),
    "decorated bound method": (logged(Bot().method), Kind.ASYNC, True),
    "decorator that takes the client away": (with_database(with_client), Kind.ASYNC, False),
    "decorator that is a class": (Timed(with_client), Kind.ASYNC, True),
    "collector around a generator": (collected(yields), Kind.THREAD, False),
    "cached": (functools.lru_cache(plain), Kind.THREAD, False),
    "built in": (print, Kind.THREAD, False),
}


@pytest.mark.parametrize("case", HANDLERS)
def test_a_handler_is_judged_by_what_is_called(case):
    """Kind and parameters are seen through partials, methods, callable objects and decorators."""
    function, kind, takes_client = HANDLERS[case]
    handler = read_handler(function)

    assert (handler.kind, handler.takes_client) == (kind, takes_client)
    assert handler.function is function


def test_a_quick_plain_function_may_run_on_the_event_loop():
    """With inline=True a plain def needs no thread."""
    assert read_handler(plain, inline=True).kind is Kind.INLINE


REFUSED: dict[str, tuple[Any, str]] = {
    "nothing": (nothing, "takes 0 parameters"),
    "three": (three, "takes 3 parameters"),
    "partial of three": (functools.partial(three), "takes 3 parameters"),
    "partial used up": (functools.partial(plain, "used up"), "takes 0 parameters"),
    "partial by name": (functools.partial(two, payload="by name"), "needs the keyword argument 'client'"),
    "needs a keyword": (needs_keyword, "needs the keyword argument 'chat'"),
    "only keywords": (only_keywords, "takes 0 parameters"),
    "plain generator": (yields, "yields but is not async"),
    "partial generator": (functools.partial(yields), "yields but is not async"),
    "class": (Bot, "is a class"),
    "function of a class": (Bot.method, "takes 3 parameters"),
    "generator of a class": (Bot.stream, "looks like a method without its object"),
    "decorated nothing": (logged(nothing), "takes 0 parameters"),
    "decorated three": (logged(three), "takes 3 parameters"),
    "object": (types.SimpleNamespace(), "is not a function"),
    "classmethod object": (classmethod(plain), "is not a function"),
    "number": (3, "is not a function"),
    "None": (None, "is not a function"),
    "unreadable": (iter([1]).__next__, "takes 0 parameters"),
    "without a signature": (max, "cannot be read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_a_handler_is_refused_at_once(case):
    """The wrong number or kind of parameters is a HandlerSignatureError that says so."""
    function, problem = REFUSED[case]

    with pytest.raises(HandlerSignatureError, match=problem):
        read_handler(function)


@pytest.mark.parametrize("function", [coroutine, generator, logged(with_client), Bot()], ids=describe)
def test_only_a_plain_function_can_be_inline(function):
    """inline=True on something async is a mistake, and said to be one."""
    with pytest.raises(HandlerSignatureError, match="inline=True is for a plain def"):
        read_handler(function, inline=True)


def test_annotations_are_never_evaluated():
    """Names that exist only for type checkers do not matter, written as text or not."""
    namespace: dict[str, Any] = {}
    source = "def handler(action: 'NoSuchName[int]', client: 'Nowhere') -> 'Gone | None': ...\n"
    exec("from __future__ import annotations\nasync def later(action: 1 / 0, client: oops) -> boom: ...\n", namespace)
    exec(source, namespace)
    if sys.version_info >= (3, 14):
        exec("def handler(action: NoSuchName, client: 1 / 0): ...", namespace)

    assert read_handler(namespace["handler"]).takes_client
    assert read_handler(namespace["later"]).takes_client


def test_a_signature_of_its_own_is_believed():
    """A decorator that sets ``__signature__`` says itself what its function takes."""

    @functools.wraps(three)
    def wrapper(*args):
        return None

    wrapper.__signature__ = inspect.signature(two)  # type: ignore[attr-defined]  # decorators do that

    assert read_handler(wrapper).takes_client


def test_a_decorated_method_is_read_without_its_object():
    """A decorator on a method in a class body leaves the object out of the count."""

    class Decorated:
        @logged
        async def answer(self, payload, client):
            return client

    handler = read_handler(Decorated().answer)

    assert (handler.kind, handler.takes_client) == (Kind.ASYNC, True)


def test_a_mock_is_a_handler():
    """A test double without a signature of its own takes the payload."""
    assert read_handler(Mock()).kind is Kind.THREAD
    assert read_handler(AsyncMock()).kind is Kind.ASYNC


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (coroutine, "coroutine"),
        (Bot().method, "Bot.method"),
        (Bot(), "Bot.__call__"),
        (functools.partial(functools.partial(plain)), "plain"),
        (logged(with_client), "with_client"),
        (Timed(with_client), "with_client"),
        (3, "int"),
    ],
    ids=["async def", "method", "object", "partial", "wrapped", "wrapping object", "no function"],
)
def test_a_handler_has_the_name_a_person_looks_for(function, name):
    """Logs name the function that somebody wrote, not what stands around it."""
    assert describe(function).removeprefix(f"{__name__}.") == name


def test_the_main_module_is_not_named():
    """In a script the function's own name is enough."""

    def handler(payload: Any) -> None:
        """Do nothing."""

    handler.__module__ = "__main__"

    assert describe(handler) == "test_the_main_module_is_not_named.<locals>.handler"


@pytest.mark.parametrize("key", ["chat_id", coroutine, 3, Bot()])
def test_a_key_function_is_a_plain_function(key):
    """What cannot give a key at once is refused when the decorator runs."""
    with pytest.raises(ConfigurationError, match="order_by= takes a plain function"):
        check_order_by(key)


@pytest.mark.parametrize("key", [None, plain, str, functools.partial(plain), "oc".startswith])
def test_any_plain_callable_gives_keys(key):
    """A function, a class or a method may give the key."""
    check_order_by(key)


def test_a_hook_is_called_without_arguments():
    """One that wants some is refused; defaults, ``*args`` and bound methods are fine."""

    class Bot:
        def hook(self) -> None: ...

    for fine in (
        lambda: None,
        lambda x=1: x,
        lambda *args, **rest: None,
        Bot().hook,
        functools.partial(print, "x"),
        Bot,
    ):
        check_hook(fine)

    for wrong in (lambda x: x, lambda *, x: x, Bot.hook):
        with pytest.raises(HandlerSignatureError, match="a hook is called without arguments"):
            check_hook(wrong)
