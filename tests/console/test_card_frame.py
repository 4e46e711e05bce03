"""A card on a page of its own, as `larkline card render` and a notebook have it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from larkline import Card
from larkline.cards import Button, Chart, Markdown

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_notebook_draws_a_card_in_a_sandboxed_frame(browser):
    """Its chart included, under the frame's own policy and without a request; the frame cannot reach the page."""
    card = Card(
        elements=[
            Markdown("**Orders**"),
            Chart({"type": "bar", "xField": "d", "yField": "n", "data": {"values": [{"d": "Mon", "n": 3}]}}),
            Button("Open", value={"k": 1}),
        ]
    )
    context = await browser.new_context(offline=True, reduced_motion="reduce")
    try:
        page = await context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        await page.set_content(f"<!doctype html><title>notebook</title><body>{card._repr_html_()}</body>")
        frame = page.frame_locator("iframe")

        await expect(frame.locator(".el-markdown")).to_have_text("Orders")
        await frame.locator(".chart canvas").first.wait_for()
        await expect(frame.locator(".chart-trouble")).to_have_count(0)
        await frame.get_by_role("button", name="Open").click()
        assert said == []
        reach = "() => { try { return String(parent.document.title); } catch (error) { return error.name; } }"
        assert await page.frames[1].evaluate(reach) == "SecurityError"
    finally:
        await context.close()
