"""A conversation with a bot in the terminal: write to it, see its card, click a button by its number."""

from __future__ import annotations

import asyncio
import threading
from typing import TextIO

import click

from larkline.cli.language import language, say
from larkline.emulator import Click, Emulator, Message
from larkline.emulator.cards.content import language_of, text_in, walk

__all__ = ["buttons_of", "lines_of", "say_to_bot", "show", "talk", "verdict_of"]

#: Seconds between two looks at the card, which the bot may change at any time.
LOOK_SECONDS = 0.2


def lines_of(stream: TextIO) -> asyncio.Queue[str | None]:
    """Read lines in a thread that keeps nobody from ending; None is the end of the input."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in stream:
                loop.call_soon_threadsafe(lines.put_nowait, line.strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except RuntimeError:  # the loop is closed: nobody listens any more
            return

    threading.Thread(target=read, name="larkline-terminal", daemon=True).start()
    return lines


async def talk(emulator: Emulator, message: Message, lines: asyncio.Queue[str | None], *, by: str) -> None:
    """Let a person write to the bot and click the buttons of its last card, which is shown again when it changes."""
    click.echo(say("demo_prompt"))
    seen = None
    while True:
        if (card := emulator.card_of(message)) != seen:
            show(say("demo_card" if seen is None else "demo_updated"), card.text_in(emulator.user(by).locale))
            seen = card
            click.echo(
                "  ".join(f"[{number}] {name}" for number, name in enumerate(buttons_of(emulator, message, by=by), 1))
            )
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                line = await lines.get()
        except TimeoutError:
            continue
        if line is None or line in ("q", "quit", "exit"):
            return
        if line.isdigit():
            await _click(emulator, message, int(line), by)
        elif line and (sent := await say_to_bot(emulator, line, by=by)) is not None:
            message, seen = sent, None


async def say_to_bot(emulator: Emulator, text: str, *, by: str) -> Message | None:
    """Say something to the bot and give the card it answers with, which it sends before it acknowledges the event."""
    before = len(emulator.messages())
    click.echo(f"{say('demo_said', who=emulator.user(by).name)}: {text}")
    await emulator.say(text, by=by)
    cards = [message for message in emulator.messages()[before:] if message.card is not None]
    return cards[-1] if cards else None


async def _click(emulator: Emulator, message: Message, number: int, by: str) -> None:
    buttons = buttons_of(emulator, message, by=by)
    if not 0 < number <= len(buttons):
        click.echo(say("demo_no_button", number=number))
        return
    done = await emulator.click(message, buttons[number - 1], by=by)
    if done.response.toast is not None:
        click.echo(f"  {say('demo_toast')}: {done.response.toast.text_in(emulator.user(by).locale)}")
    click.echo(f"  {say('demo_verdict')}: {verdict_of(done)}")


def buttons_of(emulator: Emulator, message: Message, *, by: str) -> list[str]:
    """Give the texts of a card's buttons as a person reads them."""
    card = emulator.card_of(message)
    locale = language_of(card, emulator.user(by).locale)
    return [text_in(part["text"], locale) for _, part in walk(card) if part["tag"] == "button"]


def verdict_of(done: Click) -> str:
    """Say how a click ended."""
    code = "" if done.verdict.code is None else f" {done.verdict.code}"
    return f"{'✓' if done.verdict.ok else '✕'}{code} {done.verdict.message[language()]}"


def show(title: str, text: str) -> None:
    """Print a text under its title."""
    click.echo(f"{title}:")
    click.echo("\n".join(f"    {line}" for line in text.splitlines()))
