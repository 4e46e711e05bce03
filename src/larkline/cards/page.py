"""Write a card into a single HTML page that draws it, and needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

__all__ = ["card_frame", "card_page"]

_LINES = re.compile(rb'"tag":"(?!plain_text|lark_md|text_tag|column"|standard_icon)')
_HEAD, _LINE, _MOST = 90, 40, 900
_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<script type="application/json" id="card">{data}</script>
{scripts}
</head>
<body></body>
</html>
"""


def card_page(
    card: bytes,
    *,
    theme: Literal["light", "dark"] = "light",
    device: Literal["pc", "mobile"] = "pc",
    locale: str = "zh_cn",
) -> str | None:
    """
    Give an HTML page that draws a card; None when the renderer was not built into the package.

    The page loads nothing, sends nothing, and runs no script but the renderer. Buttons can be pressed; there is nobody
    they would call back.

    Args:
        card: Card JSON.
        locale: The language of the reader, such as ``en_us``.
    """
    names = ["chart.js", "view.js"] if b'"chart"' in card else ["view.js"]
    scripts = [_script(name) for name in names]
    if None in scripts:
        return None
    view = {"theme": theme, "device": device, "locale": locale}
    data = msgspec.json.encode({"card": msgspec.Raw(card), "view": view}).decode()
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256((s or '').encode()).digest()).decode()}'" for s in scripts
    )
    return _PAGE.format(
        lang=html.escape(locale.replace("_", "-")),
        policy=f"default-src 'none'; script-src {hashes}; img-src data:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'",
        title=html.escape(_title(card)),
        # Within a string of JSON an escaped "<" is the same, and ends no script.
        data=data.replace("<", "\\u003c"),
        scripts="\n".join(f'<script type="module">{script}</script>' for script in scripts),
    )


def card_frame(card: bytes) -> str:
    """Give HTML to show a card within another page: a frame without rights; its JSON when it cannot be drawn."""
    page = card_page(card)
    if page is None:
        return f"<pre>{html.escape(msgspec.json.format(card, indent=2).decode())}</pre>"
    height = min(_MOST, _HEAD + _LINE * len(_LINES.findall(card)))
    return (
        f'<iframe sandbox="allow-scripts allow-popups" title="{html.escape(_title(card))}" '
        f'style="width: 100%; max-width: 640px; height: {height}px; border: 0" srcdoc="{html.escape(page)}"></iframe>'
    )


@cache
def _script(name: str) -> str | None:
    """Give a script of the built page, so that it can stand within an HTML page."""
    built = files("larkline") / "emulator" / "static" / "card" / name
    if not built.is_file():
        return None
    text = built.read_text("utf-8")
    # Both mean the same to the script; the second means nothing to HTML.
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", "<\\!--").strip()


def _title(card: bytes) -> str:
    value: Any = msgspec.json.decode(card)
    for key in ("header", "title", "content"):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else "Card"
