"""The commands ``faults`` and ``clock``, which act on a running emulator."""

from __future__ import annotations

import sys
from typing import Any

import click

from larkline.cli.act_commands import on_emulator
from larkline.cli.click_words import Group
from larkline.cli.language import say, speak
from larkline.cli.options import Lang

__all__ = ["TROUBLE_COMMANDS"]


@click.group("faults", cls=Group, help=say("help_faults"))
def faults_group() -> None:
    """Let things go wrong."""


@faults_group.command("add", help=say("help_faults_add"))
@click.argument("name")
@click.argument("fields", metavar="[FIELD=VALUE]...", nargs=-1)
@on_emulator
def add_command(name: str, fields: tuple[str, ...], as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Add a fault."""
    speak(lang)
    from larkline.cli.acting import pairs
    from larkline.cli.remote import Remote
    from larkline.cli.trouble import add_fault

    sys.exit(add_fault(Remote(console_url), name, pairs(fields), as_json=as_json))


@faults_group.command("list", help=say("help_faults_list"))
@on_emulator
def list_command(as_json: bool, console_url: str | None, lang: Lang) -> None:
    """List the active faults."""
    _do("list_faults", as_json, console_url, lang)


@faults_group.command("clear", help=say("help_faults_clear"))
@click.argument("fault_id", metavar="[ID]", required=False)
@on_emulator
def clear_command(fault_id: str | None, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Clear faults."""
    _do("clear_faults", as_json, console_url, lang, fault_id)


@faults_group.command("presets", help=say("help_faults_presets"))
@on_emulator
def presets_command(as_json: bool, console_url: str | None, lang: Lang) -> None:
    """List what there is."""
    _do("list_presets", as_json, console_url, lang)


@click.group("clock", cls=Group, help=say("help_clock"), invoke_without_command=True)
@on_emulator
@click.pass_context
def clock_group(context: click.Context, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Tell the time."""
    if context.invoked_subcommand is None:
        _do("show_clock", as_json, console_url, lang)


@clock_group.command("freeze", help=say("help_clock_freeze"))
@on_emulator
def freeze_command(as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Let time stand still."""
    _do("move_clock", as_json, console_url, lang, freeze=True)


@clock_group.command("run", help=say("help_clock_run"))
@on_emulator
def run_command(as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Let time pass."""
    _do("move_clock", as_json, console_url, lang, run=True)


@clock_group.command("scale", help=say("help_clock_scale"))
@click.argument("speed", type=click.FloatRange(min=0))
@on_emulator
def scale_command(speed: float, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Let time pass faster or slower."""
    _do("move_clock", as_json, console_url, lang, scale=speed)


@clock_group.command("set", help=say("help_clock_set"))
@click.argument("time")
@on_emulator
def set_command(time: str, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Set the time of day."""
    speak(lang)
    from larkline.cli.trouble import time_of

    _do("move_clock", as_json, console_url, lang, set=time_of(time))


@clock_group.command("advance", help=say("help_clock_advance"))
@click.argument("duration")
@on_emulator
def advance_command(duration: str, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Move time forward."""
    speak(lang)
    from larkline.cli.trouble import seconds_of

    _do("move_clock", as_json, console_url, lang, advance=seconds_of(duration))


@clock_group.command("next", help=say("help_clock_next"))
@click.argument("kind", metavar="[KIND]", required=False)
@on_emulator
def next_command(kind: str | None, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Move to the next timer."""
    _do("move_clock", as_json, console_url, lang, next=True if kind is None else kind)


@clock_group.command("timers", help=say("help_clock_timers"))
@on_emulator
def timers_command(as_json: bool, console_url: str | None, lang: Lang) -> None:
    """List what is to come."""
    _do("list_timers", as_json, console_url, lang)


def _do(work: str, as_json: bool, console_url: str | None, lang: Lang, *arguments: Any, **options: Any) -> None:
    """Do the work of a command on the emulator, and end."""
    speak(lang)
    from larkline.cli import trouble
    from larkline.cli.remote import Remote

    sys.exit(getattr(trouble, work)(Remote(console_url), *arguments, as_json=as_json, **options))


#: Both.
TROUBLE_COMMANDS: tuple[click.Command, ...] = (faults_group, clock_group)
