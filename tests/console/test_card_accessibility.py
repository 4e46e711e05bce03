"""Cards can be used by everybody: an automated audit of every sample, in both themes and both languages."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.async_api import expect

from tests.cards.shapes import all_cards, card_json, text, v2
from tests.console.auditing import AXE, COLORS
from tests.console.drawing import drawing

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Gives what the audit finds serious: rule, and where. Colours that a card declares itself are its author's business.
AUDIT = """async (rules) => {
  const { violations } = await axe.run("feishu-card", { resultTypes: ["violations"], ...rules });
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => [id, html, any[0]?.message ?? ""]))
    .filter(([, html]) => !html.includes("color: rgba("));
}"""


@pytest.mark.parametrize("locale", ["zh_cn", "en_us"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_sample_has_a_serious_finding(browser, theme, locale):
    """Names, roles, contrast, nesting: nothing that keeps somebody from using a card. Themes differ in colours."""
    if not AXE.is_file():
        pytest.skip("the audit is not installed; `make page` installs it")
    async with drawing(browser) as page:
        await page.page.evaluate(AXE.read_text(encoding="utf-8"))
        await page.page.evaluate(f"document.documentElement.classList.toggle('dark', {str(theme == 'dark').lower()})")
        rules = COLORS if theme == "dark" else {}
        for name in all_cards():
            await page.show(card_json(name), theme=theme, locale=locale)

            assert await page.page.evaluate(AUDIT, rules) == [], name


NAMED = v2(
    {"tag": "button", "text": text("Approve")},
    {"tag": "select_static", "placeholder": text("Choose a team"), "options": [{"text": text("A"), "value": "a"}]},
    {"tag": "date_picker", "placeholder": text("Due")},
    {"tag": "input", "label": text("Reason")},
    {"tag": "checker", "text": text("I agree")},
    {"tag": "img", "img_key": "img_a", "alt": text("A plan of the site")},
    {"tag": "interactive_container", "elements": [{"tag": "markdown", "content": "Write a **report**"}]},
    {"tag": "collapsible_panel", "header": {"title": text("Details")}, "elements": []},
    {"tag": "chart", "chart_spec": {"type": "pie", "title": {"text": "Sales"}}},
)
NAMES: list[tuple[Literal["button", "textbox", "checkbox", "img"], str]] = [
    ("button", "Approve"), ("button", "Choose a team"), ("textbox", "Due (YYYY-MM-DD)"), ("textbox", "Reason"),
    ("checkbox", "I agree"), ("button", "View picture A plan of the site"), ("button", "Write a report"),
    ("button", "Details"), ("img", "Sales"),
]  # fmt: skip


async def test_components_are_named_by_the_card(browser):
    """Whoever hears a card hears its own words: labels, placeholders, alternative texts, titles."""
    async with drawing(browser) as page:
        card = await page.show(NAMED, locale="en_us")

        for role, name in NAMES:
            await expect(card.get_by_role(role, name=name, exact=True)).to_have_count(1)


OPENING = {
    "a menu": {"tag": "select_static", "options": [{"text": text(name), "value": name} for name in "abcdefghij"]},
    "people": {"tag": "select_person", "placeholder": text("Who")},
    "a menu of actions": {"tag": "overflow", "options": [{"text": text("Mute"), "value": "mute"}]},
    "a dialog": {"tag": "button", "text": text("Go"), "confirm": {"title": text("Sure?"), "text": text("Really?")}},
    "a picture": {"tag": "img", "img_key": "img_a", "alt": text("A cat")},
}


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_what_opens_has_no_serious_finding(browser, theme):
    """Menus, dialogs, pictures and the calendar, while they are open."""
    async with drawing(browser) as page:
        await page.page.evaluate(AXE.read_text(encoding="utf-8"))
        for what, node in OPENING.items():
            await page.show(v2(node), theme=theme)
            await page.at("/body/elements/0").click()
            await page.page.locator("[popover], dialog").first.wait_for()
            assert await page.page.evaluate(AUDIT) == [], what
        card = await page.show(v2({"tag": "picker_datetime", "placeholder": text("When")}), theme=theme)
        await card.get_by_role("button", name="打开日历").click()
        await card.locator("[popover]").wait_for()
        assert await page.page.evaluate(AUDIT) == []
