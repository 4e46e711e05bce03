"""The options that several commands have, and what a command needs to be installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import click

from larkline.cli.language import say
from larkline.errors import ConfigurationError

__all__ = ["CONSOLE_URL", "JSON", "LANG", "PORT", "PROFILE", "SEED", "Lang", "Profile", "emulator_ports", "need"]

C = TypeVar("C", bound=Callable[..., Any])
Lang = Literal["zh", "en"] | None
Profile = Literal["documented", "strict", "lenient"]
PORT = click.IntRange(0, 65535)

CONSOLE_URL = click.option("--console-url", metavar="URL", default=None, help=say("help_console_url"))
LANG = click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help=say("help_lang"))
JSON = click.option("--json", "as_json", is_flag=True, help=say("help_card_json"))
SEED = click.option("--seed", type=int, default=None, help=say("help_seed"))
PROFILE = click.option(
    "--profile",
    type=click.Choice(["documented", "strict", "lenient"]),
    default="documented",
    show_default=True,
    help=say("help_profile"),
)


def emulator_ports(*, port: int, console_port: int) -> Callable[[C], C]:
    """Give a command the two ports of an emulator, with these for want of others."""

    def give(command: C) -> C:
        console = click.option(
            "--console-port", type=PORT, default=console_port, show_default=True, help=say("help_console_port")
        )
        return click.option("--port", type=PORT, default=port, show_default=True, help=say("help_port"))(
            console(command)
        )

    return give


def need(extra: Literal["emulator", "serve"], what: str) -> None:
    """
    End with the pip command when an extra is missing.

    Raises:
        ConfigurationError: It is.
    """
    from importlib.util import find_spec

    needed = {"emulator": ("starlette", "uvicorn", "httptools"), "serve": ("uvicorn", "httptools")}[extra]
    if any(find_spec(name) is None for name in needed):
        raise ConfigurationError(say("missing_extra", what=what, extra=extra))
