"""A card on a page of its own, as `larkline card render` and a notebook have it, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Route, expect

from larkline import Card
from larkline.cards import Button, Chart, Markdown
from tests.console.drawing import STATIC
from tools.pages import ROOT

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


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_element_is_used_as_the_docs_say(browser, language):
    """On a page that has nothing else of ours: attributes, properties, an event and the answer to it."""
    docs = (ROOT / "docs" / language / "cards.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```html\n(.*?)```", docs, flags=re.DOTALL)
    page = await browser.new_page()
    try:
        page.set_default_timeout(10_000)

        async def serve(route: Route) -> None:
            if route.request.url.endswith("/view.js"):
                await route.fulfill(body=(STATIC / "card" / "view.js").read_bytes(), content_type="text/javascript")
            else:
                await route.fulfill(body=f"<!doctype html>{example}", content_type="text/html")

        await page.route("**/*", serve)
        await page.goto("http://127.0.0.1:9/page.html")
        card = page.locator("feishu-card")
        await card.get_by_role("button", name="Approve").click()

        await expect(card.get_by_role("alert")).to_contain_text("nobody answered /body/elements/0")
        await expect(card.get_by_role("alert")).to_contain_text("200672")
        await expect(card).to_have_attribute("data-theme", "dark")
        await expect(card).to_have_count(1)
        await card.evaluate("card => { card.setAttribute('theme', 'light'); card.setAttribute('device', 'nonsense') }")
        await expect(card).to_have_attribute("data-theme", "light")
        await expect(card).to_have_attribute("data-device", "pc")
    finally:
        await page.close()
