"""The decorators: what they take, and what they refuse while the program is being read."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.dispatch.router import Router
from larkline.errors import AmbiguousRoute, ConfigurationError, HandlerSignatureError
from larkline.payloads.card_action import CardValue, FormValue
from larkline.payloads.message import MessageReceived
from larkline.payloads.toast import Toast
from tests.dispatch.desk import Approve, Desk, action, event, message, preview, recorder


class Expense(FormValue):
    amount: float


async def handler(payload):
    """Do nothing."""


async def yielding(payload):
    """Yield nothing of use."""
    yield None


DECORATORS: dict[str, Any] = {
    "on_card_action": lambda router, **options: router.on_card_action(**options),
    "on_url_preview": lambda router, **options: router.on_url_preview(**options),
    "on_event": lambda router, **options: router.on_event(**options),
    "on_legacy_card_action": lambda router, **options: router.on_legacy_card_action(**options),
}


@pytest.mark.parametrize("decorate", DECORATORS.values(), ids=DECORATORS)
def test_a_handler_stays_what_it_is(decorate):
    """The decorator gives back the very function, so that it can be called and tested by itself."""
    assert decorate(Router())(handler) is handler


@pytest.mark.parametrize("decorate", DECORATORS.values(), ids=DECORATORS)
def test_a_wrong_signature_is_found_when_the_decorator_runs(decorate):
    """Nothing waits for the first delivery to fail."""
    with pytest.raises(HandlerSignatureError):
        decorate(Router())(lambda: None)


@pytest.mark.parametrize("decorate", DECORATORS.values(), ids=DECORATORS)
def test_a_doubled_route_is_found_when_the_decorator_runs(decorate):
    """The second handler for the same deliveries is refused with both names."""
    router = Router()
    decorate(router)(handler)

    with pytest.raises(AmbiguousRoute, match=r"test_router\.handler.*test_router\.handler"):
        decorate(router)(handler)


@pytest.mark.parametrize("name", ["on_card_action", "on_event"])
def test_forgotten_parentheses_are_explained(name):
    """Decorating with the method itself is a usual slip."""
    router: Any = Router()

    with pytest.raises(ConfigurationError, match=rf"write @app\.{name}\(\) with parentheses"):
        getattr(router, name)(handler)


@pytest.mark.parametrize("name", ["on_url_preview", "on_event"])
def test_only_card_actions_can_be_answered_in_steps(name):
    """A generator for events or link previews is refused."""
    with pytest.raises(HandlerSignatureError, match="only handlers of card actions can respond and go on"):
        DECORATORS[name](Router())(yielding)


@pytest.mark.parametrize("decorate", DECORATORS.values(), ids=DECORATORS)
def test_a_key_function_that_cannot_work_is_refused(decorate):
    """order_by takes a plain function."""
    with pytest.raises(ConfigurationError, match="order_by="):
        decorate(Router(), order_by=handler)


@pytest.mark.parametrize(
    ("arguments", "options", "problem"),
    [
        (("approve",), {}, "takes a CardValue class"),
        ((int,), {}, "takes a CardValue class"),
        ((CardValue,), {}, "takes a CardValue class"),
        ((Approve(order_id="1"),), {}, "takes a CardValue class"),
        ((), {"value": "approve"}, "value='approve': it is a dict"),
        ((), {"value": ["a"]}, "it is a dict"),
        ((), {"value": {}}, "name a member"),
        ((), {"value": {1: 2}}, "name a member"),
        ((), {"name": " "}, "name=' ': it is a text"),
        ((), {"form": Expense, "component": "select_static"}, "a form is submitted by a button"),
        ((), {"name": ""}, "name='': it is a text"),
        ((), {"name": 3}, "name=3: it is a text"),
        ((), {"component": ""}, "component='': it is a text"),
        ((), {"component": Approve}, "it is a text"),
        ((), {"form": FormValue}, "it is a FormValue class"),
        ((), {"form": dict}, "it is a FormValue class"),
        ((), {"form": Approve}, "it is a FormValue class"),
    ],
    ids=str,
)
def test_conditions_of_the_wrong_kind_are_refused(arguments, options, problem):
    """What could never match is said to be wrong at once."""
    router: Any = Router()

    with pytest.raises(ConfigurationError, match=problem):
        router.on_card_action(*arguments, **options)


@pytest.mark.parametrize(
    ("callback", "decorator"),
    [
        ("card.action.trigger", "on_card_action"),
        ("card.action.trigger_v1", "on_legacy_card_action"),
        ("url.preview.get", "on_url_preview"),
    ],
)
def test_a_callback_is_no_event(callback, decorator):
    """Its handler would never be called, so the right decorator is named."""
    router: Any = Router()

    with pytest.raises(ConfigurationError, match=rf"write @app\.{decorator}\(\)"):
        router.on_event(callback)


@pytest.mark.parametrize(
    "wrong", ["", " ", "im.message. receive_v1", "im.*", "消息", 3, int, [], b"im.message.receive_v1"], ids=repr
)
def test_an_event_type_is_a_text_or_a_known_class(wrong):
    """Anything else is refused."""
    router: Any = Router()

    with pytest.raises(ConfigurationError, match="takes an event type"):
        router.on_event(wrong)


@pytest.mark.parametrize("wrong", [3, ["git.example.com"], handler])
def test_a_host_is_a_text(wrong):
    """Anything else is no host."""
    router: Any = Router()

    with pytest.raises(ConfigurationError, match="it is a host name"):
        router.on_url_preview(host=wrong)


async def test_conditions_may_be_changed_by_their_owner_afterwards():
    """The route keeps its own copy of the members it wants."""
    desk = Desk()
    wanted = {"k": "v"}
    seen: list[Any] = []
    desk.router.on_card_action(value=wanted)(recorder(seen))
    wanted["k"] = "other"
    await desk.push(action({"k": "v"}))

    assert len(seen) == 1


@pytest.mark.parametrize("key", ["im.message.receive_v1", MessageReceived], ids=str)
async def test_messages_come_in_their_convenient_form(key):
    """The type's name and its class register the same, and give the flat payload."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_event(key)(recorder(seen))
    await desk.push(message(text="hello"))

    assert isinstance(seen[0], MessageReceived)
    assert seen[0].text == "hello"
    with pytest.raises(AmbiguousRoute):
        desk.router.on_event(MessageReceived)(handler)


