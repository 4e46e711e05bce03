"""Charts take the room that their card has, as the window becomes narrow, and follow their own media queries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator

from tests.cards.shapes import v2
from tests.console.drawing import Drawing, drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPEC = {
    "type": "bar",
    "xField": "day",
    "yField": "orders",
    "seriesField": "shop",
    "legends": {"visible": True, "orient": "bottom"},
    "data": {"values": [{"day": "Mon", "orders": 3, "shop": "A"}, {"day": "Tue", "orders": 5, "shop": "B"}]},
}
NARROW = {"maxWidth": 400}
WITHOUT_LEGENDS = {"filterType": "legends", "spec": {"visible": False}}


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Drawing]:
    """Give a page, as wide as a window on a desk."""
    async with drawing(browser) as page:
        await page.page.set_viewport_size({"width": 900, "height": 700})
        yield page


async def drawn(page: Drawing, spec: Mapping[str, object]) -> Locator:
    """Draw a chart; gives its place once it is there."""
    card = await page.show(v2({"tag": "chart", "chart_spec": spec, "preview": False}))
    await card.locator("canvas").wait_for()
    return card.locator(".chart")


async def test_a_chart_fits_a_window_that_becomes_narrow(page):
    """Its drawing is as high as its place then is, so that nothing of it is cut off."""
    chart = await drawn(page, SPEC)
    wide = await chart.evaluate("one => one.clientHeight")
    await page.page.set_viewport_size({"width": 360, "height": 700})
    await page.page.wait_for_function(
        "() => document.querySelector('feishu-card').shadowRoot.querySelector('canvas').clientWidth < 360"
    )
    place = await chart.evaluate("one => one.clientHeight")

    assert place < wide
    assert await chart.locator("canvas").evaluate("one => one.clientHeight") <= place + 1


async def test_a_chart_follows_its_media_queries(page):
    """In a narrow window it looks like one that is specified so from the beginning, in a wide one it does not."""
    media = {**SPEC, "media": [{"query": NARROW, "action": [WITHOUT_LEGENDS]}]}
    wide = [await (await drawn(page, spec)).screenshot() for spec in (SPEC, media)]
    await page.page.set_viewport_size({"width": 360, "height": 700})
    plain = {**SPEC, "legends": {"visible": False}}
    narrow = [await (await drawn(page, spec)).screenshot() for spec in (SPEC, media, plain)]

    assert wide[0] == wide[1]
    assert narrow[1] == narrow[2] != narrow[0]
