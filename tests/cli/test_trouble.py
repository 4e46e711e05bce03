"""The commands ``faults`` and ``clock``, each as a process of its own against a real emulator."""

from __future__ import annotations

import json

import pytest

from larkline.cli.language import speak
from larkline.cli.trouble import seconds_of, time_of
from larkline.emulator.faults.kinds import KINDS
from larkline.emulator.faults.presets import PRESETS
from larkline.errors import ConfigurationError
from tests.cli.test_acting import shell  # noqa: F401 - a fixture
from tests.emulator.conftest import served  # noqa: F401 - a fixture


async def test_faults_are_added_listed_and_cleared(shell):  # noqa: F811
    """S6: one vocabulary with the API; one line for each, or JSON."""
    added = await shell.run("faults", "add", "delay", "seconds=3.5", "type=card.*", "times=2", "--lang", "en")
    preset = await shell.run("faults", "add", "half_open_link", "--lang", "zh")
    listed = await shell.run("faults", "list", "--json")
    one = await shell.run("faults", "clear", "f1", "--json")
    rest = await shell.run("faults", "clear", "--lang", "en")
    none = await shell.run("faults", "list", "--lang", "zh")
    faults = json.loads(listed[1])["faults"]

    assert added[0] == 0
    assert added[1].startswith("f1  delay type=card.* times=2  The push leaves late")
    assert "half_open_link" in preset[1]
    assert "半开" not in added[1]
    assert [(fault["id"], fault["parameters"].get("seconds")) for fault in faults] == [("f1", 3.5), ("f2", None)]
    assert json.loads(one[1]) == {"cleared": 1}
    assert rest[1] == "cleared: 1\n"
    assert none[1] == "没有生效中的故障\n"
    assert shell.feishu.faults.list() == []


async def test_presets_and_kinds_are_listed(shell):  # noqa: F811
    """S6: every one with what the real platform does, in the language asked for."""
    _, out, _ = await shell.run("faults", "presets", "--lang", "zh")

    assert all(f"  {name}: {preset.zh}" in out for name, preset in PRESETS.items())
    assert all(f"  {name}: {kind.zh}" in out for name, kind in KINDS.items())


async def test_a_fault_that_cannot_be_ends_with_a_sentence(shell):  # noqa: F811
    """Exit status 2, the field and what was wanted, no traceback."""
    status, out, err = await shell.run("faults", "add", "drop", "how=softly")
    unknown = await shell.run("faults", "clear", "f9")

    assert (status, out) == (2, "")
    assert "how: 'softly' is none of close, reset, half_open" in err
    assert "Traceback" not in err
    assert unknown[0] == 2
    assert "active: none" in unknown[2]


async def test_time_is_moved(shell):  # noqa: F811
    """S10: freeze, set, advance, scale and run; each prints the time as it is then."""
    frozen = await shell.run("clock", "freeze", "--lang", "en")
    moved = await shell.run("clock", "set", "2030-01-01T00:00:00Z", "--json")
    later = await shell.run("clock", "advance", "6h", "--lang", "en")
    shown = await shell.run("clock", "--json")
    scaled = await shell.run("clock", "scale", "60", "--lang", "zh")
    running = await shell.run("clock", "run", "--json")

    assert frozen[1].endswith("time stands still\n")
    assert json.loads(moved[1])["time"] == 1893456000
    assert later[1] == "2030-01-01T06:00:00+00:00  time stands still\n"
    assert json.loads(shown[1])["time"] == 1893456000 + 6 * 3600
    assert scaled[1].endswith("每秒流逝 60 秒\n")
    assert json.loads(running[1])["speed"] == 1


async def test_the_next_redelivery_is_run(shell):  # noqa: F811
    """S10: nobody was online; the timers show when the event comes again, and one step lets it."""
    await shell.feishu.say("你好")
    timers = await shell.run("clock", "timers", "--lang", "en")
    ran = await shell.run("clock", "next", "redelivery", "--lang", "en")
    await shell.feishu.wait(deliveries=2)
    nothing = await shell.run("clock", "next", "fault", "--lang", "en")

    assert "redelivery  im.message.receive_v1" in timers[1]
    assert "ran: redelivery, im.message.receive_v1" in ran[1]
    assert nothing[1].endswith("nothing is to come\n")


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("1.5m", 90), ("6h", 21_600), ("14d", 1_209_600)]
)
def test_durations_are_read(text, seconds):
    """In seconds, minutes, hours and days."""
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("text", "at"), [("0", 0.0), ("1970-01-02", 86_400.0), ("1970-01-01T08:00:00+08:00", 0.0), ("12.5", 12.5)]
)
def test_times_are_read(text, at):
    """In UTC unless it says otherwise, or in seconds."""
    assert time_of(text) == at


@pytest.mark.parametrize("text", ["", "5 m", "-5", "5w", "later"])
def test_what_is_no_duration_or_time_is_told(text):
    """With the forms that are taken."""
    speak("en")
    with pytest.raises(ConfigurationError, match="90, 90s, 5m"):
        seconds_of(text)
    if text != "-5":
        with pytest.raises(ConfigurationError, match="2026-12-01T08:00:00Z"):
            time_of(text)