async def test_the_rest_gets_plain_events():
    """Without a type a handler takes whatever no other takes, messages included, untyped."""
    desk = Desk()
    seen: list[Any] = []
    desk.router.on_event()(recorder(seen))
    await desk.push(message(), "m1")
    await desk.push(event("some.future.event_v9", a=1), "m2")

    assert [(each.type, type(each).__name__) for each in seen] == [
        ("im.message.receive_v1", "Event"),
        ("some.future.event_v9", "Event"),
    ]
    assert seen[1].event == {"a": 1}


async def test_a_submitted_form_comes_typed():
    """form= gives action.form its class; a form that does not fit goes on, with one warning."""
    desk = Desk()
    typed: list[Any] = []
    rest: list[Any] = []
    desk.router.on_card_action(form=Expense)(recorder(typed))
    desk.router.on_card_action()(recorder(rest))
    await desk.push(action(None, form_value={"amount": "12.50"}), "m1")
    await desk.push(action(None, form_value={"amount": "a lot"}), "m2")
    await desk.push(action(None), "m3")

    assert [each.form for each in typed] == [Expense(amount=12.5)]
    assert [each.form for each in rest] == [{"amount": "a lot"}, {}]
    assert desk.count("misfits") == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://git.example.com/a", "exact"),
        ("https://GIT.EXAMPLE.COM:8443/a?b=c#d", "exact"),
        ("http://user:secret@git.example.com/a", "exact"),
        ("git.example.com/a", "exact"),
        ("https://wiki.example.com", "wildcard"),
        ("https://example.org/git.example.com", "rest"),
        ("https://git.example.com.evil.org/", "rest"),
        ("https://[broken", "rest"),
        ("mailto:git.example.com", "rest"),
        ("", "rest"),
    ],
)
async def test_links_are_routed_by_their_host(url, expected):
    """Port, case, path and login do not matter; what cannot be read goes to the route for the rest."""
    desk = Desk()
    seen: list[str] = []
    for name, host in (("exact", "git.example.com"), ("wildcard", "*.example.com"), ("rest", None)):
        desk.router.on_url_preview(host=host)(recorder([], {"inline": {"title": name}}))
    await desk.push(preview(url))
    seen.append(desk.body()["inline"]["title"])

    assert seen == [expected]


async def test_handlers_get_the_client_that_fits():
    """An async handler gets the async client, a plain one the blocking one, both for the delivery's tenant."""
    desk = Desk()
    seen: dict[str, Any] = {}

    @desk.router.on_card_action(name="async")
    async def with_client(action, client):
        seen["async"] = client

    @desk.router.on_card_action(name="yield")
    async def with_yield(action, client):
        seen["yield"] = client
        yield Toast.info("ok")

    @desk.router.on_card_action(name="thread")
    def plain(action, client):
        seen["thread"] = client

    @desk.router.on_card_action(name="inline", inline=True)
    def quick(action, client):
        seen["inline"] = client

    for name in ("async", "yield", "thread", "inline"):
        await desk.push(action(name=name, tenant_key=name), name)
    await desk.finish()

    assert seen == {
        "async": "client of async",
        "yield": "client of yield",
        "thread": "sync client of thread",
        "inline": "sync client of inline",
    }
