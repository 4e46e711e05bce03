"""
Compare what a page shows with what ``tests/console/pictures/`` holds of it.

Texts, and the boxes that do not depend on fonts, are compared everywhere. Pixels are compared where the browser and its
fonts are those of the pictures, else skipped with that reason. After a change that is wanted: ``make drawn``, and look.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

PICTURES = Path(__file__).parent / "pictures"
MADE_WITH = PICTURES / "made-with.json"
REWRITE = os.environ.get("REWRITE_DRAWN") == "1"
#: The part of all pixels that may look different; edges of letters are not drawn the same way each time.
TOLERANCE = 0.001
#: How far a block may be from where it was, in pixels.
NEAR = 2

SCRIPT = Path(__file__).with_name("comparing.js").read_text(encoding="utf-8")


def tell_apart(line: str) -> tuple[str, list[int]]:
    """Give the words of a line of a layout, and the numbers of a box."""
    if not line.startswith("box "):
        return line, []
    *words, x, width = line.split(" ")
    return " ".join(words), [int(x), int(width)]


async def compare_layout(page: Page, name: str, *, places: str, blocks: str) -> None:
    """
    See that what is written is the same, and that each block begins and ends where it did.

    Args:
        places: A selector of what is looked into, with what stands in shadow roots.
        blocks: A selector of what has its place compared.
    """
    shown: list[str] = await page.evaluate(f"(args) => ({SCRIPT}).layout(...args)", [places, blocks])
    file = PICTURES / f"{name}.txt"
    if REWRITE:
        file.write_text("\n".join(shown) + "\n", encoding="utf-8")
    kept = file.read_text(encoding="utf-8").splitlines()

    assert [tell_apart(line)[0] for line in shown] == [tell_apart(line)[0] for line in kept]
    for line, before in zip(shown, kept, strict=True):
        assert all(abs(a - b) <= NEAR for a, b in zip(tell_apart(line)[1], tell_apart(before)[1], strict=True)), line


async def compare_picture(browser: Browser, page: Page, name: str) -> None:
    """See that at most one pixel of a thousand is another one; there has to be a card on the page."""
    here = {"browser": browser.version, "fonts": await page.evaluate(f"({SCRIPT}).fonts()")}
    file = PICTURES / f"{name}.png"
    taken = await page.screenshot(type="png", animations="disabled", caret="hide")
    if REWRITE:
        MADE_WITH.write_text(json.dumps(here, indent=2) + "\n", encoding="utf-8")
        file.write_bytes(taken)
    if here != json.loads(MADE_WITH.read_text(encoding="utf-8")):
        pytest.skip("the pictures were taken with another browser or other fonts; only texts and boxes were compared")

    pictures = [base64.b64encode(picture).decode() for picture in (file.read_bytes(), taken)]
    assert await page.evaluate(f"(pictures) => ({SCRIPT}).difference(...pictures)", pictures) <= TOLERANCE
