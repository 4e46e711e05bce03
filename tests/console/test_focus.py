"""Where the focus is after something was closed, opened or exchanged: never lost."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import CARD
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def said(feishu: Emulator, times: int = 3) -> None:
    """Let as many deliveries come."""
    async with feishu.running(TinyApp(answer({}))):
        for _ in range(times):
            await feishu.say("hallo", by="ou_alice", to="oc_team")


def grid(page: Page):
    """Find the list."""
    return page.get_by_role("grid")


async def test_enter_leads_into_the_delivery_and_escape_back(browser: Browser, feishu: Emulator):
    """Enter goes to the tabs of the chosen delivery; after Escape it opens again, and j goes on from there."""
    await said(feishu)
    async with opened(browser, feishu) as page:
        await expect(page.locator(".row")).to_have_count(3)
        await page.keyboard.press("k")
        await page.keyboard.press("k")
        await expect(page.locator(".detail h2")).to_contain_text("#2")
        await expect(grid(page)).to_be_focused()
        for _ in range(2):
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("tab", name="Verdict")).to_be_focused()
            await page.keyboard.press("Escape")
            await expect(page.locator(".detail")).to_have_count(0)
            await expect(grid(page)).to_be_focused()
        await page.keyboard.press("j")

        await expect(page.locator(".detail h2")).to_contain_text("#3")


async def test_closing_a_delivery_goes_to_the_list(browser: Browser, feishu: Emulator):
    """The cross gives the focus to the list; the steps in the conversation keep it."""
    await said(feishu)
    async with opened(browser, feishu, "/?chat=oc_team") as page:
        await page.locator(".row").first.click()
        step = page.get_by_role("button", name="Next in the conversation")
        await step.click()
        await expect(page.locator(".detail h2")).to_contain_text("#2")
        await expect(step).to_be_focused()
        await page.get_by_role("button", name="Close the delivery").click()

        await expect(grid(page)).to_be_focused()


async def test_a_dialog_gives_the_focus_back(browser: Browser, feishu: Emulator):
    """Closed by its button, by a command or after a question, whatever had the focus before has it again."""
    async with opened(browser, feishu) as page:
        field = page.locator("#filter")
        await page.get_by_role("button", name="Keyboard shortcuts").click()
        await page.get_by_role("dialog").get_by_role("button", name="Close").click()
        await expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()
        await field.focus()
        await page.keyboard.press("Control+k")
        await page.keyboard.type("Freeze the clock")
        await page.keyboard.press("Enter")
        await expect(page.locator(".chip").filter(has_text="frozen")).to_be_visible()
        await expect(field).to_be_focused()
        await page.keyboard.press("Control+k")
        await page.keyboard.type("New tenant")
        await page.keyboard.press("Enter")
        await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(field).to_be_focused()


async def test_events_are_mocked_from_every_pane(browser: Browser, feishu: Emulator):
    """Where the composer with its menu is not shown, m opens the form."""
    async with opened(browser, feishu, "/?view=faults") as page:
        await expect(page.get_by_role("heading", name="Faults")).to_be_visible()
        await page.keyboard.press("m")

        await expect(page.get_by_role("dialog", name="Mock an event")).to_be_visible()


@pytest.mark.parametrize(("keys", "focused"), [("/", "#filter"), ("gd", "#deliveries-list")])
async def test_keys_reach_the_list_of_a_narrow_window(browser: Browser, feishu: Emulator, keys: str, focused: str):
    """With one pane at a time, the deliveries are shown before they get the focus, also from an open delivery."""
    await feishu.send(CARD, to="oc_team")
    await said(feishu)
    async with opened(browser, feishu, "/?chat=oc_team", size=(390, 844)) as page:
        for _ in range(2):
            for key in keys:
                await page.keyboard.press(key)
            await expect(page.locator(focused)).to_be_focused()
            await page.keyboard.press("Escape")  # what a filter could be no longer covers the rows
            await page.locator(".row").first.click()
            await expect(page.get_by_role("tab", name="Verdict")).to_be_visible()
            await page.evaluate("document.activeElement.blur()")
        await page.get_by_role("button", name="Back to the list").click()

        await expect(grid(page)).to_be_focused()
