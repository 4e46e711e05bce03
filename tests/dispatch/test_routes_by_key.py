"""Link previews are found by host, events by type."""

from __future__ import annotations

import pytest

from larkline.dispatch.handlers import Handler, Kind
from larkline.dispatch.routes import (
    EventRoute,
    EventTable,
    UrlPreviewRoute,
    UrlPreviewTable,
    check_host,
)
from larkline.errors import AmbiguousRoute, ConfigurationError


def handler(name: str = "handler") -> Handler:
    """Make a handler that is never called."""
    return Handler(lambda payload: None, Kind.ASYNC, False, name)


def previews(*hosts: str | None) -> UrlPreviewTable:
    """Make a table for these hosts."""
    made = UrlPreviewTable()
    for host in hosts:
        made.add(UrlPreviewRoute(handler=handler(str(host)), host=check_host(host)))
    return made


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("git.example.com", "git.example.com"),
        ("GIT.Example.COM", "git.example.com"),
        ("git.example.com.", "git.example.com"),
        ("a.example.com", "*.example.com"),
        ("b.a.example.com", "*.a.example.com"),
        ("c.b.a.example.com", "*.a.example.com"),
        ("example.com", "None"),
        ("example.org", "None"),
        ("localhost", "None"),
        ("", "None"),
        ("." * 100_000, "None"),
        ("a." * 100_000 + "example.com", "None"),
    ],
    ids=lambda text: text[:30],
)
def test_the_nearest_pattern_answers_a_link(host, expected):
    """The host itself, else the longest ``*.`` pattern above it, else the route for the rest; case does not matter."""
    made = previews("Git.example.com", "*.example.com", "*.a.Example.com", None)
    route = made.find(host)

    assert route is not None
    assert route.handler.name.lower() == expected.lower()


def test_without_a_route_for_the_rest_a_link_stays_alone():
    """No pattern, no handler."""
    assert previews("git.example.com").find("example.org") is None


@pytest.mark.parametrize("host", ["git.example.com", "*.example.com", None])
def test_a_host_has_one_handler(host):
    """A second handler for the same host is refused, in whatever case it is written."""
    made = previews(host)

    with pytest.raises(AmbiguousRoute, match=r"has two handlers, .* and second"):
        made.add(UrlPreviewRoute(handler=handler("second"), host=check_host(host and host.upper())))


@pytest.mark.parametrize(
    "host",
    [
        "https://git.example.com",
        "git.example.com/a",
        "git.example.com:8080",
        "user@example.com",
        "*",
        "*.",
        "git.*.com",
        "*example.com",
        "*.*.com",
        "",
        " ",
        "git example.com",
        "[::1]",
        "a?b",
    ],
)
def test_what_is_no_host_name_is_refused(host):
    """A URL, a port, or a star in the middle would never match, so it is said at once."""
    with pytest.raises(ConfigurationError, match="is not a host name"):
        check_host(host)


def test_events_are_found_by_type():
    """The type's own handler, else the one for the rest."""
    made = EventTable()
    made.add(EventRoute(handler=handler("chat"), type="im.chat.updated_v1"))
    before = made.find("other")
    made.add(EventRoute(handler=handler("rest")))
    found = [made.find("im.chat.updated_v1"), made.find("other")]

    assert before is None
    assert [route and route.handler.name for route in found] == ["chat", "rest"]


@pytest.mark.parametrize("event_type", ["im.chat.updated_v1", None])
def test_an_event_type_has_one_handler(event_type):
    """A second one is refused with both names."""
    made = EventTable()
    made.add(EventRoute(handler=handler("first"), type=event_type))

    with pytest.raises(AmbiguousRoute, match="has two handlers, first and second"):
        made.add(EventRoute(handler=handler("second"), type=event_type))
