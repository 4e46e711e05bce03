"""The small pure parts: tokens with a life, ids, doors, JSON from outside, links in memory."""

from __future__ import annotations

import asyncio

import pytest

from larkline.clock import ManualClock
from larkline.emulator.cards.content import CardView, is_shared, schema_of, walk
from larkline.emulator.connection.memory import link_pair
from larkline.emulator.errors import MissingExtra, needed
from larkline.emulator.http.guard import host_name, refusal_of_peer
from larkline.emulator.http.json_input import read_json
from larkline.emulator.world.ids import Ids
from larkline.emulator.world.message_views import reduced_card
from larkline.emulator.world.tokens import AccessTokens, Tickets, UpdateTokens
from larkline.errors import ConnectionLost


def test_ids_follow_the_seed_and_sort_in_order():
    """The same seed gives the same ids; delivery ids sort as they were given."""
    ones, others = Ids(3), Ids(3)
    ids = [ones.delivery_id() for _ in range(12)]

    assert ids == [others.delivery_id() for _ in range(12)] == sorted(ids)
    assert ones.uuid() == others.uuid()
    assert ones.uuid()[14] == "4"
    assert ones.number(52) < 2**52


def test_a_tenant_token_is_renewed_and_the_old_one_stays_valid():
    """With less than half an hour left a new one is given; each lives two hours."""
    tokens = AccessTokens(Ids(1))
    first, left = tokens.issue("cli_1", now=0.0)
    same, _ = tokens.issue("cli_1", now=5400.0)
    new, _ = tokens.issue("cli_1", now=5400.5)

    def app_of(value, now):
        token = tokens.find(value, now=now)
        return token and token.app_id

    assert (first == same, new != first, left) == (True, True, 7200)
    assert app_of(first, 7199.0) == "cli_1"
    assert tokens.find(first, now=7200.0) is None
    assert app_of(new, 7200.0) == "cli_1"
    tokens.revoke_all()
    assert tokens.find(new, now=7200.0) is None


def test_a_ticket_is_good_for_one_use_within_two_minutes():
    """Used, expired and unknown tickets are worth nothing."""
    tickets = Tickets()
    for value in ("used", "late"):
        tickets.issue(value, app_id="cli_1", connection_id="1", user_agent="x", now=0.0)
    used = tickets.redeem("used", now=119.9)

    assert used is not None
    assert used.app_id == "cli_1"
    assert tickets.redeem("used", now=119.9) is None
    assert tickets.redeem("late", now=120.0) is None
    assert tickets.redeem("unknown", now=0.0) is None


def test_old_update_tokens_are_forgotten_at_last():
    """The record of tokens is bounded."""
    tokens = UpdateTokens()
    for number in range(10_001):
        tokens.issue(f"c-{number}", app_id="a", message_id="m", open_id="o", event_id="e", now=0.0)

    assert tokens.find("c-0") is None
    assert tokens.find("c-1") is not None
    assert tokens.find("c-10000") is not None


@pytest.mark.parametrize(
    ("host", "origins", "site", "status"),
    [
        ("127.0.0.1:80", [], "", None),
        ("localhost", [], "none", None),
        ("[::1]:8080", [], "same-origin", None),
        ("LOCALHOST:1", [], "", None),
        ("", [], "", 421),
        ("evil.example", [], "", 421),
        ("127.0.0.1.evil.example", [], "", 421),
        ("emulator.test:1", [], "", None),
        ("localhost", ["http://localhost"], "", 403),
        ("localhost", ["null"], "", 403),
        ("localhost", [], "cross-site", 403),
        ("localhost", [], "same-site", 403),
    ],
)
def test_only_programs_of_this_machine_get_in(host, origins, site, status):
    """Foreign names, every Origin and what a page of another site embeds are refused."""
    assert refusal_of_peer(host, origins, site, ("emulator.test",)) == status


def test_the_name_in_a_host_header_is_found():
    """Ports, brackets and case do not matter."""
    assert [host_name(h) for h in ("A:1", "[::1]:2", "b", " c ")] == ["a", "::1", "b", "c"]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 101 + b"]" * 101, b"[" * 100_000])
def test_json_that_is_broken_or_endless_is_a_value_error(data):
    """Nothing else is ever raised for what somebody sent."""
    with pytest.raises(ValueError, match="JSON"):
        read_json(data)


def test_json_of_the_allowed_depth_is_read():
    """One level less than the limit is fine."""
    assert read_json(b'{"a": [1]}', max_depth=2) == {"a": [1]}
    with pytest.raises(ValueError, match="deeper than 1"):
        read_json(b'{"a": [1]}', max_depth=1)


