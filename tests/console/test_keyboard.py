"""The page without a mouse."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from larkline.emulator import Emulator
from tests.console.conftest import opened
from tests.emulator.stories import CARD, button, card
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(
            """() => {
              let at = document.activeElement;
              while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              return at?.getAttribute("aria-label") ?? at?.innerText ?? "";
            }"""
        )
        if name in focused:
            return
    raise AssertionError(f"Tab does not reach {name}")


async def test_a_whole_journey_by_keys(browser: Browser, feishu: Emulator):
    """Another chat, a card's button, the failed delivery, its reply corrected, and back: nothing needs a mouse."""
    async with feishu.running(TinyApp(answer({"toast": "ok"}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu) as page:
            await tab_to(page, "项目组")
            await page.keyboard.press("Enter")
            await expect(page.locator("feishu-card")).to_be_visible()
            await tab_to(page, "同意")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("alert").filter(has_text="200672").first).to_be_visible()
            await tab_to(page, "See why")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("tab", name="Verdict")).to_have_attribute("aria-selected", "true")
            await tab_to(page, "Verdict")
            for _ in range(3):
                await page.keyboard.press("ArrowRight")
            await expect(page.get_by_role("tab", name="Reply")).to_be_focused()
            await tab_to(page, "")
            await page.keyboard.press("Escape")

            await expect(page.locator(".detail")).to_have_count(0)
            await expect(page.get_by_role("grid")).to_be_focused()


async def test_focus_comes_back_to_the_pressed_button(browser: Browser, feishu: Emulator):
    """After the card was replaced the same component has the focus again."""
    new = card({"tag": "markdown", "content": "neu"}, button("同意", value={"order": "42"}))
    async with feishu.running(TinyApp(answer({"card": {"type": "raw", "data": new}}))):
        await feishu.send(CARD, to="oc_team")
        async with opened(browser, feishu, "/?chat=oc_team") as page:
            await tab_to(page, "同意")
            await page.keyboard.press("Space")
            await expect(page.locator("feishu-card")).to_contain_text("neu")

            await expect(page.get_by_role("button", name="同意")).to_be_focused()


async def test_single_keys_lead_through_the_list(browser: Browser, feishu: Emulator):
    """J and k move, brackets stay within the conversation, Escape closes, g and a letter go to a pane."""
    async with feishu.running(TinyApp(answer({}))):
        for chat in ("oc_team", "oc_alice", "oc_team"):
            await feishu.say("hallo", by="ou_alice", to=chat)
        async with opened(browser, feishu) as page:
            title = page.locator(".detail h2")
            await expect(page.locator(".row")).to_have_count(3)
            for key, number in (("j", 1), ("j", 2), ("k", 1), ("]", 3), ("[", 1)):
                await page.keyboard.press(key)
                await expect(title).to_contain_text(f"#{number}")
            await page.keyboard.press("Escape")
            await expect(title).to_have_count(0)
            for letter, name in (("n", "Connections"), ("f", "Faults"), ("a", "Settings of")):
                await page.keyboard.press("g")
                await page.keyboard.press(letter)
                await expect(page.get_by_role("heading", name=name).first).to_be_visible()


async def test_the_palette_finds_commands_in_any_word_order(browser: Browser, feishu: Emulator):
    """Ctrl+K opens it, words find a command, Enter carries it out, Escape leaves everything as it was."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu) as page:
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("combobox", name="Command palette")).to_be_focused()
        await page.keyboard.type("menu trigger")
        await expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(page.locator(".row").filter(has_text="application.bot.menu_v6")).to_be_visible()
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("combobox", name="Command palette")).to_be_focused()
        await page.keyboard.press("Escape")

        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_keys_are_letters_inside_of_fields_and_can_be_switched_off(browser: Browser, feishu: Emulator):
    """In a field a key writes, and without single-key shortcuts it does nothing."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu) as page:
        field = page.get_by_role("textbox", name="Write a message")
        await field.click()
        await page.keyboard.type("?gjp")
        await expect(field).to_have_value("?gjp")
        await page.get_by_role("button", name="Keyboard shortcuts").click()
        await page.get_by_role("checkbox", name="Single-key shortcuts").uncheck()
        await page.keyboard.press("Escape")
        await page.keyboard.press("?")

        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_filter_is_reached_and_left_by_keys(browser: Browser, feishu: Emulator):
    """A slash goes to the filter, Enter from there into the list, an arrow opens a delivery."""
    async with feishu.running(TinyApp(answer({}))):
        await feishu.say("hallo", by="ou_alice")
        async with opened(browser, feishu) as page:
            await page.keyboard.press("/")
            await expect(page.get_by_role("combobox", name="Filter the deliveries")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("grid")).to_be_focused()
            await page.keyboard.press("ArrowDown")

            await expect(page.locator(".detail h2")).to_contain_text("#1")


