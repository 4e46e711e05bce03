"""The commands that act on a running emulator."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from larkline.cli.click_words import Command, Group
from larkline.cli.language import say, speak
from larkline.cli.options import CONSOLE_URL, LANG, Lang

__all__ = ["ACT_COMMANDS", "on_emulator"]

C = TypeVar("C", bound=Callable[..., Any])


def on_emulator(command: C) -> C:
    """Give a command the options that all of these have."""
    options = (
        click.option("--json", "as_json", is_flag=True, help=say("help_act_json")),
        CONSOLE_URL,
        LANG,
    )
    for option in reversed(options):
        command = option(command)
    return command


_SET = click.option("--set", "paths", metavar="PATH=VALUE", multiple=True, help=say("help_set"))
_TIMES = click.option("--times", type=click.IntRange(1, 1000), default=1, show_default=True, help=say("help_times"))
_BY = click.option("--by", default="ou_alice", show_default=True, help=say("help_by"))


@click.command("trigger", cls=Command, help=say("help_trigger"))
@click.argument("type_", metavar="TYPE")
@_SET
@_TIMES
@click.option("--app-id", default=None, help=say("help_app_id"))
@on_emulator
def trigger_command(
    type_: str,
    paths: tuple[str, ...],
    times: int,
    app_id: str | None,
    as_json: bool,
    console_url: str | None,
    lang: Lang,
) -> None:
    """Deliver an event."""
    speak(lang)
    from larkline.cli.acting import pairs, trigger
    from larkline.cli.remote import Remote

    values = pairs(paths)
    sys.exit(trigger(Remote(console_url), type_, paths=values, times=times, app_id=app_id, as_json=as_json))


@click.command("say", cls=Command, help=say("help_say"))
@click.argument("text")
@_BY
@click.option("--to", default=None, help=say("help_say_to"))
@on_emulator
def say_command(text: str, by: str, to: str | None, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Write a message."""
    speak(lang)
    from larkline.cli.acting import say_text
    from larkline.cli.remote import Remote

    sys.exit(say_text(Remote(console_url), text, by=by, to=to, as_json=as_json))


@click.command("click", cls=Command, help=say("help_click"))
@click.argument("message")
@click.argument("selector")
@_BY
@click.option("--fill", metavar="NAME=VALUE", multiple=True, help=say("help_fill"))
@click.option("--option", default=None, help=say("help_option"))
@click.option("--text", default=None, help=say("help_text"))
@on_emulator
def click_command(
    message: str, selector: str, fill: tuple[str, ...], console_url: str | None, lang: Lang, **options: Any
) -> None:
    """Act on a card."""
    speak(lang)
    from larkline.cli.acting import click_card, pairs
    from larkline.cli.remote import Remote

    values = pairs(fill)
    sys.exit(click_card(Remote(console_url), message, selector, fill=values, **options))


@click.command("tail", cls=Command, help=say("help_tail"))
@click.option("--filter", "filter_", metavar="QUERY", default="", help=say("help_filter"))
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help=say("help_tail_limit"))
@click.option("--once", is_flag=True, help=say("help_tail_once"))
@on_emulator
def tail_command(console_url: str | None, lang: Lang, **options: Any) -> None:
    """Follow the deliveries."""
    speak(lang)
    from larkline.cli.acting import tail
    from larkline.cli.remote import Remote
    from larkline.process import interrupted_by_sigterm

    try:
        with interrupted_by_sigterm():
            sys.exit(tail(Remote(console_url), **options))
    except KeyboardInterrupt:
        sys.exit(0)


@click.command("replay", cls=Command, help=say("help_replay"))
@click.argument("what", metavar="ID|FILE…", nargs=-1, required=True)
@click.option(
    "--as", "mode", type=click.Choice(["sent", "new"]), default="sent", show_default=True, help=say("help_replay_as")
)
@_SET
@click.option("--to", default=None, help=say("help_replay_to"))
@_TIMES
@click.option(
    "--pace", type=click.Choice(["fast", "original"]), default="fast", show_default=True, help=say("help_replay_pace")
)
@on_emulator
def replay_command(
    what: tuple[str, ...], paths: tuple[str, ...], console_url: str | None, lang: Lang, **options: Any
) -> None:
    """Deliver again."""
    speak(lang)
    from larkline.cli.acting import pairs, replay
    from larkline.cli.remote import Remote

    values = pairs(paths)
    sys.exit(replay(Remote(console_url), what, paths=values, **options))


_APP = click.option("--app", metavar="MODULE:APP", default=None, help=say("help_export_app"))
_OUTPUT = click.option("-o", "--output", metavar="FILE", default=None, help=say("help_output"))


@click.command("export", cls=Command, help=say("help_export"))
@click.argument("ids", metavar="[ID]…", nargs=-1)
@click.option(
    "--as", "form", type=click.Choice(["pytest", "curl", "jsonl", "har"]), required=True, help=say("help_export_as")
)
@_APP
@_OUTPUT
@on_emulator
def export_command(ids: tuple[str, ...], as_json: bool, console_url: str | None, lang: Lang, **options: Any) -> None:
    """Write deliveries in another form."""
    speak(lang)
    from larkline.cli.acting import export
    from larkline.cli.remote import Remote

    sys.exit(export(Remote(console_url), ids, as_json=as_json, **options))


@click.group("record", cls=Group, help=say("help_record"))
def record_command() -> None:
    """Record."""


@record_command.command("start", help=say("help_record_start"))
@click.option("--name", default="", help=say("help_record_name"))
@on_emulator
def record_start(name: str, as_json: bool, console_url: str | None, lang: Lang) -> None:
    """Begin a recording."""
    speak(lang)
    from larkline.cli.acting import start_recording
    from larkline.cli.remote import Remote

    sys.exit(start_recording(Remote(console_url), name, as_json=as_json))


@record_command.command("stop", help=say("help_record_stop"))
@click.option(
    "--as",
    "form",
    type=click.Choice(["jsonl", "pytest"]),
    default="jsonl",
    show_default=True,
    help=say("help_export_as"),
)
@_APP
@_OUTPUT
@on_emulator
def record_stop(as_json: bool, console_url: str | None, lang: Lang, **options: Any) -> None:
    """End a recording."""
    speak(lang)
    from larkline.cli.acting import stop_recording
    from larkline.cli.remote import Remote

    sys.exit(stop_recording(Remote(console_url), as_json=as_json, **options))


#: All of them.
ACT_COMMANDS: tuple[click.Command, ...] = (
    trigger_command,
    say_command,
    click_command,
    tail_command,
    replay_command,
    export_command,
    record_command,
)
