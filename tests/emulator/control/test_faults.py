"""The control API: faults and time, over a real port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from larkline.emulator import Emulator
from larkline.emulator.faults.kinds import KINDS
from larkline.emulator.faults.presets import PRESETS
from tests.emulator.control.test_stream import following
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer


class Caller:
    """Calls the control API with the token."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def __call__(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """Make a call, check the status and give the body."""
        response = await self._client.request(method, "/api/v1" + path, json=body)
        assert response.status_code == status, response.text
        return response.json()


@pytest.fixture
async def call(served: Emulator) -> AsyncIterator[Caller]:
    """The control API of a served emulator."""
    info = served.info()
    headers = {"Authorization": f"Bearer {info['token']}"}
    async with httpx2.AsyncClient(base_url=info["console_url"], headers=headers, trust_env=False) as client:
        yield Caller(client)


async def test_a_fault_is_added_listed_and_cleared(call, served):
    """What is created comes back; it stands in the list and in /info until it is cleared."""
    added = await call("POST", "/faults", {"kind": "delay", "seconds": 0.5, "type": "card.*", "times": 3, "seed": 7})
    listed = (await call("GET", "/faults"))["faults"]
    info = await call("GET", "/info")
    cleared = await call("DELETE", f"/faults/{added['id']}")
    missing = await call("DELETE", f"/faults/{added['id']}", status=404)

    assert listed == [added]
    assert added["parameters"] == {"seconds": 0.5, "jitter": 0.0, "where": "reply"}
    assert (added["scope"], added["times_left"], added["seed"]) == ({"type": "card.*"}, 3, 7)
    assert info["faults"] == ["f1 delay [type=card.*], next 3, 0 so far"]
    assert cleared == {"cleared": 1}
    assert missing["code"] == "not_found"
    assert served.faults.list() == []


async def test_all_are_cleared_by_delete_and_by_reset(call):
    """Alone, or with the scopes that mean them."""
    await call("POST", "/faults", {"kind": "half_open_link"})
    first = await call("DELETE", "/faults")
    await call("POST", "/faults", {"kind": "half_open_link"})
    await call("POST", "/reset", {"scope": "faults"})

    assert first == {"cleared": 1}
    assert (await call("GET", "/faults"))["faults"] == []


async def test_the_stream_tells_of_faults_and_time(call, served):
    """A fault is told when it is added, with its row; the clock when it was moved, with the time."""
    async with following(served) as events:
        added = await call("POST", "/faults", {"kind": "half_open_link"})
        fault = (await events.until("fault", "added"))[-1]
        await call("POST", "/clock", {"freeze": True})
        clock = (await events.until("clock", "moved"))[-1]

    assert fault[2]["row"] == added
    assert clock[2]["row"]["frozen"] is True


async def test_what_there_is_can_be_asked(call):
    """Every kind with its parameters and every preset, with sentences in both languages."""
    told = await call("GET", "/faults/kinds")

    assert [kind["kind"] for kind in told["kinds"]] == list(KINDS)
    assert [preset["preset"] for preset in told["presets"]] == list(PRESETS)
    assert {"zh", "en"} == set(told["kinds"][0]["message"]) == set(told["presets"][0]["message"])
    assert told["kinds"][0]["parameters"][0]["choices"] == ["close", "reset", "half_open"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "kind is missing"),
        ({"kind": "nonsense"}, "there is none called 'nonsense'"),
        ({"kind": "drop", "how": "softly"}, "how: 'softly' is none of"),
        ({"kind": "drop", "nonsense": 1}, "nonsense: the fault drop takes"),
        ({"kind": "drop", "probability": 2}, "probability is 2"),
        ({"kind": "drop", "times": 0}, "times is 0"),
        ({"kind": "drop", "code": 10**400}, "code:"),
        ({"kind": "drop", "how": {"a": []}}, "how:"),
    ],
)
async def test_what_cannot_be_is_refused(body, problem, call):
    """With the field and what was wanted; nothing is added."""
    refused = await call("POST", "/faults", body, status=400)

    assert problem in refused["message"]
    assert (await call("GET", "/faults"))["faults"] == []


async def test_a_delivery_tells_its_faults(call, served, connect):
    """The row has their names, how often it was sent, its place, and every response."""
    await connect(answer({}))
    await call("POST", "/faults", {"kind": "duplicate_message"})
    click = await served.click(await served.send(CARD), "同意")
    await served.wait(idle=0.01)
    row = await call("GET", f"/deliveries/{click.delivery.id}")

    assert (row["faults"], row["copies"], row["order"]) == (["f1 duplicate_message"], 2, 1)
    assert row["response"]["code"] == 200
    assert len(row["more_responses"]) <= 1


# --- time -------------------------------------------------------------------------------------------------------------


async def test_time_is_frozen_scaled_set_and_run(call):
    """S10: each move answers with the time as it is then."""
    frozen = await call("POST", "/clock", {"freeze": True})
    then = await call("GET", "/clock")
    moved = await call("POST", "/clock", {"advance": 5})
    later = await call("POST", "/clock", {"set": then["time"] + 3600})
    earlier = await call("POST", "/clock", {"set": 1_700_000_000})
    scaled = await call("POST", "/clock", {"scale": 60})
    running = await call("POST", "/clock", {"run": True})

    assert {**frozen, "real": 0} == {**then, "real": 0}  # this machine's time goes on
    assert frozen["real"] <= then["real"]
    assert (frozen["frozen"], frozen["speed"]) == (True, 0)
    assert moved["now"] - then["now"] == pytest.approx(5)
    assert later["time"] == pytest.approx(then["time"] + 3600)
    assert earlier["time"] == 1_700_000_000
    assert earlier["now"] == later["now"]
    assert (scaled["speed"], running["speed"], running["frozen"]) == (60, 1, False)


async def test_the_next_timer_is_run(call, served):
    """S10: an event that nobody took comes again at once, and the timer that ran is named."""
    said = await served.say("你好")
    await call("POST", "/clock", {"freeze": True})
    timers = (await call("GET", "/timers?kind=redelivery"))["timers"]
    ran = await call("POST", "/clock", {"next": "redelivery"})
    await served.wait(deliveries=2)
    nothing = await call("POST", "/clock", {"next": "fault"})

    assert [timer["kind"] for timer in timers] == ["redelivery"]
    assert said.delivery.push.event_id in timers[0]["subject"]
    assert ran["ran"]["kind"] == "redelivery"
    assert nothing["ran"] is None
    assert [delivery.attempt for delivery in served.deliveries()] == [1, 2]


@pytest.mark.parametrize(
    "body", [{}, {"freeze": False}, {"freeze": True, "advance": 1}, {"next": "nonsense"}, {"set": -1}]
)
async def test_one_thing_is_done_with_the_clock(body, call):
    """Nothing, two things, or an unknown kind of timer is refused."""
    refused = await call("POST", "/clock", body, status=404 if "next" in body else 400)

    assert refused["hint"]


async def test_a_reset_lets_time_run_as_at_the_start(call):
    """The scope clock does so alone."""
    await call("POST", "/clock", {"scale": 60})
    await call("POST", "/reset", {"scope": "clock"})

    assert (await call("GET", "/clock"))["speed"] == 1


@pytest.mark.parametrize(
    ("field", "unknown", "choice"),
    [("app", "cli_nobody", "cli_"), ("chat", "oc_nowhere", "oc_team"), ("connection", "7", "none")],
)
async def test_a_scope_that_nothing_is_in_is_refused(call, served, field, unknown, choice):
    """The field and what could stand there are named, and no fault is added."""
    refused = await call("POST", "/faults", {"kind": "drop", field: unknown}, status=400)

    problem, _, choices = refused["message"].partition("; choices: ")
    assert problem == f"{field}: there is no {field} {unknown!r}"
    assert choice in choices
    assert served.faults.list() == []


async def test_a_fault_may_name_a_connection_that_has_ended(call, served, connect):
    """Its id is known, as that of one that is open."""
    await connect(answer({}))
    [session] = served.core.hub.of_app()
    fault = {"kind": "drop", "connection": session.connection_id}
    opened = await call("POST", "/faults", fault)
    served.core.hub.remove(session)
    ended = await call("POST", "/faults", fault)

    assert opened["scope"] == ended["scope"] == {"connection": session.connection_id}
