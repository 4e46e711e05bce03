"""Every sample card is drawn, in both themes and on both kinds of client."""

from __future__ import annotations

import pytest

from tests.cards.shapes import all_cards, card_json
from tests.console.drawing import drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

_TROUBLE = ".el-unknown, [data-broken], .chart-trouble"


@pytest.mark.parametrize("device", ["pc", "mobile"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_sample_is_drawn(browser, theme, device):
    """No component of a sample card is missing, broken or too wide, and nothing is loaded from anywhere."""
    async with drawing(browser) as page:
        for name in all_cards():
            card = await page.show(card_json(name), theme=theme, device=device)
            for index in range(await card.locator(".chart").count()):
                await card.locator(".chart").nth(index).locator("canvas").first.wait_for()

            assert await card.locator(_TROUBLE).all_inner_texts() == [], name
            overflow = "card => card.shadowRoot.querySelector('.card').scrollWidth - card.getBoundingClientRect().width"
            assert await card.evaluate(overflow) <= 0, name


async def test_what_is_not_known_is_shown_as_its_json(browser):
    """A component without a drawing is a labelled box; the rest of the card is drawn."""
    async with drawing(browser) as page:
        unknown = {"tag": "hologram", "beam": 7}
        card = await page.show(
            {"schema": "2.0", "body": {"elements": [unknown, {"tag": "markdown", "content": "after"}]}}
        )

        assert "hologram" in await card.locator(".el-unknown").inner_text()
        assert '"beam": 7' in str(await card.locator(".el-unknown pre").text_content())
        assert await card.locator(".el-markdown").inner_text() == "after"
