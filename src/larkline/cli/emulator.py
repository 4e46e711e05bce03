"""Run the platform alone, for an app of any SDK."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import webbrowser
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click

from larkline.cli.finding import announced
from larkline.cli.language import say
from larkline.cli.sample_bot import startable_bot
from larkline.emulator import Emulator
from larkline.emulator.journal.journal import temporary_journal
from larkline.emulator.programs.variables import sample_variables, sdk_variables
from larkline.errors import ConfigurationError
from larkline.process import Asked, signals

__all__ = ["new_journal", "open_page", "page_url", "run_emulator", "serving"]

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def run_emulator(
    emulator: Emulator, *, port: int, console_port: int, as_json: bool, page: bool, bind: str | None
) -> None:
    """Serve until SIGINT or SIGTERM; says where, once it is ready."""
    if bind is not None:
        click.echo(say("bind_warning", host=bind), err=True)
    asked = Asked()
    with signals(asked):  # before anybody is told that we run
        asyncio.run(_serve(emulator, port, console_port, as_json, page, bind, asked))


async def _serve(
    emulator: Emulator, port: int, console_port: int, as_json: bool, page: bool, bind: str | None, asked: Asked
) -> None:
    async with (
        serving(emulator, port=port, console_port=console_port, page=page, bind=bind) as info,
        startable_bot(info) as emulator.start_demo_bot,
    ):
        click.echo(json.dumps(info) if as_json else _introduction(info, page=page))
        if page and not as_json:
            open_page(info)
        await asked.wait()


def new_journal(data: str | None = None) -> Path:
    """Give the path of a journal: in this folder, made if need be, or in a new one that only its owner can read."""
    if data is None:
        return temporary_journal()
    try:
        Path(data).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(say("no_data_folder", path=data, why=error.strerror or error)) from None
    return Path(data) / "journal.sqlite3"


@contextlib.asynccontextmanager
async def serving(
    emulator: Emulator, *, port: int, console_port: int, page: bool = True, bind: str | None = None
) -> AsyncIterator[dict[str, Any]]:
    """
    Serve inside the block; gives the addresses and credentials.

    Args:
        bind: The address to listen on, reachable by other machines; None for this machine alone.

    Raises:
        ConfigurationError: A port is taken.
    """
    async with emulator:
        try:
            await emulator.serve(
                port=port,
                console_port=console_port,
                page=page,
                host=bind or "127.0.0.1",
                dangerously=bind is not None,
            )
        except OSError as error:
            taken = getattr(error, "port", None) or port or console_port
            raise ConfigurationError(say("port_busy", port=taken)) from None
        info = emulator.info()
        with announced(info):
            yield info


def page_url(info: dict[str, Any]) -> str:
    """Give the address of the page with what opens it; no server sees what stands behind the #."""
    return f"{info['console_url']}/#token={info['token']}"


def open_page(info: dict[str, Any]) -> None:
    """Open the page in a browser when a person sits before this terminal and there is a screen to show it on."""
    has_screen = sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in _SCREENS)
    if has_screen and sys.stdin.isatty() and sys.stdout.isatty():
        webbrowser.open(page_url(info))


def _introduction(info: dict[str, Any], *, page: bool) -> str:
    rows = [
        ("label_page", page_url(info) if page else ""),
        ("label_platform", info["platform_url"]),
        ("label_console", info["console_url"]),
        ("label_token", info["token"]),
        ("label_journal", info.get("journal", "")),
    ]
    set_ = "set" if os.name == "nt" else "export"
    lines = [say("emulator_ready"), ""]
    lines += [f"  {say(label)}: {value}" for label, value in rows if value]
    lines += ["", say("point_here"), ""]
    lines += [
        *(f"  {set_} {name}={value}" for name, value in sdk_variables(info).items()),
        "",
        f'  Python   lark_oapi.ws.Client(APP_ID, APP_SECRET, event_handler=…, domain="{info["platform_url"]}")',
        f'  Node     new Lark.WSClient({{ appId, appSecret, domain: "{info["platform_url"]}" }})',
        f'  Go       larkws.NewClient(appId, appSecret, larkws.WithDomain("{info["platform_url"]}"), …)',
        f'  Java     new Client.Builder(appId, appSecret).domain("{info["platform_url"]}")',
        "",
        say("samples_here"),
        "",
        *(f"  {set_} {name}={value}" for name, value in sample_variables(info).items()),
    ]
    return "\n".join(lines)
