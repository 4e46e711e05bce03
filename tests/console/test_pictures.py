"""
Scenes of cards, in both themes and both languages, compared with ``tests/console/pictures/``.

Texts, and the boxes that do not depend on fonts, are compared everywhere. Pixels are compared where the browser and its
fonts are those of the pictures, else skipped with that reason. After a change that is wanted: ``make drawn``, and look.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.cards.shapes import card_json, text, v1, v2
from tests.console.drawing import PEOPLE, Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURES = Path(__file__).parent / "pictures"
MADE_WITH = PICTURES / "made-with.json"
REWRITE = os.environ.get("REWRITE_DRAWN") == "1"
SIZE = (980, 640)
#: The part of all pixels that may look different; edges of letters are not drawn the same way each time.
TOLERANCE = 0.001

_CALLBACK = [{"type": "callback", "value": {"k": 1}}]
_FAILING = v2(
    {"tag": "markdown", "content": "**order-api**"},
    {"tag": "button", "text": text("Retry"), "type": "primary", "behaviors": _CALLBACK},
    header={"title": text("P1"), "template": "red"},
)
_MISSING = v2(
    {
        "tag": "form",
        "name": "f",
        "elements": [
            {"tag": "input", "name": "a", "label": text("Reason"), "required": True},
            {"tag": "select_static", "name": "b", "required": True, "options": []},
            {"tag": "button", "name": "go", "text": text("Send"), "type": "primary", "form_action_type": "submit"},
        ],
    }
)
_UNKNOWN = v1({"tag": "hologram", "beam": 7}, {"tag": "div", "text": text("after")})
_EMPTY_TABLE = {"tag": "table", "columns": [{"name": "a", "data_type": "text"}, {"name": "b", "data_type": "text"}]}
#: Cards side by side, and which of their components are pressed.
SCENES: dict[str, tuple[list[Any], list[str]]] = {
    "gallery": (
        [
            card_json(name)
            for name in ("v2_23_alert", "v2_24_expense_approval", "v2_02_header_full", "v2_13_form_leave")
        ],
        [],
    ),
    "failure": ([_FAILING, _MISSING, _UNKNOWN], ["/body/elements/1", "/body/elements/0/elements/2"]),
    "empty": ([v2(), v2({**_EMPTY_TABLE, "rows": []}), v2({"tag": "select_static", "options": []}), v1()], []),
}
LOOKS = [(theme, locale) for theme in ("light", "dark") for locale in ("zh_cn", "en_us")]

SCRIPT = Path(__file__).with_name("scene.js").read_text(encoding="utf-8")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give one page for all."""
    async with drawing(browser) as page:
        await page.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        await page.page.evaluate(f"void (globalThis.scene = {SCRIPT})")
        await page.page.evaluate("globalThis.outcome = async () => ({ code: 200672, message: '' })")
        PICTURES.mkdir(exist_ok=True)
        yield page


async def play(page: Drawing, scene: str, theme: str, locale: str) -> None:
    """Show a scene, with what is pressed in it pressed."""
    cards, pressed = SCENES[scene]
    view = {"theme": theme, "locale": locale, "people": PEOPLE, "viewer": PEOPLE[0]["open_id"]}
    await page.page.evaluate("(args) => scene.show(...args)", [cards, view, theme == "dark"])
    for pointer in pressed:
        await page.at(pointer).click()
    await page.page.mouse.move(0, 0)
    await page.page.evaluate("document.activeElement?.blur()")


async def machine(browser: Browser, page: Drawing) -> dict[str, str]:
    """Name what pixels depend on."""
    return {"browser": browser.version, "fonts": await page.page.evaluate("scene.fonts()")}


def tell_apart(line: str) -> tuple[str, list[int]]:
    """Give the words of a line of a layout, and the numbers of a box."""
    if not line.startswith("box "):
        return line, []
    *words, x, width = line.split(" ")
    return " ".join(words), [int(x), int(width)]


@pytest.mark.parametrize(("theme", "locale"), LOOKS)
@pytest.mark.parametrize("scene", SCENES)
async def test_texts_and_boxes_are_as_in_the_picture(page, scene, theme, locale):
    """What is written is the same, and each block begins and ends where it did, up to two pixels."""
    await play(page, scene, theme, locale)
    shown: list[str] = await page.page.evaluate("scene.layout()")
    file = PICTURES / f"{scene}-{locale}.txt"
    if REWRITE and theme == "light":
        file.write_text("\n".join(shown) + "\n", encoding="utf-8")
    kept = file.read_text(encoding="utf-8").splitlines()

    assert [tell_apart(line)[0] for line in shown] == [tell_apart(line)[0] for line in kept]
    for line, before in zip(shown, kept, strict=True):
        assert all(abs(a - b) <= 2 for a, b in zip(tell_apart(line)[1], tell_apart(before)[1], strict=True)), line


@pytest.mark.parametrize(("theme", "locale"), LOOKS)
@pytest.mark.parametrize("scene", SCENES)
async def test_a_scene_looks_as_in_its_picture(browser, page, scene, theme, locale):
    """At most one pixel of a thousand is another one."""
    await play(page, scene, theme, locale)
    here = await machine(browser, page)
    file = PICTURES / f"{scene}-{theme}-{locale}.png"
    taken = await page.page.screenshot(type="png", animations="disabled", caret="hide")
    if REWRITE:
        MADE_WITH.write_text(json.dumps(here, indent=2) + "\n", encoding="utf-8")
        file.write_bytes(taken)
    if here != json.loads(MADE_WITH.read_text(encoding="utf-8")):
        pytest.skip("the pictures were taken with another browser or other fonts; only texts and boxes were compared")

    pictures = [base64.b64encode(picture).decode() for picture in (file.read_bytes(), taken)]
    assert await page.page.evaluate("(pictures) => scene.difference(...pictures)", pictures) <= TOLERANCE
