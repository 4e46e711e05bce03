"""The page after a failed click, wide in both themes and both languages and once narrow, compared with its pictures."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from larkline.emulator import Emulator
from tests.console.comparing import compare_layout, compare_picture
from tests.console.conftest import opened
from tests.emulator.tiny_client import TinyApp, answer
from tools.screenshots import TEXTS, alarm

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: When all of it happens: the platform's time is moved there, and stands still. 2 minutes past 10 in Shanghai.
THEN = 2_524_615_320.0
SIZES = {"wide": (1200, 640), "narrow": (390, 640)}
#: What keeps its place whatever the fonts are.
BLOCKS = ".header, .rail, .bottom, .chats, .main, .composer, .entry, .card-place, .inspector, .deliveries, .detail"


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["zh", "en"])
async def page(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """Give the page, on which a card has been clicked, and the click was answered wrongly."""
    lang = request.param
    async with Emulator(seed=7, frozen=True) as feishu:
        await feishu.clock.advance(THEN - feishu.clock.time())
        async with feishu.running(TinyApp(answer({"toast": "ok"}))):
            await feishu.say(TEXTS[lang]["ask"], by="ou_alice", to="oc_team")
            message = await feishu.send(alarm(TEXTS[lang]), to="oc_team")
            click = await feishu.submit(message, {"note": "…"}, button=TEXTS[lang]["later"], by="ou_bob")
            path = f"/?chat=oc_team&as=ou_alice&delivery={click.delivery.id}"
            async with opened(browser, feishu, path, lang=lang) as page:
                await expect(page.locator(".verdict-card")).to_be_visible()
                await expect(page.locator("feishu-card .button").first).to_be_visible()
                await expect(page.locator(".skeleton")).to_have_count(0)
                yield page


async def show(page: Page, size: str, theme: str) -> str:
    """Give the page another size and theme; gives the language it is in."""
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    await expect(page.locator("html")).to_have_attribute("data-theme", theme)
    lang = await page.locator("html").get_attribute("lang")
    return (lang or "")[:2]


@pytest.mark.parametrize("size", SIZES)
async def test_texts_and_boxes_are_as_in_the_picture(page, size):
    """What is written is the same, and each part of the page begins and ends where it did, up to two pixels."""
    lang = await show(page, size, "light")

    await compare_layout(page, f"page-{size}-{lang}", places="body", blocks=BLOCKS)


@pytest.mark.parametrize(("size", "theme"), [("wide", "light"), ("wide", "dark"), ("narrow", "dark")])
async def test_the_page_looks_as_in_its_picture(browser, page, size, theme):
    """At most one pixel of a thousand is another one."""
    lang = await show(page, size, theme)

    await compare_picture(browser, page, f"page-{size}-{theme}-{lang}")