async def test_messages_of_a_memory_link_arrive_in_order():
    """What came before the end is still received."""
    one, other = link_pair(ManualClock())
    await one.send(b"1")
    await one.send(b"2")
    await one.close(1001, "bye")

    assert [await other.receive(), await other.receive()] == [b"1", b"2"]
    with pytest.raises(ConnectionLost, match="1001: bye"):
        await other.receive()
    with pytest.raises(ConnectionLost):
        await other.send(b"3")
    with pytest.raises(ConnectionLost):
        await one.receive()


async def test_receiving_from_a_memory_link_can_be_cancelled():
    """A cancelled receive loses nothing."""
    one, other = link_pair(ManualClock())
    waiting = asyncio.ensure_future(other.receive())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    await one.send(b"1")

    assert await other.receive() == b"1"


async def test_a_frozen_end_neither_hears_nor_answers():
    """Its messages go nowhere, pings get no answer, a goodbye is not heard; only a reset gets through."""
    clock = ManualClock()
    one, other = link_pair(clock)
    other.freeze()
    await clock.advance(5)
    await one.send(b"lost")
    await other.send(b"lost")
    await one.ping()
    heard = one.heard_at
    await other.close()
    still_open = one.answers()
    one.abort()

    assert heard == 0.0
    assert still_open
    with pytest.raises(ConnectionLost, match="dropped"):
        await one.receive()


async def test_a_ping_of_a_memory_link_is_answered():
    """It moves the time something was heard."""
    clock = ManualClock()
    one, _other = link_pair(clock)
    await clock.advance(5)
    await one.ping()

    assert one.heard_at == 5.0


def test_a_missing_package_is_named_with_the_command():
    """One sentence says what to install; other import errors stay as they are."""
    with pytest.raises(MissingExtra, match=r"pip install 'larkline\[emulator\]'"), needed("starlette_that_is_not_here"):
        import starlette_that_is_not_here  # type: ignore[import-not-found]  # noqa: F401
    with pytest.raises(ModuleNotFoundError, match="other_thing"), needed("starlette"):
        import other_thing  # type: ignore[import-not-found]  # noqa: F401


def test_a_card_tells_its_texts_and_its_title():
    """The texts stand in card order, values of buttons do not count."""
    card = CardView(
        {
            "header": {"title": {"tag": "plain_text", "content": "标题"}},
            "elements": [
                {"tag": "markdown", "content": "一"},
                {
                    "tag": "button",
                    "text": {"tag": "plain_text", "content": "二"},
                    "value": {"tag": "x", "content": "三"},
                },
            ],
        }
    )

    assert card.text == "标题\n一\n二"
    assert card.title == "标题"
    assert CardView().title == ""
    assert card != CardView()


@pytest.mark.parametrize(
    ("card", "schema", "shared"),
    [
        ({}, "1.0", False),
        ({"schema": "2.0"}, "2.0", True),
        ({"schema": 2.0}, "1.0", False),
        ({"config": {"update_multi": True}}, "1.0", True),
        ({"schema": "2.0", "config": {"update_multi": False}}, "2.0", False),
        ({"type": "template", "data": {}}, None, True),
    ],
)
def test_a_card_tells_its_version_and_who_sees_its_updates(card, schema, shared):
    """Only the text 2.0 makes a card one of 2.0; update_multi is true by default there alone."""
    assert (schema_of(card), is_shared(card)) == (schema, shared)


def test_icons_are_not_counted_as_components():
    """Everything with a tag is, but for icons."""
    card = {"elements": [{"tag": "button", "icon": {"tag": "standard_icon"}, "text": {"tag": "plain_text"}}, 5]}

    assert [path for path, _ in walk(card)] == [
        "ROOT -> elements -> [0](tag: button)",
        "ROOT -> elements -> [0](tag: button) -> text",
    ]


def test_a_card_is_reduced_to_rows():
    """Containers become rows of their items, what has no simple form is left out."""
    text = {"tag": "plain_text", "content": "字"}
    card = {
        "elements": [
            {"tag": "div", "text": text, "extra": {"tag": "overflow", "options": [{"text": text}]}},
            {
                "tag": "action",
                "actions": [{"tag": "button", "text": text}, {"tag": "date_picker", "placeholder": text}],
            },
            {"tag": "img", "img_key": "img_1"},
            {"tag": "chart"},
            "junk",
        ]
    }

    assert reduced_card(card)["elements"] == [
        [{"tag": "text", "text": "字"}, {"tag": "overflow", "options": ["字"]}],
        [{"tag": "button", "text": "字", "type": "default"}, {"tag": "date_picker", "placeholder": "字"}],
        [{"tag": "img", "image_key": "img_1"}],
    ]
    assert reduced_card({"type": "template"}) == {"title": "", "elements": []}
