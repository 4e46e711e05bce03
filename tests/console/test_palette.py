"""The command palette: everything that the control API can change has a name there."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from larkline.emulator import Emulator
from larkline.emulator.control.api import control_operations
from larkline.emulator.control.session import Keys
from tests.console.conftest import opened
from tests.emulator.tiny_client import TinyApp, answer

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: What changes nothing that a person would ask for by name, and why.
EXCEPTIONS = {
    "POST /session": "signs the page itself in",
    "POST /wait": "waits, and changes nothing",
    "POST /cards/check": "only looks at a card; the cards pane does it while one types",
    "POST /cards/render": "only draws a card; the cards pane does it while one types",
    "POST /replies/check": "only judges a reply; the tab of the reply does it",
    "POST /apps/{id}/credentials": "takes secrets of one's own, which no list of names should offer to type in",
    "POST /messages/{id}/actions": "is a click in the card itself",
}


async def test_every_write_of_the_control_api_has_a_command(browser: Browser, feishu: Emulator):
    """A route that changes something is behind a command, or stands among the exceptions with its reason (3.4)."""

    async def start_no_bot() -> None:
        """Stand for the sample bot, which is offered where there is one."""

    feishu.start_demo_bot = start_no_bot
    async with feishu.running(TinyApp(answer({}))), feishu.running(TinyApp(answer({}))):
        await feishu.wait(online=2)
        next(iter(feishu.core.hub.of_app())).paused = True
        await feishu.say("hallo", by="ou_alice", to="oc_team")
        await feishu.faults.add("duplicate")
        feishu.core.recorder.start("r1")
        last = feishu.deliveries()[-1].id
        async with opened(browser, feishu, f"/?chat=oc_team&as=ou_alice&delivery={last}") as page:
            await page.keyboard.press("Control+k")
            await expect(page.locator("[data-does='POST /recordings/{id}/stop']")).to_be_attached()
            await expect(page.locator("[data-does='POST /faults']").first).to_be_attached()
            found = await page.locator("[role=option]").evaluate_all("all => all.map(one => one.dataset.does)")
    operations = control_operations(feishu, Keys("t"))
    writes = {f"{each.method} {each.path}" for each in operations if each.method != "GET"}
    offered = {each for each in found if each}

    assert offered - writes == set()
    assert writes - offered == set(EXCEPTIONS)


async def open_palette(page: Page) -> None:
    """Open it and wait until it hears what is typed."""
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox", name="Command palette")).to_be_focused()


async def test_a_command_is_found_in_the_other_language(browser: Browser, feishu: Emulator):
    """On an English page the Chinese name finds the same command, and letters in order are enough."""
    async with opened(browser, feishu) as page:
        for typed in ("暂停平台时间", "frz clk"):
            await open_palette(page)
            dialog = page.get_by_role("dialog")
            await page.keyboard.type(typed)
            await expect(dialog.get_by_role("option").first).to_contain_text("Freeze the clock")
            await page.keyboard.press("Escape")
            await expect(dialog).to_have_count(0)


async def test_a_command_asks_for_what_it_needs(browser: Browser, feishu: Emulator):
    """A new person gets a name in a small form, and stands in the list of chats."""
    async with opened(browser, feishu) as page:
        await open_palette(page)
        await page.keyboard.type("new person")
        await page.keyboard.press("Enter")
        await page.get_by_role("dialog").get_by_label("Name").fill("Grace")
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("navigation", name="Chats")).to_contain_text("Grace")
        assert feishu.user("ou_new1").name == "Grace"
