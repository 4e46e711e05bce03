"""Cards can be used by everybody: an automated audit of every sample, in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cards.shapes import all_cards, card_json
from tests.console.drawing import drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
#: Gives what the audit finds serious: rule, and where. Colours that a card declares itself are its author's business.
AUDIT = """async () => {
  const { violations } = await axe.run("feishu-card", { resultTypes: ["violations"] });
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => [id, html, any[0]?.message ?? ""]))
    .filter(([, html]) => !html.includes("color: rgba("));
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_sample_has_a_serious_finding(browser, theme):
    """Names, roles, contrast, nesting: nothing that keeps somebody from using a card."""
    if not AXE.is_file():
        pytest.skip("the audit is not installed; `make page` installs it")
    async with drawing(browser) as page:
        await page.page.evaluate(AXE.read_text(encoding="utf-8"))
        await page.page.evaluate(f"document.documentElement.classList.toggle('dark', {str(theme == 'dark').lower()})")
        for name in all_cards():
            await page.show(card_json(name), theme=theme)

            assert await page.page.evaluate(AUDIT) == [], name
