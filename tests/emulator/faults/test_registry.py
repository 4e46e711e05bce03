"""What faults are for, how often and how long; what cannot be asked for; that every preset is one."""

from __future__ import annotations

from typing import Any

import pytest

from larkline.clock import ManualClock
from larkline.emulator.errors import UnknownThing
from larkline.emulator.faults.deliveries import chat_of
from larkline.emulator.faults.fault import BadFault, Subject
from larkline.emulator.faults.kinds import KINDS
from larkline.emulator.faults.presets import PRESETS
from larkline.emulator.faults.registry import FaultRegistry
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import answer


def registry(seed: int | None = 1) -> FaultRegistry:
    """Give an empty one whose clock is at 0."""
    return FaultRegistry(ManualClock(), seed=seed)


def delivery(**fields: Any) -> Subject:
    """Give a delivery over a long connection."""
    known: dict[str, Any] = {
        "door": "long_connection",
        "app": "cli_1",
        "connection": "7",
        "type": "im.message.x",
        **fields,
    }
    return Subject(**known)


def hits(faults: FaultRegistry, subject: Subject, tries: int = 1) -> int:
    """Count how often something goes wrong with a delivery."""
    return sum(bool(faults.happening("delivery", subject)) for _ in range(tries))


@pytest.mark.parametrize(
    ("scope", "other"),
    [
        ({"app": "cli_1"}, {"app": "cli_2"}),
        ({"connection": "7"}, {"connection": "8"}),
        ({"type": "im.message.*"}, {"type": "card.action.trigger"}),
        ({"chat": "oc_team"}, {"chat": lambda: "oc_alice"}),
    ],
)
def test_a_fault_is_for_its_scope_alone(scope, other):
    """S6 scope: app, connection, type (with *) and chat; the rest is left alone."""
    faults = registry()
    faults.add("delay", **scope)
    subject = {"chat": lambda: "oc_team"}

    assert hits(faults, delivery(**subject)) == 1
    assert hits(faults, delivery(**{**subject, **other})) == 0


def test_a_fault_is_for_its_doors_alone():
    """A webhook has no frames, a long connection no signatures."""
    faults = registry()
    faults.add("chunks")
    faults.add("signature")

    assert [f.kind for f in faults.happening("delivery", delivery())] == ["chunks"]
    assert [f.kind for f in faults.happening("delivery", delivery(door="webhook"))] == ["signature"]


def test_the_next_n_only():
    """S6 scope: three times, then it is over and no longer listed; by default the kind says how often."""
    faults = registry()
    faults.add("delay", times=3)
    faults.add("drop")
    counted = hits(faults, delivery(), 5)

    assert counted == 3
    assert faults.list() == []


async def test_a_fault_ends_by_the_clock():
    """S6 expiry: after ten seconds of the emulator's time nothing happens any more."""
    clock = ManualClock()
    faults = FaultRegistry(clock, seed=1)
    faults.add("delay", lasts=10.0)
    await clock.advance(9.9)
    before = hits(faults, delivery())
    left = faults.list()[0].to_json(now=clock.now())["seconds_left"]
    await clock.advance(0.1)

    assert (before, left) == (1, 0.1)
    assert hits(faults, delivery()) == 0


def test_chance_comes_from_a_printed_seed():
    """S6 probability: the same seed gives the same choices, the seed is told, and about a third are hit."""

    def choices(seed: int) -> list[bool]:
        faults = registry()
        faults.add("delay", probability=0.3, seed=seed)
        return [bool(faults.happening("delivery", delivery())) for _ in range(300)]

    faults = registry(seed=1)
    fault = faults.add("delay", probability=0.3)

    assert choices(7) == choices(7) != choices(8)
    assert 60 < sum(choices(7)) < 120
    assert f"seed {fault.seed}" in str(fault)
    assert fault.to_json(now=0.0)["seed"] == fault.seed == registry(seed=1).add("delay").seed


def test_several_faults_meet():
    """All that fit happen to the same delivery, in the order they were added."""
    faults = registry()
    faults.add("duplicate")
    faults.add("delay", where="send")
    faults.add("delay", where="reply")

    assert [fault.label for fault in faults.happening("delivery", delivery())] == [
        "f1 duplicate",
        "f2 delay",
        "f3 delay",
    ]


