"""The commands ``doctor``, ``load``, ``listen`` and ``dev``."""

from __future__ import annotations

import sys
from typing import Any

import click

from larkline.cli.click_words import Command
from larkline.cli.language import say, speak
from larkline.cli.options import CONSOLE_URL, JSON, LANG, Lang, emulator_ports, need

__all__ = ["TOOL_COMMANDS"]


@click.command("doctor", cls=Command, help=say("help_doctor"))
@click.argument("target", metavar="[MODULE:APP]", required=False)
@click.option("--offline", is_flag=True, help=say("help_doctor_offline"))
@click.option("--webhook", metavar="URL", default=None, help=say("help_doctor_webhook"))
@click.option("--port", "ports", type=click.IntRange(1, 65535), multiple=True, help=say("help_doctor_port"))
@click.option("--types", metavar="TYPE,…", default="", help=say("help_doctor_types"))
@CONSOLE_URL
@JSON
@LANG
def doctor_command(target: str | None, types: str, lang: Lang, **options: Any) -> None:
    """Look for what is wrong."""
    speak(lang)
    from larkline.cli.doctor import run_doctor

    sys.exit(run_doctor(target, types=[each for each in types.split(",") if each], **options))


@click.command("load", cls=Command, help=say("help_load"))
@click.argument("target", metavar="TARGET")
@click.option("--rate", type=click.FloatRange(0.1, 500), default=20.0, show_default=True, help=say("help_load_rate"))
@click.option(
    "--seconds", type=click.FloatRange(0.1, 600), default=10.0, show_default=True, help=say("help_load_seconds")
)
@click.option("--allow-remote", "remote", metavar="HOST", multiple=True, help=say("help_load_remote"))
@JSON
@LANG
def load_command(target: str, rate: float, seconds: float, remote: tuple[str, ...], as_json: bool, lang: Lang) -> None:
    """Report how an app responds under load."""
    speak(lang)
    need("emulator", "larkline load")
    from larkline.cli.load import run_load

    sys.exit(run_load(target, rate=rate, seconds=seconds, remote=remote, as_json=as_json))


@click.command("listen", cls=Command, help=say("help_listen"))
@click.option("--output", metavar="FILE", default=None, help=say("help_listen_output"))
@LANG
def listen_command(output: str | None, lang: Lang) -> None:
    """Print what the real app gets."""
    speak(lang)
    from larkline.cli.listen import run_listen

    run_listen(output=output)


@click.command("dev", cls=Command, help=say("help_dev"))
@click.argument("target", metavar="MODULE:APP")
@emulator_ports(port=7300, console_port=7301)
@LANG
def dev_command(target: str, port: int, console_port: int, lang: Lang) -> None:
    """Run an app again whenever it changes."""
    speak(lang)
    need("emulator", "larkline dev")
    from larkline.cli.dev import run_dev

    run_dev(target, port=port, console_port=console_port)


TOOL_COMMANDS = [doctor_command, load_command, listen_command, dev_command]