async def test_a_delivery_is_replayed_edited_and_copied_by_keys(browser: Browser, feishu: Emulator):
    """R sends it again and shows the new one, e opens the editor, c the menu, whose Escape gives the focus back."""
    async with feishu.running(TinyApp(answer({}))):
        await feishu.say("hallo", by="ou_alice")
        async with opened(browser, feishu) as page:
            await page.keyboard.press("j")
            await page.keyboard.press("r")
            await expect(page.locator(".detail h2")).to_contain_text("#2")
            await page.keyboard.press("e")
            await expect(page.get_by_role("dialog", name="Edit and replay")).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_have_count(0)
            await page.keyboard.press("c")
            await expect(page.get_by_role("menuitem", name="curl")).to_be_focused()
            await page.keyboard.press("ArrowDown")
            await expect(page.get_by_role("menuitem", name="Python")).to_be_focused()
            await page.keyboard.press("Escape")

            await expect(page.get_by_role("button", name="Copy", exact=True)).to_be_focused()


async def test_the_list_is_paused_by_a_key(browser: Browser, feishu: Emulator):
    """What comes while it is paused is counted, and shown when it goes on."""
    async with feishu.running(TinyApp(answer({}))), opened(browser, feishu) as page:
        await page.keyboard.press("p")
        await feishu.say("hallo", by="ou_alice")
        await expect(page.get_by_text("Paused; 1 new meanwhile")).to_be_visible()
        await expect(page.get_by_role("row")).to_have_count(0)
        await page.keyboard.press("p")

        await expect(page.locator(".row")).to_have_count(1)


async def test_deliveries_are_picked_by_a_key(browser: Browser, feishu: Emulator):
    """X picks the one that is open and puts it back, and Escape in the list puts all back."""
    async with feishu.running(TinyApp(answer({}))):
        for text in ("eins", "zwei"):
            await feishu.say(text, by="ou_alice")
        async with opened(browser, feishu) as page:
            for key in ("j", "x", "j", "x"):
                await page.keyboard.press(key)
            bar = page.get_by_role("toolbar", name="Picked deliveries")
            await expect(bar).to_contain_text("2 picked")
            await page.keyboard.press("x")
            await expect(bar).to_contain_text("1 picked")
            await page.get_by_role("grid").focus()
            await page.keyboard.press("Escape")

            await expect(bar).to_have_count(0)


async def test_the_help_the_mock_menu_and_the_other_places_have_keys(browser: Browser, feishu: Emulator):
    """A question mark lists the keys, m opens the Mock menu, g and d, c, s go to the list, the chats, the sessions."""
    async with feishu.running(TinyApp(answer({}))):
        await feishu.say("hallo", by="ou_alice")
        async with opened(browser, feishu) as page:
            await page.keyboard.press("?")
            await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("pick the delivery")
            await page.keyboard.press("Escape")
            await page.keyboard.press("m")
            await expect(page.get_by_role("menuitem").first).to_be_focused()
            await page.keyboard.press("Escape")
            for letter in "gd":
                await page.keyboard.press(letter)
            await expect(page.get_by_role("grid")).to_be_focused()
            for letter in "gs":
                await page.keyboard.press(letter)
            await expect(page.get_by_role("heading", name="Recordings and sessions")).to_be_visible()
            for letter in "gc":
                await page.keyboard.press(letter)

            await expect(page.get_by_role("log", name="Messages")).to_be_visible()
