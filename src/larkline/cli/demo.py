"""The demo: a platform, the sample bot on a real long connection, and a card to click in the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from larkline.cli.emulator import new_journal, open_page, page_url, serving
from larkline.cli.language import language, say
from larkline.cli.sample_bot import sample_bot
from larkline.cli.talk import buttons_of, lines_of, say_to_bot, show, talk, verdict_of
from larkline.emulator import Click, Emulator, Message
from larkline.pretty import prettify
from larkline.process import Asked, signals

__all__ = ["run_demo"]

ALICE = "ou_alice"


def run_demo(*, order: str, once: bool) -> int:
    """Run the demo; gives the exit status."""
    asked = Asked()
    waits = not once and not sys.stdin.isatty()
    with signals(asked) if waits else contextlib.nullcontext():  # before anybody is told that we run
        return asyncio.run(_demo(order, once, asked if waits else None))


async def _demo(order: str, once: bool, asked: Asked | None) -> int:
    importlib.import_module("httpx2")  # the bot's first call would load it while everything waits
    emulator = Emulator(seed=None, journal=new_journal())
    if language() == "en":
        for open_id in (ALICE, "ou_bob"):
            emulator.user(open_id, locale="en_us")
    async with serving(emulator, port=0, console_port=0) as info, sample_bot(info):
        if not once:
            click.echo(say("demo_page", url=page_url(info)))
        click.echo(f"{say('label_platform')}: {info['platform_url']}")
        click.echo(say("demo_connected", url=info["gateway_url"]))
        click.echo("")
        message = await say_to_bot(emulator, order, by=ALICE)
        if message is None:
            click.echo(say("demo_no_card"), err=True)
            return 1
        if once:
            return await _click_once(emulator, message, order, info["journal"])
        open_page(info)
        if asked is None:
            await talk(emulator, message, lines_of(sys.stdin), by=ALICE)
        else:
            click.echo(say("demo_waiting"))
            await asked.wait()
        return 0


async def _click_once(emulator: Emulator, message: Message, order: str, journal: str) -> int:
    """Click the first button and show all that happened; 1 when the order is missing somewhere."""
    show(say("demo_card"), emulator.card_of(message).text_in(emulator.user(ALICE).locale))
    button = buttons_of(emulator, message, by=ALICE)[0]
    click.echo(f"{say('demo_click', who=emulator.user(ALICE).name)}: {button}")
    done = await emulator.click(message, button, by=ALICE)
    record = done.delivery
    callback = json.loads(record.push.payload)
    value = callback["event"]["action"]["value"]
    toast = done.response.toast
    card = dict(emulator.card_of(message))
    milliseconds = f"{(record.duration or 0) * 1000:,.0f}"
    show(say("demo_value"), prettify(value))
    show(say("demo_callback"), prettify(callback))
    show(say("demo_response", ms=milliseconds), prettify(done.response.body))
    click.echo(f"{say('demo_toast')}: {toast.text_in(emulator.user(ALICE).locale) if toast else '-'}")
    show(say("demo_updated"), prettify(card))
    click.echo(f"{say('demo_verdict')}: {verdict_of(done)}")
    click.echo(f"{say('demo_delivery')}: {record.id}")
    click.echo(f"{say('label_journal')}: {journal}")
    emulator.core.journal.flush()
    return _check(order, done, value=value, callback=callback, card=card, journal=Path(journal))


def _check(order: str, done: Click, *, value: Any, callback: Any, card: Any, journal: Path) -> int:
    """Look for the order in every place it must have travelled through."""
    toast = done.response.toast
    with closing(sqlite3.connect(journal)) as file:
        found = file.execute("SELECT detail FROM entries WHERE id = ?", (done.delivery.id,)).fetchone()
    places = {
        say("demo_value"): order in _texts(value),
        say("demo_callback"): order in _texts(callback),
        say("demo_toast"): toast is not None and order in toast.content,
        say("demo_updated"): order in _texts(card),
        say("label_journal"): found is not None and order in _texts(json.loads(found[0])),
    }
    for where, found in places.items():
        if not found:
            click.echo(say("demo_mismatch", order=order, where=where), err=True)
    return 0 if all(places.values()) and done.verdict.ok else 1


def _texts(value: Any) -> str:
    """Join all texts in a JSON value, those in JSON kept as text included."""
    if isinstance(value, dict):
        return "\n".join(_texts(member) for member in value.values())
    if isinstance(value, list):
        return "\n".join(_texts(member) for member in value)
    if isinstance(value, str) and value.startswith("{"):
        with contextlib.suppress(ValueError):
            return value + _texts(json.loads(value))
    return str(value)
