"""The work of the commands ``faults`` and ``clock``; each gives the exit status."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from larkline.cli.language import language, say
from larkline.cli.remote import Remote, Row
from larkline.errors import ConfigurationError

__all__ = [
    "add_fault",
    "clear_faults",
    "list_faults",
    "list_presets",
    "list_timers",
    "move_clock",
    "seconds_of",
    "show_clock",
    "time_of",
]

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


def add_fault(remote: Remote, name: str, fields: Mapping[str, Any], *, as_json: bool) -> int:
    """Let something go wrong."""
    fault = remote.post("/faults", kind=name, **fields)
    _print(fault, as_json, [_fault_line(fault)])
    return 0


def list_faults(remote: Remote, *, as_json: bool) -> int:
    """List the active faults."""
    found = remote.get("/faults")
    _print(found, as_json, [_fault_line(fault) for fault in found["faults"]] or [say("faults_none")])
    return 0


def clear_faults(remote: Remote, fault_id: str | None, *, as_json: bool) -> int:
    """Clear one fault, or all."""
    done = remote.delete("/faults" if fault_id is None else f"/faults/{fault_id}")
    _print(done, as_json, [say("faults_cleared", count=done["cleared"])])
    return 0


def list_presets(remote: Remote, *, as_json: bool) -> int:
    """List what there is."""
    found = remote.get("/faults/kinds")
    lines = [say("faults_presets")]
    lines += [f"  {row['preset']}: {row['message'][language()]}" for row in found["presets"]]
    lines += ["", say("faults_kinds")]
    for row in found["kinds"]:
        lines.append(f"  {row['kind']}: {row['message'][language()]}")
        lines += [f"    {each['name']}={each['default']}  {each['message'][language()]}" for each in row["parameters"]]
    _print(found, as_json, lines)
    return 0


def show_clock(remote: Remote, *, as_json: bool) -> int:
    """Tell the time."""
    now = remote.get("/clock")
    _print(now, as_json, [_time_line(now)])
    return 0


def move_clock(remote: Remote, *, as_json: bool, **move: Any) -> int:
    """Do one thing with the clock."""
    now = remote.post("/clock", **move)
    lines = [_time_line(now)]
    if "next" in move:
        ran = now["ran"]
        lines.append(
            say("clock_nothing") if ran is None else say("clock_ran", kind=ran["kind"], subject=ran["subject"])
        )
    _print(now, as_json, lines)
    return 0


def list_timers(remote: Remote, *, as_json: bool) -> int:
    """List what is to come."""
    found = remote.get("/timers")
    lines = [f"+{row['in_seconds']:,.0f} s  {row['kind']}  {row['subject']}" for row in found["timers"]]
    _print(found, as_json, lines or [say("clock_nothing")])
    return 0


def seconds_of(duration: str) -> float:
    """
    Read a duration: ``90``, ``90s``, ``5m``, ``6h``, ``14d``.

    Raises:
        ConfigurationError: It is none.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", duration, re.ASCII)
    if found is None:
        raise ConfigurationError(say("clock_bad_duration", given=duration))
    return float(found[1]) * _UNITS[found[2]]


def time_of(text: str) -> float:
    """
    Read a time: ISO 8601, in UTC unless it says otherwise, or seconds since 1970-01-01 UTC.

    Raises:
        ConfigurationError: It is none.
    """
    try:
        return float(text)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(say("clock_bad_time", given=text)) from None
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp()


def _print(found: Row, as_json: bool, lines: list[str]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(lines))


def _fault_line(fault: Row) -> str:
    scope = "".join(f" {key}={value}" for key, value in fault["scope"].items())
    times = "" if fault["times_left"] is None else f" times={fault['times_left']}"
    chance = "" if fault["probability"] == 1 else f" probability={fault['probability']:g} seed={fault['seed']}"
    return f"{fault['id']}  {fault['preset'] or fault['kind']}{scope}{times}{chance}  {fault['message'][language()]}"


def _time_line(now: Row) -> str:
    at = datetime.fromtimestamp(now["time"], UTC).isoformat(timespec="seconds")
    return f"{at}  {say('clock_frozen') if now['frozen'] else say('clock_running', speed=now['speed'])}"
