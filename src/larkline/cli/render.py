"""Draw a card into a file: a page of its own, or a picture of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from larkline.cards.page import card_page
from larkline.cli.cards import read_card
from larkline.cli.language import say
from larkline.errors import ConfigurationError

__all__ = ["render_file"]


def render_file(
    name: str, output: str, *, theme: Literal["light", "dark"], device: Literal["pc", "mobile"], locale: str
) -> None:
    """
    Draw the card in a file; ``-`` is the standard input.

    Args:
        output: Ends with ``.html`` for a page, with ``.png`` for a picture; the latter needs a browser.

    Raises:
        ConfigurationError: The card cannot be read or drawn, the output is of another kind or cannot be written, or
            there is no browser.
    """
    kind = Path(output).suffix.lower()
    if kind not in (".html", ".htm", ".png"):
        raise ConfigurationError(say("render_kind", file=output))
    page = card_page(_card(name), theme=theme, device=device, locale=locale)
    if page is None:
        raise ConfigurationError(say("render_not_built"))
    try:
        if kind == ".png":
            from larkline.cli.picture import picture_of

            Path(output).write_bytes(picture_of(page, mobile=device == "mobile"))
        else:
            Path(output).write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(say("render_unwritable", file=output, error=error.strerror or error)) from None


def _card(name: str) -> bytes:
    """Give the JSON of a card, compact."""
    data = read_card(name)
    try:
        card: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ConfigurationError(say("render_no_json", file=name, error=error)) from None
    if not isinstance(card, dict) or (card.get("type") in ("template", "card") and "data" in card):
        raise ConfigurationError(say("render_no_card", file=name))
    return msgspec.json.encode(card)
