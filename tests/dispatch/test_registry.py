"""Routers in routers, and what surrounds their handlers."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.dispatch.router import Router
from larkline.errors import AmbiguousRoute, ConfigurationError, HandlerSignatureError
from larkline.payloads.toast import Toast
from tests.dispatch.desk import Approve, Desk, action, event, message, old_action, preview, recorder


def noted(router: Router, name: str, log: list[str]) -> None:
    """Give a router a middleware that notes when it begins and ends."""

    @router.middleware
    async def around(payload, handle):
        log.append(f"{name} in")
        response = await handle(payload)
        log.append(f"{name} out")
        return response


async def test_an_included_router_answers():
    """Handlers of all kinds come to life when their router is included."""
    desk = Desk()
    router = Router()
    seen: list[Any] = []
    router.on_card_action(Approve)(recorder(seen))
    router.on_url_preview(host="git.example.com")(recorder(seen))
    router.on_event("im.message.receive_v1")(recorder(seen))
    router.on_legacy_card_action()(recorder(seen))
    desk.router.include(router)
    for number, payload in enumerate((action(), preview(), message())):
        await desk.push(payload, str(number))
    await desk.push(old_action(), "old", kind="legacy_card")

    assert [type(each).__name__ for each in seen] == ["CardAction", "UrlPreview", "MessageReceived", "LegacyCardAction"]


async def test_handlers_registered_after_the_inclusion_answer_too():
    """A module that is imported late is not silently left out, at any depth."""
    desk = Desk()
    outer, inner = Router(), Router()
    desk.router.include(outer)
    outer.include(inner)
    seen: list[Any] = []
    inner.on_card_action()(recorder(seen))
    await desk.push(action())

    assert len(seen) == 1


async def test_middleware_surrounds_from_the_outside_in():
    """The app's first, then each router's on the way in; within one, the first registered is outermost."""
    desk = Desk()
    outer, inner = Router(), Router()
    log: list[str] = []
    inner.on_card_action()(recorder(log, Toast.info("x")))
    outer.include(inner)
    desk.router.include(outer)
    for router, name in ((inner, "inner"), (outer, "outer"), (desk.router, "app"), (desk.router, "app2")):
        noted(router, name, log)
    await desk.push(action())
    log[4] = "handler"

    names = ["app", "app2", "outer", "inner"]
    assert log == [*(f"{name} in" for name in names), "handler", *(f"{name} out" for name in reversed(names))]


async def test_middleware_stays_with_its_router():
    """What one router does around its handlers does not happen to others."""
    desk = Desk()
    one, other = Router(), Router()
    log: list[str] = []
    noted(one, "one", log)
    one.on_event("a")(recorder([]))
    other.on_event("b")(recorder([]))
    desk.router.include(one)
    desk.router.include(other)
    await desk.push(event("b"), "m1")
    before = list(log)
    await desk.push(event("a"), "m2")

    assert (before, log) == ([], ["one in", "one out"])


def test_a_router_may_be_part_of_several_apps():
    """The same handlers serve two apps, each with its own surroundings."""
    router, first, second = Router(), Router(), Router()
    first.include(router)
    second.include(router)
    router.on_event("a")(recorder([]))

    assert first.events.find("a") is not None
    assert second.events.find("a") is not None


@pytest.mark.parametrize(
    "register",
    [
        lambda router: router.on_card_action(name="ok"),
        lambda router: router.on_url_preview(host="git.example.com"),
        lambda router: router.on_event("a"),
        lambda router: router.on_legacy_card_action(),
    ],
    ids=["card action", "link preview", "event", "old card action"],
)
def test_a_clash_takes_nothing_over(register):
    """One handler that clashes keeps the whole router out, and it can be included elsewhere."""
    app, router = Router(), Router()
    register(app)(recorder([]))
    router.on_event("first")(recorder([]))
    router.on_card_action(component="input")(recorder([]))
    register(router)(recorder([]))

    with pytest.raises(AmbiguousRoute):
        app.include(router)
    assert app.events.find("first") is None
    tables: list[Any] = [app.card_actions, app.url_previews, app.events, app.legacy_card_actions]
    assert sum(len(list(table)) for table in tables) == 1
    Router().include(router)


def test_a_clash_in_an_outer_router_is_found_when_the_decorator_runs():
    """A handler that clashes where its router is included is added nowhere."""
    app, router = Router(), Router()
    app.on_event("a")(recorder([]))
    app.include(router)

    with pytest.raises(AmbiguousRoute):
        router.on_event("a")(recorder([]))
    assert router.events.find("a") is None


def test_a_router_is_included_once():
    """Twice would answer each delivery twice."""
    app, router = Router(), Router()
    app.include(router)

    with pytest.raises(AmbiguousRoute, match="included already"):
        app.include(router)


def test_two_ways_to_the_same_app_clash():
    """A router that reaches an app through two others cannot register a handler there twice."""
    app, left, right, shared = Router(), Router(), Router(), Router()
    app.include(left)
    app.include(right)
    left.include(shared)
    right.include(shared)

    with pytest.raises(AmbiguousRoute):
        shared.on_event("a")(recorder([]))
    assert [router.events.find("a") for router in (app, left, right, shared)] == [None] * 4


def test_a_router_cannot_include_itself():
    """Neither directly nor in a circle."""
    one, two, three = Router(), Router(), Router()
    one.include(two)
    two.include(three)

    for outer, inner in ((one, one), (two, one), (three, one)):
        with pytest.raises(ConfigurationError, match="cannot include itself"):
            outer.include(inner)


def test_only_routers_are_included():
    """A module or a function is no router."""
    app: Any = Router()

    with pytest.raises(ConfigurationError, match="include\\(\\) takes a Router"):
        app.include(recorder)


@pytest.mark.parametrize(
    "wrong",
    [lambda payload, handle: None, recorder([]), len, lambda: None, 3],
    ids=["plain", "one", "len", "none", "3"],
)
def test_a_middleware_is_an_async_def_of_two(wrong):
    """Anything else is refused when the decorator runs."""
    router: Any = Router()

    with pytest.raises(HandlerSignatureError):
        router.middleware(wrong)


def test_a_middleware_stays_what_it_is():
    """The decorator gives back the very function."""

    async def around(payload, handle):
        return await handle(payload)

    assert Router().middleware(around) is around
