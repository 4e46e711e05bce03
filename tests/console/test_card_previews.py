"""What can be looked at more closely: pictures, pictures to choose from, charts; and what cannot be listened to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.cards.shapes import text, v2
from tests.console.drawing import Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPTIONS = [{"img_key": f"img_{value}", "value": value} for value in ("a", "b")]
SUBMIT = {"tag": "button", "name": "go", "form_action_type": "submit", "text": text("Go")}
SPEC = {
    "type": "bar",
    "xField": "d",
    "yField": "n",
    "title": {"text": "Sales"},
    "data": {"values": [{"d": "a", "n": 3}]},
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give one page for all."""
    async with drawing(browser) as page:
        yield page


async def test_a_picture_is_shown_large_and_the_focus_comes_back(page):
    """A press opens it, Escape closes it; one without preview is no button."""
    pictures = [
        {"tag": "img", "img_key": "img_a", "alt": text("A cat"), "preview": preview} for preview in (True, False)
    ]
    card = await page.show(v2(*pictures))
    press = page.at("/body/elements/0")

    await press.press("Enter")
    await expect(card.get_by_role("dialog", name="A cat")).to_be_visible()
    await page.page.keyboard.press("Escape")

    await expect(card.get_by_role("dialog")).to_have_count(0)
    await expect(press).to_be_focused()
    await expect(page.at("/body/elements/1")).to_have_count(0)


async def test_a_picture_to_choose_is_looked_at_before(page):
    """In a form, unless the card says otherwise; looking chooses nothing."""
    choice = {"tag": "select_img", "name": "s", "options": OPTIONS}
    closed = {**choice, "name": "t", "can_preview": False}
    outside = {"tag": "select_img", "options": OPTIONS}
    card = await page.show(v2({"tag": "form", "name": "f", "elements": [choice, closed, SUBMIT]}, outside))
    await expect(card.locator(".zoom")).to_have_count(2)

    await card.get_by_role("button", name="查看大图 b").click()
    await expect(card.get_by_role("dialog")).to_be_visible()
    await card.get_by_role("dialog").click()

    await expect(card.get_by_role("dialog")).to_have_count(0)
    await expect(card.locator(".selected")).to_have_count(0)


async def test_a_chart_has_a_magnifier(page):
    """It shows at the pointer and with the focus, and draws the chart again as large as the window allows."""
    card = await page.show(
        v2({"tag": "chart", "chart_spec": SPEC}, {"tag": "chart", "chart_spec": SPEC, "preview": False})
    )
    zoom = card.get_by_role("button", name="查看大图 Sales")
    await expect(zoom).to_have_count(1)
    await expect(zoom).to_have_css("opacity", "0")

    await card.locator(".chart").first.hover()
    await expect(zoom).to_have_css("opacity", "1")
    await zoom.click()
    large = card.get_by_role("dialog", name="Sales").locator("canvas").first
    await large.wait_for()

    small = await card.locator(".chart canvas").first.bounding_box()
    shown = await large.bounding_box()
    assert small is not None
    assert shown is not None
    assert shown["width"] > small["width"]


async def test_audio_names_its_key_and_says_that_nothing_is_played(page):
    """There is a control with a name, and no element that could load a sound."""
    card = await page.show(v2({"tag": "audio", "file_key": "file_v3_42"}))

    await card.get_by_role("button", name="播放 file_v3_42").click()

    await expect(card.get_by_role("alert")).to_have_text("此处不播放语音")
    await expect(card.locator("audio")).to_have_count(0)
