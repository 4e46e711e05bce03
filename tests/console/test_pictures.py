"""Scenes of cards, in both themes and both languages, compared with ``tests/console/pictures/``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.cards.shapes import card_json, text, v1, v2
from tests.console.comparing import compare_layout, compare_picture
from tests.console.drawing import PEOPLE, Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZE = (980, 640)

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


@pytest.mark.parametrize(("theme", "locale"), LOOKS)
@pytest.mark.parametrize("scene", SCENES)
async def test_texts_and_boxes_are_as_in_the_picture(page, scene, theme, locale):
    """What is written is the same, and each block begins and ends where it did, up to two pixels."""
    await play(page, scene, theme, locale)

    blocks = ".card, .header, .body, .body > .el, .form > .el"
    await compare_layout(page.page, f"{scene}-{locale}", places="feishu-card", blocks=blocks)


@pytest.mark.parametrize(("theme", "locale"), LOOKS)
@pytest.mark.parametrize("scene", SCENES)
async def test_a_scene_looks_as_in_its_picture(browser, page, scene, theme, locale):
    """At most one pixel of a thousand is another one."""
    await play(page, scene, theme, locale)

    await compare_picture(browser, page.page, f"{scene}-{theme}-{locale}")
