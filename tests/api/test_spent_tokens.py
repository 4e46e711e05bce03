"""What becomes of an update whose token is spent, through both clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from larkline.api.client import Client, SyncClient
from larkline.cards.card import Card, CardTemplate
from larkline.cards.markdown import Markdown
from larkline.clock import ManualClock
from larkline.errors import InvalidRequest, RateLimited, UpdateTokenSpent
from tests.api.scripted import APP_ID, APP_SECRET, MESSAGES, UPDATE, ScriptedPlatform, ok, refused

SHARED = Card(elements=[Markdown("x")])
OLD = {"elements": [{"tag": "hr"}]}
OLD_SHARED = {"config": {"update_multi": True}, **OLD}
TEMPLATE = CardTemplate("AAq1")
MESSAGE = f"{MESSAGES}/om_1"
SPENT = 300040

Update = Callable[..., None]


class Gate:
    """
    The gate of an app that knows one message.

    Args:
        uses: How often a token may be used.
    """

    def __init__(self, uses: int) -> None:
        self.left = uses

    async def before_use(self, token: str) -> None:
        """Take one use."""
        self.before_use_sync(token)

    def before_use_sync(self, token: str) -> None:
        """Take one use."""
        self.left -= 1
        if self.left < 0:
            raise UpdateTokenSpent(code=None, msg="used twice")

    def message_of(self, token: str) -> str:
        """Give the message of the one token it knows."""
        return "om_1" if token == "c-1" else ""


@pytest.fixture(params=["Client", "SyncClient"])
def updating(request: pytest.FixtureRequest) -> Callable[..., Update]:
    """Give what makes ``cards.update`` of a client on a platform."""

    def make(platform: ScriptedPlatform, **options: Any) -> Update:
        if request.param == "SyncClient":
            return SyncClient(APP_ID, APP_SECRET, transport=platform.transport, **options).cards.update

        def update(*args: Any, **named: Any) -> None:
            async def in_a_loop() -> None:
                clock = ManualClock()
                async with Client(APP_ID, APP_SECRET, transport=platform.transport, clock=clock, **options) as client:
                    await client.cards.update(*args, **named)

            asyncio.run(in_a_loop())

        return update

    return make


def paths(platform: ScriptedPlatform) -> list[tuple[str, str]]:
    """Give the calls that were made."""
    return [(call.method, call.url.path) for call in platform.calls]


@pytest.mark.parametrize("card", [SHARED, OLD_SHARED, TEMPLATE], ids=["2.0", "shared 1.0", "template"])
def test_a_shared_card_is_updated_by_its_message(updating, card):
    """In a handler the app knows the message; the platform's refusal counts as much as our own budget."""
    by_gate, by_platform = ScriptedPlatform(ok()), ScriptedPlatform(refused(SPENT), ok())
    updating(by_gate, update_gate=Gate(0))("c-1", card)
    updating(by_platform, update_gate=Gate(2))("c-1", card)

    assert paths(by_gate) == [("PATCH", MESSAGE)]
    assert paths(by_platform) == [("POST", UPDATE), ("PATCH", MESSAGE)]


def test_a_message_can_be_named(updating):
    """Without an app the caller knows it, or nobody."""
    platform = ScriptedPlatform(refused(SPENT), ok(), refused(SPENT))
    update = updating(platform)
    update("c-1", SHARED, message_id="om_1")
    with pytest.raises(UpdateTokenSpent):
        update("c-1", SHARED)

    assert paths(platform) == [("POST", UPDATE), ("PATCH", MESSAGE), ("POST", UPDATE)]


@pytest.mark.parametrize(
    ("token", "card", "options"),
    [
        ("c-1", OLD, {}),
        ("c-1", {"config": {"update_multi": False}, **OLD}, {}),
        ("c-1", SHARED, {"open_ids": ["ou_1"]}),
        ("c-1", {**OLD_SHARED, "open_ids": ["ou_1"]}, {}),
        ("c-2", SHARED, {}),
    ],
    ids=["exclusive by default", "exclusive", "for one person", "for one person, inside", "no message"],
)
def test_what_is_not_shared_is_spent(updating, token, card, options):
    """No call is made that could not succeed."""
    platform = ScriptedPlatform(ok())

    with pytest.raises(UpdateTokenSpent):
        updating(platform, update_gate=Gate(0))(token, card, **options)

    assert paths(platform) == []


def test_why_neither_way_was_open(updating):
    """A message that does not hold a shared card says no more than that the token is spent; a limit passes."""
    refusing, limiting = ScriptedPlatform(refused(230099)), ScriptedPlatform(refused(99991400, status=429))

    with pytest.raises(UpdateTokenSpent) as spent:
        updating(refusing, update_gate=Gate(0), retries=0)("c-1", TEMPLATE)
    with pytest.raises(RateLimited):
        updating(limiting, update_gate=Gate(0), retries=0)("c-1", TEMPLATE)

    assert isinstance(spent.value.__cause__, InvalidRequest)
