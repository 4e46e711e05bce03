"""A link preview that comes after the response is kept, and pulled once more."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from larkline.clock import sleep_until
from larkline.dispatch import late_previews
from larkline.errors import InvalidRequest, InvalidResponse, MissingCredentials
from larkline.payloads.responses import UrlPreviewResponse
from larkline.payloads.url_preview import UrlPreview
from tests.dispatch.desk import Desk, preview

TITLE = {"inline": {"title": "Issue 1"}}


def working(desk: Desk, *results: Any, seconds: float = 4.0) -> list[UrlPreview]:
    """Register a handler that takes so long, and gives these one after another; gives the list of its runs."""
    runs: list[UrlPreview] = []
    left = list(results or (UrlPreviewResponse(title="Issue 1"),))

    @desk.router.on_url_preview()
    async def handler(link):
        runs.append(link)
        result = left.pop(0) if len(left) > 1 else left[0]
        await sleep_until(desk.clock, desk.clock.now() + seconds)
        return result

    return runs


async def pull(desk: Desk, delivery_id: str, payload: bytes | None = None) -> None:
    """Hand in a pull; it is answered for after 2.5 seconds, as the doors do it."""
    handling = await desk.push(payload or preview(), delivery_id)
    if handling is not None:
        due = desk.clock.now() + 2.5
        desk.clock.call_at(due, lambda: desk.errands.append(asyncio.ensure_future(handling.overdue())))


async def test_a_late_preview_is_pulled_again_and_answered_at_once():
    """Two pulls, one refresh for the person who saw the link, one run of the handler."""
    desk = Desk()
    runs = working(desk)
    await pull(desk, "first")
    await desk.clock.advance(4.0)
    await pull(desk, "second")

    assert (desk.body("first"), desk.body("second")) == ({}, TITLE)
    assert desk.api.refreshes == [("p-1", ["ou_alice"], 4.0)]
    assert len(runs) == 1
    assert [desk.count(name) for name in ("overdue", "late_refreshes", "kept_previews")] == [1, 1, 1]
    assert desk.failed == []


async def test_a_preview_in_time_is_not_kept():
    """What the platform has got needs no second pull, and the next one runs the handler again."""
    desk = Desk()
    runs = working(desk, seconds=2.0)
    for delivery_id in ("first", "second"):
        await pull(desk, delivery_id)
        await desk.clock.advance(2.0)

    assert [desk.body(delivery_id) for delivery_id in ("first", "second")] == [TITLE, TITLE]
    assert (len(runs), desk.api.refreshes) == (2, [])


@pytest.mark.parametrize(("seconds", "runs_then"), [(600.0, 1), (600.1, 2)])
async def test_a_late_preview_is_kept_for_ten_minutes(seconds, runs_then):
    """Then it is out of date, and the handler is asked."""
    desk = Desk()
    runs = working(desk)
    await pull(desk, "first")
    await desk.clock.advance(4.0 + seconds)
    await pull(desk, "second")

    assert len(runs) == runs_then


@pytest.mark.parametrize(
    "other",
    [preview(token="p-2"), preview("https://git.example.com/a/2"), preview(by="ou_bob")],
    ids=["another message", "another link", "another person"],
)
async def test_a_late_preview_is_for_the_same_pull_only(other):
    """Another message, link or person is another question: a person may not be allowed to see what another one is."""
    desk = Desk()
    runs = working(desk)
    await pull(desk, "first")
    await desk.clock.advance(4.0)
    await pull(desk, "other", other)

    assert len(runs) == 2
    assert desk.responses("other") == []


async def test_two_devices_of_a_person_need_one_refresh():
    """The second result is no news."""
    desk = Desk()
    runs = working(desk)
    await pull(desk, "phone")
    await pull(desk, "laptop")
    await desk.clock.advance(60.0)

    assert len(runs) == 2
    assert desk.api.refreshes == [("p-1", ["ou_alice"], 4.0)]


async def test_a_link_is_not_refreshed_twice_within_thirty_seconds():
    """Those whose previews come soon after a refresh are told together at the end of that time."""
    desk = Desk()
    working(desk)
    await pull(desk, "m1")
    await desk.clock.advance(1.0)
    for number, person in enumerate(("ou_bob", "ou_carol"), start=2):
        await pull(desk, f"m{number}", preview(by=person))
    await desk.clock.advance(60.0)
    await pull(desk, "m4", preview(by="ou_dave"))
    await desk.clock.advance(60.0)

    assert desk.api.refreshes == [
        ("p-1", ["ou_alice"], 4.0),
        ("p-1", ["ou_bob", "ou_carol"], 34.0),
        ("p-1", ["ou_dave"], 65.0),
    ]


async def test_at_most_a_hundred_people_are_told_at_once():
    """The platform takes no more; the others see it when they look again."""
    desk = Desk()
    working(desk)
    for number in range(102):
        await pull(desk, f"m{number}", preview(by=f"ou_{number:03}"))
    await desk.clock.advance(60.0)
    await pull(desk, "again", preview(by="ou_101"))

    assert [len(people) for _, people, _ in desk.api.refreshes] == [1, 100]
    assert desk.body("again") == TITLE


async def test_what_the_app_itself_refreshes_is_asked_anew():
    """The next pull runs the handler, and what it gives late is shown, too, after the quiet time."""
    desk = Desk()
    runs = working(desk, {"inline": {"title": "open"}}, {"inline": {"title": "closed"}})
    await pull(desk, "first")
    await desk.clock.advance(5.0)
    desk.dispatcher.late_previews.forget("p-1")
    await pull(desk, "second")
    await desk.clock.advance(29.0)
    await pull(desk, "third")

    assert len(runs) == 2
    assert [when for *_, when in desk.api.refreshes] == [4.0, 34.0]
    assert desk.body("third") == {"inline": {"title": "closed"}}


async def test_old_previews_make_room(monkeypatch):
    """The number of those that are kept is limited; the oldest goes first."""
    monkeypatch.setattr(late_previews, "CAPACITY", 2)
    desk = Desk()
    runs = working(desk)
    for token in ("p-1", "p-2", "p-3"):
        await pull(desk, token, preview(token=token))
    await desk.clock.advance(4.0)
    for token in ("p-1", "p-2", "p-3"):
        await pull(desk, f"{token} again", preview(token=token))

    assert len(runs) == 4
    assert [desk.responses(f"{token} again") != [] for token in ("p-1", "p-2", "p-3")] == [False, True, True]


@pytest.mark.parametrize(
    ("payload", "settings", "why"),
    [
        (preview(token=""), {}, "a link that is still being written"),
        (preview(by=""), {}, "a link that is still being written"),
        (preview(), {"late_responses": "drop"}, "late_responses='drop'"),
    ],
    ids=["draft", "nobody", "drop"],
)
async def test_a_late_preview_that_nobody_can_pull_is_dropped(payload, settings, why, caplog):
    """The log says why; nothing is kept."""
    desk = Desk(**settings)
    runs = working(desk)
    for delivery_id in ("m1", "m2"):
        await pull(desk, delivery_id, payload)
        await desk.clock.advance(4.0)

    assert (len(runs), desk.api.refreshes, desk.failed) == (2, [], [])
    assert (desk.count("late_dropped"), desk.count("overdue")) == (2, 2)
    assert caplog.text.count(why) == 2


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        (MissingCredentials("no app id"), "without credentials no result can follow"),
        (InvalidRequest(code=230001, msg="bad token"), "it is lost"),
    ],
    ids=["no credentials", "refused"],
)
async def test_a_refresh_that_fails_is_logged_and_told(failure, says, caplog):
    """Whoever looks at the link again still sees what was kept."""
    desk = Desk()
    runs = working(desk)
    desk.api.failures = [failure]
    await pull(desk, "m1")
    await desk.clock.advance(4.0)
    await pull(desk, "m2")

    assert desk.failed == [("m1", failure)]
    assert (desk.count("late_lost"), desk.count("late_refreshes"), len(runs)) == (1, 0, 1)
    assert desk.body("m2") == TITLE
    assert says in caplog.text
    assert "p-1" not in caplog.text


async def test_a_late_preview_is_checked(caplog):
    """What the platform would refuse is told and not kept."""
    desk = Desk()
    runs = working(desk, {"inline": {"title": 1}})
    for delivery_id in ("m1", "m2"):
        await pull(desk, delivery_id)
        await desk.clock.advance(4.0)

    assert (len(runs), desk.api.refreshes) == (2, [])
    assert [type(error) for _, error in desk.failed] == [InvalidResponse, InvalidResponse]
    assert "$.inline.title" in caplog.text


async def test_two_previews_for_one_person_are_asked_for_once():
    """What comes late again while a refresh is waited for goes along with it."""
    desk = Desk()
    titles = iter(["Issue 1", "Issue 2", "Issue 3"])

    @desk.router.on_url_preview()
    async def handler(_link):
        await sleep_until(desk.clock, desk.clock.now() + 4.0)
        return UrlPreviewResponse(title=next(titles))

    for delivery_id in ("m1", "m2", "m3"):
        desk.dispatcher.late_previews.forget("p-1")
        await pull(desk, delivery_id)
        await desk.clock.advance(5.0)
    await desk.clock.advance(60.0)

    assert [when for *_, when in desk.api.refreshes] == [4.0, 34.0]


async def test_a_refresh_speaks_for_the_tenant_of_the_link():
    """A store app asks the platform as the tenant in which somebody saw the link."""
    desk = Desk()
    working(desk)
    await pull(desk, "m1", preview(tenant_key="t2"))
    await desk.clock.advance(4.0)

    assert desk.asked_for == ["t2"]


async def test_a_drain_gives_late_previews_their_time():
    """A preview that comes while the app stops is still asked to be pulled."""
    desk = Desk()
    working(desk)
    await pull(desk, "m1")
    draining = asyncio.ensure_future(desk.dispatcher.drain(10.0))
    await desk.clock.advance(4.0)

    assert await draining == 0
    assert len(desk.api.refreshes) == 1


PULLS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.5, 3.0, 11.0, 20.0]),
        st.sampled_from(["ou_a", "ou_b", "ou_c"]),
        st.sampled_from([1.0, 2.5, 4.0, 40.0]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=40)
@example([(0.0, "ou_a", 40.0), (0.5, "ou_c", 40.0), (29.5, "ou_b", 40.0)])  # comes as the thirty seconds end
@given(PULLS)
def test_whatever_comes_when_everybody_sees_the_preview(pulls):
    """Refreshes of a link are thirty seconds apart, and whoever's preview came late is named in one after it came."""
    asyncio.run(play(pulls))


async def play(pulls: list[tuple[float, str, float]]) -> None:
    """Let people see one link at these distances, with a handler that takes so long each time."""
    desk = Desk()
    waits = iter([seconds for *_, seconds in pulls])
    late: dict[str, float] = {}

    @desk.router.on_url_preview()
    async def handler(link):
        seconds = next(waits)
        await sleep_until(desk.clock, desk.clock.now() + seconds)
        if seconds > 2.5:
            late.setdefault(link.operator.open_id, desk.clock.now())
        return UrlPreviewResponse(title="Issue 1")

    for number, (gap, person, _) in enumerate(pulls):
        await desk.clock.advance(gap)
        await pull(desk, f"m{number}", preview(by=person))
    await desk.clock.advance(120.0)

    times = [when for *_, when in desk.api.refreshes]
    assert all(len(desk.responses(f"m{number}")) == 1 for number in range(len(pulls)))
    assert all(after - before >= 30.0 for before, after in itertools.pairwise(times))
    for person, came in late.items():
        assert any(person in people and when >= came for _, people, when in desk.api.refreshes)
    assert {person for _, people, _ in desk.api.refreshes for person in people} <= late.keys()
    assert (desk.failed, desk.dispatcher.in_flight) == ([], 0)
