"""The commands; each says what it takes and leaves the work to a module of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import click

from larkline import __version__
from larkline.cli.act_commands import ACT_COMMANDS
from larkline.cli.click_words import Group, end_misused
from larkline.cli.language import say, speak, told
from larkline.cli.main import INTERRUPTED
from larkline.cli.options import JSON, LANG, PORT, PROFILE, SEED, Lang, Profile, emulator_ports, need
from larkline.cli.tool_commands import TOOL_COMMANDS
from larkline.cli.trouble_commands import TROUBLE_COMMANDS
from larkline.errors import ConfigurationError, FeishuError
from larkline.facts.languages import CARD_LANGUAGES

__all__ = ["larkline"]

C = TypeVar("C", bound=Callable[..., Any])


class _Group(Group):
    """Ends with one sentence instead of a traceback when larkline itself knows what is wrong."""

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        try:
            return super().make_context(*args, **options)
        except click.UsageError as error:
            end_misused(error)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            end_misused(error)
        except ConfigurationError as error:
            _end(str(error), 2)
        except FeishuError as error:
            _end(told(error), 1)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)


def _end(sentence: str, status: int) -> None:
    click.echo(f"larkline: {sentence}", err=True)
    sys.exit(status)


@click.group(cls=_Group, help=say("help"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="larkline", message=say("version"))
def larkline() -> None:
    """Do what the help says."""


@larkline.command(help=say("help_demo"))
@click.option("--once", is_flag=True, help=say("help_demo_once"))
@click.option("--order", default="A-1001", show_default=True, help=say("help_demo_order"))
@LANG
def demo(once: bool, order: str, lang: Lang) -> None:
    """Try everything."""
    speak(lang)
    need("emulator", "larkline demo")
    from larkline.cli.demo import run_demo

    sys.exit(run_demo(order=order, once=once))


@larkline.command(help=say("help_run"))
@click.argument("target", metavar="MODULE:APP")
@click.option("--workers", type=int, default=1, show_default=True, help=say("help_run_workers"))
@click.option("--log-level", default=None, help=say("help_run_log_level"))
def run(target: str, workers: int, log_level: str | None) -> None:
    """Run an app over a long connection."""
    from larkline.cli.target import find_app
    from larkline.facts.delivery import CONNECTION_LIMIT

    if not 1 <= workers <= CONNECTION_LIMIT:
        raise ConfigurationError(say("too_many_workers", workers=workers, limit=CONNECTION_LIMIT))
    app = find_app(target)
    if workers == 1:
        app.run(log_level=log_level)
        return
    from larkline.cli.workers import run_workers

    sys.exit(run_workers(["run", target, *(["--log-level", log_level] if log_level else [])], workers))


@larkline.command(help=say("help_serve"))
@click.argument("target", metavar="MODULE:APP")
@click.option("--host", default="127.0.0.1", show_default=True, help=say("help_host"))
@click.option("--port", type=PORT, default=7777, show_default=True, help=say("help_serve_port"))
@click.option("--path", "paths", multiple=True, default=["/webhook/event"], show_default=True, help=say("help_path"))
@click.option("--log-level", default=None, help=say("help_run_log_level"))
def serve(target: str, host: str, port: int, paths: tuple[str, ...], log_level: str | None) -> None:
    """Run an app as a webhook server."""
    need("serve", "larkline serve")
    from larkline.cli.target import find_app

    find_app(target).serve(host, port, list(paths), log_level=log_level)


@larkline.command(help=say("help_emulator"))
@emulator_ports(port=7300, console_port=7301)
@SEED
@click.option("--json", "as_json", is_flag=True, help=say("help_json"))
@PROFILE
@click.option("--data", metavar="DIR", default=None, help=say("help_data"))
@click.option("--world", metavar="FILE", default=None, help=say("help_world"))
@click.option("--allow-remote", "remote", metavar="HOST", multiple=True, help=say("help_remote"))
@click.option("--headless", is_flag=True, help=say("help_headless"))
@click.option("--dangerously-bind", "bind", metavar="HOST", default=None, help=say("help_bind"))
@LANG
def emulator(
    port: int,
    console_port: int,
    seed: int | None,
    as_json: bool,
    profile: Profile,
    data: str | None,
    world: str | None,
    remote: tuple[str, ...],
    headless: bool,
    bind: str | None,
    lang: Lang,
) -> None:
    """Run the platform alone."""
    speak(lang)
    need("emulator", "larkline emulator")
    from larkline.cli.emulator import new_journal, run_emulator
    from larkline.emulator import Emulator

    platform = Emulator(seed=seed, profile=profile, journal=new_journal(data), world=world, webhook_hosts=remote)
    run_emulator(platform, port=port, console_port=console_port, as_json=as_json, page=not headless, bind=bind)


@larkline.command("exec", help=say("help_exec"), context_settings={"ignore_unknown_options": True})
@click.argument("command", metavar="-- CMD …", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option(
    "--fail-on",
    type=click.Choice(["failed", "advice"]),
    default="failed",
    show_default=True,
    help=say("help_exec_fail_on"),
)
@click.option(
    "--others",
    type=click.Choice(["tunnel", "refuse"]),
    default="tunnel",
    show_default=True,
    help=say("help_exec_others"),
)
@SEED
@PROFILE
@emulator_ports(port=0, console_port=0)
@click.option("--tls-port", type=PORT, default=None, help=say("help_exec_tls_port"))
@click.option("--json", "as_json", is_flag=True, help=say("help_exec_json"))
@LANG
def exec_(command: tuple[str, ...], lang: Lang, **options: Any) -> None:
    """Run any program against the emulator."""
    speak(lang)
    need("emulator", "larkline exec")
    from larkline.cli.exec import run_exec

    sys.exit(run_exec(command, **options))


@larkline.command(help=say("help_explain"))
@click.argument("code", metavar="CODE")
@JSON
@LANG
def explain(code: str, as_json: bool, lang: Lang) -> None:
    """Say what a code means."""
    speak(lang)
    from larkline.cli.explain import run_explain

    run_explain(code, as_json=as_json)


@larkline.group(help=say("help_card"))
def card() -> None:
    """Do something with cards."""


@card.command("check", help=say("help_card_check"))
@click.argument("file", metavar="FILE")
@JSON
@LANG
def card_check(file: str, as_json: bool, lang: Lang) -> None:
    """Check a card."""
    speak(lang)
    from larkline.cli.cards import check_file

    sys.exit(check_file(file, as_json=as_json))


@card.command("render", help=say("help_card_render"))
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="OUT.html|OUT.png", help=say("help_card_output"))
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", help=say("help_card_theme"))
@click.option("--device", type=click.Choice(["pc", "mobile"]), default="pc", help=say("help_card_device"))
@click.option("--locale", type=click.Choice(CARD_LANGUAGES), default="zh_cn", help=say("help_card_locale"))
@LANG
def card_render(
    file: str,
    output: str,
    theme: Literal["light", "dark"],
    device: Literal["pc", "mobile"],
    locale: str,
    lang: Lang,
) -> None:
    """Draw a card."""
    speak(lang)
    from larkline.cli.render import render_file

    render_file(file, output, theme=theme, device=device, locale=locale)
    click.echo(output)


for command in (*ACT_COMMANDS, *TROUBLE_COMMANDS, *TOOL_COMMANDS):
    larkline.add_command(command)