def test_one_or_all_are_cleared():
    """By id, or everything; an id that is none is told with those that are."""
    faults = registry()
    for _ in range(3):
        faults.add("delay")
    one = faults.clear("f2")
    with pytest.raises(UnknownThing, match="active: f1, f3"):
        faults.clear("f2")
    rest = faults.clear()

    assert (one, rest, faults.list()) == (1, 2, [])


@pytest.mark.parametrize(
    ("name", "fields", "problem"),
    [
        ("nonsense", {}, "kind: there is none called 'nonsense'"),
        ("drop", {"how": "softly"}, "how: 'softly' is none of close, reset, half_open"),
        ("drop", {"seconds": 3}, "seconds: the fault drop takes how, when, code, reason, app"),
        ("delay", {"seconds": "3"}, "seconds: '3' is no number from 0 to 86400"),
        ("delay", {"seconds": True}, "seconds: True is no number"),
        ("delay", {"seconds": float("nan")}, "seconds: nan is no number"),
        ("delay", {"times": 0}, "times: 0 is not how often it happens"),
        ("delay", {"probability": 1.5}, "probability: 1.5 is no number from 0 to 1"),
        ("delay", {"lasts": -1}, "lasts: -1 is no number"),
        ("delay", {"type": 5}, "type: 5 is no text"),
        ("chunks", {"parts": 2.5}, "parts: 2.5 is no integer"),
        ("chunks", {"parts": 1}, "parts: 1 is no number from 2 to 100"),
        ("chunks", {"missing": 1}, "missing: 1 is neither true nor false"),
        ("half_open_link", {"how": 5}, "how: 5 is no text"),
    ],
)
def test_what_cannot_be_is_told(name, fields, problem):
    """Bad input names the field, what came and what was wanted, and adds nothing."""
    faults = registry()
    with pytest.raises(BadFault) as caught:
        faults.add(name, **fields)

    assert problem in str(caught.value)
    assert faults.list() == []


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_fault_with_a_story(name):
    """Each can be added, and says in both languages what the platform does; no preset has the name of a kind."""
    fault = registry().add(name)
    told = fault.to_json(now=0.0)

    assert fault.label == f"f1 {name}"
    assert told["preset"] == name
    assert told["message"] == {"zh": PRESETS[name].zh, "en": PRESETS[name].en}
    assert len(told["message"]["zh"]) > 20
    assert name not in KINDS


def test_the_presets_that_break_official_sdks_are_there():
    """S6: limit on reconnect, zero-gap chunks, card frame, empty pong, half-open link."""
    assert {"limit_on_reconnect", "zero_gap_chunks", "card_frame", "empty_pong", "half_open_link"} <= set(PRESETS)


@pytest.mark.parametrize(
    ("payload", "chat"),
    [
        (b'{"event":{"message":{"chat_id":"oc_1"}}}', "oc_1"),
        (b'{"event":{"context":{"open_chat_id":"oc_2"}}}', "oc_2"),
        (b'{"event":{"chat_id":"oc_3"}}', "oc_3"),
        (b'{"open_chat_id":"oc_4","action":{}}', "oc_4"),
        (b'{"event":{"x":1}}', ""),
    ],
)
def test_the_chat_of_a_payload(payload, chat):
    """It is found in messages, card actions of both forms, and events about a chat."""
    assert chat_of(payload) == chat


async def test_the_record_names_the_faults_of_a_delivery(local, connect_locally):
    """The journal notes which faults touched it; deliveries of another chat have none."""
    await connect_locally(answer({}))
    await local.faults.add("delay", seconds=0.0, chat="oc_team")
    touched = await local.click(await local.send(CARD, to="oc_team"), "同意")
    spared = await local.click(await local.send(CARD, to="oc_alice"), "同意")

    assert touched.delivery.summary()["faults"] == ["f1 delay"]
    assert spared.delivery.summary()["faults"] == []


async def test_a_reset_clears_the_faults(local):
    """Each test begins in a world without trouble."""
    await local.faults.add("delay")
    local.core.reset()

    assert local.faults.list() == []


@pytest.mark.parametrize("code", [300000, "300000"], ids=["number", "text"])
def test_a_code_is_written_as_a_number_or_a_text(code):
    """The command line and JSON give a number where a person thinks of one."""
    assert registry().add("platform_failure", code=code).text("code") == "300000"
