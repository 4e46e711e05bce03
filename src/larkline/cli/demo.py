"""The demo: a platform, the sample bot on a real long connection, and a card to click in the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from larkline.cli.emulator import new_journal, serving, until_interrupted
from larkline.cli.language import language, say
from larkline.emulator import Click, Emulator, Message
from larkline.emulator.card_content import walk
from larkline.pretty import prettify

__all__ = ["run_demo"]

ALICE = "ou_alice"


def run_demo(*, order: str, once: bool) -> int:
    """Run the demo; gives the exit status."""
    return asyncio.run(_demo(order, once))


async def _demo(order: str, once: bool) -> int:
    emulator = Emulator(seed=None, journal=new_journal())
    async with serving(emulator, port=0, console_port=0) as info, _sample_bot(info):
        click.echo(f"{say('label_platform')}: {info['platform_url']}")
        click.echo(say("demo_connected", url=info["gateway_url"]))
        click.echo("")
        message = await _say(emulator, order)
        if message is None:
            click.echo(say("demo_no_card"), err=True)
            return 1
        if once:
            return await _click_once(emulator, message, order, info["journal"])
        if sys.stdin.isatty():
            await _talk(emulator, message)
        else:
            click.echo(say("demo_waiting"))
            await until_interrupted()
        return 0


@contextlib.asynccontextmanager
async def _sample_bot(info: dict[str, Any]) -> AsyncIterator[None]:
    """Connect the sample bot as any app connects: over a WebSocket, with what the environment says."""
    os.environ.update(LARK_APP_ID=info["app_id"], LARK_APP_SECRET=info["app_secret"], LARK_DOMAIN=info["platform_url"])
    async with _load_sample().app.connected():
        yield


def _load_sample() -> ModuleType:
    """Load the sample bot: it comes with the package, or, in a clone, stands in examples/."""
    here = Path(__file__).parent
    places = (here / "approval_bot.py", here.parents[2] / "examples" / "approval_bot.py")
    path = next(place for place in places if place.is_file())
    spec = importlib.util.spec_from_file_location("approval_bot", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["approval_bot"] = module
    spec.loader.exec_module(module)
    return module


async def _say(emulator: Emulator, text: str) -> Message | None:
    """Say something to the bot and give the card it answers with, which it sends before it acknowledges the event."""
    before = len(emulator.messages())
    click.echo(f"{say('demo_said', who=emulator.user(ALICE).name)}: {text}")
    await emulator.say(text, by=ALICE)
    cards = [message for message in emulator.messages()[before:] if message.card is not None]
    return cards[-1] if cards else None


async def _click_once(emulator: Emulator, message: Message, order: str, journal: str) -> int:
    """Click the first button and show all that happened; 1 when the order is missing somewhere."""
    _show(say("demo_card"), emulator.card_of(message).text)
    click.echo(f"{say('demo_click', who=emulator.user(ALICE).name)}: {_buttons(emulator, message)[0]}")
    done = await emulator.click(message, _buttons(emulator, message)[0], by=ALICE)
    record = done.delivery
    callback = json.loads(record.push.payload)
    value = callback["event"]["action"]["value"]
    toast = done.response.toast
    card = dict(emulator.card_of(message))
    milliseconds = f"{(record.duration or 0) * 1000:,.0f}"
    _show(say("demo_value"), prettify(value))
    _show(say("demo_callback"), prettify(callback))
    _show(say("demo_response", ms=milliseconds), prettify(done.response.body))
    click.echo(f"{say('demo_toast')}: {toast.content if toast else '-'}")
    _show(say("demo_updated"), prettify(card))
    click.echo(f"{say('demo_verdict')}: {_verdict(done)}")
    click.echo(f"{say('demo_delivery')}: {record.id}")
    click.echo(f"{say('label_journal')}: {journal}")
    return _check(order, done, value=value, callback=callback, card=card, journal=Path(journal))


def _check(order: str, done: Click, *, value: Any, callback: Any, card: Any, journal: Path) -> int:
    """Look for the order in every place it must have travelled through."""
    toast = done.response.toast
    with journal.open(encoding="utf-8") as lines:
        record = [json.loads(line) for line in lines if done.delivery.id in line]
    places = {
        say("demo_value"): order in _texts(value),
        say("demo_callback"): order in _texts(callback),
        say("demo_toast"): toast is not None and order in toast.content,
        say("demo_updated"): order in _texts(card),
        say("label_journal"): order in _texts(record),
    }
    for where, found in places.items():
        if not found:
            click.echo(say("demo_mismatch", order=order, where=where), err=True)
    return 0 if all(places.values()) and done.verdict.ok else 1


def _verdict(done: Click) -> str:
    """Say how a click ended."""
    code = "" if done.verdict.code is None else f" {done.verdict.code}"
    return f"{'✓' if done.verdict.ok else '✕'}{code} {done.verdict.message[language()]}"


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


async def _talk(emulator: Emulator, message: Message) -> None:
    """Let a person write to the bot and click the buttons of the last card, by number."""
    click.echo(say("demo_prompt"))
    while True:
        _show(say("demo_card"), emulator.card_of(message).text)
        buttons = _buttons(emulator, message)
        click.echo("  ".join(f"[{number}] {name}" for number, name in enumerate(buttons, 1)))
        line = (await asyncio.to_thread(sys.stdin.readline)).strip()
        if line in ("q", "quit", "exit"):
            return
        if line.isdigit() and 0 < int(line) <= len(buttons):
            done = await emulator.click(message, buttons[int(line) - 1], by=ALICE)
            if done.response.toast is not None:
                click.echo(f"  {say('demo_toast')}: {done.response.toast.content}")
            click.echo(f"  {say('demo_verdict')}: {_verdict(done)}")
        elif line.isdigit():
            click.echo(say("demo_no_button", number=line))
        elif line:
            message = await _say(emulator, line) or message


def _buttons(emulator: Emulator, message: Message) -> list[str]:
    """Give the texts of a card's buttons."""
    components = [component for _, component in walk(emulator.card_of(message))]
    return [component["text"]["content"] for component in components if component["tag"] == "button"]


def _show(title: str, text: str) -> None:
    click.echo(f"{title}:")
    click.echo("\n".join(f"    {line}" for line in text.splitlines()))
